"""The local values of a directory by name, each parsed separately."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from bridgelint.base.records import dataclass
from bridgelint.hcl.tree import Attribute
from bridgelint.workspace.argument_index import arguments_of
from bridgelint.workspace.block_parsing import PieceParser
from bridgelint.workspace.block_scan import IndexedArgument, IndexedBlock

Definition = IndexedArgument | Attribute


@dataclass(frozen=True, slots=True)
class LocalValues:
    """The definitions of the local values of a module."""

    defined: dict[str, Definition]
    """By name; of duplicates the last, which Terraform uses."""

    orphans: tuple[Definition, ...]
    """Definitions in override files that override nothing."""


def local_values(
    primary: Iterable[IndexedBlock], overrides: Iterable[IndexedBlock], parser: PieceParser
) -> LocalValues:
    """Index `locals` blocks: those of ordinary files and those of override files."""
    defined = {each.name: each for block in primary for each in _definitions(block, parser)}
    orphans: list[Definition] = []
    for block in overrides:
        for each in _definitions(block, parser):
            if each.name in defined:
                defined[each.name] = each
            else:
                orphans.append(each)
    return LocalValues(defined, tuple(orphans))


def _definitions(block: IndexedBlock, parser: PieceParser) -> Iterator[Definition]:
    if block.parsed is None and not block.broken:
        arguments = arguments_of(block)
        if arguments is not None:
            yield from arguments
            return
    yield from parser.block(block).body.attributes
