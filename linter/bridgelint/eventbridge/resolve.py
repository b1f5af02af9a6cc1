"""Resolution of a directory and its inputs into the model."""

from __future__ import annotations

import os
from collections.abc import Iterable, Mapping, Sequence
from functools import partial
from typing import TYPE_CHECKING, Final

from bridgelint.actions.action import Action, ActionInstance
from bridgelint.actions.call_tree import CallTree
from bridgelint.actions.declared_actions import (
    action_instances,
    actions,
    evaluate_config,
    malformed_actions,
)
from bridgelint.actions.dependencies import Dependencies
from bridgelint.actions.requirements import first_words, required_provider
from bridgelint.actions.resource import MAX_INSTANCES, resource_of
from bridgelint.actions.trigger_linking import Linker, action_uses, misplaced_triggers
from bridgelint.actions.triggers import ActionTrigger, by_action
from bridgelint.base.records import replace
from bridgelint.eventbridge.configuration import Configuration, Options
from bridgelint.eventbridge.event_module import EventModule
from bridgelint.eventbridge.provider_places import provider_place
from bridgelint.eventbridge.request import PutEventsRequest, request_of
from bridgelint.eventbridge.schema import ACTION_TYPE, CONFIG_BODY
from bridgelint.hcl.references import references
from bridgelint.hcl.tree import literal_of
from bridgelint.terraform.expressions.evaluator import render
from bridgelint.terraform.functions.declaration import FunctionContext
from bridgelint.terraform.module.evaluation_settings import NOTHING_PLANNED, Planned, Settings
from bridgelint.terraform.module.module import Module
from bridgelint.terraform.values.errors import Problem
from bridgelint.terraform.versions import (
    FUNCTIONS,
    SINCE_1_16,
    VersionDeclaration,
    VersionRange,
    version_range,
)
from bridgelint.workspace.directory import ModuleDirectory
from bridgelint.workspace.init_files import PinnedProvider, pinned_providers
from bridgelint.workspace.variable_inputs import Inputs
from bridgelint.workspace.workspace import Workspace

if TYPE_CHECKING:
    from bridgelint.actions.test_runs import TestRun


_AWS: Final = "registry.terraform.io/hashicorp/aws"
_META: Final = frozenset({"source", "version", "count", "for_each", "depends_on"})


def resolve(
    directory: ModuleDirectory,
    settings: Settings,
    options: Options | None = None,
    pins: tuple[PinnedProvider, ...] = (),
) -> EventModule:
    """Resolve a root module and everything below it that leads to events.

    `pins` contains the providers of the lock file of the root module.
    """
    graph = Dependencies(CallTree(directory, settings))

    def root(settings: Settings) -> EventModule:
        evaluated = Module(directory, settings)
        shared = Configuration(evaluated, graph, options or Options())
        return _module(evaluated, graph, shared, None, pins)

    module = root(settings)
    found = _settled(module)
    if found and settings.is_library:
        certain = _settled(root(replace(settings, without_defaults=True)))
        places = {each.span for each in certain}
        shared = module.configuration
        shared.excused.update(each for each in found if each.span not in places)
        module = _module(module.evaluated, graph, shared, None, pins)
        _settled(module)
    return module


def _settled(root: EventModule) -> set[Problem]:
    """Find all evaluation errors before a rule runs, so that the order of rules is irrelevant."""
    modules = root.walk()
    for each in modules:
        _ = each.syntax_problems
    return {problem for each in modules for problem in each.problems}


def _module(
    evaluated: Module,
    graph: Dependencies,
    shared: Configuration,
    parent: EventModule | None,
    pins: tuple[PinnedProvider, ...] = (),
) -> EventModule:
    directory = evaluated.directory
    declared = tuple(actions(evaluated, {ACTION_TYPE: CONFIG_BODY}))
    by_name = {(each.type, each.name): each for each in declared}
    linker = Linker(evaluated, graph, by_name, known_types=frozenset({ACTION_TYPE}))
    for block in directory.holding(b"validation"):
        if block.type == "variable" and len(block.labels) == 1:
            evaluated.variable(block.labels[0].text)
    marked = directory.holding(b"action_trigger")
    resources = [
        resource_of(evaluated, block)
        for block in marked
        if block.type == "resource" and len(block.labels) == 2
        if any(each.body.blocks_of("action_trigger") for each in block.body.blocks_of("lifecycle"))
    ]
    for action in declared:
        shared.note_limit(action.address, action.expansion, action.header)
    for resource in resources:
        shared.note_limit(resource.address, resource.expansion, resource.block.header)
    triggers = tuple(each for resource in resources for each in linker.triggers(resource))
    instances, requests = _instances(evaluated, declared, by_action(triggers))
    above = [evaluated]
    while (caller := above[-1].parent) is not None:
        above.append(caller)
    return EventModule(
        path=evaluated.address,
        directory=directory.path,
        versions=declared_range([each.directory for each in above], shared.options),
        dependencies=graph,
        actions=declared,
        instances=instances,
        malformed_actions=tuple(malformed_actions(evaluated)),
        orphan_overrides=directory.orphans("action"),
        requests=tuple(each for each in requests if not each.instance.absent),
        absent_requests=tuple(each for each in requests if each.instance.absent),
        triggers=triggers,
        misplaced_triggers=tuple(
            each for block in marked for each in misplaced_triggers(block, evaluated.prefix)
        ),
        action_uses=tuple(
            each
            for block in directory.holding(b"action.")
            for each in action_uses(block, evaluated.prefix)
        ),
        words=first_words(declared, triggers, (file.path for file in directory.files)),
        required_providers=tuple(
            map(required_provider, directory.settings.required_providers.values())
        ),
        locked_provider=next((each for each in pins if each.source == _AWS), None),
        callers=evaluated.callers,
        absent=evaluated.absent,
        parent=parent,
        evaluated=evaluated,
        configuration=shared,
        find_children=_children,
        find_tested=_tested,
    )


def _children(module: EventModule) -> tuple[EventModule, ...]:
    """Return the called modules that lead to actions, each distinct set of inputs once."""
    evaluated, shared = module.evaluated, module.configuration
    found: list[EventModule] = []
    seen: set[tuple[object, ...]] = set()
    for call in module.dependencies.tree.calls:
        graph = module.dependencies.child(call)
        if graph is None or not graph.tree.leads_to_actions:
            continue
        called = evaluated.module_call(call)
        if not (called or shared.options.every_call):
            example = evaluated.absent_module(call)
            called = (example,) if example else ()
        block = evaluated.directory.module_call(call)
        if block is not None:
            name = f"{evaluated.prefix}module.{call}"
            shared.note_limit(name, evaluated.expansion(block), block.header)
        for child in called[:MAX_INSTANCES]:
            signature = _signature(child)
            if signature in seen and not shared.options.every_call:
                continue
            seen.add(signature)
            found.append(_module(child, graph, shared, module))
    return tuple(found)


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


def _tested(module: EventModule, run: TestRun) -> EventModule | None:
    evaluated = module.evaluated
    here, follow = evaluated.directory, evaluated.settings.follow
    directory = here if run.source is None else follow(here, (), run.source)
    if isinstance(directory, str):
        return None
    settings = replace(evaluated.settings, inputs=Inputs())
    return resolve(directory, settings, module.configuration.options)


def _instances(
    module: Module, declared: Sequence[Action], triggers: Mapping[Action, Sequence[ActionTrigger]]
) -> tuple[tuple[ActionInstance, ...], tuple[PutEventsRequest, ...]]:
    """Return the instances of the actions, and what they send. The `config` of an action type
    without a known schema is only evaluated."""
    instances: list[ActionInstance] = []
    requests: list[PutEventsRequest] = []
    for action in declared:
        place = provider_place(action.provider)
        found = action_instances(module, action, triggers.get(action, ()))
        for instance, evaluated, bindings in found:
            instances.append(instance)
            if action.type == ACTION_TYPE:
                requests.append(request_of(evaluated, instance, bindings, place))
            elif action.config is not None:
                evaluate_config(evaluated, action.config, bindings)
    return tuple(instances), tuple(requests)


def declared_range(directories: Iterable[ModuleDirectory], options: Options) -> VersionRange:
    """Return the version range that applies to a module: from the requirements of its directory and
    of those that call it, nearest first, and from the options."""
    declarations = [
        VersionDeclaration(literal_of(each.value) or "", each.value.span)
        for directory in directories
        for each in directory.settings.required_versions
    ]
    if options.terraform_version:
        return version_range([VersionDeclaration(options.terraform_version)])
    if not declarations and options.default_terraform_version:
        return version_range([VersionDeclaration(options.default_terraform_version)])
    return version_range(declarations)


def load(
    workspace: Workspace,
    directory: ModuleDirectory,
    inputs: Inputs,
    options: Options | None = None,
    *,
    selected: str = "",
    planned: Planned = NOTHING_PLANNED,
    sent_at: str = "",
) -> EventModule:
    """Return a root module and everything below it that leads to events.

    `selected` is the selected workspace, or an empty string if it is unknown. `planned` contains
    the values of a plan, `sent_at` what `timestamp()` returns while events are sent. Errors are not
    raised but recorded as problems of the module in which they occur.
    """
    chosen = options or Options()
    versions = declared_range([directory], chosen)
    here = os.path.abspath(directory.path)  # noqa: PTH100 # pathlib is slow to import
    settings = Settings(
        functions=FunctionContext(
            root=workspace.reading_root(directory.path),
            directory=here,
            render=render,
            missing=frozenset(
                name for name, absent in FUNCTIONS.items() if versions.all_in(absent)
            ),
            since_1_16=versions.all_in(SINCE_1_16)
            or (None if versions.any_in(SINCE_1_16) else False),
            plan_time=planned.time,
            sent_at=sent_at,
        ),
        follow=partial(workspace.follow, directory),
        inputs=inputs,
        is_library=not planned.variables and _is_library(directory, inputs),
        workspace=selected or directory.settings.workspace,
        working_directory=here,
        planned=planned,
    )
    return resolve(directory, settings, chosen, pinned_providers(directory.path, workspace.read))


def _is_library(directory: ModuleDirectory, inputs: Inputs) -> bool:
    """Return whether nothing shows that the directory is a root module."""
    if directory.settings.has_backend or directory.indexed("provider"):
        return False
    if any(directory.declares("variable", name) for name in inputs.names):
        return False
    try:
        names = os.listdir(directory.path)  # noqa: PTH208 # pathlib is slow to import
    except OSError:
        return False
    return not any(name.endswith((".tfvars", ".tfvars.json")) for name in names)
