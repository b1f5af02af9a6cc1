"""What runs an action instance, and all actions that an apply runs, of every type, in order."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import groupby

from bridgelint.actions.fields import InstanceKey
from bridgelint.actions.trigger_elements import EVENTS
from bridgelint.actions.triggers import ActionReference, ActionTrigger
from bridgelint.base.records import Record
from bridgelint.eventbridge.event_module import EventModule
from bridgelint.eventbridge.request import PutEventsRequest
from bridgelint.eventbridge.schema import ACTION_TYPE
from bridgelint.plan.plan_document import Plan
from bridgelint.terraform.expressions.reference_address import key_text
from bridgelint.terraform.values.values import Value


class TriggeredBy(Record):
    """A resource instance whose change runs the request, and when."""

    resource: str
    events: tuple[str, ...]
    condition: str = ""
    """The condition as written; empty where there is none."""

    holds: bool | None = None
    """The result of the condition, if it is known."""

    wrong: str = ""
    """The reference, if it leads to no instance of the action, so that nothing runs."""

    @property
    def text(self) -> str:
        """The events, with the condition and its value, or why the instance does not run."""
        events = ", ".join(self.events) or "no event"
        if self.wrong:
            return f"{events}, but `{self.wrong}` is not an instance of the action"
        if not self.condition:
            return events
        truth = {True: ", which is true", False: ", which is false", None: ""}[self.holds]
        return f"{events} if {self.condition}{truth}"


def triggered_by(module: EventModule, instance: PutEventsRequest) -> Iterator[TriggeredBy]:
    """Yield what runs an action instance, by trigger and resource instance."""
    for trigger in module.triggers_of(instance.action):
        references = [each for each in trigger.references if each.action is instance.action]
        resources = dict.fromkeys(
            found for each in references for found in _resources(trigger, each, instance)
        )
        condition = trigger.condition.span.text if trigger.condition else ""
        condition = " ".join(condition.split())
        for address, key in resources:
            value = _condition(trigger, key)
            content = value.content if value and not value.is_sensitive else None
            holds = content if isinstance(content, bool) else None
            yield TriggeredBy(address, trigger.event_names, condition, holds)
        wrong = [
            each for each in references if all(target.exists is False for target in each.targets)
        ]
        if not resources and wrong and trigger.resource.expansion.keys:
            address, reference = trigger.resource.address, " ".join(wrong[0].span.text.split())
            yield TriggeredBy(address, trigger.event_names, condition, wrong=reference)


def _resources(
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


def _condition(trigger: ActionTrigger, key: InstanceKey) -> Value | None:
    """The condition in an instance of the resource; `None` if the trigger has none."""
    values = trigger.condition.values if trigger.condition else ()
    return next((each.value for each in values if each.key == key), None)


class SequenceStep(Record):
    """The actions that one event of a resource instance runs."""

    resource: str
    """The address of the instance; of the resource if its instances are unknown. Empty for
    `-invoke`."""

    event: str
    actions: tuple[tuple[str, str], ...]
    """The address and the type of each instance."""


def sequence(roots: Iterable[EventModule], plan: Plan | None) -> tuple[SequenceStep, ...]:
    """Return the steps of a plan; without one, what the triggers run, by resource instance and in
    the order of events. A trigger whose condition is false is left out."""
    if plan is None:
        return tuple(step for root in roots for module in root.walk() for step in _steps(module))
    return tuple(
        SequenceStep(*cause, tuple((each.address, each.type) for each in runs))
        for cause, runs in groupby(plan.runs, lambda each: (each.resource, each.event))
    )


def has_others(steps: Iterable[SequenceStep]) -> bool:
    """Return whether an action of another type than `aws_events_put_events` runs."""
    return any(type_ != ACTION_TYPE for step in steps for _, type_ in step.actions)


def _steps(module: EventModule) -> Iterator[SequenceStep]:
    for resource in dict.fromkeys(trigger.resource for trigger in module.triggers):
        for key in (None,) if resource.expansion.keys is None else resource.expansion.keys:
            running = [
                trigger
                for trigger in module.triggers_in(resource)
                if (value := _condition(trigger, key)) is None or value.content not in (None, False)
            ]
            for event in EVENTS:
                actions = tuple(
                    action
                    for trigger in running
                    if event in trigger.event_names
                    for action in _actions(trigger, key)
                )
                if actions:
                    yield SequenceStep(f"{resource.address}{key_text(key)}", event, actions)


def _actions(trigger: ActionTrigger, key: InstanceKey) -> Iterator[tuple[str, str]]:
    for reference in trigger.references:
        action = reference.action
        for target in reference.targets if action else ():
            if action and target.resource_key == key and target.exists is not False:
                yield f"{action.address}{key_text(target.action_key)}", action.type
