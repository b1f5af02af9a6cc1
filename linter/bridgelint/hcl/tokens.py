"""The parser's input: text, its tokens, and replacements for invalid ones."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final, TypeGuard

from bridgelint.base.records import Record, field
from bridgelint.base.source import SourceFile, Span


class SourceText(Record):
    """The bytes of a file, or the decoded content of a JSON string in it."""

    file: SourceFile
    data: bytes = field(repr=False)
    places: Sequence[int] | None = field(default=None, repr=False)
    """The file offset of each byte of `data` and of its end; `None` if they are equal."""

    def span(self, start: int, end: int) -> Span:
        """Return the place in the file of a range of `data`."""
        if self.places is None:
            return Span(self.file, start, end)
        return Span(self.file, self.places[start], self.places[end])

    def word(self, start: int, end: int) -> str:
        """Return a range of `data` as text; invalid UTF-8 is replaced."""
        return self.data[start:end].decode("utf-8", "replace")


class Token(Record):
    """A terminal of the grammar, or one of the kinds below, which no grammar rule accepts."""

    kind: str
    start: int
    end: int


def is_token(symbol: object, *kinds: str) -> TypeGuard[Token]:
    """Return whether the symbol is a token, of one of the kinds if any are passed."""
    return isinstance(symbol, Token) and (not kinds or symbol.kind in kinds)


END: Final = "$END"
UNKNOWN: Final = "UNKNOWN"
"""A character that is not valid in HCL."""
BAD_ENCODING: Final = "BAD_ENCODING"
"""Bytes that are not UTF-8."""
OPEN_COMMENT: Final = "OPEN_COMMENT"
"""A `/*` without `*/`."""
LINE_BREAK: Final = "LINE_BREAK"
"""The end of the line inside a quoted string."""

NAME_PATTERN: Final = rb"[A-Za-z_\x80-\xff][A-Za-z0-9_\x80-\xff-]*+"
"""A name; `identifier_length` determines which non-ASCII characters belong to it."""

_GO_SPACE: Final = "\t\n\v\f\r \x85\xa0\u1680\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007"
SPACE: Final = _GO_SPACE + "\u2008\u2009\u200a\u2028\u2029\u202f\u205f\u3000"
"""White space by Go's unicode.IsSpace."""


class Repair(Record):
    """Replace invalid text with other tokens."""

    at: int
    """The position from which tokens are replaced."""

    tokens: tuple[Token, ...]
    resume: int
    """The position at which parsing continues."""

    loses: bool
    """Whether an argument or a block may be lost with the text."""
