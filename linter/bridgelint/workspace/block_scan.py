"""An index of a file's top-level blocks, created without parsing it.

One regular expression skips everything that can hide a brace (strings with their templates,
comments) up to the next brace. Heredocs, and strings with deeper nesting than it supports, are
skipped by `nested_strings.py`.
"""

from __future__ import annotations

import re
from typing import Final

from bridgelint.base.records import dataclass
from bridgelint.base.source import BOM, SourceFile
from bridgelint.hcl.literals import label_text
from bridgelint.hcl.tree import Block, SyntaxProblem
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

_LABEL: Final = rb'"' + text_with(rb'[^"\\\r\n]', rb"\\[^\r\n]") + rb'"|' + IDENTIFIER
_PLAIN_LABEL: Final = rb'"([^"\\\r\n]*+)"[ \t]*+'

_HOP: Final = re.compile(text_with(rb'[^"#/<{}]', STRING, COMMENT, NOT_SPECIAL)).match
# Type, two labels in plain quotes, any other labels; no group at the end of the file.
_BEGINNING: Final = (
    rb"(?:(" + IDENTIFIER + rb")[ \t]*+(?:" + _PLAIN_LABEL + rb"(?:" + _PLAIN_LABEL + rb")?)?("
)
_HEADER: Final = re.compile(TRIVIA + _BEGINNING + rb")\{|\Z)").match
# Compiled when a header has other labels, or is broken.
_ANY_HEADER: Final = (
    TRIVIA + _BEGINNING + text_with(rb"[ \t]", INLINE_COMMENT, _LABEL) + rb")\{|\Z)"
)
_LINE_END: Final = re.compile(BLANK + rb"(?:\r?\n|\Z|(?=#|//))").match

_UTF_16: Final = (b"\xff\xfe", b"\xfe\xff")
_OPEN: Final = 0x7B
_CLOSE: Final = 0x7D


@dataclass(frozen=True, slots=True)
class IndexedBlock:
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


@dataclass(frozen=True, slots=True)
class IndexedArgument:
    """The place of an argument, before its value is parsed."""

    file: SourceFile
    name: str
    start: int
    """Byte offset of the name."""

    name_end: int
    value_start: int
    value_end: int


@dataclass(frozen=True, slots=True)
class BlockIndex:
    """The top-level blocks of a file in order, and at most one problem.

    With a problem the index is as complete as possible: scanning continues at the next line that
    starts like one of Terraform's blocks.
    """

    blocks: tuple[IndexedBlock, ...]
    problem: SyntaxProblem | None


def scan_blocks(file: SourceFile) -> BlockIndex:
    """Index a file in native syntax. It never fails and takes linear time."""
    data = file.data
    if data.startswith(_UTF_16):
        from bridgelint.workspace import broken_blocks as broken  # only for a mistake

        return BlockIndex((), broken.utf_16(file))
    size = len(data)
    position = len(BOM) if data.startswith(BOM) else 0
    blocks: list[IndexedBlock] = []
    problem: SyntaxProblem | None = None
    while position < size:
        header = _HEADER(data, position) or re.compile(_ANY_HEADER).match(data, position)
        if header is None:
            from bridgelint.workspace import broken_blocks as broken  # as above

            problem = problem or broken.stray(file, position)
            position = broken.next_block(data, position)
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
        from bridgelint.workspace.comments import encoding_problem  # few files are not ASCII

        problem = encoding_problem(file)
    return BlockIndex(tuple(blocks), problem)


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

            return broken.next_block(data, brace), problem or broken.unclosed_block(file, brace)
        char = data[position]
        if char == _CLOSE:
            depth -= 1
            position += 1
            if not depth:
                return position, problem
        elif char == _OPEN:
            depth += 1
            position += 1
        else:
            from bridgelint.workspace.nested_strings import skip  # few strings nest

            skipped = skip(data, position, limit)
            if isinstance(skipped, Unclosed):
                from bridgelint.workspace import broken_blocks as broken  # as above

                problem = problem or broken.unclosed(file, skipped)
                if skipped.resume is None:
                    return broken.next_block(data, brace), problem
                skipped = skipped.resume
            position = skipped


def _next_block(data: bytes, position: int) -> int:
    from bridgelint.workspace.broken_blocks import next_block  # as above

    return next_block(data, position)


def _labels(first: bytes | None, second: bytes | None, more: bytes) -> tuple[str, ...]:
    plain = tuple(label_text(label) for label in (first, second) if label is not None)
    if not more or more.isspace():
        return plain
    others = re.findall(INLINE_COMMENT + rb"|(" + _LABEL + rb")", more)
    return plain + tuple(_label(label) for label in others if label)


def _label(raw: bytes) -> str:
    return label_text(raw[1:-1]) if raw.startswith(b'"') else _text(raw)


def _text(raw: bytes) -> str:
    return raw.decode("utf-8", "replace")
