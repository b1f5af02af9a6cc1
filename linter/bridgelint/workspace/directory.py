"""One module directory: its blocks by name, parsed on demand, merged with override files."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from functools import cached_property
from itertools import groupby
from typing import TYPE_CHECKING, Final

from bridgelint.base.records import Record, replace
from bridgelint.base.source import SourceFile
from bridgelint.hcl.tree import Attribute, Block, Body, SyntaxProblem, literal_of
from bridgelint.workspace.block_index import (
    BlockTable,
    DirectoryIndex,
    Labels,
    PieceParser,
    index_files,
)
from bridgelint.workspace.block_scan import IndexedArgument, IndexedBlock, arguments_of

if TYPE_CHECKING:
    from bridgelint.workspace.known_trees import KnownTrees

_LAST_COUNTS: Final = frozenset({"module", "output", "variable"})
_NAMED: Final = _LAST_COUNTS | {"action", "data", "ephemeral", "provider", "resource"}
"""Types whose blocks have a name to which an override file can refer. (A provider's name is its
label and its alias; locals have one name per argument.)"""


class BlockDeclaration(Record):
    """The declaration of one named object, or one block without a name."""

    block: Block
    """As Terraform sees it: the effective declaration, merged with override files."""

    base: Block
    """The effective declaration, as written."""

    overrides: tuple[Block, ...] = ()
    """The blocks merged into it, as written, in merge order."""

    duplicates: tuple[Block, ...] = ()
    """Further declarations outside override files, as written: Terraform rejects them."""


class TerraformSettings(Record):
    """The settings in `terraform` blocks that are relevant to actions, merged with override files.

    The `required_version` of an override file replaces all earlier ones; its `required_providers`
    are replaced by name.
    """

    required_versions: tuple[Attribute, ...]
    """All `required_version` constraints, all of which must hold."""

    required_providers: Mapping[str, Attribute]
    """By local name. The value is an object, or a version constraint as a string."""

    workspace: str
    """The only workspace that a `cloud` block allows, or an empty string."""

    has_backend: bool
    """Whether a `backend` or `cloud` block shows that the module is a root module."""


class ModuleDirectory:
    """The blocks of one directory.

    An invalid block has a body that is not `complete`; `problems` contains the reason once the
    block has been requested.
    """

    def __init__(
        self,
        path: str,
        files: Sequence[SourceFile],
        *,
        all_read: bool = True,
        tests: Callable[[], tuple[SourceFile, ...]] = tuple,
        trees: KnownTrees | None = None,
    ) -> None:
        """`files` in loading order; not `all_read` where there are others that cannot be read.
        `tests` reads the files of `terraform test`; `trees` are those of an earlier check."""
        self._tests: Final = tests
        self.path: Final = path
        """Relative to the working directory, with `/`."""
        self.files: Final = tuple(files)
        self._all_read: Final = all_read
        self._parser: Final = PieceParser(trees=trees)
        self._declarations: dict[tuple[str, Labels], tuple[BlockDeclaration, ...]] = {}

    @cached_property
    def index(self) -> DirectoryIndex:
        """The places of all blocks."""
        index = index_files(self.files)
        self._parser.note(index.problems)
        return index

    @cached_property
    def test_files(self) -> tuple[SourceFile, ...]:
        """The files that `terraform test` reads for the module."""
        return self._tests()

    @property
    def all_files(self) -> tuple[SourceFile, ...]:
        """The configuration files and the test files."""
        return (*self.files, *self.test_files)

    @cached_property
    def is_whole(self) -> bool:
        """Whether every file could be read and split into blocks, so that no block is missed."""
        return self._all_read and not self.index.problems

    @property
    def problems(self) -> tuple[SyntaxProblem, ...]:
        """By file and place: unreadable files, broken block structure, and errors in the blocks
        that have been requested so far."""
        _ = self.index
        return self._parser.problems

    def parsed(self, indexed: IndexedBlock) -> Block:
        """Return a block of the directory as written, without overrides."""
        return self._parser.block(indexed)

    def indexed(self, type: str) -> tuple[IndexedBlock, ...]:  # noqa: A002 # Terraform's word
        """Return the places of the blocks of a type, unparsed and possibly invalid, except those of
        override files, which declare nothing."""
        return self.index.primary.of(type)

    def declares(self, type: str, *labels: str) -> bool:  # noqa: A002 # as above
        """Return whether a block outside override files has this type and exactly these labels."""
        return self.index.primary.has(type, labels)

    def blocks(self, type: str, *labels: str) -> tuple[Block, ...]:  # noqa: A002 # as above
        """Return the blocks of a type whose first labels are these, merged with override files.

        One per name: of duplicates the effective one. In file and line order.
        """
        return tuple(each.block for each in self.declarations(type, *labels))

    def declarations(self, type: str, *labels: str) -> tuple[BlockDeclaration, ...]:  # noqa: A002
        """Return the blocks like `blocks`, with the blocks from which each was merged."""
        key = (type, labels)
        if key not in self._declarations:
            self._declarations[key] = tuple(self._declared(type, labels))
        return self._declarations[key]

    def holding(self, marker: bytes) -> tuple[Block, ...]:
        """Return the blocks of any type whose text, or whose override, contains these bytes, in
        file and line order."""
        holding = (*self.index.primary.holding(marker), *self.index.overrides.holding(marker))
        names = dict.fromkeys((each.type, each.labels) for each in holding if each.type in _NAMED)
        found = [*self._parser.blocks(each for each in holding if each.type not in _NAMED)]
        for type_, labels in names:
            found += (block for block in self.blocks(type_, *labels) if _labels(block) == labels)
        order = {file: place for place, file in enumerate(self.files)}
        return tuple(sorted(found, key=lambda block: (order[block.span.file], block.span.start)))

    def orphans(self, type: str) -> tuple[Block, ...]:  # noqa: A002 # Terraform's word
        """Return the blocks of override files that override nothing: Terraform rejects them."""
        if type not in _NAMED:
            return ()
        declared = {self._name(each) for each in self.index.primary.of(type)}
        names = ((each, self._name(each)) for each in self.index.overrides.of(type))
        return self._parser.blocks(
            each for each, name in names if name not in declared and not _is_default(type, name)
        )

    def resource(self, type: str, name: str, *, kind: str = "resource") -> Block | None:  # noqa: A002
        """Return a resource; `kind` is the block type: `resource`, `data` or `ephemeral`."""
        return self._only(kind, type, name)

    def variable(self, name: str) -> Block | None:
        return self._only("variable", name)

    def output(self, name: str) -> Block | None:
        return self._only("output", name)

    def module_call(self, name: str) -> Block | None:
        return self._only("module", name)

    def provider(self, name: str, alias: str = "") -> Block | None:
        """Return a provider configuration; without an alias the default one."""
        blocks = self.blocks("provider", name)
        return next(
            (block for block in blocks if (literal_of(block.body.value("alias")) or "") == alias),
            None,
        )

    @property
    def local_names(self) -> tuple[str, ...]:
        """The names of all declared local values."""
        return tuple(self._local_values)

    def local(self, name: str) -> Attribute | None:
        """Return the definition of a local value, of several the effective one. The other local
        values of its block are not parsed."""
        definition = self._local_values.get(name)
        if isinstance(definition, IndexedArgument):
            return self._parser.argument(definition)
        return definition

    @cached_property
    def settings(self) -> TerraformSettings:
        primary, overrides = (
            tuple(block.body for block in self._parser.blocks(table.of("terraform")))
            for table in (self.index.primary, self.index.overrides)
        )
        versions, workspace = _versions(primary), _cloud_workspace(primary, "")
        # Terraform rejects a second `required_providers`; the first one takes effect.
        providers = next(filter(None, _required_providers(primary)), dict[str, Attribute]())
        for _, group in groupby(overrides, key=lambda body: body.span.file):
            bodies = tuple(group)
            versions = _versions(bodies) or versions
            workspace = _cloud_workspace(bodies, workspace)
            for required in _required_providers(bodies):
                providers = providers | required
        has_backend = any(body.blocks_of("backend", "cloud") for body in (*primary, *overrides))
        return TerraformSettings(versions, providers, workspace, has_backend)

    @cached_property
    def _local_values(self) -> dict[str, IndexedArgument | Attribute]:
        """The definitions by name; of duplicates the last. Override files add none."""
        defined = {each.name: each for each in self._in_locals(self.index.primary)}
        overriding = self._in_locals(self.index.overrides)
        return defined | {each.name: each for each in overriding if each.name in defined}

    def _in_locals(self, table: BlockTable) -> Iterator[IndexedArgument | Attribute]:
        for block in table.of("locals"):
            arguments = arguments_of(block)
            yield from self._parser.block(block).body.attributes if arguments is None else arguments

    def _only(self, type_: str, *labels: str) -> Block | None:
        blocks = self.blocks(type_, *labels)
        return next((block for block in blocks if _labels(block) == labels), None)

    def _declared(self, type_: str, labels: Labels) -> Iterator[BlockDeclaration]:
        primary = self.index.primary.of(type_, labels)
        overrides = self.index.overrides.of(type_, labels)
        if type_ not in _NAMED:
            for block in self._parser.blocks(primary):
                yield self._merged(block, overrides if type_ == "locals" else ())
            return
        overriding = self._by_name(overrides)
        for name, blocks in self._by_name(primary).items():
            yield self._declaration(type_, blocks, overriding.pop(name, ()))
        for name, blocks in overriding.items():
            if _is_default(type_, name):
                yield self._declaration(type_, blocks[:1], blocks[1:])

    def _declaration(
        self, type_: str, blocks: Sequence[IndexedBlock], overrides: Sequence[IndexedBlock]
    ) -> BlockDeclaration:
        counts = blocks[-1 if type_ in _LAST_COUNTS else 0]
        duplicates = self._parser.blocks(each for each in blocks if each is not counts)
        merged = self._merged(self._parser.block(counts), overrides)
        return replace(merged, duplicates=duplicates)

    def _merged(self, base: Block, overrides: Sequence[IndexedBlock]) -> BlockDeclaration:
        block = base
        merged = self._parser.blocks(overrides)
        for override in merged:
            from bridgelint.workspace.override_files import merge_block  # few modules have any

            block = merge_block(block, override)
        return BlockDeclaration(block, base, merged)

    def _by_name(self, blocks: Iterable[IndexedBlock]) -> dict[Labels, list[IndexedBlock]]:
        named: dict[Labels, list[IndexedBlock]] = {}
        for each in blocks:
            named.setdefault(self._name(each), []).append(each)
        return named

    def _name(self, indexed: IndexedBlock) -> Labels:
        if indexed.type != "provider":
            return indexed.labels
        return (*indexed.labels, literal_of(self._parser.block(indexed).body.value("alias")) or "")


def _is_default(type_: str, name: Labels) -> bool:
    """Return whether it is the default configuration of a provider, which always exists."""
    return type_ == "provider" and name[-1] == ""


def _labels(block: Block) -> Labels:
    return tuple(label.text for label in block.labels)


def _versions(bodies: Iterable[Body]) -> tuple[Attribute, ...]:
    found = (body.attribute("required_version") for body in bodies)
    return tuple(each for each in found if each is not None)


def _required_providers(bodies: Iterable[Body]) -> Iterator[dict[str, Attribute]]:
    for block in (each for body in bodies for each in body.blocks_of("required_providers")):
        yield {each.name: each for each in block.body.attributes}


def _cloud_workspace(bodies: Iterable[Body], otherwise: str) -> str:
    """Return the `name` in the last `cloud` block, or the other workspace without such a block."""
    found = otherwise
    for cloud in (each for body in bodies for each in body.blocks_of("cloud")):
        found = ""
        for workspaces in cloud.body.blocks_of("workspaces"):
            found = literal_of(workspaces.body.value("name")) or found
    return found
