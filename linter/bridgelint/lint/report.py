"""The results of one run, independent of the format."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING, Final

from bridgelint.base.failure import Failure
from bridgelint.base.finding import Finding, Severity
from bridgelint.base.records import Record, replace
from bridgelint.base.source import Span
from bridgelint.base.words import plural

if TYPE_CHECKING:
    from bridgelint.lint.rule import Rule

LATER: Final = ">= 1.16"
"""The range for which additional findings are counted if none is declared."""

NOTHING_CHECKED: Final = Failure(
    "nothing was checked: there is no action and no trigger",
    "pass another path, or remove --strict",
)

OK: Final = 0
FAILURE: Final = 1
FINDINGS: Final = 2


class Coverage(Record):
    """What was checked, which distinguishes a clean result from an unchecked one."""

    modules: int = 0
    """Module directories that were read, including child modules, each once."""

    actions: int = 0
    """`aws_events_put_events` actions."""

    triggers: int = 0
    entries: int = 0
    """Blocks or expanded entries, each place once regardless of its instances."""

    unknown_values: int = 0
    """Values of actions and triggers that could not be checked because they are unknown."""

    other_actions: int = 0
    """Actions of other types."""

    @property
    def is_empty(self) -> bool:
        """Whether there was no action and no trigger."""
        return not (self.actions or self.other_actions or self.triggers)


class Report(Record):
    """The results of a run. `findings`, `ignored`, `baselined` and `fixed` are disjoint."""

    findings: tuple[Finding, ...] = ()
    """The reported findings, sorted by place, one per rule and place."""

    ignored: tuple[Finding, ...] = ()
    """Ignored by a comment."""

    baselined: tuple[Finding, ...] = ()
    """Contained in the baseline."""

    fixed: tuple[Finding, ...] = ()
    """Findings that `--fix` fixed."""

    later: tuple[Finding, ...] = ()
    """What Terraform 1.16 and later add, where no range of versions is declared."""

    failures: tuple[Failure, ...] = ()
    coverage: Coverage = Coverage()
    rules: tuple[type[Rule], ...] = ()
    """The rules that ran, in the order of the documentation."""

    stale: tuple[str, ...] = ()
    """What is old, for the summary: `inventory `prod.json` is 45 days old`."""

    prefix: str = ""
    """The working directory relative to the repository's root, `""` or ending in `/`: services that
    show findings inline require paths from the root."""

    def __repr__(self) -> str:
        counts = f"{plural(len(self.findings), 'finding')}, {plural(len(self.failures), 'failure')}"
        return f"<Report {counts}, {plural(self.coverage.modules, 'module')}>"

    def exit_status(self, minimum: Severity, *, force: bool = False) -> int:
        """Return 1 with a failure, 2 with findings at or above `minimum` (0 if `force`), or 0."""
        if self.failures:
            return FAILURE
        if force or not any(each.severity >= minimum for each in self.findings):
            return OK
        return FINDINGS

    def failed(self, *failures: Failure) -> Report:
        """Return the report with further failures."""
        return replace(self, failures=(*self.failures, *failures))

    def count(self, severity: Severity) -> int:
        """Return how many of the findings have this severity."""
        return sum(1 for each in self.findings if each.severity is severity)

    def repository_path(self, span: Span) -> str:
        """Return the path of the span's file, relative to the root of the repository."""
        if span.file.path.startswith("/"):
            return span.file.path
        parts: list[str] = []
        for part in f"{self.prefix}{span.file.path}".split("/"):
            if part == ".." and parts and parts[-1] != "..":
                parts.pop()
            elif part != ".":
                parts.append(part)
        return "/".join(parts)


def unique(findings: Iterable[Finding]) -> tuple[Finding, ...]:
    """Sort findings by place, and keep one per rule and place.

    A place is checked once per instance of its action and set of inputs of its module; of equal
    findings the worst one is kept, and of equally bad ones the first by address.
    """
    found: dict[tuple[str, str, int, int], Finding] = {}
    for each in sorted(findings, key=lambda one: (-one.severity, one.address, one.message)):
        found.setdefault(identity(each), each)
    return tuple(sorted(found.values(), key=_place))


def identity(finding: Finding) -> tuple[str, str, int, int]:
    """Return the rule and the place, which no two findings of a report have in common."""
    span = finding.primary.span
    return finding.rule, span.file.path, span.start, span.end


def _place(finding: Finding) -> tuple[str, int, int, str]:
    span = finding.primary.span
    return span.file.path, span.start, -span.end, finding.rule
