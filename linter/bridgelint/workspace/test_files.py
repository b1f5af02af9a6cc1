"""The files that `terraform test` reads for a module."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from typing import Final

from bridgelint.base.source import SourceFile
from bridgelint.workspace.file_reading import UnreadableFile

TEST_SUFFIX: Final = ".tftest.hcl"
TEST_DIRECTORY: Final = "tests"


def test_files(
    directory: str, read: Callable[[str], SourceFile | UnreadableFile]
) -> tuple[SourceFile, ...]:
    """Return the `*.tftest.hcl` files of a module directory and of its `tests` directory, by name.
    Unreadable ones are left out."""
    found = (read(path) for path in sorted(_paths(directory)))
    return tuple(each for each in found if isinstance(each, SourceFile))


def _paths(directory: str) -> Iterator[str]:
    prefix = "" if directory == "." else f"{directory}/"
    for folder in (prefix, f"{prefix}{TEST_DIRECTORY}/"):
        try:
            names = os.listdir(folder or ".")
        except OSError:
            continue
        for name in names:
            if name.endswith(TEST_SUFFIX) and not name.startswith("."):
                yield folder + name


def module_of_test(path: str) -> str | None:
    """Return the module directory of a test file, or `None` for any other file."""
    if not path.endswith(TEST_SUFFIX):
        return None
    folder, _, _ = path.rpartition("/")
    outer, _, last = folder.rpartition("/")
    return (outer if last == TEST_DIRECTORY else folder) or "."
