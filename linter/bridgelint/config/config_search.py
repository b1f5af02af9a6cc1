"""Where the configuration file of a directory is."""

from __future__ import annotations

import os
from collections.abc import Iterator
from typing import Final

NAMES: Final = (".bridgelint.hcl", ".bridgelint.json")
"""In the order in which one directory is searched for them."""

_ROOT_MARKS: Final = (".git", ".hg", ".jj")


def find(directory: str) -> str | None:
    """The nearest configuration file from a directory up to the root of its repository.

    Outside of a repository, up to the root of the file system.
    """
    for each in _upward(os.path.realpath(directory)):
        for name in NAMES:
            path = os.path.join(each, name)
            if os.path.isfile(path):
                return path
        if is_repository(each):
            return None
    return None


def is_repository(directory: str) -> bool:
    """Return whether the directory is the root of a working copy."""
    return any(os.path.exists(os.path.join(directory, mark)) for mark in _ROOT_MARKS)


def _upward(directory: str) -> Iterator[str]:
    while True:
        yield directory
        above = os.path.dirname(directory)
        if above == directory:
            return
        directory = above
