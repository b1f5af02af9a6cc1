"""Which event rules receive an entry."""

from __future__ import annotations

from typing import Final

from bridgelint.eventbridge.bus_names import DEFAULT, bus_name
from bridgelint.eventbridge.detail.detail import judge
from bridgelint.eventbridge.detail.json_tree import ONLY_STRING, UNKNOWN, Hole, Json, from_value
from bridgelint.eventbridge.event_module import EventModule
from bridgelint.eventbridge.event_rules import EventRule
from bridgelint.eventbridge.request import Entry, PutEventsRequest
from bridgelint.terraform.values.values import is_wholly_known

_STRING: Final = Hole(ONLY_STRING)


def rules_on_bus(module: EventModule, entry: Entry) -> tuple[EventRule, ...]:
    """Return the rules of the whole configuration on the entry's event bus.

    The result is empty if some rules, or their event buses, are unknown.
    """
    field = entry.event_bus_name
    if field is not None and not field.is_known:
        return ()
    bus = _name(field.text if field else None)
    found: list[EventRule] = []
    for each in module.root.walk():
        if each.event_rules is None:
            return ()
        for rule in each.event_rules:
            if not rule.bus.is_known or not is_wholly_known(rule.pattern):
                return ()
            if rule.pattern.is_null:
                continue
            text = rule.bus.content
            if _name(text if isinstance(text, str) else None) == bus:
                found.append(rule)
    return tuple(found)


def _name(text: str | None) -> str:
    return bus_name(text).name or text if text else DEFAULT


def matches(rule: EventRule, request: PutEventsRequest, entry: Entry) -> bool | None:
    """Return whether the rule matches the entry, or `None` if that is unknown."""
    from bridgelint.eventbridge.pattern.event_pattern import (  # noqa: PLC0415 # few runs match anything
        InvalidPattern,
        match_value,
    )

    try:
        return match_value(rule.pattern, _event(request, entry))
    except InvalidPattern:
        return None


def _event(request: PutEventsRequest, entry: Entry) -> dict[str, Json]:
    """The event as a rule receives it; the fields that EventBridge adds are unknown."""
    judgement = judge(entry.detail.value) if entry.detail else None
    return {
        "version": "0",
        "id": _STRING,
        "detail-type": from_value(entry.detail_type.value) if entry.detail_type else UNKNOWN,
        "source": from_value(entry.source.value) if entry.source else UNKNOWN,
        "account": _STRING,
        "time": _STRING,
        "region": request.region.name or _STRING,
        "resources": from_value(entry.resources.value)
        if entry.resources and not entry.resources.is_null
        else [],
        "detail": judgement.tree if judgement and judgement.fault is None else UNKNOWN,
    }
