"""From a command line to resolved modules."""

from __future__ import annotations

import errno
import os
from collections.abc import Container, Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from bridgelint.base.failure import Failure, our_fault
from bridgelint.base.records import dataclass, replace
from bridgelint.config.config import Config, ConfigurationError
from bridgelint.eventbridge.event_module import EventModule
from bridgelint.eventbridge.resolve import Options
from bridgelint.eventbridge.root_module import load
from bridgelint.lint.module_configuration import Configurations, check_version
from bridgelint.lint.progress import counted
from bridgelint.lint.rule import Rule
from bridgelint.lint.run_arguments import Arguments
from bridgelint.terraform.module.planned import NOTHING_PLANNED
from bridgelint.workspace.directory import ModuleDirectory
from bridgelint.workspace.exclusions import Exclusion, is_excluded
from bridgelint.workspace.file_reading import UnreadableFile
from bridgelint.workspace.variable_inputs import VariableOption, gather_inputs
from bridgelint.workspace.workspace import Selection, Workspace

if TYPE_CHECKING:
    from bridgelint.plan.plan_document import Plan


@dataclass(frozen=True, slots=True)
class RunRequest:
    """One run: what the command line and the configuration of the working directory say."""

    arguments: Arguments
    configurations: Configurations
    config: Config
    """Of the working directory: formats, exit status, baseline and the rest of what a run has
    only one of."""

    rules: tuple[type[Rule], ...]
    overlay: Mapping[str, bytes]
    """Texts that stand in for files, by path as findings show it."""

    environment: Mapping[str, str]
    """Of the process that asks; another one may do the work."""


@dataclass(frozen=True, slots=True)
class Loaded:
    """The configuration, read and resolved."""

    workspace: Workspace
    selection: Selection
    modules: tuple[EventModule, ...]
    """The root modules that hold events or call modules that do."""

    failures: tuple[Failure, ...]
    plan: Plan | None = None
    """The plan of `--plan`; it belongs to the one root module."""

    plan_refused: bool = False
    """The plan can be read, and is not used: the last failure says why."""


def request(
    arguments: Arguments,
    rules: Sequence[type[Rule]],
    overlay: Mapping[str, bytes] | None = None,
    environment: Mapping[str, str] | None = None,
) -> RunRequest:
    """Find the configuration of a run; raises `ConfigurationError`."""
    configurations = Configurations(arguments, rules)
    check_version(arguments.terraform_version, "--terraform-version")
    stdin = arguments.stdin_filename or "-"
    paths = tuple(stdin if path == "-" else path for path in arguments.paths)
    arguments = replace(arguments, paths=paths)
    return RunRequest(
        arguments=arguments,
        configurations=configurations,
        config=configurations.of("."),
        rules=tuple(rules),
        overlay=overlay or {},
        environment=os.environ if environment is None else environment,
    )


def read(asked: RunRequest) -> Loaded:
    """Find and resolve the modules."""
    arguments = asked.arguments
    workspace = opened(asked)
    selection, problems = select(asked, workspace)
    failures = list(problems)
    plan: Plan | None = None
    if arguments.plan is not None:
        from bridgelint.plan.plan_loading import planned  # noqa: PLC0415 # only with a plan

        found = planned(arguments.plan, len(selection.modules))
        if isinstance(found, Exception):
            failures.append(Failure(found.message, found.help))
            refused = not found.unreadable
            return Loaded(workspace, selection, (), tuple(failures), plan_refused=refused)
        plan = found
    modules: list[EventModule] = []
    for directory in counted(selection.modules):
        module, mistakes = read_root(asked, workspace, directory, plan)
        modules += [module] if module else []
        failures += mistakes
    if plan is not None and not arguments.allow_stale_plan:
        from bridgelint.plan.plan_loading import mismatch  # noqa: PLC0415 # as above

        failure = mismatch(plan, modules, workspace)
        if failure is not None:
            return Loaded(workspace, selection, (), (*failures, failure), plan_refused=True)
    return Loaded(workspace, selection, tuple(modules), tuple(dict.fromkeys(failures)), plan)


def read_at_sending(asked: RunRequest, loaded: Loaded, sent_at: str) -> tuple[EventModule, ...]:
    """The same root modules with what is evaluated only while events are sent: the time, and
    random identifiers."""
    roots = (loaded.workspace.directory(each.directory) for each in loaded.modules)
    return tuple(_load(asked, loaded.workspace, each, loaded.plan, sent_at)[0] for each in roots)


def opened(asked: RunRequest) -> Workspace:
    """A workspace as the run wants it, nothing read."""
    return Workspace(
        overlay=asked.overlay,
        following=asked.arguments.call_module_type or asked.config.call_module_type or "local",
        data_directory=asked.environment.get("TF_DATA_DIR") or ".terraform",
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
    asked: RunRequest, workspace: Workspace, directory: ModuleDirectory, plan: Plan | None = None
) -> tuple[EventModule | None, tuple[Failure, ...]]:
    """Resolve one root module; one that cannot be is a failure of ours and of it alone."""
    try:
        module, mistakes, unreadable = _load(asked, workspace, directory, plan)
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
        *map(_missing, _not_excluded(asked, unreadable)),
        *_broken_configurations(asked, module),
    )


def _broken_configurations(asked: RunRequest, root: EventModule) -> Iterator[Failure]:
    """Those of called modules, which are judged without one."""
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
) -> tuple[EventModule, tuple[str, ...], tuple[UnreadableFile, ...]]:
    config = asked.configurations.of(directory.path)
    inputs = gather_inputs(
        directory.path,
        workspace.read,
        environment=asked.environment,
        options=(*_configured_variables(config), *asked.arguments.variables),
    )
    options = Options(
        terraform_version=asked.arguments.terraform_version or "",
        default_terraform_version=config.terraform_version or "",
        every_call=asked.arguments.mode in {"dry-run", "emit"},
    )
    selected = _selected_workspace(asked, workspace, directory.path)
    known = plan.planned if plan else NOTHING_PLANNED
    module = load(
        workspace, directory, inputs, options, selected=selected, planned=known, sent_at=sent_at
    )
    return module, inputs.mistakes, inputs.unreadable


def _configured_variables(config: Config) -> Iterator[VariableOption]:
    for path in config.varfiles:
        yield VariableOption("var-file", Path(os.path.relpath(path)).as_posix())
    for text in config.variables:
        yield VariableOption("var", text)


def _selected_workspace(asked: RunRequest, workspace: Workspace, directory: str) -> str:
    """Return what `TF_WORKSPACE` or `terraform workspace select` selects, or an empty string."""
    named = asked.environment.get("TF_WORKSPACE")
    if named:
        return named
    data = workspace.data_directory
    file = workspace.read(f"{directory}/{data}/environment")
    return "" if isinstance(file, UnreadableFile) else file.data.decode("utf-8", "replace").strip()


def directory_of(path: str) -> str:
    """The directory of a file as the workspace names it."""
    return Path(path).parent.as_posix()


def exclusions(asked: RunRequest, config: Config) -> tuple[Exclusion, ...]:
    """What a configuration and the command line leave out."""
    own = asked.arguments.exclude
    return (*config.exclude, *([Exclusion(str(Path.cwd()), own)] if own else ()))


def _missing(unreadable: UnreadableFile) -> Failure:
    path = unreadable.path
    if unreadable.reason != os.strerror(errno.ENOENT) or os.path.lexists(path):
        return Failure(f"cannot read `{path}`: {unreadable.reason}")
    from bridgelint.base.words import nearest  # noqa: PLC0415 # only for a mistake

    place = Path(path)
    try:
        siblings = [each.name for each in place.parent.iterdir()]
    except OSError:
        siblings = []
    meant = nearest(place.name, siblings)
    hint = f"did you mean `{(place.parent / meant).as_posix()}`?" if meant else ""
    return Failure(f"no such file or directory: `{path}`", hint)
