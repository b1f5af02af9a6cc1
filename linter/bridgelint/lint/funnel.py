"""The one way from findings to a report: ignore comments, baseline, filter, exclusions."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Final

from bridgelint.base.failure import Failure
from bridgelint.base.finding import Finding
from bridgelint.base.records import dataclass, field, replace
from bridgelint.base.source import SourceFile, Span
from bridgelint.lint.coverage import Seen, together
from bridgelint.lint.ignore_comments import (
    ALL,
    MARKER,
    IgnoredName,
    ignored_names,
    sift,
    unused,
    unused_findings,
)
from bridgelint.lint.loading import RunRequest, directory_of, exclusions
from bridgelint.lint.report import Report, unique
from bridgelint.lint.root_modules import RunFindings
from bridgelint.lint.rule import Rule
from bridgelint.lint.scope import scope_remarks
from bridgelint.workspace.exclusions import Exclusion, git_root, is_excluded

if TYPE_CHECKING:
    from bridgelint.lint.baseline import Baseline

_UNUSED_IGNORE: Final = "unused_ignore"


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


def report_of(asked: RunRequest, examined: RunFindings) -> Linted:
    """The report of a run. Every finding passes here, in this order:

    ignore comments, the baseline, then `--filter` and the exclusions of the configuration.
    """
    report = _gathered(asked, examined)
    if not asked.arguments.no_ignores:
        report = _Ignores(asked, examined).taken_out(report)
    linted = _baselined(asked, examined, report)
    report = _strict(asked, _filtered(asked, linted.report))
    remarks = (*asked.configurations.remarks, *linted.remarks, *scope_remarks(asked, examined))
    return replace(linted, report=report, remarks=remarks)


def _gathered(asked: RunRequest, examined: RunFindings) -> Report:
    """The findings of all root modules, sorted, each place once."""
    findings = [
        *(finding for each in examined.roots for finding in each.findings),
    ]
    faults: dict[str, Failure] = {}
    for rule, fault in (fault for each in examined.roots for fault in each.faults):
        faults.setdefault(rule, fault)
    places = frozenset(each.path for each in examined.selection.places if each.names)
    seen = together([Seen(directories=places), *(each.seen for each in examined.roots)])
    return Report(
        findings=unique(findings),
        failures=(*examined.failures, *faults.values()),
        coverage=seen.coverage,
        rules=_ran(asked, examined),
        prefix=_prefix(),
    )


def _ran(asked: RunRequest, examined: RunFindings) -> tuple[type[Rule], ...]:
    names = frozenset[str]().union(
        *(
            asked.configurations.rules(directory).names
            for directory in examined.directories or (".",)
        )
    )
    return tuple(rule for rule in asked.rules if rule.name in names)


def _is_excluded(asked: RunRequest, finding: Finding) -> bool:
    path = finding.primary.span.file.path
    left_out = exclusions(asked, asked.configurations.usable(directory_of(path)))
    return bool(left_out) and is_excluded(path, left_out)


class _Ignores:
    """The ignore comments of the modules that were checked."""

    def __init__(self, asked: RunRequest, examined: RunFindings) -> None:
        self._asked = asked
        self._files = {
            directory: examined.workspace.directory(directory).files
            for directory in examined.directories
        }
        self._names: dict[str, tuple[IgnoredName, ...]] = {}

    def taken_out(self, report: Report) -> Report:
        """The report without what they silence, and with what is to be said of themselves."""
        if not any(MARKER in file.data for files in self._files.values() for file in files):
            return report
        first = sift(report.findings, self._names_in, self._is_ignorable)
        second = sift(self._unused(first.used), self._names_in, self._is_ignorable)
        return replace(
            report,
            findings=unique((*first.kept, *second.kept)),
            ignored=(*first.ignored, *second.ignored),
        )

    def _names_in(self, file: SourceFile) -> tuple[IgnoredName, ...]:
        if file.path not in self._names:
            self._names[file.path] = ignored_names(file)
        return self._names[file.path]

    def _is_ignorable(self, finding: Finding) -> bool:
        directory = directory_of(finding.primary.span.file.path)
        return finding.rule not in self._asked.configurations.rules(directory).unignorable

    def _unused(self, used: frozenset[Span]) -> Iterator[Finding]:
        known = frozenset(rule.name for rule in self._asked.rules)
        only = self._asked.arguments.switches.only
        for directory, files in self._files.items():
            running = self._asked.configurations.rules(directory)
            rule = next((each for each in running.rules if each.name == _UNUSED_IGNORE), None)
            if rule is None:
                continue
            ran = running.names if only else running.names | {ALL}
            severity = running.severities.get(rule.name, rule.severity)
            names = [name for file in files for name in self._names_in(file)]
            yield from unused_findings(rule, severity, unused(names, used, ran=ran, known=known))


def _prefix() -> str:
    here = Path.cwd()
    root = git_root(str(here))
    if not root or Path(root) == here:
        return ""
    return f"{here.relative_to(root).as_posix()}/"


def _filtered(asked: RunRequest, report: Report) -> Report:
    kept = [each for each in report.findings if not _is_excluded(asked, each)]
    patterns = asked.arguments.filters
    if patterns:
        wanted = (Exclusion(str(Path.cwd()), patterns),)
        kept = [each for each in kept if is_excluded(each.primary.span.file.path, wanted)]
    return replace(report, findings=tuple(kept))


def _strict(asked: RunRequest, report: Report) -> Report:
    strict = asked.config.strict if asked.arguments.strict is None else asked.arguments.strict
    if not strict or not report.coverage.is_empty or report.findings:
        return report
    return _failed(
        report,
        "nothing was checked: there is no action and no trigger",
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
        ran=lambda rule: _has_run(asked, report, rule),
        checked=_checked(examined),
    )
    return Linted(done.report, done.remarks, done.baseline)


def baseline_path(asked: RunRequest) -> str | None:
    """The baseline of the run, as messages name it."""
    path = asked.arguments.baseline or asked.config.baseline
    return None if path is None else Path(os.path.relpath(path)).as_posix()


def _has_run(asked: RunRequest, report: Report, rule: str) -> bool:
    """It ran, or there is no such rule any more."""
    if any(each.name == rule for each in report.rules):
        return True
    return all(each.name != rule for each in asked.rules)


def _checked(examined: RunFindings) -> Callable[[str], bool]:
    paths = [*(each.path for each in examined.selection.places), *examined.directories]
    here = Path.cwd()
    return frozenset(os.path.normpath(here / path) for path in paths).__contains__
