"""The size of entries by PutEvents' formula.

14 bytes for a `time`, and the UTF-8 bytes of `source`, `detail_type`, `detail` and each of the
`resources`. The name of the event bus is not counted. For an unknown value the known part is
counted: the known text of a template, the known structure of a `jsonencode`.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

from bridgelint.base.records import Record
from bridgelint.eventbridge.limits import TIME_BYTES
from bridgelint.terraform.values.types import BOOL, NUMBER, STRING, Type
from bridgelint.terraform.values.values import Unknown, Value, walk


class Size(Record):
    """Bytes by PutEvents' formula."""

    least: int
    """The minimum, for all unknown parts."""

    exact: int | None
    """`None` while a part is unknown."""


NOTHING: Final = Size(0, 0)
_SHORTEST: Final[dict[Type, int]] = {NUMBER: 1, BOOL: len("true")}


def argument_size(name: str, value: Value) -> Size:
    """Return what an argument adds to the size of its entry."""
    if name == "event_bus_name" or value.is_null:
        return NOTHING
    if name == "time":
        certain = value.unknown is None or value.unknown.not_null
        return Size(TIME_BYTES, TIME_BYTES) if certain else Size(0, None)
    if name != "resources":
        return text_size(value)
    return total(map(text_size, value.elements)) if value.is_known else Size(0, None)


def total(sizes: Iterable[Size]) -> Size:
    """Return the size of a request from the sizes of its entries."""
    every = tuple(sizes)
    exact = [each.exact for each in every if each.exact is not None]
    least = sum(each.least for each in every)
    return Size(least, sum(exact) if len(exact) == len(every) else None)


def text_size(value: Value) -> Size:
    """Return the bytes of a string; 0 for null."""
    content = value.content
    if content is None:
        return NOTHING
    if isinstance(content, str):
        return Size(_bytes(content), _bytes(content))
    return Size(_least(content) if isinstance(content, Unknown) else 0, None)


def _least(unknown: Unknown) -> int:
    if unknown.json is not None:
        return sum(map(_json_bytes, walk(unknown.json)))
    if unknown.parts is None:
        return _bytes(unknown.prefix)
    return sum(
        _bytes(part) if isinstance(part, str) else _SHORTEST.get(part.type) or text_size(part).least
        for part in unknown.parts
    )


def _json_bytes(value: Value) -> int:
    """Return the minimum size that a value adds to `jsonencode`, without the values in it."""
    content = value.content
    if content is None:
        return len("null")
    if isinstance(content, bool):
        return len("true") if content else len("false")
    if isinstance(content, str):
        return _json_string(content)
    if isinstance(content, tuple):
        return 2 + max(len(content) - 1, 0)
    if isinstance(content, dict):
        return 2 + max(len(content) - 1, 0) + sum(_json_string(key) + 1 for key in content)
    if isinstance(content, Unknown):
        return _unknown_json(value, content)
    from bridgelint.terraform.values.numbers import text  # few details have one

    return len(text(content))


def _unknown_json(value: Value, content: Unknown) -> int:
    if value.type == STRING:
        known = content.prefix if content.parts is None else ""
        known += "".join(each for each in content.parts or () if isinstance(each, str))
        return _json_string(known)
    return _SHORTEST.get(value.type, 1)


def _json_string(text: str) -> int:
    """Return the bytes of a JSON string as Terraform writes it, with its quotes."""
    from bridgelint.terraform.functions.jsonencode import json_string  # only for an unknown detail

    return _bytes(json_string(text))


def _bytes(text: str) -> int:
    return len(text.encode("utf-8", "surrogatepass"))
