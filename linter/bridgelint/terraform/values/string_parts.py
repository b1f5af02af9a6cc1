"""The parts of a string that is joined from known texts and unknown values."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

from bridgelint.terraform.values.types import STRING
from bridgelint.terraform.values.unicode_text import normalized
from bridgelint.terraform.values.values import Reason, Unknown, Value

Parts = tuple[str | Value, ...]


MAX_PARTS: Final = 1_000
MAX_TEXT: Final = 1 << 20
"""The maximum number of parts and characters; the rest is one unknown part."""


def merged(parts: Iterable[str | Value]) -> Parts:
    """Return the `parts` of an `Unknown`: without marks and empty texts, adjacent texts joined, and
    nested parts flattened."""
    result: list[str | Value] = []
    texts: list[str] = []
    room = MAX_TEXT
    for part in _flat(parts):
        if isinstance(part, str):
            texts.append(part)
            room -= len(part)
            continue
        if any(texts):
            result.append(normalized("".join(texts)))
        texts = []
        if len(result) >= MAX_PARTS or room < 0:
            return (*result, _rest(part))
        result.append(part.unmarked())
    if any(texts):
        result.append(normalized("".join(texts)))
    return tuple(result)


def _rest(part: Value) -> Value:
    """Return one unknown part for everything from a part on."""
    content = part.unknown
    reason = content.reason if content else Reason("the value is too long")
    return Value(STRING, Unknown(reason, not_null=True))


def _flat(parts: Iterable[str | Value]) -> Iterable[str | Value]:
    for part in parts:
        content = part.unknown if isinstance(part, Value) else None
        if content is None or content.parts is None:
            yield part
        else:
            yield from content.parts
