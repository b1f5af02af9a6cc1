"""The flow of events of some modules, from what triggers an action to the targets of rules."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from itertools import product
from typing import Final

from bridgelint.actions.action import Action
from bridgelint.actions.fields import Field, InstanceKey, key_text
from bridgelint.actions.triggers import ActionReference, ActionTrigger
from bridgelint.base.finding import Finding
from bridgelint.base.records import Record
from bridgelint.base.source import Span
from bridgelint.eventbridge.arn import DEFAULT, split_arn
from bridgelint.eventbridge.buses import Destination
from bridgelint.eventbridge.event_module import EventModule
from bridgelint.eventbridge.event_rules import EventRule, Receiver
from bridgelint.eventbridge.missing_bus import is_bus
from bridgelint.eventbridge.receptions import Reception
from bridgelint.eventbridge.request import Entry, PutEventsRequest
from bridgelint.graph.flow_graph import (
    FlowEdge,
    FlowGraph,
    FlowNode,
    NodeKind,
    NodeMark,
    State,
    folded,
    module_of,
)

_UNKNOWN: Final = "(unknown)"
_LONGEST: Final = 100


def event_flow(roots: Sequence[EventModule], findings: Iterable[Finding] = ()) -> FlowGraph:
    """Return the flow of some root modules and everything below them, with the findings about
    it."""
    known: dict[str, list[Finding]] = {}
    for each in findings:
        known.setdefault(each.address, []).append(each)
    nodes: dict[str, FlowNode] = {}
    edges: list[FlowEdge] = []
    for root in roots:
        prefix = f"{root.directory}/" if len(roots) > 1 else ""
        for module in root.walk():
            _ModuleFlow(module, prefix, known, nodes, edges).add()
    return folded(nodes.values(), edges)


class _ModuleFlow(Record, eq=False):
    module: EventModule
    prefix: str
    """What the addresses of its root module start with, among several root modules."""

    findings: dict[str, list[Finding]]
    """By address."""

    nodes: dict[str, FlowNode]
    edges: list[FlowEdge]

    def add(self) -> None:
        """Add what the module does."""
        for action in self.module.actions:
            self._action(action)
        for trigger in self.module.triggers:
            for reference in trigger.references:
                if reference.action is not None:
                    self._trigger(trigger, reference, reference.action)
        for request in self.module.requests:
            for entry in request.entries:
                self._entry(request, entry)

    def _marks(
        self, address: str, *, outside: Sequence[Span] = (), inside: Span | None = None
    ) -> tuple[NodeMark, ...]:
        """Return the findings about an object: those in none of some places, or in one place."""
        found = (
            NodeMark(each.rule, each.severity.word, each.message)
            for each in self.findings.get(address, ())
            if not any(place.contains(each.primary.span) for place in outside)
            and (inside is None or inside.contains(each.primary.span))
        )
        return tuple(dict.fromkeys(found))

    def _node(  # noqa: PLR0917 # the fields of a node
        self,
        id_: str,
        kind: NodeKind,
        label: Sequence[str],
        module: str = "",
        state: State = "certain",
        marks: tuple[NodeMark, ...] = (),
    ) -> str:
        key = f"{self.prefix}{id_}"
        known = self.nodes.get(key)
        if known is None or (known.state != "lost" and state == "lost"):
            shown = tuple(_short(each) for each in label)
            self.nodes[key] = FlowNode(key, kind, module, shown, state, findings=marks)
        return key

    def _edge(
        self,
        source: str,
        target: str,
        labels: Sequence[str],
        state: State = "certain",
        marks: tuple[NodeMark, ...] = (),
    ) -> None:
        shown = tuple(_short(each) for each in labels)
        self.edges.append(FlowEdge(source, target, shown, state, marks))

    # -- actions and triggers

    def _action(self, action: Action) -> None:
        keys = action.expansion.keys
        base = self._marks(action.address)
        for key in (None,) if keys is None else keys:
            own = self._marks(f"{action.address}{key_text(key)}") if key is not None else ()
            marks = tuple(dict.fromkeys((*own, *base)))
            self._instance(action, key, "uncertain" if keys is None else "certain", marks)

    def _instance(
        self, action: Action, key: InstanceKey, state: State, marks: tuple[NodeMark, ...] = ()
    ) -> str:
        label = [action.type, f"{action.name}{key_text(key)}"]
        if state == "lost":
            label.append("no such instance")
        address = f"{action.address}{key_text(key)}"
        return self._node(address, "action", label, self.module.path, state, marks)

    def _trigger(self, trigger: ActionTrigger, reference: ActionReference, action: Action) -> None:
        labels = [", ".join(trigger.event_names) or "no event"]
        condition = trigger.condition
        if condition is not None:
            labels.append(f"if {condition.span.text}")
        values = {each.key: each.value for each in condition.values} if condition else {}
        resource = trigger.resource
        marks = self._marks(resource.address, inside=trigger.block.span)
        triggers = [each.block.span for each in self.module.triggers_in(resource)]
        own = self._marks(resource.address, outside=triggers)
        state: State = "uncertain" if resource.expansion.keys is None else "certain"
        for source, target in _ends(trigger, reference, action):
            key = key_text(source)
            label = [f"{resource.local_address}{key}"]
            start = self._node(
                f"{resource.address}{key}", "resource", label, self.module.path, state, own
            )
            end = f"{self.prefix}{action.address}{key_text(target)}"
            if end not in self.nodes:
                self._instance(action, target, "lost")
            value = values.get(source)
            is_sure = condition is None or (value is not None and value.content is True)
            self._edge(start, end, labels, "certain" if is_sure else "uncertain", marks)

    # -- entries

    def _entry(self, request: PutEventsRequest, entry: Entry) -> None:
        action = f"{self.prefix}{request.action.address}{key_text(request.key)}"
        destination = self.module.destination(request, entry)
        bus = self._bus(destination, entry)
        detail_type = _text(entry.detail_type)
        unsure = not entry.certain or destination is None or detail_type == _UNKNOWN
        self._edge(action, bus, [detail_type], "uncertain" if unsure else "certain")
        receptions = self.module.receptions(request, entry)
        received = [each for each in receptions if each.match != "no"]
        for each in received:
            if each.match == "yes":
                self._edge(bus, self._receiver(each.receiver), [detail_type])
            else:
                labels = [f"{detail_type}?", each.reason]
                self._edge(bus, self._receiver(each.receiver), labels, "uncertain")
        if destination is not None and not received and self.module.configuration.receivers:
            self._lost(bus, destination, receptions, detail_type)

    def _bus(self, destination: Destination | None, entry: Entry) -> str:
        if destination is None:
            field = entry.event_bus_name
            text = field.span.text if field else DEFAULT
            label = ["unknown event bus", text]
            return self._node(f"bus {text}", "bus", label, state="uncertain")
        declared = list(destination.referred) or [
            each
            for each in self.module.configuration.buses
            if each.name.content == destination.name and is_bus(destination, each)
        ]
        if not declared:
            names = [destination.shown, *filter(None, [destination.shown_region])]
            return self._node(f"bus {' '.join(names)}", "bus", ["event bus", *names])
        bus = declared[0]
        resource, key = bus.resource, key_text(bus.key)
        label = [f"{resource.local_address}{key}"]
        if destination.name != bus.address:
            label.append(destination.shown)
        address = f"{resource.address}{key}"
        marks = self._marks(bus.address)
        return self._node(address, "bus", label, module_of(resource.address), marks=marks)

    def _receiver(self, receiver: Receiver, state: State = "certain") -> str:
        name = receiver.name
        module = module_of(name) if isinstance(receiver, EventRule) else ""
        label = [name.removeprefix(f"{module}.") if module else name]
        if state == "lost":
            label.append("disabled")
        node = self._node(name, receiver.kind, label, module, state, self._marks(name))
        for each in receiver.targets:
            arn = split_arn(each)
            label = [each] if arn is None else [arn.service, arn.resource]
            self._edge(node, self._node(f"target {each}", "target", label), (), state)
        return node

    def _lost(
        self, bus: str, destination: Destination, receptions: Sequence[Reception], detail_type: str
    ) -> None:
        disabled = next(
            (each for each in receptions if each.receiver.enabled is False and not each.field), None
        )
        if disabled is not None and not disabled.elsewhere:
            self._edge(bus, self._receiver(disabled.receiver, "lost"), [detail_type], "lost")
            return
        name = bus.removeprefix(self.prefix)
        label = ["no known receiver", destination.shown]
        lost = self._node(f"lost {name}", "lost", label, state="lost")
        why = [f"{each.receiver.name}: {each.reason}" for each in receptions[:1]]
        self._edge(bus, lost, [detail_type, *why], "lost")


def _ends(
    trigger: ActionTrigger, reference: ActionReference, action: Action
) -> Iterable[tuple[InstanceKey, InstanceKey]]:
    """Return the instances of the resource and of the action that a reference connects."""
    if reference.targets:
        return [(each.resource_key, each.action_key) for each in reference.targets]
    keys = trigger.resource.expansion.keys
    return product((None,) if keys is None else keys, action.expansion.keys or (None,))


def _text(field: Field | None) -> str:
    if field is None or field.is_null:
        return "no detail type"
    return field.shown if field.is_secret or field.text is not None else _UNKNOWN


def _short(text: str) -> str:
    joined = " ".join(text.split())
    return joined if len(joined) <= _LONGEST else f"{joined[: _LONGEST - 1]}…"
