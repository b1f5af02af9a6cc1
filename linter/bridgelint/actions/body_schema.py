"""Checks of bodies against the schemas of Terraform's loader and of the provider."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from typing import Final, Literal

from bridgelint.base.records import Record, field, replace
from bridgelint.base.source import Span
from bridgelint.base.words import nearest
from bridgelint.hcl.tree import Block, Body, Name

Inside = Literal["action", "config", "entry", "dynamic", "action_trigger", "lifecycle"]
"""What a body belongs to."""


class Unsupported(Record):
    """Something in a body that its schema does not support."""

    kind: Literal["argument", "block", "argument as block", "block as argument", "label", "dynamic"]
    """`argument`, `block`: unknown name. `argument as block`: written `name { }` instead of
    `name = `; `block as argument`: the reverse. `label`: a label that the block cannot have.
    `dynamic`: a `dynamic` block that lacks `for_each` or `content`, or has unsupported contents."""

    inside: Inside
    name: str
    span: Span
    """The name, as written."""

    message: str
    """What is wrong."""

    instead: str = ""
    """What to write, as a label; empty if that is not clear."""

    nearest: str | None = None
    """The nearest name in the schema, if one is near."""

    merged: bool = False
    """Directly in a `config` that an override file merged: Terraform silently drops it."""


class BodySchema(Record, eq=False):
    """The arguments and nested blocks that a body can have."""

    inside: Inside
    """What the body belongs to, for messages."""

    arguments: Collection[str]
    blocks: Mapping[str, BodySchema] = field(default_factory=dict[str, "BodySchema"])


ACTION_ARGUMENTS: Final = frozenset({"count", "for_each", "provider"})
_ACTION: Final = BodySchema(
    "action", ACTION_ARGUMENTS, {"config": BodySchema("config", frozenset())}
)
_DYNAMIC: Final = BodySchema(
    "dynamic",
    frozenset({"for_each", "iterator", "labels"}),
    {"content": BodySchema("dynamic", frozenset())},
)
_TRIGGER: Final = BodySchema(
    "action_trigger", frozenset({"events", "condition", "actions", "on_failure"})
)


def unsupported_in_action(
    block: Block, schema: BodySchema | None, *, merged: bool = False
) -> tuple[Unsupported, ...]:
    """Return everything in an action block that its schemas do not support, by file and place.

    `schema` is that of `config`, `None` if it is unknown; `merged`: an override file was merged
    into its `config`.
    """
    found = [*_unsupported(block.body, _ACTION)]
    for config in block.body.blocks_of("config"):
        found.extend(_labels(config, "action"))
        if schema is not None:
            found.extend(_in_config(config, schema, merged=merged))
    return tuple(sorted(found, key=lambda each: (each.span.file.path, each.span.start)))


def unsupported_in_trigger(block: Block) -> tuple[Unsupported, ...]:
    """Everything in an `action_trigger` block that has no place there."""
    return (*_labels(block, "lifecycle"), *_unsupported(block.body, _TRIGGER))


def blocks_of_type(config: Block, type_: str) -> tuple[Block, ...]:
    """The blocks of a type in a body, and the `content` blocks of its `dynamic` blocks of it."""
    found: list[Block] = []
    for block in config.body.blocks:
        if block.type == type_:
            found.append(block)
        elif dynamic_type(block) == type_:
            found.extend(block.body.blocks_of("content"))
    return tuple(found)


def dynamic_type(block: Block) -> str | None:
    """The type of block that a `dynamic` block generates, or `None` for any other block."""
    return block.labels[0].text if block.type == "dynamic" and len(block.labels) == 1 else None


def _in_config(config: Block, schema: BodySchema, *, merged: bool) -> Iterator[Unsupported]:
    plain = replace(
        config.body, blocks=tuple(each for each in config.body.blocks if each.type != "dynamic")
    )
    for each in _unsupported(plain, schema):
        yield replace(each, merged=merged)
    for block in config.body.blocks:
        nested = schema.blocks.get(block.type)
        if nested is not None:
            yield from _labels(block, nested.inside)
            yield from _unsupported(block.body, nested)
        elif block.type == "dynamic":
            yield from _in_dynamic(block, schema, merged=merged)


def _in_dynamic(block: Block, schema: BodySchema, *, merged: bool) -> Iterator[Unsupported]:
    if len(block.labels) != 1:
        yield _dynamic(block, "a `dynamic` block has one label: the type of its blocks")
        return
    label = block.labels[0]
    nested = schema.blocks.get(label.text)
    if nested is None:
        unknown = _unknown("block", schema.inside, label.text, label.span, schema.blocks)
        yield replace(unknown, merged=merged)
        return
    yield from _unsupported(block.body, _DYNAMIC)
    if block.body.attribute("for_each") is None:
        yield _dynamic(block, "missing required argument `for_each` in the `dynamic` block")
    iterator = block.body.attribute("iterator")
    if iterator is not None and not block.json and not isinstance(iterator.value, Name):
        yield _dynamic(block, "`iterator` must be a name without quotes")
    contents = block.body.blocks_of("content")
    if len(contents) != 1:
        complaint = "duplicate" if contents else "missing"
        yield _dynamic(block, f"{complaint} `content` in the `dynamic` block")
    for content in contents:
        yield from _unsupported(content.body, nested)


def _unsupported(body: Body, schema: BodySchema) -> Iterator[Unsupported]:
    inside, arguments, blocks = schema.inside, schema.arguments, schema.blocks
    kind = "a meta-argument" if inside == "action" else "an argument"
    for attribute in body.attributes:
        name, span = attribute.name, attribute.name_span
        if name in blocks:
            message = f"`{name}` is a block, not an argument"
            instead = f"expected `{name} {{ … }}`"
            yield Unsupported("block as argument", inside, name, span, message, instead, name)
        elif name not in arguments:
            yield _unknown("argument", inside, name, span, [*arguments, *blocks])
    for block in body.blocks:
        name, span = block.type, block.type_span
        if name in arguments:
            message = f"`{name}` is {kind}, not a block"
            instead = f"expected `{name} = …`"
            yield Unsupported("argument as block", inside, name, span, message, instead, name)
        elif name not in blocks:
            yield _unknown("block", inside, name, span, [*blocks, *arguments])


_WHERE: Final = {"action": "an action", "action_trigger": "a trigger"}


def _unknown(
    kind: Literal["argument", "block"],
    inside: Inside,
    name: str,
    span: Span,
    supported: Collection[str],
) -> Unsupported:
    # PutEvents' own name for the entries is a common mistake.
    is_entries = name.lower() == "entries" and "entry" in supported
    near = "entry" if is_entries else nearest(name, supported)
    message = f"unsupported {kind} `{name}` in {_WHERE.get(inside, f'`{inside}`')}"
    instead = f"did you mean `{near}`?" if near else ""
    return Unsupported(kind, inside, name, span, message, instead, near)


def _labels(block: Block, inside: Inside) -> Iterator[Unsupported]:
    for label in block.labels:
        message = f"unexpected label `{label.text}` on `{block.type}`"
        yield Unsupported("label", inside, label.text, label.span, message)


def _dynamic(block: Block, message: str) -> Unsupported:
    return Unsupported("dynamic", "dynamic", "dynamic", block.header, message)
