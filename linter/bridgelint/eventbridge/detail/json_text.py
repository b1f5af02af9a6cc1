"""JSON text with unknown parts: the strict reading, with places.

Strict means RFC 8259 as Jackson, which EventBridge uses, reads it by default: no `NaN`, comments,
trailing commas, single quotes, byte-order mark or raw control characters.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final
from typing import Literal as Choice

from bridgelint.base.records import dataclass
from bridgelint.eventbridge.detail.json_tree import (
    KINDS,
    ONLY_STRING,
    Hole,
    Json,
    JsonKind,
    from_value,
    string_parts,
)
from bridgelint.terraform.values.types import BOOL, NUMBER
from bridgelint.terraform.values.values import Unknown, Value

MARK: Final = "\0"
"""Marks a hole in the text; a NUL at any other offset is literal."""


@dataclass(frozen=True, slots=True)
class TextHole:
    """An unknown part of JSON text."""

    content: Choice["any", "number", "boolean", "json", "escaped"]
    """`any`: any text; `number` or `boolean`: as Terraform converts it to a string; `json`: the
    text of one whole value; `escaped`: a part of a JSON string that cannot end it."""

    kinds: frozenset[JsonKind] = KINDS
    """The kinds of value that a `json` text may contain."""

    string: tuple[str | None, ...] = (None,)
    """The known parts of a `json` text that contains a string."""


@dataclass(frozen=True, slots=True)
class JsonText:
    """Text with `MARK` in place of each hole."""

    text: str
    holes: tuple[tuple[int, TextHole], ...] = ()
    """Offset of the mark and the hole, in order."""


def text_of(value: Value) -> JsonText | None:
    """Return the known text of a string. `None` for a null and for other types."""
    if isinstance(value.content, str):
        return JsonText(value.content)
    if value.unknown is None:
        return None
    texts: list[str] = []
    holes: list[tuple[int, TextHole]] = []
    length = 0
    for part in _parts(value, value.unknown):
        if isinstance(part, TextHole):
            holes.append((length, part))
        texts.append(MARK if isinstance(part, TextHole) else part)
        length += len(texts[-1])
    return JsonText("".join(texts), tuple(holes))


def _parts(value: Value, content: Unknown) -> Iterator[str | TextHole]:
    if value.type in (NUMBER, BOOL):
        yield TextHole("number" if value.type == NUMBER else "boolean")
    elif content.json is not None:
        yield from _encoded(from_value(content.json))
    elif content.parts is not None:
        for part in content.parts:
            if isinstance(part, str):
                yield part
            elif part.unknown is not None:
                yield from _parts(part, part.unknown)
    else:
        for text in string_parts(content):
            yield TextHole("any") if text is None else text


def _encoded(node: Json) -> Iterator[str | TextHole]:
    """Yield the text of a tree with the punctuation of `jsonencode`."""
    stack: list[Json | tuple[str]] = [node]
    while stack:
        each = stack.pop()
        if isinstance(each, tuple):
            yield each[0]
        elif isinstance(each, Hole):
            yield from _encoded_hole(each)
        elif isinstance(each, dict | list):
            inner: list[Json | tuple[str]] = []
            if isinstance(each, dict):
                for key, item in each.items():
                    inner += [(f"{',' * bool(inner)}{_quoted(key)}:",), item]
            else:
                for item in each:
                    inner += [("," * bool(inner),), item]
            start, end = "{}" if isinstance(each, dict) else "[]"
            yield start
            stack += [(end,), *reversed(inner)]
        else:
            yield scalar_text(each)


def _encoded_hole(hole: Hole) -> Iterator[str | TextHole]:
    if hole.kinds != ONLY_STRING:
        yield TextHole("json", hole.kinds, hole.parts)
        return
    yield '"'
    for part in hole.parts:
        yield TextHole("escaped") if part is None else _quoted(part)[1:-1]
    yield '"'


def _quoted(text: str) -> str:
    from json.encoder import py_encode_basestring  # rare, and `json` is not small

    return py_encode_basestring(text)


def scalar_text(node: Json) -> str:
    """Return a string, number, bool or null as JSON text."""
    if node is None:
        return "null"
    if isinstance(node, bool):
        return "true" if node else "false"
    if isinstance(node, str):
        return _quoted(node)
    return str(getattr(node, "text", node))
