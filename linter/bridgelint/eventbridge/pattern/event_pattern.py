"""Whether an event matches an EventBridge event pattern: yes, no, or not known.

The language is that of AWS's Event Ruler (github.com/aws/event-ruler, 1.8). An event is what
`json.loads` gives, and may hold a `Hole` wherever something is not known; a pattern is text or a
Terraform value of which parts may be unknown. The answer is `None` unless whatever the unknown
parts turn out to be gives the same one.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from bridgelint.eventbridge.detail.json_text import JsonText, text_of
from bridgelint.eventbridge.detail.json_tree import Json
from bridgelint.eventbridge.pattern.pattern_errors import InvalidPattern
from bridgelint.terraform.values.types import STRING
from bridgelint.terraform.values.values import Value

if TYPE_CHECKING:
    from bridgelint.eventbridge.pattern.pattern_reading import Pattern

__all__ = ["InvalidPattern", "match", "match_value", "read_pattern"]


def read_pattern(text: JsonText) -> Pattern:
    """Read a pattern. Raises `InvalidPattern`."""
    from bridgelint.eventbridge.pattern import pattern_reading as pattern_read  # noqa: PLC0415 # few runs match anything

    return pattern_read.read_pattern(text)


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
