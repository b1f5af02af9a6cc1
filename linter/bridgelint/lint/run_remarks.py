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
    for pattern in asked.arguments.filters:
        wanted = (Exclusion(str(Path.cwd()), (pattern,)),)
        if not pattern.startswith("!") and not any(
            is_excluded(path, wanted) for path in _files(examined)
        ):
            yield f"no file of the checked modules matches --filter `{pattern}`"


def path_remarks(asked: RunRequest, selection: Selection) -> Iterator[str]:
    """Yield one line per path that has modules only below it."""
    empty = (each.path for each in selection.places if not each.names)
    for directory in empty if not asked.arguments.recursive else ():
        left_out = exclusions(asked, asked.configurations.usable(directory))
        for found in islice(walk(directory, left_out, at_most=_LIMIT), 1):
            if isinstance(found, Place):
                below = f"there are modules below it, such as `{found.path}`: use --recursive"
                yield f"no module in `{directory}`, but {below}"


def _files(examined: RunFindings) -> Iterator[str]:
    for place in examined.selection.places:
        yield from (f"{place.path}/{name}" for name in place.names)
    for module in map(examined.workspace.directory, examined.directories):
        yield from (file.path for file in module.files)
