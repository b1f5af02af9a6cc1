"""`--format checkstyle`, with tflint's attributes."""

from __future__ import annotations

from itertools import groupby

from bridgelint.lint.report import Report
from bridgelint.report.json_format import SEVERITIES
from bridgelint.report.links import rule_page
from bridgelint.report.xml_text import document, element


def checkstyle(report: Report) -> str:
    """Return one `file` element per file; failures belong to `(application)`, as in tflint."""
    root = element("checkstyle", version="8.0")
    for path, findings in groupby(report.findings, lambda each: each.primary.span.file.path):
        file = element("file", root, name=path)
        for each in findings:
            span = each.primary.span
            element(
                "error",
                file,
                source=each.rule,
                line=str(span.line),
                column=str(span.column),
                severity=SEVERITIES[each.severity],
                message=each.message,
                link=rule_page(each.rule, each.link),
                rule=each.rule,
            )
    if report.failures:
        file = element("file", root, name="(application)")
        for failure in report.failures:
            element("error", file, severity="error", message=failure.message)
    return document(root)
