"""What the modules of one configuration share."""

from __future__ import annotations

from functools import cache, cached_property
from typing import TYPE_CHECKING, Final

from bridgelint.actions.dependencies import Dependencies
from bridgelint.actions.resource import MAX_INSTANCES
from bridgelint.base.failure import Failure
from bridgelint.base.records import Record
from bridgelint.base.source import Span
from bridgelint.eventbridge.buses import Bus, BusesOf, buses
from bridgelint.eventbridge.event_rules import EventRule, Receiver, event_rules
from bridgelint.terraform.module.expansion import MAX_INSTANCES as MAX_KNOWN
from bridgelint.terraform.module.expansion import Expansion
from bridgelint.terraform.module.module import Module
from bridgelint.terraform.values.errors import Problem
from bridgelint.terraform.values.values import is_wholly_known

if TYPE_CHECKING:
    from bridgelint.eventbridge.inventory import Inventory
    from bridgelint.eventbridge.receptions import ReceptionSearch

_DECLARATIONS: Final = b"aws_cloudwatch_event_"
"""What a directory contains if it declares an event bus, a rule, a target or an archive."""


class Options(Record):
    """Settings of the resolution."""

    terraform_version: str = ""
    """The range of `--terraform-version`, which overrides `required_version`."""

    default_terraform_version: str = ""
    """The range of the configuration file, used if there is no `required_version`."""

    inventories: tuple[Inventory, ...] = ()
    """What is deployed elsewhere."""

    every_call: bool = False
    """Whether to resolve every instance of a module call, even with identical inputs."""


class Configuration:
    """What the modules of one configuration share, found when it is needed."""

    def __init__(self, root: Module, graph: Dependencies, options: Options) -> None:
        self.options = options
        self.buses_of: BusesOf = cache(buses)
        self._event_rules: dict[Module, tuple[EventRule, ...]] = {}
        self._root = root
        self._graph = graph
        self.limits: dict[Failure, None] = {}
        """What of a module is too much to be checked."""
        self.excused: set[Problem] = set()
        """Errors that depend on the default of a variable, for which a caller may pass a value."""

    @cached_property
    def buses(self) -> tuple[Bus, ...]:
        """Every event bus, callers first."""
        return tuple(bus for each, _ in self._modules for bus in self.buses_of(each))

    @cached_property
    def event_rules(self) -> tuple[EventRule, ...]:
        """Every event rule and archive, callers first."""
        return tuple(rule for each in self._modules for rule in self.event_rules_of(*each))

    @cached_property
    def receivers(self) -> tuple[Receiver, ...]:
        """What may receive events: no rules that only have a schedule."""
        listed = (receiver for each in self.options.inventories for receiver in each.receivers)
        rules = (
            each for each in self.event_rules if each.kind != "rule" or not each.pattern.is_null
        )
        return (*rules, *listed)

    @cached_property
    def has_only_known_rules(self) -> bool:
        """Whether there is a rule, and the pattern and the event bus of each are wholly known."""
        rules = [each for each in self.receivers if each.kind == "rule"]
        known = (each.destination and is_wholly_known(each.pattern) for each in rules)
        return bool(rules) and all(known)

    @cached_property
    def receptions(self) -> ReceptionSearch:
        from bridgelint.eventbridge.receptions import ReceptionSearch  # few runs have a receiver

        return ReceptionSearch(self.receivers)

    def event_rules_of(self, module: Module, graph: Dependencies) -> tuple[EventRule, ...]:
        """Return the event rules and archives of one module."""
        if module not in self._event_rules:
            self._event_rules[module] = tuple(event_rules(module, graph, self.buses_of))
        return self._event_rules[module]

    @cached_property
    def _modules(self) -> tuple[tuple[Module, Dependencies], ...]:
        """The root module and what it calls, as far as that declares event buses or rules."""
        found: list[tuple[Module, Dependencies]] = []
        waiting = [(self._root, self._graph)]
        while waiting:
            module, graph = waiting.pop()
            found.append((module, graph))
            below: list[tuple[Module, Dependencies]] = []
            for call in graph.tree.calls:
                child = graph.child(call)
                if child is not None and child.tree.mentions(_DECLARATIONS):
                    below += [(each, child) for each in module.module_call(call)[:MAX_INSTANCES]]
            waiting.extend(reversed(below))
        return tuple(found)

    def note_limit(self, address: str, expansion: Expansion, span: Span) -> None:
        """Remember an object with more instances than are checked."""
        count = len(expansion.keys or ())
        if expansion.is_too_large:
            message = f"`{address}` has more than {MAX_KNOWN:,} instances"
            self.limits[Failure(message, "they are not checked one by one", span)] = None
        elif count > MAX_INSTANCES:
            message = f"`{address}` has {count:,} instances"
            help_text = f"the first {MAX_INSTANCES:,} are checked"
            self.limits[Failure(message, help_text, span)] = None
