"""PutEvents requests and their entries, as rules see them, and how they are read."""

from __future__ import annotations

from functools import cached_property
from typing import Final

from bridgelint.actions.action import Action, ActionInstance, Caller
from bridgelint.actions.body_schema import dynamic_type
from bridgelint.actions.fields import Field, InstanceKey, field_of
from bridgelint.base.records import Record, replace
from bridgelint.base.source import Span
from bridgelint.base.words import plural
from bridgelint.eventbridge.detail.detail import DetailJudgement, judge
from bridgelint.eventbridge.provider_places import Account, Region, region_set_by
from bridgelint.eventbridge.schema import CONFIG, ENTRY
from bridgelint.eventbridge.size import NOTHING, Size, argument_size, total
from bridgelint.hcl.tree import Block, Call
from bridgelint.terraform.expressions.scope import Bindings
from bridgelint.terraform.module.expansion import ExpandedBlock
from bridgelint.terraform.module.module import Module
from bridgelint.terraform.values.values import NO_MARKS, Mark, Reason


class Entry(Record, eq=False, slots=False):
    """One entry of a PutEvents request. A field is `None` if the argument is absent."""

    index: int
    """0-based index in the request; the lowest possible one after an unknown `dynamic`."""

    block: Block
    """The `entry` block, or the `content` block of the `dynamic` that generated the entry."""

    source: Field | None = None
    detail_type: Field | None = None
    detail: Field | None = None
    event_bus_name: Field | None = None
    resources: Field | None = None
    time: Field | None = None
    size: Size = NOTHING
    dynamic: Block | None = None
    """The `dynamic "entry"` that generated the entry."""

    reason: Reason | None = None
    """Why the `dynamic` is unknown, of which the entry is an example."""

    @property
    def certain(self) -> bool:
        """Whether the entry certainly exists."""
        return self.reason is None

    @property
    def header(self) -> Span:
        """The place of a finding about something missing: `entry`, or `dynamic "entry"`."""
        return (self.dynamic or self.block).header

    def __repr__(self) -> str:
        """Short, and without a sensitive value: a repr ends up in logs."""
        return f"<Entry {self.index}: {', '.join(map(repr, self.fields))}>"

    @property
    def fields(self) -> tuple[Field, ...]:
        """The fields that are set, in the provider's order."""
        candidates = (getattr(self, name) for name in ENTRY)
        return tuple(each for each in candidates if each is not None)

    @cached_property
    def judgement(self) -> DetailJudgement | None:
        """The analysis of `detail`; `None` if it is absent, null or an empty string."""
        return judge(self.detail.value) if self.detail else None

    def path(self, field: str) -> str:
        """Return the path of an argument below the action: `entry[0].source`."""
        return f"entry[{self.index}].{field}"


class PutEventsRequest(Record, eq=False):
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
    def fields(self) -> tuple[Field, ...]:
        """`region` and the fields of all entries, as far as they are set."""
        own = () if self.region_argument is None else (self.region_argument,)
        return (*own, *(field for entry in self.entries for field in entry.fields))

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


MAX_ENTRIES: Final = 1000
"""The maximum number of entries of one request that are read; PutEvents accepts ten."""

_TYPES: Final = CONFIG | ENTRY


def request_of(
    module: Module, instance: ActionInstance, bindings: Bindings, place: tuple[Region, Account]
) -> PutEventsRequest:
    """Return what an instance sends. `place` is that of the action's provider configuration."""
    action, (provider, account) = instance.action, place
    config = action.config
    entries, complete = _entries(module, config, bindings) if config else ((), True)
    argument = _field(module, config, "region", bindings) if config else None
    return PutEventsRequest(
        instance=instance,
        entries=entries,
        complete=complete and action.readable,
        region=region_set_by(argument, "action", provider),
        account=account,
        region_argument=argument,
        provider_region=provider,
        size=total(each.size for each in entries if each.certain),
    )


def _entries(module: Module, config: Block, bindings: Bindings) -> tuple[tuple[Entry, ...], bool]:
    """Return the entries in order, `dynamic` blocks expanded, and whether that is all."""
    made = [each for each in module.expand(config.body, bindings) if each.type == "entry"]
    dynamics = config.body.blocks_of("dynamic")
    collections = ((id(each), each.body.value("for_each")) for each in dynamics)
    marks = {of: module.evaluate(each, bindings).marks for of, each in collections if each}
    found = tuple(
        _entry(module, each, index, marks.get(id(each.dynamic), NO_MARKS))
        for index, each in enumerate(made[:MAX_ENTRIES])
    )
    # Of a `dynamic "entry"` that Terraform rejects, the result is unknown.
    broken = any(
        dynamic_type(each) == "entry"
        and not (each.body.attribute("for_each") and each.body.blocks_of("content"))
        for each in dynamics
    )
    certain = all(each.certain for each in found)
    return found, certain and len(found) == len(made) and not broken


def _entry(module: Module, made: ExpandedBlock, index: int, marks: frozenset[Mark]) -> Entry:
    fields = {name: _field(module, made.block, name, made.bindings, marks) for name in ENTRY}
    return Entry(
        index=index,
        block=made.block,
        size=total(argument_size(each.name, each.value) for each in fields.values() if each),
        dynamic=made.dynamic,
        reason=made.reason,
        **fields,
    )


def _field(
    module: Module,
    block: Block,
    name: str,
    bindings: Bindings,
    marks: frozenset[Mark] = NO_MARKS,
) -> Field | None:
    """Return an argument of a block, or `None` if it is absent."""
    attribute = block.body.attribute(name)
    if attribute is None:
        return None
    call = attribute.value
    raw = module.evaluate(call, bindings).marked(marks)
    reason = Reason(f"`{name}` has the wrong type", call.span, failed=True)
    field = field_of(module, attribute, _TYPES[name], raw, reason)
    if field.mismatch or marks or not raw.is_secret:
        return field
    if not isinstance(call, Call) or call.name != "jsonencode":
        return field
    if len(call.arguments) != 1 or call.expand:
        return field
    return replace(field, encoded=module.evaluate(call.arguments[0], bindings))
