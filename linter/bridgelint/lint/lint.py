"""One run: read, judge, and set aside what the baseline holds and the filters leave out."""

from __future__ import annotations

import os
from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from pathlib import Path
from typing import TYPE_CHECKING

from bridgelint.base.finding import Finding
from bridgelint.base.records import dataclass, field, replace
from bridgelint.lint.funnel import judge
from bridgelint.lint.loading import RunRequest
from bridgelint.lint.report import Failure, Report
from bridgelint.lint.root_modules import RunFindings, examine
from bridgelint.workspace.exclusions import Exclusion, is_excluded

if TYPE_CHECKING:
    from concurrent.futures import Executor

    from bridgelint.lint.baseline import Baseline

_ROUNDS = 10
"""Of fixing: a fix can uncover the next one, and two that touch each other take turns."""


@dataclass(frozen=True, slots=True)
class Linted:
    """A report, and what is to be done and said besides."""

    report: Report
    remarks: tuple[str, ...] = ()
    """For standard error: what does not change the outcome."""

    baseline: Baseline | None = None
    """What the baseline has to hold from now on, where that is something else."""

    files: Mapping[str, bytes] = field(default_factory=dict[str, bytes])
    """What fixing makes of files, by path as findings show it."""

    before: Mapping[str, bytes] = field(default_factory=dict[str, bytes])
    """What these files hold now."""


def lint(asked: RunRequest, executor: Executor | None = None) -> Linted:
    """Check what was asked for, here or on an executor. Writes nothing."""
    if executor is None:
        examined = examine(asked)
    else:
        from bridgelint.lint.executor import examine_with  # noqa: PLC0415 # only with an executor

        examined = examine_with(asked, executor)
    linted = _baselined(asked, examined, judge(asked, examined))
    return replace(linted, report=_strict(asked, _filtered(asked, linted.report)))


def mend(asked: RunRequest) -> Linted:
    """Check, apply every fix in memory, and check again, until there is nothing left to fix.

    The report is the last one; its `fixed` is what was mended on the way. Writes nothing.
    """
    from bridgelint.lint.fixes import apply  # noqa: PLC0415 # only where something is fixed

    linted = lint(asked)
    files: dict[str, bytes] = {}
    before: dict[str, bytes] = {}
    fixed: list[Finding] = []
    failures: list[Failure] = []
    for _ in range(_ROUNDS):
        done = apply(linted.report.findings)
        failures += done.failures
        if not done.findings:
            break
        asked = replace(asked, overlay={**asked.overlay, **done.files})
        after = lint(asked)
        useless = _useless(done.findings, linted.report.findings, after.report.findings)
        if useless:
            failures.append(_our_fault(useless))
            break
        for finding in done.findings:
            for edit in finding.fix.edits if finding.fix else ():
                before.setdefault(edit.span.file.path, edit.span.file.data)
        files.update(done.files)
        fixed += done.findings
        linted = after
    report = replace(
        linted.report,
        fixed=tuple(fixed),
        failures=(*linted.report.failures, *dict.fromkeys(failures)),
    )
    return replace(linted, report=report, files=files, before=before)


def _useless(
    fixed: Iterable[Finding], before: Iterable[Finding], after: Iterable[Finding]
) -> list[str]:
    """The rules whose findings are as many as before although some were fixed."""
    had, has = (Counter(map(_identity, findings)) for findings in (before, after))
    return list(
        dict.fromkeys(each.rule for each in fixed if has[_identity(each)] >= had[_identity(each)])
    )


def _identity(finding: Finding) -> tuple[str, ...]:
    path = finding.primary.span.file.path
    return finding.rule, path, finding.address, finding.argument, finding.message


def _our_fault(rules: Iterable[str]) -> Failure:
    names = ", ".join(f"`{rule}`" for rule in rules)
    return Failure(
        f"a bug in bridgelint: a fix of {names} does not mend what it is for, so it was not made",
        "please report it",
    )


def _filtered(asked: RunRequest, report: Report) -> Report:
    patterns = asked.arguments.filters
    if not patterns:
        return report
    wanted = (Exclusion(str(Path.cwd()), patterns),)
    kept = [each for each in report.findings if is_excluded(each.primary.span.file.path, wanted)]
    return replace(report, findings=tuple(kept))


def _strict(asked: RunRequest, report: Report) -> Report:
    strict = asked.config.strict if asked.arguments.strict is None else asked.arguments.strict
    coverage = report.coverage
    if not strict or coverage.actions or coverage.triggers or report.findings:
        return report
    return _failed(
        report,
        "nothing was checked: there is no event action and no trigger",
        "give the right PATH, or leave --strict out",
    )


def _failed(report: Report, message: str, help_text: str) -> Report:
    return replace(report, failures=(*report.failures, Failure(message, help_text)))


def _baselined(asked: RunRequest, examined: RunFindings, report: Report) -> Linted:
    path = baseline_path(asked)
    if path is None and not asked.arguments.update_baseline:
        return Linted(report)
    if path is None:
        return Linted(_failed(report, "--update-baseline needs a file", "add --baseline FILE"))
    from bridgelint.lint.baseline import baselined  # noqa: PLC0415 # only where there is one

    done = baselined(
        path,
        report,
        update=asked.arguments.update_baseline,
        ran=lambda rule: _ran(asked, report, rule),
        checked=_checked(examined),
    )
    return Linted(done.report, done.remarks, done.baseline)


def baseline_path(asked: RunRequest) -> str | None:
    """The baseline of the run, as messages name it."""
    path = asked.arguments.baseline or asked.config.baseline
    return None if path is None else Path(os.path.relpath(path)).as_posix()


def _ran(asked: RunRequest, report: Report, rule: str) -> bool:
    """It ran, or there is no such rule any more."""
    if any(each.name == rule for each in report.rules):
        return True
    return all(each.name != rule for each in asked.rules)


def _checked(examined: RunFindings) -> Callable[[str], bool]:
    paths = [*(each.path for each in examined.selection.places), *examined.directories]
    here = Path.cwd()
    return frozenset(os.path.normpath(here / path) for path in paths).__contains__
