"""`--format checkstyle`, with tflint's attributes, and `--format junit`."""

from __future__ import annotations

from itertools import groupby
from xml.etree import ElementTree as ET

from bridgelint.base.finding import Finding, Severity
from bridgelint.lint.report import Report
from bridgelint.report.formats import labeled_parts, rule_page
from bridgelint.report.json_format import SEVERITIES
from bridgelint.report.terminal import printable


def checkstyle(report: Report) -> str:
    """Return one `file` element per file; failures belong to `(application)`, as in tflint."""
    root = _element("checkstyle", version="8.0")
    for path, findings in groupby(report.findings, lambda each: each.primary.span.file.path):
        file = _element("file", root, name=path)
        for each in findings:
            span = each.primary.span
            _element(
                "error",
                file,
                source=each.rule,
                line=span.line,
                column=span.column,
                severity=SEVERITIES[each.severity],
                message=each.message,
                link=rule_page(each.rule, each.link),
                rule=each.rule,
            )
    if report.failures:
        file = _element("file", root, name="(application)")
        for failure in report.failures:
            _element("error", file, severity="error", message=failure.message)
    return _document(root)


def junit(report: Report) -> str:
    """Return a test case per finding, and per rule without findings.

    An error or a warning is a failure; a notice, which fails nothing, a skipped test.
    """
    found = {each.rule for each in report.findings}
    silent = [rule.name for rule in report.rules if rule.name not in found]
    skipped = report.count(Severity.NOTICE)
    counts = {
        "tests": len(report.findings) + len(silent) + len(report.failures),
        "failures": len(report.findings) - skipped,
        "errors": len(report.failures),
    }
    root = _element("testsuites", name="bridgelint", **counts)
    suite = _element("testsuite", root, name="bridgelint", **counts, skipped=skipped, time=0)
    for each in report.findings:
        name = f"{each.rule} {each.primary.span.place}"
        case = _element("testcase", suite, name=name, classname=each.rule, time=0)
        tag = "skipped" if each.severity is Severity.NOTICE else "failure"
        _element(tag, case, type=each.severity.word, message=each.message).text = _body(each)
    for name in silent:
        _element("testcase", suite, name=name, classname=name, time=0)
    for failure in report.failures:
        case = _element("testcase", suite, name="bridgelint", classname="bridgelint", time=0)
        error = _element("error", case, type="failure", message=failure.message)
        error.text = _text(failure.help)
    return _document(root)


def _body(finding: Finding) -> str:
    message, *more = labeled_parts(finding)
    lines = [f"{finding.primary.span.place}: {message}", *more]
    lines += [f"{label.span.place}: {label.message}" for label in finding.related]
    lines.append(rule_page(finding.rule, finding.link))
    return "\n".join(_text(line) for line in lines if line)


def _element(tag: str, parent: ET.Element | None = None, /, **attributes: str | int) -> ET.Element:
    clean = {name: _text(str(value)) for name, value in attributes.items()}
    return ET.Element(tag, clean) if parent is None else ET.SubElement(parent, tag, clean)


def _text(value: str) -> str:
    """Return the text with symbols for the characters that XML does not allow."""
    return printable(value).replace("\ufffe", "\ufffd").replace("\uffff", "\ufffd")


def _document(root: ET.Element) -> str:
    ET.indent(root)
    body = ET.tostring(root, encoding="unicode")
    return f'<?xml version="1.0" encoding="UTF-8"?>\n{body}\n'
