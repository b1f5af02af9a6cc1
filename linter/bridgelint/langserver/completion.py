"""What an author may write next: events, actions, arguments, references, names of rules."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any, Final

from lsprotocol.types import (
    CompletionItem,
    CompletionItemKind,
    CompletionList,
    InsertTextFormat,
    MarkupContent,
    MarkupKind,
    Position,
    Range,
    TextEdit,
)

from bridgelint.actions.trigger_elements import EVENTS, ON_FAILURE
from bridgelint.base.source import SourceFile
from bridgelint.config.config_check import load_schema
from bridgelint.eventbridge.event_module import EventModule
from bridgelint.eventbridge.regions import PARTITIONS
from bridgelint.eventbridge.schema import ACTION_TYPE, ENTRY
from bridgelint.langserver.checking import Checked
from bridgelint.langserver.cursor import Cursor, cursor_at
from bridgelint.langserver.documents import Document, Places
from bridgelint.langserver.hover import EVENT_PAGES
from bridgelint.lint.rule import Rule
from bridgelint.terraform.expressions.reference_address import key_text
from bridgelint.workspace.directory import ModuleDirectory

TRIGGERS: Final = ('"', ".", "[", " ")

_BUS: Final = "aws_cloudwatch_event_bus"

_SNIPPETS: Final[Mapping[str, str]] = {
    "action": f'action "{ACTION_TYPE}" "${{1:name}}" {{\n  config {{\n    entry {{\n'
    '      source      = "$2"\n      detail_type = "$3"\n'
    "      detail      = jsonencode({ $4 })\n    }\n  }\n}",
    "action_trigger": "action_trigger {\n  events  = [${1:after_create}]\n  actions = [$2]\n}",
    "config": "config {\n  $0\n}",
    "entry": 'entry {\n  source      = "$1"\n  detail_type = "$2"\n'
    "  detail      = jsonencode({ $3 })\n}",
    "lifecycle": "lifecycle {\n  action_trigger {\n    events  = [${1:after_create}]\n"
    "    actions = [$2]\n  }\n}",
    "dynamic": 'dynamic "entry" {\n  for_each = $1\n  content {\n    $0\n  }\n}',
    "source": 'source = "$0"',
    "detail_type": 'detail_type = "$0"',
    "detail": "detail = jsonencode({ $0 })",
    "resources": "resources = [$0]",
    "region": 'region = "$0"',
    "events": "events = [$0]",
    "actions": "actions = [$0]",
}
"""What to write for a name, if it is not `NAME = `."""

_BODIES: Final[Mapping[tuple[str, ...], tuple[str, ...]]] = {
    (): ("action",),
    ("action",): ("config", "count", "for_each", "provider"),
    ("action", "config"): ("entry", "region", "dynamic"),
    ("action", "config", "entry"): tuple(ENTRY),
    ("action", "config", "dynamic entry", "content"): tuple(ENTRY),
    ("resource",): ("lifecycle",),
    ("resource", "lifecycle"): ("action_trigger",),
    ("resource", "lifecycle", "action_trigger"): ("events", "actions", "condition", "on_failure"),
}
"""What may be written in a body, by the types of the blocks around it."""

_MORE_THAN_ONCE: Final = frozenset({"action", "entry", "dynamic", "action_trigger"})


def complete(checked: Checked, document: Document, position: Position) -> CompletionList:
    """Return what fits at a position; nothing in JSON syntax.

    The text is the newest one; what it may refer to is as of the last check.
    """
    if document.path.endswith(".json"):
        return CompletionList(is_incomplete=False, items=[])
    file = SourceFile(document.path, document.data)
    places, rules = checked.places, checked.rules
    cursor = cursor_at(file.data, places.offset(file, position))
    module = checked.module(document.directory)
    directory = checked.workspace.directory(document.directory) if checked.workspace else None
    items = _items(document, cursor, module, directory, rules)
    placed = [_placed(each, cursor, position, places) for each in items]
    for number, item in enumerate(placed):
        item.sort_text = f"{number:04}"
    return CompletionList(is_incomplete=False, items=placed)


def _items(
    document: Document,
    cursor: Cursor,
    module: EventModule | None,
    directory: ModuleDirectory | None,
    rules: Sequence[type[Rule]],
) -> Iterator[CompletionItem]:
    if cursor.where == "comment":
        if "bridgelint-ignore" in cursor.line:
            yield from rule_names(rules)
    elif document.is_settings:
        yield from settings_items(cursor, rules)
    elif document.path.endswith(".tfvars"):
        for name in _variables(directory) if not cursor.argument else ():
            yield snippet(name, f"{name} = $0", CompletionItemKind.Variable)
    elif cursor.where == "code" and not cursor.argument:
        yield from _body(cursor)
    elif cursor.where in {"code", "string"}:
        yield from _value(cursor, module, directory)


# -- Terraform


def _body(cursor: Cursor) -> Iterator[CompletionItem]:
    if cursor.line.strip() != cursor.name:
        return
    for name in _BODIES.get(cursor.types, ()):
        if name in _MORE_THAN_ONCE or name not in cursor.used - {cursor.name}:
            yield snippet(name, _SNIPPETS.get(name, f"{name} = $0"))


def _value(
    cursor: Cursor, module: EventModule | None, directory: ModuleDirectory | None
) -> Iterator[CompletionItem]:
    quoted = cursor.where == "string"
    last = cursor.types[-1] if cursor.types else ""
    if last == "action_trigger" and not quoted:
        yield from _trigger_value(cursor, module)
        if cursor.argument != "condition":
            return
    if last in {"entry", "content", "config"} and cursor.argument in {
        "source",
        "detail_type",
        "region",
    }:
        yield from _texts(cursor.argument, module, quoted=quoted)
    if quoted:
        return
    if cursor.argument == "event_bus_name" and directory is not None:
        yield from _buses(directory)
    if directory is not None and cursor.types[:1] in {("action",), ("resource",)}:
        yield from _references(cursor, directory)


def _trigger_value(cursor: Cursor, module: EventModule | None) -> Iterator[CompletionItem]:
    if cursor.argument == "on_failure":
        yield from (_keyword(word, "Terraform 1.16 and later") for word in ON_FAILURE)
    elif cursor.argument == "events" and cursor.in_list:
        for event in EVENTS:
            if event not in cursor.used - {cursor.word}:
                yield _keyword(event, EVENT_PAGES[event])
    elif cursor.argument == "actions" and cursor.in_list and module is not None:
        yield from _actions(module)


def _keyword(word: str, page: str) -> CompletionItem:
    kind = CompletionItemKind.EnumMember
    return CompletionItem(word, kind=kind, documentation=markdown(page))


def _actions(module: EventModule) -> Iterator[CompletionItem]:
    """Yield every action of the module, with the instance keys that it is known to have."""
    for action in module.actions:
        expansion = action.expansion
        if expansion.mode == "single":
            keys = [""]
        elif expansion.keys is None or len(expansion.keys) > 20:
            keys = ["[count.index]" if expansion.mode == "count" else "[each.key]"]
        else:
            keys = [key_text(each) for each in expansion.keys]
        for key in keys:
            yield CompletionItem(f"{action.local_address}{key}", kind=CompletionItemKind.Event)


def _buses(directory: ModuleDirectory) -> Iterator[CompletionItem]:
    for kind, prefix in (("resource", ""), ("data", "data.")):
        for block in directory.index.primary.of(kind):
            if block.labels[:1] == (_BUS,) and len(block.labels) == 2:
                for attribute in ("name", "arn"):
                    address = f"{prefix}{_BUS}.{block.labels[1]}.{attribute}"
                    yield CompletionItem(address, kind=CompletionItemKind.Reference)


def _references(cursor: Cursor, directory: ModuleDirectory) -> Iterator[CompletionItem]:
    found = [f"var.{name}" for name in _variables(directory)]
    found += (f"local.{name}" for name in directory.local_names)
    type_, *labels = cursor.blocks[0]
    for word, more in _REPEATING.items():
        for each in directory.index.primary.of(type_, tuple(labels)):
            if f"\n  {word}".encode() in each.file.data[each.start : each.end]:
                found += more
    yield from (CompletionItem(each, kind=CompletionItemKind.Variable) for each in found)


_REPEATING: Final = {"for_each": ("each.key", "each.value"), "count": ("count.index",)}


def _variables(directory: ModuleDirectory | None) -> Iterator[str]:
    for block in directory.index.primary.of("variable") if directory else ():
        yield from block.labels[:1]


def _texts(argument: str, module: EventModule | None, *, quoted: bool) -> Iterator[CompletionItem]:
    """Yield the values that the module already uses, or every listed region."""
    if argument == "region":
        found = {region for partition in PARTITIONS for region in partition.regions}
    else:
        found = {
            field.text
            for each in (module.root.walk() if module else ())
            for request in each.requests
            for entry in request.entries
            for field in entry.fields
            if field.name == argument and field.text and not field.is_secret
        }
    for text in sorted(found):
        if '"' not in text and "\\" not in text and "${" not in text:
            yield CompletionItem(
                label=text if quoted else f'"{text}"', kind=CompletionItemKind.Value
            )


# -- edits


def _placed(
    item: CompletionItem, cursor: Cursor, position: Position, places: Places
) -> CompletionItem:
    """Replace what is already written of the word."""
    if cursor.where == "string" and cursor.blocks and cursor.argument:
        written = cursor.line
    elif "." in item.label:
        written = cursor.word
    else:
        written = cursor.name
    start = Position(position.line, position.character - places.width(written))
    item.text_edit = TextEdit(Range(start, position), item.insert_text or item.label)
    if item.insert_text is not None:
        item.insert_text = None
    item.filter_text = item.label
    return item


_Schema = dict[str, Any]


def settings_items(cursor: Cursor, rules: Sequence[type[Rule]]) -> Iterator[CompletionItem]:
    """Yield the blocks, settings, values and rules that fit."""
    schema = load_schema()
    here = _inside(schema, schema, *(word for each in cursor.blocks for word in each))
    known = {name: _inside(schema, here, name) for name in here.get("properties", ())}
    if cursor.argument:
        yield from _values(known.get(cursor.argument, {}), quoted=cursor.where == "string")
    elif cursor.where == "string":
        yield from rule_names(rules) if not cursor.blocks else ()
    else:
        for name, setting in known.items():
            documentation = markdown(setting.get("description", ""))
            if setting.get("type") == "object":
                label = ' "$1"' if setting.get("additionalProperties") else ""
                if cursor.line.strip() == cursor.name:
                    yield snippet(name, f"{name}{label} {{\n  $0\n}}", documentation=documentation)
            elif name not in cursor.used - {cursor.name} and not name.startswith("$"):
                yield snippet(name, f"{name} = $0", documentation=documentation)


def _inside(schema: _Schema, here: _Schema, *words: str) -> _Schema:
    """Return the schema below these names; of the elements of an array, that of an element."""
    for word in words:
        here = here.get("properties", {}).get(word) or here.get("additionalProperties") or {}
        here = schema["$defs"][here["$ref"].rpartition("/")[2]] if "$ref" in here else here
        if here.get("items", {}).get("type") == "object":
            here = {**here["items"], "description": here["description"]}
    return here


def _values(setting: _Schema, *, quoted: bool) -> Iterator[CompletionItem]:
    words = setting.get("enum", ())
    if not quoted:
        is_switch = setting.get("type") == "boolean"
        words = ("true", "false") if is_switch else [f'"{each}"' for each in words]
    yield from (CompletionItem(each, kind=CompletionItemKind.Value) for each in words)


def rule_names(rules: Sequence[type[Rule]]) -> Iterator[CompletionItem]:
    """Yield the names of the rules."""
    for rule in rules:
        yield CompletionItem(label=rule.name, kind=CompletionItemKind.Constant, detail=rule.summary)


def snippet(
    label: str,
    text: str,
    kind: CompletionItemKind = CompletionItemKind.Property,
    documentation: MarkupContent | None = None,
) -> CompletionItem:
    """Return an item that inserts a text with places to fill in."""
    return CompletionItem(
        label=label,
        kind=kind,
        documentation=documentation,
        insert_text=text,
        insert_text_format=InsertTextFormat.Snippet,
    )


def markdown(text: str) -> MarkupContent:
    """Return a documentation."""
    return MarkupContent(MarkupKind.Markdown, text)
