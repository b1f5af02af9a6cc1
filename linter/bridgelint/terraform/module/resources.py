"""Resources: what is known of them without a plan.

The arguments that a block sets have the values it sets. Everything else depends on the provider:
it is known after apply, or for a data source when it is read.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from typing import Final

from bridgelint.base.records import Record, replace
from bridgelint.base.source import Span
from bridgelint.hcl.tree import Block
from bridgelint.terraform.expressions.reference_address import (
    InstanceKey,
    Reference,
    ResourceMode,
    key_text,
)
from bridgelint.terraform.expressions.scope import Bindings
from bridgelint.terraform.module.cell import Cell, ModuleContext, NamedCell, Needs, invalid
from bridgelint.terraform.module.expansion import RepeatableBlock
from bridgelint.terraform.module.provider_schemas import (
    STORE,
    TERRAFORM_DATA,
    sensitive_attributes,
    stated_type,
)
from bridgelint.terraform.values.convert import ConversionError, convert
from bridgelint.terraform.values.types import BOOL, DYNAMIC, NUMBER, STRING, ObjectType, Type
from bridgelint.terraform.values.values import (
    Mark,
    Reason,
    Unknown,
    Unstated,
    Value,
    is_wholly_known,
    null,
    object_of,
    unknown,
)

_META: Final = frozenset({"count", "for_each", "provider", "depends_on"})
_STORE_TYPE: Final = ObjectType.of(
    {
        **dict.fromkeys(("input", "output", "sensitive_output", "version"), DYNAMIC),
        **dict.fromkeys(("replace", "sensitive"), BOOL),
    }
)
_SENSITIVE: Final = frozenset({Mark.SENSITIVE})

_OF_OTHER_TYPES: Final = frozenset("0123456789+-._eExXpPtruefalsinfINFaN")
"""The characters of numbers and bools: text with any other character is only a string."""

_WHY: Final[Mapping[ResourceMode, str]] = {
    "resource": "is known after apply",
    "data": "is read during plan",
    "ephemeral": "is known only during a run of Terraform",
}


class ResourceNode(RepeatableBlock):
    """One `resource`, `data` or `ephemeral` block in a module, with the cells of its values."""

    def __init__(self, module: ModuleContext, mode: ResourceMode, block: Block) -> None:
        self.type, self.name = (each.text for each in block.labels[:2])
        prefix = "" if mode == "resource" else f"{mode}."
        super().__init__(module, block, f"{prefix}{self.type}.{self.name}")
        self.mode: ResourceMode = mode
        self.is_terraform_data = mode == "resource" and self.type == "terraform_data"
        self.attribute_cell = cache(self._attribute_cell)
        """Returns the cell of one attribute of one instance."""

    def planned(self, key: InstanceKey) -> dict[str, Value] | None:
        """Return the attributes of the instance in a plan. `None` if there is none."""
        resources = self.module.settings.planned.resources
        if not resources:
            return None
        found = resources.get(f"{self.module.prefix}{self.address}{key_text(key)}")
        return found.content if found is not None and isinstance(found.content, dict) else None

    @property
    def _attribute_names(self) -> tuple[str, ...]:
        """The attributes of which something is known."""
        if self.is_terraform_data:
            return TERRAFORM_DATA
        names = [each.name for each in self.block.body.attributes if each.name not in _META]
        return tuple(dict.fromkeys((*names, *sensitive_attributes(self.mode, self.type))))

    def _attribute_cell(self, key: InstanceKey, name: str) -> NamedCell:
        attribute = self.block.body.attribute(name)
        place = attribute.name_span if attribute else self.block.header
        label = f"{self.address}{key_text(key)}.{name}"
        return NamedCell(self.module, label, place, ResourceAttribute(self, key, name, label).read)

    def attribute(self, key: InstanceKey, name: str) -> tuple[Cell[Value], int]:
        if self.is_terraform_data and name not in TERRAFORM_DATA:
            return self.instance(key), 0
        return self.attribute_cell(key, name), 1

    def nothing_known(self, reference: Reference | None = None) -> Value:
        reason = self.expansion.result.reason or Reason(
            f"{self.address} {_WHY[self.mode]}", self.block.header
        )
        return unknown(Unstated(reason), reason).marked(self.marks)

    @property
    def marks(self) -> frozenset[Mark]:
        """The marks of every value of the resource."""
        return frozenset({Mark.EPHEMERAL}) if self.mode == "ephemeral" else frozenset()

    def reason(self, key: InstanceKey, name: str = "") -> Reason:
        """Return why the instance, or an attribute of it, is unknown."""
        tail = f".{name}" if name else ""
        return Reason(
            f"{self.address}{key_text(key)}{tail} {_WHY[self.mode]}",
            self.block.header,
            after_apply=self.mode == "resource",
        )

    def read_instance(self, key: InstanceKey, *, itself: bool = False) -> Needs[Value]:
        """Return one instance as an object; `itself` for `self` and `caller`."""
        yield from self.prepare()
        known: dict[str, Value] = {}
        planned = self.planned(key)
        for name in self._attribute_names if planned is None else planned:
            cell = self.attribute_cell(key, name)
            yield cell
            known[name] = cell.result
        if planned is not None:
            return object_of(known)
        address, reason = f"{self.address}{key_text(key)}", self.reason(key)
        if self.is_terraform_data:
            # `self` and `caller` exist only in releases that have `store`.
            since_1_16 = itself or self.module.settings.functions.since_1_16
            if since_1_16 is False:
                del known[STORE]
            if since_1_16 is not None:
                return object_of(known)
            text = f"{address} has the attribute `store` only in Terraform 1.16 and later"
            reason = Reason(text, self.block.header)
        content = Unknown(reason, not_null=True, attributes=known, address=address)
        return Value(Unstated(reason), content).marked(self.marks)


class ResourceAttribute(Record, eq=False):
    """One attribute of one instance."""

    node: ResourceNode
    key: InstanceKey
    name: str
    label: str

    def read(self) -> Needs[Value]:
        """Return its value."""
        value = (self.node.planned(self.key) or {}).get(self.name)
        if value is None or not is_wholly_known(value):
            own = yield from self._of_block()
            # The block says more about an unknown value than the plan does.
            if value is None or (value.unknown is not None and own.unknown is not None):
                value = own
        node = self.node
        is_sensitive = self.name in sensitive_attributes(node.mode, node.type)
        return value.marked(node.marks | _SENSITIVE if is_sensitive else node.marks)

    def _of_block(self) -> Needs[Value]:
        node = self.node
        if node.is_terraform_data:
            return (yield from self._of_terraform_data())
        given = yield from self._configured()
        late, stated = node.reason(self.key, self.name), stated_type(node.type, self.name)
        if given is None or given.is_null:
            return unknown(stated or Unstated(late), late)
        converted = None if stated is None else _converted(given, stated)
        if converted is not None:
            return converted
        if node.block.json and isinstance(given.content, dict):
            # In JSON syntax this may also be a block, which is a list of objects.
            return unknown(Unstated(late), late).marked(given.marks)
        return as_planned(given, self.label, late.span)

    def _configured(self) -> Needs[Value | None]:
        node = self.node
        attribute = node.block.body.attribute(self.name)
        if attribute is None and not node.block.body.complete:
            return unknown(DYNAMIC, invalid(self.label, node.block))
        if attribute is None or self.name in _META:
            return None
        return (yield from node.module.read(attribute.value, self._bindings))

    @property
    def _bindings(self) -> Bindings:
        return self.node.expansion.result.bindings(self.key)

    def _of_terraform_data(self) -> Needs[Value]:
        node = self.node
        reason = node.reason(self.key, self.name)
        if self.name == "id":
            return Value(STRING, Unknown(reason, not_null=True))
        if self.name == "output":
            given = node.attribute_cell(self.key, "input")
            yield given
            if given.result.is_null:
                return null(given.result.type)
            return unknown(given.result.type, reason)
        if self.name == STORE:
            return (yield from self._of_store(reason))
        value = yield from self._configured()
        return null() if value is None else value

    def _of_store(self, reason: Reason) -> Needs[Value]:
        body, module = self.node.block.body, self.node.module
        blocks, dynamic = body.blocks_of(STORE), body.blocks_of("dynamic")
        written = body.attribute(STORE)
        if not blocks and any(each.labels[0].text == STORE for each in dynamic if each.labels):
            return unknown(_STORE_TYPE, reason)
        if written is not None:  # in JSON syntax
            value = yield from module.read(written.value, self._bindings)
            if isinstance(value.content, dict):
                return stored(value.content, reason)
            return unknown(_STORE_TYPE, reason)
        if not blocks:
            return null(_STORE_TYPE)
        given: dict[str, Value] = {}
        for each in blocks[0].body.attributes:
            given[each.name] = yield from module.read(each.value, self._bindings)
        return stored(given, reason)


def stored(given: dict[str, Value], reason: Reason) -> Value:
    """Return the object that a `store` block becomes; the write-only `input` is not kept.

    Source: internal/builtin/providers/terraform/resource_data.go of Terraform 1.16.0-rc2.
    """
    content = given.get("input", null())
    kept = null() if content.is_null else unknown(content.type, reason)
    is_secret = given.get("sensitive", null(BOOL))
    is_secret = _converted(is_secret, BOOL) or is_secret
    either = unknown(DYNAMIC, reason)
    output, secret = (null(), kept) if is_secret.content is True else (kept, null())
    if not is_secret.is_known:
        output, secret = either, either
    return object_of(
        {
            "input": null(),
            "output": output,
            "replace": given.get("replace", null(BOOL)),
            "sensitive": is_secret,
            "sensitive_output": secret.marked(_SENSITIVE),
            "version": given.get("version", null()),
        }
    )


def as_planned(value: Value, label: str, span: Span | None) -> Value:
    """Return what a plan shows for an argument without the schema that states its type.

    The provider may replace a null. A list may be a set, whose order is another. An object may
    have more attributes than the configuration sets.
    """
    content = value.content
    if isinstance(content, Unknown):
        texts = (each for each in content.parts or () if isinstance(each, str))
        if value.type == STRING and not _OF_OTHER_TYPES.issuperset(
            "".join((content.prefix, *texts))
        ):
            return value  # no number and no bool
        type_ = Unstated(content.reason)
        return Value(type_, replace(content, parts=None), value.marks)
    reason = Reason(f"{label} is converted to the type in the provider's schema", span)
    type_ = Unstated(reason)
    if isinstance(content, dict):
        attributes = {
            name: as_planned(each, f"{label}.{name}", span) for name, each in content.items()
        }
        known = Unknown(reason, not_null=True, attributes=attributes, address=label)
        return Value(type_, known, value.marks)
    if content is None or isinstance(content, tuple):
        return Value(type_, Unknown(reason, not_null=content is not None), value.marks)
    converted = (_converted(value.unmarked(), each) for each in (STRING, NUMBER, BOOL))
    possible = tuple(each for each in converted if each is not None)
    if len(possible) == 1:
        return value
    return Value(type_, Unknown(reason, not_null=True, possible=possible), value.marks)


def _converted(value: Value, type_: Type) -> Value | None:
    try:
        return convert(value, type_)
    except ConversionError:
        return None
