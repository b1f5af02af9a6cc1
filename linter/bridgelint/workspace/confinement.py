"""The working tree, which no path that its own files decide may leave.

A pull request decides what its files say and where its links lead. Only paths of the command line
may lead anywhere.
"""

from __future__ import annotations

import os
import re
import stat
from functools import cache
from typing import Final

OUTSIDE: Final = "It leads outside the working tree"

_MARKS: Final = (".git", ".hg", ".jj")
_CLOSED: Final = frozenset({".git", ".hg", ".jj", ".terraform", ".bridgelint"})
"""Directories in which a report is never written."""

_CONFIGURATION: Final = (
    r".*\.(?:tf|tofu|tfvars|tfstate|tftest|tfquery|tfmock|tfstack|tfcomponent|tfdeploy)"
    r"(?:\.(?:hcl|json|backup))?|\.terraform\.lock\.hcl|\.bridgelint\.(?:hcl|json)"
)


def is_repository(directory: str) -> bool:
    """Return whether the directory is the root of a working copy."""
    return any(os.path.exists(os.path.join(directory, mark)) for mark in _MARKS)


def working_tree(directory: str) -> str:
    """Return the real path of the working tree of a directory: its repository, otherwise the
    working directory, or the directory itself if it is not below that."""
    return WorkingTrees().of(directory)


class WorkingTrees:
    """The working trees of many directories, which remembers what it has found."""

    def __init__(self) -> None:
        self._real: Final = cache(_real_path)
        self._repositories: dict[str, str] = {}

    def of(self, directory: str) -> str:
        """`working_tree`."""
        real = self._real(directory)
        here = self._real(".")
        return self._repository(real) or (here if is_below(real, here) else real)

    def _repository(self, real: str) -> str:
        """Return the repository of a directory; empty if it is in none."""
        passed: list[str] = []
        above, parent = real, os.path.dirname(real)
        while above not in self._repositories:
            passed.append(above)
            if parent == above or is_repository(above):
                self._repositories[above] = above if is_repository(above) else ""
                break
            above, parent = parent, os.path.dirname(parent)
        found = self._repositories[above]
        self._repositories.update(dict.fromkeys(passed, found))
        return found

    def call_leads_outside(self, caller: str, called: str) -> bool:
        """Return whether the directory of a module call is not in the working tree of the caller.

        Without a repository only links lead outside: `../modules` is a usual place for a module.
        """
        if "\0" in called:
            return True
        real, tree = self._real(called), self.of(caller)
        if is_below(real, self._real(".")) or is_below(real, tree):
            return False
        through_link = real != os.path.abspath(called)
        return is_repository(tree) or (through_link and is_below(self._real(caller), tree))


def is_inside(path: str, tree: str) -> bool:
    """Return whether a path, with links resolved, is in the working tree."""
    try:
        real = os.path.realpath(path)
    except ValueError:  # a null byte
        return False
    return is_below(real, tree)


def _real_path(path: str) -> str:
    return os.path.realpath(path)


def is_below(real: str, tree: str) -> bool:
    """Return whether a path without links is in a directory, or is it."""
    return real == tree or real.startswith(tree.rstrip(os.sep) + os.sep)


def leads_outside(path: str) -> bool:
    """Return whether a file, which is a link or in a linked directory, is outside of the working
    tree of its directory."""
    return not is_inside(path, working_tree(os.path.dirname(path) or "."))


def writing_problem(path: str, tree: str) -> str:
    """Return why a file that a configuration file names is not written, as a clause; empty if it
    may be."""
    relative = os.path.relpath(path, tree)
    parts = relative.split(os.sep)
    if parts[0] == os.pardir or os.path.isabs(relative):
        return "it is outside the working tree"
    for count in range(1, len(parts) + 1):
        if os.path.islink(os.path.join(tree, *parts[:count])):
            return "it is, or is below, a symbolic link"
    if _CLOSED & {each.lower() for each in parts}:
        return "it is in a directory of git, Terraform or bridgelint"
    if re.fullmatch(_CONFIGURATION, parts[-1].lower()):
        return "it is configuration of Terraform or bridgelint"
    try:
        mode = os.stat(path).st_mode
    except OSError:
        return ""
    if not stat.S_ISREG(mode):
        return "it is not a regular file"
    return "git tracks it" if _may_be_tracked(tree, "/".join(parts)) else ""


def _may_be_tracked(tree: str, path: str) -> bool:
    """Return whether an existing file is under version control, or that cannot be determined."""
    if not is_repository(tree):
        return False
    try:
        directory = _git_directory(tree)
        with open(os.path.join(directory, "index"), "rb") as stream:
            index = stream.read()
        shared = any(name.startswith("sharedindex.") for name in os.listdir(directory))
    except FileNotFoundError:
        return not os.path.exists(os.path.join(tree, ".git"))
    except OSError:
        return True
    # From version 4 on, paths are compressed; a shared index has only a part of them.
    if index[:4] != b"DIRC" or int.from_bytes(index[4:8], "big") > 3 or shared:
        return True
    return _is_in_index(index, path.encode("utf-8", "surrogateescape"))


def _is_in_index(index: bytes, path: bytes) -> bool:
    """An entry has its path after flags, whose lowest 12 bits are the path's length."""
    length = min(len(path), 0xFFF)
    place = index.find(path + b"\0")
    while place >= 0:
        flags = (index[place - 2 : place], index[place - 4 : place - 2])
        if any(int.from_bytes(each, "big") & 0xFFF == length for each in flags):
            return True
        place = index.find(path + b"\0", place + 1)
    return False


def _git_directory(tree: str) -> str:
    """`.git`, or where it points to in a further working copy."""
    git = os.path.join(tree, ".git")
    if os.path.isdir(git):
        return git
    with open(git, encoding="utf-8") as stream:
        return os.path.join(tree, stream.read().removeprefix("gitdir:").strip())
