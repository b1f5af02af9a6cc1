"""A request as it would be sent: its entries, what may be shown and is missing, who receives it."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cached_property, partial
from typing import Any, Final

from bridgelint.actions.action import Action, ProviderConfiguration
from bridgelint.actions.fields import Field
from bridgelint.base.failure import Failure
from bridgelint.base.records import Record, replace
from bridgelint.base.source import Span
from bridgelint.emit.rendering import Rendered, rendered, rendered_list
from bridgelint.emit.triggering import TriggeredBy
from bridgelint.eventbridge.detail.detail import judge
from bridgelint.eventbridge.detail.json_tree import JsonPath, path_text
from bridgelint.eventbridge.detail.places import span_at
from bridgelint.eventbridge.event_module import EventModule
from bridgelint.eventbridge.limits import FIRST_SENT, LAST_SENT, is_in_range
from bridgelint.eventbridge.provider_places import Region
from bridgelint.eventbridge.receptions import Reception
from bridgelint.eventbridge.request import Entry, PutEventsRequest
from bridgelint.eventbridge.size import Size, argument_size, total
from bridgelint.plan.plan_document import Invocation
from bridgelint.terraform.functions.rfc3339 import NoTimestamp, parse
from bridgelint.terraform.values.values import Value, null

KEYS: Final = {
    "source": "Source",
    "detail_type": "DetailType",
    "detail": "Detail",
    "event_bus_name": "EventBusName",
    "resources": "Resources",
    "time": "Time",
}
"""PutEvents' name of each argument of an `entry`."""

_ARGUMENTS: Final = {key: name for name, key in KEYS.items()}

Shown = dict[str, str | list[str | None]]
"""An entry as PutEvents accepts it, with what may not be shown replaced."""


class Part(Record):
    """A part of a request that is not shown, or that cannot be sent."""

    entry: int | None
    """0-based; `None` if it is about the whole request."""

    field: str
    """As PutEvents names it; `entry` for an entry that may be there or not."""

    path: JsonPath
    reason: str
    span: Span

    @property
    def name(self) -> str:
        """As the configuration names it: `detail.id`, `resources[0]`, `region`."""
        argument = _ARGUMENTS.get(self.field, self.field)
        inside = path_text(self.path)
        dot = "." if inside and not inside.startswith("[") else ""
        return f"{argument}{dot}{inside}"


class OutgoingArgument(Record, eq=False, slots=False):
    """One argument of an entry, not null."""

    name: str
    value: Value
    span: Span
    field: Field | None = None
    encoded: Value | None = None
    late: OutgoingArgument | None = None
    """The argument as `--emit` sends it, if it is evaluated only then; its value may be null."""

    @property
    def sent(self) -> Value:
        return self.value if self.late is None else self.late.value

    @property
    def key(self) -> str:
        """As PutEvents names it."""
        return KEYS[self.name]

    @cached_property
    def rendered(self) -> Rendered:
        """The value as it may be shown, what in it is unknown, and what was left out."""
        if self.value.is_null:
            return Rendered("")
        if self.name == "resources":
            return rendered_list(self.value)
        return rendered(self.value, self.encoded, is_json=self.name == "detail")

    @property
    def is_late(self) -> bool:
        """It is evaluated only while events are sent."""
        return any(each.reason.at_sending for each in self.rendered.gaps)

    def place(self, path: JsonPath) -> Span:
        """The nearest thing around a part that was written."""
        if self.field is None or not path:
            return self.span
        if self.name == "resources":
            return self.field.element_span(int(path[0]))
        judgement = judge(self.value)
        return self.span if judgement is None else span_at(self.field.written, judgement, path)

    @property
    def obstacles(self) -> Iterator[str]:
        """Why a known value cannot be given to boto3."""
        if self.name == "resources":
            for place, element in enumerate(self.value.elements):
                if element.is_null:
                    yield f"element {place} is null"
        if self.name == "time" and isinstance(self.sent.content, str):
            moment = parse(self.sent.content)
            if isinstance(moment, NoTimestamp):
                yield f"invalid RFC 3339 timestamp: {moment.reason}"
            elif not is_in_range(moment):
                yield f"the AWS SDK can only send times from {FIRST_SENT} to {LAST_SENT}"


class Draft(Record, eq=False, slots=False):
    index: int
    arguments: tuple[OutgoingArgument, ...]
    span: Span
    uncertain: str = ""
    """Why it may not exist; empty if it certainly does."""

    def argument(self, name: str) -> OutgoingArgument | None:
        """The argument of that name, if it is there and not null."""
        return next((each for each in self.arguments if each.name == name), None)

    @cached_property
    def size(self) -> Size:
        """By PutEvents' formula, of what is known before it is sent."""
        return total(argument_size(each.name, each.value) for each in self.arguments)

    @cached_property
    def sent_size(self) -> int:
        """Bytes by PutEvents' formula, of a ready entry as it is sent."""
        return total(argument_size(each.name, each.sent) for each in self.arguments).least


class OutgoingRequest(Record, eq=False, slots=False):
    """One PutEvents request: an instance of an action, for one caller where it has any."""

    address: str
    """Of the action instance."""

    module: EventModule
    span: Span
    """Where a message about the request as a whole points."""

    region: Region
    provider: ProviderConfiguration | None
    declared: PutEventsRequest | None = None
    """What the configuration says; `None` if only a plan knows the action."""

    caller: str | None = None
    """The resource instance that triggers it, for an action that refers to `caller`."""

    triggers: tuple[TriggeredBy, ...] = ()
    drafts: tuple[Draft, ...] = ()
    example: bool = False
    """The action's instances are not known; this request represents all of them."""

    missing: tuple[Part, ...] = ()
    """What is not known about the request as a whole."""

    firing: Invocation | None = None
    """Why the plan sends it; `None` if there is no plan."""

    stale: tuple[str, ...] = ()
    """What the configuration says differently than the plan, as clauses."""

    picked: bool = False
    """`drafts` are some of the entries only."""

    faults: tuple[Failure, ...] = ()
    """Why `--emit` rejects it, besides what is unknown."""

    run: str = ""
    """The run of `terraform test` that sends it; empty without `--test`."""

    @property
    def title(self) -> str:
        """The address, and the caller's and the run's."""
        called = f"{self.address} for {self.caller}" if self.caller else self.address
        return f"{called} in the run {self.run}" if self.run else called

    @property
    def ready(self) -> bool:
        """`--emit` would not reject it."""
        return not self.faults and not self.view.unknown

    @property
    def instance(self) -> PutEventsRequest:
        """What the configuration says, where there is no plan."""
        if self.declared is None:
            raise ValueError(self.address)
        return self.declared

    @property
    def action(self) -> Action | None:
        """The action; `None` if only a plan knows it."""
        return self.declared.action if self.declared else None

    @property
    def directory(self) -> str:
        return self.module.root.directory

    @property
    def fired(self) -> dict[str, str | None] | None:
        """Why the plan sends it, in every JSON document."""
        if self.firing is None:
            return None
        resource, event, deferred = self.firing.resource, self.firing.event, self.firing.deferred
        made: dict[str, str | None] = {"resource": resource or None, "event": event or None}
        return {**made, "deferred": deferred} if deferred else made

    @cached_property
    def view(self) -> View:
        entries: list[Shown] = []
        unknown = list(self.missing)
        sensitive: list[Part] = []
        obstacles: list[Part] = []
        for draft in self.drafts:
            if draft.uncertain:
                unknown.append(Part(draft.index, "entry", (), draft.uncertain, draft.span))
            for each in draft.arguments:
                part = partial(Part, draft.index, each.key)
                gaps = (each.late or each).rendered.gaps
                unknown += (part(gap.path, gap.reason.text, each.place(gap.path)) for gap in gaps)
                sensitive += (part(path, "", each.place(path)) for path in each.rendered.secrets)
                obstacles += (part((), reason, each.span) for reason in each.obstacles)
            entries.append({each.key: each.rendered.shown for each in draft.arguments})
        if not self.drafts and not unknown:
            obstacles.append(Part(None, "entry", (), "it has no entry", self.span))
        region = Rendered("")
        if self.region.source != "unknown" and not self.region.value.is_null:
            region = rendered(self.region.value)
        part = partial(Part, None, "region", ())
        span = self.region.span or self.span
        unknown += (part(gap.reason.text, span) for gap in region.gaps)
        sensitive += (part("", span) for _ in region.secrets)
        unique = tuple(dict.fromkeys(unknown))
        return View(region.text or None, tuple(entries), unique, tuple(sensitive), tuple(obstacles))

    @cached_property
    def size(self) -> Size:
        """By PutEvents' formula."""
        return total(each.size for each in self.drafts if not each.uncertain)

    def shown(self, draft: Draft) -> Shown:
        """One of its entries as it may be shown."""
        return self.view.entries[self.drafts.index(draft)]

    def receptions(self, draft: Draft) -> tuple[Reception, ...]:
        """Return who receives an entry, with the values of a plan: every `yes` and `maybe`,
        otherwise the nearest `no`. Empty if nothing is known to receive events on its event bus."""
        found = self._as_sent(draft)
        return self.module.receptions(*found) if found else ()

    def receiver_lines(self, draft: Draft) -> Iterator[tuple[str, str]]:
        """Yield who receives an entry, a line each with its style; a line in any case."""
        found = self.receptions(draft)
        for each in found:
            receiver = each.receiver
            targets = f" → {', '.join(receiver.targets)}" if receiver.targets else ""
            if each.match == "yes":
                yield f"{receiver.name}{targets}", "green"
            elif each.match == "maybe":
                yield f"maybe {receiver.name}{targets}: {each.reason}", "yellow"
            else:
                hint = ": did you forget event_bus_name?" if each.elsewhere else ""
                yield f"no known receiver; {receiver.name}: {each.reason}{hint}", "red"
        if not found and self.module.configuration.receivers:
            yield "no known receiver", "red"
        elif not found:
            yield "no known receiver: no event rule is declared", "dim"

    def bus_place(self, draft: Draft) -> str:
        """Return where the event bus of an entry is, as far as the configuration declares it:
        `aws_cloudwatch_event_bus.orders, eu-central-1, account 111122223333`."""
        found = self._as_sent(draft)
        destination = self.module.destination(*found) if found else None
        if destination is None or not destination.referred:
            return ""
        bus = destination.referred[0]
        parts = [bus.address, bus.region.name or ""]
        if len(bus.account.ids) == 1:
            parts.append(f"account {next(iter(bus.account.ids))}")
        return ", ".join(filter(None, parts))

    def _as_sent(self, draft: Draft) -> tuple[PutEventsRequest, Entry] | None:
        """Return the declared entry with the values that are sent, if there is one."""
        entries = self.declared.entries if self.declared else ()
        entry = next((each for each in entries if each.index == draft.index), None)
        if self.declared is None or entry is None:
            return None
        if self.firing is None:
            return self.declared, entry
        values = {each.name: each.value for each in draft.arguments}
        sent: dict[str, Any] = {
            each.name: replace(each, value=values.get(each.name, null(each.value.type)))
            for each in entry.fields
        }
        return replace(self.declared, region=self.region), replace(entry, **sent)


class View(Record, eq=False):
    """A request as it may be shown."""

    region: str | None
    entries: tuple[Shown, ...]
    unknown: tuple[Part, ...]
    sensitive: tuple[Part, ...]
    obstacles: tuple[Part, ...]
    """What is known, and cannot be sent with boto3."""
