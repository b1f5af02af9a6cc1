"""PutEvents requests and their entries, as rules see them."""

from __future__ import annotations

from typing import Literal

from bridgelint.actions.action import Action, Caller, LateCaller
from bridgelint.actions.fields import Field, InstanceKey
from bridgelint.base.records import dataclass
from bridgelint.base.source import Span
from bridgelint.eventbridge.size import NOTHING, Size
from bridgelint.hcl.tree import Attribute, Block
from bridgelint.terraform.module.expansion import Expansion
from bridgelint.terraform.values.values import Value


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
class DynamicEntry:
    """The `dynamic "entry"` block an entry was made by."""

    block: Block
    for_each: Attribute | None
    expansion: Expansion
    """Its elements; their number is what a finding about too many entries is about."""

    key: InstanceKey = None
    """The element's key, when it is known."""


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
