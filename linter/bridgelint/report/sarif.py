"""`--format sarif`: SARIF 2.1.0 for code scanning services.

Paths are relative to the root of the repository, as services require. A region is on one line,
because GitHub shows a result in a pull request only if all of its lines were changed.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from functools import cache
from inspect import cleandoc
from typing import TYPE_CHECKING, Final
from urllib.parse import quote

from bridgelint.base.failure import Failure
from bridgelint.base.finding import Finding, Fix, Severity
from bridgelint.base.source import SourceFile, Span
from bridgelint.lint.report import Report
from bridgelint.report.finding_text import labeled_parts
from bridgelint.report.line_hash import line_hashes
from bridgelint.report.links import HOMEPAGE, rule_page
from bridgelint.version import VERSION

if TYPE_CHECKING:
    from bridgelint.lint.rule import Rule

Json = dict[str, object]

SCHEMA: Final = (
    "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json"
)
_LEVEL: Final = {Severity.ERROR: "error", Severity.WARNING: "warning", Severity.NOTICE: "note"}
_PROBLEM: Final = {
    Severity.ERROR: "error",
    Severity.WARNING: "warning",
    Severity.NOTICE: "recommendation",
}
_HASHED: Final = 4 << 20
"""Larger files are not hashed line by line; GitHub may hash them itself."""


def sarif(report: Report) -> str:
    """Return one SARIF log with one run."""
    index = {rule.name: number for number, rule in enumerate(report.rules)}
    hashes = cache(_hashes)
    run: Json = {
        "tool": {
            "driver": {
                "name": "bridgelint",
                "version": VERSION,
                "semanticVersion": VERSION,
                "informationUri": HOMEPAGE,
                "rules": [_rule(rule) for rule in report.rules],
            }
        },
        "invocations": [
            {
                "executionSuccessful": not report.failures,
                "toolExecutionNotifications": [
                    _notification(report, each) for each in report.failures
                ],
            }
        ],
        "columnKind": "unicodeCodePoints",
        "results": [_result(report, each, index, hashes) for each in report.findings],
    }
    log: Json = {"$schema": SCHEMA, "version": "2.1.0", "runs": [run]}
    return json.dumps(log, indent=2, ensure_ascii=False) + "\n"


def _rule(rule: type[Rule]) -> Json:
    page = cleandoc(rule.__doc__ or rule.summary)
    link = rule_page(rule.name, rule.link)
    return {
        "id": rule.name,
        "name": rule.__name__,
        "shortDescription": {"text": rule.summary},
        "fullDescription": {"text": f"{rule.summary[:1].upper()}{rule.summary[1:]}."},
        "help": {"text": page, "markdown": page},
        **({"helpUri": link} if link else {}),
        "defaultConfiguration": {"level": _LEVEL[rule.severity]},
        "properties": {
            "precision": "high" if rule.severity is Severity.ERROR else "medium",
            "problem.severity": _PROBLEM[rule.severity],
            "tags": ["terraform", "eventbridge"],
        },
    }


def _result(
    report: Report,
    finding: Finding,
    index: Mapping[str, int],
    hashes: Callable[[SourceFile], list[str]],
) -> Json:
    result: Json = {"ruleId": finding.rule}
    if finding.rule in index:
        result["ruleIndex"] = index[finding.rule]
    location: Json = {"physicalLocation": _place(report, finding.primary.span, one_line=True)}
    if finding.address:
        location["logicalLocations"] = [{"fullyQualifiedName": finding.address}]
    result |= {
        "level": _LEVEL[finding.severity],
        "message": {"text": _message(finding)},
        "locations": [location],
    }
    if finding.related:
        result["relatedLocations"] = [
            {
                "id": number,
                "physicalLocation": _place(report, label.span),
                "message": {"text": label.message or "related"},
            }
            for number, label in enumerate(finding.related, 1)
        ]
    lines = hashes(finding.primary.span.file)
    if lines:
        line_hash = lines[finding.primary.span.line - 1]
        result["partialFingerprints"] = {"primaryLocationLineHash": line_hash}
    if finding.fixes:
        result["fixes"] = [_fix(report, each) for each in finding.fixes]
        result["properties"] = {
            "fixable": finding.fix is not None,
            "suggestions": len(finding.suggestions),
        }
    return result


def _message(finding: Finding) -> str:
    """Return the message, the label, the help, and links to related places."""
    parts = list(labeled_parts(finding))
    parts += [
        f"[{_bracketed(label.message)}]({number})"
        for number, label in enumerate(finding.related, 1)
        if label.message
    ]
    return "\n".join(parts)


def _bracketed(text: str) -> str:
    return text.replace("\\", "\\\\").replace("[", "\\[").replace("]", "\\]")


def _place(report: Report, span: Span, *, one_line: bool = False) -> Json:
    return {
        "artifactLocation": {"uri": _uri(report, span)},
        "region": _region(_first_line(span) if one_line else span),
    }


def _uri(report: Report, span: Span) -> str:
    return quote(report.repository_path(span), safe="/~", errors="replace")


def _region(span: Span) -> Json:
    return {
        "startLine": span.line,
        "startColumn": span.column,
        "endLine": span.end_line,
        "endColumn": span.end_column,
    }


def _first_line(span: Span) -> Span:
    newline = span.file.data.find(b"\n", span.start, span.end)
    if newline < 0:
        return span
    end = newline - 1 if span.file.data[newline - 1 : newline] == b"\r" else newline
    return Span(span.file, span.start, max(end, span.start))


def _fix(report: Report, fix: Fix) -> Json:
    files: dict[str, list[Json]] = {}
    for edit in fix.edits:
        files.setdefault(_uri(report, edit.span), []).append(
            {"deletedRegion": _region(edit.span), "insertedContent": {"text": edit.text}}
        )
    changes = [
        {"artifactLocation": {"uri": uri}, "replacements": replacements}
        for uri, replacements in files.items()
    ]
    return {"description": {"text": fix.message}, "artifactChanges": changes}


def _notification(report: Report, failure: Failure) -> Json:
    notification: Json = {"level": "error", "message": {"text": failure.text}}
    if failure.span is not None:
        notification["locations"] = [{"physicalLocation": _place(report, failure.span)}]
    return notification


def _hashes(file: SourceFile) -> list[str]:
    return line_hashes(file.data) if len(file.data) <= _HASHED else []
