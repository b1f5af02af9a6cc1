"""A flattened event pattern: alternatives, each a set of field names and accepted values.

Event Ruler parses a pattern in two ways. First, `$or` combines alternatives; if a pattern is not
valid that way, `$or` is a field like any other.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from bridgelint.base.records import Record, field
from bridgelint.eventbridge.detail.json_tree import CONTAINERS, Hole, Json, JsonPath, members_of
from bridgelint.eventbridge.pattern.pattern_operators import (
    COMPARISONS,
    OPERATORS,
    InvalidPattern,
    fault_of,
    read_matchers,
)
from bridgelint.eventbridge.pattern.value_matchers import Matcher, Values

_RESERVED: Final = frozenset(
    {
        *OPERATORS,
        *COMPARISONS,
        "anything-but",
        "regex",
        "not-wildcard",
        "not-equals-ignore-case",
        "date-after",
        "date-on-or-after",
        "date-before",
        "date-on-or-before",
        "in-date-range",
        "ip-address-in-range",
        "ip-address-not-in-range",
    }
)
"""Names that a field inside `$or` cannot have."""

_MOST_FIELDS: Final = 256
_MOST_BRANCHES: Final = 2000
"""Patterns with more are not analysed; EventBridge rejects far smaller ones as too complex."""


class Branch(Record, eq=False):
    """One alternative of a pattern: every field must have one of its values."""

    fields: tuple[tuple[str, Values], ...]
    """By name, in UTF-16 order, as Java sorts strings."""

    complete: bool
    """Whether there are no other, unknown fields."""


class TooManyError(Exception):
    """The pattern or the event has too many combinations to analyse."""


def _java_order(field_: tuple[str, Values]) -> bytes:
    return field_[0].encode("utf-16-be", "surrogatepass")


def flatten(tree: Json) -> tuple[Branch, ...]:
    """Return the alternatives of a pattern, in the order in which Event Ruler adds them."""
    if not isinstance(tree, dict):
        raise InvalidPattern("a pattern must be a JSON object")
    try:
        branches = _Reader(old=False).read(tree)
    except InvalidPattern as error:
        try:
            branches = _Reader(old=True).read(tree)
        except InvalidPattern:
            raise error from None
    for branch in branches:
        if len(branch.fields) > _MOST_FIELDS:
            raise InvalidPattern(f"a pattern can have at most {_MOST_FIELDS} fields")
        for name, values in branch.fields:
            fault = fault_of(values.matchers)
            if fault:
                raise InvalidPattern(fault, (name,))
    return branches


class _Growing(Record, frozen=False):
    fields: dict[str, Values] = field(default_factory=dict[str, Values])
    complete: bool = True


_Work = Iterator["_Work"]


class _Reader:
    def __init__(self, *, old: bool) -> None:
        self.old = old
        self.branches = [_Growing()]

    def read(self, tree: dict[str, Json]) -> tuple[Branch, ...]:
        stack: list[_Work] = [self._object(tree, (), (), inside_or=False)]
        while stack:
            inner = next(stack[-1], None)
            if inner is None:
                stack.pop()
            else:
                stack.append(inner)
        return tuple(
            Branch(tuple(sorted(each.fields.items(), key=_java_order)), each.complete)
            for each in self.branches
        )

    def _object(
        self, node: dict[str, Json], steps: tuple[str, ...], path: JsonPath, *, inside_or: bool
    ) -> _Work:
        members = members_of(node)
        if not members:
            raise InvalidPattern("an object cannot be empty", path)
        around = ".".join(steps)  # an empty first step adds no dot
        for name, value in members:
            here = (*path, name)
            if name == "$or" and not self.old:
                yield self._or(value, steps, here)
            elif inside_or and name in _RESERVED:
                raise InvalidPattern(f"a field inside `$or` cannot have the name `{name}`", here)
            elif isinstance(value, dict):
                yield self._object(value, (*steps, name), here, inside_or=inside_or)
            else:
                self._field(f"{around}.{name}" if around else name, value, here)

    def _field(self, name: str, value: Json, path: JsonPath) -> None:
        if isinstance(value, Hole) and value.kinds & CONTAINERS:
            self._forget(name)
            return
        if not isinstance(value, list):
            raise InvalidPattern("a field must be an array of values or an object", path)
        try:
            values = Values(read_matchers(value, old=self.old))
        except InvalidPattern as error:
            raise InvalidPattern(error.reason, path) from error
        for branch in self.branches:
            branch.fields[name] = values

    def _forget(self, under: str) -> None:
        """Discard these fields, because an unknown part may set them to something else."""
        for branch in self.branches:
            branch.complete = False
            for name in list(branch.fields):
                if not under or f"{name}.".startswith(f"{under}."):
                    del branch.fields[name]

    def _or(self, value: Json, steps: tuple[str, ...], path: JsonPath) -> _Work:
        if isinstance(value, Hole):
            self._forget(".".join(steps))
            return
        if not isinstance(value, list):
            raise InvalidPattern("`$or` must be an array of objects", path)
        before = self.branches
        after: list[_Growing] = []
        torn = False
        for place, alternative in enumerate(value):
            if isinstance(alternative, dict):
                self.branches = [_Growing(dict(each.fields), each.complete) for each in before]
                yield self._object(alternative, steps, (*path, place), inside_or=True)
                after.extend(self.branches)
                if len(after) > _MOST_BRANCHES:
                    raise TooManyError
            elif isinstance(alternative, Hole) and "object" in alternative.kinds:
                torn = True
            else:
                raise InvalidPattern("`$or` must be an array of objects", (*path, place))
        if len(value) < 2:
            raise InvalidPattern("`$or` requires at least two objects", path)
        self.branches = before if torn else after
        if torn:
            self._forget(".".join(steps))


class _State(Record, frozen=False, eq=False):
    following: dict[tuple[str, Matcher], _State] = field(
        default_factory=dict[tuple[str, Matcher], "_State"]
    )
    numbers: dict[tuple[Matcher, bool], set[int]] = field(
        default_factory=dict[tuple[Matcher, bool], set[int]]
    )
    """The alternatives, by the value that leads here and whether this is their last field."""


def added(branches: tuple[Branch, ...]) -> tuple[Branch, ...]:
    if len(branches) < 2:
        return branches
    start = _State()
    found: list[Branch] = []
    for number, branch in enumerate(branches):
        levels: list[list[_State]] = [[] for _ in branch.fields]
        if _known(start, branch, 0, levels):
            continue
        found.append(branch)
        for place, (_, values) in enumerate(branch.fields):
            is_last = place == len(branch.fields) - 1
            for state in levels[place]:
                for matcher in values.matchers:
                    state.numbers.setdefault((matcher, is_last), set()).add(number)
    return tuple(found)


def _known(state: _State, branch: Branch, place: int, levels: list[list[_State]]) -> set[int]:
    """Return the earlier alternatives that share a value of each field from `place`."""
    name, values = branch.fields[place]
    states: list[_State] = []
    reached: _State | None = None
    for matcher in values.matchers:
        reached = state.following.setdefault((name, matcher), reached or _State())
        if reached not in states:
            states.append(reached)
    levels[place] += [each for each in states if each not in levels[place]]

    def numbers(of: _State, *, last: bool) -> set[int]:
        return {number for m in values.matchers for number in of.numbers.get((m, last), ())}

    if place == len(branch.fields) - 1:
        return numbers(states[-1], last=True)
    candidates: set[int] = set()
    here: set[int] = set()
    for each in states:
        candidates = _known(each, branch, place + 1, levels)
        if candidates:
            here = numbers(each, last=False)
    return candidates & here
