"""Indexes of a file's top-level blocks and of a body's arguments, created without parsing them.

One regular expression skips everything that can hide a brace (strings with their templates,
comments) up to the next brace, and `skip` heredocs and strings with deeper nesting.
"""

from __future__ import annotations

import re
from typing import Final

from bridgelint.base.records import Record
from bridgelint.base.source import BOM, SourceFile
from bridgelint.hcl.literals import label_text
from bridgelint.hcl.tokens import NAME_PATTERN
from bridgelint.hcl.tree import Block, SyntaxProblem
from bridgelint.workspace.lexical_patterns import (
    BLANK,
    COMMENT,
    INLINE_COMMENT,
    NOT_SPECIAL,
    STRING,
    TRIVIA,
    encoding_problem,
    skip,
    text_with,
)

Problems = tuple[SyntaxProblem, ...]

_LABEL: Final = rb'"' + text_with(rb'[^"\\\r\n]', rb"\\[^\r\n]") + rb'"|' + NAME_PATTERN
_PLAIN_LABEL: Final = rb'"([^"\\\r\n]*+)"[ \t]*+'

_HOP: Final = re.compile(text_with(rb'[^"#/<{}]', STRING, COMMENT, NOT_SPECIAL)).match
# Type, two labels in plain quotes, any other labels; no group at the end of the file.
_BEGINNING: Final = (
    rb"(?:(" + NAME_PATTERN + rb")[ \t]*+(?:" + _PLAIN_LABEL + rb"(?:" + _PLAIN_LABEL + rb")?)?("
)
_HEADER: Final = re.compile(TRIVIA + _BEGINNING + rb")\{|\Z)").match
# Compiled when a header has other labels, or is broken.
_ANY_HEADER: Final = (
    TRIVIA + _BEGINNING + text_with(rb"[ \t]", INLINE_COMMENT, _LABEL) + rb")\{|\Z)"
)
_HEADER_LINE: Final = (
    rb"^(?:action|check|data|ephemeral|import|locals|module|moved|output|provider|removed|resource"
    rb"|terraform|variable)\b[^\n={]*\{"
)
_LINE_END: Final = re.compile(BLANK + rb"(?:\r?\n|\Z|(?=#|//))").match

_ARGUMENT: Final = TRIVIA + rb"(" + NAME_PATTERN + rb")" + BLANK + rb"=(?![=>])" + BLANK
_ON_LINE: Final = text_with(rb'[^"#/<{}()\[\]\r\n]', STRING, INLINE_COMMENT, NOT_SPECIAL)
_IN_BRACKETS: Final = text_with(rb'[^"#/<{}()\[\]]', STRING, COMMENT, NOT_SPECIAL)
_OPENING: Final = frozenset(b"{[(")
_CLOSING: Final = frozenset(b"}])")


class IndexedBlock(Record):
    """The place of a top-level block, before it is parsed."""

    file: SourceFile
    type: str
    labels: tuple[str, ...]
    start: int
    """Byte offset of the type."""

    end: int
    """Byte offset after the closing brace."""

    broken: bool = False
    """Whether it contains a problem, so that its end may be a guess."""

    parsed: Block | None = None
    """The block, if the index was created by parsing, as for JSON syntax."""


class IndexedArgument(Record):
    """The place of an argument, before its value is parsed."""

    file: SourceFile
    name: str
    start: int
    """Byte offset of the name."""

    name_end: int
    value_start: int
    value_end: int

    @property
    def literal(self) -> str | None:
        """The string, if its value is one without escapes and templates."""
        text = _text(self.file.data[self.value_start : self.value_end])
        is_plain = re.fullmatch(r'"[^"\\$%]*"', text)
        return text[1:-1] if is_plain else None


def scan_blocks(file: SourceFile) -> tuple[tuple[IndexedBlock, ...], Problems]:
    """Index the top-level blocks of a file in native syntax; return them and at most one problem.

    The time is linear. With a problem the index is as complete as possible: scanning continues at
    the next line that starts like one of Terraform's blocks.
    """
    data = file.data
    size = len(data)
    position = len(BOM) if data.startswith(BOM) else 0
    blocks: list[IndexedBlock] = []
    problem: SyntaxProblem | None = None
    while position < size:
        header = _HEADER(data, position) or re.compile(_ANY_HEADER).match(data, position)
        if header is None:
            from bridgelint.workspace import broken_blocks as broken  # only for a mistake

            problem = problem or broken.stray(file, position)
            position = _next_block(data, position)
            continue
        name, first, second, more = header.groups()
        if name is None:
            break
        # After a problem, nothing is assumed to extend beyond the next line that starts a block.
        limit = size if problem is None else _next_block(data, header.end())
        end, found = block_end(file, header.end(), limit)
        if not (more.isascii() and name.isascii()):
            from bridgelint.workspace import broken_blocks as broken  # as above

            found = broken.header_problem(file, header.start(1), header.end()) or found
        labels = _labels(first, second, more)
        blocks.append(
            IndexedBlock(file, _text(name), labels, header.start(1), end, found is not None)
        )
        problem = problem or found
        position = end
        line_end = _LINE_END(data, end) if found is None else None
        if line_end is not None:
            position = line_end.end()
        elif found is None:
            from bridgelint.workspace import broken_blocks as broken  # as above

            problem = problem or broken.line_goes_on(file, end)
    if problem is None and not data.isascii():
        problem = encoding_problem(file)
    return tuple(blocks), () if problem is None else (problem,)


def _next_block(data: bytes, position: int) -> int:
    """Return the next line after `position` that starts like a block, or the end of the file."""
    match = re.compile(_HEADER_LINE, re.MULTILINE).search(data, position + 1)
    return len(data) if match is None else match.start()


def block_end(file: SourceFile, position: int, limit: int) -> tuple[int, SyntaxProblem | None]:
    """Return the end of the block whose `{` precedes the position, at most at the limit.

    With a problem it is a guess: the next line that starts like one of Terraform's blocks.
    """
    data, hop = file.data, _HOP
    brace = position - 1
    depth = 1
    problem: SyntaxProblem | None = None
    while True:
        match = hop(data, position, limit)
        position = position if match is None else match.end()
        if position >= limit:
            from bridgelint.workspace import broken_blocks as broken  # as above

            return _next_block(data, brace), problem or broken.unclosed_block(file, brace)
        char = data[position]
        if char in b"{}":
            depth += 1 if char in b"{" else -1
            position += 1
            if not depth:
                return position, problem
        else:
            position, unclosed = skip(data, position, limit)
            if unclosed is not None:
                from bridgelint.workspace import broken_blocks as broken  # as above

                problem = problem or broken.unclosed(file, unclosed)


def _labels(first: bytes | None, second: bytes | None, more: bytes) -> tuple[str, ...]:
    plain = tuple(label_text(label) for label in (first, second) if label is not None)
    if not more or more.isspace():
        return plain
    others = filter(None, re.findall(INLINE_COMMENT + rb"|(" + _LABEL + rb")", more))
    return plain + tuple(
        label_text(label[1:-1]) if label.startswith(b'"') else _text(label) for label in others
    )


def _text(raw: bytes) -> str:
    return raw.decode("utf-8", "replace")


def arguments_of(block: IndexedBlock) -> tuple[IndexedArgument, ...] | None:
    """Return the arguments of a block, see `scan_arguments`. `None` also if it must be parsed."""
    if block.broken or block.parsed is not None:
        return None
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
        start, name_end = match.span(1)
        name = _text(match[1])
        found.append(IndexedArgument(file, name, start, name_end, match.end(), value_end))


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
        elif char in b'"<' or data.startswith(b"/*", position):
            position, unclosed = skip(data, position, limit)
            if unclosed is not None:
                return None
            continue
        else:
            return position
        position += 1
