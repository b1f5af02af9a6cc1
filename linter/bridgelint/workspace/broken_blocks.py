"""Messages for what is not a block of valid text, and where scanning continues."""

from __future__ import annotations

import re
from typing import Final

from bridgelint.base.source import SourceFile, Span
from bridgelint.hcl.tokens import NAME_PATTERN
from bridgelint.hcl.tree import SyntaxProblem
from bridgelint.workspace.lexical_patterns import BLANK, INLINE_COMMENT, TRIVIA, Unclosed, text_with

# Compiled when a file is broken, not when bridgelint starts.
_ARGUMENT: Final = rb"(" + NAME_PATTERN + rb")" + BLANK + rb"="
_QUOTED: Final = rb'"' + text_with(rb'[^"\\\r\n]', rb"\\[^\r\n]") + rb'"'
_WORD: Final = INLINE_COMMENT + rb"|" + _QUOTED + rb"|(" + NAME_PATTERN + rb")"
_MISSING: Final = {
    "string": 'add the missing `"`; use a heredoc for several lines',
    "heredoc": "put the closing marker on its own line",
    "template": "add the missing `}`",
    "comment": "add the missing `*/`",
}


def unclosed_block(file: SourceFile, brace: int) -> SyntaxProblem:
    """Return the problem of an unclosed block; `brace` is the place of its `{`."""
    return _problem(file, "this block is not closed", brace, brace + 1, "add the missing `}`")


def unclosed(file: SourceFile, what: Unclosed) -> SyntaxProblem:
    """Return the problem of an unterminated string, heredoc, template or comment."""
    message = f"unterminated {what.what}"
    return _problem(file, message, what.start, what.start + 1, _MISSING[what.what])


def line_goes_on(file: SourceFile, position: int) -> SyntaxProblem:
    """Return the problem of text after the `}` of a block, on the same line."""
    at = _skip_trivia(file.data, position)
    return _problem(file, "expected a new line after the block", at, at + 1, "start a new line")


def stray(file: SourceFile, position: int) -> SyntaxProblem:
    """Return the problem of anything other than a block where one should start."""
    data = file.data
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        message = "the encoding is UTF-16, not UTF-8"
        return _problem(file, message, 0, 2, "save the file as UTF-8")
    at = _skip_trivia(data, position)
    if data.startswith(b"/*", at):
        return unclosed(file, Unclosed("comment", at))
    argument = re.compile(_ARGUMENT).match(data, at)
    word = re.compile(NAME_PATTERN).match(data, at)
    message, help_text, end = "expected a block", "", at + 1
    if argument is not None:
        message = f"unexpected argument `{argument[1].decode('utf-8', 'replace')}`"
        help_text = "the top level of a file can only contain blocks"
        end = argument.end(1)
    elif data.startswith(b"}", at):
        message, help_text = "unexpected `}`", "remove it, or add the missing `{`"
    elif word is not None:
        message = "the `{` of a block must be on the same line"
        help_text = "write the type, the labels in quotes and `{` on one line"
        end = word.end()
    return _problem(file, message, at, end, help_text)


def header_problem(file: SourceFile, start: int, end: int) -> SyntaxProblem | None:
    """Return the problem of a character in a block's header, before its `{`, that is not allowed.

    A common mistake are typographic quotes: the index treats them as a part of the label.
    """
    from bridgelint.hcl.identifiers import identifier_length  # hardly ever

    for match in re.compile(_WORD).finditer(file.data, start, end):
        word = match[1]
        if word and not word.isascii() and identifier_length(word) < len(word):
            from bridgelint.hcl.parse import parse_body  # as above

            problems = parse_body(file, start, end)[1]
            return problems[0] if problems else None
    return None


def _skip_trivia(data: bytes, position: int) -> int:
    match = re.compile(TRIVIA).match(data, position)
    return position if match is None else match.end()


def _problem(file: SourceFile, message: str, start: int, end: int, help_text: str) -> SyntaxProblem:
    return SyntaxProblem(message, Span(file, start, min(end, len(file.data))), help_text)
