"""Patterns of HCL's lexical structure, over bytes: what hides a brace.

A template nests without end and a heredoc ends at a word of its own, which no expression can
follow: `STRING` knows the usual depth, `nested.py` every other.
"""

from __future__ import annotations

from typing import Final, Literal, NamedTuple

INLINE_COMMENT: Final = rb"/\*[^*]*+(?:\*(?!/)[^*]*+)*+\*/"
COMMENT: Final = rb"(?:\#|//)[^\n]*+|" + INLINE_COMMENT
"""One comment, without the newline behind it."""

TRIVIA: Final = rb"(?:[ \t\r\n]++|" + COMMENT + rb")*+"
BLANK: Final = rb"(?:[ \t]++|" + INLINE_COMMENT + rb")*+"
"""What may stand between two words of one line."""

IDENTIFIER: Final = rb"[A-Za-z_\x80-\xff][A-Za-z0-9_\-\x80-\xff]*+"
"""A name. Which characters beyond ASCII may stand in one is left to the parser."""

NOT_SPECIAL: Final = rb"/(?![/*])|<(?!<)"
"""A slash that begins no comment, a `<` that begins no heredoc."""

STRING_TEXT: Final = rb'[^"\\\r\n$%]++|\\[^\r\n]|\$\$\{|%%\{|[$%](?!\{)'
_FLAT_STRING: Final = rb'"(?:' + STRING_TEXT + rb')*+"'
_FLAT_BRACES: Final = (
    rb'\{(?:[^"{}#/<]++|' + _FLAT_STRING + rb"|" + COMMENT + rb"|" + NOT_SPECIAL + rb")*+\}"
)
STRING: Final = rb'"(?:' + STRING_TEXT + rb"|[$%]" + _FLAT_BRACES + rb')*+"'
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
