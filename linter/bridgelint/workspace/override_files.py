"""Override files: how Terraform merges a block of one into the block it overrides.

The source is Terraform's internal/configs/module_merge.go and module_merge_body.go. An argument
replaces the argument; blocks of a type, including `dynamic` ones with that label, replace all
blocks of the type; and each kind of block has parts that an override file cannot change.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable
from typing import Final

from bridgelint.base.records import replace
from bridgelint.hcl.tree import Attribute, Block, Body

_LIFECYCLE: Final = frozenset({"create_before_destroy", "ignore_changes", "prevent_destroy"})
_OUTPUT: Final = frozenset({"description", "ephemeral", "sensitive", "type", "value"})
_VARIABLE: Final = frozenset(
    {"const", "default", "description", "ephemeral", "nullable", "sensitive", "type"}
)
_DEPENDS_ON: Final = frozenset({"depends_on"})


def merge_block(base: Block, override: Block) -> Block:
    """Return the block as Terraform sees it, with the places of both; the span is the base's."""
    merge = _MERGES.get(base.type, _merge_bodies)
    body = merge(base.body, override.body)
    complete = base.body.complete and override.body.complete
    return replace(base, body=replace(body, complete=complete))


def kind_of(block: Block) -> str:
    """Return the effective type of a nested block: of `dynamic "entry"` it is `entry`."""
    if block.type == "dynamic" and block.labels:
        return block.labels[0].text
    return block.type


def _merge_bodies(base: Body, override: Body) -> Body:
    return replace(
        base,
        attributes=_merged_attributes(base.attributes, override.attributes),
        blocks=_merged_blocks(base.blocks, override.blocks),
        complete=base.complete and override.complete,
    )


def _merged_attributes(
    base: Iterable[Attribute], override: Iterable[Attribute]
) -> tuple[Attribute, ...]:
    merged = {each.name: each for each in base}
    merged.update({each.name: each for each in override})
    return tuple(merged.values())


def _merged_blocks(base: Iterable[Block], override: tuple[Block, ...]) -> tuple[Block, ...]:
    replaced = {kind_of(block) for block in override}
    return (*(block for block in base if kind_of(block) not in replaced), *override)


def _without(attributes: Iterable[Attribute], names: Collection[str]) -> tuple[Attribute, ...]:
    return tuple(each for each in attributes if each.name not in names)


def _only(attributes: Iterable[Attribute], names: Collection[str]) -> tuple[Attribute, ...]:
    return tuple(each for each in attributes if each.name in names)


def _merge_resource(base: Body, override: Body) -> Body:
    """Merge a managed resource: only some lifecycle arguments and the triggers are merged."""
    ordinary = tuple(block for block in override.blocks if block.type != "lifecycle")
    merged = replace(
        base,
        attributes=_merged_attributes(base.attributes, _without(override.attributes, _DEPENDS_ON)),
        blocks=_merged_blocks(base.blocks, ordinary),
    )
    for lifecycle in override.blocks_of("lifecycle")[:1]:
        merged = replace(merged, blocks=_merge_lifecycle(merged.blocks, lifecycle))
    return merged


def _merge_lifecycle(blocks: tuple[Block, ...], override: Block) -> tuple[Block, ...]:
    taken = replace(
        override,
        body=replace(
            override.body,
            attributes=_only(override.body.attributes, _LIFECYCLE),
            blocks=override.body.blocks_of("action_trigger"),
        ),
    )
    for place, block in enumerate(blocks):
        if block.type == "lifecycle":
            merged = replace(block, body=_merge_bodies(block.body, taken.body))
            return (*blocks[:place], merged, *blocks[place + 1 :])
    return (*blocks, taken)


def _merge_data(base: Body, override: Body) -> Body:
    """Merge a data source or an ephemeral resource: the override's lifecycle is ignored."""
    taken = replace(
        override,
        attributes=_without(override.attributes, _DEPENDS_ON),
        blocks=tuple(block for block in override.blocks if block.type != "lifecycle"),
    )
    return _merge_bodies(base, taken)


def _merge_action(base: Body, override: Body) -> Body:
    """Merge an action: both `config` blocks are merged. If one is missing, Terraform crashes."""
    configs, others = base.blocks_of("config"), override.blocks_of("config")
    blocks = (*base.blocks, *override.blocks)
    if len(configs) == 1 and len(others) == 1:
        config = replace(configs[0], body=_merge_bodies(configs[0].body, others[0].body))
        rest = (each for each in blocks if each.type != "config")
        blocks = (config, *rest)
    return replace(
        base,
        attributes=_merged_attributes(base.attributes, override.attributes),
        blocks=blocks,
    )


def _merge_variable(base: Body, override: Body) -> Body:
    taken = _only(override.attributes, _VARIABLE)
    return replace(base, attributes=_merged_attributes(base.attributes, taken))


def _merge_output(base: Body, override: Body) -> Body:
    taken = _only(override.attributes, _OUTPUT)
    return replace(base, attributes=_merged_attributes(base.attributes, taken))


def _merge_module(base: Body, override: Body) -> Body:
    return _merge_bodies(
        base, replace(override, attributes=_without(override.attributes, _DEPENDS_ON))
    )


def _merge_locals(base: Body, override: Body) -> Body:
    """Return the override's arguments that this block declares."""
    names = {each.name for each in base.attributes}
    taken = _only(override.attributes, names)
    return replace(base, attributes=_merged_attributes(base.attributes, taken))


_MERGES: Final[dict[str, Callable[[Body, Body], Body]]] = {
    "action": _merge_action,
    "data": _merge_data,
    "ephemeral": _merge_data,
    "locals": _merge_locals,
    "module": _merge_module,
    "output": _merge_output,
    "resource": _merge_resource,
    "variable": _merge_variable,
}
