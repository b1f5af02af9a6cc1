"""Modules judged elsewhere: one task a root module, on whatever executor the caller has."""

from __future__ import annotations

import os
import threading
from collections.abc import Mapping
from concurrent.futures import Executor, Future
from contextlib import chdir
from typing import Final

from bridgelint.base.failure import Failure
from bridgelint.base.records import dataclass
from bridgelint.lint.loading import RunRequest, opened, read_root, request, select
from bridgelint.lint.root_modules import RootFindings, RunFindings, root_findings
from bridgelint.lint.rule import Rule
from bridgelint.lint.run_arguments import Arguments

_PREFIX: Final = "TF_"
"""Of the environment, what bears on how a configuration is read."""

_working_directory = threading.Lock()
"""Paths are relative to the working directory, of which a process has one for all its threads."""


@dataclass(frozen=True, slots=True)
class _Task:
    """Everything that a process needs to judge one module as this one would."""

    arguments: Arguments
    rules: tuple[type[Rule], ...]
    overlay: Mapping[str, bytes]
    environment: Mapping[str, str]
    here: str
    directory: str


def examine_with(asked: RunRequest, executor: Executor) -> RunFindings:
    """Judge every module in a task of its own. What comes out is what `examine` returns.

    The processes that do the work have to see the same files at the same paths. A task that the
    executor loses is a failure of that module alone.
    """
    workspace = opened(asked)
    selection, failures = select(asked, workspace)
    environment = {
        name: value for name, value in asked.environment.items() if name.startswith(_PREFIX)
    }
    here = os.getcwd()  # noqa: PTH109 # a task holds texts
    tasks = [
        _Task(asked.arguments, asked.rules, asked.overlay, environment, here, each.path)
        for each in selection.modules
    ]
    futures = [executor.submit(_judged, each) for each in tasks]
    roots = tuple(_outcome(*pair) for pair in zip(tasks, futures, strict=True))
    found = (failure for each in roots for failure in each.failures)
    every = tuple(dict.fromkeys((*failures, *found)))
    return RunFindings(workspace, selection, roots, every)


def _outcome(task: _Task, future: Future[RootFindings]) -> RootFindings:
    try:
        return future.result()
    except Exception as error:  # noqa: BLE001 # an executor may raise whatever it likes
        what = f"{type(error).__name__}: {error}" if str(error) else type(error).__name__
        message = f"`{task.directory}` was not checked, its task was lost: {what}"
        return RootFindings(failures=(Failure(message, "see what the executor says"),))


def _judged(task: _Task) -> RootFindings:
    """Runs where the executor likes."""
    with _working_directory, chdir(task.here):
        asked = request(task.arguments, task.rules, task.overlay, task.environment)
        workspace = opened(asked)
        workspace.tops(task.arguments.paths)
        root, failures = read_root(asked, workspace, workspace.directory(task.directory))
        if root is None:
            return RootFindings(failures=failures)
        done = root_findings(asked, root)
        return RootFindings(done.findings, failures, done.faults, done.seen)
