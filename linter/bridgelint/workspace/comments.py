"""The comments of a file, and its encoding."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

from bridgelint.base.source import SourceFile, Span
from bridgelint.hcl.tree import SyntaxProblem
from bridgelint.workspace.lexical_patterns import COMMENT, NOT_SPECIAL, STRING, Unclosed, text_with

_TO_COMMENT: Final = text_with(rb'[^"#/<]', STRING, NOT_SPECIAL)


def comments(data: bytes) -> Iterator[tuple[int, int]]:
    """Yield start and end of each comment, except those inside templates.

    A `#` or `//` comment ends before its newline. Text after a string, heredoc or comment that is
    not terminated is not read.
    """
    from bridgelint.workspace.nested_strings import skip  # few files need it

    to_comment, at_comment = re.compile(_TO_COMMENT).match, re.compile(COMMENT).match
    position = 0
    size = len(data)
    while position < size:
        match = to_comment(data, position)
        position = position if match is None else match.end()
        if position >= size:
            return
        comment = at_comment(data, position)
        if comment is not None:
            yield comment.span()
            position = comment.end()
            continue
        skipped = skip(data, position, size)
        if not isinstance(skipped, Unclosed):
            position = skipped
        elif skipped.resume is None:
            return
        else:
            position = skipped.resume


def encoding_problem(file: SourceFile) -> SyntaxProblem | None:
    """Return the problem of the first byte that is not UTF-8, which HCL only allows in comments."""
    first = None if file.data.isascii() else _undecodable(file.data, 0, len(file.data))
    if first is None:
        return None
    position = 0
    for start, end in (*comments(file.data), (len(file.data), len(file.data))):
        if end > first:
            at = _undecodable(file.data, position, start)
            if at is not None:
                return SyntaxProblem(
                    "invalid UTF-8", Span(file, at, at + 1), "save the file as UTF-8"
                )
        position = end
    return None


def _undecodable(data: bytes, start: int, end: int) -> int | None:
    try:
        data[start:end].decode()
    except UnicodeDecodeError as error:
        return start + error.start
    return None
