"""The actions that a module declares."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from bridgelint.actions.action import Action, MalformedAction
from bridgelint.actions.body_schema import BodySchema, dynamic_type, unsupported_in_action
from bridgelint.actions.fields import Unsupported
from bridgelint.actions.mentions import body_references
from bridgelint.actions.misplaced import holds_only_triggers
from bridgelint.actions.provider_configurations import provider_of
from bridgelint.base.source import Span
from bridgelint.hcl.tree import Block
from bridgelint.terraform.module.dynamic_blocks import iterator_name
from bridgelint.terraform.module.module import Module
from bridgelint.workspace.directory import BlockDeclaration


def actions(module: Module, schemas: Mapping[str, BodySchema]) -> Iterator[Action]:
    """Yield the actions with a type and a name. `schemas` contains the schemas of `config` that are
    known, by action type."""
    for declaration in module.directory.declarations("action"):
        if len(declaration.block.labels) == 2:
            yield _action(module, declaration, schemas.get(declaration.block.labels[0].text))


def malformed_actions(module: Module) -> Iterator[MalformedAction]:
    """Return the `action` blocks whose number of labels is not two."""
    directory = module.directory
    wrong = dict.fromkeys(
        each.labels for each in directory.indexed("action") if len(each.labels) != 2
    )
    for labels in wrong:
        for declaration in directory.declarations("action", *labels):
            if len(declaration.block.labels) == len(labels):
                yield MalformedAction(declaration.base)
                yield from map(MalformedAction, declaration.duplicates)


def _action(module: Module, declaration: BlockDeclaration, schema: BodySchema | None) -> Action:
    block = declaration.block
    type_, name = block.labels
    configs = block.body.blocks_of("config")
    config = configs[0] if configs else None
    return Action(
        type=type_.text,
        name=name.text,
        address=f"{module.prefix}action.{type_.text}.{name.text}",
        block=block,
        labels=(type_, name),
        expansion=module.expansion(block),
        provider=provider_of(module, block.body.attribute("provider"), type_.text),
        schema=schema,
        config_blocks=configs,
        count=block.body.attribute("count"),
        for_each=block.body.attribute("for_each"),
        overrides=declaration.overrides,
        duplicates=declaration.duplicates,
        without_config=_without_config(declaration),
        unsupported=_unsupported(declaration, schema),
        dynamic=_dynamic(config, schema) if config else (),
        caller_words=_caller_words(config, schema) if config else (),
    )


def _without_config(declaration: BlockDeclaration) -> tuple[Block, ...]:
    if not declaration.overrides:
        return ()
    written = (declaration.base, *declaration.overrides)
    return tuple(each for each in written if not each.body.blocks_of("config"))


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
    iterators = {iterator_name(each) for each in _dynamics(config, schema)}
    return tuple(
        each.root_span
        for each in body_references(config.body)
        if each.root in {"caller", "self"} and each.root not in iterators
    )


def _dynamics(config: Block, schema: BodySchema | None) -> Iterator[Block]:
    """Yield the `dynamic` blocks that Terraform expands, at any depth."""
    if schema is not None:
        yield from _dynamic(config, schema)
        return
    waiting = list(config.body.blocks)
    while waiting:
        block = waiting.pop()
        if block.type == "dynamic":
            yield block
        waiting.extend(block.body.blocks)
