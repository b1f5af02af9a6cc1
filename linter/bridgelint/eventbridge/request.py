"""PutEvents requests and their entries, as rules see them."""

from __future__ import annotations

from bridgelint.actions.action import Action, Caller, LateCaller
from bridgelint.actions.fields import Field, InstanceKey
from bridgelint.base.records import dataclass
from bridgelint.base.source import Span
from bridgelint.eventbridge.provider_places import Account, Region
from bridgelint.eventbridge.size import NOTHING, Size
from bridgelint.hcl.tree import Attribute, Block
from bridgelint.terraform.module.expansion import Expansion


@dataclass(frozen=True, slots=True, eq=False)
class DynamicEntry:
    """The `dynamic "entry"` block that generated an entry."""

    block: Block
    for_each: Attribute | None
    expansion: Expansion
    """The collection; its length is the subject of a finding about too many entries."""

    key: InstanceKey = None
    """The element's key, if it is known."""


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
    account: Account
    region_argument: Field | None = None
    """`region` in `config`, even if it is null or an empty string, which do not set a region."""

    provider_region: Region | None = None
    """The region of the action's provider configuration."""

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
