"""`--format json`: tflint's keys and additional ones. The keys are a contract."""

from __future__ import annotations

import json
from typing import Final

from bridgelint.base.finding import Finding, Severity
from bridgelint.base.source import Span
from bridgelint.lint.report import Report
from bridgelint.report.formats import rule_page

FORMAT_VERSION: Final = "1.0"

# tflint writes `info` for a notice.
SEVERITIES: Final = {Severity.ERROR: "error", Severity.WARNING: "warning", Severity.NOTICE: "info"}


def json_format(report: Report) -> str:
    """Return one JSON document."""
    return json.dumps(document(report), indent=2, ensure_ascii=False) + "\n"


def document(report: Report) -> dict[str, object]:
    """Return the document as JSON values."""
    coverage = report.coverage
    return {
        "format_version": FORMAT_VERSION,
        "issues": [issue(each) for each in report.findings],
        "errors": [
            {
                "message": each.text,
                "severity": "error",
                **({"range": range_of(each.span)} if each.span else {}),
            }
            for each in report.failures
        ],
        "coverage": {
            "modules": coverage.modules,
            "actions": coverage.actions,
            "other_actions": coverage.other_actions,
            "more_in_1_16": len(report.later),
            "triggers": coverage.triggers,
            "entries": coverage.entries,
            "unknown_values": coverage.unknown_values,
            "ignored": len(report.ignored),
        },
    }


def issue(finding: Finding) -> dict[str, object]:
    """Return a finding as JSON values."""
    return {
        "rule": {
            "name": finding.rule,
            "severity": SEVERITIES[finding.severity],
            "link": rule_page(finding.rule, finding.link),
        },
        "message": finding.message,
        "label": finding.primary.message,
        "help": finding.help,
        "range": range_of(finding.primary.span),
        "callers": [range_of(each) for each in finding.callers],
        "address": finding.address,
        "related": [
            {"message": each.message, "range": range_of(each.span)} for each in finding.related
        ],
        "fixable": finding.fix is not None,
        "suggestions": len(finding.suggestions),
    }


def range_of(span: Span) -> dict[str, object]:
    """Return a range: 1-based lines and columns in characters, the end after the last one."""
    return {
        "filename": span.file.path,
        "start": {"line": span.line, "column": span.column},
        "end": {"line": span.end_line, "column": span.end_column},
    }
