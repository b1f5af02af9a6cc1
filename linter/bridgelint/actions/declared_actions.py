"""The actions that a module declares, their instances, and the resources that trigger them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from bridgelint.actions.action import Action, ActionInstance, Caller, LateCaller
from bridgelint.actions.body_schema import (
    BodySchema,
    Unsupported,
    dynamic_type,
    unsupported_in_action,
)
from bridgelint.actions.fields import InstanceKey, key_text
from bridgelint.actions.mentions import bodies, body_references
from bridgelint.actions.provider_configurations import provider_of
from bridgelint.actions.resource import MAX_INSTANCES, Resource, value_of
from bridgelint.actions.trigger_linking import holds_only_triggers
from bridgelint.actions.triggers import ActionTrigger
from bridgelint.base.records import replace
from bridgelint.base.source import Span
from bridgelint.hcl.references import AttributeStep
from bridgelint.hcl.tree import Block
from bridgelint.terraform.expressions.scope import Bindings
from bridgelint.terraform.module.expansion import iterator_name
from bridgelint.terraform.module.module import Module
from bridgelint.terraform.values.types import DYNAMIC
from bridgelint.terraform.values.values import Reason, unknown
from bridgelint.workspace.directory import BlockDeclaration


def actions(module: Module, schemas: Mapping[str, BodySchema]) -> Iterator[Action]:
    """Yield the actions with a type and a name. `schemas` contains the schemas of `config` that are
    known, by action type."""
    for declaration in module.directory.declarations("action"):
        if len(declaration.block.labels) == 2:
            yield _action(module, declaration, schemas.get(declaration.block.labels[0].text))


def malformed_actions(module: Module) -> Iterator[Block]:
    """Return the `action` blocks whose number of labels is not two."""
    directory = module.directory
    wrong = dict.fromkeys(
        each.labels for each in directory.indexed("action") if len(each.labels) != 2
    )
    for labels in wrong:
        for declaration in directory.declarations("action", *labels):
            if len(declaration.block.labels) == len(labels):
                yield declaration.base
                yield from declaration.duplicates


def _action(module: Module, declaration: BlockDeclaration, schema: BodySchema | None) -> Action:
    block = declaration.block
    type_, name = block.labels
    configs = block.body.blocks_of("config")
    config = configs[0] if configs else None
    merged = (declaration.base, *declaration.overrides) if declaration.overrides else ()
    return Action(
        type=type_.text,
        name=name.text,
        address=f"{module.prefix}action.{type_.text}.{name.text}",
        block=block,
        expansion=module.expansion(block),
        provider=provider_of(module, block.body.attribute("provider"), type_.text),
        config_blocks=configs,
        overrides=declaration.overrides,
        duplicates=declaration.duplicates,
        without_config=tuple(each for each in merged if not each.body.blocks_of("config")),
        unsupported=_unsupported(declaration, schema),
        dynamic=_dynamic(config, schema) if config else (),
        caller_words=_caller_words(config, schema) if config else (),
    )


def _unsupported(
    declaration: BlockDeclaration, schema: BodySchema | None
) -> tuple[Unsupported, ...]:
    """Without the blocks that `misplaced_trigger` speaks of."""
    block = declaration.block
    others = {each.type_span for each in block.body.blocks if holds_only_triggers(each)}
    found = unsupported_in_action(block, schema, merged=bool(declaration.overrides))
    return tuple(each for each in found if each.span not in others)


def _dynamic(config: Block, schema: BodySchema | None) -> tuple[Block, ...]:
    return tuple(
        each
        for each in config.body.blocks_of("dynamic")
        if (type_ := dynamic_type(each)) and (schema is None or type_ in schema.blocks)
    )


def _caller_words(config: Block, schema: BodySchema | None) -> tuple[Span, ...]:
    text = config.span.file.data[config.span.start : config.span.end]
    if not config.json and b"caller" not in text and b"self" not in text:
        return ()
    # Terraform expands every `dynamic` of a `config` whose schema is unknown.
    dynamics = (each for body in bodies(config.body) for each in body.blocks_of("dynamic"))
    iterators = {iterator_name(each) for each in (_dynamic(config, schema) if schema else dynamics)}
    return tuple(
        each.root_span
        for each in body_references(config.body)
        if each.root in {"caller", "self"} and each.root not in iterators
    )


_RECOMPUTED = frozenset({("terraform_data", "output")})
"""Attributes that every update recomputes."""

_NO_CALLER = Reason("`caller` is the resource that triggers the action")


_Evaluated = tuple[ActionInstance, Module, Bindings]
"""An action instance, and how to evaluate its `config`: with unknown inputs if it is absent."""


def action_instances(
    module: Module, action: Action, triggers: Sequence[ActionTrigger]
) -> Iterator[_Evaluated]:
    """Yield the instances of an action, given the triggers that refer to it: at least one."""
    place = module
    expansion = place.expansion(action.block)
    if expansion.keys == ():
        place = module.under_any_inputs
        expansion = place.expansion(action.block)
    example = not expansion.keys
    pairs = expansion.all_bindings()[:MAX_INSTANCES] or ((None, expansion.any_bindings),)
    for key, bindings in pairs:
        address = f"{action.address}{key_text(key)}"
        instance = ActionInstance(action, key, address, example=example, absent=place.absent)
        if not action.caller_words or not triggers:
            yield instance, place, bindings
            continue
        # Once per caller.
        callers = {} if place.absent else dict.fromkeys(_callers(instance, triggers))
        if not callers:
            anything = unknown(DYNAMIC, _NO_CALLER)
            names = replace(bindings, caller=anything, self=anything)
            yield replace(instance, example=True), place, names
        for resource, of in callers:
            caller = Caller(resource, of, f"{resource.address}{key_text(of)}")
            value = value_of(module, resource, of)
            names = replace(bindings, caller=value, self=value)
            late = tuple(_late(module, action, caller, names))
            yield replace(instance, caller=caller, late_caller=late), place, names


def _callers(
    instance: ActionInstance, triggers: Sequence[ActionTrigger]
) -> Iterator[tuple[Resource, InstanceKey]]:
    for trigger in triggers:
        for reference in trigger.references:
            for target in reference.targets if reference.action is instance.action else ():
                if instance.example or target.action_key == instance.key:
                    yield trigger.resource, target.resource_key


def _late(
    module: Module, action: Action, caller: Caller, bindings: Bindings
) -> Iterator[LateCaller]:
    references = body_references(action.config.body) if action.config else ()
    for reference in references:
        if reference.root not in {"caller", "self"} or not reference.steps:
            continue
        unknown = module.evaluate(reference.expression, bindings).unknown
        if unknown is not None and unknown.reason.after_apply:
            first = reference.steps[0]
            name = first.name if isinstance(first, AttributeStep) else first.key
            at_update = (caller.resource.type, name) in _RECOMPUTED
            yield LateCaller(reference.span, unknown.reason.text, at_update=at_update)


def evaluate_config(module: Module, config: Block, bindings: Bindings) -> None:
    """Evaluate every argument of a `config` whose schema is unknown. The module records the errors:
    what Terraform rejects regardless of the schema."""
    waiting = [(config.body, bindings)]
    while waiting:
        body, names = waiting.pop()
        for attribute in body.attributes:
            module.evaluate(attribute.value, names)
        waiting.extend((each.block.body, each.bindings) for each in module.expand(body, names))
