"""The line with the results and the coverage, also for a clean run."""

from __future__ import annotations

from collections.abc import Iterator

from bridgelint.base.finding import Severity
from bridgelint.base.words import plural
from bridgelint.lint.report import LATER, Coverage, Report
from bridgelint.report.style import SEVERITY_STYLE, Style, paint


def summary(report: Report, *, colour: bool = False) -> Iterator[str]:
    """Return one line, and a second one if some findings are fixable.

    Empty if a failure prevented every check.
    """
    coverage = report.coverage
    if report.failures and not report.findings and coverage.is_empty:
        return
    if not report.findings and not coverage.modules:
        yield "Nothing to check: no Terraform files found"
        return
    yield f"{_found(report, colour=colour)} in {_covered(report)}"
    fixable = sum(1 for each in report.findings if each.fix is not None)
    if fixable:
        verb = "is" if fixable == 1 else "are"
        yield f"{plural(fixable, 'finding')} {verb} fixable with --fix (--diff shows how)."


def _found(report: Report, *, colour: bool) -> str:
    counts = [
        paint(plural(report.count(each), each.word), SEVERITY_STYLE[each], colour=colour)
        for each in reversed(Severity)
        if report.count(each)
    ]
    if report.failures:
        return f"{', '.join(counts) or 'No findings'} and {plural(len(report.failures), 'failure')}"
    return ", ".join(counts) or paint("No findings", Style.HELP, colour=colour)


def _covered(report: Report) -> str:
    coverage = report.coverage
    modules = plural(coverage.modules, "module")
    checked = f"{_actions(coverage)}, {plural(coverage.triggers, 'trigger')} checked"
    if coverage.is_empty:
        checked = "no actions and no triggers found"
    details = [checked]
    if coverage.unknown_values:
        details.append(f"{plural(coverage.unknown_values, 'value')} unknown")
    for number, word in ((len(report.ignored), "ignored"), (len(report.fixed), "fixed")):
        if number:
            details.append(f"{plural(number, 'finding')} {word}")
    if report.later:
        details.append(f"{len(report.later)} more with --terraform-version '{LATER}'")
    details.extend(report.stale)
    if report.baselined:
        details.append(f"{plural(len(report.baselined), 'finding')} in the baseline")
    return f"{modules} ({'; '.join(details)})"


def _actions(coverage: Coverage) -> str:
    """Return the number of actions, those of other types apart."""
    everything = plural(coverage.actions + coverage.other_actions, "action")
    if not coverage.other_actions:
        return everything
    from bridgelint.eventbridge.schema import ACTION_TYPE  # needs the model

    return f"{everything} ({coverage.actions} {ACTION_TYPE})"
