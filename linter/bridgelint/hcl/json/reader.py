"""JSON with places, as HashiCorp's JSON syntax parses it: strict, with repeated names.

The values are nodes of the tree, whose strings are all plain text.
"""

from __future__ import annotations

import json
import re
from array import array
from collections.abc import Callable, Iterator
from typing import Any, Final

from bridgelint.base.records import Record
from bridgelint.base.source import BOM, SourceFile, Span
from bridgelint.hcl.literals import number
from bridgelint.hcl.tokens import SourceText
from bridgelint.hcl.tree import (
    Expression,
    Literal,
    Object,
    ObjectItem,
    SyntaxProblem,
    Template,
    TemplateText,
    Tuple,
)


class Deferred:
    """An object or array in which nothing is a mistake; read when its items are needed."""

    __slots__ = ()
    span: Span

    def __init__(self, span: Span) -> None:
        object.__setattr__(self, "span", span)

    def __getattr__(self, name: str) -> object:
        """Read the items, which are not set yet."""
        if name != "items":
            raise AttributeError(name)
        value, _ = read_json(self.span.file, self.span.start, self.span.end)
        found: object = getattr(value, name, ())
        object.__setattr__(self, name, found)
        return found


class _DeferredObject(Deferred, Object):
    __init__ = Deferred.__init__


class _DeferredArray(Deferred, Tuple):
    __init__ = Deferred.__init__


_BLANK: Final = re.compile(rb"[ \t\r\n]*+")
_COMMA: Final = re.compile(rb"[ \t\r\n]*+(,)[ \t\r\n]*+")
_COLON: Final = re.compile(rb"[ \t\r\n]*+:[ \t\r\n]*+")
_TOKEN: Final = re.compile(
    rb'(?P<string>"[^"\\\x00-\x1f]*+(?:\\[^\x00-\x1f][^"\\\x00-\x1f]*+)*(?P<closed>")?)'
    rb"|(?P<number>[-+.0-9][-+.0-9eE]*+)"
    rb"|(?P<word>[A-Za-z][A-Za-z_]*+)"
    rb"|(?P<sign>[\[\]{},:])"
)
_BAD_ESCAPE: Final = re.compile(
    rb'[^\\]*+(?:(?:\\["\\/bfnrt]|\\u[0-9a-fA-F]{4})[^\\]*+)*'
    rb'(\\(?:u[0-9a-fA-F]{0,3}(?![0-9a-fA-F])|[^u"\\/bfnrt]|\Z))',
    re.DOTALL,
)
_ESCAPE: Final = re.compile(
    rb"(?:\\u([dD][89abAB][0-9a-fA-F]{2})\\u([dD][c-fC-F][0-9a-fA-F]{2}))"
    rb"|\\u([0-9a-fA-F]{4})|\\([^u])|[\x80-\xff]+"
)
_SIMPLE_ESCAPES: Final = {b"b": b"\b", b"f": b"\f", b"n": b"\n", b"r": b"\r", b"t": b"\t"}
_NUMBER: Final = re.compile(r"-?(?:0|[1-9][0-9]*)(?:\.[0-9]+)?(?:[eE][+-]?[0-9]+)?")
_WORDS: Final = {"true": True, "false": False, "null": None}

_FIRST_DEFERRED: Final = 2
"""Objects and arrays in this many others are deferred: the values of locals, for example."""

_LAST_DEFERRED: Final = 8
"""The limit of attempts for nested values that cannot be deferred."""

_KEYWORD: Final = rb"(?!(?:for|in|if|else|endif|endfor)[.}])"
_REFERENCE: Final = re.compile(
    rb"\$\{" + _KEYWORD + rb"[A-Za-z_][\w-]*+(?:\." + _KEYWORD + rb"[A-Za-z_][\w-]*+)*\}"
)
"""The only template of most strings that a program wrote."""


def has_only_references(data: bytes, start: int, end: int) -> bool:
    """Return whether all templates of a text in JSON are references, which cannot be a mistake."""
    if data.find(b"%{", start, end) >= 0 or data.find(b"\\u", start, end) >= 0:
        return False  # an escape may hide a template
    templates = data.count(b"${", start, end)
    return not templates or templates == len(_REFERENCE.findall(data, start, end))


def _unique(pairs: list[tuple[str, object]]) -> None:
    if len({name for name, _ in pairs}) < len(pairs):
        raise ValueError


def _exact(numeral: str) -> None:
    if number(numeral.lstrip("-")) is None:
        raise ValueError


_SCANNER: Final = json.JSONDecoder(
    object_pairs_hook=_unique, parse_int=len, parse_float=_exact, parse_constant=_exact
)


class _MistakeError(Exception):
    def __init__(self, message: str, span: Span, help_text: str = "") -> None:
        super().__init__(message)
        self.problem = SyntaxProblem(message, span, help_text)


class _Open(Record, frozen=False):
    start: int
    closing: bytes
    items: list[Any]
    key: Template | None = None
    """The name to which the next value belongs."""


def read_json(
    file: SourceFile, start: int = 0, end: int | None = None, *, defer: bool = False
) -> tuple[Expression | None, SyntaxProblem | None]:
    """Return the value of the text, or the part before its first mistake, and that mistake.

    With `defer`, most objects and arrays are only read when they are needed.
    """
    reader = _Reader(file, start, len(file.data) if end is None else end, defer=defer)
    problem = reader.read()
    return reader.value, problem


class _Reader:
    def __init__(self, file: SourceFile, start: int, end: int, *, defer: bool) -> None:
        self.file = file
        self.position = start
        self.end = end
        self.open: list[_Open] = []
        self.value: Expression | None = None
        # One character per byte, so that the standard library's scanner counts in bytes.
        self.text = file.data.decode("latin-1") if defer else ""

    def read(self) -> SyntaxProblem | None:
        problem = None
        try:
            while self.open or self.value is None:
                self._step()
            if self._skip_blank() < self.end:
                raise self._mistake("unexpected text after the value", self.position)
        except _MistakeError as mistake:
            problem = mistake.problem
        while self.open:
            self._close(self.end)
        return problem

    def _step(self) -> None:
        """Read a value, or the end of a container, and the separators around it."""
        at = self._skip_blank()
        top = self.open[-1] if self.open else None
        if at >= self.end:
            raise self._ended(top)
        if top is not None and not top.items and self.file.data.startswith(top.closing, at):
            self.position = at + 1
            self._close(at + 1)
        else:
            if top is not None and top.closing == b"}":
                top.key = self._key()
            if self._opens():
                return
        self._separator()

    def _key(self) -> Template:
        at = self.position
        match = _TOKEN.match(self.file.data, at, self.end)
        if match is None or match.lastgroup != "string":
            raise self._mistake("expected a property name in double quotes", at)
        key = self._string(match)
        colon = _COLON.match(self.file.data, self.position, self.end)
        if colon is None:
            raise self._mistake("expected `:` after the property name", self._skip_blank())
        self.position = colon.end()
        return key

    def _opens(self) -> bool:
        """Read a scalar or a deferred value, or return `True` for the start of a container."""
        at = self.position
        match = _TOKEN.match(self.file.data, at, self.end)
        if match is None and self.file.data.startswith(BOM, at):
            raise self._mistake("a JSON file cannot start with a byte-order mark", at)
        if match is None:
            raise self._mistake("expected a value", at)
        self.position = match.end()
        if match["sign"] not in (b"{", b"["):
            self._add(self._scalar(match))
            return False
        value = self._deferred(at)
        if value is None:
            self.open.append(_Open(at, b"}" if match["sign"] == b"{" else b"]", []))
            return True
        self._add(value)
        return False

    def _deferred(self, at: int) -> Expression | None:
        """Skip an object or an array. `None` if it must be read now."""
        if not self.text or not _FIRST_DEFERRED <= len(self.open) <= _LAST_DEFERRED:
            return None
        try:
            _, end = _SCANNER.raw_decode(self.text, at)
        except (ValueError, RecursionError):
            return None
        if not has_only_references(self.file.data, at, end):
            return None
        self.position = end
        span = Span(self.file, at, end)
        kind: Callable[[Span], Expression]
        kind = _DeferredObject if self.text[at] == "{" else _DeferredArray
        return kind(span)

    def _scalar(self, match: re.Match[bytes]) -> Expression:
        kind = match.lastgroup
        if kind == "string":
            return self._string(match)
        span = Span(self.file, *match.span())
        text = match[0].decode("ascii")
        if kind == "word" and text in _WORDS:
            return Literal(_WORDS[text], span)
        if kind != "number":
            raise _MistakeError(f"expected a value, found `{text}`", span)
        amount = number(text.lstrip("-")) if _NUMBER.fullmatch(text) else None
        if amount is None:
            raise _MistakeError(f"`{text}` is not a valid JSON number", span)
        return Literal(-amount if text.startswith("-") else amount, span)

    def _string(self, match: re.Match[bytes]) -> Template:
        start, end = match.span()
        self.position = end
        raw = self.file.data[start + 1 : end - 1]
        span = Span(self.file, start, end)
        if not match["closed"]:
            raise _MistakeError(
                "unterminated string",
                span,
                'close it with `"` on the same line; use `\\n` for a line break',
            )
        inside = Span(self.file, start + 1, end - 1)
        bad = _BAD_ESCAPE.match(raw)
        if bad is not None:
            place = Span(self.file, inside.start + bad.start(1), inside.start + bad.end(1))
            raise _MistakeError(
                f"invalid JSON escape `{place.text}`", place, "use `\\\\` for a backslash"
            )
        return Template((TemplateText(_string_text(raw), inside),) if raw else (), "json", span)

    def _add(self, value: Expression) -> None:
        top = self.open[-1] if self.open else None
        if top is None:
            self.value = value
        elif top.key is None:
            top.items.append(value)
        else:
            top.items.append(ObjectItem(top.key, value, top.key.span.to(value.span)))
            top.key = None

    def _close(self, end: int) -> None:
        done = self.open.pop()
        kind = Object if done.closing == b"}" else Tuple
        self._add(kind(tuple(done.items), Span(self.file, done.start, end)))

    def _separator(self) -> None:
        """Read what follows a value: a comma and another value, or the end of the container."""
        while self.open:
            closing = self.open[-1].closing
            comma = _COMMA.match(self.file.data, self.position, self.end)
            if comma is not None:
                self.position = comma.end()
                if self.file.data.startswith(closing, self.position, self.end):
                    message = f"trailing comma before `{closing.decode()}`"
                    raise self._mistake(message, comma.start(1))
                return
            at = self._skip_blank()
            if at >= self.end:
                raise self._ended(self.open[-1])
            if not self.file.data.startswith(closing, at, self.end):
                raise self._mistake(f"expected `,` or `{closing.decode()}`", at)
            self.position = at + 1
            self._close(at + 1)

    def _ended(self, top: _Open | None) -> _MistakeError:
        if top is None:
            return self._mistake("expected a JSON object", self.end)
        closing = top.closing.decode()
        kind = "object" if closing == "}" else "array"
        help_text = f"add the missing `{closing}`"
        return self._mistake(f"this {kind} is not closed", top.start, help_text)

    def _skip_blank(self) -> int:
        match = _BLANK.match(self.file.data, self.position, self.end)
        self.position = match.end() if match else self.position
        return self.position

    def _mistake(self, message: str, at: int, help_text: str = "") -> _MistakeError:
        width = len(self.file.data[at : at + 4].decode("utf-8", "ignore")[:1].encode()) or 1
        span = Span(self.file, at, min(at + width, self.end))
        return _MistakeError(message, span, help_text)


def _string_text(raw: bytes) -> str:
    """Decode the text between the quotes; invalid UTF-8 and invalid characters are replaced."""
    if b"\\" not in raw:
        return raw.decode("utf-8", "replace")
    return b"".join(piece for piece, _, _ in _pieces(raw)).decode("utf-8", "replace")


def string_source(file: SourceFile, span: Span) -> tuple[SourceText, int, int]:
    """Return the string at this place (with its quotes) as parser input: text and range."""
    start, end = span.start + 1, span.end - 1
    raw = file.data[start:end]
    if b"\\" not in raw and raw == raw.decode("utf-8", "replace").encode():
        return SourceText(file, file.data), start, end
    data = bytearray()
    places = array("q")
    for piece, at, width in _pieces(raw):
        data += piece
        first = start + at
        # A character decoded from an escape has the place where the escape starts.
        places.extend(range(first, first + width) if len(piece) == width else [first] * len(piece))
    places.append(end)
    return SourceText(file, bytes(data), places), 0, len(data)


def _pieces(raw: bytes) -> Iterator[tuple[bytes, int, int]]:
    """Yield the decoded text in pieces, each with its start and length in `raw`."""
    position = 0
    for match in _ESCAPE.finditer(raw):
        start, end = match.span()
        if start > position:
            yield raw[position:start], position, start - position
        yield _decoded(match), start, end - start
        position = end
    if position < len(raw):
        yield raw[position:], position, len(raw) - position


def _decoded(match: re.Match[bytes]) -> bytes:
    high, low, single, simple = match.groups()
    if simple is not None:
        return _SIMPLE_ESCAPES.get(simple, simple)
    if single is not None:
        code = int(single, 16)
        return (chr(code) if not 0xD800 <= code < 0xE000 else "\ufffd").encode()
    if high is not None:
        code = 0x10000 + ((int(high, 16) - 0xD800) << 10) + int(low, 16) - 0xDC00
        return chr(code).encode()
    return match[0].decode("utf-8", "replace").encode()
