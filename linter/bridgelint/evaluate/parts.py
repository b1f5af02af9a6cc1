"""What is known of a string that is joined from known texts and unknown values."""

from __future__ import annotations

from collections.abc import Iterable

from bridgelint.evaluate.text import normalized
from bridgelint.evaluate.values import Value

Parts = tuple[str | Value, ...]


def merged(parts: Iterable[str | Value]) -> Parts:
    """The `parts` of an `Unknown`: without marks and empty texts, neighbouring texts joined, and
    the parts of a part in its place."""
    result: list[str | Value] = []
    texts: list[str] = []
    for part in _flat(parts):
        if isinstance(part, str):
            texts.append(part)
            continue
        if any(texts):
            result.append(normalized("".join(texts)))
        texts = []
        result.append(part.unmarked())
    if any(texts):
        result.append(normalized("".join(texts)))
    return tuple(result)


def _flat(parts: Iterable[str | Value]) -> Iterable[str | Value]:
    for part in parts:
        content = part.unknown if isinstance(part, Value) else None
        if content is None or content.parts is None:
            yield part
        else:
            yield from content.parts
