"""All actions that an apply runs, of every type, in order."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import groupby
from typing import TYPE_CHECKING

from bridgelint.actions.trigger_elements import EVENTS
from bridgelint.base.records import dataclass
from bridgelint.eventbridge.schema import ACTION_TYPE
from bridgelint.terraform.expressions.reference_address import key_text

if TYPE_CHECKING:
    from bridgelint.actions.fields import InstanceKey
    from bridgelint.actions.triggers import ActionTrigger
    from bridgelint.eventbridge.event_module import EventModule
    from bridgelint.plan.plan_document import Plan


@dataclass(frozen=True, slots=True)
class PlannedAction:
    """An action instance that a step runs."""

    address: str
    type: str


@dataclass(frozen=True, slots=True)
class SequenceStep:
    """The actions that one event of a resource instance runs."""

    resource: str
    """The address of the instance; of the resource if its instances are unknown. Empty for
    `-invoke`."""

    event: str
    actions: tuple[PlannedAction, ...]


def sequence(roots: Iterable[EventModule], plan: Plan | None) -> tuple[SequenceStep, ...]:
    """Return the steps of a plan; without one, what the triggers run, by resource instance and in
    the order of events. A trigger whose condition is false is left out."""
    if plan is not None:
        return tuple(_of_plan(plan))
    modules = (module for root in roots for module in root.walk())
    return tuple(step for module in modules for step in _of_module(module))


def has_others(steps: Iterable[SequenceStep]) -> bool:
    """Return whether an action of another type than `aws_events_put_events` runs."""
    return any(action.type != ACTION_TYPE for step in steps for action in step.actions)


def _of_plan(plan: Plan) -> Iterator[SequenceStep]:
    steps = groupby(plan.runs, lambda each: (each.resource, each.event))
    for (resource, event), runs in steps:
        yield SequenceStep(
            resource, event, tuple(PlannedAction(each.address, each.type) for each in runs)
        )


def _of_module(module: EventModule) -> Iterator[SequenceStep]:
    for resource in dict.fromkeys(trigger.resource for trigger in module.triggers):
        triggers = module.triggers_in(resource)
        keys = (None,) if resource.expansion.keys is None else resource.expansion.keys
        for key in keys:
            for event in EVENTS:
                actions = tuple(
                    action
                    for trigger in triggers
                    if event in trigger.event_names and _may_run(trigger, key)
                    for action in _actions(trigger, key)
                )
                if actions:
                    yield SequenceStep(f"{resource.address}{key_text(key)}", event, actions)


def _may_run(trigger: ActionTrigger, key: InstanceKey) -> bool:
    values = trigger.condition.values if trigger.condition else ()
    own = [each.value.content for each in values if each.key == key]
    return not any(content is None or content is False for content in own)


def _actions(trigger: ActionTrigger, key: InstanceKey) -> Iterator[PlannedAction]:
    for reference in trigger.references:
        action = reference.action
        if action is None:
            continue
        for target in reference.targets:
            if target.resource_key == key and target.exists is not False:
                yield PlannedAction(f"{action.address}{key_text(target.action_key)}", action.type)
