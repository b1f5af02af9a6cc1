"""The files of a module that Terraform reads, and their order."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Iterator
from typing import Final

from bridgelint.base.source import SourceFile
from bridgelint.workspace.file_reading import UnreadableFile

SUFFIXES: Final = (".tf", ".tf.json")
TEST_SUFFIX: Final = ".tftest.hcl"
TEST_DIRECTORY: Final = "tests"
_OVERRIDES: Final = ("_override.tf", "_override.tf.json")
_OVERRIDE: Final = frozenset({"override.tf", "override.tf.json"})


def is_configuration(name: str) -> bool:
    """Return whether Terraform reads a file of this name. (Editor backups have other endings.)"""
    return name.endswith(SUFFIXES) and not name.startswith(".")


def is_override(name: str) -> bool:
    """Return whether a configuration file of this name is an override file."""
    return name.endswith(_OVERRIDES) or name in _OVERRIDE


def loading_order(names: Iterable[str]) -> tuple[str, ...]:
    """Sort configuration files by name, override files last."""
    ordered = sorted(names)
    if "override" in "\n".join(ordered):  # cheaper than to ask each name
        ordered.sort(key=is_override)
    return tuple(ordered)


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
