"""An event flattened to names and values, and the search for a combination that a pattern wants.

Values that stand in one array have to stand in the same element of it, whatever fields they belong
to: that is what Event Ruler calls array consistency.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Final

from bridgelint.events.json_tree import CONTAINERS, Hole, Json
from bridgelint.events.pattern_branches import Branch, TooManyError
from bridgelint.events.pattern_matcher import Certainty, Values

_MOST_MEMBERSHIPS: Final = 5000

Membership = tuple[tuple[int, int], ...]
"""The arrays a value stands in, each with the index there; sorted."""


@dataclass(frozen=True, slots=True, eq=False)
class _Field:
    value: Json
    membership: Membership

    @property
    def is_certain(self) -> bool:
        """A value is certain to stand there."""
        return not isinstance(self.value, Hole) or not self.value.kinds & CONTAINERS


@dataclass(frozen=True, slots=True, eq=False)
class FlatEvent:
    """The values of an event by name; a hole stands under its own name."""

    fields: dict[str, list[_Field]]
    holes: tuple[str, ...]
    """The names of holes that may hold further fields."""

    def near(self, name: str) -> Iterator[_Field]:
        """What has that name, or may have it."""
        yield from self.fields.get(name, ())
        for hole in self.holes:
            if name.startswith(f"{hole}."):
                holes = (each for each in self.fields[hole] if not each.is_certain)
                yield from (_Field(Hole(), each.membership) for each in holes)


def flat(event: Mapping[str, Json], steps: frozenset[str]) -> FlatEvent:
    """Flatten an event as far as a pattern looks into it: `steps` are the parts of its names."""
    fields: dict[str, list[_Field]] = {}
    holes: dict[str, None] = {}
    arrays = 0
    stack: list[tuple[Json, tuple[str, ...], Membership]] = [(dict(event), (), ())]
    while stack:
        node, path, membership = stack.pop()
        if isinstance(node, dict):
            used = [(key, each) for key, each in node.items() if _is_used(key, steps)]
            stack.extend((each, (*path, key), membership) for key, each in reversed(used))
        elif isinstance(node, list):
            arrays += 1
            stack.extend(
                (each, path, _inside(each, membership, arrays, place))
                for place, each in reversed(list(enumerate(node)))
            )
        else:
            name = ".".join(path)
            fields.setdefault(name, []).append(_Field(node, membership))
            if isinstance(node, Hole) and node.kinds & CONTAINERS:
                holes[name] = None
    return FlatEvent(fields, tuple(holes))


def _inside(node: Json, membership: Membership, array: int, place: int) -> Membership:
    """An element that is, or may be, a plain value counts for no membership."""
    if isinstance(node, dict | list) or (isinstance(node, Hole) and node.kinds <= CONTAINERS):
        return (*membership, (array, place))
    return membership


def _is_used(key: str, steps: frozenset[str]) -> bool:
    return key in steps or ("." in key and all(each in steps for each in split(key)))


def split(name: str) -> list[str]:
    """The parts between points as Java splits: none at the end is empty."""
    parts = name.split(".")
    while len(parts) > 1 and not parts[-1]:
        parts.pop()
    return parts if parts != [""] or not name else []


def matches(branch: Branch, event: FlatEvent, certainty: Certainty) -> bool:
    """`must`: every event that this may be matches; `may`: some of them may."""
    if certainty == "must" and not branch.complete:
        return False
    relevant = _relevant(branch, event)
    states: set[Membership] = {()}
    for place, (name, values) in enumerate(branch.fields):
        following: set[Membership] = set()
        for state in states:
            for reached in _reached(name, values, event, state, certainty):
                kept = (each for each in reached if each[0] in relevant[place])
                following.add(tuple(kept))
        if not following:
            return False
        if len(following) > _MOST_MEMBERSHIPS:
            raise TooManyError
        states = following
    return True


def _relevant(branch: Branch, event: FlatEvent) -> list[set[int]]:
    """The arrays that fields behind each place still ask about."""
    arrays: set[int] = set()
    relevant: list[set[int]] = []
    for name, _ in reversed(branch.fields):
        relevant.append(set(arrays))
        arrays |= {array for each in event.near(name) for array, _ in each.membership}
    return relevant[::-1]


def _reached(
    name: str, values: Values, event: FlatEvent, state: Membership, certainty: Certainty
) -> Iterator[Membership]:
    near = [(each, _joined(state, each.membership)) for each in event.near(name)]
    if values.allows_absence:
        present = (
            each.is_certain or certainty == "must" for each, joined in near if joined is not None
        )
        if not any(present):
            yield state
    for each, joined in near:
        if joined is None or (certainty == "must" and not each.is_certain):
            continue
        if values.match(each.value, certainty):
            yield joined


def _joined(state: Membership, membership: Membership) -> Membership | None:
    """Both, unless they name different elements of one array."""
    if not membership:
        return state
    joined = dict(state)
    for array, place in membership:
        if joined.setdefault(array, place) != place:
            return None
    return tuple(sorted(joined.items()))
