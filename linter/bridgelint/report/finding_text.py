"""The text of a finding in formats that have one field for all of it."""

from __future__ import annotations

from collections.abc import Iterator

from bridgelint.base.finding import Finding
from bridgelint.report.links import rule_page


def labeled_parts(finding: Finding) -> Iterator[str]:
    """Yield the message, then the label as `note: …` and the help as `help: …`, if any."""
    yield finding.message
    if finding.primary.message:
        yield f"note: {finding.primary.message}"
    if finding.help:
        yield f"help: {finding.help}"


def linked_parts(finding: Finding) -> Iterator[str]:
    """Yield the parts, then the URL of the rule's page, if it has one."""
    yield from labeled_parts(finding)
    link = rule_page(finding.rule, finding.link)
    if link:
        yield link
