"""Tokens, and what stands in their place where text is not valid."""

from __future__ import annotations

from typing import Final, NamedTuple


class Token(NamedTuple):
    """A terminal of the grammar, or one of the kinds below, which no rule of the grammar takes."""

    kind: str
    start: int
    end: int


END: Final = "$END"
UNKNOWN: Final = "UNKNOWN"
"""A character that means nothing in HCL."""
BAD_ENCODING: Final = "BAD_ENCODING"
"""Bytes that are not UTF-8."""
OPEN_COMMENT: Final = "OPEN_COMMENT"
"""A `/*` without `*/`."""
LINE_BREAK: Final = "LINE_BREAK"
"""The end of the line inside a quoted string."""

NAME_PATTERN: Final = rb"[A-Za-z_\x80-\xff][A-Za-z0-9_\x80-\xff-]*+"
"""A name; of what is beyond ASCII, `identifier_length` knows how much belongs to it."""

_GO_SPACE: Final = "\t\n\v\f\r \x85\xa0\u1680\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007"
SPACE: Final = _GO_SPACE + "\u2008\u2009\u200a\u2028\u2029\u202f\u205f\u3000"
"""What Go's unicode.IsSpace calls white space."""


class Repair(NamedTuple):
    """Put other tokens in the place of text that is not valid."""

    at: int
    """From the first token that begins here or behind."""

    tokens: tuple[Token, ...]
    resume: int
    """Where reading goes on."""

    loses: bool
    """Whether an argument or a block may be lost with the text."""
