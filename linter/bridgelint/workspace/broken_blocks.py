"""What is wrong where a block should begin, and where reading goes on."""

from __future__ import annotations

import re
from typing import Final

from bridgelint.base.source import SourceFile, Span
from bridgelint.hcl.tree import SyntaxProblem
from bridgelint.workspace.lexical_patterns import (
    BLANK,
    IDENTIFIER,
    INLINE_COMMENT,
    TRIVIA,
    Unclosed,
    text_with,
)

# Compiled when something is broken, not when bridgelint starts.
_ARGUMENT: Final = rb"(" + IDENTIFIER + rb")" + BLANK + rb"="
_QUOTED: Final = rb'"' + text_with(rb'[^"\\\r\n]', rb"\\[^\r\n]") + rb'"'
_WORD: Final = INLINE_COMMENT + rb"|" + _QUOTED + rb"|(" + IDENTIFIER + rb")"
_HEADER: Final = (
    rb"^(?:action|check|data|ephemeral|import|locals|module|moved|output|provider|removed|resource"
    rb"|terraform|variable)\b[^\n={]*\{"
)


def next_block(data: bytes, position: int) -> int:
    """The next line behind `position` that begins like a block; else the end of the file."""
    match = re.compile(_HEADER, re.MULTILINE).search(data, position + 1)
    return len(data) if match is None else match.start()


def unclosed_block(file: SourceFile, brace: int) -> SyntaxProblem:
    """`brace` is the place of its `{`."""
    return _problem(
        file, "a block is opened here and never closed", brace, brace + 1, "add the missing `}`"
    )


def unclosed(file: SourceFile, what: Unclosed) -> SyntaxProblem:
    """A string, heredoc, template or comment without its end."""
    message = f"a {what.what} begins here and never ends"
    return _problem(file, message, what.start, what.start + 1, what.help)


def line_goes_on(file: SourceFile, position: int) -> SyntaxProblem:
    """Something stands behind the `}` of a block, on the same line."""
    at = _skip_trivia(file.data, position)
    return _problem(file, "a block has to end its line", at, at + 1, "begin a new line here")


def stray(file: SourceFile, position: int) -> SyntaxProblem:
    """Something that is no block stands where one should begin."""
    data = file.data
    at = _skip_trivia(data, position)
    argument = re.compile(_ARGUMENT).match(data, at)
    word = re.compile(IDENTIFIER).match(data, at)
    if argument is not None:
        name = argument[1].decode("utf-8", "replace")
        message = f"an argument is not expected here: `{name}`"
        help_text = "only blocks stand at the top level of a file"
        return _problem(file, message, at, argument.end(1), help_text)
    if data.startswith(b"}", at):
        help_text = "remove it, or add the missing `{`"
        return _problem(file, "this `}` closes nothing", at, at + 1, help_text)
    if data.startswith(b"/*", at):
        return unclosed(file, Unclosed("comment", at, None))
    if word is not None:
        help_text = "write the type, the labels in quotes and `{` on one line"
        message = "a block needs its `{` on the same line"
        return _problem(file, message, at, word.end(), help_text)
    return _problem(file, "a block is expected here", at, at + 1, "")


def header_problem(file: SourceFile, start: int, end: int) -> SyntaxProblem | None:
    """A character in a block's header, as far as its `{`, that no name may hold.

    Typographic quotes are the usual one: the index takes them for a part of the label.
    """
    from bridgelint.hcl.identifiers import identifier_length  # noqa: PLC0415 # hardly ever

    for match in re.compile(_WORD).finditer(file.data, start, end):
        word = match[1]
        if word and not word.isascii() and identifier_length(word) < len(word):
            from bridgelint.hcl.parse import parse_body  # noqa: PLC0415 # as above

            problems = parse_body(file, start, end)[1]
            return problems[0] if problems else None
    return None


def utf_16(file: SourceFile) -> SyntaxProblem:
    """The file begins with the byte order mark of UTF-16."""
    return _problem(file, "this is UTF-16, not UTF-8", 0, 2, "save the file as UTF-8")


def _skip_trivia(data: bytes, position: int) -> int:
    match = re.compile(TRIVIA).match(data, position)
    return position if match is None else match.end()


def _problem(file: SourceFile, message: str, start: int, end: int, help_text: str) -> SyntaxProblem:
    return SyntaxProblem(message, Span(file, start, min(end, len(file.data))), help_text)
