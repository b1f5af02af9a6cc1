"""`--format sarif`: SARIF 2.1.0 for code scanning services.

Paths are relative to the root of the repository, as services require. A region is on one line,
because GitHub shows a result in a pull request only if all of its lines were changed.
"""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Callable, Mapping
from functools import cache
from inspect import cleandoc
from typing import TYPE_CHECKING, Final
from urllib.parse import quote

from bridgelint.base.failure import Failure
from bridgelint.base.finding import Finding, Fix, Severity
from bridgelint.base.source import Span
from bridgelint.lint.report import Report
from bridgelint.report.formats import HOMEPAGE, labeled_parts, rule_page
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
    hashes = cache(line_hashes)
    driver: Json = {
        "name": "bridgelint",
        "version": VERSION,
        "semanticVersion": VERSION,
        "informationUri": HOMEPAGE,
        "rules": [_rule(rule) for rule in report.rules],
    }
    invocation: Json = {
        "executionSuccessful": not report.failures,
        "toolExecutionNotifications": [_notification(report, each) for each in report.failures],
    }
    run: Json = {
        "tool": {"driver": driver},
        "invocations": [invocation],
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
    hashes: Callable[[bytes], list[str]],
) -> Json:
    span = finding.primary.span
    location: Json = {"physicalLocation": _place(report, _first_line(span))}
    if finding.address:
        location["logicalLocations"] = [{"fullyQualifiedName": finding.address}]
    parts = list(labeled_parts(finding))
    related: list[Json] = []
    for number, label in enumerate(finding.related, 1):
        place, text = _place(report, label.span), {"text": label.message or "related"}
        related.append({"id": number, "physicalLocation": place, "message": text})
        if label.message:
            escaped = re.sub(r"([\\\[\]])", r"\\\1", label.message)
            parts.append(f"[{escaped}]({number})")
    result: Json = {
        "ruleId": finding.rule,
        **({"ruleIndex": index[finding.rule]} if finding.rule in index else {}),
        "level": _LEVEL[finding.severity],
        "message": {"text": "\n".join(parts)},
        "locations": [location],
        **({"relatedLocations": related} if related else {}),
    }
    if len(span.file.data) <= _HASHED:
        line_hash = hashes(span.file.data)[span.line - 1]
        result["partialFingerprints"] = {"primaryLocationLineHash": line_hash}
    if finding.fixes:
        result["fixes"] = [_fix(report, each) for each in finding.fixes]
        result["properties"] = {
            "fixable": finding.fix is not None,
            "suggestions": len(finding.suggestions),
        }
    return result


def _place(report: Report, span: Span) -> Json:
    return {"artifactLocation": {"uri": _uri(report, span)}, "region": _region(span)}


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


# -- the hash by which GitHub's code scanning recognises a line after the lines above it changed.
# GitHub computes it for every upload without hashes, and complains about a different one, so this
# must be its function: of the first hundred characters from the start of the line, without blanks,
# a polynomial in 37 modulo 2^64, and the number of earlier lines with the same hash
# (https://github.com/github/codeql-action, `src/fingerprints.ts`).

_LENGTH: Final = 100
_BLANKS: Final = str.maketrans("", "", " \t")


def line_hashes(data: bytes) -> list[str]:
    """Return the hash of each line of a file."""
    text = data.decode("utf-8", "replace").replace("\r\n", "\n").replace("\r", "\n")
    text = text.translate(_BLANKS) + "\uffff"
    seen: Counter[str] = Counter()
    hashes: list[str] = []
    start = 0
    while start or not hashes:
        block = text[start : start + _LENGTH]
        seen[block] += 1
        hashes.append(f"{_hash(block):x}:{seen[block]}")
        start = text.find("\n", start) + 1
    return hashes


def _hash(block: str) -> int:
    # JavaScript counts in UTF-16 units.
    units = block.encode("utf-16-le", "surrogatepass").ljust(2 * _LENGTH, b"\0")[: 2 * _LENGTH]
    total = 0
    for low, high in zip(units[::2], units[1::2], strict=True):
        total = (total * 37 + (high << 8 | low)) % (1 << 64)
    return total
