"""The Python API: `bridgelint.lint`, `bridgelint.dry_run` and `bridgelint.resolve`."""

from __future__ import annotations

import os
from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING, Any, Final

from bridgelint.base.failure import Failure
from bridgelint.base.finding import Finding
from bridgelint.base.records import Record, replace
from bridgelint.base.words import plural
from bridgelint.config.config import ConfigurationError
from bridgelint.lint.loading import RunRequest, request
from bridgelint.lint.report import Report
from bridgelint.lint.run_arguments import Arguments
from bridgelint.workspace.variable_inputs import VariableOption

if TYPE_CHECKING:
    from concurrent.futures import Executor

    from bridgelint.eventbridge.request import PutEventsRequest
    from bridgelint.lint.run_arguments import Mode

Path = str | os.PathLike[str]
Json = Mapping[str, Any]

_VARIABLES: Final = "<variables>.tfvars.json"
"""The file that findings show for values in `variables`."""


class DryRunTrigger(Record):
    """A resource whose change sends the request."""

    resource: str
    """The address of the resource instance."""

    events: tuple[str, ...]
    """Such as `after_create`."""


class DryRunPart(Record):
    """A part of an entry that is unknown or sensitive."""

    entry: int | None
    """0-based, or `None` for the whole request."""

    field: str
    """The name in PutEvents, such as `Detail`."""

    path: tuple[str | int, ...]
    """Keys and indexes inside the field."""

    reason: str
    """Why it is unknown; empty for a sensitive part."""

    filename: str
    line: int
    """1-based."""

    column: int
    """1-based, in characters."""


class DryRunReceiver(Record):
    """An event rule or an archive: whether it receives an entry."""

    entry: int
    """0-based."""

    name: str
    """The address in the configuration, or the name in an inventory."""

    bus: str | None
    """The name of its event bus, or `None` if it is unknown."""

    targets: tuple[str, ...]
    """The ARN of each target; the address of the target if the ARN is unknown."""

    match: str
    """`yes`, `maybe` or `no`."""

    reason: str
    """Why only `maybe`, or why `no`; otherwise empty."""


class DryRunError(Record):
    """A reason why `--emit` does not send the request."""

    rule: str | None
    """The rule that reports it, if any."""

    message: str


class DryRunRequest(Record):
    """The PutEvents request of one action instance, as `--emit` would send it."""

    address: str
    """With module path and instance key."""

    directory: str
    """The root module."""

    caller: str | None
    """The resource instance that triggers the request, if the action refers to `caller`."""

    region: str | None
    """`None` if the environment decides."""

    triggers: tuple[DryRunTrigger, ...]
    entries: tuple[dict[str, Any], ...]
    """The `Entries` of boto3's `put_events`. An absent argument is absent here; unknown and
    sensitive parts read `(unknown)` and `(sensitive)`."""

    unknown: tuple[DryRunPart, ...]
    sensitive: tuple[DryRunPart, ...]
    receivers: tuple[DryRunReceiver, ...]
    size: int
    """In bytes, by the formula of PutEvents."""

    size_is_lower_bound: bool
    """Whether an unknown part may add to the size."""

    errors: tuple[DryRunError, ...]
    ready: bool
    """Whether `--emit` would send the request: nothing is unknown and there are no errors."""

    json: Json
    """All of it as JSON values, with the keys of `--dry-run --format json`."""

    def __repr__(self) -> str:
        ready = "ready" if self.ready else "not ready"
        return f"<DryRunRequest {self.address}: {plural(len(self.entries), 'entry')}, {ready}>"


class ResolveError(Exception):
    """The configuration cannot be read; `failures` contains the reasons, in order."""

    def __init__(self, *failures: Failure) -> None:
        super().__init__("; ".join(each.message for each in failures))
        self.failures = failures


def lint(
    paths: Path | Iterable[Path],
    *,
    config: Path | None = None,
    variables: Mapping[str, object] | None = None,
    executor: Executor | None = None,
    checkout: Path | None = None,
    recursive: bool = False,
) -> Report:
    """Check the modules in the paths, like the command.

    A path is a module's directory, a file in one, or with `recursive` a directory with modules
    below it. `config` is a configuration file; without it each module uses the nearest
    `.bridgelint.hcl`. `variables` are values of input variables in JSON types: strings, numbers,
    booleans, `None`, lists and mappings.

    With an `executor` (of `concurrent.futures`, or with the same interface) each root module is a
    separate task. The report is the same. bridgelint must be installed where the tasks run, and the
    same files must exist there: at the same paths, or in `checkout`, the directory there that
    corresponds to the working directory here (`"."` is the working directory of each process).

    Invalid input does not raise an exception: what could not be checked is in the report's
    `failures`. Paths in the report are relative to the working directory.
    """
    from bridgelint.lint.lint import lint as check  # `resolve` needs no rules

    try:
        asked = _asked("lint", paths, config, variables, recursive=recursive)
    except ResolveError as error:
        return Report(failures=error.failures)
    where = None if checkout is None else os.fspath(checkout)
    return check(asked, executor, checkout=where).report


def dry_run(
    path: Path,
    *,
    config: Path | None = None,
    variables: Mapping[str, object] | None = None,
    plan: Path | None = None,
    actions: Iterable[str] = (),
) -> list[DryRunRequest]:
    """Return what `--dry-run --format json` prints: the requests that an apply would send.

    `plan` is a file with the output of `terraform show -json`; `actions` are addresses as in
    `--action`. Raise `ResolveError` if the module, the plan or an address cannot be read.
    """
    from bridgelint.emit.dry_run import described  # `lint` sends nothing
    from bridgelint.emit.gathering import gather  # as above

    asked = _asked("dry-run", path, config, variables)
    arguments = replace(
        asked.arguments,
        plan=None if plan is None else os.fspath(plan),
        actions=tuple(actions),
    )
    gathered = gather(replace(asked, arguments=arguments))
    failures = (*gathered.unusable, *gathered.refused)
    if failures:
        raise ResolveError(*failures)
    return [_dry_run_request(described(each)) for each in gathered.requests]


def to_json(value: Report | Finding | DryRunRequest) -> dict[str, Any]:
    """Convert a result to JSON values, with the keys of `--format json`."""
    if isinstance(value, Report):
        from bridgelint.report.json_format import document  # one is used

        return document(value)
    if isinstance(value, Finding):
        from bridgelint.report.json_format import issue  # as above

        return issue(value)
    return dict(value.json)


def resolve(
    path: Path,
    *,
    config: Path | None = None,
    variables: Mapping[str, object] | None = None,
) -> list[PutEventsRequest]:
    """Return every PutEvents request of the module at a path and of the modules it calls.

    There is one per instance of an action (and per caller, if the action refers to `caller`), in
    the order of modules, files and lines. A value known only after apply is an unknown value with
    its reason. Raise `ResolveError` if the module cannot be read.
    """
    from bridgelint.lint.loading import read  # `lint` reads in its own way

    loaded = read(_asked("dry-run", path, config, variables))
    if loaded.failures:
        raise ResolveError(*loaded.failures)
    modules = (module for root in loaded.modules for module in root.walk())
    return [instance for module in modules for instance in module.requests]


def _asked(
    mode: Mode,
    paths: Path | Iterable[Path],
    config: Path | None,
    variables: Mapping[str, object] | None,
    *,
    recursive: bool = False,
) -> RunRequest:
    """Find the configuration of a run. Raise `ResolveError` if it is invalid."""
    from bridgelint_rules import RULES  # as the command line, which names them too

    overlay: dict[str, bytes] = {}
    if variables:
        import json  # only with variables

        overlay[_VARIABLES] = json.dumps(dict(variables), indent=2, allow_nan=False).encode()
    several = [paths] if isinstance(paths, str | os.PathLike) else paths
    arguments = Arguments(
        mode=mode,
        paths=tuple(os.fspath(each) for each in several),
        recursive=recursive,
        config=None if config is None else os.fspath(config),
        variables=(VariableOption("var-file", _VARIABLES),) if variables else (),
    )
    try:
        return request(arguments, lambda: RULES, overlay)
    except ConfigurationError as error:
        raise ResolveError(*error.failures) from None


def _dry_run_request(made: Json) -> DryRunRequest:
    """Convert one object of the JSON document."""
    triggers = ((each["resource"], tuple(each["events"])) for each in made["triggers"])
    receivers = (
        DryRunReceiver(
            entry=each["entry"],
            name=each["rule"],
            bus=each["bus"],
            targets=tuple(each["targets"]),
            match=each["match"],
            reason=each["reason"] or "",
        )
        for each in made["rules"]
    )
    same = ("address", "directory", "region", "size", "size_is_lower_bound", "ready")
    return DryRunRequest(
        **{key: made[key] for key in same},
        caller=made.get("caller"),
        triggers=tuple(DryRunTrigger(*each) for each in triggers),
        entries=tuple(dict(each) for each in made["entries"]),
        unknown=tuple(map(_part, made["unknown"])),
        sensitive=tuple(map(_part, made["sensitive"])),
        receivers=tuple(receivers),
        errors=tuple(DryRunError(**each) for each in made["errors"]),
        json=made,
    )


def _part(made: Json) -> DryRunPart:
    place, reason = made["range"], made.get("reason", "")
    start = place["filename"], place["start"]["line"], place["start"]["column"]
    return DryRunPart(made["entry"], made["field"], tuple(made["path"]), reason, *start)
