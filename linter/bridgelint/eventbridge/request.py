"""PutEvents requests and their entries, as rules see them."""

from __future__ import annotations

from functools import cached_property

from bridgelint.actions.action import Action, ActionInstance, Caller, LateCaller
from bridgelint.actions.fields import Field, InstanceKey
from bridgelint.base.records import dataclass
from bridgelint.base.source import Span
from bridgelint.base.words import plural
from bridgelint.eventbridge.detail.detail import DetailJudgement, judge
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


@dataclass(frozen=True, eq=False)
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

    def __repr__(self) -> str:
        """Short, and without a sensitive value: a repr ends up in logs."""
        return f"<Entry {self.index}: {', '.join(map(repr, self.fields))}>"

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

    @cached_property
    def judgement(self) -> DetailJudgement | None:
        """The analysis of `detail`; `None` if it is absent, null or an empty string."""
        return judge(self.detail.value) if self.detail else None

    def path(self, field: str) -> str:
        """Return the path of an argument below the action: `entry[0].source`."""
        return f"entry[{self.index}].{field}"


@dataclass(frozen=True, slots=True, eq=False)
class PutEventsRequest:
    """What one instance of an action sends."""

    instance: ActionInstance
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

    def __repr__(self) -> str:
        """Short, and without a sensitive value: a repr ends up in logs."""
        return f"<PutEventsRequest {self.address}: {plural(len(self.entries), 'entry')}>"

    @property
    def action(self) -> Action:
        return self.instance.action

    @property
    def key(self) -> InstanceKey:
        return self.instance.key

    @property
    def address(self) -> str:
        """Includes module path and instance key; no key if the instances are unknown."""
        return self.instance.address

    @property
    def example(self) -> bool:
        """Whether it represents all instances, because they are unknown."""
        return self.instance.example

    @property
    def caller(self) -> Caller | None:
        """The resource instance that triggers this request, if the action refers to `caller`."""
        return self.instance.caller

    @property
    def late_caller(self) -> tuple[LateCaller, ...]:
        """The references to attributes of the caller that are unknown until it is applied."""
        return self.instance.late_caller
