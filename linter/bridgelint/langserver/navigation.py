"""Where a name is declared, and where it is used: across files and child modules."""

from __future__ import annotations

import posixpath
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Final, NamedTuple

from lsprotocol.types import DefinitionParams, Location, Position, ReferenceParams

from bridgelint.actions.mentions import NOT_OBJECTS, bodies
from bridgelint.base.source import SourceFile, Span
from bridgelint.eventbridge.event_module import EventModule
from bridgelint.eventbridge.event_rules import EventRule
from bridgelint.eventbridge.request import Entry, PutEventsRequest
from bridgelint.hcl.parse import parse_body
from bridgelint.hcl.references import Traversal, references
from bridgelint.hcl.tree import Block, Template, literal_of
from bridgelint.langserver.checking import Checked, Surroundings
from bridgelint.langserver.documents import VALUES, Document, blocks_of
from bridgelint.lint.loading import directory_of
from bridgelint.workspace.files import UnreadableFile
from bridgelint.workspace.local_calls import is_local, resolve
from bridgelint.workspace.workspace import Workspace

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


class Symbol(NamedTuple):
    """Something with a name in a module directory."""

    directory: str
    kind: str
    """The type of the block that declares it, or `local`."""

    name: tuple[str, ...]


Mention = tuple[Symbol, Span]
"""What is named, and the words that name it."""


def definition(checked: Checked, document: Document, params: DefinitionParams) -> list[Location]:
    """Return where what is named at a place is declared."""
    found = _symbol(checked, document, params.position)
    spans = _definitions(checked.workspace, found) if found else ()
    return [checked.places.location(each) for each in spans]


def used(checked: Checked, document: Document, params: ReferenceParams) -> list[Location]:
    """Return where what is named at a place is used."""
    found = _symbol(checked, document, params.position)
    if found is None:
        return []
    spans = [
        *(_definitions(checked.workspace, found) if params.context.include_declaration else ()),
        *_uses(checked.workspace, checked.directories, found),
        *(_routed(checked.modules, found) if found.kind == "resource" else ()),
    ]
    return [checked.places.location(each) for each in dict.fromkeys(spans)]


def _symbol(checked: Checked, document: Document, position: Position) -> Symbol | None:
    """Return what is named at a position; for the name of an event bus in a string, the bus."""
    workspace, here = checked.workspace, document.directory
    place = checked.place(document, position)
    mentions = list(_assigned(here, place.file))
    if place.blocks:
        mentions += (*_declared(here, place.blocks[0]), *_passed(workspace, here, place.blocks[0]))
    reference = place.reference
    parts = list(_referred(workspace, here, reference)) if reference else []
    under = (symbol for symbol, span in (*mentions, *reversed(parts)) if place.is_in(span))
    return next(under, parts[0][0] if parts else _bus_at(checked.module(here), place))


def _assigned(here: str, file: SourceFile) -> Iterator[Mention]:
    """Yield the variables that a values file sets; nothing for other files."""
    if file.path.endswith(".tfvars"):
        for each in parse_body(file)[0].attributes:
            yield Symbol(here, "variable", (each.name,)), each.name_span


def _declared(here: str, block: Block) -> Iterator[Mention]:
    if len(block.labels) == _DECLARE.get(block.type):
        yield Symbol(here, block.type, tuple(each.text for each in block.labels)), block.header
    for each in block.body.attributes if block.type == "locals" else ():
        yield Symbol(here, "local", (each.name,)), each.name_span


def _passed(workspace: Workspace, here: str, block: Block) -> Iterator[Mention]:
    """Yield the variables that the arguments of a module call set."""
    child = _called(workspace, here, block) if block.type == "module" else None
    if child is None:
        return
    for each in block.body.attributes:
        if each.name not in _META:
            yield Symbol(child, "variable", (each.name,)), each.name_span


def _referred(workspace: Workspace, here: str, reference: Traversal) -> Iterator[Mention]:
    """Yield what a reference names: for `module.x.y` the call and the output."""
    root, first, second = reference.root, reference.attribute(0), reference.attribute(1)
    if first is None:
        return
    one = reference.root_span.to(reference.steps[0].span)
    if root in {"var", "local"}:
        yield Symbol(here, "variable" if root == "var" else "local", (first,)), one
    elif root == "module":
        yield Symbol(here, "module", (first,)), one
        block = next(_blocks(workspace, here, "module", (first,)), None)
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
    elif root not in NOT_OBJECTS:
        yield Symbol(here, "resource", (root, first)), one


def _bus_at(module: EventModule | None, place: Surroundings) -> Symbol | None:
    """Return the event bus whose name is hard-coded at a place."""
    attribute = place.attribute
    value = attribute.value if attribute and attribute.name == "event_bus_name" else None
    if module is None or not isinstance(value, Template) or not value.literal:
        return None
    resource = next((each.resource for each in module.buses_named(value.literal)), None)
    if resource is None:
        return None
    return Symbol(module.directory, resource.block.type, (resource.type, resource.name))


def _definitions(workspace: Workspace, symbol: Symbol) -> Iterator[Span]:
    """Yield the names of the declarations of a symbol."""
    if symbol.kind == "local":
        attribute = workspace.directory(symbol.directory).local(symbol.name[0])
        if attribute is not None:
            yield attribute.name_span
        return
    for block in _blocks(workspace, symbol.directory, symbol.kind, symbol.name):
        yield block.labels[-1].span if block.labels else block.span


def _uses(workspace: Workspace, directories: Iterable[str], symbol: Symbol) -> Iterator[Span]:
    """Yield the places that refer to a symbol, in the order of directories and files."""
    word = symbol.name[-1].encode()
    for path in dict.fromkeys((symbol.directory, *directories)):
        mentions: list[Mention] = []
        directory = workspace.directory(path)
        for file in directory.files:
            for each in blocks_of(file) if word in file.data else ():
                if file.data.find(word, each.start, each.end) >= 0:
                    mentions += _mentions(workspace, path, directory.parsed(each))
        if symbol.kind == "variable" and path == symbol.directory:
            for file in _values_files(workspace, path):
                mentions += _assigned(path, file)
        yield from (span for found, span in mentions if found == symbol)


def _mentions(workspace: Workspace, here: str, block: Block) -> Iterator[Mention]:
    yield from _passed(workspace, here, block)
    for body in bodies(block.body):
        for attribute in body.attributes:
            for reference in references(attribute.value):
                yield from _referred(workspace, here, reference)


def _values_files(workspace: Workspace, path: str) -> Iterator[SourceFile]:
    folder = Path(path)
    names = {each.name for each in folder.iterdir()} if folder.is_dir() else set[str]()
    names |= {posixpath.basename(each) for each in workspace.overlay if directory_of(each) == path}
    for name in sorted(each for each in names if each.endswith(VALUES)):
        file = workspace.read(f"{path}/{name}")
        if not isinstance(file, UnreadableFile):
            yield file


def _routed(modules: Iterable[EventModule], symbol: Symbol) -> Iterator[Span]:
    """Yield the entries that name an event bus without a reference, or that a rule may receive."""
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
    received = (each for each in module.receptions(request, entry) if each.match != "no")
    rules = (each.receiver for each in received if isinstance(each.receiver, EventRule))
    return any((each.resource.type, each.resource.name) == symbol.name for each in rules)


def _blocks(
    workspace: Workspace, path: str, type_: str, labels: tuple[str, ...]
) -> Iterator[Block]:
    directory = workspace.directory(path)
    for table in (directory.index.primary, directory.index.overrides):
        yield from map(directory.parsed, table.of(type_, labels))


def _called(workspace: Workspace, here: str, block: Block) -> str | None:
    """Return the directory that a module call leads to, or `None` if it is not a local one."""
    source = literal_of(block.body.value("source"))
    if source is None or not is_local(source):
        return None
    return workspace.directory(resolve(here, source)).path
