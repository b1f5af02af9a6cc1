"""`--format compact`: one line per finding, in the form that tflint's problem matcher parses."""

from __future__ import annotations

from bridgelint.lint.report import Report
from bridgelint.report.terminal_text import printable


def compact(report: Report) -> str:
    """Return `FILE:LINE:COLUMN: Error - MESSAGE (rule)` for each finding."""
    lines: list[str] = []
    for each in report.findings:
        place = printable(each.primary.span.place)
        severity = each.severity.word.capitalize()
        lines.append(f"{place}: {severity} - {printable(each.message)} ({each.rule})\n")
    return "".join(lines)
