"""The event rules that a module declares."""

from __future__ import annotations

from typing import Final

from bridgelint.actions.resource import MAX_INSTANCES, Resource, resource_of, string_argument
from bridgelint.base.records import dataclass
from bridgelint.base.source import Span
from bridgelint.terraform.module.module import Module
from bridgelint.terraform.values.values import Value

_RULE: Final = "aws_cloudwatch_event_rule"


@dataclass(frozen=True, slots=True, eq=False)
class EventRule:
    """An `aws_cloudwatch_event_rule` resource instance."""

    resource: Resource
    bus: Value
    """`event_bus_name`: a name or an ARN; null for the default event bus."""

    pattern: Value
    """`event_pattern`; null if the rule only has a schedule."""

    span: Span
    """The pattern's expression, or the header of the block."""


def event_rules(module: Module) -> tuple[EventRule, ...] | None:
    """Return the event rules of the module. `None` if the instances of one are unknown."""
    found: list[EventRule] = []
    for block in module.directory.blocks("resource", _RULE):
        if len(block.labels) != 2:
            continue
        resource = resource_of(module, block)
        if resource.expansion.keys is None:
            return None
        for key in resource.expansion.keys[:MAX_INSTANCES]:
            bus, _ = string_argument(module, resource, key, "event_bus_name")
            pattern, field = string_argument(module, resource, key, "event_pattern")
            span = field.span if field else block.header
            found.append(EventRule(resource, bus, pattern, span))
    return tuple(found)
