"""The ignore comments of the modules that were checked, applied to a report."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from bridgelint.base.finding import Finding
from bridgelint.base.records import replace
from bridgelint.base.source import SourceFile, Span
from bridgelint.lint.ignore_comments import ALL, IgnoredName, ignored_names, sift, unused
from bridgelint.lint.loading import RunRequest, directory_of
from bridgelint.lint.report import Report, unique
from bridgelint.lint.root_modules import RunFindings

_UNUSED_IGNORE: Final = "unused_ignore"


class Ignores:
    """The ignore comments of the modules that were checked."""

    def __init__(self, asked: RunRequest, examined: RunFindings) -> None:
        self._asked = asked
        self._files = {
            directory: examined.workspace.directory(directory).all_files
            for directory in examined.directories
        }
        self._names: dict[str, tuple[IgnoredName, ...]] = {}

    def taken_out(self, report: Report) -> Report:
        """Return the report without ignored findings, and with those about the comments."""
        first = sift(report.findings, self._names_in, self._is_ignorable)
        later = sift(report.later, self._names_in, self._is_ignorable)
        second = sift(self._unused(first.used), self._names_in, self._is_ignorable)
        return replace(
            report,
            findings=unique((*first.kept, *second.kept)),
            later=later.kept,
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
            for each in unused(rule, names, used, ran=ran, known=known):
                yield replace(each, severity=severity)
