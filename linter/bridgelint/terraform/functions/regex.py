"""`regex`, `regexall` and `replace`: RE2 regular expressions, matched in linear time."""

from __future__ import annotations

import re
from collections.abc import Iterator
from time import process_time
from typing import TYPE_CHECKING, Final

from bridgelint.base.records import Record
from bridgelint.terraform.functions.declaration import FunctionTable, check_size, text_of
from bridgelint.terraform.values.errors import FunctionError, NotEvaluated
from bridgelint.terraform.values.types import DYNAMIC, STRING, ListType, Type
from bridgelint.terraform.values.values import Value, null, object_of, string, tuple_of

DECLARED: Final = FunctionTable()

if TYPE_CHECKING:
    from re2 import _Regexp as Compiled  # pyright: ignore[reportPrivateUsage] # it has no other name

Span = tuple[int, int]
"""First byte and the byte after the last; -1 twice for a group that did not participate."""

_MEMORY: Final = 32 << 20
"""The maximum number of bytes of a compiled expression and its tables."""

_MAX_WORK: Final = 1 << 29
"""Instructions of the compiled expression times bytes of the text: a few seconds at worst."""

_MAX_SECONDS: Final = 2.0
"""Processor time for all matches of one call: each may scan the whole text."""

_MAX_GROUPS: Final = 1000

_TOO_MUCH: Final = "the regular expression takes too long to match"

_TOKEN: Final = re.compile(
    # Quoted text, an escape, a character class, and the start of a group.
    r"\\Q.*?(?:\\E|$)|\\(?P<escaped>.)|\[\^?\]?(?:\\.|\[:\^?\w+:\]|[^\]])*\]"
    r"|(?P<group>\((?:\?P?<(?P<name>[^>]*)>|(?!\?)))",
    re.DOTALL,
)
_NAME: Final = re.compile("[0-9A-Za-z_]+")
_OTHER_CLASS: Final = "invalid character class range: \\"


class _Pattern(Record):
    compiled: Compiled
    names: tuple[str, ...]
    """The name of each group, empty for an unnamed group."""

    def value(self, data: bytes, spans: tuple[Span, ...]) -> Value:
        """Return a match: a string, or one per group. Raise `FunctionError` if only some of the
        groups have names."""
        texts = [
            null(STRING) if start < 0 else string(data[start:end].decode()) for start, end in spans
        ]
        if not self.names:
            return texts[0]
        if not any(self.names):
            return tuple_of(texts[1:])
        if not all(self.names):
            raise _invalid("named and unnamed groups cannot be mixed", 0)
        return object_of(dict(zip(self.names, texts[1:], strict=True)))

    def matches(self, data: bytes) -> Iterator[tuple[Span, ...]]:
        """Yield the spans of each match and its groups, as Go's `FindAll` finds them."""
        end_of_time = process_time() + _MAX_SECONDS
        position, previous_end = 0, -1
        while position <= len(data):
            spans = self.find(data, position)
            if spans is None:
                return
            if process_time() > end_of_time:
                raise NotEvaluated(_TOO_MUCH)
            start, end = spans[0]
            if end > position or start != previous_end:
                yield spans
            position = end if end > position else _next_character(data, position)
            previous_end = end

    def find(self, data: bytes, position: int = 0) -> tuple[Span, ...] | None:
        """Return the spans of the first match from the position and of its groups, or `None`."""
        if self.compiled.programsize * len(data) > _MAX_WORK:
            raise NotEvaluated(_TOO_MUCH)
        found = self.compiled.search(data, position)
        # RE2 works on bytes, so it can find an empty match inside a character.
        while found is not None and _is_inside_character(data, found.span()[0]):
            found = self.compiled.search(data, _next_character(data, found.span()[0]))
        if found is None:
            return None
        return tuple(found.span(group) for group in range(len(self.names) + 1))


def _is_inside_character(data: bytes, position: int) -> bool:
    return position < len(data) and data[position] & 0xC0 == 0x80


def _next_character(data: bytes, position: int) -> int:
    position += 1
    while _is_inside_character(data, position):
        position += 1
    return position


def _compile(source: str, argument: int) -> _Pattern:
    """Compile it. Raise `FunctionError` if it is invalid, `NotEvaluated` if that is unclear."""
    try:
        import re2  # a native library that most runs do without
    except ImportError:
        missing = "google-re2, which matches regular expressions, is not installed"
        raise NotEvaluated(missing) from None
    names = _group_names(source, argument)
    options = re2.Options()
    options.log_errors = False
    options.max_mem = _MEMORY
    try:
        compiled = re2.compile(source, options)
    except re2.error as error:
        text: object = error.args[0] if error.args else ""
        message = text.decode(errors="replace") if isinstance(text, bytes) else str(text)
        if message.startswith((_OTHER_CLASS, "pattern too large")):
            # Go supports more class names and larger expressions.
            raise NotEvaluated(f"the regular expression is not supported: {message}") from None
        raise _invalid(message, argument) from None
    return _Pattern(compiled, names)


def _group_names(source: str, argument: int) -> tuple[str, ...]:
    """Return the names of the groups; reject what RE2 for C++ supports and Go does not."""
    names: list[str] = []
    for token in _TOKEN.finditer(source):
        if token["escaped"] == "C":
            raise _invalid("invalid escape sequence: \\C", argument)
        if token["group"] is None:
            continue
        name = token["name"]
        if name is not None and not _NAME.fullmatch(name):
            raise _invalid(f"invalid group name: {name}", argument)
        names.append(name or "")
    if len(names) > _MAX_GROUPS:
        raise NotEvaluated(_TOO_MUCH)
    return tuple(names)


def _invalid(message: str, argument: int) -> FunctionError:
    return FunctionError(f"invalid regular expression: {message}", argument)


def _type_of_match(pattern: Value, _text: Value) -> Type:
    if not pattern.is_known:
        return DYNAMIC
    try:
        compiled = _compile(text_of(pattern), 0)
    except NotEvaluated:
        return DYNAMIC
    return compiled.value(b"", ((0, 0),) * (len(compiled.names) + 1)).type


@DECLARED.add("regex", _type_of_match, pattern=STRING, string=STRING, cost=100)
def _regex(_: Type, source: str, text: str) -> Value:
    pattern, data = _compile(source, 0), text.encode()
    spans = pattern.find(data)
    if spans is None:
        raise FunctionError("the regular expression does not match any part of the string", 1)
    return pattern.value(data, spans)


def _type_of_matches(pattern: Value, text: Value) -> Type:
    return ListType(_type_of_match(pattern, text))


@DECLARED.add("regexall", _type_of_matches, pattern=STRING, string=STRING, cost=100)
def _regexall(result: Type, source: str, text: str) -> Value:
    pattern, data = _compile(source, 0), text.encode()
    elements: list[Value] = []
    for spans in pattern.matches(data):
        elements.append(pattern.value(data, spans))
        check_size(elements=len(elements))
    return Value(result, tuple(elements))


@DECLARED.add("replace", STRING, str=STRING, substr=STRING, replace=STRING, cost=20)
def _replace(text: str, searched: str, replacement: str) -> str:
    if len(searched) > 1 and searched[0] == searched[-1] == "/":
        return _replace_matches(text, _compile(searched[1:-1], 1), replacement)
    check_size(characters=len(text) + text.count(searched) * len(replacement))
    return text.replace(searched, replacement)


def _replace_matches(text: str, pattern: _Pattern, replacement: str) -> str:
    data = text.encode()
    template = _parse_replacement(replacement.encode(), pattern.names)
    pieces: list[bytes] = []
    size = last = 0
    for spans in pattern.matches(data):
        start, end = spans[0]
        expanded = b"".join(
            piece if isinstance(piece, bytes) else _group(data, spans[piece]) for piece in template
        )
        pieces += [data[last:start], expanded]
        last = end
        size += len(expanded)
        check_size(characters=size)
    pieces.append(data[last:])
    return b"".join(pieces).decode()


def _group(data: bytes, span: Span) -> bytes:
    return b"" if span[0] < 0 else data[span[0] : span[1]]


_REFERENCE: Final = r"\$(?:\$|\{([\pL\p{Nd}_]+)\}|([\pL\p{Nd}_]+))?"
"""In a replacement: a group by name or number, or a literal `$`."""


def _parse_replacement(text: bytes, names: tuple[str, ...]) -> list[bytes | int]:
    """Parse literal text and groups by number; a group that does not exist is dropped."""
    pieces: list[bytes | int] = []
    last = 0
    for whole, in_braces, plain in _compile(_REFERENCE, 2).matches(text):
        name = (_group(text, in_braces) or _group(text, plain)).decode()
        group = _numbered(name, names) if name else b"$"
        pieces += [text[last : whole[0]], b"" if group is None else group]
        last = whole[1]
    return [*pieces, text[last:]]


def _numbered(name: str, names: tuple[str, ...]) -> int | None:
    if name.isascii() and name.isdecimal() and len(name) < 9 and (name == "0" or name[0] != "0"):
        return int(name) if int(name) <= len(names) else None
    return names.index(name) + 1 if name in names else None
