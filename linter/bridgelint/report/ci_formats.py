"""`--format compact`, `github` and `gitlab`: what continuous integration shows at a line."""

from __future__ import annotations

from collections import Counter
from typing import Final

from bridgelint.base.finding import Finding, Severity
from bridgelint.lint.report import Report
from bridgelint.report.formats import linked_parts
from bridgelint.report.terminal import printable

_GITLAB: Final = {Severity.ERROR: "major", Severity.WARNING: "minor", Severity.NOTICE: "info"}


def compact(report: Report) -> str:
    """Return `FILE:LINE:COLUMN: Error - MESSAGE (rule)` for each finding, which tflint's problem
    matcher parses."""
    lines: list[str] = []
    for each in report.findings:
        place = printable(each.primary.span.place)
        severity = each.severity.word.capitalize()
        lines.append(f"{place}: {severity} - {printable(each.message)} ({each.rule})\n")
    return "".join(lines)


def github(report: Report) -> str:
    """Return one workflow command per line, worst first: GitHub shows the first ten of a step."""
    lines = [
        f"::error title=bridgelint::{_data(each.message, each.help)}" for each in report.failures
    ]
    for each in sorted(report.findings, key=lambda each: -each.severity):
        span = each.primary.span
        place = {
            "file": report.repository_path(span),
            "line": span.line,
            "endLine": max(span.end_line, span.line),
        }
        # GitHub rejects columns together with a range of lines.
        if span.line == span.end_line:
            place |= {"col": span.column, "endColumn": span.end_column}
        place["title"] = f"bridgelint: {each.rule}"
        values = {name: _data(str(value)) for name, value in place.items()}
        properties = ",".join(
            f"{name}={value.replace(':', '%3A').replace(',', '%2C')}"
            for name, value in values.items()
        )
        lines.append(f"::{each.severity.word} {properties}::{_data(*linked_parts(each))}")
    return "".join(f"{line}\n" for line in lines)


def _data(*parts: str) -> str:
    text = "\n".join(printable(part) for part in parts if part)
    return text.replace("%", "%25").replace("\n", "%0A")


def gitlab(report: Report) -> str:
    """Return a Code Quality report for merge requests: one JSON array. Fingerprints are unique and
    independent of the lines above."""
    import json  # for this format alone

    seen: Counter[str] = Counter()
    issues = [_issue(report, each, seen) for each in report.findings]
    return json.dumps(issues, indent=2, ensure_ascii=False) + "\n"


def _issue(report: Report, finding: Finding, seen: Counter[str]) -> dict[str, object]:
    from hashlib import sha256  # as above

    span = finding.primary.span
    path = report.repository_path(span)
    parts = (finding.rule, path, finding.address, finding.argument, finding.message)
    identity = "\0".join(parts)
    seen[identity] += 1
    identity = f"{identity}\0{seen[identity]}"
    return {
        "description": "\n".join(linked_parts(finding)),
        "check_name": finding.rule,
        "fingerprint": sha256(identity.encode("utf-8", "replace")).hexdigest(),
        "severity": _GITLAB[finding.severity],
        "location": {
            "path": path,
            "lines": {"begin": span.line, "end": max(span.end_line, span.line)},
            "positions": {
                "begin": {"line": span.line, "column": span.column},
                "end": {"line": span.end_line, "column": span.end_column},
            },
        },
    }
