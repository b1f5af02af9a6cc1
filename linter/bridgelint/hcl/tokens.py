"""Tokens, and the replacements for invalid text."""

from __future__ import annotations

from typing import Final

from bridgelint.base.records import dataclass


@dataclass(frozen=True, slots=True)
class Token:
    """A terminal of the grammar, or one of the kinds below, which no grammar rule accepts."""

    kind: str
    start: int
    end: int


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


@dataclass(frozen=True, slots=True)
class Repair:
    """Replace invalid text with other tokens."""

    at: int
    """The position from which tokens are replaced."""

    tokens: tuple[Token, ...]
    resume: int
    """The position at which parsing continues."""

    loses: bool
    """Whether an argument or a block may be lost with the text."""
