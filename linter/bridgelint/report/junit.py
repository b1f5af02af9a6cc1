"""`--format junit`: a test case per finding, and per rule without findings."""

from __future__ import annotations

from bridgelint.base.finding import Finding, Severity
from bridgelint.lint.report import Report
from bridgelint.report.finding_text import labeled_parts
from bridgelint.report.links import rule_page
from bridgelint.report.xml_text import document, element, text


def junit(report: Report) -> str:
    """An error or a warning is a failure; a notice, which fails nothing, a skipped test."""
    silent = [rule.name for rule in report.rules]
    silent = [name for name in silent if all(each.rule != name for each in report.findings)]
    failing = sum(1 for each in report.findings if each.severity is not Severity.NOTICE)
    counts = {
        "tests": str(len(report.findings) + len(silent) + len(report.failures)),
        "failures": str(failing),
        "errors": str(len(report.failures)),
    }
    root = element("testsuites", name="bridgelint", **counts)
    skipped = str(len(report.findings) - failing)
    suite = element("testsuite", root, name="bridgelint", **counts, skipped=skipped, time="0")
    for each in report.findings:
        place = each.primary.span.place
        case = element(
            "testcase", suite, name=f"{each.rule} {place}", classname=each.rule, time="0"
        )
        tag = "skipped" if each.severity is Severity.NOTICE else "failure"
        element(tag, case, type=each.severity.word, message=each.message).text = _body(each, place)
    for name in silent:
        element("testcase", suite, name=name, classname=name, time="0")
    for failure in report.failures:
        case = element("testcase", suite, name="bridgelint", classname="bridgelint", time="0")
        element("error", case, type="failure", message=failure.message).text = text(failure.help)
    return document(root)


def _body(finding: Finding, place: str) -> str:
    message, *more = labeled_parts(finding)
    lines = [f"{place}: {message}", *more]
    lines += [f"{label.span.place}: {label.message}" for label in finding.related]
    lines.append(rule_page(finding.rule, finding.link))
    return "\n".join(text(line) for line in filter(None, lines))
