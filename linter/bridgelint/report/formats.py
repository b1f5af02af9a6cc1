"""The formats by name, each imported on demand, and the text of a finding in several of them."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from importlib import import_module
from typing import Final

from bridgelint.base.finding import Finding
from bridgelint.lint.report import Report

_PLACES: Final = {
    "checkstyle": "xml_formats",
    "compact": "ci_formats",
    "github": "ci_formats",
    "gitlab": "ci_formats",
    "json": "json_format",
    "junit": "xml_formats",
    "markdown": "markdown",
    "sarif": "sarif",
}
"""The module that has the function of a format, which is named like the format or the module."""


def render(report: Report, format_: str, *, columns: int, colour: bool) -> str:
    """Return the report in one format. Only `default` uses columns and colour."""
    if format_ == "default":
        from bridgelint.report.default import default  # one format is used

        return default(report, columns=columns, colour=colour)
    module = import_module(f"bridgelint.report.{_PLACES[format_]}")
    # `json` is the name of a library.
    name = "json_format" if format_ == "json" else format_
    function: Callable[[Report], str] = getattr(module, name)
    return function(report)


def labeled_parts(finding: Finding) -> Iterator[str]:
    """Yield the message, then the label as `note: …` and the help as `help: …`, if any."""
    yield finding.message
    if finding.primary.message:
        yield f"note: {finding.primary.message}"
    if finding.help:
        yield f"help: {finding.help}"


def linked_parts(finding: Finding) -> Iterator[str]:
    """Yield the parts, then the URL of the rule's page, if it has one."""
    from bridgelint.report.links import rule_page  # few formats have it in a text

    yield from labeled_parts(finding)
    link = rule_page(finding.rule, finding.link)
    if link:
        yield link
