"""The event rules and archives that a module declares, and the targets of the rules."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Final, Literal

from bridgelint.actions.dependencies import Dependencies, Node
from bridgelint.actions.fields import Field, InstanceKey
from bridgelint.actions.resource import MAX_INSTANCES, Resource, resource_of, string_argument
from bridgelint.actions.value_origins import referred_resource
from bridgelint.base.records import dataclass
from bridgelint.base.source import Span
from bridgelint.eventbridge.buses import Destination, Destinations, own_region, resource_place
from bridgelint.eventbridge.provider_places import Account, Region
from bridgelint.hcl.tree import Block
from bridgelint.terraform.expressions.reference_address import key_text
from bridgelint.terraform.module.module import Module
from bridgelint.terraform.values.values import Value

_RULE: Final = "aws_cloudwatch_event_rule"
_TARGET: Final = "aws_cloudwatch_event_target"
_ARCHIVE: Final = "aws_cloudwatch_event_archive"
_ENABLED: Final = frozenset({"ENABLED", "ENABLED_WITH_ALL_CLOUDTRAIL_MANAGEMENT_EVENTS"})


@dataclass(frozen=True, slots=True, eq=False)
class EventTarget:
    """An `aws_cloudwatch_event_target` block."""

    resource: Resource
    node: Node
    arn: Value

    @property
    def shown(self) -> str:
        """Its ARN; its own address if the ARN is unknown."""
        return self.arn.content if isinstance(self.arn.content, str) else self.resource.address


@dataclass(frozen=True, slots=True, eq=False)
class EventRule:
    """An `aws_cloudwatch_event_rule` or `aws_cloudwatch_event_archive` resource instance."""

    kind: Literal["rule", "archive"]
    resource: Resource
    node: Node
    """Its place in the dependency graph."""

    key: InstanceKey
    name: Value
    bus: Value
    """`event_bus_name` (of an archive `event_source_arn`): a name or an ARN; null for the default
    event bus."""

    destination: Destination | None
    """The event bus; `None` if it is unknown."""

    pattern: Value
    """`event_pattern`; null if a rule only has a schedule, or an archive receives everything."""

    span: Span
    """The pattern's expression, or the header of the block."""

    field: Field | None
    """The pattern's argument."""

    enabled: bool | None
    """`None` if it is unknown."""

    region: Region
    account: Account
    targets: tuple[EventTarget, ...] = ()
    known_instances: bool = True
    """Whether the instances of the resource are known; otherwise this one represents all."""

    @property
    def address(self) -> str:
        """Includes the module path and the instance key."""
        return f"{self.resource.address}{key_text(self.key)}"


def event_rules(
    module: Module, graph: Dependencies, destinations: Destinations
) -> Iterator[EventRule]:
    targets = _Targets(module, graph)
    for kind, type_ in (("rule", _RULE), ("archive", _ARCHIVE)):
        for block in module.directory.blocks("resource", type_):
            if len(block.labels) == 2:
                yield from _of_block(
                    module, block, graph, targets, destinations, archive=kind == "archive"
                )


def _of_block(
    module: Module,
    block: Block,
    graph: Dependencies,
    targets: _Targets,
    destinations: Destinations,
    *,
    archive: bool,
) -> Iterator[EventRule]:
    resource = resource_of(module, block)
    place, account = resource_place(module, resource)
    keys = resource.expansion.keys
    for key in (None,) if keys is None else keys[:MAX_INSTANCES]:
        region = own_region(module, resource, key) or place
        argument = "event_source_arn" if archive else "event_bus_name"
        bus, bus_field = string_argument(module, resource, key, argument)
        pattern, field = string_argument(module, resource, key, "event_pattern")
        name, _ = string_argument(module, resource, key, "name")
        yield EventRule(
            "archive" if archive else "rule",
            resource,
            graph.resource(block),
            key,
            name,
            bus,
            destinations.of(module, bus_field, bus, region, account),
            pattern,
            field.span if field else block.header,
            field,
            True if archive else _is_enabled(module, resource, key),
            region,
            account,
            () if archive else targets.of(block, name),
            keys is not None,
        )


def _is_enabled(module: Module, resource: Resource, key: InstanceKey) -> bool | None:
    state, field = string_argument(module, resource, key, "state")
    if field is not None and not state.is_null:
        return state.content in _ENABLED if state.is_known else None
    old, _ = string_argument(module, resource, key, "is_enabled")
    return old.content != "false" if old.is_known else None


class _Targets:
    """The targets of a module's rules."""

    def __init__(self, module: Module, graph: Dependencies) -> None:
        self._graph = graph
        self._by_block: dict[int, list[EventTarget]] = {}
        self._by_name: dict[str, list[EventTarget]] = {}
        for block in module.directory.blocks("resource", _TARGET):
            if len(block.labels) == 2:
                self._add(module, resource_of(module, block))

    def _add(self, module: Module, resource: Resource) -> None:
        keys = resource.expansion.keys
        for key in (None,) if keys is None else keys[:1]:
            arn, _ = string_argument(module, resource, key, "arn")
            rule, field = string_argument(module, resource, key, "rule")
            found = referred_resource(module, field.expression) if field else None
            target = EventTarget(resource, self._graph.resource(resource.block), arn)
            if found is not None:
                self._by_block.setdefault(id(found.block), []).append(target)
            elif isinstance(rule.content, str):
                self._by_name.setdefault(rule.content, []).append(target)

    def of(self, rule: Block, name: Value) -> tuple[EventTarget, ...]:
        """Return the targets of a rule, by reference or by name."""
        named: Iterable[EventTarget] = ()
        if isinstance(name.content, str):
            named = self._by_name.get(name.content, ())
        return (*self._by_block.get(id(rule), ()), *named)
