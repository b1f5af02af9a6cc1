"""`--format gitlab`: a Code Quality report for merge requests."""

from __future__ import annotations

import json
from hashlib import sha256
from typing import Final

from bridgelint.base.finding import Finding, Severity
from bridgelint.lint.report import Report
from bridgelint.report.finding_text import linked_parts

_SEVERITY: Final = {Severity.ERROR: "major", Severity.WARNING: "minor", Severity.NOTICE: "info"}


def gitlab(report: Report) -> str:
    """Return one JSON array. Fingerprints are unique and independent of the lines above."""
    seen: dict[str, int] = {}
    issues = [_issue(report, each, seen) for each in report.findings]
    return json.dumps(issues, indent=2, ensure_ascii=False) + "\n"


def _issue(report: Report, finding: Finding, seen: dict[str, int]) -> dict[str, object]:
    span = finding.primary.span
    path = report.repository_path(span)
    parts = (finding.rule, path, finding.address, finding.argument, finding.message)
    identity = "\0".join(parts)
    seen[identity] = seen.get(identity, 0) + 1
    identity = f"{identity}\0{seen[identity]}"
    return {
        "description": "\n".join(linked_parts(finding)),
        "check_name": finding.rule,
        "fingerprint": sha256(identity.encode("utf-8", "replace")).hexdigest(),
        "severity": _SEVERITY[finding.severity],
        "location": {
            "path": path,
            "lines": {"begin": span.line, "end": max(span.end_line, span.line)},
            "positions": {
                "begin": {"line": span.line, "column": span.column},
                "end": {"line": span.end_line, "column": span.end_column},
            },
        },
    }
