"""Event patterns: parsing, matching, how an event differs, and the search among many patterns."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from functools import lru_cache
from typing import Final, Generic, TypeVar

from bridgelint.base.records import Record
from bridgelint.eventbridge.detail.certain_json import may_be_object
from bridgelint.eventbridge.detail.json_parser import parse_first
from bridgelint.eventbridge.detail.json_tree import UNKNOWN, Decimal, Hole, Json, JsonText, text_of
from bridgelint.eventbridge.limits import MAX_DETAIL_DEPTH
from bridgelint.eventbridge.pattern.branches import Branch, TooManyError, added, flatten
from bridgelint.eventbridge.pattern.flat_event import FlatEvent, flat, matches, split
from bridgelint.eventbridge.pattern.pattern_operators import InvalidPattern
from bridgelint.eventbridge.pattern.value_matchers import Anything, event_text
from bridgelint.terraform.values.types import STRING
from bridgelint.terraform.values.values import Value

T = TypeVar("T")

_MOST_VALUES: Final = 3
_LONGEST: Final = 80
"""What is shown of a difference: values, and characters of each."""


class Pattern(Record, eq=False):
    branches: tuple[Branch, ...]
    """Its alternatives; empty if nothing is known about it."""

    certain: tuple[Branch, ...]
    """The alternatives that take effect for all values of the unknown parts."""

    steps: frozenset[str]
    """Every part of every name in the pattern."""

    tree: Json = UNKNOWN
    """The pattern as JSON."""

    def matches(self, event: Mapping[str, Json]) -> bool | None:
        """Return whether the event matches. `None` if that is unknown."""
        if not self.branches:
            return None
        flattened = flat(event, self.steps)
        try:
            if any(matches(each, flattened, certain=True) for each in self.certain):
                return True
            may_match = any(matches(each, flattened, certain=False) for each in self.branches)
        except TooManyError:
            return None
        return None if may_match else False


_OPAQUE: Final = Pattern((), (), frozenset())


@lru_cache(maxsize=256)
def read_pattern(text: JsonText) -> Pattern:
    """Parse a pattern. Raise `InvalidPattern` if EventBridge rejects it."""
    parsed = parse_first(text)
    if parsed.fault is not None:
        if text.holes and may_be_object(text):
            return _OPAQUE
        raise InvalidPattern(parsed.fault.message)
    if isinstance(parsed.tree, Hole) and "object" in parsed.tree.kinds:
        return _OPAQUE
    if parsed.deep:
        raise InvalidPattern(f"a pattern can have at most {MAX_DETAIL_DEPTH} levels")
    try:
        branches = flatten(parsed.tree)
    except TooManyError:
        return _OPAQUE
    names = (name for branch in branches for name, _ in branch.fields)
    steps = frozenset(step for name in names for step in split(name))
    matchers = (m for branch in branches for _, values in branch.fields for m in values.matchers)
    is_torn = not all(branch.complete for branch in branches)
    if is_torn or any(isinstance(each, Anything) for each in matchers):
        return Pattern(branches, branches[:1], steps, parsed.tree)
    counting = added(branches)
    return Pattern(counting, counting, steps, parsed.tree)


def pattern_of(value: Value) -> Pattern | None:
    """Parse an `event_pattern`. `None` if it is null or not a string. Raise `InvalidPattern` if
    EventBridge rejects it for all values of its unknown parts."""
    text = text_of(value) if value.type == STRING else None
    return None if text is None else read_pattern(text)


class Difference(Record):
    """The first field of an event that a pattern does not accept."""

    field: str
    """Its name: `detail.status`; empty if every field by itself is accepted, but no element of an
    array has all of the values."""

    value: str
    """The value of the event, as JSON; empty if the event does not have the field."""

    expected: str
    """What the pattern expects, as JSON: `"shipped"`, `"a" or "b"`."""

    count: int
    """The number of fields that differ."""


def difference(pattern: Pattern, event: Mapping[str, Json]) -> Difference | None:
    """Return how an event differs from a pattern that it does not match: from the alternative from
    which it differs least. `None` if nothing is known about the pattern."""
    if not pattern.branches:
        return None
    flattened = flat(event, pattern.steps)
    wrong = min((_failing(each, flattened, certain=False) for each in pattern.branches), key=len)
    if not wrong:
        return Difference("", "", "", 1)
    name = wrong[0]
    values = [each.value for each in flattened.near(name)]
    expected = list(_expected(pattern.tree, name))
    return Difference(name, _listed(values), _listed(expected), len(wrong))


def undecided(pattern: Pattern, event: Mapping[str, Json]) -> str:
    """Return the first field because of which a match is uncertain; empty if there is none."""
    flattened = flat(event, pattern.steps)
    for branch in pattern.branches:
        if not _failing(branch, flattened, certain=False):
            return next(iter(_failing(branch, flattened, certain=True)), "")
    return ""


def _failing(branch: Branch, event: FlatEvent, *, certain: bool) -> list[str]:
    """Return the fields that are not accepted, each looked at by itself."""
    wrong = [
        name
        for name, values in branch.fields
        if not matches(Branch(((name, values),), complete=True), event, certain=certain)
    ]
    return sorted(wrong, key=lambda name: (name != "source", name != "detail-type", name))


def _expected(tree: Json, name: str) -> Iterator[Json]:
    """Yield the values that a pattern lists for a field, in every alternative."""
    if isinstance(tree, list):
        for each in tree:
            yield from _expected(each, name)
    if not isinstance(tree, dict):
        return
    for key, value in tree.items():
        if key == "$or":
            yield from _expected(value, name)
        if key == name and isinstance(value, list):
            yield from value
        elif name.startswith(f"{key}."):
            yield from _expected(value, name.removeprefix(f"{key}."))


def _listed(values: list[Json]) -> str:
    texts = list(dict.fromkeys(_shown(each) for each in values))
    if len(texts) > _MOST_VALUES:
        return f"{', '.join(texts[:_MOST_VALUES])} or {len(texts) - _MOST_VALUES} more"
    return " or ".join(filter(None, [", ".join(texts[:-1]), *texts[-1:]]))


def _shown(value: Json) -> str:
    if isinstance(value, Hole):
        return "(unknown)"
    if isinstance(value, Decimal):
        text = value.text
    else:
        text = json.dumps(value, ensure_ascii=False, default=lambda _: "(unknown)")
    return text if len(text) <= _LONGEST else f"{text[: _LONGEST - 1]}…"


class PatternIndex(Generic[T]):
    """Items by the events that their patterns may match, found without asking every pattern.

    Most patterns demand exact values of some field, such as `source`. A pattern is looked up by the
    field whose values it shares with the fewest other patterns, so the time for an event depends on
    how many patterns resemble it, not on how many there are.
    """

    def __init__(self, items: Iterable[tuple[Pattern | None, T]]) -> None:
        """An item without a pattern is a candidate for every event."""
        given = list(items)
        self._items = [item for _, item in given]
        self._always: list[int] = []
        self._exact: dict[str, dict[str, list[int]]] = {}
        exact = [
            [_exact_fields(branch) for branch in (pattern.branches if pattern else ())]
            for pattern, _ in given
        ]
        shared = Counter(
            key
            for branches in exact
            for key in {key for fields in branches for keys in fields for key in keys}
        )
        for number, branches in enumerate(exact):
            if not branches or not all(branches):
                self._always.append(number)
                continue
            for fields in branches:
                rarest = min(fields, key=lambda keys: sum(shared[key] for key in keys))
                for name, text in rarest:
                    self._exact.setdefault(name, {}).setdefault(text, []).append(number)
        self._steps = frozenset(step for name in self._exact for step in split(name))

    def candidates(self, event: Mapping[str, Json]) -> list[T]:
        """Return the items whose patterns may match, in order; no other one does."""
        found = set(self._always)
        event_fields = flat(event, self._steps)
        for name, by_text in self._exact.items():
            for field in event_fields.near(name):
                if isinstance(field.value, Hole):
                    found.update(number for each in by_text.values() for number in each)
                else:
                    found.update(by_text.get(event_text(field.value), ()))
        return [self._items[number] for number in sorted(found)]


def _exact_fields(branch: Branch) -> list[list[tuple[str, str]]]:
    """Return each field of which an alternative demands exact texts, with each of those texts."""
    return [
        [(name, text) for text in values.exact] for name, values in branch.fields if values.exact
    ]
