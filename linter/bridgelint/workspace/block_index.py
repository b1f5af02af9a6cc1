"""All blocks of a directory's files, by type, and their pieces, each parsed once on demand."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING, Final

from bridgelint.base.records import Record, replace
from bridgelint.base.source import SourceFile, Span
from bridgelint.hcl.tree import (
    Attribute,
    Block,
    BlockLabel,
    Body,
    SyntaxProblem,
    UnreadableExpression,
)
from bridgelint.workspace.block_scan import IndexedArgument, IndexedBlock, Problems, scan_blocks
from bridgelint.workspace.files import is_override

if TYPE_CHECKING:
    from bridgelint.workspace.known_trees import KnownTrees

Labels = tuple[str, ...]


class BlockTable:
    """Blocks in file and line order."""

    def __init__(self, blocks: Iterable[IndexedBlock]) -> None:
        self._by_labels: dict[tuple[str, Labels], list[IndexedBlock]] = {}
        """The blocks by type and first labels: by none, by one and so on."""
        self._holding: dict[bytes, tuple[IndexedBlock, ...]] = {}
        for block in blocks:
            for count in range(len(block.labels) + 1):
                key = block.type, block.labels[:count]
                self._by_labels.setdefault(key, []).append(block)

    def has(self, type_: str, labels: Labels) -> bool:
        """Return whether there is a block with exactly these labels."""
        return any(block.labels == labels for block in self._by_labels.get((type_, labels), ()))

    def of(self, type_: str, labels: Labels = ()) -> tuple[IndexedBlock, ...]:
        """Return the blocks of a type whose first labels are these."""
        return tuple(self._by_labels.get((type_, labels), ()))

    def holding(self, marker: bytes) -> tuple[IndexedBlock, ...]:
        """Return the blocks whose text contains these bytes, type by type."""
        if marker not in self._holding:
            self._holding[marker] = tuple(
                block
                for (_, labels), blocks in self._by_labels.items()
                if not labels
                for block in blocks
                if block.file.data.find(marker, block.start, block.end) >= 0
            )
        return self._holding[marker]


class DirectoryIndex(Record):
    """All blocks of a directory, unparsed."""

    primary: BlockTable
    overrides: BlockTable
    """The blocks of override files."""

    problems: tuple[SyntaxProblem, ...]


def index_files(files: Iterable[SourceFile]) -> DirectoryIndex:
    """Index files in native and JSON syntax, which must be in loading order."""
    primary: list[IndexedBlock] = []
    overrides: list[IndexedBlock] = []
    problems: list[SyntaxProblem] = []
    for file in files:
        is_json = file.path.endswith(".json")
        blocks, found = _index_json(file) if is_json else scan_blocks(file)
        problems.extend(found)
        target = overrides if is_override(file.path.rpartition("/")[2]) else primary
        target.extend(blocks)
    return DirectoryIndex(BlockTable(primary), BlockTable(overrides), tuple(problems))


def _index_json(file: SourceFile) -> tuple[tuple[IndexedBlock, ...], Problems]:
    """Return the blocks of a file in JSON syntax, which can only be indexed by parsing it."""
    from bridgelint.hcl.json.to_tree import parse_json_body  # where one exists

    body, problems = parse_json_body(file)
    strays = tuple(
        SyntaxProblem(
            f"unexpected argument `{attribute.name}`",
            attribute.name_span,
            "the top level of a file can only contain blocks",
        )
        for attribute in body.attributes
    )
    blocks = tuple(
        IndexedBlock(
            file,
            block.type,
            tuple(label.text for label in block.labels),
            block.span.start,
            block.span.end,
            parsed=block,
        )
        for block in body.blocks
    )
    return blocks, problems + strays


class PieceParser:
    """Parses what an index points to and caches it, including the problems."""

    def __init__(self, trees: KnownTrees | None = None) -> None:
        self._trees: Final = trees
        self._problems: dict[SyntaxProblem, None] = {}
        self._blocks: dict[tuple[SourceFile, int], Block] = {}
        self._arguments: dict[tuple[SourceFile, int], Attribute] = {}

    @property
    def problems(self) -> tuple[SyntaxProblem, ...]:
        """The problems found so far, by file and place."""
        return tuple(sorted(self._problems, key=_place))

    def note(self, problems: Iterable[SyntaxProblem]) -> None:
        """Record problems that were found elsewhere."""
        self._problems |= dict.fromkeys(problems)

    def block(self, indexed: IndexedBlock) -> Block:
        """Return the block. If it is invalid, its body is incomplete and may be empty."""
        if indexed.parsed is not None:
            return indexed.parsed
        key = (indexed.file, indexed.start)
        if key not in self._blocks:
            self._blocks[key] = self._parse_block(indexed)
        return self._blocks[key]

    def blocks(self, indexed: Iterable[IndexedBlock]) -> tuple[Block, ...]:
        """Return each block, see `block`."""
        return tuple(self.block(each) for each in indexed)

    def argument(self, indexed: IndexedArgument) -> Attribute:
        """Return the argument. If its value is invalid, it is `UnreadableExpression`."""
        key = (indexed.file, indexed.start)
        if key not in self._arguments:
            self._arguments[key] = self._parse_argument(indexed)
        return self._arguments[key]

    def _parse_block(self, indexed: IndexedBlock) -> Block:
        from bridgelint.hcl.parse import parse_body  # only where events are

        parse = self._trees.body if self._trees else parse_body
        body, problems = parse(indexed.file, indexed.start, indexed.end)
        if not indexed.broken:
            # Errors inside a broken block mostly follow from the error that broke it.
            self.note(problems)
        block = body.blocks[0] if body.blocks else _empty(indexed)
        if not problems and not indexed.broken:
            return block
        return replace(block, body=replace(block.body, complete=False))

    def _parse_argument(self, indexed: IndexedArgument) -> Attribute:
        file = indexed.file
        # A heredoc ends only with the line of its marker.
        newline = file.data.find(b"\n", indexed.value_end)
        only_blank = not file.data[indexed.value_end : max(newline, 0)].strip()
        end = newline + 1 if newline >= 0 and only_blank else indexed.value_end
        from bridgelint.hcl.parse import parse_expression  # only where events are

        parse = self._trees.expression if self._trees else parse_expression
        value, problems = parse(file, indexed.value_start, end)
        self.note(problems)
        if problems or value is None:
            value = UnreadableExpression(Span(file, indexed.value_start, indexed.value_end))
        name_span = Span(file, indexed.start, indexed.name_end)
        span = Span(file, indexed.start, indexed.value_end)
        return Attribute(indexed.name, name_span, value, span)


def _empty(indexed: IndexedBlock) -> Block:
    """Return a block of which only the header could be read."""
    file = indexed.file
    name = Span(file, indexed.start, indexed.start + len(indexed.type.encode()))
    labels = tuple(BlockLabel(text, name) for text in indexed.labels)
    end = Span(file, indexed.end, indexed.end)
    body = Body((), (), end, complete=False)
    return Block(indexed.type, name, labels, body, Span(file, indexed.start, indexed.end))


def _place(problem: SyntaxProblem) -> tuple[str, int, int, str]:
    span = problem.span
    return span.file.path, span.start, span.end, problem.message
