"""The syntax around a place in a file: its blocks, its argument, what it refers to."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from functools import lru_cache
from typing import TypeVar

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
    top = next((each for each in blocks_of(file) if each.start <= offset <= each.end), None)
    if top is None:
        return Surroundings(file, offset, (), None)
    block: Block | None = parsed(top)
    blocks: list[Block] = []
    while block is not None:
        blocks.append(block)
        block = _around(offset, block.body.blocks)
    return Surroundings(file, offset, tuple(blocks), _around(offset, blocks[-1].body.attributes))


_Node = TypeVar("_Node", Block, Attribute)


def _around(offset: int, nodes: Iterable[_Node]) -> _Node | None:
    return next((each for each in nodes if each.span.start <= offset <= each.span.end), None)


@lru_cache(32)
def blocks_of(file: SourceFile) -> tuple[IndexedBlock, ...]:
    """Return the top-level blocks of a file."""
    index = index_files([file])
    return (*index.primary, *index.overrides)


def parsed(indexed: IndexedBlock) -> Block:
    """Return the block, parsed alone."""
    return indexed.parsed or _parsed(indexed.file, indexed.start, indexed.end)


@lru_cache(64)
def _parsed(file: SourceFile, start: int, end: int) -> Block:
    body = parse_body(file, start, end)[0]
    if body.blocks:
        return body.blocks[0]
    return Block("", Span(file, start, start), (), body, Span(file, start, end))


def attributes_in(body: Body) -> Iterator[Attribute]:
    """Yield the arguments of a body and of every block in it."""
    yield from body.attributes
    for block in body.blocks:
        yield from attributes_in(block.body)
