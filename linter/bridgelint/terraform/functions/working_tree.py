"""The files that functions can read: those below the root of the working tree.

The patterns of `fileset` have the quirks of the library that Terraform uses.
"""

from __future__ import annotations

import os
import posixpath
import re
import stat
from collections.abc import Iterator
from functools import lru_cache
from pathlib import Path
from typing import Final

from bridgelint.base.records import Record
from bridgelint.terraform.functions.declaration import FunctionContext, check_size
from bridgelint.terraform.values.errors import FunctionError, NotEvaluated

MAX_FILE_BYTES: Final = 1 << 20
"""The entries of a PutEvents request cannot be larger, so a larger file cannot be in an event."""


def clean(path: str) -> str:
    """Return the shortest equivalent path, ignoring symbolic links; `.` for an empty one."""
    # Two leading slashes have a special meaning in POSIX, but not in Go.
    return posixpath.normpath("/" + path.lstrip("/") if path.startswith("/") else path)


def expand_home(path: str) -> str:
    """Return the path unless it starts with `~`, which is unknown or, with a name, an error."""
    if not path.startswith("~"):
        return path
    if path[1:2] not in {"", "/", "\\"}:
        raise FunctionError("the home directory of another user cannot be determined", 0)
    raise NotEvaluated("the home directory depends on the user who runs Terraform")


def locate(path: str, context: FunctionContext) -> str:
    """Return the path with all links resolved. Raise `NotEvaluated` if that is outside."""
    if "\0" in path:
        raise FunctionError("a path cannot contain the character U+0000", 0)
    given = posixpath.join(context.directory, clean(path))
    real = os.path.realpath(given)
    root = os.path.realpath(context.root)
    if real != root and not real.startswith(root.rstrip(os.sep) + os.sep):
        raise NotEvaluated("files outside the working tree are not read")
    return real


def status(path: str, context: FunctionContext) -> os.stat_result | None:
    """Return the status of the path with links resolved. `None` if it does not exist."""
    real = locate(path, context)
    try:
        return Path(real).stat()
    except FileNotFoundError:
        return None
    except OSError as error:
        raise _unreadable(error) from None


def read(path: str, context: FunctionContext) -> bytes:
    """Return the content of a file. Raise `FunctionError` if it does not exist."""
    found = status(expand_home(path), context)
    if found is None:
        raise FunctionError(
            f"`{path}` does not exist; relative paths refer to the root module's directory", 0
        )
    if stat.S_ISDIR(found.st_mode):
        raise FunctionError(f"`{path}` is a directory", 0)
    if not stat.S_ISREG(found.st_mode):
        raise NotEvaluated("only regular files can be read")
    if found.st_size > MAX_FILE_BYTES:
        raise NotEvaluated("files larger than 1 MiB are not read")
    try:
        with Path(locate(path, context)).open("rb") as file:
            return file.read(MAX_FILE_BYTES)
    except OSError as error:
        raise _unreadable(error) from None


def _unreadable(error: OSError) -> Exception:
    import errno  # needed for a rare error only

    if error.errno in {errno.ENOTDIR, errno.ELOOP, errno.ENAMETOOLONG}:
        return FunctionError(f"the path cannot be resolved: {os.strerror(error.errno)}", 0)
    return NotEvaluated("the file cannot be read")


def read_text(path: str, context: FunctionContext) -> str:
    """Return the content of a file that must be UTF-8."""
    try:
        return read(path, context).decode()
    except UnicodeDecodeError:
        raise FunctionError(f"the content of `{path}` is not valid UTF-8", 0) from None


_SPECIAL: Final = frozenset("*?[{\\")
_MAX_PATTERN: Final = 200
"""Maximum length of a component: more would exceed the recursion limit."""

_MAX_DEPTH: Final = 60
"""Maximum depth of directories, which a circular link would make infinite."""


_RANGE: Final = r"(\\.|[^\\-])(?:-(\\.|[^\\-]))?"
"""In a character class: a character, or two as a range."""


class _BadPatternError(Exception):
    """The library rejects the pattern, which it only notices when it gets that far."""


@lru_cache(maxsize=_MAX_PATTERN * 256)
def _matches(pattern: str, name: str) -> bool:
    """Return whether a name matches one component of a pattern. Raise `_BadPatternError` if the
    pattern is invalid. Without the cache, a pattern with several stars would take too long."""
    if not pattern:
        return not name
    if not name and pattern != "*":
        return False
    while pattern and name:
        if pattern[0] == "*":
            return len(pattern) == 1 or _matches_star(pattern[1:], name)
        if pattern[0] == "{":
            return _matches_choice(pattern[1:], name)
        length = _item_length(pattern, name[0])
        if not length:
            return False
        pattern, name = pattern[length:], name[1:]
    return not (pattern or name) or pattern == "**" or (not name and pattern == "*")


def _matches_star(rest: str, name: str) -> bool:
    for place in range(len(name)):
        try:
            if _matches(rest, name[place:]):
                return True
        except _BadPatternError:
            continue
    return False


def _matches_choice(rest: str, name: str) -> bool:
    end = _unescaped("}").search(rest)
    if end is None:
        raise _BadPatternError
    choices = _unescaped(",").split(rest[: end.start()])
    return any(_matches(choice + rest[end.end() :], name) for choice in choices)


def _unescaped(character: str) -> re.Pattern[str]:
    return re.compile(rf"(?<!\\){re.escape(character)}")


def _item_length(pattern: str, character: str) -> int:
    """Return the length of the pattern's first item; 0 if it does not match the character."""
    if pattern[0] == "[":
        return _class_length(pattern, character)
    if pattern == "\\":
        raise _BadPatternError
    if pattern[0] == "\\":
        return 2 if pattern[1] == character else 0
    return 1 if pattern[0] in {"?", character} else 0


def _class_length(pattern: str, character: str) -> int:
    end = _unescaped("]").search(pattern)
    members = pattern[1 : end.start()] if end else ""
    ranges = members.removeprefix("^")
    if end is None or not members or not re.fullmatch(f"(?:{_RANGE})*", ranges, re.DOTALL):
        raise _BadPatternError
    pairs = re.findall(_RANGE, ranges, re.DOTALL)
    included = any(low[-1] <= character <= (high or low)[-1] for low, high in pairs)
    return 0 if included == members.startswith("^") else end.end()


class _Search(Record, frozen=False):
    context: FunctionContext
    visited: int = 0

    def find(self, base: str, components: list[str]) -> Iterator[str]:
        """Yield the paths that match the components below a directory."""
        pending = [(base, components)]
        outermost = True
        while pending:
            base, (first, *rest) = _entered(*pending.pop())
            if not first:
                if os.path.lexists(posixpath.join(self.context.directory, base)):
                    yield base
                continue
            entries = self._entries(base)
            if first == "**":
                kinds = {path: self._is_directory(path, each) for path, each in entries.items()}
                pending += [(path, [first, *rest]) for path, is_one in kinds.items() if is_one]
                if not rest:
                    yield from (path for path, is_one in kinds.items() if is_one is not None)
                    continue
                first, *rest = rest
            matched = _matching(first, entries, outermost=outermost)
            outermost = False
            if rest:
                pending += [(path, rest) for path in matched]
            else:
                yield from matched

    def _entries(self, base: str) -> dict[str, os.DirEntry[str]]:
        """Return the contents of a directory by path; empty for anything else."""
        if base.count("/") > _MAX_DEPTH:
            raise NotEvaluated("the directories are nested too deeply to search")
        try:
            with os.scandir(locate(base, self.context)) as found:
                entries = {clean(posixpath.join(base, each.name)): each for each in found}
        except (FileNotFoundError, NotADirectoryError):
            return {}
        except OSError:
            raise NotEvaluated("a directory cannot be read") from None
        self.visited += 1 + len(entries)
        check_size(elements=self.visited)
        return entries

    def _is_directory(self, path: str, entry: os.DirEntry[str]) -> bool | None:
        """Follow links. `None` for a broken one."""
        if not entry.is_symlink():
            return entry.is_dir()
        found = status(path, self.context)
        return None if found is None else stat.S_ISDIR(found.st_mode)


def _entered(base: str, components: list[str]) -> tuple[str, list[str]]:
    """Move leading names without special characters to the base; an empty component means that no
    component is left."""
    for place, component in enumerate(components):
        if _SPECIAL & set(component):
            return clean(posixpath.join(base, *components[:place])), components[place:]
    return clean(posixpath.join(base, *components)), [""]


def _matching(
    component: str, entries: dict[str, os.DirEntry[str]], *, outermost: bool
) -> list[str]:
    if len(component) > _MAX_PATTERN:
        raise NotEvaluated("the pattern is too long to match")
    try:
        return [path for path, each in entries.items() if _matches(component, each.name)]
    except _BadPatternError:
        if outermost:
            raise FunctionError(f"`{component}` is not a valid pattern", 1) from None
        # Whether the library reports it depends on the order of the directory.
        raise NotEvaluated(f"`{component}` is not a valid pattern") from None


def glob(pattern: str, context: FunctionContext) -> Iterator[str]:
    """Return the matching paths, relative like the pattern. Raise `FunctionError`."""
    components = _unescaped("/").split(clean(pattern))
    if components[0]:
        return _Search(context).find(".", components)
    return _Search(context).find("/", components[1:])
