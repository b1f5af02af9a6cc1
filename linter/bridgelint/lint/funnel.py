"""The processing of findings into a report: ignore comments, baseline, filter, exclusions."""

from __future__ import annotations

import os
from collections.abc import Mapping
from typing import TYPE_CHECKING, Final

from bridgelint.base.failure import Failure
from bridgelint.base.finding import Finding
from bridgelint.base.records import dataclass, field, replace
from bridgelint.config.config import ConfigurationError
from bridgelint.lint.coverage import Seen, together
from bridgelint.lint.inventory_files import inventories, stale
from bridgelint.lint.loading import RunRequest, directory_of, exclusions, posix
from bridgelint.lint.report import NOTHING_CHECKED, Report, identity, unique
from bridgelint.lint.root_modules import RunFindings
from bridgelint.workspace.exclusions import Exclusion, git_root, is_excluded

if TYPE_CHECKING:
    from bridgelint.eventbridge.inventory import Inventory
    from bridgelint.lint.baseline import Baseline
    from bridgelint.lint.rule import Rule

_MARKER: Final = b"-ignore"
"""In every ignore comment."""


@dataclass(frozen=True, slots=True)
class Linted:
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


def report_of(asked: RunRequest, examined: RunFindings) -> Linted:
    """Create the report of a run. Every finding is processed in this order:

    ignore comments, the baseline, then `--filter` and the exclusions of the configuration.
    """
    report = _gathered(asked, examined)
    if not asked.arguments.no_ignores and _may_ignore(examined):
        from bridgelint.lint.ignoring import Ignores  # its patterns are many

        report = Ignores(asked, examined).taken_out(report)
    linted = _baselined(asked, examined, report)
    report = _filtered(asked, linted.report)
    if asked.strict and report.coverage.is_empty and not report.findings:
        report = report.failed(NOTHING_CHECKED)
    remarks = (*asked.configurations.remarks, *linted.remarks, *_scope_remarks(asked, examined))
    return replace(linted, report=report, remarks=remarks)


def _scope_remarks(asked: RunRequest, examined: RunFindings) -> tuple[str, ...]:
    if asked.arguments.filters or not all(each.names for each in examined.selection.places):
        from bridgelint.lint.run_remarks import scope_remarks  # rare

        return tuple(scope_remarks(asked, examined))
    return ()


def _may_ignore(examined: RunFindings) -> bool:
    directories = map(examined.workspace.directory, examined.directories)
    return any(_MARKER in file.data for each in directories for file in each.all_files)


def _gathered(asked: RunRequest, examined: RunFindings) -> Report:
    """Return the findings of all root modules, sorted, each place once."""
    findings = unique(finding for each in examined.roots for finding in each.findings)
    known = set(map(identity, findings))
    later = unique(finding for each in examined.roots for finding in each.later)
    faults: dict[str, Failure] = {}
    for rule, fault in (fault for each in examined.roots for fault in each.faults):
        faults.setdefault(rule, fault)
    failures = (*examined.failures, *(each for one in examined.roots for each in one.failures))
    places = frozenset(each.path for each in examined.selection.places if each.names)
    seen = together([Seen(directories=places), *(each.seen for each in examined.roots)])
    return Report(
        findings=findings,
        later=tuple(each for each in later if identity(each) not in known),
        failures=(*dict.fromkeys(failures), *faults.values()),
        coverage=seen.coverage,
        rules=_ran(asked, examined),
        stale=tuple(stale(_inventories(asked, examined))),
        prefix=_prefix(),
    )


def _inventories(asked: RunRequest, examined: RunFindings) -> tuple[Inventory, ...]:
    found: dict[str, Inventory] = {}
    for directory in (".", *examined.directories):
        config = asked.configurations.usable(directory)
        try:
            listed = inventories(asked.arguments, config)
        except ConfigurationError:
            continue  # a failure of the root module
        for each in listed:
            found.setdefault(each.path, each)
    return tuple(found.values())


def _ran(asked: RunRequest, examined: RunFindings) -> tuple[type[Rule], ...]:
    if not examined.directories:
        return ()
    names = frozenset[str]().union(
        *(asked.configurations.rules(directory).names for directory in examined.directories)
    )
    return tuple(rule for rule in asked.rules if rule.name in names)


def _prefix() -> str:
    here = os.getcwd()
    root = git_root(here)
    if not root or root == here:
        return ""
    return f"{posix(os.path.relpath(here, root))}/"


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


def _baselined(asked: RunRequest, examined: RunFindings, report: Report) -> Linted:
    path = baseline_path(asked)
    if path is None and not asked.arguments.update_baseline:
        return Linted(report)
    if path is None:
        failure = Failure("--update-baseline requires a baseline", "pass --baseline FILE")
        return Linted(report.failed(failure))
    from bridgelint.lint.baseline import baselined  # only where there is one

    names = {each.name for each in report.rules}

    def ran(rule: str) -> bool:
        return rule in names or all(each.name != rule for each in asked.rules)

    paths = [*(each.path for each in examined.selection.places), *examined.directories]
    here = os.getcwd()
    checked = {os.path.normpath(os.path.join(here, path)) for path in paths}
    update = asked.arguments.update_baseline
    return Linted(*baselined(path, report, update=update, ran=ran, checked=checked))


def baseline_path(asked: RunRequest) -> str | None:
    """Return the baseline of the run, with its path in messages."""
    path = asked.arguments.baseline or asked.config.baseline
    return None if path is None else posix(os.path.relpath(path))
