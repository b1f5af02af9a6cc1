"""Exclusions of a walk: `.gitignore` files, and `exclude` in the configuration file."""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator, Sequence
from itertools import accumulate
from typing import TYPE_CHECKING

from bridgelint.base.records import Record
from bridgelint.workspace.files import UnreadableFile, read_bytes

if TYPE_CHECKING:
    from bridgelint.workspace.gitignore import IgnoreRules


class Exclusion(Record):
    """Patterns from the configuration file, in the syntax of `.gitignore`."""

    base: str
    """Absolute path of the directory to which the patterns refer."""

    patterns: tuple[str, ...]


class _Scope(Record):
    """Rules, and the position of their directory relative to the walk's root."""

    rules: IgnoreRules
    prefix: str
    """The path from the rules to the root, ends in `/`; empty if they are at or below it."""

    below: str
    """The path from the root to the rules, likewise."""

    def verdict(self, path: str, *, directory: bool) -> bool | None:
        if not path.startswith(self.below):
            return None
        return self.rules.excludes(self.prefix + path[len(self.below) :], directory=directory)


class Ignored(Record):
    """The exclusions of one directory of a walk. Paths are relative to the walk's root."""

    excluded: tuple[_Scope, ...]
    """From the configuration file: one match is enough."""

    ignored: tuple[_Scope, ...]
    """From ignore files, outermost first: the last match decides."""

    @staticmethod
    def above(root: str, exclude: Sequence[Exclusion]) -> Ignored:
        """Return the exclusions of the directories above a walk's root, up to the repository."""
        top = os.path.abspath(root)
        excluded = tuple(scope for each in exclude for scope in _excluded(top, each))
        repository = "" if os.path.lexists(os.path.join(top, ".git")) else git_root(top)
        if not repository:
            return Ignored(excluded, ())
        prefix = os.path.relpath(top, repository).replace(os.sep, "/") + "/"
        scopes = [*_scope(os.path.join(repository, ".git", "info", "exclude"), prefix, "")]
        directory = repository
        while prefix:
            scopes += _scope(os.path.join(directory, ".gitignore"), prefix, "")
            name, _, prefix = prefix.partition("/")
            directory = os.path.join(directory, name)
        return Ignored(excluded, tuple(scopes))

    def entering(self, path: str, below: str) -> Ignored:
        """Return the exclusions with a directory's `.gitignore`; a repository replaces them."""
        scopes = self.ignored
        if os.path.lexists(os.path.join(path, ".git")):
            scopes = tuple(_scope(os.path.join(path, ".git", "info", "exclude"), "", below))
        own = tuple(_scope(os.path.join(path, ".gitignore"), "", below))
        return Ignored(self.excluded, scopes + own)

    def excludes(self, path: str, *, directory: bool) -> bool:
        """Return whether a path is excluded, not considering its parent directories."""
        if any(scope.verdict(path, directory=directory) for scope in self.excluded):
            return True
        verdicts = (scope.verdict(path, directory=directory) for scope in reversed(self.ignored))
        return next((verdict for verdict in verdicts if verdict is not None), False)

    def excludes_files(self, below: str, names: Iterable[str]) -> bool:
        """Return whether all these files are excluded. Terraform reads single ones regardless."""
        has_rules = bool(self.excluded or self.ignored)
        return has_rules and all(self.excludes(below + name, directory=False) for name in names)


def is_excluded(path: str, exclude: Iterable[Exclusion]) -> bool:
    """Return whether the configuration file excludes a file, or its directory."""
    for each in exclude:
        relative = os.path.relpath(path, each.base).replace(os.sep, "/")
        rules = _rules_of(each)
        if rules is None or relative.startswith("../"):
            continue
        above = accumulate(relative.split("/")[:-1], "{}/{}".format)
        if rules.excludes(relative, directory=False) or any(
            rules.excludes(each, directory=True) for each in above
        ):
            return True
    return False


def git_root(path: str) -> str:
    """Return the nearest directory at or above an absolute path that contains `.git`, or `""`."""
    while not os.path.lexists(os.path.join(path, ".git")):
        above = os.path.dirname(path)
        if above == path:
            return ""
        path = above
    return path


def _excluded(top: str, exclusion: Exclusion) -> Iterator[_Scope]:
    rules = _rules_of(exclusion)
    if rules is None:
        return
    down = os.path.relpath(top, exclusion.base).replace(os.sep, "/")
    if not down.startswith(".."):
        yield _Scope(rules, "" if down == "." else f"{down}/", "")
    elif not down.strip("./"):
        up = os.path.relpath(exclusion.base, top).replace(os.sep, "/")
        yield _Scope(rules, "", f"{up}/")


def _rules_of(exclusion: Exclusion) -> IgnoreRules | None:
    from bridgelint.workspace.gitignore import ignore_rules  # where one exists

    return ignore_rules(exclusion.patterns)


def _scope(path: str, prefix: str, below: str) -> Iterator[_Scope]:
    data = read_bytes(path)
    if isinstance(data, UnreadableFile) or not data:
        return
    from bridgelint.workspace.gitignore import parse_ignore_file  # as above

    rules = parse_ignore_file(data.decode("utf-8", "replace"))
    if rules is not None:
        yield _Scope(rules, prefix, below)
