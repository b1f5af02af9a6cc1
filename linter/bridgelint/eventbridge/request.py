"""PutEvents requests and their entries, as rules see them, and how they are read."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import cached_property
from typing import Final

from bridgelint.actions.action import Action, ActionInstance, Caller, LateCaller
from bridgelint.actions.body_schema import dynamic_type
from bridgelint.actions.fields import Field, InstanceKey, Origin
from bridgelint.actions.value_origins import origins
from bridgelint.base.records import dataclass, replace
from bridgelint.base.source import Span
from bridgelint.base.words import plural
from bridgelint.eventbridge.detail.detail import DetailJudgement, judge
from bridgelint.eventbridge.provider_places import (
    Account,
    Region,
    provider_account,
    provider_region,
)
from bridgelint.eventbridge.schema import CONFIG, ENTRY, Argument
from bridgelint.eventbridge.size import NOTHING, Size, argument_size, total
from bridgelint.hcl.tree import Attribute, Block, Call, Expression
from bridgelint.terraform.expressions.bindings import Bindings
from bridgelint.terraform.module.dynamic_blocks import ExpandedBlock
from bridgelint.terraform.module.expansion import Expansion
from bridgelint.terraform.module.module import Module
from bridgelint.terraform.values.convert import convert_or_unknown
from bridgelint.terraform.values.values import NO_MARKS, Mark, Reason, Value


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


@dataclass(frozen=True, slots=True)
class Reader:
    """Reads the arguments of one module as fields."""

    module: Module
    origins: Callable[[Expression], tuple[Origin, ...]]

    def field(
        self, body: Block, argument: Argument, bindings: Bindings, marks: frozenset[Mark]
    ) -> Field | None:
        """Return an argument of a block, or `None` if it is absent."""
        attribute = body.body.attribute(argument.name)
        if attribute is None:
            return None
        bare = self.module.evaluate(attribute.value, bindings)
        raw = bare.marked(marks)
        origins = self.origins(attribute.value)
        reason = Reason(f"`{argument.name}` has the wrong type", attribute.value.span, failed=True)
        value, mismatch = convert_or_unknown(raw, argument.type, reason)
        if mismatch:
            return Field(argument.name, value, raw, attribute, mismatch, origins)
        encoded = None
        if bare.is_secret and not marks:
            encoded = self._encoded(attribute.value, bindings)
        return Field(argument.name, value, raw, attribute, "", origins, encoded)

    def _encoded(self, expression: Expression, bindings: Bindings) -> Value | None:
        if not isinstance(expression, Call) or expression.name != "jsonencode":
            return None
        if len(expression.arguments) != 1 or expression.expand:
            return None
        return self.module.evaluate(expression.arguments[0], bindings)

    def region(self, config: Block | None, bindings: Bindings) -> Field | None:
        if config is None:
            return None
        return self.field(config, CONFIG["region"], bindings, NO_MARKS)

    def entries(self, config: Block | None, bindings: Bindings) -> tuple[tuple[Entry, ...], bool]:
        """Return the entries in order, `dynamic` blocks expanded, and whether that is all."""
        if config is None:
            return (), True
        made = [each for each in self.module.expand(config.body, bindings) if each.type == "entry"]
        dynamics = config.body.blocks_of("dynamic")
        sources = {id(each): self._source(each, made, bindings) for each in dynamics}
        found: list[Entry] = []
        for each in made[:MAX_ENTRIES]:
            if each.dynamic is None:
                found.append(self._entry(each.block, len(found), bindings, NO_MARKS))
                continue
            source, marks = sources[id(each.dynamic)]
            entry = self._entry(
                each.block, len(found), each.bindings, marks, header=source.block.header
            )
            made_by = replace(source, key=_key(each.key))
            found.append(replace(entry, dynamic=made_by, certain=each.reason is None))
        complete = all(each.certain for each in found) and len(found) == len(made)
        return tuple(found), complete and not any(map(_is_broken, dynamics))

    def _entry(
        self,
        block: Block,
        index: int,
        bindings: Bindings,
        marks: frozenset[Mark],
        header: Span | None = None,
    ) -> Entry:
        fields = {
            name: self.field(block, argument, bindings, marks) for name, argument in ENTRY.items()
        }
        return Entry(
            index=index,
            block=block,
            header=header or block.header,
            source=fields["source"],
            detail_type=fields["detail_type"],
            detail=fields["detail"],
            event_bus_name=fields["event_bus_name"],
            resources=fields["resources"],
            time=fields["time"],
            size=total(argument_size(each.name, each.value) for each in fields.values() if each),
        )

    def _source(
        self, dynamic: Block, made: Sequence[ExpandedBlock], bindings: Bindings
    ) -> tuple[DynamicEntry, frozenset[Mark]]:
        """Return a `dynamic` block and the marks of the collection it iterates over."""
        for_each = dynamic.body.attribute("for_each")
        own = [each for each in made if each.dynamic is dynamic]
        reason = own[0].reason if own else None
        expansion = Expansion(
            "for_each",
            tuple(_key(each.key) for each in own) if reason is None else None,
            attribute=for_each,
            reason=reason,
        )
        marks = self.module.evaluate(for_each.value, bindings).marks if for_each else NO_MARKS
        return DynamicEntry(dynamic, for_each, expansion), marks


MAX_ENTRIES: Final = 1000
"""The maximum number of entries of one request that are read; PutEvents accepts ten."""


def _is_broken(dynamic: Block) -> bool:
    """Return whether Terraform rejects the `dynamic "entry"`, so that its result is unknown."""
    body = dynamic.body
    return dynamic_type(dynamic) == "entry" and not (
        body.attribute("for_each") and body.blocks_of("content")
    )


def _key(key: Value | None) -> InstanceKey:
    content = key.content if key else None
    if isinstance(content, bool) or not isinstance(content, int | str):
        return None
    return content


def provider_place(action: Action) -> tuple[Region, Account]:
    """Return where the provider configuration of an action works."""
    region = provider_region(action.provider.configuration)
    return region, provider_account(action.provider)


def request_of(
    module: Module, instance: ActionInstance, bindings: Bindings, place: tuple[Region, Account]
) -> PutEventsRequest:
    action, (provider, account) = instance.action, place
    reader = Reader(module, lambda expression: origins(module, expression))
    entries, complete = reader.entries(action.config, bindings)
    argument = reader.region(action.config, bindings)
    return PutEventsRequest(
        instance=instance,
        entries=entries,
        complete=complete and action.readable,
        region=_region(argument, provider),
        account=account,
        region_argument=argument,
        provider_region=provider,
        size=total(each.size for each in entries if each.certain),
    )


def _region(argument: Field | None, provider: Region) -> Region:
    if argument is None or not _sets(argument):
        return provider
    return Region(argument.value, "action", argument.span)


def _sets(region: Field) -> bool:
    """Return whether the argument sets a region; null and an empty string do not."""
    return not region.is_null and region.value.content != ""
