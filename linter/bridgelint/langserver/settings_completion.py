"""What an author may write next in `.bridgelint.hcl`, by its schema."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from lsprotocol.types import (
    CompletionItem,
    CompletionItemKind,
    InsertTextFormat,
    MarkupContent,
    MarkupKind,
)

from bridgelint.config.config_check import load_schema
from bridgelint.langserver.cursor import Cursor
from bridgelint.lint.rule import Rule

_Schema = dict[str, Any]


def settings_items(cursor: Cursor, rules: Sequence[type[Rule]]) -> Iterator[CompletionItem]:
    """Yield the blocks, settings, values and rules that fit."""
    schema = load_schema()
    here = _inside(schema, schema, *(word for each in cursor.blocks for word in each.words))
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
