"""What an author may write next: events, actions, arguments, references, names of rules."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Any, Final

from lsprotocol import types

from bridgelint.actions.trigger_elements import EVENTS, ON_FAILURE
from bridgelint.base.source import SourceFile
from bridgelint.config.config_tree import load_schema
from bridgelint.eventbridge.event_module import EventModule
from bridgelint.eventbridge.regions import PARTITIONS
from bridgelint.eventbridge.schema import ACTION_TYPE, ENTRY
from bridgelint.langserver.checking import Checked
from bridgelint.langserver.cursor import Cursor, cursor_at
from bridgelint.langserver.documents import Document
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
    "detail": "detail = jsonencode({ $0 })",
    **{name: f'{name} = "$0"' for name in ("source", "detail_type", "region")},
    **{name: f"{name} = [$0]" for name in ("resources", "events", "actions")},
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

_TEXTS: Final = frozenset({"source", "detail_type", "region"})
"""Arguments for which texts are offered."""

_REPEATING: Final = {"for_each": ("each.key", "each.value"), "count": ("count.index",)}


def complete(
    checked: Checked, document: Document, position: types.Position
) -> types.CompletionList:
    """Return what fits at a position; nothing in JSON syntax.

    The text is the newest one; what it may refer to is as of the last check.
    """
    if document.path.endswith(".json"):
        return types.CompletionList(is_incomplete=False, items=[])
    file = SourceFile(document.path, document.data)
    cursor = cursor_at(file.data, checked.places.offset(file, position))
    items = list(_items(checked, document, cursor))
    for number, item in enumerate(items):
        # Replace what is already written of the word.
        if cursor.where == "string" and cursor.blocks and cursor.argument:
            written = cursor.line
        else:
            written = cursor.word if "." in item.label else cursor.name
        start = types.Position(position.line, position.character - checked.places.width(written))
        item.text_edit = types.TextEdit(
            types.Range(start, position), item.insert_text or item.label
        )
        item.insert_text = None
        item.filter_text = item.label
        item.sort_text = f"{number:04}"
    return types.CompletionList(is_incomplete=False, items=items)


def _items(checked: Checked, document: Document, cursor: Cursor) -> Iterator[types.CompletionItem]:
    if cursor.where == "comment":
        yield from _rules(checked.rules) if "bridgelint-ignore" in cursor.line else ()
    elif document.is_settings:
        yield from _settings(cursor, checked.rules)
    elif document.path.endswith(".tfvars"):
        directory = checked.workspace.directory(document.directory)
        for name in _variables(directory) if not cursor.argument else ():
            yield _snippet(name, f"{name} = $0", kind=types.CompletionItemKind.Variable)
    elif cursor.where == "code" and not cursor.argument:
        for name in _BODIES.get(cursor.types, ()) if cursor.line.strip() == cursor.name else ():
            if name in _MORE_THAN_ONCE or name not in cursor.used - {cursor.name}:
                yield _snippet(name, _SNIPPETS.get(name, f"{name} = $0"))
    elif cursor.where in {"code", "string"}:
        directory = checked.workspace.directory(document.directory)
        yield from _value(cursor, checked.module(document.directory), directory)


def _rules(rules: Sequence[type[Rule]]) -> Iterator[types.CompletionItem]:
    for rule in rules:
        yield types.CompletionItem(
            rule.name, kind=types.CompletionItemKind.Constant, detail=rule.summary
        )


def _snippet(
    label: str,
    text: str,
    documentation: str | None = None,
    kind: types.CompletionItemKind = types.CompletionItemKind.Property,
) -> types.CompletionItem:
    """Return an item that inserts a text with places to fill in."""
    return types.CompletionItem(
        label,
        kind=kind,
        documentation=None if documentation is None else _markdown(documentation),
        insert_text=text,
        insert_text_format=types.InsertTextFormat.Snippet,
    )


def _markdown(text: str) -> types.MarkupContent:
    return types.MarkupContent(types.MarkupKind.Markdown, text)


# -- Terraform


def _value(
    cursor: Cursor, module: EventModule | None, directory: ModuleDirectory
) -> Iterator[types.CompletionItem]:
    quoted = cursor.where == "string"
    last = cursor.types[-1] if cursor.types else ""
    if last == "action_trigger" and not quoted:
        yield from _trigger_value(cursor, module)
        if cursor.argument != "condition":
            return
    if last in {"entry", "content", "config"} and cursor.argument in _TEXTS:
        for text in sorted(_texts(cursor.argument, module)):
            label = text if quoted else f'"{text}"'
            yield types.CompletionItem(label, kind=types.CompletionItemKind.Value)
    if quoted:
        return
    if cursor.argument == "event_bus_name":
        for address in _buses(directory):
            yield types.CompletionItem(address, kind=types.CompletionItemKind.Reference)
    if cursor.types[:1] in {("action",), ("resource",)}:
        for address in _references(cursor, directory):
            yield types.CompletionItem(address, kind=types.CompletionItemKind.Variable)


def _trigger_value(cursor: Cursor, module: EventModule | None) -> Iterator[types.CompletionItem]:
    pages: Mapping[str, str] = {}
    if cursor.argument == "on_failure":
        pages = dict.fromkeys(ON_FAILURE, "Terraform 1.16 and later")
    elif cursor.argument == "events" and cursor.in_list:
        written = cursor.used - {cursor.word}
        pages = {each: EVENT_PAGES[each] for each in EVENTS if each not in written}
    elif cursor.argument == "actions" and cursor.in_list and module is not None:
        for address in _actions(module):
            yield types.CompletionItem(address, kind=types.CompletionItemKind.Event)
    kind = types.CompletionItemKind.EnumMember
    for word, page in pages.items():
        yield types.CompletionItem(word, kind=kind, documentation=_markdown(page))


def _actions(module: EventModule) -> Iterator[str]:
    """Yield every action of the module, with the instance keys that it is known to have."""
    for action in module.actions:
        expansion = action.expansion
        if expansion.mode == "single":
            keys = [""]
        elif expansion.keys is None or len(expansion.keys) > 20:
            keys = ["[count.index]" if expansion.mode == "count" else "[each.key]"]
        else:
            keys = [key_text(each) for each in expansion.keys]
        yield from (f"{action.local_address}{key}" for key in keys)


def _buses(directory: ModuleDirectory) -> Iterator[str]:
    for kind, prefix in (("resource", ""), ("data", "data.")):
        for block in directory.index.primary.of(kind):
            if block.labels[:1] == (_BUS,) and len(block.labels) == 2:
                address = f"{prefix}{_BUS}.{block.labels[1]}"
                yield from (f"{address}.name", f"{address}.arn")


def _references(cursor: Cursor, directory: ModuleDirectory) -> Iterator[str]:
    yield from (f"var.{name}" for name in _variables(directory))
    yield from (f"local.{name}" for name in directory.local_names)
    type_, *labels = cursor.blocks[0]
    for word, more in _REPEATING.items():
        for each in directory.index.primary.of(type_, tuple(labels)):
            if f"\n  {word}".encode() in each.file.data[each.start : each.end]:
                yield from more


def _variables(directory: ModuleDirectory) -> Iterator[str]:
    for block in directory.index.primary.of("variable"):
        yield from block.labels[:1]


def _texts(argument: str, module: EventModule | None) -> set[str]:
    """Return the plain values that the module already uses, or every listed region."""
    if argument == "region":
        return {region for partition in PARTITIONS for region in partition.regions}
    return {
        field.text
        for each in (module.root.walk() if module else ())
        for request in each.requests
        for entry in request.entries
        for field in entry.fields
        if field.name == argument and field.text and not field.is_secret
        if not re.search(r'["\\]|\$\{', field.text)
    }


# -- `.bridgelint.hcl`, by its schema

_Schema = dict[str, Any]


def _settings(cursor: Cursor, rules: Sequence[type[Rule]]) -> Iterator[types.CompletionItem]:
    schema = load_schema()
    here = _inside(schema, schema, *(word for each in cursor.blocks for word in each))
    known = {name: _inside(schema, here, name) for name in here.get("properties", ())}
    quoted = cursor.where == "string"
    if cursor.argument:
        for word in _values(known.get(cursor.argument, {}), quoted=quoted):
            yield types.CompletionItem(word, kind=types.CompletionItemKind.Value)
    elif quoted:
        yield from _rules(rules) if not cursor.blocks else ()
    else:
        for name, setting in known.items():
            description = setting.get("description", "")
            if setting.get("type") == "object":
                label = ' "$1"' if setting.get("additionalProperties") else ""
                if cursor.line.strip() == cursor.name:
                    yield _snippet(name, f"{name}{label} {{\n  $0\n}}", description)
            elif name not in cursor.used - {cursor.name} and not name.startswith("$"):
                yield _snippet(name, f"{name} = $0", description)


def _inside(schema: _Schema, here: _Schema, *words: str) -> _Schema:
    """Return the schema below these names; of the elements of an array, that of an element."""
    for word in words:
        here = here.get("properties", {}).get(word) or here.get("additionalProperties") or {}
        here = schema["$defs"][here["$ref"].rpartition("/")[2]] if "$ref" in here else here
        if here.get("items", {}).get("type") == "object":
            here = {**here["items"], "description": here["description"]}
    return here


def _values(setting: _Schema, *, quoted: bool) -> Sequence[str]:
    if not quoted and setting.get("type") == "boolean":
        return ("true", "false")
    return [each if quoted else f'"{each}"' for each in setting.get("enum", ())]
