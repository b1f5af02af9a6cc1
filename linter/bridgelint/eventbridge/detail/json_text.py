"""JSON text of which parts may be unknown: the strict reading, with places.

Strict is RFC 8259 as Jackson reads it when nothing is switched on, which is what EventBridge uses:
no `NaN`, comment, trailing comma, single quote, byte-order mark, nor raw control character.
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
"""Stands in the text where a hole is; a NUL that stands elsewhere is one."""


@dataclass(frozen=True, slots=True)
class TextHole:
    """A part of JSON text that is not known."""

    content: Choice["any", "number", "boolean", "json", "escaped"]
    """`any` text whatever; a `number` or `boolean` as Terraform writes it into a string; the
    `json` text of one whole value; `escaped`: a part of a JSON string that cannot end it."""

    kinds: frozenset[JsonKind] = KINDS
    """What a `json` text may hold."""

    string: tuple[str | None, ...] = (None,)
    """What is certain of a `json` text that holds a string."""


@dataclass(frozen=True, slots=True)
class JsonText:
    """Text with `MARK` at each of its holes."""

    text: str
    holes: tuple[tuple[int, TextHole], ...] = ()
    """Offset of the mark and what stands there, in order."""

    @property
    def is_known(self) -> bool:
        """Nothing of it is unknown."""
        return not self.holes


def text_of(value: Value) -> JsonText | None:
    """The text of a string, as far as it is known; nothing for a null or for no string."""
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
        """The text of a tree, punctuated as `jsonencode` does it."""
        stack: list[Json | _Punctuation] = [node]
        while stack:
            each = stack.pop()
            if isinstance(each, _Punctuation):
                self.known(each.text)
            elif isinstance(each, Hole):
                self.json_hole(each)
            elif isinstance(each, dict):
                stack.append(_Punctuation("}"))
                for place, (key, item) in enumerate(reversed(each.items())):
                    comma = "," if place < len(each) - 1 else ""
                    stack.extend((item, _Punctuation(f"{comma}{_quoted(key)}:")))
                stack.append(_Punctuation("{"))
            elif isinstance(each, list):
                stack.append(_Punctuation("]"))
                for place, item in enumerate(reversed(each)):
                    comma = "," if place < len(each) - 1 else ""
                    stack.extend((item, _Punctuation(comma)))
                stack.append(_Punctuation("["))
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


@dataclass(frozen=True, slots=True)
class _Punctuation:
    text: str


def _quoted(text: str) -> str:
    from json.encoder import py_encode_basestring  # noqa: PLC0415 # rare, and `json` is not small

    return py_encode_basestring(text)


def scalar_text(node: str | float | None) -> str:
    """A string, number, bool or null as JSON text."""
    if node is None:
        return "null"
    if isinstance(node, bool):
        return "true" if node else "false"
    if isinstance(node, str):
        return _quoted(node)
    return str(getattr(node, "text", node))
