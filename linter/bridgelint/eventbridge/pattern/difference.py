"""Why an event does not match a pattern, or may not: the first field that decides."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from typing import Final

from bridgelint.base.records import dataclass
from bridgelint.eventbridge.detail.json_tree import Decimal, Hole, Json
from bridgelint.eventbridge.pattern.branches import Branch
from bridgelint.eventbridge.pattern.flat_event import FlatEvent, flat, matches
from bridgelint.eventbridge.pattern.pattern_reading import Pattern

_MOST_VALUES: Final = 3
_LONGEST: Final = 80


@dataclass(frozen=True, slots=True)
class Difference:
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
    for branch in pattern.branches or ():
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
