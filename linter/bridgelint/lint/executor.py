"""Distributed checks: one task per root module, on an executor of the caller."""

from __future__ import annotations

import os
import threading
from collections.abc import Mapping
from concurrent.futures import Executor, Future
from contextlib import chdir
from typing import Final

from bridgelint.base.failure import Failure, described
from bridgelint.base.records import dataclass, replace
from bridgelint.lint.loading import RunRequest, opened, read_root, request, select
from bridgelint.lint.root_modules import RootFindings, RunFindings, root_findings
from bridgelint.lint.rule import Rule
from bridgelint.lint.run_arguments import Arguments

_PREFIX: Final = "TF_"
"""The prefixes of environment variables that affect how a configuration is read."""

_working_directory = threading.Lock()
"""Paths are relative to the working directory, which all threads of a process share."""


@dataclass(frozen=True, slots=True)
class _Task:
    """Everything that another process needs to check one module exactly as this one would."""

    arguments: Arguments
    rules: tuple[type[Rule], ...]
    overlay: Mapping[str, bytes]
    environment: Mapping[str, str]
    here: str
    directory: str


def examine_with(asked: RunRequest, executor: Executor, checkout: str | None = None) -> RunFindings:
    """Check every module in a separate task and return the same result as `examine`.

    The processes must see the same files at the same paths, or in `checkout`, a directory of theirs
    that corresponds to the working directory. If the executor loses a task, only that module fails.
    """
    workspace = opened(asked)
    selection, failures = select(asked, workspace)
    environment = {
        name: value for name, value in asked.environment.items() if name.startswith(_PREFIX)
    }
    here = os.getcwd() if checkout is None else checkout  # noqa: PTH109 # a task holds texts
    arguments = asked.arguments if checkout is None else _relative(asked.arguments)
    tasks = [
        _Task(
            arguments, asked.configurations.own_rules, asked.overlay, environment, here, each.path
        )
        for each in selection.modules
    ]
    futures = [executor.submit(_judged, each) for each in tasks]
    roots = tuple(_outcome(*pair) for pair in zip(tasks, futures, strict=True))
    return RunFindings(workspace, selection, roots, failures)


def _relative(arguments: Arguments) -> Arguments:
    """Replace absolute paths, which differ between checkouts."""
    config = arguments.config
    return replace(
        arguments,
        paths=tuple(os.path.relpath(path) for path in arguments.paths),
        config=None if config is None else os.path.relpath(config),
    )


def _outcome(task: _Task, future: Future[RootFindings]) -> RootFindings:
    try:
        return future.result()
    except Exception as error:  # noqa: BLE001 # an executor may raise whatever it likes
        what = described(error)
        message = f"`{task.directory}` was not checked because its task was lost: {what}"
        return RootFindings(failures=(Failure(message, "see the logs of the executor"),))


def _judged(task: _Task) -> RootFindings:
    """Run a task in the executor's process."""
    with _working_directory, chdir(task.here):
        asked = request(task.arguments, lambda: task.rules, task.overlay, task.environment)
        workspace = opened(asked)
        workspace.tops(task.arguments.paths)
        root, failures = read_root(asked, workspace, workspace.directory(task.directory))
        if root is None:
            return RootFindings(failures=failures)
        done = root_findings(asked, root)
        return replace(done, failures=(*failures, *done.failures))
