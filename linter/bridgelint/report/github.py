"""`--format github`: workflow commands, which GitHub Actions shows as annotations."""

from __future__ import annotations

from bridgelint.base.failure import Failure
from bridgelint.base.finding import Finding
from bridgelint.lint.report import Report
from bridgelint.report.finding_text import linked_parts
from bridgelint.report.terminal_text import printable


def github(report: Report) -> str:
    """Return one command per line, worst first: GitHub shows the first ten of a step."""
    worst_first = sorted(report.findings, key=lambda each: -each.severity)
    lines = [_failure(each) for each in report.failures]
    lines += [_finding(report, each) for each in worst_first]
    return "".join(f"{line}\n" for line in lines)


def _finding(report: Report, finding: Finding) -> str:
    span = finding.primary.span
    place = {
        "file": printable(report.repository_path(span)),
        "line": str(span.line),
        "endLine": str(max(span.end_line, span.line)),
    }
    # GitHub rejects columns together with a range of lines.
    if span.line == span.end_line:
        place |= {"col": str(span.column), "endColumn": str(span.end_column)}
    place["title"] = f"bridgelint: {finding.rule}"
    properties = ",".join(f"{name}={_property(value)}" for name, value in place.items())
    text = "\n".join(map(printable, linked_parts(finding)))
    return f"::{finding.severity.word} {properties}::{_data(text)}"


def _failure(failure: Failure) -> str:
    parts = (failure.message, failure.help)
    text = "\n".join(printable(part) for part in parts if part)
    return f"::error title=bridgelint::{_data(text)}"


def _data(text: str) -> str:
    return text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


def _property(text: str) -> str:
    return _data(text).replace(":", "%3A").replace(",", "%2C")
