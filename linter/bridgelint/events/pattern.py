"""Whether an event matches an EventBridge event pattern: yes, no, or not known.

The language is that of AWS's Event Ruler (github.com/aws/event-ruler, 1.8). An event is what
`json.loads` gives, and may hold a `Hole` wherever something is not known; a pattern is text or a
Terraform value of which parts may be unknown. The answer is `None` unless whatever the unknown
parts turn out to be gives the same one.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache
from typing import Final

from bridgelint.evaluate.types import STRING
from bridgelint.evaluate.values import Value
from bridgelint.events.json_certain import may_be_object
from bridgelint.events.json_parser import parse_first
from bridgelint.events.json_text import JsonText, text_of
from bridgelint.events.json_tree import Hole, Json
from bridgelint.events.pattern_branches import (
    Branch,
    InvalidPattern,
    TooManyError,
    flatten,
)
from bridgelint.events.pattern_event import flat, matches, split
from bridgelint.events.pattern_matcher import Anything
from bridgelint.events.pattern_new import added
from bridgelint.records import dataclass

__all__ = ["InvalidPattern", "Pattern", "match", "match_value", "read_pattern"]

_DEEPEST: Final = 1000


@dataclass(frozen=True, slots=True, eq=False)
class Pattern:
    """A pattern that has been read."""

    branches: tuple[Branch, ...] | None
    """Its alternatives. Nothing: nothing is known of it."""

    certain: tuple[Branch, ...]
    """Those that count whatever is not known of the pattern."""

    steps: frozenset[str]
    """Every part of every name in it."""

    def matches(self, event: Mapping[str, Json]) -> bool | None:
        """Whether the event matches; nothing where that is not known."""
        if self.branches is None:
            return None
        flattened = flat(event, self.steps)
        try:
            if any(matches(each, flattened, "must") for each in self.certain):
                return True
            if not any(matches(each, flattened, "may") for each in self.branches):
                return False
        except TooManyError:
            return None
        return None


_OPAQUE: Final = Pattern(None, (), frozenset())


def match(pattern: str, event: Mapping[str, Json]) -> bool | None:
    """Whether an event matches a pattern. Raises `InvalidPattern`."""
    return read_pattern(JsonText(pattern)).matches(event)


def match_value(pattern: Value, event: Mapping[str, Json]) -> bool | None:
    """The same for a pattern that is a Terraform value. Raises `InvalidPattern` where every value
    of its unknown parts gives a pattern that is refused. A null matches nothing."""
    if pattern.is_null:
        return False
    text = text_of(pattern) if pattern.type == STRING else None
    return None if text is None else read_pattern(text).matches(event)


@lru_cache(maxsize=256)
def read_pattern(text: JsonText) -> Pattern:
    """Read a pattern. Raises `InvalidPattern`."""
    parsed = parse_first(text)
    if parsed.fault is not None:
        if text.holes and may_be_object(text):
            return _OPAQUE
        raise InvalidPattern(parsed.fault.message)
    if isinstance(parsed.tree, Hole) and "object" in parsed.tree.kinds:
        return _OPAQUE
    if parsed.depth > _DEEPEST:
        raise InvalidPattern(f"a pattern has at most {_DEEPEST} levels")
    try:
        branches = flatten(parsed.tree)
    except TooManyError:
        return _OPAQUE
    names = (name for branch in branches for name, _ in branch.fields)
    steps = frozenset(step for name in names for step in split(name))
    if any(_is_torn(each) for each in branches):
        return Pattern(branches, branches[:1], steps)
    counting = added(branches)
    return Pattern(counting, counting, steps)


def _is_torn(branch: Branch) -> bool:
    """Something in it is not known."""
    return not branch.complete or any(
        isinstance(matcher, Anything) for _, values in branch.fields for matcher in values.matchers
    )
