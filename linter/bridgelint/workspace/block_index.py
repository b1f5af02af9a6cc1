"""All blocks of a directory's files, by type, before they are parsed."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Final

from bridgelint.base.records import dataclass
from bridgelint.base.source import SourceFile
from bridgelint.hcl.tree import SyntaxProblem
from bridgelint.workspace.block_scan import IndexedBlock, scan_blocks
from bridgelint.workspace.file_names import is_override

Labels = tuple[str, ...]

_LABELS: Final = {
    "action": 2,
    "data": 2,
    "ephemeral": 2,
    "module": 1,
    "output": 1,
    "provider": 1,
    "resource": 2,
    "variable": 1,
}
"""The number of labels of each block type."""


class BlockTable:
    """Blocks in file and line order."""

    def __init__(self, blocks: Iterable[IndexedBlock]) -> None:
        self._by_type: dict[str, list[IndexedBlock]] = {}
        self._by_labels: dict[tuple[str, Labels], list[IndexedBlock]] = {}
        self._holding: dict[bytes, tuple[IndexedBlock, ...]] = {}
        for block in blocks:
            self._by_type.setdefault(block.type, []).append(block)
            self._by_labels.setdefault((block.type, block.labels), []).append(block)

    def __iter__(self) -> Iterator[IndexedBlock]:
        return (block for blocks in self._by_type.values() for block in blocks)

    def has(self, type_: str, labels: Labels) -> bool:
        """Return whether there is a block with exactly these labels."""
        return (type_, labels) in self._by_labels

    def of(self, type_: str, labels: Labels = ()) -> tuple[IndexedBlock, ...]:
        """Return the blocks of a type whose first labels are these."""
        if len(labels) == _LABELS.get(type_):
            return tuple(self._by_labels.get((type_, labels), ()))
        blocks = self._by_type.get(type_, ())
        return tuple(block for block in blocks if block.labels[: len(labels)] == labels)

    def holding(self, marker: bytes) -> tuple[IndexedBlock, ...]:
        """Return the blocks whose text contains these bytes, type by type."""
        if marker not in self._holding:
            self._holding[marker] = tuple(
                block for block in self if block.file.data.find(marker, block.start, block.end) >= 0
            )
        return self._holding[marker]


@dataclass(frozen=True, slots=True)
class DirectoryIndex:
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
        blocks, found = _index(file)
        problems.extend(found)
        target = overrides if is_override(file.path.rpartition("/")[2]) else primary
        target.extend(blocks)
    return DirectoryIndex(BlockTable(primary), BlockTable(overrides), tuple(problems))


def _index(file: SourceFile) -> tuple[tuple[IndexedBlock, ...], tuple[SyntaxProblem, ...]]:
    if file.path.endswith(".json"):
        from bridgelint.workspace.json_files import index_json  # where one exists

        return index_json(file)
    return scan_blocks(file)
