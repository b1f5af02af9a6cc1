"""Where a name is declared, and where it is used: across files and child modules."""

from __future__ import annotations

import posixpath
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import Final, NamedTuple

from lsprotocol.types import DefinitionParams, Location, Position, ReferenceParams

from bridgelint.base.source import SourceFile, Span
from bridgelint.eventbridge.event_module import EventModule
from bridgelint.eventbridge.request import Entry, PutEventsRequest
from bridgelint.hcl.parse import parse_body
from bridgelint.hcl.references import Traversal, references
from bridgelint.hcl.tree import Attribute, Block, Template, literal_of
from bridgelint.langserver.checking import Checked
from bridgelint.langserver.documents import Document
from bridgelint.langserver.syntax import Surroundings, attributes_in, blocks_of, parsed, place_at
from bridgelint.lint.loading import directory_of
from bridgelint.workspace.block_scan import IndexedBlock
from bridgelint.workspace.directory import ModuleDirectory
from bridgelint.workspace.file_reading import UnreadableFile
from bridgelint.workspace.local_calls import is_local, resolve
from bridgelint.workspace.workspace import Workspace

VALUES: Final = (".tfvars", ".tfvars.json")

_EVENT_RULE: Final = "aws_cloudwatch_event_rule"

_DECLARE: Final = {
    "action": 2,
    "resource": 2,
    "data": 2,
    "ephemeral": 2,
    "variable": 1,
    "output": 1,
    "module": 1,
}
"""The blocks that declare a name, and how many labels it consists of."""

_META: Final = frozenset({"source", "version", "count", "for_each", "providers", "depends_on"})
_NOT_RESOURCES: Final = frozenset({"each", "count", "self", "path", "terraform", "caller"})


class Symbol(NamedTuple):
    """Something with a name in a module directory."""

    directory: str
    kind: str
    """The type of the block that declares it, or `local`."""

    name: tuple[str, ...]

    @property
    def word(self) -> bytes:
        """A text that every use contains."""
        return self.name[-1].encode()


def definition(checked: Checked, document: Document, params: DefinitionParams) -> list[Location]:
    """Return where what is named at a place is declared."""
    found = _symbol(checked, document, params.position)
    if checked.workspace is None or found is None:
        return []
    return [checked.places.location(each) for each in definitions(checked.workspace, found)]


def used(checked: Checked, document: Document, params: ReferenceParams) -> list[Location]:
    """Return where what is named at a place is used."""
    found = _symbol(checked, document, params.position)
    if checked.workspace is None or found is None:
        return []
    declared = params.context.include_declaration
    spans = [
        *(definitions(checked.workspace, found) if declared else ()),
        *uses(checked.workspace, checked.directories, found),
        *routed(checked.modules, found),
    ]
    return [checked.places.location(each) for each in dict.fromkeys(spans)]


def _symbol(checked: Checked, document: Document, position: Position) -> Symbol | None:
    """Return what is named at a position; for the name of an event bus in a string, the bus."""
    if checked.workspace is None:
        return None
    file = checked.file(document)
    offset = checked.places.offset(file, position)
    found = symbol_at(checked.workspace, file, offset)
    return found[0] if found else bus_at(checked.module(document.directory), file, offset)


def symbol_at(workspace: Workspace, file: SourceFile, offset: int) -> tuple[Symbol, Span] | None:
    """Return what is named at a place, and the words that name it."""
    here = directory_of(file.path)
    if file.path.endswith(VALUES):
        for each in _assigned(file):
            if each.name_span.start <= offset <= each.name_span.end:
                return Symbol(here, "variable", (each.name,)), each.name_span
        return None
    place = place_at(file, offset)
    if not place.blocks:
        return None
    return (
        _declared_at(place, here)
        or _passed_at(workspace, place, here)
        or _referred_at(workspace, place, here)
    )


def _declared_at(place: Surroundings, here: str) -> tuple[Symbol, Span] | None:
    block = place.blocks[0]
    count = _DECLARE.get(block.type)
    if count is not None and count == len(block.labels) and place.is_in(block.header):
        return Symbol(here, block.type, tuple(each.text for each in block.labels)), block.header
    attribute = place.attribute
    if block.type == "locals" and attribute and place.is_in(attribute.name_span):
        return Symbol(here, "local", (attribute.name,)), attribute.name_span
    return None


def _passed_at(workspace: Workspace, place: Surroundings, here: str) -> tuple[Symbol, Span] | None:
    """Return the variable that an argument of a module call sets."""
    block, attribute = place.blocks[0], place.attribute
    if block.type != "module" or attribute is None or not place.is_in(attribute.name_span):
        return None
    child = _called(workspace, here, block)
    if child is None or attribute.name in _META:
        return None
    return Symbol(child, "variable", (attribute.name,)), attribute.name_span


def _referred_at(
    workspace: Workspace, place: Surroundings, here: str
) -> tuple[Symbol, Span] | None:
    reference = place.reference
    if reference is None:
        return None
    found = list(_symbols_of(workspace, here, reference))
    under = (each for each in reversed(found) if place.is_in(each[1]))
    return next(under, found[0] if found else None)


def _symbols_of(
    workspace: Workspace, here: str, reference: Traversal
) -> Iterator[tuple[Symbol, Span]]:
    """Yield what a reference names: for `module.x.y` the call and the output."""
    root, first, second = reference.root, reference.attribute(0), reference.attribute(1)
    if first is None or root in _NOT_RESOURCES:
        return
    one = reference.root_span.to(reference.steps[0].span)
    if root in {"var", "local"}:
        yield Symbol(here, "variable" if root == "var" else "local", (first,)), one
    elif root == "module":
        yield Symbol(here, "module", (first,)), one
        block = next((parsed(each) for each in _blocks(workspace, here, "module", (first,))), None)
        child = _called(workspace, here, block) if block else None
        for step in reference.steps[1:3]:
            name = getattr(step, "name", None)
            if child is not None and name is not None:
                yield Symbol(child, "output", (name,)), step.span
                return
    elif root in {"action", "data", "ephemeral"}:
        if second is not None:
            span = reference.root_span.to(reference.steps[1].span)
            yield Symbol(here, root, (first, second)), span
    else:
        yield Symbol(here, "resource", (root, first)), one


def bus_at(module: EventModule | None, file: SourceFile, offset: int) -> Symbol | None:
    """Return the event bus whose name is hard-coded at a place."""
    attribute = place_at(file, offset).attribute
    value = attribute.value if attribute and attribute.name == "event_bus_name" else None
    if module is None or not isinstance(value, Template) or not value.literal:
        return None
    resources = (each.resource for each in module.buses_named(value.literal))
    for each in resources:
        kind = "resource" if each.mode == "managed" else each.mode
        return Symbol(module.directory, kind, (each.type, each.name))
    return None


def definitions(workspace: Workspace, symbol: Symbol) -> Iterator[Span]:
    """Yield the names of the declarations of a symbol."""
    if symbol.kind == "local":
        attribute = workspace.directory(symbol.directory).local(symbol.name[0])
        if attribute is not None:
            yield attribute.name_span
        return
    for each in _blocks(workspace, symbol.directory, symbol.kind, symbol.name):
        block = parsed(each)
        yield block.labels[-1].span if block.labels else block.span


def routed(modules: Sequence[EventModule], symbol: Symbol) -> Iterator[Span]:
    """Yield the entries that name an event bus without a reference, or that a rule may receive."""
    if symbol.kind != "resource":
        return
    names = {
        bus.name.content
        for module in modules
        if module.directory == symbol.directory
        for bus in module.buses
        if (bus.resource.type, bus.resource.name) == symbol.name
        and isinstance(bus.name.content, str)
    }
    for module in modules:
        for request in module.requests:
            for entry in request.entries:
                field = entry.event_bus_name
                if field and field.text in names and isinstance(field.expression, Template):
                    yield field.span
                if symbol.name[0] == _EVENT_RULE and _receives(symbol, module, request, entry):
                    yield entry.header


def _receives(symbol: Symbol, module: EventModule, request: PutEventsRequest, entry: Entry) -> bool:
    declared = (
        each.receiver.declared
        for each in module.receptions(request, entry)
        if each.match != "no" and each.receiver.declared
    )
    return any((each.resource.type, each.resource.name) == symbol.name for each in declared)


def uses(workspace: Workspace, directories: Iterable[str], symbol: Symbol) -> Iterator[Span]:
    """Yield the places that refer to a symbol, in the order of directories and files."""
    for path in dict.fromkeys((symbol.directory, *directories)):
        directory = workspace.directory(path)
        for file in directory.files:
            if symbol.word in file.data:
                for block in blocks_of(file):
                    yield from _uses_in(workspace, path, block, symbol)
        if symbol.kind == "variable" and path == symbol.directory:
            yield from _assignments(workspace, directory, symbol)


def _uses_in(
    workspace: Workspace, path: str, indexed: IndexedBlock, symbol: Symbol
) -> Iterator[Span]:
    if indexed.file.data.find(symbol.word, indexed.start, indexed.end) < 0:
        return
    block = parsed(indexed)
    if symbol.kind == "variable" and _called(workspace, path, block) == symbol.directory:
        named = block.body.attribute(symbol.name[0])
        if named is not None and named.name not in _META:
            yield named.name_span
    for attribute in attributes_in(block.body):
        for reference in references(attribute.value):
            for found, span in _symbols_of(workspace, path, reference):
                if found == symbol:
                    yield span


def _assignments(
    workspace: Workspace, directory: ModuleDirectory, symbol: Symbol
) -> Iterator[Span]:
    """Yield where the values files of the module set a variable."""
    folder = Path(directory.path)
    names = {each.name for each in folder.iterdir()} if folder.is_dir() else set[str]()
    names |= {
        posixpath.basename(path)
        for path in workspace.overlay
        if posixpath.dirname(path) in {directory.path, "" if directory.path == "." else None}
    }
    for name in sorted(each for each in names if each.endswith(VALUES)):
        file = workspace.read(f"{directory.path}/{name}")
        if not isinstance(file, UnreadableFile):
            yield from (each.name_span for each in _assigned(file) if each.name == symbol.name[0])


def _assigned(file: SourceFile) -> tuple[Attribute, ...]:
    if file.path.endswith(".json"):
        return ()
    return parse_body(file)[0].attributes


def _blocks(
    workspace: Workspace, path: str, type_: str, labels: tuple[str, ...]
) -> Iterator[IndexedBlock]:
    index = workspace.directory(path).index
    yield from index.primary.of(type_, labels)
    yield from index.overrides.of(type_, labels)


def _called(workspace: Workspace, here: str, block: Block) -> str | None:
    """Return the directory that a module call leads to, or `None` if it is not a local one."""
    source = literal_of(block.body.value("source"))
    if source is None or not is_local(source):
        return None
    return workspace.directory(resolve(here, source)).path
