"""What an editor shows about a file at a glance: its symbols, links to rules, and code lenses."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Final

from lsprotocol import types

from bridgelint.actions.action import Action
from bridgelint.actions.triggers import ActionTrigger
from bridgelint.base.words import plural
from bridgelint.emit.outgoing import OutgoingRequest
from bridgelint.eventbridge.schema import ACTION_TYPE
from bridgelint.hcl.tree import Block, Tuple
from bridgelint.langserver.checking import Checked
from bridgelint.langserver.documents import Document, Places, blocks_of
from bridgelint.lint.ignore_comments import ignored_names
from bridgelint.report.formats import rule_page
from bridgelint.workspace.block_scan import IndexedBlock

DRY_RUN: Final = "bridgelint.showDryRun"

_KINDS: Final = {
    "aws_cloudwatch_event_bus": types.SymbolKind.Interface,
    "aws_cloudwatch_event_rule": types.SymbolKind.Key,
}
_TRIGGER: Final = b"action_trigger"


# -- symbols


def document_symbols(
    checked: Checked, document: Document, _: types.DocumentSymbolParams
) -> list[types.DocumentSymbol]:
    """Return the actions, triggers, event buses and event rules of a file."""
    found: list[types.DocumentSymbol] = []
    for each in blocks_of(checked.file(document)):
        kind = _kind(each)
        if kind is not None:
            block = checked.block(each)
            triggers = [
                _trigger(trigger, checked.places)
                for lifecycle in block.body.blocks_of("lifecycle")
                for trigger in lifecycle.body.blocks_of("action_trigger")
            ]
            symbol = _symbol(_address(each), kind, block, checked.places)
            symbol.children = triggers or None
            found.append(symbol)
    return found


def workspace_symbols(checked: Checked, query: str) -> list[types.WorkspaceSymbol]:
    """Return the symbols whose address contains the letters of the query, in their order."""
    found: list[types.WorkspaceSymbol] = []
    modules = map(checked.workspace.directory, checked.directories)
    for each in (each for module in modules for file in module.files for each in blocks_of(file)):
        kind, address = _kind(each), _address(each)
        letters = iter(address.lower())
        if kind is not None and all(letter in letters for letter in query.lower()):
            place = checked.places.location(checked.block(each).header)
            folder = each.file.path.rpartition("/")[0] or None
            found.append(types.WorkspaceSymbol(place, address, kind, container_name=folder))
    return found


def _kind(indexed: IndexedBlock) -> types.SymbolKind | None:
    if len(indexed.labels) != 2:
        return None
    if indexed.type == "action":
        return types.SymbolKind.Event
    if indexed.type not in {"resource", "data"}:
        return None
    has_trigger = indexed.file.data.find(_TRIGGER, indexed.start, indexed.end) >= 0
    return _KINDS.get(indexed.labels[0], types.SymbolKind.Object if has_trigger else None)


def _address(indexed: IndexedBlock) -> str:
    words = () if indexed.type == "resource" else (indexed.type,)
    return ".".join((*words, *indexed.labels))


def _symbol(
    name: str, kind: types.SymbolKind, block: Block, places: Places
) -> types.DocumentSymbol:
    return types.DocumentSymbol(name, kind, places.range(block.span), places.range(block.header))


def _trigger(block: Block, places: Places) -> types.DocumentSymbol:
    name = ", ".join(_elements(block, "events")) or "action_trigger"
    symbol = _symbol(name, types.SymbolKind.Function, block, places)
    symbol.detail = ", ".join(_elements(block, "actions")) or None
    return symbol


def _elements(block: Block, argument: str) -> Iterator[str]:
    value = block.body.value(argument)
    if isinstance(value, Tuple):
        yield from (" ".join(each.span.text.split()) for each in value.items)


# -- links


def links(
    checked: Checked, document: Document, _: types.DocumentLinkParams
) -> list[types.DocumentLink]:
    """Return a link to the page of each rule that the file names."""
    file = checked.file(document)
    pages = {each.name: rule_page(each.name, each.link) for each in checked.rules}
    if document.is_settings:
        rules = (checked.block(each) for each in blocks_of(file) if each.type == "rule")
        spans = [(each.text, each.span) for block in rules for each in block.labels[:1]]
    else:
        spans = [(each.name, each.span) for each in ignored_names(file)]
    return [
        types.DocumentLink(
            checked.places.range(span), pages[name], tooltip=f"Documentation of {name}"
        )
        for name, span in spans
        if pages.get(name)
    ]


# -- code lenses


def code_lenses(
    checked: Checked, document: Document, _: types.CodeLensParams
) -> list[types.CodeLens]:
    """Return what triggers each action of a file, what it sends, and its dry run."""
    own = {
        action.header: (module, action)
        for module in reversed(checked.modules)
        for action in module.actions
        if action.header.file.path == document.path
    }
    requests: dict[Action, list[OutgoingRequest]] = {}
    for request in checked.requests({action for _, action in own.values()}):
        requests.setdefault(request.instance.action, []).append(request)
    found: list[types.CodeLens] = []
    for header, (module, action) in sorted(own.items(), key=lambda each: each[0].start):
        commands = [types.Command(_triggers(module.triggers_of(action)), "")]
        if action.type == ACTION_TYPE:
            arguments = [{"uri": document.uri, "action": action.local_address}]
            commands += [
                types.Command(_sends(requests.get(action, ())), ""),
                types.Command("Dry run", DRY_RUN, arguments=arguments),
            ]
        found += [types.CodeLens(checked.places.range(header), each) for each in commands]
    return found


def _triggers(triggers: Sequence[ActionTrigger]) -> str:
    if not triggers:
        return "Not triggered"
    if len(triggers) > 2:
        return f"Triggered by {len(triggers):,} triggers"
    told = (
        f"{each.resource.local_address} ({', '.join(each.event_names) or 'no event'})"
        for each in triggers
    )
    return f"Triggered by {' and '.join(told)}"


def _sends(requests: Sequence[OutgoingRequest]) -> str:
    if not requests:
        return "Sends nothing"
    count = plural(sum(len(each.drafts) for each in requests), "entry")
    if len(requests) > 1:
        count = f"{count} in {plural(len(requests), 'request')}"
    exact = all(each.size.exact is not None for each in requests)
    size = sum(each.size.least for each in requests)
    return f"Sends {count}, {'' if exact else 'at least '}{size:,} bytes"
