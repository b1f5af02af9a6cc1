"""What Terraform rejects in the condition of a trigger."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from bridgelint.actions import (
    BEFORE_1_16,
    CONDITION_BESIDE_DESTROY_EVENT,
    COUNT_OR_EACH_BESIDE_BEFORE_EVENT,
    OWN_ADDRESS_BESIDE_BEFORE_EVENT,
    OWN_ADDRESS_IN_CONDITION,
    OWN_UNKNOWN_AT_CREATE,
    SELF_BESIDE_BEFORE_CREATE,
    SELF_IN_CONDITION,
    ActionTrigger,
    Mark,
    Rejection,
    TriggerCondition,
    all_marks,
)
from bridgelint.eventbridge import EventModule
from bridgelint.lint import Span


def is_rejected(module: EventModule, trigger: ActionTrigger, condition: TriggerCondition) -> bool:
    """Return whether `invalid_trigger_condition` reports the condition."""
    if condition.mismatch or any(all_marks(each.value) & _CRASH for each in condition.values):
        return True
    too_old = module.versions.all_in(BEFORE_1_16)
    found = refusals(trigger, condition, too_old=too_old)
    return any(module.versions.severity(refusal) for _, _, _, refusal in found)


_OTHERS: Final = "use a value that does not come from the resource"
_CRASH = frozenset({Mark.SENSITIVE, Mark.EPHEMERAL})


def refusals(
    trigger: ActionTrigger, condition: TriggerCondition, *, too_old: bool
) -> Iterator[tuple[str, str, Span, Rejection]]:
    """Yield each message, its help and place, and the releases that reject the condition."""
    events = trigger.event_names
    destroy = next((name for name in events if name.endswith("_destroy")), None)
    if destroy and not too_old:
        yield (
            f"`{destroy}` cannot have a condition",
            "remove the condition, or move the destroy event to a trigger without one",
            condition.span,
            CONDITION_BESIDE_DESTROY_EVENT,
        )
    if destroy:
        return
    for reference in condition.of("self") if too_old else condition.of("self", "caller"):
        if "before_create" in events:
            message = (
                f"`{reference.root}` cannot be used in the condition of a `before_create` event"
            )
            yield message, _OTHERS, reference.span, SELF_BESIDE_BEFORE_CREATE
        elif reference.root == "self":
            message = "`self` cannot be used in a condition"
            yield message, _OTHERS, reference.span, SELF_IN_CONDITION
    for reference in condition.of("count", "each") if trigger.runs_before else ():
        yield (
            f"`{reference.root}` cannot be used in the condition of a `before_*` event",
            "use an `after_*` event, or a value that is the same for all instances",
            reference.span,
            COUNT_OR_EACH_BESIDE_BEFORE_EVENT,
        )
    yield from _own_address(trigger, condition)


def _own_address(
    trigger: ActionTrigger, condition: TriggerCondition
) -> Iterator[tuple[str, str, Span, Rejection]]:
    resource = trigger.resource
    refusal = OWN_ADDRESS_IN_CONDITION
    if trigger.runs_before:
        refusal = OWN_ADDRESS_BESIDE_BEFORE_EVENT
    if condition.own_after_apply and "after_create" in trigger.event_names:
        refusal = OWN_UNKNOWN_AT_CREATE
    for reference in condition.of(resource.type):
        if reference.attribute(0) == resource.name:
            yield (
                f"the condition cannot refer to its own resource, `{resource.local_address}`",
                _OTHERS,
                reference.span,
                refusal,
            )
