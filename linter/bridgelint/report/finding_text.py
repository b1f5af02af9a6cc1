"""The text of a finding in formats that have one field for all of it."""

from __future__ import annotations

from collections.abc import Iterator

from bridgelint.base.finding import Finding


def labeled_parts(finding: Finding) -> Iterator[str]:
    """Yield the message, then the label as `note: …` and the help as `help: …`, if any."""
    yield finding.message
    if finding.primary.message:
        yield f"note: {finding.primary.message}"
    if finding.help:
        yield f"help: {finding.help}"
