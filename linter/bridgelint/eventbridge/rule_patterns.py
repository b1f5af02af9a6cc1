"""The event patterns of declared rules: what is wrong with them, and where."""

from __future__ import annotations

from bridgelint.base.source import Span
from bridgelint.base.words import nearest
from bridgelint.eventbridge.detail.detail import judge
from bridgelint.eventbridge.detail.json_tree import JsonPath
from bridgelint.eventbridge.detail.places import span_at, span_of
from bridgelint.eventbridge.event import FIELDS
from bridgelint.eventbridge.event_rules import EventRule
from bridgelint.eventbridge.pattern.pattern_errors import InvalidPattern
from bridgelint.eventbridge.pattern.pattern_reading import pattern_of
from bridgelint.terraform.values.values import Value


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
