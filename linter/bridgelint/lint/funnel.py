"""From verdicts to a report."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path
from typing import Final

from bridgelint.base.finding import Finding, Label
from bridgelint.base.records import replace
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
from bridgelint.lint.loading import RunRequest, exclusions
from bridgelint.lint.report import Failure, Report, unique
from bridgelint.lint.root_modules import RunFindings
from bridgelint.lint.rule import Rule
from bridgelint.workspace.exclusions import git_root, is_excluded
from bridgelint.workspace.workspace import Selection

_SYNTAX_ERROR: Final = "syntax_error"
_UNUSED_IGNORE: Final = "unused_ignore"


def judge(asked: RunRequest, examined: RunFindings) -> Report:
    """Put verdicts together, and take out what comments silence and the configuration excludes."""
    findings = [
        *_unreadable(asked, examined.selection),
        *(finding for each in examined.verdicts for finding in each.findings),
    ]
    faults: dict[str, Failure] = {}
    for rule, fault in (fault for each in examined.verdicts for fault in each.faults):
        faults.setdefault(rule, fault)
    places = frozenset(each.path for each in examined.selection.places if each.names)
    seen = together([Seen(directories=places), *(each.seen for each in examined.verdicts)])
    report = Report(
        findings=unique(findings),
        failures=(*examined.failures, *faults.values()),
        coverage=seen.coverage,
        rules=_ran(asked, examined),
        prefix=_prefix(),
    )
    if not asked.arguments.no_ignores:
        report = _Ignores(asked, examined).taken_out(report)
    return replace(
        report, findings=tuple(each for each in report.findings if not _is_excluded(asked, each))
    )


def _ran(asked: RunRequest, examined: RunFindings) -> tuple[type[Rule], ...]:
    names = frozenset[str]().union(
        *(
            asked.configurations.rules(directory).names
            for directory in examined.directories or (".",)
        )
    )
    return tuple(rule for rule in asked.rules if rule.name in names)


def _unreadable(asked: RunRequest, selection: Selection) -> Iterator[Finding]:
    """Files that might have held events. (One given by name is a failure instead.)"""
    named = {os.path.normpath(path) for path in asked.arguments.paths}
    rules = asked.configurations.rules(".").rules
    rule = next((each for each in rules if each.name == _SYNTAX_ERROR), None)
    for each in selection.unreadable if rule else ():
        if rule and each.path not in named:
            span = Span(SourceFile(each.path, b""), 0, 0)
            message = f"this cannot be read: {each.reason}"
            yield Finding(rule.name, rule.severity, message, Label("", span))


def _is_excluded(asked: RunRequest, finding: Finding) -> bool:
    path = finding.primary.span.file.path
    left_out = exclusions(asked, asked.configurations.usable(directory_of(path)))
    return bool(left_out) and is_excluded(path, left_out)


def directory_of(path: str) -> str:
    """The directory of a file as the workspace names it."""
    return Path(path).parent.as_posix()


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
