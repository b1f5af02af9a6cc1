"""The model that rules use: actions, entries, triggers and references of one module, resolved.

Everything here is complete: a rule reads attributes and calls the few queries at the end of
`EventModule`; it neither parses nor evaluates. An object represents one element of the
configuration and is compared by identity. Spans point into the original files.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import cached_property
from typing import TYPE_CHECKING

from bridgelint.actions.action import Action, ActionInstance
from bridgelint.actions.call_tree import DEEPEST
from bridgelint.actions.dependencies import Dependencies, Node
from bridgelint.actions.provider_configurations import provider_source
from bridgelint.actions.requirements import RequiredProvider, WordUse
from bridgelint.actions.resource import Resource
from bridgelint.actions.trigger_elements import BEFORE_EVENTS
from bridgelint.actions.triggers import (
    ActionTrigger,
    ActionUse,
    MisplacedTriggerBlock,
    by_action,
    grouped,
)
from bridgelint.base.failure import Failure
from bridgelint.base.records import Record
from bridgelint.base.source import Span
from bridgelint.eventbridge.buses import Bus, Destination, destination_of
from bridgelint.eventbridge.configuration import Configuration
from bridgelint.eventbridge.event_rules import EventRule
from bridgelint.eventbridge.request import Entry, PutEventsRequest
from bridgelint.hcl.tree import Block, SyntaxProblem
from bridgelint.terraform.module.module import Module
from bridgelint.terraform.values.errors import Problem

if TYPE_CHECKING:
    from bridgelint.actions.ordering import CycleOnReplacement
    from bridgelint.actions.test_runs import TestRun
    from bridgelint.eventbridge.inventory import Inventory
    from bridgelint.eventbridge.receptions import Reception
    from bridgelint.terraform.versions import VersionRange
    from bridgelint.workspace.init_files import PinnedProvider


class EventModule(Record, eq=False, slots=False, kw_only=True):
    """One module directory under one set of inputs."""

    path: str
    """The module path: empty for the root, `module.orders`, `module.a.module.b["x"]`."""

    directory: str
    """As the workspace names it."""

    versions: VersionRange
    """The Terraform versions to check for; `versions.severity(…)` weighs a finding."""

    dependencies: Dependencies
    """The dependency graph, for rules about cycles."""

    actions: tuple[Action, ...] = ()
    """All actions with two labels, of every type, in file and line order."""

    instances: tuple[ActionInstance, ...] = ()
    """All instances of all actions, by action; at least one per action (see `absent`)."""

    malformed_actions: tuple[Block, ...] = ()
    """Those whose number of labels is not two."""

    orphan_overrides: tuple[Block, ...] = ()
    """Actions in override files that no other file declares: Terraform rejects them."""

    requests: tuple[PutEventsRequest, ...] = ()
    """What the `aws_events_put_events` actions send, by action. There is none for an action whose
    `count` or `for_each` is empty."""

    absent_requests: tuple[PutEventsRequest, ...] = ()
    """One per action that has no instance under these inputs: what an instance would send. Rules
    check it, but it is never sent."""

    triggers: tuple[ActionTrigger, ...] = ()
    """All `action_trigger` blocks in the lifecycle of managed resources."""

    misplaced_triggers: tuple[MisplacedTriggerBlock, ...] = ()
    action_uses: tuple[ActionUse, ...] = ()
    """All `action.…` references where Terraform does not allow them."""

    words: tuple[WordUse, ...] = ()
    """The first use of each feature, in file and line order."""

    required_providers: tuple[RequiredProvider, ...] = ()
    locked_provider: PinnedProvider | None = None
    """hashicorp/aws in the `.terraform.lock.hcl` of a root module."""

    callers: tuple[Span, ...] = ()
    """The headers of the module calls that lead here, outermost first."""

    absent: bool = False
    """Whether no instance of the module exists under these inputs. It is checked all the same, with
    unknown inputs."""

    parent: EventModule | None = None
    configuration: Configuration
    """What it shares with the modules that it calls and that call it."""

    evaluated: Module
    """The values. This attribute and those that follow are not for rules."""

    find_children: Callable[[EventModule], tuple[EventModule, ...]]
    find_tested: Callable[[EventModule, TestRun], EventModule | None]

    @property
    def inventories(self) -> tuple[Inventory, ...]:
        """What is deployed elsewhere."""
        return self.configuration.options.inventories

    @cached_property
    def children(self) -> tuple[EventModule, ...]:
        """Called modules that contain or lead to actions, each distinct set of inputs once."""
        return self.find_children(self)

    @cached_property
    def test_runs(self) -> tuple[TestRun, ...]:
        """The runs of the module's `terraform test` files, by file and line."""
        files = self.evaluated.directory.test_files
        if not files:
            return ()
        from bridgelint.actions.test_runs import runs_in  # few modules have tests

        return tuple(run for file in files for run in runs_in(file))

    def tested(self, run: TestRun) -> EventModule | None:
        """Return the root module that a run of `terraform test` applies, without the variables of
        the run. `None` if its source is not read."""
        if run.source is None and self.parent is None:
            return self
        return self.find_tested(self, run)

    @cached_property
    def problems(self) -> tuple[Problem, ...]:
        """The errors in actions, triggers, and what they refer to; once per place."""
        everything = (*self.evaluated.problems, *self.evaluated.under_any_inputs.problems)
        excused = self.configuration.excused
        found = (each for each in dict.fromkeys(everything) if each not in excused)
        return tuple(sorted(found, key=lambda each: (each.span.file.path, each.span.start)))

    @cached_property
    def syntax_problems(self) -> tuple[SyntaxProblem, ...]:
        """Each invalid place of a file or a relevant block."""
        problems = self.evaluated.directory.problems
        if self.evaluated.parent is not None:
            return problems
        return (*problems, *self.evaluated.settings.inputs.problems)

    @property
    def is_whole(self) -> bool:
        """Whether every file could be read and parsed: what has no block here has none."""
        return self.evaluated.directory.is_whole and not self.syntax_problems

    @property
    def limits(self) -> tuple[Failure, ...]:
        """What of the configuration is too much to be checked, as far as it has been read."""
        found = list(self.configuration.limits)
        if self.evaluated.root.exhausted:
            from bridgelint.terraform.module.module_calls import MAX_MODULES  # only for a mistake

            message = f"more than {MAX_MODULES:,} module instances: the others are not checked"
            found.append(Failure(message))
        deep = self.dependencies.tree.root.too_deep
        if deep is not None:
            message = f"module calls are nested more than {DEEPEST} levels deep"
            found.append(
                Failure(message, "this call and those below it are not checked", deep.header)
            )
        return tuple(found)

    @cached_property
    def buses(self) -> tuple[Bus, ...]:
        """The event buses that this module declares, one per known instance."""
        return self.configuration.buses_of(self.evaluated)

    @cached_property
    def event_rules(self) -> tuple[EventRule, ...]:
        """The event rules and archives that this module declares, one per known instance."""
        return self.configuration.event_rules_of(self.evaluated, self.dependencies)

    @cached_property
    def _destinations(self) -> dict[Entry, Destination | None]:
        return {}

    def destination(self, request: PutEventsRequest, entry: Entry) -> Destination | None:
        """Return the event bus to which an entry goes. `None` if it is unknown."""
        if entry not in self._destinations:
            field, buses_of = entry.event_bus_name, self.configuration.buses_of
            self._destinations[entry] = destination_of(
                self.evaluated, field, request.region, request.account, buses_of
            )
        return self._destinations[entry]

    def provider_source(self, resource: Block) -> str:
        """Return the source of a resource's provider: `hashicorp/aws`."""
        return provider_source(self.evaluated, resource)

    def replacement_cycles(
        self, trigger: ActionTrigger, action: Action
    ) -> tuple[CycleOnReplacement, ...]:
        """Return the resources that cannot change in a plan that replaces the triggering resource,
        because the trigger's action refers to them."""
        if not BEFORE_EVENTS.intersection(trigger.event_names):
            return ()
        from bridgelint.actions.ordering import replacement_cycles  # few triggers get here

        resource = trigger.resource.block
        return tuple(
            replacement_cycles(self.dependencies, action.block, resource, self.provider_source)
        )

    def receptions(self, request: PutEventsRequest, entry: Entry) -> tuple[Reception, ...]:
        """Return who receives an entry: every `yes` and `maybe`, or, if there is neither, the
        nearest that does not receive it. Empty if there is nothing near."""
        if not self.configuration.receivers:
            return ()
        destination = self.destination(request, entry)
        return self.configuration.receptions.of(request, entry, destination)

    def exists(self, target: Node, event: str, *, action: Block, resource: Block) -> bool:
        """Return whether an object certainly exists when an action runs, in every version of the
        range that has the event. `resource` is the triggering resource."""
        from bridgelint.actions.ordering import exists  # few rules ask

        graph, versions = self.dependencies, self.versions
        return exists(graph, versions, target, event, action=action, resource=resource)

    def instances_of(self, action: Action) -> tuple[ActionInstance, ...]:
        return tuple(self._instances.get(action, ()))

    @cached_property
    def _instances(self) -> dict[Action, list[ActionInstance]]:
        return grouped((each.action, each) for each in self.instances)

    @property
    def checked_requests(self) -> tuple[PutEventsRequest, ...]:
        """The requests that rules check: those that are sent, and those of absent instances."""
        return (*self.requests, *self.absent_requests)

    def triggers_of(self, action: Action) -> tuple[ActionTrigger, ...]:
        """Return the triggers with a reference to the action, in any form."""
        return tuple(self._triggers_of.get(action, ()))

    def triggers_running(self, request: PutEventsRequest) -> tuple[ActionTrigger, ...]:
        """Return the triggers that may send a request: those of its caller, with a reference to its
        instance of the action, as far as the instances are known."""
        return tuple(
            trigger
            for trigger in self.triggers_of(request.action)
            if request.caller is None or request.caller.resource is trigger.resource
            if _may_run(trigger, request)
        )

    @cached_property
    def _triggers_of(self) -> dict[Action, list[ActionTrigger]]:
        return by_action(self.triggers)

    def triggers_in(self, resource: Resource) -> tuple[ActionTrigger, ...]:
        """Return the triggers of a resource, in order."""
        return tuple(self._triggers_in.get(resource, ()))

    @cached_property
    def _triggers_in(self) -> dict[Resource, list[ActionTrigger]]:
        return grouped((each.resource, each) for each in self.triggers)

    def buses_named(self, name: str) -> tuple[Bus, ...]:
        """Return the declared event buses that are known to have this name."""
        return tuple(each for each in self.buses if each.name.content == name)

    @property
    def root(self) -> EventModule:
        """The root module of the calls."""
        return self.parent.root if self.parent else self

    def walk(self) -> tuple[EventModule, ...]:
        """Return this module and everything below it, callers first."""
        return (self, *(each for child in self.children for each in child.walk()))


def _may_run(trigger: ActionTrigger, request: PutEventsRequest) -> bool:
    keys = [
        target.action_key
        for reference in trigger.references
        if reference.action is request.action
        for target in reference.targets
    ]
    return request.example or not keys or request.key in keys
