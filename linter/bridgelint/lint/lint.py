"""One run: find and read the modules, run the rules, and process the findings."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bridgelint.lint.funnel import Linted, report_of
from bridgelint.lint.loading import Loaded, RunRequest
from bridgelint.lint.root_modules import examine

if TYPE_CHECKING:
    from concurrent.futures import Executor


def lint(
    asked: RunRequest,
    executor: Executor | None = None,
    *,
    loaded: Loaded | None = None,
    checkout: str | None = None,
) -> Linted:
    """Check what was asked for, here or on an executor. Write nothing.

    `loaded` is what `read` returned for the same request. `checkout` is the directory of the
    executor's processes that corresponds to the working directory.
    """
    if executor is None:
        return report_of(asked, examine(asked, loaded))
    from bridgelint.lint.executor import examine_with  # only with an executor

    return report_of(asked, examine_with(asked, executor, checkout))
