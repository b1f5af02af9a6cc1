"""JSON strings: their text, and the place in the file of each byte of it."""

from __future__ import annotations

import re
from array import array
from collections.abc import Iterator
from typing import Final

from bridgelint.base.source import SourceFile, Span
from bridgelint.hcl.tokens import SourceText

_BAD_ESCAPE: Final = re.compile(
    rb'[^\\]*+(?:(?:\\["\\/bfnrt]|\\u[0-9a-fA-F]{4})[^\\]*+)*'
    rb'(\\(?:u[0-9a-fA-F]{0,3}(?![0-9a-fA-F])|[^u"\\/bfnrt]|\Z))',
    re.DOTALL,
)
_ESCAPE: Final = re.compile(
    rb"(?:\\u([dD][89abAB][0-9a-fA-F]{2})\\u([dD][c-fC-F][0-9a-fA-F]{2}))"
    rb"|\\u([0-9a-fA-F]{4})|\\([^u])|[\x80-\xff]+"
)
_SIMPLE: Final = {b"b": b"\b", b"f": b"\f", b"n": b"\n", b"r": b"\r", b"t": b"\t"}


def bad_escape(raw: bytes) -> tuple[int, int] | None:
    """Return the place of the first invalid escape in the text between the quotes."""
    match = _BAD_ESCAPE.match(raw)
    return match.span(1) if match else None


def string_text(raw: bytes) -> str:
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
        return _SIMPLE.get(simple, simple)
    if single is not None:
        code = int(single, 16)
        return (chr(code) if not 0xD800 <= code < 0xE000 else "\ufffd").encode()
    if high is not None:
        code = 0x10000 + ((int(high, 16) - 0xD800) << 10) + int(low, 16) - 0xDC00
        return chr(code).encode()
    return match[0].decode("utf-8", "replace").encode()
