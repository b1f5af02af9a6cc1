"""One run: find and read the modules, run the rules, and process the findings.

Every finding is processed in this order: ignore comments, the baseline, then `--filter` and the
exclusions of the configuration.
"""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping
from itertools import islice
from typing import TYPE_CHECKING, Final

from bridgelint.base.failure import Failure
from bridgelint.base.finding import Finding
from bridgelint.base.records import Record, field, replace
from bridgelint.lint.loading import Loaded, RunRequest, directory_of, exclusions, posix
from bridgelint.lint.report import NOTHING_CHECKED, Report, identity, unique
from bridgelint.lint.root_modules import RunFindings, coverage, directories, examine
from bridgelint.workspace.discover import Place, walk
from bridgelint.workspace.exclusions import Exclusion, git_root, is_excluded
from bridgelint.workspace.workspace import Selection

if TYPE_CHECKING:
    from concurrent.futures import Executor

    from bridgelint.lint.baseline import Baseline
    from bridgelint.workspace.directory import ModuleDirectory

_MARKER: Final = b"-ignore"
"""In every ignore comment."""

_MOST_SEARCHED: Final = 2_000
"""Directories to search for modules: a remark is not worth a walk through a whole disk."""


class Linted(Record):
    """A report, and everything else to write or print."""

    report: Report
    remarks: tuple[str, ...] = ()
    """Remarks for standard error that do not affect the result."""

    baseline: Baseline | None = None
    """The new contents of the baseline, if they change."""

    files: Mapping[str, bytes] = field(default_factory=dict[str, bytes])
    """The new contents of fixed files, by path as in findings."""

    before: Mapping[str, bytes] = field(default_factory=dict[str, bytes])
    """The current contents of these files."""


def lint(
    asked: RunRequest,
    executor: Executor | None = None,
    *,
    loaded: Loaded | None = None,
    checkout: str | None = None,
) -> Linted:
    """Check what was asked for, here or on an executor. Write nothing.

    `loaded` is what `read` returned for the same request. `checkout` is the directory of the
    executor's processes that corresponds to the working directory.
    """
    if executor is None:
        return report_of(asked, examine(asked, loaded))
    from bridgelint.lint.executor import examine_with  # only with an executor

    return report_of(asked, examine_with(asked, executor, checkout))


def report_of(asked: RunRequest, examined: RunFindings) -> Linted:
    """Create the report of a run."""
    report = _gathered(asked, examined)
    if not asked.arguments.no_ignores and any(
        _MARKER in file.data for module in _modules(examined) for file in module.all_files
    ):
        from bridgelint.lint.ignore_comments import without_ignored  # its patterns are many

        report = without_ignored(report, asked, examined)
    linted = _baselined(asked, examined, report)
    report = _filtered(asked, linted.report)
    if asked.strict and report.coverage.is_empty and not report.findings:
        report = report.failed(NOTHING_CHECKED)
    remarks = (*asked.configurations.remarks, *linted.remarks)
    remarks += (*path_remarks(asked, examined.selection), *_filter_remarks(asked, examined))
    return replace(linted, report=report, remarks=remarks)


def _modules(examined: RunFindings) -> Iterator[ModuleDirectory]:
    return map(examined.workspace.directory, examined.directories)


def _gathered(asked: RunRequest, examined: RunFindings) -> Report:
    """Return the findings of all root modules, sorted, each place once."""
    findings = unique(finding for each in examined.roots for finding in each.findings)
    known = set(map(identity, findings))
    later = unique(finding for each in examined.roots for finding in each.later)
    faults: dict[str, Failure] = {}
    for rule, fault in (fault for each in examined.roots for fault in each.faults):
        faults.setdefault(rule, fault)
    failures = (*examined.failures, *(each for one in examined.roots for each in one.failures))
    places = directories(each.path for each in examined.selection.places if each.names)
    names = frozenset[str]().union(
        *(asked.configurations.rules(each).names for each in examined.directories)
    )
    here = os.getcwd()
    root = git_root(here)
    return Report(
        findings=findings,
        later=tuple(each for each in later if identity(each) not in known),
        failures=(*dict.fromkeys(failures), *faults.values()),
        coverage=coverage(places.union(*(each.seen for each in examined.roots))),
        rules=tuple(each for each in asked.rules if each.name in names) if names else (),
        stale=tuple(asked.configurations.stale((".", *examined.directories))),
        prefix=f"{posix(os.path.relpath(here, root))}/" if root and root != here else "",
    )


def _baselined(asked: RunRequest, examined: RunFindings, report: Report) -> Linted:
    path, update = baseline_path(asked), asked.arguments.update_baseline
    if path is None:
        failure = Failure("--update-baseline requires a baseline", "pass --baseline FILE")
        return Linted(report.failed(failure) if update else report)
    from bridgelint.lint.baseline import baselined  # only where there is one

    return Linted(*baselined(path, report, asked, examined))


def baseline_path(asked: RunRequest) -> str | None:
    """Return the baseline of the run, with its path in messages."""
    path = asked.arguments.baseline or asked.config.baseline
    return None if path is None else posix(os.path.relpath(path))


def _filtered(asked: RunRequest, report: Report) -> Report:
    patterns = asked.arguments.filters
    wanted = (Exclusion(os.getcwd(), patterns),)

    def is_kept(finding: Finding) -> bool:
        path = finding.primary.span.file.path
        left_out = exclusions(asked, asked.configurations.usable(directory_of(path)))
        if left_out and is_excluded(path, left_out):
            return False
        return not patterns or is_excluded(path, wanted)

    return replace(
        report,
        findings=tuple(filter(is_kept, report.findings)),
        later=tuple(filter(is_kept, report.later)),
    )


# -- remarks on what a run did not cover


def path_remarks(asked: RunRequest, selection: Selection) -> Iterator[str]:
    """Yield one line per path that has modules only below it."""
    empty = (each.path for each in selection.places if not each.names)
    for directory in empty if not asked.arguments.recursive else ():
        left_out = exclusions(asked, asked.configurations.usable(directory))
        for found in islice(walk(directory, left_out, at_most=_MOST_SEARCHED), 1):
            if isinstance(found, Place):
                below = f"there are modules below it, such as `{found.path}`: use --recursive"
                yield f"no module in `{directory}`, but {below}"


def _filter_remarks(asked: RunRequest, examined: RunFindings) -> Iterator[str]:
    for pattern in asked.arguments.filters:
        wanted = (Exclusion(os.getcwd(), (pattern,)),)
        files = (
            *(f"{each.path}/{name}" for each in examined.selection.places for name in each.names),
            *(file.path for module in _modules(examined) for file in module.files),
        )
        if not pattern.startswith("!") and not any(is_excluded(path, wanted) for path in files):
            yield f"no file of the checked modules matches --filter `{pattern}`"
