"""HCL's lexical structure, over bytes: everything that can hide a brace.

Templates can be nested arbitrarily and a heredoc ends with a marker, which no regular expression
can follow: `STRING` supports the common depth, `skip` any.

A possessive quantifier repeats one character here, never a group: CPython 3.11.0 to 3.11.4 match a
repeated group incorrectly if it can backtrack (python/cpython#106052). At most one alternative of a
group matches at any position, so that a failing match still takes linear time.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final, Literal

from bridgelint.base.records import Record
from bridgelint.base.source import SourceFile, Span
from bridgelint.hcl.tokens import LINE_BREAK, OPEN_COMMENT, Token
from bridgelint.hcl.tree import SyntaxProblem


def text_with(plain: bytes, *others: bytes) -> bytes:
    """Return a pattern of text of `plain` characters and `others`, which must be disjoint."""
    return plain + rb"*+(?:(?:" + rb"|".join(others) + rb")" + plain + rb"*+)*"


INLINE_COMMENT: Final = rb"/\*" + text_with(rb"[^*]", rb"\*(?!/)") + rb"\*/"
COMMENT: Final = rb"(?:\#|//)[^\n]*+|" + INLINE_COMMENT
"""One comment, without the newline after it."""

TRIVIA: Final = text_with(rb"[ \t\r\n]", COMMENT)
BLANK: Final = text_with(rb"[ \t]", INLINE_COMMENT)
"""What can be between two tokens of one line."""

NOT_SPECIAL: Final = rb"/(?![/*])|<(?!<)"
"""A slash that does not start a comment, a `<` that does not start a heredoc."""

_LITERAL_SIGN: Final = rb"\$\$\{|%%\{|\$(?!\$?\{)|%(?!%?\{)"
"""A `$` or `%` that does not start a template."""

_TEMPLATE: Final = rb"[$%]\{" + text_with(rb'[^"{}#/<]', rb'"[^"\\\r\n$%]*+"') + rb"\}"
STRING: Final = rb'"' + text_with(rb'[^"\\\r\n$%]', rb"\\[^\r\n]", _LITERAL_SIGN, _TEMPLATE) + rb'"'
"""A quoted string whose templates contain neither templates nor braces: nearly all."""

_LINE: Final = text_with(rb"[\t -#&-~]", _LITERAL_SIGN, _TEMPLATE) + rb"\r?\n"
_HEREDOC: Final = (
    rb"<<-?([A-Za-z_][A-Za-z0-9_-]*+)\r?\n(?:" + _LINE + rb")*?[ \t]*+\1[ \t]*+(?=\r?\n)"
)
"""A heredoc like that, in ASCII."""

_OPENERS: Final[dict[str, Literal["string", "heredoc", "template"]]] = {
    "DBLQUOTE": "string",
    "HEREDOC_OPEN": "heredoc",
    "INTERP_START": "template",
    "DIRECTIVE_START": "template",
}
_TO_COMMENT: Final = text_with(rb'[^"#/<]', STRING, NOT_SPECIAL)


class Unclosed(Record):
    """An unterminated construct."""

    what: Literal["string", "heredoc", "template", "comment"]
    start: int


def skip(data: bytes, start: int, limit: int) -> tuple[int, Unclosed | None]:
    """Return the position after the quoted string, heredoc or comment that starts at `start`, and
    what in it is not closed.

    The newline after a heredoc's marker is not included. A `<` that does not start a heredoc is
    skipped alone. This is exact at any depth, but slower than the patterns.
    """
    heredoc = re.compile(_HEREDOC).match(data, start, limit) if data[start] in b"<" else None
    if heredoc is not None:
        return heredoc.end(), None
    from bridgelint.hcl.scanner import EXPRESSION, Scanner  # few files need it

    scanner = Scanner(data, start, limit, EXPRESSION)
    opened: list[Token] = []
    for token in scanner.tokens():
        depth = len(scanner.frames) - 1
        if token.kind == OPEN_COMMENT:
            return limit, Unclosed("comment", token.start)
        if token.kind == LINE_BREAK and opened[-1].kind == "DBLQUOTE":
            return token.start, Unclosed("string", opened[-1].start)
        if depth > len(opened):
            opened.append(token)
        del opened[depth:]
        if not opened:
            return token.end, None
    innermost = next(each for each in reversed(opened) if each.kind in _OPENERS)
    return limit, Unclosed(_OPENERS[innermost.kind], innermost.start)


def comments(data: bytes) -> Iterator[tuple[int, int]]:
    """Yield start and end of each comment, except those inside templates.

    A `#` or `//` comment ends before its newline. Text after a string, heredoc or comment that is
    not terminated is not read.
    """
    to_comment, at_comment = re.compile(_TO_COMMENT).match, re.compile(COMMENT).match
    position = 0
    size = len(data)
    while position < size:
        match = to_comment(data, position)
        position = position if match is None else match.end()
        if position >= size:
            return
        comment = at_comment(data, position)
        if comment is None:
            position, _ = skip(data, position, size)
            continue
        yield comment.span()
        position = comment.end()


def encoding_problem(file: SourceFile) -> SyntaxProblem | None:
    """Return the problem of the first byte that is not UTF-8, which HCL only allows in comments."""
    text = bytearray(file.data)
    at = _undecodable(text)
    if at is None:
        return None
    for start, end in comments(file.data):
        text[start:end] = bytes(end - start)
    at = _undecodable(text)
    if at is None:
        return None
    return SyntaxProblem("invalid UTF-8", Span(file, at, at + 1), "save the file as UTF-8")


def _undecodable(text: bytearray) -> int | None:
    try:
        text.decode()
    except UnicodeDecodeError as error:
        return error.start
    return None
