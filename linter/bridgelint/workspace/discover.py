"""Search for module directories in the paths of a command line, by file name only."""

from __future__ import annotations

import os
import stat
from collections.abc import Iterable, Iterator, Sequence
from itertools import count

from bridgelint.base.records import Record
from bridgelint.workspace.exclusions import Exclusion, Ignored, is_excluded
from bridgelint.workspace.files import (
    SUFFIXES,
    UnreadableFile,
    is_configuration,
    loading_order,
    module_of_test,
    reason,
)


class Place(Record):
    """A directory that is a module."""

    path: str
    """Relative to the working directory, with `/`; `.` is the working directory itself."""

    names: tuple[str, ...]
    """Its configuration files in Terraform's loading order; empty if it has none."""


class Discovery(Record):
    """Each directory once, in the order of the paths; below a path in name order."""

    places: tuple[Place, ...]
    missing: tuple[UnreadableFile, ...]
    """Paths passed by name that do not exist or cannot be read."""

    skipped: tuple[UnreadableFile, ...]
    """Directories below those paths that cannot be read."""


def discover(
    paths: Sequence[str] = (), *, recursive: bool = False, exclude: Sequence[Exclusion] = ()
) -> Discovery:
    """Find the modules in the paths.

    No path means the working directory; a file represents its directory (unless `exclude` excludes
    it); with `recursive`, a directory represents itself and every directory below it that contains
    configuration, except hidden ones and those that `exclude` and `.gitignore` files exclude.
    Symbolic links to directories are followed only if they are passed by name.
    """
    found: dict[str, Place] = {}
    missing: list[UnreadableFile] = []
    skipped: list[UnreadableFile] = []
    for path in paths or (".",):
        shown = shown_path(path)
        try:
            is_directory = stat.S_ISDIR(os.stat(path).st_mode)
        except (OSError, ValueError) as error:
            missing.append(UnreadableFile(path, reason(error)))
            continue
        if recursive and is_directory:
            places = walk(shown, exclude)
        elif is_directory:
            places = iter((_place(shown),))
        elif not is_excluded(shown, exclude):
            places = iter((_place(module_of_test(shown) or _parent(shown)),))
        else:
            continue
        for place in places:
            if isinstance(place, Place):
                found.setdefault(place.path, place)
            else:
                (missing if place.path == shown else skipped).append(place)
    return Discovery(tuple(found.values()), tuple(missing), tuple(skipped))


def walk(
    root: str, exclude: Sequence[Exclusion] = (), *, at_most: int | None = None
) -> Iterator[Place | UnreadableFile]:
    """Yield the modules at and below a directory, in name order.

    Stop after `at_most` directories.
    """
    waiting: list[tuple[str, Ignored]] = [("", Ignored.above(root, exclude))]
    prefix = "" if root == "." else f"{root.rstrip('/')}/"
    for _ in count() if at_most is None else range(at_most):
        if not waiting:
            return
        below, ignored = waiting.pop()
        path = prefix + below[:-1] if below else root
        names: list[str] = []
        directories: list[str] = []
        has_rules = False
        try:
            with os.scandir(path) as entries:
                for entry in entries:
                    name = entry.name
                    if name.startswith("."):
                        has_rules = has_rules or name in {".gitignore", ".git"}
                    elif entry.is_dir(follow_symlinks=False):
                        directories.append(name)
                    elif name.endswith(SUFFIXES):
                        names.append(name)
        except OSError as error:  # also in the middle: `/proc`, a network mount
            yield UnreadableFile(path, reason(error))
            continue
        if has_rules:
            ignored = ignored.entering(path, below)
        if names and not ignored.excludes_files(below, names):
            yield Place(path, loading_order(names))
        directories.sort(reverse=True)
        waiting.extend(
            (f"{below}{name}/", ignored)
            for name in directories
            if not ignored.excludes(below + name, directory=True)
        )


def shown_path(path: str) -> str:
    """Return a path relative to the working directory, with `/`, without following links."""
    relative = os.path.relpath(path)
    return relative.replace(os.sep, "/") if os.sep != "/" else relative


def configuration_files(path: str) -> tuple[str, ...] | UnreadableFile:
    """Return the configuration files of one directory in Terraform's loading order."""
    try:
        with os.scandir(path) as entries:
            return loading_order(_configuration(entries))
    except (OSError, ValueError) as error:
        return UnreadableFile(path, reason(error))


def _configuration(entries: Iterable[os.DirEntry[str]]) -> Iterator[str]:
    for entry in entries:
        if is_configuration(entry.name) and not entry.is_dir(follow_symlinks=False):
            yield entry.name


def _place(path: str) -> Place | UnreadableFile:
    names = configuration_files(path)
    return names if isinstance(names, UnreadableFile) else Place(path, names)


def _parent(path: str) -> str:
    return path.rpartition("/")[0] or ("/" if path.startswith("/") else ".")
