"""Matching of events against EventBridge event patterns: yes, no, or unknown.

The language is that of AWS's Event Ruler (github.com/aws/event-ruler, 1.8). An event is what
`json.loads` returns, with a `Hole` for each unknown part; a pattern is text or a Terraform value
that may have unknown parts. The result is `None` unless it is the same for all values of the
unknown parts.
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
    """Parse a pattern. Raise `InvalidPattern` if EventBridge rejects it."""
    from bridgelint.eventbridge.pattern import pattern_reading as pattern_read  # noqa: PLC0415 # few runs match anything

    return pattern_read.read_pattern(text)


def match(pattern: str, event: Mapping[str, Json]) -> bool | None:
    """Return whether an event matches a pattern. Raise `InvalidPattern`."""
    return read_pattern(JsonText(pattern)).matches(event)


def match_value(pattern: Value, event: Mapping[str, Json]) -> bool | None:
    """Match a pattern that is a Terraform value. Raise `InvalidPattern` if EventBridge rejects it
    for all values of its unknown parts. A null matches nothing."""
    if pattern.is_null:
        return False
    text = text_of(pattern) if pattern.type == STRING else None
    return None if text is None else read_pattern(text).matches(event)
