"""What rules see: actions, entries, triggers and references of one module, resolved and linked.

Everything here is finished: a rule reads attributes and asks the few questions at the end of
`EventModule`; it neither parses nor evaluates. An object stands for one thing of the
configuration and is compared by identity. Spans point into the files as written.
"""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING, Protocol

from bridgelint.actions.action import (
    Action,
    Caller,
    Entry,
    LateCaller,
    MalformedAction,
    OtherAction,
    ProviderConfiguration,
    ProviderReference,
    PutEventsRequest,
    Region,
)
from bridgelint.actions.fields import (
    DynamicEntry,
    Expansion,
    Field,
    InstanceKey,
    Origin,
    Size,
    Unsupported,
)
from bridgelint.actions.triggers import (
    ActionReference,
    ActionTrigger,
    ActionUse,
    ConditionValue,
    MisplacedTriggerBlock,
    OnFailure,
    ReferenceForm,
    ReferenceKey,
    ReferenceTarget,
    Resource,
    TriggerCondition,
    TriggerEvent,
    by_action,
)
from bridgelint.base.records import dataclass
from bridgelint.base.source import Span
from bridgelint.eventbridge.buses import (
    Bus,
    EventRule,
    LockedProvider,
    RequiredProvider,
    VersionRequirement,
    WordUse,
)
from bridgelint.hcl.tree import Block, SyntaxProblem
from bridgelint.terraform.values.errors import Problem

if TYPE_CHECKING:
    from bridgelint.actions.dependencies import Dependencies
    from bridgelint.terraform.versions import VersionRange

__all__ = [
    "Action",
    "ActionReference",
    "ActionTrigger",
    "ActionUse",
    "Bus",
    "Caller",
    "ConditionValue",
    "DynamicEntry",
    "Entry",
    "EventModule",
    "EventRule",
    "Expansion",
    "Field",
    "InstanceKey",
    "LateCaller",
    "LockedProvider",
    "MalformedAction",
    "MisplacedTriggerBlock",
    "OnFailure",
    "Origin",
    "OtherAction",
    "ProviderConfiguration",
    "ProviderReference",
    "PutEventsRequest",
    "ReferenceForm",
    "ReferenceKey",
    "ReferenceTarget",
    "Region",
    "RequiredProvider",
    "Resource",
    "Size",
    "TriggerCondition",
    "TriggerEvent",
    "Unsupported",
    "VersionRequirement",
    "WordUse",
]


class Source(Protocol):
    """Where a module finds what it does not hold from the beginning."""

    def children(self, module: EventModule) -> tuple[EventModule, ...]:
        """`EventModule.children`."""
        ...

    def problems(self) -> tuple[Problem, ...]:
        """`EventModule.problems`."""
        ...

    def syntax_problems(self) -> tuple[SyntaxProblem, ...]:
        """`EventModule.syntax_problems`."""
        ...

    def buses(self) -> tuple[Bus, ...]:
        """`EventModule.buses`."""
        ...

    def event_rules(self) -> tuple[EventRule, ...] | None:
        """`EventModule.event_rules`."""
        ...

    def provider(self, name: str, alias: str | None) -> ProviderConfiguration | None:
        """`EventModule.provider`."""
        ...


@dataclass(frozen=True, eq=False, kw_only=True)
class EventModule:
    """One module directory under one set of inputs."""

    path: str
    """The module path: empty for the root, `module.orders`, `module.a.module.b["x"]`."""

    directory: str
    """As the workspace names it."""

    versions: VersionRange
    """The Terraform versions that the verdict is for; `versions.severity(…)` weighs a finding."""

    dependencies: Dependencies
    """What refers to what; asked by rules about cycles."""

    actions: tuple[Action, ...] = ()
    """Every `aws_events_put_events` action with two labels, in the order of files and lines."""

    other_actions: tuple[OtherAction, ...] = ()
    malformed_actions: tuple[MalformedAction, ...] = ()
    orphan_overrides: tuple[Block, ...] = ()
    """Actions in override files that no other file declares: Terraform refuses them."""

    instances: tuple[PutEventsRequest, ...] = ()
    """Every request, by action; none for an action whose `count` or `for_each` is empty."""

    triggers: tuple[ActionTrigger, ...] = ()
    """Every `action_trigger` in the lifecycle of a managed resource."""

    misplaced_triggers: tuple[MisplacedTriggerBlock, ...] = ()
    action_uses: tuple[ActionUse, ...] = ()
    """Each `action.…` where no action may stand."""

    resources: tuple[Resource, ...] = ()
    """The resources that hold triggers, and those that other parts of the model point to."""

    words: tuple[WordUse, ...] = ()
    """The first use of each word, in the order of files and lines."""

    required_versions: tuple[VersionRequirement, ...] = ()
    required_providers: tuple[RequiredProvider, ...] = ()
    locked_provider: LockedProvider | None = None
    """Only in a root module."""

    callers: tuple[Span, ...] = ()
    """The headers of the module calls that lead here, outermost first."""

    parent: EventModule | None = None
    source: Source
    """What the attributes below are found by, when somebody asks."""

    @cached_property
    def children(self) -> tuple[EventModule, ...]:
        """Called modules that hold events or lead to some, each distinct set of inputs once."""
        return self.source.children(self)

    @cached_property
    def problems(self) -> tuple[Problem, ...]:
        """What fails in an action, a trigger, or what they reach; once for each place."""
        return self.source.problems()

    @cached_property
    def syntax_problems(self) -> tuple[SyntaxProblem, ...]:
        """Each place of a file or a block that matters that is not valid."""
        return self.source.syntax_problems()

    @cached_property
    def buses(self) -> tuple[Bus, ...]:
        """The event buses this module declares, one for each known instance."""
        return self.source.buses()

    @cached_property
    def event_rules(self) -> tuple[EventRule, ...] | None:
        """The module's event rules; nothing where one of them has instances that are not known."""
        return self.source.event_rules()

    def provider(self, name: str, alias: str | None = None) -> ProviderConfiguration | None:
        """The provider configuration of a local name and alias, followed through module calls."""
        return self.source.provider(name, alias)

    @cached_property
    def _actions(self) -> dict[tuple[str, str], Action]:
        return {(each.type, each.name): each for each in reversed(self.actions)}

    def action(self, type_: str, name: str) -> Action | None:
        """The declared `aws_events_put_events` action of this name."""
        return self._actions.get((type_, name))

    def instances_of(self, action: Action) -> tuple[PutEventsRequest, ...]:
        """The requests of an action."""
        return tuple(self._instances.get(action, ()))

    @cached_property
    def _instances(self) -> dict[Action, list[PutEventsRequest]]:
        found: dict[Action, list[PutEventsRequest]] = {}
        for each in self.instances:
            found.setdefault(each.action, []).append(each)
        return found

    def triggers_of(self, action: Action) -> tuple[ActionTrigger, ...]:
        """The triggers with a reference that names the action, whatever its form."""
        return tuple(self._triggers_of.get(action, ()))

    @cached_property
    def _triggers_of(self) -> dict[Action, list[ActionTrigger]]:
        return by_action(self.triggers)

    def triggers_in(self, resource: Resource) -> tuple[ActionTrigger, ...]:
        """The triggers of a resource, in order."""
        return tuple(self._triggers_in.get(resource, ()))

    @cached_property
    def _triggers_in(self) -> dict[Resource, list[ActionTrigger]]:
        found: dict[Resource, list[ActionTrigger]] = {}
        for each in self.triggers:
            found.setdefault(each.resource, []).append(each)
        return found

    def buses_named(self, name: str) -> tuple[Bus, ...]:
        """The declared buses whose name is known to be this."""
        return tuple(each for each in self.buses if each.name.content == name)

    @property
    def root(self) -> EventModule:
        """The module that the calls begin in."""
        module = self
        while module.parent is not None:
            module = module.parent
        return module

    def walk(self) -> tuple[EventModule, ...]:
        """This module and everything below it, callers first."""
        found: list[EventModule] = []
        stack: list[EventModule] = [self]
        while stack:
            module = stack.pop()
            found.append(module)
            stack.extend(reversed(module.children))
        return tuple(found)
