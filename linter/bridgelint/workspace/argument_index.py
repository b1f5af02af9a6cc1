"""An index of the arguments of one body, created without parsing their values.

A `locals` block may contain a thousand of them, of which one is needed.
"""

from __future__ import annotations

import re
from typing import Final

from bridgelint.base.source import SourceFile
from bridgelint.workspace.block_scan import IndexedArgument, IndexedBlock
from bridgelint.workspace.lexical_patterns import (
    BLANK,
    COMMENT,
    IDENTIFIER,
    INLINE_COMMENT,
    NOT_SPECIAL,
    STRING,
    TRIVIA,
    Unclosed,
    text_with,
)
from bridgelint.workspace.nested_strings import skip

# Compiled when a body is indexed, not when bridgelint starts.
_ARGUMENT: Final = TRIVIA + rb"(" + IDENTIFIER + rb")" + BLANK + rb"=(?![=>])" + BLANK
_ON_LINE: Final = text_with(rb'[^"#/<{}()\[\]\r\n]', STRING, INLINE_COMMENT, NOT_SPECIAL)
_IN_BRACKETS: Final = text_with(rb'[^"#/<{}()\[\]]', STRING, COMMENT, NOT_SPECIAL)

_OPENING: Final = frozenset(b"{[(")
_CLOSING: Final = frozenset(b"}])")
_HIDING: Final = frozenset(b'"<')


def arguments_of(block: IndexedBlock) -> tuple[IndexedArgument, ...] | None:
    """Return the arguments of a block in native syntax, see `scan_arguments`."""
    brace = block.file.data.index(b"{", block.start)
    return scan_arguments(block.file, brace + 1, block.end - 1)


def scan_arguments(file: SourceFile, start: int, end: int) -> tuple[IndexedArgument, ...] | None:
    """Return the arguments between two braces; `start` is after the first, `end` before the second.

    `None` if there is anything other than arguments, or an argument is not terminated: then the
    whole body must be parsed.
    """
    data = file.data
    argument = re.compile(_ARGUMENT).match
    found: list[IndexedArgument] = []
    position = start
    while True:
        match = argument(data, position, end)
        if match is None:
            trivia = re.compile(TRIVIA).match(data, position, end)
            complete = trivia is not None and trivia.end() == end
            return tuple(found) if complete else None
        value_end = _value_end(data, match.end(), end)
        if value_end is None:
            return None
        position = value_end
        while data[value_end - 1] in b" \t":
            value_end -= 1
        name = match[1].decode("utf-8", "replace")
        begins = match.start(1)
        found.append(IndexedArgument(file, name, begins, match.end(1), match.end(), value_end))


def _value_end(data: bytes, position: int, limit: int) -> int | None:
    """Return the end of the line on which the value ends, or the start of a comment after it."""
    on_line = re.compile(_ON_LINE).match
    in_brackets = re.compile(_IN_BRACKETS).match
    depth = 0
    while True:
        match = (in_brackets if depth else on_line)(data, position, limit)
        position = position if match is None else match.end()
        if position >= limit:
            return None if depth else limit
        char = data[position]
        if char in _OPENING:
            depth += 1
        elif char in _CLOSING:
            depth -= 1
            if depth < 0:
                return None
        elif char in _HIDING or data.startswith(b"/*", position):
            skipped = skip(data, position, limit)
            if isinstance(skipped, Unclosed):
                return None
            position = skipped
            continue
        else:
            return position
        position += 1
