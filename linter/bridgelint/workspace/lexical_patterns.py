"""Patterns of HCL's lexical structure, over bytes: everything that can hide a brace.

Templates can be nested arbitrarily and a heredoc ends with a marker, which no regular expression
can follow: `STRING` supports the common depth, `nested_strings.py` all others.

A possessive quantifier repeats one character here, never a group: CPython 3.11.0 to 3.11.4 match a
repeated group incorrectly if it can backtrack (python/cpython#106052). At most one alternative of a
group matches at any position, so that a failing match still takes linear time.
"""

from __future__ import annotations

from typing import Final, Literal

from bridgelint.base.records import dataclass


def text_with(plain: bytes, *others: bytes) -> bytes:
    """Return a pattern of any text that consists of characters of the set `plain` and of `others`.

    No two of them may match at the same position.
    """
    return plain + rb"*+(?:(?:" + rb"|".join(others) + rb")" + plain + rb"*+)*"


INLINE_COMMENT: Final = rb"/\*" + text_with(rb"[^*]", rb"\*(?!/)") + rb"\*/"
COMMENT: Final = rb"(?:\#|//)[^\n]*+|" + INLINE_COMMENT
"""One comment, without the newline after it."""

TRIVIA: Final = text_with(rb"[ \t\r\n]", COMMENT)
BLANK: Final = text_with(rb"[ \t]", INLINE_COMMENT)
"""What can be between two tokens of one line."""

IDENTIFIER: Final = rb"[A-Za-z_\x80-\xff][A-Za-z0-9_\-\x80-\xff]*+"
"""A name. The parser checks which non-ASCII characters are allowed."""

NOT_SPECIAL: Final = rb"/(?![/*])|<(?!<)"
"""A slash that does not start a comment, a `<` that does not start a heredoc."""

LITERAL_SIGN: Final = rb"\$\$\{|%%\{|\$(?!\$?\{)|%(?!%?\{)"
"""A `$` or `%` that does not start a template."""

_PLAIN: Final = rb'[^"\\\r\n$%]'
_ESCAPE: Final = rb"\\[^\r\n]"
STRING_TEXT: Final = text_with(_PLAIN, _ESCAPE, LITERAL_SIGN)
STRING: Final = rb'"' + text_with(_PLAIN, _ESCAPE, LITERAL_SIGN, rb'[$%]\{[^"{}#/<]*+\}') + rb'"'
"""A quoted string whose templates contain neither strings nor braces: nearly all."""


@dataclass(frozen=True, slots=True)
class Unclosed:
    """An unterminated construct."""

    what: Literal["string", "heredoc", "template", "comment"]
    start: int
    resume: int | None
    """Where scanning can continue; `None` if it includes the rest of the text."""

    @property
    def help(self) -> str:
        """What to add."""
        if self.what == "string":
            return 'add the missing `"`; use a heredoc for several lines'
        if self.what == "heredoc":
            return "put the closing marker on its own line"
        return "add the missing `}`" if self.what == "template" else "add the missing `*/`"
