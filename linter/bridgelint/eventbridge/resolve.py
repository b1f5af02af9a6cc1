"""Resolution of a directory and its inputs into the model."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from functools import cached_property
from typing import TYPE_CHECKING, Final

from bridgelint.actions.action import Action, ActionInstance, ProviderConfiguration
from bridgelint.actions.action_instances import ActionInstances, evaluate_config
from bridgelint.actions.call_tree import DEEPEST, CallTree
from bridgelint.actions.declared_actions import actions, malformed_actions
from bridgelint.actions.fields import Origin
from bridgelint.actions.instance_values import InstanceValues
from bridgelint.actions.misplaced import action_uses, misplaced_triggers
from bridgelint.actions.provider_configurations import configuration, provider_source
from bridgelint.actions.requirements import locked_provider, required_providers, required_versions
from bridgelint.actions.resource import MAX_INSTANCES, resource_of
from bridgelint.actions.trigger_linking import Linker
from bridgelint.actions.triggers import ActionUse, by_action
from bridgelint.actions.value_origins import origins
from bridgelint.actions.version_words import first_words
from bridgelint.base.failure import Failure
from bridgelint.base.records import dataclass, replace
from bridgelint.base.source import Span
from bridgelint.eventbridge.destinations import Destination, Destinations
from bridgelint.eventbridge.event_module import Bus, EventModule, EventRule
from bridgelint.eventbridge.event_rules import event_rules
from bridgelint.eventbridge.request import Entry, PutEventsRequest
from bridgelint.eventbridge.requests import provider_place, request_of
from bridgelint.eventbridge.schema import ACTION_TYPE, CONFIG_BODY
from bridgelint.hcl.references import references
from bridgelint.hcl.tree import Block, Expression, SyntaxProblem
from bridgelint.terraform.module.evaluation_settings import Settings
from bridgelint.terraform.module.expansion import MAX_INSTANCES as MAX_KNOWN
from bridgelint.terraform.module.expansion import Expansion
from bridgelint.terraform.module.module import Module
from bridgelint.terraform.values.errors import Problem
from bridgelint.terraform.values.types import STRING
from bridgelint.terraform.values.values import Value, null
from bridgelint.terraform.versions import VersionDeclaration, VersionRange, version_range
from bridgelint.workspace.directory import ModuleDirectory
from bridgelint.workspace.lock_file import PinnedProvider
from bridgelint.workspace.variable_inputs import Inputs

if TYPE_CHECKING:
    from bridgelint.actions.test_runs import TestRun
    from bridgelint.eventbridge.inventory import Inventory
    from bridgelint.eventbridge.receivers import Receivers

_DECLARATIONS: Final = b"aws_cloudwatch_event_"
"""What a directory contains if it declares an event bus, a rule, a target or an archive."""

_META = frozenset({"source", "version", "count", "for_each", "depends_on"})


@dataclass(frozen=True, slots=True)
class Options:
    """Settings of the resolution."""

    terraform_version: str = ""
    """The range of `--terraform-version`, which overrides `required_version`."""

    default_terraform_version: str = ""
    """The range of the configuration file, used if there is no `required_version`."""

    inventories: tuple[Inventory, ...] = ()
    """What is deployed elsewhere."""

    every_call: bool = False
    """Whether to resolve every instance of a module call, even with identical inputs."""


def resolve(
    directory: ModuleDirectory,
    settings: Settings,
    options: Options | None = None,
    pins: tuple[PinnedProvider, ...] = (),
) -> EventModule:
    """Resolve a root module and everything below it that leads to events.

    `pins` contains the providers of the lock file of the root module.
    """
    tree = CallTree(directory, settings)
    made = options or Options()

    def reading(settings: Settings) -> _Reading:
        evaluated = Module(directory, settings)
        return _Reading(evaluated, tree, made, pins, _Whole(evaluated, tree, made.inventories))

    own = reading(settings)
    module = own.module(None)
    found = _settled(module)
    if found and settings.is_library:
        certain = _settled(reading(replace(settings, without_defaults=True)).module(None))
        places = {each.span for each in certain}
        own.whole.excused.update(each for each in found if each.span not in places)
        module = own.module(None)
        _settled(module)
    return module


def _settled(root: EventModule) -> set[Problem]:
    """Find all evaluation errors before a rule runs, so that the order of rules is irrelevant."""
    modules = root.walk()
    for each in modules:
        _ = each.syntax_problems
    return {problem for each in modules for problem in each.problems}


class _Whole:
    """The event buses and event rules of a whole configuration, found when they are needed."""

    def __init__(self, root: Module, tree: CallTree, inventories: tuple[Inventory, ...]) -> None:
        self.destinations = Destinations()
        self.inventories = inventories
        self._root = root
        self._tree = tree
        self._event_rules: dict[Module, tuple[EventRule, ...]] = {}
        self.limits: dict[Failure, None] = {}
        """What of a module is too much to be checked."""
        self.excused: set[Problem] = set()
        """Errors that depend on the default of a variable, for which a caller may pass a value."""

    @cached_property
    def buses(self) -> tuple[Bus, ...]:
        """Every event bus, callers first."""
        return tuple(bus for each, _ in self._modules for bus in self.destinations.buses(each))

    @cached_property
    def event_rules(self) -> tuple[EventRule, ...]:
        """Every event rule and archive, callers first."""
        return tuple(
            rule for module, tree in self._modules for rule in self.event_rules_of(module, tree)
        )

    @cached_property
    def receivers(self) -> Receivers:
        """What may receive events."""
        from bridgelint.eventbridge.receivers import Receivers, declared_receivers  # noqa: PLC0415 # only for a rule that asks

        listed = (receiver for each in self.inventories for receiver in each.receivers)
        return Receivers((*declared_receivers(self.event_rules), *listed))

    def event_rules_of(self, module: Module, tree: CallTree) -> tuple[EventRule, ...]:
        """Return the event rules and archives of one module."""
        if module not in self._event_rules:
            self._event_rules[module] = tuple(event_rules(module, tree.graph, self.destinations))
        return self._event_rules[module]

    @cached_property
    def _modules(self) -> tuple[tuple[Module, CallTree], ...]:
        """The root module and what it calls, as far as that declares event buses or rules."""
        found: list[tuple[Module, CallTree]] = []
        waiting = [(self._root, self._tree)]
        while waiting:
            module, tree = waiting.pop()
            found.append((module, tree))
            below: list[tuple[Module, CallTree]] = []
            for call in tree.calls:
                child = tree.child(call)
                if child is not None and child.mentions(_DECLARATIONS):
                    below += [(each, child) for each in module.module_call(call)[:MAX_INSTANCES]]
            waiting.extend(reversed(below))
        return tuple(found)


@dataclass(frozen=True, slots=True, eq=False)
class _Reading:
    """Reads one module, and is the `Source` of what it computes on demand."""

    evaluated: Module
    tree: CallTree
    options: Options
    pins: tuple[PinnedProvider, ...]
    whole: _Whole

    def module(self, parent: EventModule | None) -> EventModule:
        """Return the complete module."""
        evaluated, directory, graph = self.evaluated, self.evaluated.directory, self.tree.graph
        declared = tuple(actions(evaluated, {ACTION_TYPE: CONFIG_BODY}))
        values = InstanceValues(evaluated)
        linker = Linker(
            values=values,
            graph=graph,
            actions={(each.type, each.name): each for each in declared},
            elsewhere=self.tree.declares_action,
            report=evaluated.report,
            known_types=frozenset({ACTION_TYPE}),
        )
        for block in directory.holding(b"validation"):
            if block.type == "variable" and len(block.labels) == 1:
                evaluated.variable(block.labels[0].text)
        marked = directory.holding(b"action_trigger")
        resources = tuple(
            resource_of(evaluated, block) for block in marked if _holds_triggers(block)
        )
        for action in declared:
            self._note_limit(action.address, action.expansion, action.header)
        for resource in resources:
            self._note_limit(resource.address, resource.expansion, resource.block.header)
        triggers = tuple(each for resource in resources for each in linker.triggers(resource))
        made = ActionInstances(values, by_action(triggers))
        instances, requests = _instances(declared, made)
        required = required_versions(directory.settings.required_versions)
        own = [VersionDeclaration(each.text, each.span) for each in required]
        return EventModule(
            path=evaluated.address,
            directory=directory.path,
            versions=self._versions(own, parent),
            dependencies=graph,
            actions=declared,
            instances=instances,
            malformed_actions=tuple(malformed_actions(evaluated)),
            orphan_overrides=directory.orphans("action"),
            requests=tuple(each for each in requests if not each.instance.absent),
            absent_requests=tuple(each for each in requests if each.instance.absent),
            triggers=triggers,
            misplaced_triggers=tuple(
                each for block in marked for each in misplaced_triggers(block, self._prefix)
            ),
            action_uses=self._uses(),
            resources=resources,
            words=first_words(declared, triggers, (file.path for file in directory.files)),
            required_versions=required,
            required_providers=required_providers(directory.settings.required_providers.values()),
            locked_provider=locked_provider(self.pins),
            callers=evaluated.callers,
            inventories=self.whole.inventories,
            absent=evaluated.absent,
            parent=parent,
            source=self,
        )

    # -- computed on demand

    def children(self, module: EventModule) -> tuple[EventModule, ...]:
        """Return the called modules that lead to events."""
        found: list[EventModule] = []
        seen: set[tuple[object, ...]] = set()
        for call in self.tree.calls:
            tree = self.tree.child(call)
            if tree is None or not tree.leads_to_actions:
                continue
            called = self._called(call)
            block = self.evaluated.directory.module_call(call)
            if block is not None:
                name = f"{self._prefix}module.{call}"
                self._note_limit(name, self.evaluated.expansion(block), block.header)
            for child in called[:MAX_INSTANCES]:
                signature = _signature(child)
                if signature in seen and not self.options.every_call:
                    continue
                seen.add(signature)
                found.append(_Reading(child, tree, self.options, (), self.whole).module(module))
        return tuple(found)

    def _called(self, call: str) -> tuple[Module, ...]:
        """Return the instances of a call. If it has none under these inputs: one that represents
        any instance, unless every call is wanted as it is."""
        found = self.evaluated.module_call(call)
        if found or self.options.every_call:
            return found
        example = self.evaluated.absent_module(call)
        return (example,) if example else ()

    def test_runs(self) -> tuple[TestRun, ...]:
        """Return the runs of the test files."""
        files = self.evaluated.directory.test_files
        if not files:
            return ()
        from bridgelint.actions.test_runs import runs_in  # noqa: PLC0415 # few modules have tests

        return tuple(run for file in files for run in runs_in(file))

    def tested(self, run: TestRun) -> EventModule | None:
        """Return the root module that a run applies."""
        directory: ModuleDirectory | str = self.evaluated.directory
        if run.source is not None:
            directory = self.evaluated.settings.follow(self.evaluated.directory, (), run.source)
        if isinstance(directory, str):
            return None
        return resolve(directory, replace(self.evaluated.settings, inputs=Inputs({})), self.options)

    def problems(self) -> tuple[Problem, ...]:
        """Return the errors found so far, by place."""
        evaluated = self.evaluated
        everything = (*evaluated.problems, *evaluated.under_any_inputs.problems)
        found = (each for each in dict.fromkeys(everything) if each not in self.whole.excused)
        return tuple(sorted(found, key=lambda each: (each.span.file.path, each.span.start)))

    def syntax_problems(self) -> tuple[SyntaxProblem, ...]:
        """Return the parse errors found so far."""
        problems = self.evaluated.directory.problems
        if self.evaluated.parent is not None:
            return problems
        return (*problems, *self.evaluated.settings.inputs.problems)

    def is_whole(self) -> bool:
        """Return whether every file could be read and parsed."""
        return self.evaluated.directory.is_whole and not self.syntax_problems()

    def limits(self) -> tuple[Failure, ...]:
        """Return what is too much to be checked, as far as it has been read."""
        found = list(self.whole.limits)
        if self.evaluated.root.exhausted:
            from bridgelint.terraform.module.module_calls import MAX_MODULES  # noqa: PLC0415 # only for a mistake

            message = f"more than {MAX_MODULES:,} module instances: the others are not checked"
            found.append(Failure(message))
        deep = self.tree.root.too_deep
        if deep is not None:
            message = f"module calls are nested more than {DEEPEST} levels deep"
            found.append(
                Failure(message, "this call and those below it are not checked", deep.header)
            )
        return tuple(found)

    def _note_limit(self, address: str, expansion: Expansion, span: Span) -> None:
        count = len(expansion.keys or ())
        if expansion.is_too_large:
            message = f"`{address}` has more than {MAX_KNOWN:,} instances"
            self.whole.limits[Failure(message, "they are not checked one by one", span)] = None
        elif count > MAX_INSTANCES:
            message = f"`{address}` has {count:,} instances"
            help_text = f"the first {MAX_INSTANCES:,} are checked"
            self.whole.limits[Failure(message, help_text, span)] = None

    def buses(self) -> tuple[Bus, ...]:
        """Return the event buses."""
        return self.whole.destinations.buses(self.evaluated)

    def event_rules(self) -> tuple[EventRule, ...]:
        """Return the event rules and archives."""
        return self.whole.event_rules_of(self.evaluated, self.tree)

    def all_buses(self) -> tuple[Bus, ...]:
        """Return the event buses of the whole configuration."""
        return self.whole.buses

    def all_event_rules(self) -> tuple[EventRule, ...]:
        """Return the event rules and archives of the whole configuration."""
        return self.whole.event_rules

    def destination(self, request: PutEventsRequest, entry: Entry) -> Destination | None:
        """Return the event bus to which an entry goes."""
        field = entry.event_bus_name
        value = field.value if field else null(STRING)
        find = self.whole.destinations.of
        return find(self.evaluated, field, value, request.region, request.account)

    def provider_source(self, resource: Block) -> str:
        """Return the source of a resource's provider."""
        return provider_source(self.evaluated, resource)

    def provider(self, name: str, alias: str | None) -> ProviderConfiguration | None:
        """Return a provider configuration."""
        return configuration(self.evaluated, name, alias)

    def receivers(self) -> Receivers:
        """Return what may receive events."""
        return self.whole.receivers

    def value(self, expression: Expression) -> tuple[Value, tuple[Origin, ...]]:
        """Return the value of an expression, and where it is set."""
        return self.evaluated.evaluate(expression), origins(self.evaluated, expression)

    # -- parts

    @property
    def _prefix(self) -> str:
        return f"{self.evaluated.address}." if self.evaluated.address else ""

    def _uses(self) -> tuple[ActionUse, ...]:
        """Yield each action reference outside triggers, with the problem of its evaluation."""
        problems = {
            (each.span.file.path, each.span.start): each for each in self.evaluated.problems
        }
        blocks = self.evaluated.directory.holding(b"action.")
        return tuple(
            replace(each, problem=problems.get((each.span.file.path, each.span.start)))
            for block in blocks
            for each in action_uses(block, self._prefix)
        )

    def _versions(
        self, own: Iterable[VersionDeclaration], parent: EventModule | None
    ) -> VersionRange:
        declarations = list(own)
        above = parent
        while above is not None:
            required = above.required_versions
            declarations.extend(VersionDeclaration(each.text, each.span) for each in required)
            above = above.parent
        return declared_range(declarations, self.options)


def _instances(
    declared: Sequence[Action], made: ActionInstances
) -> tuple[tuple[ActionInstance, ...], tuple[PutEventsRequest, ...]]:
    """Return the instances of the actions, and what they send. The `config` of an action type
    without a known schema is only evaluated."""
    instances: list[ActionInstance] = []
    requests: list[PutEventsRequest] = []
    for action in declared:
        place = provider_place(action)
        for each in made.of(action):
            instances.append(each.instance)
            if action.type == ACTION_TYPE:
                requests.append(request_of(each.module, each.instance, each.bindings, place))
            elif action.config is not None:
                evaluate_config(each.module, action.config, each.bindings)
    return tuple(instances), tuple(requests)


def declared_range(declarations: Sequence[VersionDeclaration], options: Options) -> VersionRange:
    """Return the version range that applies, from the requirements and the options."""
    if options.terraform_version:
        return version_range([VersionDeclaration(options.terraform_version)])
    if not declarations and options.default_terraform_version:
        return version_range([VersionDeclaration(options.default_terraform_version)])
    return version_range(declarations)


def _holds_triggers(block: Block) -> bool:
    return (
        block.type == "resource"
        and len(block.labels) == 2
        and any(
            lifecycle.body.blocks_of("action_trigger")
            for lifecycle in block.body.blocks_of("lifecycle")
        )
    )


def _signature(module: Module) -> tuple[object, ...]:
    """Return a key that is equal for two called modules with the same values, as far as the text
    of their calls determines it."""
    called = module.called
    if called is None:
        return ()
    arguments = [each for each in called.block.body.attributes if each.name not in _META]
    by_instance = any(
        reference.root in {"each", "count"}
        for each in arguments
        for reference in references(each.value)
    )
    return (
        id(module.directory),
        tuple(sorted((each.name, each.value.span.text) for each in arguments)),
        (id(called.block), called.key) if by_instance else (),
    )
