"""Each request as it would be sent: its entries, what in them may not be shown, what is missing."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator
from functools import cached_property
from typing import Final

from bridgelint.actions.action import Action, ProviderConfiguration
from bridgelint.actions.fields import Field, InstanceKey
from bridgelint.actions.triggers import ActionReference, ActionTrigger
from bridgelint.base.records import dataclass, replace
from bridgelint.base.source import Span
from bridgelint.emit.rendering import Gap, rendered, rendered_list
from bridgelint.eventbridge.detail.detail import judge
from bridgelint.eventbridge.detail.json_tree import JsonPath, path_text
from bridgelint.eventbridge.detail.places import span_at
from bridgelint.eventbridge.event_module import EventModule
from bridgelint.eventbridge.limits import FIRST_SENT, LAST_SENT, is_in_range
from bridgelint.eventbridge.provider_places import Region
from bridgelint.eventbridge.request import Entry, PutEventsRequest
from bridgelint.eventbridge.size import Size, argument_size, total
from bridgelint.plan.plan_document import Invocation
from bridgelint.terraform.expressions.reference_address import key_text
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


@dataclass(frozen=True, slots=True)
class Part:
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


@dataclass(frozen=True, slots=True)
class TriggeredBy:
    """A resource instance whose change runs the request, and when."""

    resource: str
    events: tuple[str, ...]
    condition: str = ""
    """The condition as written; empty where there is none."""

    holds: bool | None = None
    """The result of the condition, if it is known."""

    wrong: str = ""
    """The reference, if it leads to no instance of the action, so that nothing runs."""


@dataclass(frozen=True, slots=True, eq=False)
class OutgoingArgument:
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
        """The value that is sent."""
        return self.value if self.late is None else self.late.value

    @property
    def key(self) -> str:
        """As PutEvents names it."""
        return KEYS[self.name]


@dataclass(frozen=True, eq=False)
class Draft:
    """One entry."""

    index: int
    arguments: tuple[OutgoingArgument, ...]
    span: Span
    certain: bool = True
    uncertain: str = ""
    """Why it may not exist."""

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


@dataclass(frozen=True, eq=False)
class OutgoingRequest:
    """One PutEvents request: an instance of an action, for one caller where it has any."""

    address: str
    """Of the action instance."""

    caller: str | None
    """The resource instance that triggers it, for an action that refers to `caller`."""

    module: EventModule
    declared: PutEventsRequest | None
    """What the configuration says; `None` if only a plan knows the action."""

    span: Span
    """Where a message about the request as a whole points."""

    triggers: tuple[TriggeredBy, ...]
    drafts: tuple[Draft, ...]
    region: Region
    provider: ProviderConfiguration | None
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

    run: str = ""
    """The run of `terraform test` that sends it; empty without `--test`."""

    @property
    def title(self) -> str:
        """The address, and the caller's and the run's."""
        called = f"{self.address} for {self.caller}" if self.caller else self.address
        return f"{called} in the run {self.run}" if self.run else called

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
        """The directory of the root module."""
        return self.module.root.directory

    @cached_property
    def view(self) -> View:
        """What may be shown of it."""
        return _view(self)

    @cached_property
    def size(self) -> Size:
        """By PutEvents' formula."""
        return total(each.size for each in self.drafts if each.certain)

    def shown(self, draft: Draft) -> Shown:
        """One of its entries as it may be shown."""
        return self.view.entries[self.drafts.index(draft)]


@dataclass(frozen=True, slots=True, eq=False)
class View:
    """A request as it may be shown."""

    region: str | None
    entries: tuple[Shown, ...]
    unknown: tuple[Part, ...]
    sensitive: tuple[Part, ...]
    obstacles: tuple[Part, ...]
    """What is known, and cannot be sent with boto3."""


def requests_of(
    modules: Iterable[EventModule], actions: Collection[Action] | None = None
) -> Iterator[OutgoingRequest]:
    """Every request of the modules and of those below them, in order; `actions`: only of these."""
    for root in modules:
        for module in root.walk():
            for instance in module.requests:
                if actions is None or instance.action in actions:
                    yield _request(module, instance)


def _request(module: EventModule, instance: PutEventsRequest) -> OutgoingRequest:
    return OutgoingRequest(
        address=instance.address,
        caller=instance.caller.address if instance.caller else None,
        module=module,
        declared=instance,
        span=instance.action.header,
        triggers=tuple(_triggers(module, instance)),
        drafts=tuple(_draft(each) for each in instance.entries),
        region=instance.region,
        provider=instance.action.provider.configuration,
        example=instance.example,
        missing=tuple(_missing(instance)),
    )


def _missing(instance: PutEventsRequest) -> Iterator[Part]:
    action = instance.action
    expansion = action.expansion
    if instance.example:
        reason = expansion.reason.text if expansion.reason else "no resource instance triggers it"
        name = expansion.mode if expansion.keys is None else "caller"
        span = expansion.attribute.value.span if expansion.attribute else action.header
        yield Part(None, name, (), reason, span)
    if not instance.complete and all(each.certain for each in instance.entries):
        yield Part(None, "entry", (), "not all of its entries can be read", action.header)


def _draft(entry: Entry) -> Draft:
    arguments = (
        OutgoingArgument(each.name, each.value, each.span, each, each.encoded)
        for each in entry.fields
        if not each.is_null
    )
    reason = entry.dynamic.reason if entry.dynamic else None
    return Draft(
        entry.index,
        tuple(arguments),
        entry.header,
        entry.certain,
        reason.text if reason else "its number is not known",
    )


def with_sent_values(
    requests: Iterable[OutgoingRequest], at_sending: Iterable[EventModule]
) -> Iterator[OutgoingRequest]:
    """The requests, each argument with what it evaluates to while events are sent.

    An argument that is still not known then is unknown in the way that it is unknown then.
    """
    late = {_identity(each): each for each in requests_of(at_sending)}
    for request in requests:
        other = late.get(_identity(request))
        entries = {each.index: each for each in other.drafts} if other else {}
        drafts = (_sent_draft(each, entries.get(each.index)) for each in request.drafts)
        yield replace(request, drafts=tuple(drafts))


def waits_for_sending(request: OutgoingRequest) -> bool:
    """Some argument is evaluated only while events are sent."""
    return any(_is_late(each) for draft in request.drafts for each in draft.arguments)


def _identity(request: OutgoingRequest) -> tuple[str, str, str | None]:
    return request.directory, request.address, request.caller


def _sent_draft(draft: Draft, other: Draft | None) -> Draft:
    if other is None:
        return draft
    arguments: list[OutgoingArgument] = []
    for each in draft.arguments:
        late = other.argument(each.name) or replace(each, value=null(), encoded=None)
        arguments.append(replace(each, late=late) if _is_late(each) else each)
    return replace(draft, arguments=tuple(arguments))


def _is_late(argument: OutgoingArgument) -> bool:
    _, gaps, _ = shown_argument(argument)
    return any(each.reason.at_sending for each in gaps)


# -- triggers


def _triggers(module: EventModule, instance: PutEventsRequest) -> Iterator[TriggeredBy]:
    for trigger in module.triggers_of(instance.action):
        references = [each for each in trigger.references if each.action is instance.action]
        resources = dict.fromkeys(
            found for each in references for found in _triggering(trigger, each, instance)
        )
        condition = _one_line(trigger.condition.span) if trigger.condition else ""
        for address, key in resources:
            yield TriggeredBy(address, trigger.event_names, condition, _holds(trigger, key))
        wrong = [
            each for each in references if all(target.exists is False for target in each.targets)
        ]
        if not resources and wrong and trigger.resource.expansion.keys:
            reference = _one_line(wrong[0].span)
            yield TriggeredBy(
                trigger.resource.address, trigger.event_names, condition, wrong=reference
            )


def _holds(trigger: ActionTrigger, key: InstanceKey) -> bool | None:
    """The result of the condition in an instance of the resource."""
    for each in trigger.condition.values if trigger.condition else ():
        content = each.value.content
        if each.key == key and not each.value.is_sensitive and isinstance(content, bool):
            return content
    return None


def _triggering(
    trigger: ActionTrigger, reference: ActionReference, instance: PutEventsRequest
) -> Iterator[tuple[str, InstanceKey]]:
    """The instances of the trigger's resource that run this instance of the action."""
    resource, caller = trigger.resource, instance.caller
    if not reference.targets and resource.expansion.keys is None:
        yield resource.address, None
    any_key = instance.action.expansion.keys is None
    for target in reference.targets:
        if target.action_key != instance.key and not any_key:
            continue
        if caller is None or (caller.resource, caller.key) == (resource, target.resource_key):
            yield f"{resource.address}{key_text(target.resource_key)}", target.resource_key


def _one_line(span: Span) -> str:
    return " ".join(span.text.split())


# -- what may be shown


def _view(request: OutgoingRequest) -> View:
    entries: list[Shown] = []
    unknown = list(request.missing)
    sensitive: list[Part] = []
    obstacles: list[Part] = []
    for draft in request.drafts:
        shown: Shown = {}
        if not draft.certain:
            unknown.append(Part(draft.index, "entry", (), draft.uncertain, draft.span))
        for argument in draft.arguments:
            text, gaps, secrets = shown_argument(argument)
            shown[argument.key] = text
            place = Part(draft.index, argument.key, (), "", argument.span)
            if argument.late is not None:
                _, gaps, _ = shown_argument(argument.late)
            unknown += (
                Part(
                    draft.index,
                    argument.key,
                    each.path,
                    each.reason.text,
                    _span(argument, each.path),
                )
                for each in gaps
            )
            sensitive += (replace(place, path=path, span=_span(argument, path)) for path in secrets)
            obstacles += (replace(place, reason=each) for each in _obstacles(argument))
        entries.append(shown)
    if not request.drafts and not unknown:
        obstacles.append(Part(None, "entry", (), "it has no entry", request.span))
    region = _region(request, unknown, sensitive)
    unique = tuple(dict.fromkeys(unknown))
    return View(region, tuple(entries), unique, tuple(sensitive), tuple(obstacles))


def _region(request: OutgoingRequest, unknown: list[Part], sensitive: list[Part]) -> str | None:
    region = request.region
    if region.source == "unknown" or region.value.is_null:
        return None
    shown = rendered(region.value)
    place = Part(None, "region", (), "", region.span or request.span)
    unknown += (replace(place, reason=each.reason.text) for each in shown.gaps)
    sensitive += (place for _ in shown.secrets)
    return shown.text or None


def _span(argument: OutgoingArgument, path: JsonPath) -> Span:
    """The nearest thing around a part that was written."""
    field = argument.field
    if field is None or not path:
        return argument.span
    if argument.name == "resources":
        return field.element_span(int(path[0]))
    judgement = judge(argument.value)
    return argument.span if judgement is None else span_at(field.written, judgement, path)


def shown_argument(
    argument: OutgoingArgument,
) -> tuple[str | list[str | None], tuple[Gap, ...], tuple[JsonPath, ...]]:
    """An argument as it may be shown, what in it is unknown, and what was left out."""
    if argument.value.is_null:
        return "", (), ()
    if argument.name == "resources":
        return rendered_list(argument.value)
    shown = rendered(argument.value, argument.encoded, is_json=argument.name == "detail")
    return shown.text, shown.gaps, shown.secrets


def _obstacles(argument: OutgoingArgument) -> Iterator[str]:
    """Why a known value cannot be given to boto3."""
    if argument.name == "resources":
        for place, element in enumerate(argument.value.elements):
            if element.is_null:
                yield f"element {place} is null"
    content = argument.sent.content
    if argument.name == "time" and isinstance(content, str):
        moment = parse(content)
        if isinstance(moment, NoTimestamp):
            yield f"invalid RFC 3339 timestamp: {moment.reason}"
        elif not is_in_range(moment):
            yield f"the AWS SDK can only send times from {FIRST_SENT} to {LAST_SENT}"
