"""A flattened event, and the search for a combination of values that a pattern accepts.

Values in one array must be in the same element of it, regardless of their fields: Event Ruler
calls this array consistency.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Final

from bridgelint.base.records import Record
from bridgelint.eventbridge.detail.json_tree import CONTAINERS, Hole, Json
from bridgelint.eventbridge.pattern.branches import Branch, TooManyError

_MOST_MEMBERSHIPS: Final = 5000
_MOST_WORK: Final = 500_000

Membership = tuple[tuple[int, int], ...]
"""The arrays that contain a value, each with the index of the element; sorted."""


class _Field(Record, eq=False):
    value: Json
    membership: Membership

    @property
    def is_certain(self) -> bool:
        """Whether the field certainly has a value."""
        return not isinstance(self.value, Hole) or not self.value.kinds & CONTAINERS


class FlatEvent(Record, eq=False):
    """The values of an event by name; a hole is stored under its own name."""

    fields: dict[str, list[_Field]]
    holes: tuple[str, ...]
    """The names of holes that may contain further fields."""

    def near(self, name: str) -> Iterator[_Field]:
        """Return everything that has, or may have, this name."""
        yield from self.fields.get(name, ())
        for hole in self.holes:
            if name.startswith(f"{hole}."):
                holes = (each for each in self.fields[hole] if not each.is_certain)
                yield from (_Field(Hole(), each.membership) for each in holes)


def flat(event: Mapping[str, Json], steps: frozenset[str]) -> FlatEvent:
    """Flatten an event as far as a pattern needs it: `steps` are the parts of its names."""
    fields: dict[str, list[_Field]] = {}
    holes: dict[str, None] = {}
    arrays = 0
    stack: list[tuple[Json, tuple[str, ...], Membership]] = [(dict(event), (), ())]
    while stack:
        node, path, membership = stack.pop()
        if isinstance(node, dict):
            used = [
                (key, each)
                for key, each in node.items()
                if key in steps or ("." in key and steps.issuperset(split(key)))
            ]
            stack.extend((each, (*path, key), membership) for key, each in reversed(used))
        elif isinstance(node, list):
            arrays += 1
            for place, each in reversed(list(enumerate(node))):
                is_hole = isinstance(each, Hole) and each.kinds <= CONTAINERS
                # Plain values, and holes that may be plain values, belong to no element.
                inside = ((arrays, place),) if is_hole or isinstance(each, dict | list) else ()
                stack.append((each, path, (*membership, *inside)))
        else:
            name = ".".join(path)
            fields.setdefault(name, []).append(_Field(node, membership))
            if isinstance(node, Hole) and node.kinds & CONTAINERS:
                holes[name] = None
    return FlatEvent(fields, tuple(holes))


def split(name: str) -> list[str]:
    """Split a name at dots as Java does: trailing empty parts are removed."""
    parts = name.split(".")
    while len(parts) > 1 and not parts[-1]:
        parts.pop()
    return parts if parts != [""] or not name else []


def matches(branch: Branch, event: FlatEvent, *, certain: bool) -> bool:
    """Return whether every (`certain`) or some value of the unknown parts matches."""
    if certain and not branch.complete:
        return False
    states: set[Membership] = {()}
    for (name, values), later in zip(branch.fields, _relevant(branch, event), strict=True):
        arrays = later.union(array for state in states for array, _ in state)
        near = [(each, _projected(each.membership, arrays)) for each in event.near(name)]
        matching: set[Membership] = set()
        for each, there in near:
            if there not in matching and (each.is_certain or not certain):
                matching |= {there} if _counts(values.match(each.value), certain) else set()
        following = _Memberships(matching)
        present = None
        if _counts(values.absence, certain):
            present = _Memberships({there for each, there in near if each.is_certain or certain})
        reached = (each for state in states for each in _reached(state, following, present))
        states = {_projected(each, later) for each in reached}
        if not states:
            return False
        if len(states) > _MOST_MEMBERSHIPS:
            raise TooManyError
    return True


def _counts(answer: bool | None, certain: bool) -> bool:  # noqa: FBT001 # two of a kind
    return answer is True or (answer is None and not certain)


def _reached(
    state: Membership, following: _Memberships, present: _Memberships | None
) -> Iterator[Membership]:
    """Yield the memberships with which a combination can continue, also without a value."""
    if present is not None and next(present.merged(state), None) is None:
        yield state
    yield from following.merged(state)


def _relevant(branch: Branch, event: FlatEvent) -> list[set[int]]:
    """Return, for each position, the arrays that later fields still depend on."""
    arrays: set[int] = set()
    relevant: list[set[int]] = []
    for name, _ in reversed(branch.fields):
        relevant.append(set(arrays))
        arrays |= {array for each in event.near(name) for array, _ in each.membership}
    return relevant[::-1]


def _projected(membership: Membership, arrays: set[int]) -> Membership:
    return tuple(each for each in membership if each[0] in arrays)


class _Memberships:
    """Memberships indexed by array, to find compatible ones quickly."""

    def __init__(self, memberships: set[Membership]) -> None:
        self.groups: dict[tuple[int, ...], list[Membership]] = {}
        for each in sorted(memberships):
            self.groups.setdefault(tuple(array for array, _ in each), []).append(each)
        self.tables: dict[tuple[tuple[int, ...], ...], _Table] = {}
        self.work = 0

    def merged(self, state: Membership) -> Iterator[Membership]:
        """Yield each compatible membership, merged with the state."""
        mine = dict(state)
        for arrays in self.groups:
            shared = tuple(array for array in arrays if array in mine)
            agreeing = self._table(arrays, shared).get(tuple(mine[array] for array in shared), ())
            self.work += 1 + len(agreeing)
            if self.work > _MOST_WORK:
                raise TooManyError
            for each in agreeing:
                yield tuple(sorted({**mine, **dict(each)}.items()))

    def _table(self, arrays: tuple[int, ...], shared: tuple[int, ...]) -> _Table:
        if (arrays, shared) not in self.tables:
            table = self.tables[arrays, shared] = {}
            for each in self.groups[arrays]:
                there = dict(each)
                table.setdefault(tuple(there[array] for array in shared), []).append(each)
        return self.tables[arrays, shared]


_Table = dict[tuple[int, ...], list[Membership]]
