"""The event that an entry becomes, and what is wrong with the event patterns of declared rules."""

from __future__ import annotations

from typing import Final

from bridgelint.actions.fields import Field
from bridgelint.base.source import Span
from bridgelint.base.words import nearest
from bridgelint.eventbridge.detail.detail import judge
from bridgelint.eventbridge.detail.json_tree import (
    ONLY_STRING,
    UNKNOWN,
    Hole,
    Json,
    JsonPath,
    from_value,
)
from bridgelint.eventbridge.detail.places import span_at, span_of
from bridgelint.eventbridge.event_rules import EventRule
from bridgelint.eventbridge.pattern.event_patterns import pattern_of
from bridgelint.eventbridge.pattern.pattern_operators import InvalidPattern
from bridgelint.eventbridge.request import Entry, PutEventsRequest
from bridgelint.terraform.values.values import Value

_STRING: Final = Hole(ONLY_STRING)

FIELDS: Final = (
    "version",
    "id",
    "detail-type",
    "source",
    "account",
    "time",
    "region",
    "resources",
    "detail",
    "replay-name",
)
"""The top-level fields of an event; `replay-name` only if an archive is replayed."""

_ARGUMENTS: Final = {
    "detail-type": "detail_type",
    "source": "source",
    "resources": "resources",
    "detail": "detail",
}


def event_of(request: PutEventsRequest, entry: Entry) -> dict[str, Json]:
    """Return the event of an entry; what EventBridge adds is unknown."""
    judgement = entry.judgement
    ids = request.account.ids
    return {
        "version": "0",
        "id": _STRING,
        "detail-type": from_value(entry.detail_type.value) if entry.detail_type else UNKNOWN,
        "source": from_value(entry.source.value) if entry.source else UNKNOWN,
        "account": next(iter(ids)) if len(ids) == 1 else _STRING,
        "time": _STRING,
        "region": request.region.name or _STRING,
        "resources": from_value(entry.resources.value)
        if entry.resources and not entry.resources.is_null
        else [],
        "detail": judgement.tree if judgement and judgement.fault is None else UNKNOWN,
    }


def argument_of(entry: Entry, name: str) -> Field | None:
    """Return the argument of an entry from which a field of the event comes."""
    argument = _ARGUMENTS.get(name.partition(".")[0])
    return next((each for each in entry.fields if each.name == argument), None)


def pattern_span(rule: EventRule, path: JsonPath, *, key: bool = False) -> Span:
    """Return the place of a part of a rule's pattern (with `key`, of its key): in the text or the
    literal inside `jsonencode`, otherwise the argument."""
    judgement = judge(rule.pattern)
    if rule.field is None or judgement is None:
        return rule.span
    fault = judgement.fault
    if fault is not None and not path:
        return span_of(rule.field.expression, judgement, (fault.start, fault.end))
    return span_at(rule.field.expression, judgement, path, key=key)


def unmatchable_field(value: Value) -> str | None:
    """Return a top-level field that a pattern requires and no event has. `None` if there is none,
    or the pattern is invalid."""
    try:
        pattern = pattern_of(value)
    except InvalidPattern:
        return None
    if pattern is None or not pattern.branches:
        return None
    missing = [
        next(
            (
                name.partition(".")[0]
                for name, values in branch.fields
                if name.partition(".")[0] not in FIELDS and values.absence is False
            ),
            None,
        )
        for branch in pattern.branches
    ]
    return missing[0] if all(missing) else None


def nearest_event_field(name: str) -> str | None:
    """Return the field of an event that a misspelled one probably means, or `None`."""
    return nearest(name.lower().replace("_", "-"), FIELDS)
