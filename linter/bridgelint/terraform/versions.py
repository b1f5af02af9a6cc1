"""Versions, their constraints, the releases to check for, and their differences in behaviour.

This is the only module with the behaviour of releases. It was observed by running 1.14.9, 1.15.9,
1.16.0-rc2 and 1.17.0-alpha20260812; the sources of 1.14 to 1.17 confirm it for the releases in
between. The changelogs of the final releases up to 1.16.6 were read: none of them mentions a change
to the behaviour that is marked as unconfirmed. 1.17 counts as 1.16.
"""

from __future__ import annotations

import operator
import re
from collections.abc import Callable, Iterable, Iterator
from functools import cache
from itertools import groupby
from typing import Final

from bridgelint.base.finding import Severity
from bridgelint.base.records import Record
from bridgelint.base.source import Span
from bridgelint.base.words import listed

# Compiled when a constraint is parsed, not when bridgelint starts.
_CONSTRAINT: Final = (
    r"\s*(?P<operator>=|!=|>=|<=|~>|>|<|)\s*v?(?P<numbers>[0-9]+(?:\.[0-9]+)*)"
    r"(?:-(?P<pre>[0-9A-Za-z.\-~]+))?(?:\+[0-9A-Za-z.\-~]+)?\s*"
)
_COMPARISONS: Final[dict[str, Callable[[Numbers, Numbers], bool]]] = {
    ">=": operator.ge,
    "<=": operator.le,
    ">": operator.gt,
    "<": operator.lt,
}
_FAR: Final = 20
"""Assumed upper bound of patch releases; only their existence matters."""

Numbers = tuple[int, int, int]


class Version(Record):
    """One release."""

    numbers: Numbers
    pre: str = ""
    """`rc2`, `alpha20260812`, or empty for a final release."""

    def __str__(self) -> str:
        core = ".".join(map(str, self.numbers))
        return f"{core}-{self.pre}" if self.pre else core


class VersionConstraint(Record):
    """One comparison of a constraint."""

    operator: str
    """`=` if it is omitted."""

    version: Version
    precision: int
    """The number of components written: `~> 1.14` has two."""

    def admits(self, version: Version) -> bool:
        """Return whether the version satisfies the constraint.

        Terraform ignores the pre-release part of its own version, so a pre-release is compared as
        such only with an exact constraint.
        """
        here, bound = version.numbers, self.version.numbers
        if self.operator in {"=", "!="}:
            same = here == bound and (not self.version.pre or self.version.pre == version.pre)
            return same == (self.operator == "=")
        if self.operator == "~>":
            kept = max(self.precision - 1, 0)
            return here >= bound and here[:kept] == bound[:kept]
        return _COMPARISONS[self.operator](here, bound)


def parse_version(text: str) -> Version | None:
    """Parse a bare version such as `1.16.0-rc2` or `v1.15`. `None` if it is anything else."""
    found = re.fullmatch(_CONSTRAINT, text)
    if found is None or found["operator"]:
        return None
    return _version(found)


def parse_constraints(text: str) -> tuple[VersionConstraint, ...] | None:
    """Parse a constraint into its comparisons, all of which must hold. `None` if it is invalid."""
    constraints: list[VersionConstraint] = []
    for part in text.split(","):
        found = re.fullmatch(_CONSTRAINT, part)
        if found is None:
            return None
        precision = min(found["numbers"].count(".") + 1, 3)
        constraints.append(VersionConstraint(found["operator"] or "=", _version(found), precision))
    return tuple(constraints)


def admitted(
    constraints: Iterable[VersionConstraint], minors: Iterable[tuple[int, int]]
) -> tuple[Version, ...]:
    """Return the releases of these minor versions that satisfy all constraints, in order.

    Patch releases beyond the existing ones are included, so that the result depends on what the
    range allows and not on what was published when this was written.
    """
    wanted = tuple(constraints)
    candidates = {((*minor, patch), "") for minor in minors for patch in range(_FAR)}
    candidates.update(each for constraint in wanted for each in _beside(constraint))
    # An exact constraint allows only one pre-release.
    releases = sorted(candidates, key=lambda each: (each[0], not each[1]))
    return tuple(filter(_admitting(wanted), (Version(*each) for each in releases)))


def may_reach(constraints: Iterable[VersionConstraint], first: Numbers) -> bool:
    """Return whether some version equal to or later than `first` satisfies all constraints."""
    wanted = tuple(constraints)
    bounds = (first, *(each.version.numbers for each in wanted))
    # Each `>` and `!=` excludes at most one of the releases that follow a bound.
    following = (
        Version((major, minor, patch + step))
        for major, minor, patch in bounds
        for step in range(len(wanted) + 1)
    )
    found = filter(_admitting(wanted), (*following, *(each.version for each in wanted)))
    return any(version.numbers >= first for version in found)


def _admitting(wanted: tuple[VersionConstraint, ...]) -> Callable[[Version], bool]:
    return lambda version: all(each.admits(version) for each in wanted)


def _version(found: re.Match[str]) -> Version:
    numbers = [*map(int, found["numbers"].split(".")), 0, 0]
    return Version((numbers[0], numbers[1], numbers[2]), found["pre"] or "")


def _beside(constraint: VersionConstraint) -> Iterator[tuple[Numbers, str]]:
    """Yield the named version and the nearest ones that `>` and `<` can still allow."""
    major, minor, patch = constraint.version.numbers
    yield (major, minor, patch), constraint.version.pre if constraint.operator == "=" else ""
    for near in range(max(patch - 1, 0), patch + 2):
        yield (major, minor, near), ""


FIRST: Final = (1, 14, 0)
"""The first release that runs actions."""

UNCONFIRMED: Final = "1.16.0-rc2 and 1.17.0-alpha20260812"
"""The builds on which undocumented behaviour of 1.16 was observed; messages about it name them."""

_MINORS: Final = (
    *((0, minor) for minor in range(11, 16)),
    *((1, minor) for minor in range(19)),
    (2, 0),
)


class Rejection(Record):
    """The releases that reject something: `since` and later, and earlier than `before`."""

    since: tuple[int, int, int] = (0, 0, 0)
    before: tuple[int, int, int] | None = None

    def includes(self, version: Version) -> bool:
        """Return whether the release is included; a pre-release behaves like its final release."""
        return self.since <= version.numbers and (
            self.before is None or version.numbers < self.before
        )


ALWAYS: Final = Rejection()
BEFORE_1_15_1: Final = Rejection(before=(1, 15, 1))
BEFORE_1_16: Final = Rejection(before=(1, 16, 0))
SINCE_1_16: Final = Rejection(since=(1, 16, 0))

# Triggers and references.
ATTRIBUTE_BEHIND_ACTION: Final = SINCE_1_16
"""`action.t.x.id` in `actions`: ignored before, an error since."""

MISPLACED_TRIGGER_CRASH: Final = BEFORE_1_15_1
"""`action_trigger` in the lifecycle of `data` and `ephemeral`: a crash before, an error since."""

WRONG_KEY_THAT_NEVER_FIRES: Final = BEFORE_1_16
"""A key of the right type without an instance. In 1.16 and later an error only if it fires."""

# Conditions.
SELF_IN_CONDITION: Final = BEFORE_1_16
"""`self` with any event; in 1.16 and later it is rejected only with `before_create`."""

SELF_BESIDE_BEFORE_CREATE: Final = ALWAYS
COUNT_OR_EACH_BESIDE_BEFORE_EVENT: Final = BEFORE_1_16
"""`count.index`, `each.key` in a condition whose trigger has a `before_*` event."""

OWN_ADDRESS_IN_CONDITION: Final = SINCE_1_16
"""The resource's own address, with `after_*` events only."""

OWN_ADDRESS_BESIDE_BEFORE_EVENT: Final = ALWAYS
OWN_UNKNOWN_AT_CREATE: Final = ALWAYS
"""An attribute of the resource itself that is known only after apply, with a `*_create` event: the
plan of the create fails before 1.16, the address is rejected since."""

CONDITION_UNKNOWN_IN_PLAN: Final = BEFORE_1_16
CONDITION_BESIDE_DESTROY_EVENT: Final = ALWAYS
"""Before 1.16 the event itself is rejected."""

CONDITION_DOWNSTREAM: Final = SINCE_1_16
"""A condition that reads something that depends on the resource, with `after_*` events."""

# Dependencies of actions.
NEEDS_RESOURCE_BEFORE_EVENT: Final = ALWAYS
"""A `before_*` trigger whose action depends on the resource: a cycle before 1.16; since then the
apply (or the plan of another event) fails, and an indirect dependency is a cycle."""

NEEDS_RESOURCE_INDIRECTLY: Final = SINCE_1_16
"""The same through a local, an output, a data source or another resource, with `after_*`."""


class Word(Record):
    """A feature that some releases do not support."""

    since: tuple[int, int, int]
    until: tuple[int, int, int] | None = None
    """The first release that no longer supports it."""

    unconfirmed: bool = False
    """Observed only on pre-releases and not documented."""

    @property
    def unknown_to(self) -> Rejection:
        """Return the releases without it: those before it was added, or since it was removed."""
        return Rejection(before=self.since) if self.until is None else Rejection(since=self.until)


WORDS: Final[dict[str, Word]] = {
    "action": Word((1, 14, 0)),
    "action_trigger": Word((1, 14, 0)),
    "before_destroy": Word((1, 16, 0)),
    "after_destroy": Word((1, 16, 0)),
    "on_failure": Word((1, 16, 0)),
    "caller": Word((1, 16, 0)),
    "self": Word((1, 16, 0)),
    "dynamic": Word((1, 14, 0), until=(1, 16, 0), unconfirmed=True),
}
"""`self` means `self` in the configuration of an action; `dynamic` means it in `config`.

1.13 ignores `action` and `action_trigger`; earlier releases reject them.
"""


FUNCTIONS: Final = {"convert": Rejection(before=(1, 15, 0))}
"""Functions added after 1.14, with the releases that do not have them."""


class VersionRange(Record):
    """The Terraform releases to check for."""

    declared: bool = False
    """Whether `required_version`, `--terraform-version` or the configuration file sets it."""

    admitted: tuple[Version, ...] = ()
    """All releases that the declaration allows, including 1.13 and older; empty if none is declared
    or nothing satisfies it."""

    text: str = ""
    """The declaration, for a message."""

    span: Span | None = None
    """The nearest `required_version`, if it is the declaration."""

    @property
    def judged(self) -> tuple[Version, ...]:
        """The releases that determine the severity: the allowed ones that run actions, or all."""
        known = tuple(each for each in self.admitted if each.numbers >= FIRST)
        return known or _EVERY

    def severity(self, refused_by: Rejection, own: Severity = Severity.ERROR) -> Severity | None:
        """Return the severity of what only these releases reject, or `None` for no finding.

        All of the range reject it: the rule's own severity. Some of a declared range: a warning
        (the message must name them, see `names`). Some of an undeclared range, or none: `None`.
        """
        some = min(own, Severity.WARNING) if self._narrows else None
        return _graded(refused_by, self.judged, own, some)

    def unconfirmed(self, behaviour: Rejection = SINCE_1_16) -> Severity | None:
        """Return the severity of behaviour observed only on pre-releases of 1.16, undocumented.

        Every release of a declared range has it: a warning. Some have it: a notice. No range is
        declared: `None`.
        """
        if not self._narrows:
            return None
        return _graded(behaviour, self.judged, Severity.WARNING, Severity.NOTICE)

    def word(self, word: str) -> Severity | None:
        """Return the severity of using a feature of `WORDS`: an error if no release of a declared
        range supports it, a warning if some do not. `None` without a range, or if all support
        it."""
        entry = WORDS[word]
        if entry.unconfirmed:
            return self.unconfirmed(entry.unknown_to)
        if not self.declared or not self.admitted:
            return None
        return _graded(entry.unknown_to, self.admitted, Severity.ERROR, Severity.WARNING)

    def all_in(self, refusal: Rejection) -> bool:
        """Return whether every release of the range is one of these."""
        return all(refusal.includes(each) for each in self.judged)

    def any_in(self, refusal: Rejection) -> bool:
        """Return whether some release of the range, declared or not, is one of these."""
        return any(refusal.includes(each) for each in self.judged)

    def names(self, refusal: Rejection, *, of_all: bool = False) -> str:
        """Return the releases of the range that are among these, for a message: `1.14 and 1.15`,
        `1.16 and later`, `1.13 and earlier`. `of_all` includes those before 1.14."""
        pool = self.admitted if of_all and self.admitted else self.judged
        return _names(filter(refusal.includes, pool), pool)

    def clause(self, refusal: Rejection, severity: Severity) -> str:
        """Return which releases reject what is not an error in all of them, for a message."""
        if severity is Severity.ERROR:
            return ""
        return f" (an error in Terraform {self.names(refusal)})"

    @property
    def _narrows(self) -> bool:
        return self.declared and any(each.numbers >= FIRST for each in self.admitted)


class VersionDeclaration(Record):
    """One declared range: a constraint and its place."""

    text: str
    span: Span | None = None


def version_range(declarations: Iterable[VersionDeclaration]) -> VersionRange:
    """Return what satisfies every valid declaration; the first one sets the place."""
    kept = [each for each in declarations if parse_constraints(each.text) is not None]
    if not kept:
        return VersionRange()
    texts = tuple(dict.fromkeys(each.text for each in kept))
    return VersionRange(
        declared=True, admitted=_admitted(texts), text=", ".join(texts), span=kept[0].span
    )


@cache
def _admitted(texts: tuple[str, ...]) -> tuple[Version, ...]:
    """Return the allowed releases; cached, because called modules need the same range."""
    parsed = (parse_constraints(each) or () for each in texts)
    return admitted([each for constraints in parsed for each in constraints], _MINORS)


def _graded(
    behaviour: Rejection, releases: Iterable[Version], if_all: Severity, if_some: Severity | None
) -> Severity | None:
    """Return a severity if all or some of the releases have the behaviour, or `None`."""
    having = [behaviour.includes(each) for each in releases]
    return if_all if all(having) else if_some if any(having) else None


def _names(found: Iterable[Version], pool: Iterable[Version]) -> str:
    wanted = set(found)
    minors = [list(each) for _, each in groupby(pool, lambda each: each.numbers[:2])]
    runs = [(whole, list(run)) for whole, run in groupby(minors, wanted.issuperset)]
    names: list[str] = []
    for whole, run in runs:
        to_the_end = run[-1] is minors[-1] and run[-1][0].numbers[:2] in _MINORS[-2:]
        if not whole:
            names.extend(str(each) for minor in run for each in minor if each in wanted)
        elif to_the_end and len(run) > 1:
            names.append(f"{_minor(run[0])} and later")
        elif run[0] is minors[0] and len(run) > 2:
            names.append(f"{_minor(run[-1])} and earlier")
        else:
            names.extend(map(_minor, run))
    return listed(names)


def _minor(versions: list[Version]) -> str:
    if len(versions) == 1:
        return str(versions[0])
    return ".".join(map(str, versions[0].numbers[:2]))


_EVERY: Final = tuple(
    Version((*minor, patch)) for minor in _MINORS if minor >= FIRST[:2] for patch in range(20)
)
