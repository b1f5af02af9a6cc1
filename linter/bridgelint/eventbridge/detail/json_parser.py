"""The strict JSON parser: a tree, the first fault with its place, repeated keys, limits.

A hole is read as it was intended: outside quotes it is one value, inside quotes it is part of a
string. If that reading is impossible, the containing object or array becomes a hole itself.
"""

from __future__ import annotations

import re
from functools import lru_cache
from typing import TYPE_CHECKING, Final, NoReturn

from bridgelint.base.records import dataclass, field
from bridgelint.eventbridge.detail.json_parsed import (
    MemberPlace,
    NumberPlace,
    ParsedJson,
    Place,
    RepeatedKey,
)
from bridgelint.eventbridge.detail.json_text import MARK, JsonText, TextHole
from bridgelint.eventbridge.detail.json_tree import (
    ARRAY,
    BOOLEAN,
    NUMBER,
    OBJECT,
    Hole,
    Json,
    JsonMembers,
    JsonPath,
    PathStep,
    number,
    text_hole,
)

if TYPE_CHECKING:
    from bridgelint.eventbridge.detail.json_fault import JsonFault

_SPACE: Final = re.compile(r"[ \t\n\r]*")
_PLAIN: Final = re.compile(r'[^"\\\x00-\x1f]*')
_NUMBER: Final = re.compile(r"-?(?:0|[1-9][0-9]*)(?:\.[0-9]+)?(?:[eE][+-]?[0-9]+)?")
_HEX: Final = r"[0-9a-fA-F]{4}"
_AFTER_NUMBER: Final = frozenset(" \t\n\r,]}")
_ESCAPES: Final = {
    '"': '"',
    "\\": "\\",
    "/": "/",
    "b": "\b",
    "f": "\f",
    "n": "\n",
    "r": "\r",
    "t": "\t",
}
_WORDS: Final[dict[str, tuple[str, bool | None]]] = {
    "t": ("true", True),
    "f": ("false", False),
    "n": ("null", None),
}


@dataclass(slots=True)
class _Frame:
    """An object or array that is still open."""

    start: int
    items: list[Json] | None
    members: dict[str, Json] = field(default_factory=dict[str, Json])
    seen: dict[str, Place] = field(default_factory=dict[str, Place])
    key: str = ""
    key_place: Place = (0, 0)
    fresh: bool = True
    """Nothing has been read after its opening bracket."""

    pairs: list[tuple[str, Json]] = field(default_factory=list[tuple[str, Json]])
    """All members, starting with the first repeated key."""

    torn: bool = False
    """A hole replaces a member or an element, so the other contents are unknown."""

    @property
    def whole(self) -> Json:
        """Return the value of the container."""
        if self.items is not None or not self.pairs:
            return self.members if self.items is None else self.items
        members = JsonMembers(self.members)
        members.pairs = tuple(self.pairs)
        return members

    @property
    def step(self) -> PathStep:
        return self.key if self.items is None else len(self.items)


class _FaultError(Exception):
    def __init__(self, fault: JsonFault) -> None:
        super().__init__(fault.message)
        self.fault = fault


@lru_cache(maxsize=32)
def parse(text: JsonText, deepest: int = 1000) -> ParsedJson:
    return _Parser(text, deepest).parse()


def parse_first(text: JsonText) -> ParsedJson:
    """Parse the value at the start of a text and ignore everything after it."""
    parser = _Parser(text, 1000)
    parser.wants_whole = False
    return parser.parse()


def places(text: JsonText) -> dict[JsonPath, MemberPlace]:
    """Return the place of each value of the text, up to a fault and the maximum depth."""
    parser = _Parser(text, 1000)
    parser.wants_places = True
    return parser.parse().places


class _Parser:
    def __init__(self, text: JsonText, deepest: int) -> None:
        self.text = text.text
        self.holes = dict(text.holes)
        self.deepest = deepest
        self.position = 0
        self.stack: list[_Frame] = []
        self.root: Json = None
        self.repeated: list[RepeatedKey] = []
        self.long_integers: list[NumberPlace] = []
        self.depth = 0
        self.deep: tuple[Place, ...] = ()
        self.wants_whole = True
        self.wants_places = False
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
            if self.stack[-1].fresh:
                self._first()
            else:
                self._next()
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
        opened = self.stack[-1].start if self.stack else None
        from bridgelint.eventbridge.detail.json_fault import explain  # only for a mistake

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
        return tuple(frame.step for frame in self.stack)

    def _value(self) -> None:
        hole = self._hole_here()
        start = self.position
        character = self.text[start : start + 1]
        if hole:
            self.position += 1
            self._hole_value(hole, start)
        elif character in {"{", "["}:
            self.position += 1
            self._open(_Frame(start, None if character == "{" else []))
        elif character == '"':
            self._done(self._string(), start)
        elif character in _WORDS:
            word, value = _WORDS[character]
            if not self._at(word):
                self._fail("value")
            self.position += len(word)
            self._done(value, start)
        else:
            self._done(self._number(), start)

    def _hole_value(self, hole: TextHole, start: int) -> None:
        if hole.content == "json":
            self._done(Hole(hole.kinds, hole.string), start)
        elif hole.content in {"number", "boolean"}:
            self._done(NUMBER if hole.content == "number" else BOOLEAN, start)
        else:
            if self.stack and self.stack[-1].items is not None:
                self.stack[-1].torn = True  # text of several elements, or of none
            self._done(Hole(), start)

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

    def _open(self, frame: _Frame) -> None:
        self.stack.append(frame)
        self.depth = max(self.depth, len(self.stack))
        if len(self.stack) > self.deepest and not self.deep:
            self.deep = ((frame.start, frame.start + 1),)

    def _first(self) -> None:
        frame = self.stack[-1]
        frame.fresh = False
        hole = self._hole_here()
        if self._at("}" if frame.items is None else "]"):
            self._close()
        elif frame.items is None:
            self._key(frame, hole)
        else:
            self._value()

    def _close(self) -> None:
        frame = self.stack.pop()
        self.position += 1
        if frame.torn:
            self._done(OBJECT if frame.items is None else ARRAY, frame.start)
        else:
            self._done(frame.whole, frame.start)

    def _done(self, node: Json, start: int) -> None:
        if not self.stack:
            self.root = node
            self._remember(None, start)
            return
        frame = self.stack[-1]
        if frame.items is None:
            self._remember(frame.key_place, start)
            if frame.pairs or frame.key in frame.members:
                frame.pairs = frame.pairs or list(frame.members.items())
                frame.pairs.append((frame.key, node))
            frame.members[frame.key] = node
        else:
            self._remember(None, start)
            frame.items.append(node)

    def _remember(self, key: Place | None, start: int) -> None:
        if self.wants_places and len(self.stack) <= self.deepest:
            self.places[self._path] = MemberPlace(key, (start, self.position))

    def _next(self) -> None:
        """Read a comma and what follows it, or the end of the container, after a value."""
        frame = self.stack[-1]
        torn = frame.torn
        while self._hole_here():
            self._tear(frame)
            torn = True
        if self._at("}" if frame.items is None else "]"):
            self._close()
            return
        if self._at(","):
            self.position += 1
        elif not torn or (frame.items is None and not self._at('"')):
            self._fail("comma")
        hole = self._hole_here()
        if frame.items is None:
            self._key(frame, hole)
        else:
            self._value()

    def _tear(self, frame: _Frame) -> None:
        """Handle a hole in place of a member, an element or a comma."""
        frame.torn = True
        frame.seen.clear()
        self.position += 1

    def _key(self, frame: _Frame, hole: TextHole | None) -> None:
        if hole:
            self._torn_key(frame)
            return
        if not self._at('"'):
            self._fail("key")
        start = self.position
        key = self._string()
        frame.key, frame.key_place = "", (start, self.position)
        if isinstance(key, str):
            frame.key = key
            self._note_key(frame)
        else:
            frame.torn = True
        self._colon()
        self._value()

    def _note_key(self, frame: _Frame) -> None:
        first = frame.seen.get(frame.key)
        if first is None:
            frame.seen[frame.key] = frame.key_place
        else:
            object_path = self._path[:-1]
            self.repeated.append(RepeatedKey(frame.key, object_path, first, frame.key_place))

    def _colon(self) -> None:
        self._hole_here()
        if not self._at(":"):
            self._fail("colon")
        self.position += 1

    def _torn_key(self, frame: _Frame) -> None:
        """Read a hole that is a key, or that is members with or without surrounding commas."""
        while self._hole_here():
            self._tear(frame)
        if self._at(":"):
            self._colon()
            frame.key = ""
            self._value()
        elif self._at('"'):
            self._key(frame, None)
        elif not self._at("}") and not self._at(","):
            self._fail("key")

    def _string(self) -> str | Hole:
        opened = self.position
        self.position += 1
        parts: list[str | None] = []
        texts: list[str] = []
        while True:
            plain = _PLAIN.match(self.text, self.position)
            if plain:
                texts.append(plain.group())
                self.position = plain.end()
            character = self.text[self.position : self.position + 1]
            if character == '"':
                self.position += 1
                parts.append("".join(texts))
                return text_hole(tuple(parts))
            if character == "\\":
                texts.append(self._escape())
            elif character == MARK and self.position in self.holes:
                parts += ["".join(texts), None]
                texts.clear()
                self.position += 1
            else:
                from bridgelint.eventbridge.detail.json_fault import explain  # only for a mistake

                raise _FaultError(explain(self.text, self.position, "string", opened))

    def _escape(self) -> str:
        letter = self.text[self.position + 1 : self.position + 2]
        if letter == "u":
            digits = re.compile(_HEX).match(self.text, self.position + 2)
            if digits is None:
                self._fail("escape")
            self.position += 6
            return self._code_point(int(digits.group(), 16))
        if letter not in _ESCAPES:
            self._fail("escape")
        self.position += 2
        return _ESCAPES[letter]

    def _code_point(self, unit: int) -> str:
        """Return the character of a UTF-16 unit, combined with a following low surrogate."""
        if 0xD800 <= unit < 0xDC00 and self.text.startswith("\\u", self.position):
            low = re.compile(_HEX).match(self.text, self.position + 2)
            if low and 0xDC00 <= int(low.group(), 16) < 0xE000:
                self.position += 6
                return chr(0x10000 + ((unit - 0xD800) << 10) + int(low.group(), 16) - 0xDC00)
        return chr(unit)
