"""Override files: how Terraform merges a block of one into the block it overrides.

The source is Terraform's internal/configs/module_merge.go and module_merge_body.go. An argument
replaces the argument; blocks of a type, including `dynamic` ones with that label, replace all
blocks of the type; and each kind of block has parts that an override file cannot change.
"""

from __future__ import annotations

from typing import Final

from bridgelint.base.records import replace
from bridgelint.hcl.tree import Attribute, Block, Body

_LIFECYCLE: Final = frozenset({"create_before_destroy", "ignore_changes", "prevent_destroy"})
_ONLY: Final = {
    "output": frozenset({"description", "ephemeral", "sensitive", "type", "value"}),
    "variable": frozenset(
        {"const", "default", "description", "ephemeral", "nullable", "sensitive", "type"}
    ),
}
"""By type of block, the arguments that can be overridden, and no blocks."""

_RESOURCES: Final = frozenset({"data", "ephemeral", "resource"})
_NO_DEPENDENCIES: Final = _RESOURCES | {"module"}
"""The types whose `depends_on` cannot be overridden."""


def merge_block(base: Block, override: Block) -> Block:
    """Return the block as Terraform sees it, with the places of both; the span is the base's."""
    body = _merge_bodies(base.body, _effective(base, override.body))
    if base.type == "action":
        body = replace(body, blocks=_merged_configs(base.body, override.body))
    if base.type == "resource":
        for lifecycle in override.body.blocks_of("lifecycle")[:1]:
            body = replace(body, blocks=_merged_lifecycle(body.blocks, lifecycle))
    return replace(base, body=body)


def _kind_of(block: Block) -> str:
    """Return the effective type of a nested block: of `dynamic "entry"` it is `entry`."""
    if block.type == "dynamic" and block.labels:
        return block.labels[0].text
    return block.type


def _effective(base: Block, override: Body) -> Body:
    """Return the part of an override that replaces something of the block."""
    only = _ONLY.get(base.type)
    if base.type == "locals":
        only = frozenset(each.name for each in base.body.attributes)
    if only is not None:
        return replace(override, attributes=_among(override.attributes, only), blocks=())
    attributes, blocks = override.attributes, override.blocks
    if base.type in _NO_DEPENDENCIES:
        attributes = tuple(each for each in attributes if each.name != "depends_on")
    if base.type in _RESOURCES:
        blocks = tuple(each for each in blocks if each.type != "lifecycle")
    return replace(override, attributes=attributes, blocks=blocks)


def _merge_bodies(base: Body, override: Body) -> Body:
    attributes = {each.name: each for each in (*base.attributes, *override.attributes)}
    replaced = {_kind_of(block) for block in override.blocks}
    kept = (block for block in base.blocks if _kind_of(block) not in replaced)
    return replace(
        base,
        attributes=tuple(attributes.values()),
        blocks=(*kept, *override.blocks),
        complete=base.complete and override.complete,
    )


def _among(attributes: tuple[Attribute, ...], names: frozenset[str]) -> tuple[Attribute, ...]:
    return tuple(each for each in attributes if each.name in names)


def _merged_lifecycle(blocks: tuple[Block, ...], override: Block) -> tuple[Block, ...]:
    """Merge the lifecycle of a managed resource: only some arguments and the triggers."""
    body = replace(
        override.body,
        attributes=_among(override.body.attributes, _LIFECYCLE),
        blocks=override.body.blocks_of("action_trigger"),
    )
    for place, block in enumerate(blocks):
        if block.type == "lifecycle":
            merged = replace(block, body=_merge_bodies(block.body, body))
            return (*blocks[:place], merged, *blocks[place + 1 :])
    return (*blocks, replace(override, body=body))


def _merged_configs(base: Body, override: Body) -> tuple[Block, ...]:
    """Merge the `config` blocks of an action. If one is missing, Terraform crashes."""
    configs, others = base.blocks_of("config"), override.blocks_of("config")
    blocks = (*base.blocks, *override.blocks)
    if len(configs) != 1 or len(others) != 1:
        return blocks
    config = replace(configs[0], body=_merge_bodies(configs[0].body, others[0].body))
    return (config, *(each for each in blocks if each.type != "config"))
