"""Remarks on what a run did not cover, because of its paths or of `--filter`."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import islice
from pathlib import Path
from typing import Final

from bridgelint.lint.loading import RunRequest, exclusions
from bridgelint.lint.root_modules import RunFindings
from bridgelint.workspace.discover import Place, walk
from bridgelint.workspace.exclusions import Exclusion, is_excluded
from bridgelint.workspace.workspace import Selection

_LIMIT: Final = 2_000
"""Directories to search for modules: a remark is not worth a walk through a whole disk."""


def scope_remarks(asked: RunRequest, examined: RunFindings) -> Iterator[str]:
    """Yield one line per path that has modules only below it, and per filter without a match."""
    yield from path_remarks(asked, examined.selection)
    patterns = [each for each in asked.arguments.filters if not each.startswith("!")]
    if patterns:
        files = _files(examined)
        for pattern in patterns:
            wanted = (Exclusion(str(Path.cwd()), (pattern,)),)
            if not any(is_excluded(path, wanted) for path in files):
                yield f"no file of the checked modules matches --filter `{pattern}`"


def path_remarks(asked: RunRequest, selection: Selection) -> Iterator[str]:
    """Yield one line per path that has modules only below it."""
    if not asked.arguments.recursive:
        for place in selection.places:
            if not place.names:
                yield from _modules_below(asked, place.path)


def _modules_below(asked: RunRequest, directory: str) -> Iterator[str]:
    left_out = exclusions(asked, asked.configurations.usable(directory))
    for found in islice(walk(directory, left_out, at_most=_LIMIT), 1):
        if isinstance(found, Place):
            below = f"there are modules below it, such as `{found.path}`: use --recursive"
            yield f"no module in `{directory}`, but {below}"


def _files(examined: RunFindings) -> list[str]:
    modules = map(examined.workspace.directory, examined.directories)
    return [
        *(f"{place.path}/{name}" for place in examined.selection.places for name in place.names),
        *(file.path for module in modules for file in module.files),
    ]
