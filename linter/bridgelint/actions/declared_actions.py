"""What a module declares: its actions, the resources that trigger them, its buses and rules."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from bridgelint.actions.action import Action, MalformedAction, OtherAction
from bridgelint.actions.body_schema import entry_bodies, is_dynamic_entry, unsupported_in_action
from bridgelint.actions.fields import Expansion, Field, InstanceKey, Unsupported
from bridgelint.actions.mentions import body_references
from bridgelint.actions.misplaced import holds_only_triggers
from bridgelint.actions.provider_configurations import provider_of
from bridgelint.actions.triggers import Resource
from bridgelint.actions.value_origins import origins
from bridgelint.base.source import Span
from bridgelint.eventbridge.buses import Bus, EventRule
from bridgelint.eventbridge.schema import ACTION_TYPE, mistaken_type
from bridgelint.hcl.tree import Attribute, Block
from bridgelint.terraform.module.dynamic_blocks import iterator_name
from bridgelint.terraform.module.module import Module
from bridgelint.terraform.values.instance_keys import key_text
from bridgelint.terraform.values.types import DYNAMIC, STRING
from bridgelint.terraform.values.values import Reason, Value, null, unknown
from bridgelint.workspace.directory import BlockDeclaration

_BUS: Final = "aws_cloudwatch_event_bus"
_RULE: Final = "aws_cloudwatch_event_rule"

MAX_INSTANCES: Final = 1000
"""Instances of one block that are looked at."""


def actions(module: Module) -> Iterator[Action]:
    """The `aws_events_put_events` actions with a type and a name."""
    for declaration in module.directory.declarations("action", ACTION_TYPE):
        if len(declaration.block.labels) == 2:
            yield _action(module, declaration)


def other_actions(module: Module) -> Iterator[OtherAction]:
    """The actions of other types. Only those that look like a mistake are read."""
    directory = module.directory
    for indexed in directory.indexed("action"):
        if len(indexed.labels) != 2 or indexed.labels[0] == ACTION_TYPE:
            continue
        type_, name = indexed.labels
        near = mistaken_type(type_)
        header = Span(indexed.file, indexed.start, indexed.start + len(b"action"))
        blocks = directory.blocks("action", type_, name) if near else ()
        if blocks:
            header, label = blocks[0].header, blocks[0].labels[0].span
            yield OtherAction(type_, name, header, label, near)
        else:
            yield OtherAction(type_, name, header, header, near)


def malformed_actions(module: Module) -> Iterator[MalformedAction]:
    """The `action` blocks with more or fewer labels than two."""
    directory = module.directory
    wrong = dict.fromkeys(
        each.labels for each in directory.indexed("action") if len(each.labels) != 2
    )
    for labels in wrong:
        for declaration in directory.declarations("action", *labels):
            if len(declaration.block.labels) == len(labels):
                yield MalformedAction(declaration.base)
                yield from map(MalformedAction, declaration.duplicates)


def resource_of(module: Module, block: Block) -> Resource:
    """A `resource`, `data` or `ephemeral` block of the module."""
    prefix = f"{module.address}." if module.address else ""
    type_, name = (each.text for each in block.labels[:2])
    word = "" if block.type == "resource" else f"{block.type}."
    return Resource(
        mode="data"
        if block.type == "data"
        else "ephemeral"
        if block.type == "ephemeral"
        else "managed",
        type=type_,
        name=name,
        address=f"{prefix}{word}{type_}.{name}",
        block=block,
        expansion=expansion_of(module, block),
        lifecycles=block.body.blocks_of("lifecycle"),
    )


def expansion_of(module: Module, block: Block) -> Expansion:
    """How many instances a block has."""
    found = module.expansion(block)
    return Expansion(
        mode=found.mode,
        keys=found.keys,
        attribute=found.attribute,
        reason=found.reason,
        after_apply=found.reason is not None and found.reason.after_apply,
    )


def buses(module: Module) -> Iterator[Bus]:
    """The event buses that the module declares or reads, by instance."""
    for kind in ("resource", "data"):
        for block in module.directory.blocks(kind, _BUS):
            if len(block.labels) != 2:
                continue
            resource = resource_of(module, block)
            for key in _keys(resource):
                value, field = _argument(module, resource, key, "name")
                yield Bus(resource, key, value, field)


def event_rules(module: Module) -> tuple[EventRule, ...] | None:
    """The event rules of the module; nothing where the instances of one are not known."""
    found: list[EventRule] = []
    for block in module.directory.blocks("resource", _RULE):
        if len(block.labels) != 2:
            continue
        resource = resource_of(module, block)
        if resource.expansion.keys is None:
            return None
        for key in resource.expansion.keys[:MAX_INSTANCES]:
            bus, _ = _argument(module, resource, key, "event_bus_name")
            pattern, field = _argument(module, resource, key, "event_pattern")
            span = field.span if field else block.header
            found.append(EventRule(resource, bus, pattern, span))
    return tuple(found)


def _action(module: Module, declaration: BlockDeclaration) -> Action:
    block = declaration.block
    type_, name = block.labels
    configs = block.body.blocks_of("config")
    config = configs[0] if configs else None
    prefix = f"{module.address}." if module.address else ""
    bodies = entry_bodies(config) if config else ()
    return Action(
        type=type_.text,
        name=name.text,
        address=f"{prefix}action.{type_.text}.{name.text}",
        block=block,
        labels=(type_, name),
        expansion=expansion_of(module, block),
        provider=provider_of(module, block.body.attribute("provider"), type_.text),
        config_blocks=configs,
        count=block.body.attribute("count"),
        for_each=block.body.attribute("for_each"),
        overrides=declaration.overrides,
        duplicates=declaration.duplicates,
        without_config=_without_config(declaration),
        unsupported=_unsupported(declaration),
        dynamic=config.body.blocks_of("dynamic") if config else (),
        caller_words=_caller_words(config) if config else (),
        missing_source=tuple(each for each in bodies if each.body.attribute("source") is None),
    )


def _without_config(declaration: BlockDeclaration) -> tuple[Block, ...]:
    if not declaration.overrides:
        return ()
    written = (declaration.base, *declaration.overrides)
    return tuple(each for each in written if not each.body.blocks_of("config"))


def _unsupported(declaration: BlockDeclaration) -> tuple[Unsupported, ...]:
    """Without the blocks that `misplaced_trigger` speaks of."""
    block = declaration.block
    others = {each.type_span for each in block.body.blocks if holds_only_triggers(each)}
    found = unsupported_in_action(block, merged=bool(declaration.overrides))
    return tuple(each for each in found if each.span not in others)


def _caller_words(config: Block) -> tuple[Span, ...]:
    iterators = {
        iterator_name(each) for each in config.body.blocks_of("dynamic") if is_dynamic_entry(each)
    }
    return tuple(
        each.root_span
        for each in body_references(config.body)
        if each.root in {"caller", "self"} and each.root not in iterators
    )


def _keys(resource: Resource) -> tuple[InstanceKey, ...]:
    keys = resource.expansion.keys
    return (None,) if keys is None else keys[:MAX_INSTANCES]


def _argument(
    module: Module, resource: Resource, key: InstanceKey, name: str
) -> tuple[Value, Field | None]:
    """An argument of one instance that takes a string; null where it is absent."""
    attribute: Attribute | None = resource.block.body.attribute(name)
    if attribute is None:
        return null(STRING), None
    expansion = module.expansion(resource.block)
    known = expansion.keys is not None
    bindings = expansion.bindings(key) if known else expansion.any_bindings
    value = module.evaluate(attribute.value, bindings)
    if not isinstance(value.content, str) and value.type not in {STRING, DYNAMIC}:
        reason = Reason(f"{resource.address}{key_text(key)}.{name} is no string", attribute.span)
        value = unknown(STRING, reason).marked(value.marks)
    return value, Field(name, value, value, attribute, "", origins(module, attribute.value))
