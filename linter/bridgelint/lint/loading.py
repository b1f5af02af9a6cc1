"""From run arguments to resolved modules."""

from __future__ import annotations

import errno
import os
from collections.abc import Callable, Container, Iterable, Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Final

from bridgelint.base.failure import Failure, our_fault
from bridgelint.base.records import Record, replace
from bridgelint.config.config import Config, ConfigurationError
from bridgelint.lint.module_configuration import Configurations, check_version
from bridgelint.lint.progress import counted
from bridgelint.lint.run_arguments import Arguments
from bridgelint.workspace.exclusions import Exclusion, is_excluded
from bridgelint.workspace.files import UnreadableFile
from bridgelint.workspace.workspace import Selection, Workspace

if TYPE_CHECKING:
    # Most runs of a hook see no action at all; they must not wait for what reads one.
    from bridgelint.actions.test_runs import TestRun
    from bridgelint.eventbridge.event_module import EventModule
    from bridgelint.lint.rule import Rule
    from bridgelint.plan.plan_document import Plan
    from bridgelint.workspace.directory import ModuleDirectory
    from bridgelint.workspace.known_trees import KnownTrees
    from bridgelint.workspace.variable_inputs import VariableOption


_COMMANDS: Final = {
    **dict.fromkeys(
        ("check", "lint", "plan", "run", "test", "validate"),
        "bridgelint has no subcommands: pass the directories to check, if any",
    ),
    "help": "use --help",
    "version": "use --version",
}
"""What to use instead of the commands of other linters."""


class RunRequest(Record):
    """One run: the command line and the configuration of the working directory."""

    arguments: Arguments
    configurations: Configurations
    config: Config
    """The configuration of the working directory: formats, exit status, baseline and other settings
    of the whole run."""

    overlay: Mapping[str, bytes]
    """Texts that replace files, by path as in findings."""

    environment: Mapping[str, str]
    """The environment of the requesting process, which may differ from the checking one."""

    @property
    def strict(self) -> bool:
        """Whether it is an error if nothing was checked."""
        own = self.arguments.strict
        return bool(self.config.strict if own is None else own)

    @property
    def rules(self) -> tuple[type[Rule], ...]:
        """Every rule, imported when it is first asked for."""
        return self.configurations.every_rule


class Loaded(Record):
    """The configuration, read and resolved."""

    workspace: Workspace
    selection: Selection
    modules: tuple[EventModule, ...]
    """The root modules that contain events, or call modules that do."""

    failures: tuple[Failure, ...]
    plan: Plan | None = None
    """The plan of `--plan`; it belongs to the one root module."""

    tests: tuple[TestRun, ...] = ()
    """The runs of `--test`, one for each module."""

    plan_refused: bool = False
    """The plan can be read, and is not used: the last failure says why."""


def request(
    arguments: Arguments,
    rules: Callable[[], Sequence[type[Rule]]],
    overlay: Mapping[str, bytes] | None = None,
    environment: Mapping[str, str] | None = None,
) -> RunRequest:
    """Find the configuration of a run. Raise `ConfigurationError` if it is invalid.

    `rules` returns every rule; it is called once, when something depends on them.
    """
    configurations = Configurations(arguments, rules, overlay)
    check_version(arguments.terraform_version, "--terraform-version")
    stdin = arguments.stdin_filename or "-"
    paths = tuple(stdin if path == "-" else path for path in arguments.paths)
    arguments = replace(arguments, paths=paths)
    return RunRequest(
        arguments=arguments,
        configurations=configurations,
        config=configurations.of("."),
        overlay=overlay or {},
        environment=os.environ if environment is None else environment,
    )


def read(asked: RunRequest, trees: KnownTrees | None = None) -> Loaded:
    """Find and resolve the modules. `trees` are those of an earlier check."""
    arguments = asked.arguments
    workspace = opened(asked, trees)
    for option in arguments.variables:
        if option.kind == "var-file":
            workspace.let_lead_anywhere(option.text)
    selection, problems = select(asked, workspace)
    failures = [*problems, *_bad_variables(asked, workspace, selection)]
    plan: Plan | None = None
    if arguments.plan is not None:
        from bridgelint.plan.plan_document import PlanError, read_plan  # only with a plan

        try:
            plan = read_plan(arguments.plan, len(selection.modules))
        except PlanError as error:
            failures.append(error.failure)
            refused = not error.unreadable
            return Loaded(workspace, selection, (), tuple(failures), plan_refused=refused)
    modules: list[EventModule] = []
    for directory in counted(selection.modules):
        module, mistakes = read_root(asked, workspace, directory, plan)
        modules += [module] if module else []
        failures += mistakes
    if plan is not None and not arguments.allow_stale_plan:
        from bridgelint.plan.plan_document import mismatch  # as above

        failure = mismatch(plan, modules, workspace.directory)
        if failure is not None:
            return Loaded(workspace, selection, (), (*failures, failure), plan_refused=True)
    return Loaded(workspace, selection, tuple(modules), tuple(dict.fromkeys(failures)), plan)


def read_at_sending(asked: RunRequest, loaded: Loaded, sent_at: str) -> tuple[EventModule, ...]:
    """The same root modules with what is evaluated only while events are sent: the time, and
    random identifiers."""
    roots = (loaded.workspace.directory(each.directory) for each in loaded.modules)
    return tuple(_load(asked, loaded.workspace, each, loaded.plan, sent_at)[0] for each in roots)


def _bad_variables(
    asked: RunRequest, workspace: Workspace, selection: Selection
) -> Iterator[Failure]:
    """Yield what is wrong with `--var` and `--var-file`, also where no module needs them."""
    options = asked.arguments.variables
    if not options:
        return
    from bridgelint.workspace.variable_inputs import option_mistakes, option_names

    yield from map(Failure, option_mistakes(options, workspace.read))
    names = option_names(options)
    if not names:
        return
    roots = [each.path for each in selection.modules]
    paths = dict.fromkeys((*roots, *(each.path for each in selection.places)))
    for name in names:
        declared = (workspace.directory(path) for path in paths)
        if any(each.declares("variable", name) or not each.is_whole for each in declared):
            continue
        from bridgelint.base.words import hint  # only for a mistake

        known = [
            each.labels[0]
            for path in roots
            for each in workspace.directory(path).indexed("variable")
            if each.labels
        ]
        help_text = hint(name, known, "declare it, or remove the option")
        yield Failure(f"--var sets the undeclared variable `{name}`", help_text)


def opened(asked: RunRequest, trees: KnownTrees | None = None) -> Workspace:
    """Return a workspace for the run, without reading anything."""
    return Workspace(
        overlay=asked.overlay,
        following=asked.arguments.call_module_type or asked.config.call_module_type or "local",
        data_directory=asked.environment.get("TF_DATA_DIR") or ".terraform",
        trees=trees,
    )


def select(asked: RunRequest, workspace: Workspace) -> tuple[Selection, tuple[Failure, ...]]:
    """Find the modules, and what cannot be read on the way to them."""
    paths = asked.arguments.paths
    selection = workspace.select(
        paths, recursive=asked.arguments.recursive, exclude=exclusions(asked, asked.config)
    )
    named = {os.path.normpath(path) for path in paths}
    unreadable = _not_excluded(asked, selection.unreadable, named)
    return selection, tuple(_missing(each) for each in (*selection.missing, *unreadable))


def _not_excluded(
    asked: RunRequest, unreadable: Iterable[UnreadableFile], named: Container[str] = ()
) -> Iterator[UnreadableFile]:
    for each in unreadable:
        config = asked.configurations.usable(directory_of(each.path))
        if each.path in named or not is_excluded(each.path, exclusions(asked, config)):
            yield each


def read_root(
    asked: RunRequest,
    workspace: Workspace,
    directory: ModuleDirectory,
    plan: Plan | None = None,
    *,
    run: TestRun | None = None,
) -> tuple[EventModule | None, tuple[Failure, ...]]:
    """Resolve one root module, with the variables of a run of `terraform test` if there is one; an
    internal error only affects this module."""
    try:
        module, mistakes, unreadable = _load(asked, workspace, directory, plan, run=run)
    except ConfigurationError as error:
        return None, error.failures
    except Exception as error:  # noqa: BLE001 # the other modules are still to be checked
        return None, (our_fault(f"in `{directory.path}`", error),)
    directories = {each.directory for each in module.walk()}
    unreadable += tuple(
        each for path, each in workspace.unreadable.items() if directory_of(path) in directories
    )
    return module, (
        *map(Failure, mistakes),
        *module.limits,
        *map(_missing, _not_excluded(asked, unreadable)),
        *_broken_configurations(asked, module),
    )


def _broken_configurations(asked: RunRequest, root: EventModule) -> Iterator[Failure]:
    """Return failures for invalid configurations of called modules, which are then not used."""
    for module in root.walk():
        try:
            asked.configurations.of(module.directory)
        except ConfigurationError as error:
            yield from error.failures


def _load(
    asked: RunRequest,
    workspace: Workspace,
    directory: ModuleDirectory,
    plan: Plan | None,
    sent_at: str = "",
    *,
    run: TestRun | None = None,
) -> tuple[EventModule, tuple[str, ...], tuple[UnreadableFile, ...]]:
    from bridgelint.eventbridge.configuration import Options  # as said above
    from bridgelint.eventbridge.resolve import load  # as said above
    from bridgelint.terraform.module.evaluation_settings import NOTHING_PLANNED, Planned  # as above
    from bridgelint.workspace.variable_inputs import gather_inputs  # as above

    config = asked.configurations.of(directory.path)
    inputs = gather_inputs(
        directory.path,
        workspace.read,
        environment=asked.environment,
        options=(*_configured_variables(config), *asked.arguments.variables),
        others=run.inputs if run else (),
    )
    options = Options(
        terraform_version=asked.arguments.terraform_version or "",
        default_terraform_version=config.terraform_version or "",
        inventories=tuple(asked.configurations.inventories(directory.path)),
        every_call=asked.arguments.mode in {"dry-run", "emit", "graph"},
    )
    selected = _selected_workspace(asked, workspace, directory.path)
    known = plan.planned if plan else NOTHING_PLANNED
    if run is not None:
        known = Planned(run.unknown_inputs, {})
    module = load(
        workspace, directory, inputs, options, selected=selected, planned=known, sent_at=sent_at
    )
    return module, inputs.mistakes, inputs.unreadable


def _configured_variables(config: Config) -> Iterator[VariableOption]:
    from bridgelint.workspace.variable_inputs import VariableOption  # as above

    for path in config.varfiles:
        yield VariableOption("var-file", posix(os.path.relpath(path)))
    for text in config.variables:
        yield VariableOption("var", text)


def _selected_workspace(asked: RunRequest, workspace: Workspace, directory: str) -> str:
    """Return the workspace that `TF_WORKSPACE` or `terraform workspace select` sets, or `""`."""
    named = asked.environment.get("TF_WORKSPACE")
    if named:
        return named
    file = workspace.read(f"{directory}/{workspace.data_directory}/environment")
    return "" if isinstance(file, UnreadableFile) else file.data.decode("utf-8", "replace").strip()


def directory_of(path: str) -> str:
    """The directory of a file as the workspace names it."""
    return posix(os.path.dirname(path)) or "."


def posix(path: str) -> str:
    """The path with `/` between its parts, as findings show it."""
    return path.replace(os.sep, "/")


def exclusions(asked: RunRequest, config: Config) -> tuple[Exclusion, ...]:
    """Return the exclusions of a configuration and the command line."""
    own = asked.arguments.exclude
    return (*config.exclude, *([Exclusion(os.getcwd(), own)] if own else ()))


def _missing(unreadable: UnreadableFile) -> Failure:
    path = unreadable.path
    if unreadable.reason != os.strerror(errno.ENOENT) or os.path.lexists(path):
        return Failure(f"cannot read `{path}`: {unreadable.reason}")
    from pathlib import Path  # only for a mistake

    from bridgelint.base.words import nearest  # only for a mistake

    place = Path(path)
    try:
        siblings = [each.name for each in place.parent.iterdir()]
    except OSError:
        siblings = []
    meant = nearest(place.name, siblings)
    hint = f"did you mean `{(place.parent / meant).as_posix()}`?" if meant else ""
    if path in _COMMANDS:
        hint = _COMMANDS[path]
    return Failure(f"no such file or directory: `{path}`", hint)
