"""Bodies held against their schemas, as Terraform's loader and the provider's schema do it."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from typing import Final, Literal

from bridgelint.actions.fields import Unsupported
from bridgelint.base.nearest import nearest
from bridgelint.base.records import dataclass, replace
from bridgelint.eventbridge.schema import (
    ACTION_ARGUMENTS,
    ACTION_BLOCKS,
    CONFIG,
    CONFIG_BLOCKS,
    ENTRY,
    TRIGGER_ARGUMENTS,
)
from bridgelint.hcl.tree import Block, Body, Name

_DYNAMIC_ARGUMENTS: Final = frozenset({"for_each", "iterator", "labels"})
_CONTENT: Final = frozenset({"content"})
_NONE: Final[frozenset[str]] = frozenset()

Inside = Literal["action", "config", "entry", "dynamic", "action_trigger", "lifecycle"]


@dataclass(frozen=True, slots=True)
class Layout:
    """The names that a body takes."""

    inside: Inside
    arguments: Collection[str]
    blocks: Collection[str] = _NONE


ACTION: Final = Layout("action", ACTION_ARGUMENTS, ACTION_BLOCKS)
CONFIG_BODY: Final = Layout("config", CONFIG.keys(), CONFIG_BLOCKS)
ENTRY_BODY: Final = Layout("entry", ENTRY.keys())
DYNAMIC: Final = Layout("dynamic", _DYNAMIC_ARGUMENTS, _CONTENT)
TRIGGER: Final = Layout("action_trigger", TRIGGER_ARGUMENTS)


def unsupported_in_action(block: Block, *, merged: bool = False) -> tuple[Unsupported, ...]:
    """Everything in an action block that has no place there, in the order of the files.

    `merged`: an override file was merged into its `config`.
    """
    found = [*_unsupported(block.body, ACTION)]
    for config in block.body.blocks_of("config"):
        found.extend(_labels(config, "action"))
        found.extend(_in_config(config, merged=merged))
    return tuple(sorted(found, key=lambda each: (each.span.file.path, each.span.start)))


def unsupported_in_trigger(block: Block) -> tuple[Unsupported, ...]:
    """Everything in an `action_trigger` block that has no place there."""
    return (*_labels(block, "lifecycle"), *_unsupported(block.body, TRIGGER))


def entry_bodies(config: Block) -> tuple[Block, ...]:
    """The `entry` blocks of a config and the `content` blocks of its `dynamic "entry"`."""
    found: list[Block] = []
    for block in config.body.blocks:
        if block.type == "entry":
            found.append(block)
        elif is_dynamic_entry(block):
            found.extend(block.body.blocks_of("content"))
    return tuple(found)


def is_dynamic_entry(block: Block) -> bool:
    """It is a `dynamic "entry"`."""
    return block.type == "dynamic" and [each.text for each in block.labels] == ["entry"]


def _in_config(config: Block, *, merged: bool) -> Iterator[Unsupported]:
    plain = replace(
        config.body,
        blocks=tuple(each for each in config.body.blocks if each.type != "dynamic"),
    )
    for each in _unsupported(plain, CONFIG_BODY):
        yield replace(each, merged=merged)
    for block in config.body.blocks:
        if block.type == "entry":
            yield from _labels(block, "entry")
            yield from _unsupported(block.body, ENTRY_BODY)
        elif block.type == "dynamic":
            yield from _in_dynamic(block, merged=merged)


def _in_dynamic(block: Block, *, merged: bool) -> Iterator[Unsupported]:
    if len(block.labels) != 1:
        yield _dynamic(block, "a `dynamic` block has one label: the type of block it makes")
        return
    label = block.labels[0]
    if label.text != "entry":
        near = _nearest_block(label.text, CONFIG_BLOCKS)
        yield Unsupported("block", "config", label.text, label.span, near, merged)
        return
    yield from _unsupported(block.body, DYNAMIC)
    if block.body.attribute("for_each") is None:
        yield _dynamic(block, "`for_each` is missing in the `dynamic` block")
    iterator = block.body.attribute("iterator")
    if iterator is not None and not block.json and not isinstance(iterator.value, Name):
        yield _dynamic(block, "`iterator` takes a bare name")
    contents = block.body.blocks_of("content")
    if len(contents) != 1:
        complaint = "`content` is missing in" if not contents else "there is more than one in"
        subject = complaint if not contents else f"`content`: {complaint}"
        yield _dynamic(block, f"{subject} the `dynamic` block")
    for content in contents:
        yield from _unsupported(content.body, ENTRY_BODY)


def _unsupported(body: Body, layout: Layout) -> Iterator[Unsupported]:
    inside = layout.inside
    for attribute in body.attributes:
        name = attribute.name
        if name in layout.arguments:
            continue
        if name in layout.blocks:
            yield Unsupported("block as argument", inside, name, attribute.name_span, name)
            continue
        near = _nearest_block(name, [*layout.arguments, *layout.blocks])
        yield Unsupported("argument", inside, name, attribute.name_span, near)
    for block in body.blocks:
        name = block.type
        if name in layout.blocks:
            continue
        if name in layout.arguments:
            yield Unsupported("argument as block", inside, name, block.type_span, name)
            continue
        near = _nearest_block(name, [*layout.blocks, *layout.arguments])
        yield Unsupported("block", inside, name, block.type_span, near)


def _nearest_block(name: str, candidates: Collection[str]) -> str | None:
    """PutEvents' own word for the list of entries is far from the provider's, and often written."""
    if name.lower() == "entries" and "entry" in candidates:
        return "entry"
    return nearest(name, candidates)


def _labels(block: Block, inside: Inside) -> Iterator[Unsupported]:
    for label in block.labels:
        yield Unsupported("label", inside, label.text, label.span)


def _dynamic(block: Block, message: str) -> Unsupported:
    return Unsupported("dynamic", "dynamic", "dynamic", block.header, message=message)
