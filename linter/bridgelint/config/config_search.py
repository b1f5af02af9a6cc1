"""Where the configuration file of a directory is."""

from __future__ import annotations

import os
from typing import Final

from bridgelint.workspace.confinement import working_tree

NAMES: Final = (".bridgelint.hcl", ".bridgelint.json")
"""In the order in which one directory is searched for them."""


def find(directory: str) -> str | None:
    """The nearest configuration file from a directory up to the root of its working tree."""
    tree = working_tree(directory)
    place = os.path.realpath(directory)
    while True:
        for name in NAMES:
            path = os.path.join(place, name)
            if os.path.isfile(path):
                return path
        if place == tree:
            return None
        place = os.path.dirname(place)
