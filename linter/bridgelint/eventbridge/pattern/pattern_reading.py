"""Parsing of an event pattern from text with unknown parts."""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache
from typing import Final

from bridgelint.base.records import dataclass
from bridgelint.eventbridge.detail.certain_json import may_be_object
from bridgelint.eventbridge.detail.json_parser import parse_first
from bridgelint.eventbridge.detail.json_text import JsonText, text_of
from bridgelint.eventbridge.detail.json_tree import UNKNOWN, Hole, Json
from bridgelint.eventbridge.pattern.branches import Branch, TooManyError, added, flatten
from bridgelint.eventbridge.pattern.flat_event import flat, matches, split
from bridgelint.eventbridge.pattern.pattern_errors import InvalidPattern
from bridgelint.eventbridge.pattern.value_matchers import Anything
from bridgelint.terraform.values.types import STRING
from bridgelint.terraform.values.values import Value

_DEEPEST: Final = 1000


@dataclass(frozen=True, slots=True, eq=False)
class Pattern:
    branches: tuple[Branch, ...] | None
    """Its alternatives; `None` if nothing is known about it."""

    certain: tuple[Branch, ...]
    """The alternatives that take effect for all values of the unknown parts."""

    steps: frozenset[str]
    """Every part of every name in the pattern."""

    tree: Json = UNKNOWN
    """The pattern as JSON."""

    def matches(self, event: Mapping[str, Json]) -> bool | None:
        """Return whether the event matches. `None` if that is unknown."""
        if self.branches is None:
            return None
        flattened = flat(event, self.steps)
        try:
            if any(matches(each, flattened, certain=True) for each in self.certain):
                return True
            may_match = any(matches(each, flattened, certain=False) for each in self.branches)
        except TooManyError:
            return None
        return None if may_match else False


_OPAQUE: Final = Pattern(None, (), frozenset())


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
    if parsed.depth > _DEEPEST:
        raise InvalidPattern(f"a pattern can have at most {_DEEPEST} levels")
    try:
        branches = flatten(parsed.tree)
    except TooManyError:
        return _OPAQUE
    names = (name for branch in branches for name, _ in branch.fields)
    steps = frozenset(step for name in names for step in split(name))
    if any(_is_torn(each) for each in branches):
        return Pattern(branches, branches[:1], steps, parsed.tree)
    counting = added(branches)
    return Pattern(counting, counting, steps, parsed.tree)


def pattern_of(value: Value) -> Pattern | None:
    """Parse an `event_pattern`. `None` if it is null or not a string. Raise `InvalidPattern` if
    EventBridge rejects it for all values of its unknown parts."""
    text = text_of(value) if value.type == STRING else None
    return None if text is None else read_pattern(text)


def _is_torn(branch: Branch) -> bool:
    """Return whether a part of it is unknown."""
    return not branch.complete or any(
        isinstance(matcher, Anything) for _, values in branch.fields for matcher in values.matchers
    )
