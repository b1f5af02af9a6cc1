"""What is known of a string that is joined from known texts and unknown values."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

from bridgelint.terraform.values.types import STRING
from bridgelint.terraform.values.unicode_text import normalized
from bridgelint.terraform.values.values import Reason, Unknown, Value

Parts = tuple[str | Value, ...]


MAX_PARTS: Final = 1_000
MAX_TEXT: Final = 1 << 20
"""So much of a string is kept, in parts and in characters; the rest is one unknown part."""


def merged(parts: Iterable[str | Value]) -> Parts:
    """The `parts` of an `Unknown`: without marks and empty texts, neighbouring texts joined, and
    the parts of a part in its place."""
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
    """Everything from a part on."""
    content = part.unknown
    reason = content.reason if content else Reason("it is too long to be kept")
    return Value(STRING, Unknown(reason, not_null=True))


def _flat(parts: Iterable[str | Value]) -> Iterable[str | Value]:
    for part in parts:
        content = part.unknown if isinstance(part, Value) else None
        if content is None or content.parts is None:
            yield part
        else:
            yield from content.parts
