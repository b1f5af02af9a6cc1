"""The actions, triggers, event buses and event rules of a file and of the workspace."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from lsprotocol.types import (
    DocumentSymbol,
    DocumentSymbolParams,
    SymbolKind,
    WorkspaceSymbol,
)

from bridgelint.hcl.tree import Attribute, Block, Tuple
from bridgelint.langserver.checking import Checked
from bridgelint.langserver.documents import Document, Places
from bridgelint.langserver.syntax import blocks_of
from bridgelint.workspace.block_scan import IndexedBlock

_BUS: Final = "aws_cloudwatch_event_bus"
_RULE: Final = "aws_cloudwatch_event_rule"
_KINDS: Final = {_BUS: SymbolKind.Interface, _RULE: SymbolKind.Key}
_TRIGGER: Final = b"action_trigger"


def document_symbols(
    checked: Checked, document: Document, _: DocumentSymbolParams
) -> list[DocumentSymbol]:
    """Return the actions, triggers, event buses and event rules of a file."""
    blocks = blocks_of(checked.file(document))
    return [_symbol(each, checked) for each in blocks if _kind(each) is not None]


def workspace_symbols(checked: Checked, query: str) -> list[WorkspaceSymbol]:
    """Return the symbols whose address contains the letters of the query, in their order."""
    found: list[WorkspaceSymbol] = []
    for file in checked.files:
        for each in blocks_of(file):
            kind = _kind(each)
            if kind is not None and _contains(_address(each), query):
                span = checked.block(each).header
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


def _symbol(indexed: IndexedBlock, checked: Checked) -> DocumentSymbol:
    block, places = checked.block(indexed), checked.places
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
