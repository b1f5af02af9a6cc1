"""Resources: what is known of them before any plan.

The attributes that a block sets itself are what it sets them to. Everything else is decided by
the provider: when the resource is applied, or for a data source when it is read.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Final

from bridgelint.hcl.tree import Block
from bridgelint.terraform.expressions.reference_address import InstanceKey, Reference, ResourceMode
from bridgelint.terraform.module.cell import Cell, NamedCell, Needs, invalid
from bridgelint.terraform.module.expansion import Expansion, ExpansionCell
from bridgelint.terraform.values.instance_keys import key_text
from bridgelint.terraform.values.types import DYNAMIC, STRING
from bridgelint.terraform.values.values import (
    Mark,
    Reason,
    Unknown,
    Value,
    is_wholly_known,
    null,
    object_of,
    tuple_of,
    unknown,
)

if TYPE_CHECKING:
    from bridgelint.terraform.module.module import Module

_META: Final = frozenset({"count", "for_each", "provider", "depends_on"})
_TERRAFORM_DATA: Final = ("id", "input", "output", "triggers_replace")
_LATER_ATTRIBUTE: Final = "store"
"""`terraform_data` has it from Terraform 1.16 on."""

TERRAFORM_DATA_ATTRIBUTES: Final = frozenset({*_TERRAFORM_DATA, _LATER_ATTRIBUTE})

_AWS_STRINGS: Final = frozenset({"arn", "id"})
"""Attributes that are a string wherever a resource of hashicorp/aws has them."""

_WHY: Final[Mapping[ResourceMode, str]] = {
    "resource": "is known after apply",
    "data": "is read during plan",
    "ephemeral": "is known only while Terraform runs",
}


class ResourceNode:
    """One `resource`, `data` or `ephemeral` block in a module, with the cells of its values."""

    def __init__(self, module: Module, mode: ResourceMode, block: Block) -> None:
        self.module = module
        self.mode: ResourceMode = mode
        self.block = block
        self.type, self.name = (each.text for each in block.labels[:2])
        prefix = "" if mode == "resource" else f"{mode}."
        self.address = f"{prefix}{self.type}.{self.name}"
        self.expansion = ExpansionCell(module, block)
        self.is_terraform_data = mode == "resource" and self.type == "terraform_data"
        self._attributes: dict[tuple[InstanceKey, str], AttributeCell] = {}
        self._instances: dict[InstanceKey, InstanceCell] = {}
        self.whole = ResourceCell(self)

    def planned(self, key: InstanceKey) -> dict[str, Value] | None:
        """The attributes of the instance as a plan has them, where one has it."""
        resources = self.module.settings.planned.resources
        if not resources:
            return None
        prefix = f"{self.module.address}." if self.module.address else ""
        found = resources.get(f"{prefix}{self.address}{key_text(key)}")
        return found.content if found is not None and isinstance(found.content, dict) else None

    @property
    def attribute_names(self) -> tuple[str, ...]:
        """The attributes of which something is known."""
        if self.is_terraform_data:
            return _TERRAFORM_DATA
        names = (each.name for each in self.block.body.attributes)
        return tuple(name for name in names if name not in _META)

    def attribute(self, key: InstanceKey, name: str) -> AttributeCell:
        """The cell of one attribute of one instance."""
        cell = self._attributes.get((key, name))
        if cell is None:
            cell = self._attributes[key, name] = AttributeCell(self, key, name)
        return cell

    def instance(self, key: InstanceKey) -> InstanceCell:
        """The cell of one instance as an object."""
        cell = self._instances.get(key)
        if cell is None:
            cell = self._instances[key] = InstanceCell(self, key)
        return cell

    def needs(self, reference: Reference) -> Needs[None]:
        """Yields the cells that `look_up` of the reference reads."""
        yield self.expansion
        cell, _ = self._cell(reference)
        if cell is not None:
            yield cell

    def look_up(self, reference: Reference) -> tuple[Value, int]:
        """The value and how many steps behind the address it takes in."""
        cell, used = self._cell(reference)
        if cell is not None:
            return cell.result, used
        return self.nothing_known(self.expansion.result), 0

    def _cell(self, reference: Reference) -> tuple[Cell[Value] | None, int]:
        expansion = self.expansion.result
        if expansion.keys is None:
            return None, 0
        single = expansion.mode == "single"
        key = None if single else reference.key
        if single == (reference.key is None) and key in expansion.keys:
            taken = 0 if single else 1
            name = reference.attribute
            if name is not None and self._may_have(name):
                return self.attribute(key, name), taken + 1
            return self.instance(key), taken
        return self.whole, 0

    def _may_have(self, name: str) -> bool:
        return not self.is_terraform_data or name in _TERRAFORM_DATA or name == _LATER_ATTRIBUTE

    def nothing_known(self, expansion: Expansion) -> Value:
        """All instances, where nobody knows which there are."""
        reason = expansion.reason or Reason(f"{self.address} {_WHY[self.mode]}", self.block.header)
        return unknown(DYNAMIC, reason).marked(self.marks)

    @property
    def marks(self) -> frozenset[Mark]:
        """The marks of every value of the resource."""
        return frozenset({Mark.EPHEMERAL}) if self.mode == "ephemeral" else frozenset()

    def reason(self, key: InstanceKey, name: str = "") -> Reason:
        """Why the instance, or an attribute of it, is not known."""
        tail = f".{name}" if name else ""
        return Reason(
            f"{self.address}{key_text(key)}{tail} {_WHY[self.mode]}",
            self.block.header,
            after_apply=self.mode == "resource",
        )


class AttributeCell(NamedCell):
    """One attribute of one instance."""

    __slots__ = ("key", "name", "node")

    def __init__(self, node: ResourceNode, key: InstanceKey, name: str) -> None:
        attribute = node.block.body.attribute(name)
        place = attribute.name_span if attribute else node.block.header
        super().__init__(node.module, f"{node.address}{key_text(key)}.{name}", place)
        self.node = node
        self.key = key
        self.name = name

    def work(self) -> Needs[Value]:
        planned = (self.node.planned(self.key) or {}).get(self.name)
        if planned is None:
            return (yield from self._of_block())
        if is_wholly_known(planned):
            return planned.marked(self.node.marks)
        own = yield from self._of_block()
        # What the block says of an unknown value is more than what the plan does.
        return own if planned.unknown is not None and own.unknown is not None else planned

    def _of_block(self) -> Needs[Value]:
        node = self.node
        if node.is_terraform_data:
            return (yield from self._of_terraform_data())
        given = yield from self._configured()
        if given is None:
            is_string = node.type.startswith("aws_") and self.name in _AWS_STRINGS
            type_ = STRING if is_string else DYNAMIC
            return unknown(type_, node.reason(self.key, self.name)).marked(node.marks)
        reason = node.reason(self.key, self.name)
        if node.block.json and isinstance(given.content, dict):
            # In JSON syntax this may as well be a block, which is a list of objects.
            return unknown(DYNAMIC, reason).marked(node.marks)
        return as_planned(given, reason).marked(node.marks)

    def _configured(self) -> Needs[Value | None]:
        node = self.node
        attribute = node.block.body.attribute(self.name)
        if attribute is None and not node.block.body.complete:
            return unknown(DYNAMIC, invalid(self.label, node.block))
        if attribute is None or self.name in _META:
            return None
        bindings = node.expansion.result.bindings(self.key)
        yield from self.module.needs(attribute.value, bindings)
        return self.module.compute(attribute.value, bindings)

    def _of_terraform_data(self) -> Needs[Value]:
        node = self.node
        reason = node.reason(self.key, self.name)
        if self.name == "id":
            return Value(STRING, Unknown(reason, not_null=True))
        if self.name == "output":
            given = node.attribute(self.key, "input")
            yield given
            if given.result.is_null:
                return null(given.result.type)
            return unknown(given.result.type, reason)
        if self.name == _LATER_ATTRIBUTE:
            return unknown(DYNAMIC, Reason(f"{self.label} depends on the version", reason.span))
        value = yield from self._configured()
        return null() if value is None else value


def as_planned(value: Value, reason: Reason) -> Value:
    """What a plan shows for an argument, without the schema that says its type.

    Text stays, and so do a number, a bool and an object of texts (tags). A null may be replaced
    by the provider, and a list may be a set, whose order is another.
    """
    content = value.content
    if content is None or isinstance(content, tuple):
        return unknown(DYNAMIC, reason).marked(value.marks)
    if isinstance(content, dict) and not all(each.type == STRING for each in content.values()):
        return unknown(DYNAMIC, reason).marked(value.marks)
    return value


class InstanceCell(NamedCell):
    """One instance as an object."""

    __slots__ = ("key", "node")

    def __init__(self, node: ResourceNode, key: InstanceKey) -> None:
        super().__init__(node.module, f"{node.address}{key_text(key)}", node.block.header)
        self.node = node
        self.key = key

    def work(self) -> Needs[Value]:
        node = self.node
        known: dict[str, Value] = {}
        planned = node.planned(self.key)
        for name in node.attribute_names if planned is None else planned:
            cell = node.attribute(self.key, name)
            yield cell
            known[name] = cell.result
        if node.is_terraform_data or planned is not None:
            return object_of(known)
        content = Unknown(
            node.reason(self.key), not_null=True, attributes=known, address=self.label
        )
        return Value(DYNAMIC, content).marked(node.marks)


class ResourceCell(NamedCell):
    """All instances: an object, a tuple under `count`, an object by key under `for_each`."""

    __slots__ = ("node",)

    def __init__(self, node: ResourceNode) -> None:
        super().__init__(node.module, node.address, node.block.header)
        self.node = node

    def work(self) -> Needs[Value]:
        node = self.node
        yield node.expansion
        expansion = node.expansion.result
        if expansion.keys is None:
            return node.nothing_known(expansion)
        instances: dict[InstanceKey, Value] = {}
        for key in expansion.keys:
            cell = node.instance(key)
            yield cell
            instances[key] = cell.result
        return together(expansion, instances)


def together(expansion: Expansion, instances: Mapping[InstanceKey, Value]) -> Value:
    """The instances of a block as one value."""
    if expansion.mode == "single":
        return instances[None]
    if expansion.mode == "count":
        return tuple_of(instances.values())
    return object_of({str(key): value for key, value in instances.items()})
