"""What an editor lists: symbols of a file and of the workspace, links, code lenses."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Final

from lsprotocol.types import (
    CodeLens,
    CodeLensParams,
    Command,
    DocumentLink,
    DocumentLinkParams,
    DocumentSymbol,
    DocumentSymbolParams,
    SymbolKind,
    WorkspaceSymbol,
)

from bridgelint.actions.action import Action
from bridgelint.actions.triggers import ActionTrigger
from bridgelint.base.words import plural
from bridgelint.emit.outgoing import OutgoingRequest
from bridgelint.eventbridge.schema import ACTION_TYPE
from bridgelint.hcl.tree import Attribute, Block, Tuple
from bridgelint.langserver.checking import Checked
from bridgelint.langserver.documents import Document, Places
from bridgelint.langserver.syntax import blocks_of, parsed
from bridgelint.lint.ignore_comments import ignored_names
from bridgelint.report.links import rule_page
from bridgelint.workspace.block_scan import IndexedBlock

DRY_RUN: Final = "bridgelint.showDryRun"

_BUS: Final = "aws_cloudwatch_event_bus"
_RULE: Final = "aws_cloudwatch_event_rule"
_KINDS: Final = {_BUS: SymbolKind.Interface, _RULE: SymbolKind.Key}
_TRIGGER: Final = b"action_trigger"


def document_symbols(
    checked: Checked, document: Document, _: DocumentSymbolParams
) -> list[DocumentSymbol]:
    """Return the actions, triggers, event buses and event rules of a file."""
    blocks = blocks_of(checked.file(document))
    return [_symbol(each, checked.places) for each in blocks if _kind(each) is not None]


def workspace_symbols(checked: Checked, query: str) -> list[WorkspaceSymbol]:
    """Return the symbols whose address contains the letters of the query, in their order."""
    found: list[WorkspaceSymbol] = []
    for file in checked.files:
        for each in blocks_of(file):
            kind = _kind(each)
            if kind is not None and _contains(_address(each), query):
                span = parsed(each).header
                found.append(
                    WorkspaceSymbol(
                        location=checked.places.location(span),
                        name=_address(each),
                        kind=kind,
                        container_name=file.path.rpartition("/")[0] or None,
                    )
                )
    return found


def _kind(indexed: IndexedBlock) -> SymbolKind | None:
    if len(indexed.labels) != 2:
        return None
    if indexed.type == "action":
        return SymbolKind.Event
    if indexed.type not in {"resource", "data"}:
        return None
    if indexed.file.data.find(_TRIGGER, indexed.start, indexed.end) >= 0:
        return _KINDS.get(indexed.labels[0], SymbolKind.Object)
    return _KINDS.get(indexed.labels[0])


def _address(indexed: IndexedBlock) -> str:
    words = () if indexed.type == "resource" else (indexed.type,)
    return ".".join((*words, *indexed.labels))


def _contains(address: str, query: str) -> bool:
    letters = iter(address.lower())
    return all(letter in letters for letter in query.lower())


def _symbol(indexed: IndexedBlock, places: Places) -> DocumentSymbol:
    block = parsed(indexed)
    triggers = [
        trigger
        for lifecycle in block.body.blocks_of("lifecycle")
        for trigger in lifecycle.body.blocks_of("action_trigger")
    ]
    return DocumentSymbol(
        name=_address(indexed),
        kind=_kind(indexed) or SymbolKind.Object,
        range=places.range(block.span),
        selection_range=places.range(block.header),
        children=[_trigger(each, places) for each in triggers] or None,
    )


def _trigger(block: Block, places: Places) -> DocumentSymbol:
    events = ", ".join(_elements(block.body.attribute("events")))
    actions = ", ".join(_elements(block.body.attribute("actions")))
    return DocumentSymbol(
        name=events or "action_trigger",
        detail=actions or None,
        kind=SymbolKind.Function,
        range=places.range(block.span),
        selection_range=places.range(block.header),
    )


def _elements(attribute: Attribute | None) -> Iterator[str]:
    if attribute is not None and isinstance(attribute.value, Tuple):
        yield from (" ".join(each.span.text.split()) for each in attribute.value.items)


# -- links


def links(checked: Checked, document: Document, _: DocumentLinkParams) -> list[DocumentLink]:
    """Return a link to the page of each rule that the file names."""
    file, rules = checked.file(document), checked.rules
    pages = {each.name: rule_page(each.name, each.link) for each in rules}
    if document.is_settings:
        labels = (
            label
            for block in (parsed(each) for each in blocks_of(file))
            if block.type == "rule"
            for label in block.labels[:1]
        )
        spans = [(each.text, each.span) for each in labels]
    else:
        spans = [(each.name, each.span) for each in ignored_names(file)]
    return [
        DocumentLink(checked.places.range(span), pages[name], tooltip=f"Documentation of {name}")
        for name, span in spans
        if pages.get(name)
    ]


# -- code lenses


def code_lenses(checked: Checked, document: Document, _: CodeLensParams) -> list[CodeLens]:
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
    found: list[CodeLens] = []
    for header, (module, action) in sorted(own.items(), key=lambda each: each[0].start):
        where = checked.places.range(header)
        found.append(CodeLens(where, Command(_triggers(module.triggers_of(action)), "")))
        if action.type == ACTION_TYPE:
            arguments = [{"uri": document.uri, "action": action.local_address}]
            found += [
                CodeLens(where, Command(_sends(requests.get(action, ())), "")),
                CodeLens(where, Command("Dry run", DRY_RUN, arguments=arguments)),
            ]
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
    entries = sum(len(each.drafts) for each in requests)
    size = sum(each.size.least for each in requests)
    exact = all(each.size.exact is not None for each in requests)
    count = plural(entries, "entry")
    if len(requests) > 1:
        count = f"{count} in {plural(len(requests), 'request')}"
    return f"Sends {count}, {'' if exact else 'at least '}{size:,} bytes"
