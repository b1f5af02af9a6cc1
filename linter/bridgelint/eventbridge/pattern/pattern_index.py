"""Finding the patterns that may match an event without asking every one.

Most patterns demand exact values of some field, such as `source`. A pattern is looked up by the
field whose values it shares with the fewest other patterns, so the time for an event depends on how
many patterns resemble it, not on how many there are.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from typing import Generic, TypeVar

from bridgelint.eventbridge.detail.json_tree import Hole, Json
from bridgelint.eventbridge.pattern.branches import Branch
from bridgelint.eventbridge.pattern.flat_event import flat, split
from bridgelint.eventbridge.pattern.pattern_reading import Pattern
from bridgelint.eventbridge.pattern.value_matchers import event_text

T = TypeVar("T")


class PatternIndex(Generic[T]):
    """Items by the events that their patterns may match."""

    def __init__(self, items: Iterable[tuple[Pattern | None, T]]) -> None:
        """An item without a pattern is a candidate for every event."""
        given = list(items)
        self._items = [item for _, item in given]
        self._always: list[int] = []
        self._exact: dict[str, dict[str, list[int]]] = {}
        exact = [
            [_exact_fields(branch) for branch in (pattern.branches if pattern else None) or ()]
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
