"""Which Terraform releases a verdict is for, and which of them know what.

The behaviour of releases stands here and nowhere else. It was seen by running 1.14.9, 1.15.9,
1.16.0-rc2 and 1.17.0-alpha20260812; the sources of 1.14 to 1.17 say the same of the releases
between. The final 1.16.0 was not available when this was written.
"""

from __future__ import annotations

from collections.abc import Iterable
from functools import cache
from typing import Final

from bridgelint.base.finding import Severity
from bridgelint.base.records import dataclass
from bridgelint.base.source import Span
from bridgelint.terraform.version_constraints import Version, admitted, parse_constraints

FIRST: Final = (1, 14, 0)
"""The first release that runs actions."""

UNCONFIRMED: Final = "1.16.0-rc2 and 1.17.0-alpha20260812"
"""The builds that undocumented behaviour of 1.16 was seen on; a message about it names them."""

_MINORS: Final = (
    *((0, minor) for minor in range(11, 16)),
    *((1, minor) for minor in range(19)),
    (2, 0),
)


@dataclass(frozen=True, slots=True)
class Refusal:
    """The releases that refuse something: those from `since` on and before `before`."""

    since: tuple[int, int, int] = (0, 0, 0)
    before: tuple[int, int, int] | None = None

    def includes(self, version: Version) -> bool:
        """A pre-release behaves as its final release."""
        return self.since <= version.numbers and (
            self.before is None or version.numbers < self.before
        )


ALWAYS: Final = Refusal()
NEVER: Final = Refusal(before=(0, 0, 0))
BEFORE_1_15_1: Final = Refusal(before=(1, 15, 1))
BEFORE_1_16: Final = Refusal(before=(1, 16, 0))
SINCE_1_16: Final = Refusal(since=(1, 16, 0))

# Triggers and references.
ATTRIBUTE_BEHIND_ACTION: Final = SINCE_1_16
"""`action.t.x.id` in `actions`: ignored before, refused since."""

MISPLACED_TRIGGER_CRASH: Final = BEFORE_1_15_1
"""`action_trigger` in the lifecycle of `data` and `ephemeral`: a crash before, an error since."""

WRONG_KEY_THAT_NEVER_FIRES: Final = BEFORE_1_16
"""An index without an instance, of the right type. Since 1.16 refused only where it fires."""

# Conditions.
SELF_IN_CONDITION: Final = BEFORE_1_16
"""`self` under any event; since 1.16 it is refused beside `before_create` only."""

SELF_BESIDE_BEFORE_CREATE: Final = ALWAYS
COUNT_OR_EACH_BESIDE_BEFORE_EVENT: Final = BEFORE_1_16
"""`count.index`, `each.key` in a condition whose block has a `before_…` event."""

OWN_ADDRESS_IN_CONDITION: Final = SINCE_1_16
"""The resource's own address under `after_…` events only."""

OWN_ADDRESS_BESIDE_BEFORE_EVENT: Final = ALWAYS
OWN_UNKNOWN_AT_CREATE: Final = ALWAYS
"""An attribute of the resource itself that only its apply makes known, beside a `…_create` event:
the plan of the create is refused before 1.16, the address since."""

CONDITION_UNKNOWN_IN_PLAN: Final = BEFORE_1_16
CONDITION_BESIDE_DESTROY_EVENT: Final = ALWAYS
"""Before 1.16 the event itself is refused."""

CONDITION_DOWNSTREAM: Final = SINCE_1_16
"""A condition that reads something which depends on the resource, under `after_…` events."""

# Dependencies of actions.
NEEDS_RESOURCE_BEFORE_EVENT: Final = ALWAYS
"""A `before_…` trigger whose action needs the resource: a cycle before 1.16; since then the apply
(or the plan of another event) fails, and what goes through something else is a cycle."""

NEEDS_RESOURCE_INDIRECTLY: Final = SINCE_1_16
"""The same through a local, an output, a data source or another resource, under `after_…`."""


@dataclass(frozen=True, slots=True)
class Word:
    """Something that not every release knows."""

    since: tuple[int, int, int]
    until: tuple[int, int, int] | None = None
    """The first release that does not know it any more."""

    unconfirmed: bool = False
    """Seen on pre-releases only and not documented."""

    @property
    def unknown_to(self) -> Refusal:
        """For a word that came: the releases before it. For one that went: those since."""
        return Refusal(before=self.since) if self.until is None else Refusal(since=self.until)


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

1.13 takes `action` and `action_trigger` and does nothing; earlier releases refuse them.
"""


FUNCTIONS: Final = {"convert": Refusal(before=(1, 15, 0))}
"""Functions that came after 1.14, with the releases that do not have them."""


@dataclass(frozen=True, slots=True)
class VersionRange:
    """The Terraform releases that a verdict is for."""

    declared: bool = False
    """By `required_version`, `--terraform-version` or the configuration file."""

    admitted: tuple[Version, ...] = ()
    """Every release that the declaration admits, 1.13 and older among them; empty where nobody
    declared one or nothing satisfies it."""

    text: str = ""
    """The declaration, for a message."""

    span: Span | None = None
    """The nearest `required_version`, where that declared it."""

    @property
    def judged(self) -> tuple[Version, ...]:
        """The releases that a finding is weighed by: those admitted that run actions, or all."""
        known = tuple(each for each in self.admitted if each.numbers >= FIRST)
        return known or _EVERY

    def severity(self, refused_by: Refusal, own: Severity = Severity.ERROR) -> Severity | None:
        """How bad a finding is that only these releases refuse.

        All of the range refuse: the rule's own severity. Some of a declared range: a warning (the
        message has to name them, see `names`). Some of an undeclared one, or none: nothing.
        """
        refused = [refused_by.includes(each) for each in self.judged]
        if all(refused):
            return own
        if any(refused) and self._narrows:
            return min(own, Severity.WARNING)
        return None

    def unconfirmed(self, behaviour: Refusal = SINCE_1_16) -> Severity | None:
        """How bad something is that was seen on pre-releases of 1.16 only, undocumented.

        Every release of a declared range is one: a warning. Some are: a notice. Nobody declared a
        range: nothing.
        """
        if not self._narrows:
            return None
        seen = [behaviour.includes(each) for each in self.judged]
        if all(seen):
            return Severity.WARNING
        return Severity.NOTICE if any(seen) else None

    def word(self, word: str) -> Severity | None:
        """How bad the use of a word of `WORDS` is: no release of a declared range knows it: an
        error; some do not: a warning; nobody declared a range, or all know it: nothing."""
        entry = WORDS[word]
        if entry.unconfirmed:
            return self.unconfirmed(entry.unknown_to)
        if not self.declared or not self.admitted:
            return None
        unknown = [entry.unknown_to.includes(each) for each in self.admitted]
        if all(unknown):
            return Severity.ERROR
        return Severity.WARNING if any(unknown) else None

    def all_in(self, refusal: Refusal) -> bool:
        """Every release of the range is one of these."""
        return all(refusal.includes(each) for each in self.judged)

    def any_in(self, refusal: Refusal) -> bool:
        """Some release of the range is one of these, declared or not."""
        return any(refusal.includes(each) for each in self.judged)

    def names(self, refusal: Refusal, *, of_all: bool = False) -> str:
        """The releases of the range that are among these, for a message: `1.14 and 1.15`,
        `1.16 and later`, `1.13 and earlier`. `of_all` counts those before 1.14 in."""
        pool = self.admitted if of_all and self.admitted else self.judged
        return _names([each for each in pool if refusal.includes(each)], pool)

    @property
    def _narrows(self) -> bool:
        return self.declared and any(each.numbers >= FIRST for each in self.admitted)


@dataclass(frozen=True, slots=True)
class VersionDeclaration:
    """One declared range: a constraint and where it stands."""

    text: str
    span: Span | None = None


def version_range(declarations: Iterable[VersionDeclaration]) -> VersionRange:
    """The range that satisfies every declaration; the first one gives the place.

    A constraint that Terraform cannot read says nothing.
    """
    kept = [each for each in declarations if parse_constraints(each.text) is not None]
    if not kept:
        return VersionRange()
    texts = tuple(dict.fromkeys(each.text for each in kept))
    return VersionRange(
        declared=True, admitted=_admitted(texts), text=", ".join(texts), span=kept[0].span
    )


@cache
def _admitted(texts: tuple[str, ...]) -> tuple[Version, ...]:
    """Called modules ask for the same range again and again."""
    parsed = (parse_constraints(each) or () for each in texts)
    return admitted([each for constraints in parsed for each in constraints], _MINORS)


def _names(found: list[Version], pool: tuple[Version, ...]) -> str:
    if not found:
        return ""
    by_minor: dict[tuple[int, int], list[Version]] = {}
    for each in pool:
        by_minor.setdefault(each.numbers[:2], []).append(each)
    wanted = set(found)
    names: list[str] = []
    minors = list(by_minor)
    whole = [all(each in wanted for each in by_minor[minor]) for minor in minors]
    index = 0
    while index < len(minors):
        run = index
        while run < len(minors) and whole[run]:
            run += 1
        if run == len(minors) and run - index > 1 and minors[-1] in _MINORS[-2:]:
            names.append(f"{_minor(by_minor[minors[index]])} and later")
            break
        if index == 0 and run > 2:
            names.append(f"{_minor(by_minor[minors[run - 1]])} and earlier")
            index = run
            continue
        if whole[index]:
            names.append(_minor(by_minor[minors[index]]))
        else:
            names.extend(str(each) for each in by_minor[minors[index]] if each in wanted)
        index += 1
    return _join(names)


def _minor(versions: list[Version]) -> str:
    if len(versions) == 1:
        return str(versions[0])
    return ".".join(map(str, versions[0].numbers[:2]))


def _join(names: list[str]) -> str:
    if len(names) < 2:
        return "".join(names)
    return f"{', '.join(names[:-1])} and {names[-1]}"


_EVERY: Final = tuple(
    Version((*minor, patch)) for minor in _MINORS if minor >= FIRST[:2] for patch in range(20)
)
