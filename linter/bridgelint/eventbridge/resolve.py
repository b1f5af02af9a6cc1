"""From a directory and what it is given to the model."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from bridgelint.actions.call_tree import CallTree
from bridgelint.actions.declared_actions import (
    MAX_INSTANCES,
    actions,
    buses,
    event_rules,
    malformed_actions,
    other_actions,
    resource_of,
)
from bridgelint.actions.instance_values import InstanceValues
from bridgelint.actions.misplaced import action_uses, misplaced_triggers
from bridgelint.actions.provider_configurations import configuration
from bridgelint.actions.requirements import locked_provider, required_providers, required_versions
from bridgelint.actions.trigger_linking import Linker
from bridgelint.actions.triggers import ActionUse, by_action
from bridgelint.actions.version_words import first_words
from bridgelint.base.records import dataclass, replace
from bridgelint.eventbridge.event_module import Bus, EventModule, EventRule, ProviderConfiguration
from bridgelint.eventbridge.requests import Requests
from bridgelint.hcl.references import references
from bridgelint.hcl.tree import Block, SyntaxProblem
from bridgelint.terraform.module.evaluation_settings import Settings
from bridgelint.terraform.module.module import Module
from bridgelint.terraform.values.errors import Problem
from bridgelint.terraform.versions import VersionDeclaration, VersionRange, version_range
from bridgelint.workspace.directory import ModuleDirectory
from bridgelint.workspace.lock_file import PinnedProvider

_META = frozenset({"source", "version", "count", "for_each", "depends_on"})


@dataclass(frozen=True, slots=True)
class Options:
    """How a configuration is looked at."""

    terraform_version: str = ""
    """The range of `--terraform-version`, which counts whatever the configuration requires."""

    default_terraform_version: str = ""
    """The range of the configuration file, where no `required_version` says one."""

    every_call: bool = False
    """Resolve each instance of a module call, also where its inputs are those of another."""


def resolve(
    directory: ModuleDirectory,
    settings: Settings,
    options: Options | None = None,
    pins: tuple[PinnedProvider, ...] = (),
) -> EventModule:
    """A root module and everything below it that leads to events.

    `pins` is what the lock file beside the root module holds.
    """
    tree = CallTree(directory, settings)
    evaluated = Module(directory, settings)
    module = _Reading(evaluated, tree, options or Options(), pins).module(None)
    # Whatever evaluation fails is known before a rule asks: which one asks first makes no
    # difference.
    for each in module.walk():
        _ = each.problems, each.syntax_problems
    return module


@dataclass(frozen=True, slots=True, eq=False)
class _Reading:
    """Reads one module; also the `Source` of what is found later."""

    evaluated: Module
    tree: CallTree
    options: Options
    pins: tuple[PinnedProvider, ...]

    def module(self, parent: EventModule | None) -> EventModule:
        """The module, finished."""
        evaluated, directory, graph = self.evaluated, self.evaluated.directory, self.tree.graph
        declared = tuple(actions(evaluated))
        others = tuple(other_actions(evaluated))
        values = InstanceValues(evaluated)
        linker = Linker(
            values=values,
            graph=graph,
            actions={(each.type, each.name): each for each in declared},
            others={(each.type, each.name): each for each in others},
            elsewhere=self.tree.declares_action,
            report=evaluated.report,
        )
        marked = directory.holding(b"action_trigger")
        resources = tuple(
            resource_of(evaluated, block) for block in marked if _holds_triggers(block)
        )
        triggers = tuple(each for resource in resources for each in linker.triggers(resource))
        requests = Requests(values, by_action(triggers))
        required = required_versions(directory.settings.required_versions)
        own = [VersionDeclaration(each.text, each.span) for each in required]
        return EventModule(
            path=evaluated.address,
            directory=directory.path,
            versions=self._versions(own, parent),
            dependencies=graph,
            actions=declared,
            other_actions=others,
            malformed_actions=tuple(malformed_actions(evaluated)),
            orphan_overrides=directory.orphans("action"),
            instances=tuple(request for each in declared for request in requests.of(each)),
            triggers=triggers,
            misplaced_triggers=tuple(
                each for block in marked for each in misplaced_triggers(block, self._prefix)
            ),
            action_uses=self._uses(),
            resources=resources,
            words=first_words(
                declared,
                triggers,
                (file.path for file in directory.files),
            ),
            required_versions=required,
            required_providers=required_providers(directory.settings.required_providers.values()),
            locked_provider=locked_provider(self.pins),
            callers=evaluated.callers,
            parent=parent,
            source=self,
        )

    # -- what is found later

    def children(self, module: EventModule) -> tuple[EventModule, ...]:
        """The called modules that lead to events."""
        found: list[EventModule] = []
        seen: set[tuple[object, ...]] = set()
        for call in self.tree.calls:
            tree = self.tree.child(call)
            if tree is None or not tree.leads_to_events:
                continue
            for child in self.evaluated.module_call(call)[:MAX_INSTANCES]:
                signature = _signature(child)
                if signature in seen and not self.options.every_call:
                    continue
                seen.add(signature)
                found.append(_Reading(child, tree, self.options, ()).module(module))
        return tuple(found)

    def problems(self) -> tuple[Problem, ...]:
        """What failed so far, by place."""
        found = self.evaluated.problems
        return tuple(sorted(found, key=lambda each: (each.span.file.path, each.span.start)))

    def syntax_problems(self) -> tuple[SyntaxProblem, ...]:
        """What could not be parsed so far."""
        problems = self.evaluated.directory.problems
        if self.evaluated.parent is not None:
            return problems
        return (*problems, *self.evaluated.settings.inputs.problems)

    def buses(self) -> tuple[Bus, ...]:
        """The event buses."""
        return tuple(buses(self.evaluated))

    def provider(self, name: str, alias: str | None) -> ProviderConfiguration | None:
        """`EventModule.provider`."""
        return configuration(self.evaluated, name, alias)

    def event_rules(self) -> tuple[EventRule, ...] | None:
        """The event rules."""
        return event_rules(self.evaluated)

    # -- parts

    @property
    def _prefix(self) -> str:
        return f"{self.evaluated.address}." if self.evaluated.address else ""

    def _uses(self) -> tuple[ActionUse, ...]:
        """Each reference to an action that is no trigger's, with the problem its evaluation had."""
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


def declared_range(declarations: Sequence[VersionDeclaration], options: Options) -> VersionRange:
    """The range that counts, from what the configuration requires and the options."""
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
    """What is the same for two called modules whose values are the same, as far as the text of
    their calls tells."""
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
