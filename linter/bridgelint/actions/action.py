"""The part of the model about actions: blocks, their instances, and the entries they send.

Rules import these names from `bridgelint.eventbridge.event_module`.
"""

from __future__ import annotations

from typing import Literal

from bridgelint.actions.fields import (
    NOTHING,
    DynamicEntry,
    Expansion,
    Field,
    InstanceKey,
    Size,
    Unsupported,
    is_identifier,
)
from bridgelint.actions.triggers import Resource
from bridgelint.base.records import dataclass
from bridgelint.base.source import Span
from bridgelint.hcl.tree import Attribute, Block, BlockLabel
from bridgelint.terraform.module.module import Module
from bridgelint.terraform.values.values import Value


@dataclass(frozen=True, slots=True, eq=False)
class ProviderConfiguration:
    """A provider block and the module it stands in."""

    block: Block
    module: Module


@dataclass(frozen=True, slots=True, eq=False)
class ProviderReference:
    """Which provider configuration an action uses."""

    name: str
    """The local name, `aws` unless the action says otherwise."""

    alias: str | None = None
    attribute: Attribute | None = None
    """The action's `provider` argument; nothing when it is the implied default."""

    quoted: bool = False
    """`provider = "aws.west"`: accepted, deprecated."""

    readable: bool = True
    """The argument is `NAME` or `NAME.ALIAS`; else Terraform refuses it."""

    declared: bool = True
    """The module declares this configuration or takes it from its caller."""

    configuration: ProviderConfiguration | None = None
    """What configures it, perhaps in a calling module; `None` if there is no `provider` block (the
    environment configures it) or the caller is not known."""

    @property
    def block(self) -> Block | None:
        """The `provider` block of the configuration."""
        return self.configuration.block if self.configuration else None

    @property
    def text(self) -> str:
        """`aws` or `aws.west`."""
        return f"{self.name}.{self.alias}" if self.alias else self.name


@dataclass(frozen=True, slots=True, eq=False)
class Region:
    """The region an action instance runs in."""

    value: Value
    """Unknown where neither the action nor its provider block says, or what it says is unknown."""

    source: Literal["action", "provider", "unknown"]
    span: Span | None = None
    """The expression that says so."""

    @property
    def name(self) -> str | None:
        """The known region, if it is known and no empty string."""
        return self.value.content or None if isinstance(self.value.content, str) else None


@dataclass(frozen=True, slots=True, eq=False)
class Action:
    """One `action "aws_events_put_events" "NAME"` block, override files merged into it."""

    type: str
    name: str
    address: str
    """With the module path: `module.orders.action.aws_events_put_events.created`."""

    block: Block
    labels: tuple[BlockLabel, BlockLabel]
    """Type and name as written; a label may be no identifier (see `bad_labels`)."""

    expansion: Expansion
    provider: ProviderReference
    config_blocks: tuple[Block, ...] = ()
    """Every `config` block in order; Terraform refuses a second one and drops the action."""

    count: Attribute | None = None
    for_each: Attribute | None = None
    """Both in one block is refused; with one of them from an override file `count` wins."""

    overrides: tuple[Block, ...] = ()
    """The blocks of override files that were merged into it, as written."""

    duplicates: tuple[Block, ...] = ()
    """Further declarations of the same type and name outside override files, as written."""

    without_config: tuple[Block, ...] = ()
    """Of the declaration and the overrides merged into it, as written, those without a `config`
    block; nothing where there is no override. Terraform crashes when it merges such a one."""

    unsupported: tuple[Unsupported, ...] = ()
    """What the loader (`inside="action"`) or the provider's schema (the others) has no place for,
    in the order of the file; once for each place, however many instances there are."""

    dynamic: tuple[Block, ...] = ()
    """The `dynamic` blocks directly in `config`."""

    caller_words: tuple[Span, ...] = ()
    """Each `caller` and `self` that the configuration refers to."""

    missing_source: tuple[Block, ...] = ()
    """The `entry` (or `content`) blocks without a `source` argument: validate refuses them even
    where there is no instance."""

    @property
    def local_address(self) -> str:
        """As a trigger has to name it: `action.aws_events_put_events.created`."""
        return f"action.{self.type}.{self.name}"

    @property
    def config(self) -> Block | None:
        """The `config` block that counts."""
        return self.config_blocks[0] if self.config_blocks else None

    def misspells(self, block: Block, name: str) -> bool:
        """The body of the block holds something that is very likely a misspelling of the name, or
        text that cannot be read: what is absent is no mistake of its own."""
        return not self.readable or any(
            each.nearest == name and block.span.start <= each.span.start < block.span.end
            for each in self.unsupported
            if each.span.file is block.span.file
        )

    @property
    def readable(self) -> bool:
        """The whole block is valid; else something that is absent may merely not be readable."""
        written = (self.block, *self.overrides)
        return all(each.body.complete for each in written)

    @property
    def bad_labels(self) -> tuple[BlockLabel, ...]:
        """The labels that are no identifiers."""
        return tuple(each for each in self.labels if not is_identifier(each.text))

    @property
    def header(self) -> Span:
        """The word `action` and its labels."""
        return self.block.header


@dataclass(frozen=True, slots=True, eq=False)
class OtherAction:
    """An action of another type: known to be there, not read."""

    type: str
    name: str
    span: Span
    """The header of its block."""

    type_span: Span
    """The label with the type."""

    nearest: str | None = None
    """`aws_events_put_events`, where the type is very likely a misspelling of it."""


@dataclass(frozen=True, slots=True, eq=False)
class MalformedAction:
    """An `action` block whose number of labels is not two."""

    block: Block

    @property
    def missing(self) -> bool:
        """Too few labels, not too many."""
        return len(self.block.labels) < 2


@dataclass(frozen=True, slots=True, eq=False)
class Caller:
    """The resource instance that triggers a request, where the action refers to `caller`."""

    resource: Resource
    key: InstanceKey
    address: str
    """With its module path and key."""


@dataclass(frozen=True, slots=True)
class LateCaller:
    """A reference to `caller` or `self` whose value only the apply of that resource makes known: a
    `before_create` event needs it too early."""

    span: Span
    reason: str
    """Why it is not known, as a clause."""

    at_update: bool
    """An update makes it anew, so that a `before_update` event needs it too early as well."""


@dataclass(frozen=True, slots=True, eq=False)
class Entry:
    """One entry of a PutEvents request. A field is nothing when the argument is absent."""

    index: int
    """0-based place in the request; the least possible one behind a `dynamic` of unknown length."""

    block: Block
    """The `entry` block, or the `content` block of the `dynamic` that made it."""

    header: Span
    """Where a finding about something absent points: `entry`, or `dynamic "entry"`."""

    source: Field | None = None
    detail_type: Field | None = None
    detail: Field | None = None
    event_bus_name: Field | None = None
    resources: Field | None = None
    time: Field | None = None
    size: Size = NOTHING
    dynamic: DynamicEntry | None = None
    certain: bool = True
    """It is certain to be there (not the one example of a `dynamic` of unknown length)."""

    @property
    def fields(self) -> tuple[Field, ...]:
        """The fields that are there, in the provider's order."""
        candidates = (
            self.source,
            self.detail_type,
            self.detail,
            self.event_bus_name,
            self.resources,
            self.time,
        )
        return tuple(each for each in candidates if each is not None)

    def path(self, field: str) -> str:
        """The path of an argument below the action: `entry[0].source`."""
        return f"entry[{self.index}].{field}"


@dataclass(frozen=True, slots=True, eq=False)
class PutEventsRequest:
    """One element of an action's `count` or `for_each`: one PutEvents request."""

    action: Action
    key: InstanceKey
    address: str
    """With module path and key; without a key where the instances are not known."""

    entries: tuple[Entry, ...]
    complete: bool
    """`entries` are all there are. Not so where a `dynamic` has an unknown number of elements."""

    region: Region
    region_argument: Field | None = None
    """`region` in `config`, also when it is null."""

    size: Size = NOTHING
    example: bool = False
    """The action's instances are not known; this one stands for all of them, with `each` and
    `count` unknown."""

    caller: Caller | None = None
    """For an action that refers to `caller`: the resource instance this request is for. There is
    one `PutEventsRequest` for each."""

    late_caller: tuple[LateCaller, ...] = ()
    """What it refers to of its caller that is not known before the caller is applied."""

    @property
    def least_entries(self) -> int:
        """How many entries there are at least."""
        return sum(each.certain for each in self.entries)
