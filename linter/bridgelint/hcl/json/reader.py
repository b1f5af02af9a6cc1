"""JSON with places, as HashiCorp's JSON syntax parses it: strict, with repeated names."""

from __future__ import annotations

import json
import re
from typing import Final

from bridgelint.base.records import dataclass
from bridgelint.base.source import BOM, SourceFile, Span
from bridgelint.hcl.json.strings import bad_escape, string_text
from bridgelint.hcl.literals import number
from bridgelint.hcl.tree import SyntaxProblem


@dataclass(frozen=True, slots=True)
class JsonString:
    text: str
    span: Span
    """Includes the quotes."""


@dataclass(frozen=True, slots=True)
class JsonNumber:
    numeral: str
    span: Span


@dataclass(frozen=True, slots=True)
class JsonWord:
    """`true`, `false` or `null`."""

    value: bool | None
    span: Span


@dataclass(frozen=True, slots=True)
class JsonMember:
    name: JsonString
    value: JsonValue


@dataclass(frozen=True, slots=True)
class JsonObject:
    members: tuple[JsonMember, ...]
    span: Span


@dataclass(frozen=True, slots=True)
class JsonArray:
    items: tuple[JsonValue, ...]
    span: Span


class DeferredObject(JsonObject):
    """An object in which nothing is a mistake; read when its members are needed."""

    __slots__ = ()

    def __init__(self, span: Span) -> None:
        object.__setattr__(self, "span", span)

    def __getattr__(self, name: str) -> object:
        """Read the members, which are not set yet."""
        return _read_now(self, name, "members")


class DeferredArray(JsonArray):
    """An array like a `DeferredObject`."""

    __slots__ = ()

    def __init__(self, span: Span) -> None:
        object.__setattr__(self, "span", span)

    def __getattr__(self, name: str) -> object:
        """Read the items, which are not set yet."""
        return _read_now(self, name, "items")


def _read_now(deferred: DeferredObject | DeferredArray, name: str, contents: str) -> object:
    if name != contents:
        raise AttributeError(name)
    span = deferred.span
    value, _ = read_json(span.file, span.start, span.end)
    found: object = getattr(value, contents, ())
    object.__setattr__(deferred, name, found)
    return found


JsonValue = JsonString | JsonNumber | JsonWord | JsonObject | JsonArray

_BLANK: Final = re.compile(rb"[ \t\r\n]*+")
_TOKEN: Final = re.compile(
    rb'(?P<string>"[^"\\\x00-\x1f]*+(?:\\[^\x00-\x1f][^"\\\x00-\x1f]*+)*"?)'
    rb"|(?P<number>[-+.0-9][-+.0-9eE]*+)"
    rb"|(?P<word>[A-Za-z][A-Za-z_]*+)"
    rb"|(?P<sign>[\[\]{},:])"
)
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


@dataclass(slots=True)
class _Open:
    """An object or an array that is being read."""

    start: int
    is_object: bool
    members: list[JsonMember]
    items: list[JsonValue]
    name: JsonString | None = None
    """The name to which the next value belongs."""


def read_json(
    file: SourceFile, start: int = 0, end: int | None = None, *, defer: bool = False
) -> tuple[JsonValue | None, SyntaxProblem | None]:
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
        self.value: JsonValue | None = None
        # One character per byte, so that the standard library's scanner counts in bytes.
        self.text = file.data.decode("latin-1") if defer else ""

    def read(self) -> SyntaxProblem | None:
        problem = None
        while problem is None and (self.open or self.value is None):
            problem = self._step()
        if problem is None and self._skip_blank() < self.end:
            problem = self._problem("unexpected text after the value", self.position)
        while self.open:
            self._close(self.end)
        return problem

    def _step(self) -> SyntaxProblem | None:
        """Read a value, or the end of a container, and the separators around it."""
        at = self._skip_blank()
        top = self.open[-1] if self.open else None
        if at >= self.end:
            return self._ended(top)
        sign = self.file.data[at : at + 1]
        if top is not None and sign == (b"}" if top.is_object else b"]") and _is_fresh(top):
            self.position = at + 1
            self._close(at + 1)
            return self._separator()
        if top is not None and top.is_object:
            return self._name(top) or self._value()
        return self._value()

    def _name(self, top: _Open) -> SyntaxProblem | None:
        at = self.position
        match = _TOKEN.match(self.file.data, at, self.end)
        if match is None or match.lastgroup != "string":
            return self._problem("expected a property name in double quotes", at)
        name = self._string(match)
        if isinstance(name, SyntaxProblem):
            return name
        top.name = name
        at = self._skip_blank()
        if not self.file.data.startswith(b":", at, self.end):
            return self._problem("expected `:` after the property name", at)
        self.position = at + 1
        self._skip_blank()
        return None

    def _value(self) -> SyntaxProblem | None:
        at = self.position
        match = _TOKEN.match(self.file.data, at, self.end)
        if match is None and self.file.data.startswith(BOM, at):
            return self._problem("a JSON file cannot start with a byte-order mark", at)
        if match is None:
            return self._problem("expected a value", at)
        self.position = match.end()
        value: JsonValue | SyntaxProblem | None
        if match["sign"] in (b"{", b"["):
            value = self._deferred(at)
            if value is None:
                self.open.append(_Open(at, match["sign"] == b"{", [], []))
                return None
        else:
            value = self._scalar(match)
        if isinstance(value, SyntaxProblem):
            return value
        self._add(value)
        return self._separator()

    def _deferred(self, at: int) -> JsonValue | None:
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
        return DeferredObject(span) if self.text[at] == "{" else DeferredArray(span)

    def _scalar(self, match: re.Match[bytes]) -> JsonValue | SyntaxProblem:
        kind = match.lastgroup
        if kind == "string":
            return self._string(match)
        span = Span(self.file, match.start(), match.end())
        text = match[0].decode("ascii")
        if kind == "word" and text in _WORDS:
            return JsonWord(_WORDS[text], span)
        if kind == "number" and _NUMBER.fullmatch(text) and number(text.lstrip("-")) is not None:
            return JsonNumber(text, span)
        if kind == "number":
            return SyntaxProblem(f"`{text}` is not a valid JSON number", span)
        return SyntaxProblem(f"expected a value, found `{text}`", span)

    def _string(self, match: re.Match[bytes]) -> JsonString | SyntaxProblem:
        start, end = match.span()
        self.position = end
        raw = self.file.data[start + 1 : end - 1]
        if end - start < 2 or not match[0].endswith(b'"') or _ends_escaped(match[0]):
            return SyntaxProblem(
                "unterminated string",
                Span(self.file, start, end),
                'close it with `"` on the same line; use `\\n` for a line break',
            )
        bad = bad_escape(raw)
        if bad is not None:
            span = Span(self.file, start + 1 + bad[0], start + 1 + bad[1])
            return SyntaxProblem(
                f"invalid JSON escape `{span.text}`", span, "use `\\\\` for a backslash"
            )
        return JsonString(string_text(raw), Span(self.file, start, end))

    def _add(self, value: JsonValue) -> None:
        top = self.open[-1] if self.open else None
        if top is None:
            self.value = value
        elif top.name is None:
            top.items.append(value)
        else:
            top.members.append(JsonMember(top.name, value))
            top.name = None

    def _close(self, end: int) -> None:
        done = self.open.pop()
        span = Span(self.file, done.start, end)
        if done.is_object:
            self._add(JsonObject(tuple(done.members), span))
        else:
            self._add(JsonArray(tuple(done.items), span))

    def _separator(self) -> SyntaxProblem | None:
        """Read what follows a value: a comma and another value, or the end of the container."""
        while self.open:
            at = self._skip_blank()
            closing = b"}" if self.open[-1].is_object else b"]"
            if self.file.data.startswith(closing, at, self.end):
                self.position = at + 1
                self._close(at + 1)
                continue
            if at >= self.end:
                return self._ended(self.open[-1])
            if not self.file.data.startswith(b",", at, self.end):
                return self._problem(f"expected `,` or `{closing.decode()}`", at)
            self.position = at + 1
            if self.file.data.startswith(closing, self._skip_blank(), self.end):
                return self._problem(f"trailing comma before `{closing.decode()}`", at)
            return None
        return None

    def _ended(self, top: _Open | None) -> SyntaxProblem:
        if top is None:
            return self._problem("expected a JSON object", self.end)
        kind, closing = ("object", "}") if top.is_object else ("array", "]")
        return self._problem(
            f"this {kind} is not closed", top.start, f"add the missing `{closing}`"
        )

    def _skip_blank(self) -> int:
        match = _BLANK.match(self.file.data, self.position, self.end)
        self.position = match.end() if match else self.position
        return self.position

    def _problem(self, message: str, at: int, help: str = "") -> SyntaxProblem:  # noqa: A002 # the field's word
        width = len(self.file.data[at : at + 4].decode("utf-8", "ignore")[:1].encode()) or 1
        return SyntaxProblem(message, Span(self.file, at, min(at + width, self.end)), help)


def _is_fresh(top: _Open) -> bool:
    return not top.members and not top.items


def _ends_escaped(text: bytes) -> bool:
    """Return whether the last quote is escaped."""
    body = text[:-1]
    return (len(body) - len(body.rstrip(b"\\"))) % 2 == 1
