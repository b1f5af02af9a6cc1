"""Patterns of HCL's lexical structure, over bytes: what hides a brace.

A template nests without end and a heredoc ends at a word of its own, which no expression can
follow: `STRING` knows the usual depth, `nested.py` every other.

A possessive quantifier repeats one character here, never a group: CPython 3.11.0 to 3.11.4 match
a repeated group wrongly when it can backtrack (python/cpython#106052). At most one alternative of
a group matches at any place, so that a match that fails still takes linear time.
"""

from __future__ import annotations

from typing import Final, Literal, NamedTuple


def text_with(plain: bytes, *others: bytes) -> bytes:
    """Return a pattern of any text made of characters of the set `plain` and of `others`.

    No two of them may match at the same place.
    """
    return plain + rb"*+(?:(?:" + rb"|".join(others) + rb")" + plain + rb"*+)*"


INLINE_COMMENT: Final = rb"/\*" + text_with(rb"[^*]", rb"\*(?!/)") + rb"\*/"
COMMENT: Final = rb"(?:\#|//)[^\n]*+|" + INLINE_COMMENT
"""One comment, without the newline that follows it."""

TRIVIA: Final = text_with(rb"[ \t\r\n]", COMMENT)
BLANK: Final = text_with(rb"[ \t]", INLINE_COMMENT)
"""What may stand between two words of one line."""

IDENTIFIER: Final = rb"[A-Za-z_\x80-\xff][A-Za-z0-9_\-\x80-\xff]*+"
"""A name. Which characters beyond ASCII may stand in one is left to the parser."""

NOT_SPECIAL: Final = rb"/(?![/*])|<(?!<)"
"""A slash that begins no comment, a `<` that begins no heredoc."""

LITERAL_SIGN: Final = rb"\$\$\{|%%\{|\$(?!\$?\{)|%(?!%?\{)"
"""A `$` or `%` that begins no template."""

_PLAIN: Final = rb'[^"\\\r\n$%]'
_ESCAPE: Final = rb"\\[^\r\n]"
STRING_TEXT: Final = text_with(_PLAIN, _ESCAPE, LITERAL_SIGN)
_FLAT_STRING: Final = rb'"' + STRING_TEXT + rb'"'
_FLAT_BRACES: Final = rb"\{" + text_with(rb'[^"{}#/<]', _FLAT_STRING, COMMENT, NOT_SPECIAL) + rb"\}"
STRING: Final = rb'"' + text_with(_PLAIN, _ESCAPE, LITERAL_SIGN, rb"[$%]" + _FLAT_BRACES) + rb'"'
"""A quoted string whose templates hold no braces and no templates of their own: nearly all."""


class Unclosed(NamedTuple):
    """What begins and does not end."""

    what: Literal["string", "heredoc", "template", "comment"]
    start: int
    resume: int | None
    """Where reading can go on; `None` when it swallowed the rest of the text."""

    @property
    def help(self) -> str:
        """What is missing, as an instruction."""
        if self.what == "string":
            return 'add the missing `"`; a text of several lines is a heredoc'
        if self.what == "heredoc":
            return "put the closing word on a line of its own"
        return "add the missing `}`" if self.what == "template" else "add the missing `*/`"
