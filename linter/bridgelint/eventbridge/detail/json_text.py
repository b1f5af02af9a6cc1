"""JSON text with unknown parts: the strict reading, with places.

Strict means RFC 8259 as Jackson, which EventBridge uses, reads it by default: no `NaN`, comments,
trailing commas, single quotes, byte-order mark or raw control characters.
"""

from __future__ import annotations

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

    @property
    def is_known(self) -> bool:
        """Whether no part of it is unknown."""
        return not self.holes


def text_of(value: Value) -> JsonText | None:
    """Return the known text of a string. `None` for a null and for other types."""
    if isinstance(value.content, str):
        return JsonText(value.content)
    if value.unknown is None:
        return None
    joined = _Joined()
    joined.add(value, value.unknown)
    return joined.text()


class _Joined:
    def __init__(self) -> None:
        self.texts: list[str] = []
        self.length = 0
        self.holes: list[tuple[int, TextHole]] = []

    def known(self, text: str) -> None:
        self.texts.append(text)
        self.length += len(text)

    def hole(self, hole: TextHole) -> None:
        self.holes.append((self.length, hole))
        self.known(MARK)

    def text(self) -> JsonText:
        return JsonText("".join(self.texts), tuple(self.holes))

    def add(self, value: Value, content: Unknown) -> None:
        if value.type == NUMBER:
            self.hole(TextHole("number"))
        elif value.type == BOOL:
            self.hole(TextHole("boolean"))
        elif content.json is not None:
            self.json(from_value(content.json))
        elif content.parts is not None:
            for part in content.parts:
                if isinstance(part, str):
                    self.known(part)
                elif part.unknown is not None:
                    self.add(part, part.unknown)
        else:
            for text in string_parts(content):
                if text is None:
                    self.hole(TextHole("any"))
                else:
                    self.known(text)

    def json(self, node: Json) -> None:
        """Return the text of a tree with the punctuation of `jsonencode`."""
        stack: list[Json | tuple[str]] = [node]
        while stack:
            each = stack.pop()
            if isinstance(each, tuple):
                self.known(*each)
            elif isinstance(each, Hole):
                self.json_hole(each)
            elif isinstance(each, dict | list):
                if isinstance(each, dict):
                    start, end = "{}"
                    members = [(f"{_quoted(key)}:", item) for key, item in each.items()]
                else:
                    start, end = "[]"
                    members = [("", item) for item in each]
                self.known(start)
                stack.append((end,))
                for place, (key, item) in reversed(list(enumerate(members))):
                    stack.extend((item, (f",{key}" if place else key,)))
            else:
                self.known(scalar_text(each))

    def json_hole(self, hole: Hole) -> None:
        if hole.kinds != ONLY_STRING:
            self.hole(TextHole("json", hole.kinds, hole.parts))
            return
        self.known('"')
        for part in hole.parts:
            if part is None:
                self.hole(TextHole("escaped"))
            else:
                self.known(_quoted(part)[1:-1])
        self.known('"')


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
