"""The syntax around a place in a file: its blocks, its argument, what it refers to."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from bridgelint.base.records import dataclass
from bridgelint.base.source import SourceFile, Span
from bridgelint.hcl.parse import parse_body
from bridgelint.hcl.references import Traversal, references
from bridgelint.hcl.tree import Attribute, Block, Body
from bridgelint.workspace.block_index import index_files
from bridgelint.workspace.block_scan import IndexedBlock


@dataclass(frozen=True, slots=True)
class Surroundings:
    """What is around a byte offset."""

    file: SourceFile
    offset: int
    blocks: tuple[Block, ...]
    """The blocks around it, outermost first; empty outside of blocks."""

    attribute: Attribute | None
    """The argument around it."""

    def is_in(self, span: Span) -> bool:
        """Return whether the place is in a span of the same file, or at its end."""
        return span.start <= self.offset <= span.end

    @property
    def reference(self) -> Traversal | None:
        """The reference at the place."""
        if self.attribute is None:
            return None
        found = (each for each in references(self.attribute.value) if self.is_in(each.span))
        return next(found, None)

    def within(self, *types: str) -> bool:
        """Return whether the innermost blocks have these types, outermost first."""
        return tuple(each.type for each in self.blocks[-len(types) :]) == types


def place_at(file: SourceFile, offset: int) -> Surroundings:
    """Return what is around a byte offset."""
    around = next((each for each in blocks_of(file) if each.start <= offset <= each.end), None)
    if around is None:
        return Surroundings(file, offset, (), None)
    blocks = [parsed(around)]
    while True:
        inner = (each for each in blocks[-1].body.blocks if _touches(each.span, offset))
        block = next(inner, None)
        if block is None:
            break
        blocks.append(block)
    attributes = (each for each in blocks[-1].body.attributes if _touches(each.span, offset))
    return Surroundings(file, offset, tuple(blocks), next(attributes, None))


def blocks_of(file: SourceFile) -> tuple[IndexedBlock, ...]:
    """Return the top-level blocks of a file."""
    return _read(file).blocks


def parsed(indexed: IndexedBlock) -> Block:
    """Return the block, parsed alone."""
    if indexed.parsed is not None:
        return indexed.parsed
    known = _read(indexed.file).parsed
    if indexed.start not in known:
        known[indexed.start] = _parsed(indexed)
    return known[indexed.start]


class _File:
    """What was read of a file."""

    def __init__(self, file: SourceFile) -> None:
        index = index_files([file])
        self.file: Final = file
        self.blocks: Final = (*index.primary, *index.overrides)
        self.parsed: Final[dict[int, Block]] = {}


_files: Final[dict[str, _File]] = {}
"""The newest text of each file: an older one is not asked about again."""


def _read(file: SourceFile) -> _File:
    known = _files.get(file.path)
    if known is None or known.file is not file:
        known = _files[file.path] = _File(file)
    return known


def _parsed(indexed: IndexedBlock) -> Block:
    body = parse_body(indexed.file, indexed.start, indexed.end)[0]
    if body.blocks:
        return body.blocks[0]
    span = Span(indexed.file, indexed.start, indexed.end)
    return Block("", Span(indexed.file, indexed.start, indexed.start), (), body, span)


def attributes_in(body: Body) -> Iterator[Attribute]:
    """Yield the arguments of a body and of every block in it."""
    yield from body.attributes
    for block in body.blocks:
        yield from attributes_in(block.body)


def _touches(span: Span, offset: int) -> bool:
    return span.start <= offset <= span.end
