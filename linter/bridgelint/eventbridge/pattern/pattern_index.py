"""Finding the patterns that may match an event without asking every one.

Most patterns demand exact values of some field, such as `source`. A pattern is looked up by the
field whose values it shares with the fewest other patterns, so the time for an event depends on how
many patterns resemble it, not on how many there are.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from typing import Generic, TypeVar

from bridgelint.eventbridge.detail.json_tree import Hole, Json
from bridgelint.eventbridge.pattern.branches import Branch
from bridgelint.eventbridge.pattern.flat_event import flat, split
from bridgelint.eventbridge.pattern.pattern_reading import Pattern
from bridgelint.eventbridge.pattern.value_matchers import event_text

T = TypeVar("T")

_Key = tuple[str, str]
"""A field and one of its texts."""


class PatternIndex(Generic[T]):
    """Items by the events that their patterns may match."""

    def __init__(self, items: Iterable[tuple[Pattern | None, T]]) -> None:
        """An item without a pattern is a candidate for every event."""
        self._items: list[T] = []
        self._always: list[int] = []
        self._exact: dict[str, dict[str, list[int]]] = {}
        patterns: list[Pattern | None] = []
        for pattern, item in items:
            self._items.append(item)
            patterns.append(pattern)
        shared = Counter(key for pattern in patterns for key in set(_keys(pattern)))
        for number, pattern in enumerate(patterns):
            self._add(number, pattern, shared)
        self._steps = frozenset(step for name in self._exact for step in split(name))

    def _add(self, number: int, pattern: Pattern | None, shared: Counter[_Key]) -> None:
        chosen: list[_Key] = []
        for branch in (pattern.branches if pattern else None) or ():
            fields = list(_exact_fields(branch))
            if not fields:
                self._always.append(number)
                return
            chosen += min(fields, key=lambda keys: sum(shared[key] for key in keys))
        if not chosen:
            self._always.append(number)
        for name, text in chosen:
            self._exact.setdefault(name, {}).setdefault(text, []).append(number)

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


def _keys(pattern: Pattern | None) -> Iterator[_Key]:
    for branch in (pattern.branches if pattern else None) or ():
        for keys in _exact_fields(branch):
            yield from keys


def _exact_fields(branch: Branch) -> Iterator[list[_Key]]:
    """Yield, for each field of which an alternative demands exact texts, those texts."""
    for name, values in branch.fields:
        texts = values.exact
        if texts:
            yield [(name, text) for text in texts]
