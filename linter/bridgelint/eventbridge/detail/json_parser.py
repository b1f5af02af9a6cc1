"""The strict JSON parser: a tree, the first fault with its place, repeated keys, limits.

Strict means RFC 8259 as Jackson, which EventBridge uses, reads it by default: no `NaN`, comments,
trailing commas, single quotes, byte-order mark or raw control characters.

A hole is read as it was intended: outside quotes it is one value, inside quotes it is part of a
string. If that reading is impossible, the containing object or array becomes a hole itself.
"""

from __future__ import annotations

import re
from functools import lru_cache
from typing import TYPE_CHECKING, Final, NoReturn

from bridgelint.base.records import Record, field
from bridgelint.eventbridge.detail.json_tree import (
    ARRAY,
    BOOLEAN,
    MARK,
    NUMBER,
    OBJECT,
    Hole,
    Json,
    JsonMembers,
    JsonPath,
    JsonText,
    TextHole,
    number,
    text_hole,
)
from bridgelint.eventbridge.limits import MAX_DETAIL_DEPTH

if TYPE_CHECKING:
    from bridgelint.eventbridge.detail.json_fault import JsonFault

_SPACE: Final = re.compile(r"[ \t\n\r]*")
_PLAIN: Final = re.compile(r'(?:[^"\\\x00-\x1f]+|\\(?:["\\/bfnrt]|u[0-9a-fA-F]{4}))*')
_NUMBER: Final = re.compile(r"-?(?:0|[1-9][0-9]*)(?:\.[0-9]+)?(?:[eE][+-]?[0-9]+)?")
_AFTER_NUMBER: Final = frozenset(" \t\n\r,]}")
_WORD: Final = re.compile("true|false|null")
_WORDS: Final = {"true": True, "false": False, "null": None}

Place = tuple[int, int]
"""Offsets in the text, half-open."""


class RepeatedKey(Record):
    """A key that appears twice in an object."""

    key: str
    first: Place
    second: Place


class NumberPlace(Record):
    """An integer as written."""

    text: str
    path: JsonPath
    place: Place


class MemberPlace(Record):
    """The place of a value, and of its key if it is a member of an object."""

    key: Place | None
    value: Place


class ParsedJson(Record, eq=False):
    tree: Json
    """A `Hole` if there is a fault."""

    fault: JsonFault | None
    repeated: tuple[RepeatedKey, ...]
    long_integers: tuple[NumberPlace, ...]
    """Integers of 19 or more digits."""

    depth: int
    """Levels of objects and arrays."""

    deep: tuple[Place, ...]
    """The bracket of the first level beyond `MAX_DETAIL_DEPTH`."""

    places: dict[JsonPath, MemberPlace]
    """The place of every value, if the caller requested them."""


@lru_cache(maxsize=32)
def parse(text: JsonText) -> ParsedJson:
    return _Parser(text).parse()


def parse_first(text: JsonText) -> ParsedJson:
    """Parse the value at the start of a text and ignore everything after it."""
    return _Parser(text, wants_whole=False).parse()


def places(text: JsonText) -> dict[JsonPath, MemberPlace]:
    """Return the place of each value of the text, up to a fault and the maximum depth."""
    return _Parser(text, wants_places=True).parse().places


class _Frame(Record, frozen=False):
    """An object or array that is still open."""

    start: int
    items: list[Json] | None
    members: list[tuple[str, Json]] = field(default_factory=list[tuple[str, Json]])
    """With every occurrence of a repeated key."""

    seen: dict[str, Place] = field(default_factory=dict[str, Place])
    key: str = ""
    key_place: Place | None = None
    torn: bool = False
    """A hole replaces a member or an element, so the other contents are unknown."""

    @property
    def node(self) -> Json:
        if self.torn:
            return OBJECT if self.items is None else ARRAY
        if self.items is not None:
            return self.items
        members = dict(self.members)
        if len(members) < len(self.members):
            members = JsonMembers(members)
            members.pairs = tuple(self.members)
        return members


class _FaultError(Exception):
    def __init__(self, fault: JsonFault) -> None:
        super().__init__(fault.message)
        self.fault = fault


class _Parser:
    def __init__(
        self, text: JsonText, *, wants_whole: bool = True, wants_places: bool = False
    ) -> None:
        self.text = text.text
        self.holes = dict(text.holes)
        self.wants_whole = wants_whole
        self.wants_places = wants_places
        self.position = 0
        self.stack: list[_Frame] = []
        self.root: Json = Hole()
        self.repeated: list[RepeatedKey] = []
        self.long_integers: list[NumberPlace] = []
        self.depth = 0
        self.deep: tuple[Place, ...] = ()
        self.places: dict[JsonPath, MemberPlace] = {}

    def parse(self) -> ParsedJson:
        fault = None
        try:
            self._root()
        except _FaultError as error:
            fault = error.fault
        return ParsedJson(
            self.root if fault is None else Hole(),
            fault,
            tuple(self.repeated),
            tuple(self.long_integers),
            self.depth,
            self.deep,
            self.places,
        )

    def _root(self) -> None:
        torn = self._skip_text()
        self._value()
        while self.stack:
            self._next(self.stack[-1])
        self._skip_text()
        if self.wants_whole and self.position < len(self.text):
            self._fail("end")
        if torn:
            self.root = Hole()

    def _skip_text(self) -> bool:
        """Treat unknown text around the value as white space."""
        start = self.position
        while (hole := self._hole_here()) and hole.content == "any":
            self.position += 1
        return MARK in self.text[start : self.position]

    def _fail(self, expected: str) -> NoReturn:
        from bridgelint.eventbridge.detail.json_fault import explain  # only for a mistake

        opened = self.stack[-1].start if self.stack else None
        raise _FaultError(explain(self.text, self.position, expected, opened))

    def _hole_here(self) -> TextHole | None:
        """Skip white space and return the hole that follows, or `None`."""
        space = _SPACE.match(self.text, self.position)
        self.position = space.end() if space else self.position
        return self.holes.get(self.position)

    def _at(self, character: str) -> bool:
        return self.text.startswith(character, self.position)

    @property
    def _path(self) -> JsonPath:
        return tuple(frame.key if frame.items is None else len(frame.items) for frame in self.stack)

    def _value(self) -> None:
        hole = self._hole_here()
        start = self.position
        character = self.text[start : start + 1]
        if hole:
            self.position += 1
            self._done(self._of_hole(hole), start)
        elif character in {"{", "["}:
            self.position += 1
            self.stack.append(_Frame(start, None if character == "{" else []))
            self.depth = max(self.depth, len(self.stack))
            if len(self.stack) > MAX_DETAIL_DEPTH and not self.deep:
                self.deep = ((start, start + 1),)
        elif character == '"':
            self._done(self._string(), start)
        elif word := _WORD.match(self.text, start):
            self.position = word.end()
            self._done(_WORDS[word.group()], start)
        else:
            self._done(self._number(), start)

    def _of_hole(self, hole: TextHole) -> Hole:
        if hole.content == "json":
            return Hole(hole.kinds, hole.string)
        if hole.content in {"number", "boolean"}:
            return NUMBER if hole.content == "number" else BOOLEAN
        if self.stack and self.stack[-1].items is not None:
            self.stack[-1].torn = True  # text of several elements, or of none
        return Hole()

    def _number(self) -> Json:
        found = _NUMBER.match(self.text, self.position)
        if found is None:
            self._fail("value")
        start, self.position = self.position, found.end()
        hole = self.holes.get(self.position)
        if hole and hole.content == "number":
            while self._goes_on():
                self.position += 1
            return NUMBER
        if not hole and self._goes_on():
            self.position = start
            self._fail("number")
        written = found.group()
        if len(written) > 18 and written.lstrip("-").isdigit():
            place = (start, self.position)
            self.long_integers.append(NumberPlace(written, self._path, place))
        return number(written)

    def _goes_on(self) -> bool:
        """Return whether something follows that does not end a number."""
        following = self.text[self.position : self.position + 1]
        return following != "" and following not in _AFTER_NUMBER

    def _done(self, node: Json, start: int) -> None:
        frame = self.stack[-1] if self.stack else None
        if self.wants_places and len(self.stack) <= MAX_DETAIL_DEPTH:
            key = frame.key_place if frame else None
            self.places[self._path] = MemberPlace(key, (start, self.position))
        if frame is None:
            self.root = node
        elif frame.items is None:
            frame.members.append((frame.key, node))
        else:
            frame.items.append(node)

    def _next(self, frame: _Frame) -> None:
        """Read a comma and the following value, or the end of the container."""
        torn = frame.torn
        is_first = not (frame.items or frame.members or torn)
        while self._hole_here() and not is_first:
            self._tear(frame)
            torn = True
        if self._at("}" if frame.items is None else "]"):
            self.stack.pop()
            self.position += 1
            self._done(frame.node, frame.start)
            return
        if not is_first:
            if self._at(","):
                self.position += 1
            elif not torn or (frame.items is None and not self._at('"')):
                self._fail("comma")
        if frame.items is None:
            self._member(frame)
        else:
            self._value()

    def _tear(self, frame: _Frame) -> None:
        """Handle a hole in place of a member, an element or a comma."""
        frame.torn = True
        frame.seen.clear()
        self.position += 1

    def _member(self, frame: _Frame) -> None:
        """Read a member; a hole is its key, or other members with or without their commas."""
        torn = False
        while self._hole_here():
            self._tear(frame)
            torn = True
        if torn and (self._at("}") or self._at(",")):
            return
        frame.key = ""
        if self._at('"'):
            self._key(frame)
        elif not torn or not self._at(":"):
            self._fail("key")
        self._hole_here()
        if not self._at(":"):
            self._fail("colon")
        self.position += 1
        self._value()

    def _key(self, frame: _Frame) -> None:
        start = self.position
        key = self._string()
        frame.key_place = (start, self.position)
        if isinstance(key, Hole):
            frame.torn = True
            return
        frame.key = key
        first = frame.seen.setdefault(key, frame.key_place)
        if first != frame.key_place:
            self.repeated.append(RepeatedKey(key, first, frame.key_place))

    def _string(self) -> str | Hole:
        self.position += 1
        parts: list[str | None] = []
        while True:
            plain = _PLAIN.match(self.text, self.position)
            if plain:
                parts.append(_unescaped(plain.group()))
                self.position = plain.end()
            if self._at('"'):
                self.position += 1
                return text_hole(tuple(parts))
            if self.position not in self.holes:
                self._fail("escape" if self._at("\\") else "string")
            parts.append(None)
            self.position += 1


def _unescaped(text: str) -> str:
    if "\\" not in text:
        return text
    import json  # rare, and not small

    decoded: str = json.loads(f'"{text}"')
    return decoded
