"""What an author may write next: events, actions, arguments, references, names of rules."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
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
from bridgelint.langserver.event_words import EVENT_PAGES
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
    "event_bus_name": "event_bus_name = $0",
    "resources": "resources = [$0]",
    "time": "time = $0",
    "region": 'region = "$0"',
    "events": "events = [$0]",
    "actions": "actions = [$0]",
    "condition": "condition = $0",
    "on_failure": "on_failure = $0",
    "count": "count = $0",
    "for_each": "for_each = $0",
    "provider": "provider = $0",
}
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
_SEVERITIES: Final = ("error", "warning", "notice")


def complete(
    document: Document,
    position: Position,
    checked: Checked,
    rules: Sequence[type[Rule]],
    places: Places,
) -> CompletionList:
    """Return what fits at a position; nothing in JSON syntax.

    The text is the newest one; what it may refer to is as of the last check.
    """
    if document.path.endswith(".json"):
        return CompletionList(is_incomplete=False, items=[])
    file = SourceFile(document.path, document.data)
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
            yield from _rule_names(rules)
    elif document.is_settings:
        yield from _settings(cursor, rules)
    elif document.path.endswith(".tfvars"):
        yield from _names((directory.index.primary.of("variable") if directory else ()), cursor)
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
            yield CompletionItem(
                label=name,
                kind=CompletionItemKind.Property,
                insert_text=_SNIPPETS[name],
                insert_text_format=InsertTextFormat.Snippet,
            )


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
    return CompletionItem(
        label=word, kind=CompletionItemKind.EnumMember, documentation=_markdown(page)
    )


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
            yield _reference(f"{action.local_address}{key}", CompletionItemKind.Event)


def _buses(directory: ModuleDirectory) -> Iterator[CompletionItem]:
    for kind, prefix in (("resource", ""), ("data", "data.")):
        for block in directory.index.primary.of(kind):
            if block.labels[:1] == (_BUS,) and len(block.labels) == 2:
                for attribute in ("name", "arn"):
                    yield _reference(
                        f"{prefix}{_BUS}.{block.labels[1]}.{attribute}",
                        CompletionItemKind.Reference,
                    )


def _references(cursor: Cursor, directory: ModuleDirectory) -> Iterator[CompletionItem]:
    for block in directory.index.primary.of("variable"):
        yield from (
            _reference(f"var.{name}", CompletionItemKind.Variable) for name in block.labels[:1]
        )
    for name in directory.local_names:
        yield _reference(f"local.{name}", CompletionItemKind.Variable)
    names = {"for_each": ("each.key", "each.value"), "count": ("count.index",)}
    for word, found in names.items():
        if cursor.blocks and word in _top_names(cursor, directory):
            yield from (_reference(each, CompletionItemKind.Variable) for each in found)


def _top_names(cursor: Cursor, directory: ModuleDirectory) -> frozenset[str]:
    """Return the meta-arguments of the block around the cursor, as of the last check."""
    top = cursor.blocks[0]
    blocks = directory.index.primary.of(top.type, top.labels)
    return frozenset(
        word
        for each in blocks
        for word in ("for_each", "count")
        if f"\n  {word}".encode() in each.file.data[each.start : each.end]
    )


def _reference(address: str, kind: CompletionItemKind) -> CompletionItem:
    return CompletionItem(label=address, kind=kind)


def _texts(argument: str, module: EventModule | None, *, quoted: bool) -> Iterator[CompletionItem]:
    """Yield the values that the module already uses, or every listed region."""
    found: Iterable[str]
    if argument == "region":
        found = sorted(region for partition in PARTITIONS for region in partition.regions)
    elif module is None:
        return
    else:
        fields = (
            field
            for each in module.root.walk()
            for request in each.requests
            for entry in request.entries
            for field in entry.fields
        )
        found = sorted(
            {
                each.text
                for each in fields
                if each.name == argument and each.text and not each.is_sensitive
            }
        )
    for text in found:
        if '"' not in text and "\\" not in text and "${" not in text:
            yield CompletionItem(
                label=text if quoted else f'"{text}"', kind=CompletionItemKind.Value
            )


def _names(blocks: Iterable[Any], cursor: Cursor) -> Iterator[CompletionItem]:
    """Yield the variables of a values file."""
    for block in blocks if not cursor.argument else ():
        for name in block.labels[:1]:
            yield CompletionItem(
                label=name,
                kind=CompletionItemKind.Variable,
                insert_text=f"{name} = $0",
                insert_text_format=InsertTextFormat.Snippet,
            )


# -- the configuration file


def _settings(cursor: Cursor, rules: Sequence[type[Rule]]) -> Iterator[CompletionItem]:
    properties = load_schema()["properties"]
    if not cursor.blocks:
        yield from _outside(cursor, rules)
    elif cursor.types == ("config",):
        yield from _keys(cursor, properties["config"]["properties"])
    elif cursor.types == ("rule",):
        yield from _keys(
            cursor,
            {
                "enabled": {"description": "Whether the rule runs.", "type": "boolean"},
                "severity": {"description": "The severity of its findings.", "enum": _SEVERITIES},
                "ignorable": {
                    "description": "Whether comments can ignore its findings.",
                    "type": "boolean",
                },
            },
        )


def _outside(cursor: Cursor, rules: Sequence[type[Rule]]) -> Iterator[CompletionItem]:
    if cursor.where == "string":
        yield from _rule_names(rules)
        return
    for name, snippet in (("config", "config {\n  $0\n}"), ("rule", 'rule "$1" {\n  $0\n}')):
        if cursor.line.strip() == cursor.name:
            yield CompletionItem(
                label=name,
                kind=CompletionItemKind.Property,
                insert_text=snippet,
                insert_text_format=InsertTextFormat.Snippet,
            )


def _keys(cursor: Cursor, known: Mapping[str, Any]) -> Iterator[CompletionItem]:
    if cursor.argument:
        setting = known.get(cursor.argument, {})
        words = setting.get("enum", ())
        if cursor.where == "code":
            words = [f'"{each}"' for each in words]
        if setting.get("type") == "boolean" and cursor.where == "code":
            words = ["true", "false"]
        yield from (CompletionItem(label=each, kind=CompletionItemKind.Value) for each in words)
        return
    for name, setting in known.items():
        if name not in cursor.used - {cursor.name} and cursor.where == "code":
            yield CompletionItem(
                label=name,
                kind=CompletionItemKind.Property,
                documentation=_markdown(setting["description"]),
                insert_text=f"{name} = ",
            )


def _rule_names(rules: Sequence[type[Rule]]) -> Iterator[CompletionItem]:
    for rule in rules:
        yield CompletionItem(label=rule.name, kind=CompletionItemKind.Constant, detail=rule.summary)


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


def _markdown(text: str) -> MarkupContent:
    return MarkupContent(MarkupKind.Markdown, text)
