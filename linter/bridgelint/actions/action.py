"""The model of actions: blocks, their instances, and the entries they send.

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
from bridgelint.terraform.values.values import Value


@dataclass(frozen=True, slots=True, eq=False)
class ProviderReference:
    """The provider configuration that an action uses."""

    name: str
    """The local name; `aws` unless the action sets another one."""

    alias: str | None = None
    attribute: Attribute | None = None
    """The action's `provider` argument; `None` if the default configuration is implied."""

    quoted: bool = False
    """`provider = "aws.west"`: deprecated, but accepted."""

    readable: bool = True
    """The argument is `NAME` or `NAME.ALIAS`; Terraform rejects anything else."""

    declared: bool = True
    """The module declares this configuration or receives it from its caller."""

    block: Block | None = None
    """The `provider` block that applies, which may be in a calling module. `None` if there is none
    (the environment configures it) or the caller is unknown."""

    @property
    def text(self) -> str:
        """Return `aws` or `aws.west`."""
        return f"{self.name}.{self.alias}" if self.alias else self.name


@dataclass(frozen=True, slots=True, eq=False)
class Region:
    """The region in which an action instance runs."""

    value: Value
    """Unknown if neither the action nor its provider block sets it, or the value is unknown."""

    source: Literal["action", "provider", "unknown"]
    span: Span | None = None
    """The expression that sets the region."""

    @property
    def name(self) -> str | None:
        """The region's name; `None` if it is unknown or an empty string."""
        return self.value.content or None if isinstance(self.value.content, str) else None


@dataclass(frozen=True, slots=True, eq=False)
class Action:
    """One `action "aws_events_put_events" "NAME"` block, merged with its override files."""

    type: str
    name: str
    address: str
    """Includes the module path: `module.orders.action.aws_events_put_events.created`."""

    block: Block
    labels: tuple[BlockLabel, BlockLabel]
    """Type and name as written; a label may be an invalid identifier (see `bad_labels`)."""

    expansion: Expansion
    provider: ProviderReference
    config_blocks: tuple[Block, ...] = ()
    """All `config` blocks in order; Terraform rejects a second one and drops the action."""

    count: Attribute | None = None
    for_each: Attribute | None = None
    """Both in one block is an error; if one comes from an override file, `count` wins."""

    overrides: tuple[Block, ...] = ()
    """The blocks of override files that were merged into the action, as written."""

    duplicates: tuple[Block, ...] = ()
    """Other declarations of the same type and name outside override files, as written."""

    without_config: tuple[Block, ...] = ()
    """The declaration and merged overrides, as written, that have no `config` block; empty without
    overrides. Terraform crashes when it merges such a block."""

    unsupported: tuple[Unsupported, ...] = ()
    """What the loader (`inside="action"`) or the provider's schema does not support, in file order;
    once per place, regardless of the number of instances."""

    dynamic: tuple[Block, ...] = ()
    """The `dynamic` blocks directly in `config`."""

    caller_words: tuple[Span, ...] = ()
    """All references to `caller` and `self` in the configuration."""

    missing_source: tuple[Block, ...] = ()
    """The `entry` (or `content`) blocks without a `source` argument. Terraform rejects them in
    validate, even if the action has no instances."""

    @property
    def local_address(self) -> str:
        """The address that a trigger uses: `action.aws_events_put_events.created`."""
        return f"action.{self.type}.{self.name}"

    @property
    def config(self) -> Block | None:
        """The `config` block that Terraform uses."""
        return self.config_blocks[0] if self.config_blocks else None

    def misspells(self, block: Block, name: str) -> bool:
        """Return whether the block's body contains a likely misspelling of the name, or text that
        cannot be parsed. Then a missing argument is not a mistake of its own."""
        return not self.readable or any(
            each.nearest == name and block.span.start <= each.span.start < block.span.end
            for each in self.unsupported
            if each.span.file is block.span.file
        )

    @property
    def readable(self) -> bool:
        """Whether the whole block is valid; otherwise something missing may only be unreadable."""
        written = (self.block, *self.overrides)
        return all(each.body.complete for each in written)

    @property
    def bad_labels(self) -> tuple[BlockLabel, ...]:
        """The labels that are not identifiers."""
        return tuple(each for each in self.labels if not is_identifier(each.text))

    @property
    def header(self) -> Span:
        """The keyword `action` and its labels."""
        return self.block.header


@dataclass(frozen=True, slots=True, eq=False)
class OtherAction:
    """An action of another type, which is not read in detail."""

    type: str
    name: str
    span: Span
    """The header of its block."""

    type_span: Span
    """The label with the type."""

    nearest: str | None = None
    """`aws_events_put_events` if the type is a likely misspelling of it."""


@dataclass(frozen=True, slots=True, eq=False)
class MalformedAction:
    """An `action` block whose number of labels is not two."""

    block: Block

    @property
    def missing(self) -> bool:
        """Whether there are too few labels, not too many."""
        return len(self.block.labels) < 2


@dataclass(frozen=True, slots=True, eq=False)
class Caller:
    """The resource instance that triggers a request, for an action that refers to `caller`."""

    resource: Resource
    key: InstanceKey
    address: str
    """Includes module path and instance key."""


@dataclass(frozen=True, slots=True)
class LateCaller:
    """A reference to `caller` or `self` whose value is known only after apply of that resource,
    which is too late for a `before_create` event."""

    span: Span
    reason: str
    """Why the value is unknown, as a clause."""

    at_update: bool
    """An update recomputes the value, so it is also too late for a `before_update` event."""


@dataclass(frozen=True, slots=True, eq=False)
class Entry:
    """One entry of a PutEvents request. A field is `None` if the argument is absent."""

    index: int
    """0-based index in the request; the lowest possible one after an unknown `dynamic`."""

    block: Block
    """The `entry` block, or the `content` block of the `dynamic` that generated the entry."""

    header: Span
    """The place of a finding about something missing: `entry`, or `dynamic "entry"`."""

    source: Field | None = None
    detail_type: Field | None = None
    detail: Field | None = None
    event_bus_name: Field | None = None
    resources: Field | None = None
    time: Field | None = None
    size: Size = NOTHING
    dynamic: DynamicEntry | None = None
    certain: bool = True
    """Whether the entry certainly exists; `False` for the example of an unknown `dynamic`."""

    @property
    def fields(self) -> tuple[Field, ...]:
        """The fields that are set, in the provider's order."""
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
        """Return the path of an argument below the action: `entry[0].source`."""
        return f"entry[{self.index}].{field}"


@dataclass(frozen=True, slots=True, eq=False)
class PutEventsRequest:
    """One instance of an action (`count` or `for_each`): one PutEvents request."""

    action: Action
    key: InstanceKey
    address: str
    """Includes module path and instance key; no key if the instances are unknown."""

    entries: tuple[Entry, ...]
    complete: bool
    """Whether `entries` is complete; `False` if a `dynamic` has an unknown number of elements."""

    region: Region
    region_argument: Field | None = None
    """`region` in `config`, even if it is null."""

    size: Size = NOTHING
    example: bool = False
    """Whether the action's instances are unknown. Then this one represents all of them, with
    unknown `each` and `count`."""

    caller: Caller | None = None
    """The resource instance that triggers this request, for an action that refers to `caller`.
    There is one `PutEventsRequest` per caller."""

    late_caller: tuple[LateCaller, ...] = ()
    """The references to attributes of the caller that are unknown until the caller is applied."""

    @property
    def least_entries(self) -> int:
        """The minimum number of entries."""
        return sum(each.certain for each in self.entries)
