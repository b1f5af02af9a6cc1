"""The modules that runs of `terraform test` apply: `--test FILE[:RUN]`."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from bridgelint.actions.test_runs import TestRun, runs_in
from bridgelint.base.failure import Failure
from bridgelint.base.words import hint
from bridgelint.lint.loading import Loaded, RunRequest, opened, read_root
from bridgelint.workspace.discover import shown_path
from bridgelint.workspace.files import TEST_SUFFIX, UnreadableFile, module_of_test
from bridgelint.workspace.local_calls import is_local, resolve
from bridgelint.workspace.workspace import Selection, Workspace

if TYPE_CHECKING:
    from bridgelint.eventbridge.event_module import EventModule

_NOTHING = Selection((), (), (), ())


def read_tests(asked: RunRequest, test: str) -> Loaded:
    """Resolve the module of each run that applies something, with the variables of the run."""
    workspace = opened(asked)
    found = _runs(workspace, test)
    if isinstance(found, Failure):
        return Loaded(workspace, _NOTHING, (), (found,))
    directory, runs = found
    workspace.tops([directory])
    modules: list[EventModule] = []
    applied: list[TestRun] = []
    failures: list[Failure] = []
    for run in runs:
        if run.source is not None and not is_local(run.source):
            text = f"the module `{run.source}` of the run `{run.name}` is not a local directory"
            failures.append(Failure(text, "", run.header))
            continue
        path = directory if run.source is None else resolve(directory, run.source)
        module, mistakes = read_root(asked, workspace, workspace.directory(path), run=run)
        failures += mistakes
        if module is not None:
            modules.append(module)
            applied.append(run)
    unique = tuple(dict.fromkeys(failures))
    return Loaded(workspace, _NOTHING, tuple(modules), unique, tests=tuple(applied))


def _runs(workspace: Workspace, test: str) -> tuple[str, list[TestRun]] | Failure:
    """Return the module directory and the runs that change something."""
    name, colon, wanted = ("", "", "") if Path(test).exists() else test.rpartition(":")
    path = shown_path(name if colon else test)
    file, directory = workspace.read(path), module_of_test(path)
    if directory is None:
        help_text = f"pass a file whose name ends with {TEST_SUFFIX}"
        return Failure(f"`{path}` is not a test file", help_text)
    if isinstance(file, UnreadableFile):
        return Failure(f"cannot read test file `{path}`: {file.reason}")
    runs = runs_in(file)
    names = [each.name for each in runs]
    if colon and wanted not in names:
        shown = ", ".join(f"`{each}`" for each in names) or "none"
        help_text = hint(wanted, names, f"the runs are {shown}")
        return Failure(f"no such run in `{path}`: `{wanted}`", help_text)
    chosen = [each for each in runs if not colon or each.name == wanted]
    return directory, [each for each in chosen if each.applies and not each.repeats]
