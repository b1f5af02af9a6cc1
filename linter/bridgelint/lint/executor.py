"""Distributed checks: one task per root module, on an executor of the caller."""

from __future__ import annotations

import os
import threading
from collections.abc import Mapping
from concurrent.futures import Executor, Future
from contextlib import chdir
from functools import partial
from typing import Final

from bridgelint.base.failure import Failure, described
from bridgelint.base.records import replace
from bridgelint.lint.loading import RunRequest, opened, read_root, request, select
from bridgelint.lint.root_modules import RootFindings, RunFindings, root_findings
from bridgelint.lint.rule import Rule
from bridgelint.lint.run_arguments import Arguments

_PREFIX: Final = "TF_"
"""The prefix of environment variables that affect how a configuration is read."""

_working_directory = threading.Lock()
"""Paths are relative to the working directory, which all threads of a process share."""


def examine_with(asked: RunRequest, executor: Executor, checkout: str | None = None) -> RunFindings:
    """Check every module in a separate task and return the same result as `examine`.

    The processes must see the same files at the same paths, or in `checkout`, a directory of theirs
    that corresponds to the working directory. If the executor loses a task, only that module fails.
    """
    workspace = opened(asked)
    selection, failures = select(asked, workspace)
    arguments = asked.arguments
    if checkout is not None:
        # Absolute paths differ between checkouts.
        relative = tuple(os.path.relpath(path) for path in arguments.paths)
        config = arguments.config and os.path.relpath(arguments.config)
        arguments = replace(arguments, paths=relative, config=config)
    # Everything that another process needs to check a module exactly as this one would.
    task = partial(
        _root,
        here=os.getcwd() if checkout is None else checkout,  # noqa: PTH109 # a task holds texts
        arguments=arguments,
        rules=asked.configurations.own_rules,
        overlay=asked.overlay,
        environment={
            name: value for name, value in asked.environment.items() if name.startswith(_PREFIX)
        },
    )
    paths = [each.path for each in selection.modules]
    futures = [executor.submit(task, path) for path in paths]
    roots = tuple(_outcome(*pair) for pair in zip(paths, futures, strict=True))
    return RunFindings(workspace, selection, roots, failures)


def _outcome(path: str, future: Future[RootFindings]) -> RootFindings:
    try:
        return future.result()
    except Exception as error:  # noqa: BLE001 # an executor may raise whatever it likes
        message = f"`{path}` was not checked because its task was lost: {described(error)}"
        return RootFindings(failures=(Failure(message, "see the logs of the executor"),))


def _root(
    path: str,
    *,
    here: str,
    arguments: Arguments,
    rules: tuple[type[Rule], ...],
    overlay: Mapping[str, bytes],
    environment: Mapping[str, str],
) -> RootFindings:
    """Check one module in the executor's process."""
    with _working_directory, chdir(here):
        asked = request(arguments, lambda: rules, overlay, environment)
        workspace = opened(asked)
        workspace.tops(arguments.paths)
        root, failures = read_root(asked, workspace, workspace.directory(path))
        if root is None:
            return RootFindings(failures=failures)
        done = root_findings(asked, root)
        return replace(done, failures=(*failures, *done.failures))
