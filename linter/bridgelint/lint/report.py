"""Everything one run has to say, before any format."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING, Final

from bridgelint.base.failure import Failure
from bridgelint.base.finding import Finding, Severity
from bridgelint.base.records import dataclass, replace
from bridgelint.base.source import Span

if TYPE_CHECKING:
    from bridgelint.lint.rule import Rule

OK: Final = 0
FAILURE: Final = 1
FINDINGS: Final = 2


@dataclass(frozen=True, slots=True)
class Coverage:
    """What was looked at, so that silence can be told from blindness."""

    modules: int = 0
    """Module directories that were read, child modules included, each once."""

    actions: int = 0
    """`aws_events_put_events` actions."""

    triggers: int = 0
    entries: int = 0
    """Blocks or expanded entries, each place once however many instances it has."""

    unknown_values: int = 0
    """Values of actions and triggers that rules had to be silent about."""

    other_actions: int = 0
    """Actions of other types."""

    @property
    def is_empty(self) -> bool:
        """Whether there was no action and no trigger."""
        return not (self.actions or self.other_actions or self.triggers)

    def __add__(self, other: Coverage) -> Coverage:
        return Coverage(
            modules=self.modules + other.modules,
            actions=self.actions + other.actions,
            triggers=self.triggers + other.triggers,
            entries=self.entries + other.entries,
            unknown_values=self.unknown_values + other.unknown_values,
            other_actions=self.other_actions + other.other_actions,
        )


@dataclass(frozen=True, slots=True)
class Report:
    """What a run found. `findings`, `ignored`, `baselined` and `fixed` share no finding."""

    findings: tuple[Finding, ...] = ()
    """What counts: sorted by place, one for each rule and place."""

    ignored: tuple[Finding, ...] = ()
    """Silenced by a comment."""

    baselined: tuple[Finding, ...] = ()
    """Held by the baseline."""

    fixed: tuple[Finding, ...] = ()
    """Were there before `--fix` and are no more."""

    failures: tuple[Failure, ...] = ()
    coverage: Coverage = Coverage()
    rules: tuple[type[Rule], ...] = ()
    """The rules that ran, in the order of the documentation."""

    prefix: str = ""
    """The working directory below the repository's root, `""` or ending in `/`: services that
    show findings beside the code want paths from the root."""

    def exit_status(self, minimum: Severity, *, force: bool = False) -> int:
        """0: nothing at or above `minimum`, or `force`; 2: findings; 1: a failure, in any case."""
        if self.failures:
            return FAILURE
        if force or not any(each.severity >= minimum for each in self.findings):
            return OK
        return FINDINGS

    def count(self, severity: Severity) -> int:
        """How many of the findings have this severity."""
        return sum(1 for each in self.findings if each.severity is severity)

    def repository_path(self, span: Span) -> str:
        """The path of the span's file, below the root of the repository."""
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
    """Sorted by place, and one for each rule and place.

    A place is judged once for each instance of its action and each set of inputs of its module;
    of such twins the worst one speaks, the first by address among equals.
    """
    found: dict[tuple[str, str, int, int], Finding] = {}
    for each in sorted(findings, key=lambda one: (-one.severity, one.address, one.message)):
        span = each.primary.span
        found.setdefault((each.rule, span.file.path, span.start, span.end), each)
    return tuple(sorted(found.values(), key=_place))


def _place(finding: Finding) -> tuple[str, int, int, str]:
    span = finding.primary.span
    return span.file.path, span.start, -span.end, finding.rule


def by_file(findings: Iterable[Finding]) -> Iterator[tuple[str, list[Finding]]]:
    """Sorted findings in groups of one file each."""
    groups: dict[str, list[Finding]] = {}
    for each in findings:
        groups.setdefault(each.primary.span.file.path, []).append(each)
    yield from groups.items()


def at_most(finding: Finding, severity: Severity) -> Finding:
    """The finding, no worse than this."""
    return finding if finding.severity <= severity else replace(finding, severity=severity)
