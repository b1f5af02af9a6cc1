"""What a walk leaves out: by `.gitignore` files on its way, by `exclude` in the configuration."""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator, Sequence
from typing import TYPE_CHECKING, NamedTuple

from bridgelint.workspace.file_reading import UnreadableFile, read_bytes

if TYPE_CHECKING:
    from bridgelint.workspace.gitignore import IgnoreRules


class Exclusion(NamedTuple):
    """Patterns as in a `.gitignore`, from the configuration file."""

    base: str
    """Absolute path of the directory that the patterns speak of."""

    patterns: tuple[str, ...]


class _Scope(NamedTuple):
    """Rules, and how a path below the walk's root reads from where they stand."""

    rules: IgnoreRules
    prefix: str
    """From the rules down to the root, ends in `/`; empty where they stand at or below it."""

    below: str
    """From the root down to the rules, likewise."""

    def verdict(self, path: str, *, directory: bool) -> bool | None:
        if not path.startswith(self.below):
            return None
        return self.rules.excludes(self.prefix + path[len(self.below) :], directory=directory)


class Ignored(NamedTuple):
    """What counts in one directory of a walk. Paths are relative to the walk's root."""

    excluded: tuple[_Scope, ...]
    """From the configuration: one that says yes is enough."""

    ignored: tuple[_Scope, ...]
    """From ignore files, the outermost first: the last that has an opinion decides."""

    @staticmethod
    def above(root: str, exclude: Sequence[Exclusion]) -> Ignored:
        """What the directories above a walk's root say, up to the root of the git repository."""
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
        """With what a directory's own `.gitignore` says; a repository of its own starts anew."""
        scopes = self.ignored
        if os.path.lexists(os.path.join(path, ".git")):
            scopes = tuple(_scope(os.path.join(path, ".git", "info", "exclude"), "", below))
        own = tuple(_scope(os.path.join(path, ".gitignore"), "", below))
        return Ignored(self.excluded, scopes + own)

    def excludes(self, path: str, *, directory: bool) -> bool:
        """Whether a path goes; that everything in an excluded directory goes is the walk's part."""
        for scope in self.excluded:
            if scope.verdict(path, directory=directory):
                return True
        for scope in reversed(self.ignored):
            verdict = scope.verdict(path, directory=directory)
            if verdict is not None:
                return verdict
        return False

    def excludes_files(self, below: str, names: Iterable[str]) -> bool:
        """Whether all these files of a directory go. Terraform reads single ones all the same."""
        if not self.excluded and not self.ignored:
            return False
        return all(self.excludes(below + name, directory=False) for name in names)


def is_excluded(path: str, exclude: Iterable[Exclusion]) -> bool:
    """Whether the configuration takes out a file, or a directory it is in."""
    for each in exclude:
        relative = os.path.relpath(path, each.base).replace(os.sep, "/")
        rules = _rules_of(each)
        if rules is None or relative.startswith("../"):
            continue
        parents = [place for place, char in enumerate(relative) if char == "/"]
        if any(rules.excludes(relative[:end], directory=True) for end in parents):
            return True
        if rules.excludes(relative, directory=False):
            return True
    return False


def git_root(path: str) -> str:
    """The nearest directory at or above an absolute path that holds `.git`; empty for none."""
    while True:
        if os.path.lexists(os.path.join(path, ".git")):
            return path
        above = os.path.dirname(path)
        if above == path:
            return ""
        path = above


def _excluded(top: str, exclusion: Exclusion) -> Iterator[_Scope]:
    rules = _rules_of(exclusion)
    if rules is None:
        return
    down = os.path.relpath(top, exclusion.base).replace(os.sep, "/")
    if down == ".":
        yield _Scope(rules, "", "")
    elif not down.startswith(".."):
        yield _Scope(rules, f"{down}/", "")
    elif not down.strip("./"):
        up = os.path.relpath(exclusion.base, top).replace(os.sep, "/")
        yield _Scope(rules, "", f"{up}/")


def _rules_of(exclusion: Exclusion) -> IgnoreRules | None:
    from bridgelint.workspace.gitignore import ignore_rules  # noqa: PLC0415 # where one exists

    return ignore_rules(exclusion.patterns)


def _scope(path: str, prefix: str, below: str) -> Iterator[_Scope]:
    data = read_bytes(path)
    if isinstance(data, UnreadableFile) or not data:
        return
    from bridgelint.workspace.gitignore import parse_ignore_file  # noqa: PLC0415 # as above

    rules = parse_ignore_file(data.decode("utf-8", "replace"))
    if rules is not None:
        yield _Scope(rules, prefix, below)
