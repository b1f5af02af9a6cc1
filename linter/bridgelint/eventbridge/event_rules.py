"""The event rules and archives that a module declares, and what is wrong with their patterns."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import chain
from typing import Final, Literal

from bridgelint.actions.dependencies import Dependencies, Node
from bridgelint.actions.fields import Field, InstanceKey, key_text, referred_resource
from bridgelint.actions.resource import Resource, instance_keys, resources_of, string_argument
from bridgelint.base.records import Record
from bridgelint.base.source import Span
from bridgelint.base.words import nearest
from bridgelint.eventbridge.buses import BusesOf, Destination, destination_of, instance_places
from bridgelint.eventbridge.detail.detail import judge
from bridgelint.eventbridge.detail.json_tree import JsonPath
from bridgelint.eventbridge.detail.places import span_at, span_of
from bridgelint.terraform.module.module import Module
from bridgelint.terraform.values.values import Value

_RULE: Final = "aws_cloudwatch_event_rule"
_TARGET: Final = "aws_cloudwatch_event_target"
_ARCHIVE: Final = "aws_cloudwatch_event_archive"
ADDED_FIELDS: Final = frozenset({"account", "id", "region", "time", "version"})
"""The fields that EventBridge adds to an event."""

_FIELDS: Final = ADDED_FIELDS | {"detail", "detail-type", "replay-name", "resources", "source"}
"""The top-level fields of an event; `replay-name` only if an archive is replayed."""

_ENABLED: Final = frozenset({"ENABLED", "ENABLED_WITH_ALL_CLOUDTRAIL_MANAGEMENT_EVENTS"})


class Receiver(Record, eq=False):
    """An event rule or an archive, declared in the configuration or listed in an inventory."""

    name: str
    """The address of a declared one; `bus/name` or `archive:name` of an inventory."""

    kind: Literal["rule", "archive"]
    destination: Destination | None
    """Its event bus; `None` if it is unknown."""

    pattern: Value
    """Null if a rule only has a schedule, or an archive receives everything."""

    enabled: bool | None
    """`None` if it is unknown."""

    targets: tuple[str, ...]
    """The ARN of each target; the address of the target if the ARN is unknown."""

    @property
    def bus(self) -> str:
        """The name of its event bus as shown, or an empty string."""
        return self.destination.shown if self.destination else ""


class EventRule(Receiver, eq=False):
    """An `aws_cloudwatch_event_rule` or `aws_cloudwatch_event_archive` resource instance."""

    resource: Resource
    nodes: tuple[Node, ...]
    """Its place in the dependency graph, and those of its targets."""

    span: Span
    """The pattern's expression, or the header of the block."""

    field: Field | None
    """The pattern's argument."""

    known_instances: bool
    """Whether the instances of the resource are known; otherwise this one represents all."""


def event_rules(module: Module, graph: Dependencies, buses_of: BusesOf) -> Iterator[EventRule]:
    """Yield the event rules of a module, then its archives."""
    targets = _targets(module, graph)
    declared = (resources_of(module, "resource", type_) for type_ in (_RULE, _ARCHIVE))
    for resource in chain.from_iterable(declared):
        block, archive = resource.block, resource.type == _ARCHIVE
        for key, region, account in instance_places(module, resource):
            argument = "event_source_arn" if archive else "event_bus_name"
            _, bus = string_argument(module, resource, key, argument)
            pattern, field = string_argument(module, resource, key, "event_pattern")
            name, _ = string_argument(module, resource, key, "name")
            named = targets.get(name.content, ()) if isinstance(name.content, str) else ()
            found = () if archive else (*targets.get(id(block), ()), *named)
            yield EventRule(
                f"{resource.address}{key_text(key)}",
                "archive" if archive else "rule",
                destination_of(module, bus, region, account, buses_of),
                pattern,
                True if archive else _is_enabled(module, resource, key),
                tuple(shown for shown, _ in found),
                resource,
                (graph.resource(block), *(node for _, node in found)),
                field.span if field else block.header,
                field,
                resource.expansion.keys is not None,
            )


def _is_enabled(module: Module, resource: Resource, key: InstanceKey) -> bool | None:
    state, field = string_argument(module, resource, key, "state")
    if field is not None and not state.is_null:
        return state.content in _ENABLED if state.is_known else None
    old, _ = string_argument(module, resource, key, "is_enabled")
    return old.content != "false" if old.is_known else None


def _targets(module: Module, graph: Dependencies) -> dict[int | str, list[tuple[str, Node]]]:
    """Return the targets of a module, as shown and in the graph, by what they refer to: the
    identity of the rule's block, or the name of the rule."""
    found: dict[int | str, list[tuple[str, Node]]] = {}
    for resource in resources_of(module, "resource", _TARGET):
        for key in instance_keys(resource)[:1]:
            arn, _ = string_argument(module, resource, key, "arn")
            rule, field = string_argument(module, resource, key, "rule")
            referred = referred_resource(module, field.expression) if field else None
            name = rule.content if isinstance(rule.content, str) else None
            of = id(referred.block) if referred else name
            if of is not None:
                shown = arn.content if isinstance(arn.content, str) else resource.address
                found.setdefault(of, []).append((shown, graph.resource(resource.block)))
    return found


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
    from bridgelint.eventbridge.pattern.event_patterns import pattern_of  # few modules declare one
    from bridgelint.eventbridge.pattern.pattern_operators import InvalidPattern  # as above

    try:
        pattern = pattern_of(value)
    except InvalidPattern:
        return None
    if pattern is None or not pattern.branches:
        return None
    missing: list[str | None] = []
    for branch in pattern.branches:
        required = (name for name, values in branch.fields if values.absence is False)
        top = (name.partition(".")[0] for name in required)
        missing.append(next((name for name in top if name not in _FIELDS), None))
    return missing[0] if all(missing) else None


def nearest_event_field(name: str) -> str | None:
    """Return the field of an event that a misspelled one probably means, or `None`."""
    return nearest(name.lower().replace("_", "-"), _FIELDS)
