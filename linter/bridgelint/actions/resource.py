"""Resources, as far as triggers and other parts of the model refer to them."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from bridgelint.actions.fields import Field, InstanceKey, field_of, key_text
from bridgelint.base.records import Record, replace
from bridgelint.hcl.tree import Block
from bridgelint.terraform.expressions.scope import Bindings
from bridgelint.terraform.module.expansion import Expansion
from bridgelint.terraform.module.module import Module
from bridgelint.terraform.values.types import DYNAMIC, STRING
from bridgelint.terraform.values.values import Reason, Value, null, unknown

MAX_INSTANCES: Final = 1000
"""The maximum number of instances of one block that are read."""


class Resource(Record, eq=False):
    """A `resource`, `data` or `ephemeral` block."""

    type: str
    name: str
    local_address: str
    """The address within the module: `aws_sqs_queue.jobs`, `data.aws_region.here`."""

    address: str
    """Includes the module path: `module.orders.aws_sqs_queue.jobs`."""

    block: Block
    expansion: Expansion
    lifecycles: tuple[Block, ...] = ()
    """Its `lifecycle` blocks; Terraform rejects a second one."""


def resource_of(module: Module, block: Block) -> Resource:
    """Return the model of a `resource`, `data` or `ephemeral` block of the module."""
    type_, name = (each.text for each in block.labels[:2])
    word = "" if block.type == "resource" else f"{block.type}."
    address = f"{word}{type_}.{name}"
    return Resource(
        type=type_,
        name=name,
        local_address=address,
        address=f"{module.prefix}{address}",
        block=block,
        expansion=module.expansion(block),
        lifecycles=block.body.blocks_of("lifecycle"),
    )


def resources_of(module: Module, kind: str, type_: str) -> Iterator[Resource]:
    """Yield the blocks of a kind (`resource`, `data`) and a type that have a name."""
    for block in module.directory.blocks(kind, type_):
        if len(block.labels) == 2:
            yield resource_of(module, block)


def instance_keys(resource: Resource) -> tuple[InstanceKey, ...]:
    """The known instance keys, or `None` alone for a resource whose instances are unknown."""
    keys = resource.expansion.keys
    return (None,) if keys is None else keys[:MAX_INSTANCES]


def string_argument(
    module: Module, resource: Resource, key: InstanceKey, name: str
) -> tuple[Value, Field | None]:
    """Return a string argument of one instance; null if it is absent."""
    attribute = resource.block.body.attribute(name)
    if attribute is None:
        return null(STRING), None
    bindings = module.expansion(resource.block).bindings(key)
    reason = Reason(f"{resource.address}{key_text(key)}.{name} is not a string", attribute.span)
    field = field_of(module, attribute, STRING, module.evaluate(attribute.value, bindings), reason)
    return field.value, field


def value_of(module: Module, resource: Resource, key: InstanceKey) -> Value:
    """Return the value of `self` and `caller` in a resource instance; unknown if the instances are
    unknown."""
    expansion = resource.expansion
    found = None
    if expansion.keys:
        found = module.instance("resource", resource.type, resource.name, key)
    if found is not None:
        return found
    reason = Reason(f"the instances of {resource.address} are unknown")
    return unknown(DYNAMIC, expansion.reason or reason)


def bindings_of(
    module: Module, resource: Resource, *, itself: bool
) -> tuple[tuple[InstanceKey, Bindings], ...]:
    """Return the bindings of `count` and `each` for each known instance, or for any instance if
    none is known to exist. `itself`: also of `self` and `caller`."""
    expansion = module.expansion(resource.block)
    pairs = expansion.all_bindings()[:MAX_INSTANCES] or ((None, expansion.any_bindings),)
    if not itself:
        return pairs
    values = [(key, bindings, value_of(module, resource, key)) for key, bindings in pairs]
    return tuple(
        (key, replace(bindings, self=value, caller=value)) for key, bindings, value in values
    )
