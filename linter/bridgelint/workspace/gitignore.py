"""Exclusions of `.gitignore` files, as in git."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from typing import Final, NamedTuple

_CLASSES: Final = {
    "alnum": "a-zA-Z0-9",
    "alpha": "a-zA-Z",
    "blank": " \\t",
    "cntrl": "\\x00-\\x1f\\x7f",
    "digit": "0-9",
    "graph": "!-~",
    "lower": "a-z",
    "print": " -~",
    "punct": "!-/:-@\\[-`{-~",
    "space": " \\t\\n\\r\\f\\v",
    "upper": "A-Z",
    "xdigit": "0-9a-fA-F",
}
_NEVER: Final = "(?!)"
_EXCLUDES: Final = "excludes"
"""The start of the name of a group whose pattern excludes; one that starts with `!` includes."""


class IgnoreRules(NamedTuple):
    """The patterns of one file, which refer to paths below its directory."""

    directories: re.Pattern[str]
    """One named group per pattern, the last pattern first, around the pattern's own groups."""

    files: re.Pattern[str]
    """Like `directories`, without the patterns for directories only."""

    def excludes(self, path: str, *, directory: bool) -> bool | None:
        """Return whether a relative path with `/` is excluded. `None` if no pattern matches."""
        match = (self.directories if directory else self.files).fullmatch(path)
        return None if match is None else str(match.lastgroup).startswith(_EXCLUDES)


def parse_ignore_file(text: str) -> IgnoreRules | None:
    """Parse the rules of a `.gitignore`. `None` if it contains none."""
    return ignore_rules(text.removeprefix("\ufeff").split("\n"))


def ignore_rules(lines: Iterable[str]) -> IgnoreRules | None:
    """Compile a list of patterns. `None` if it contains none."""
    numbered = (_pattern(line, number) for number, line in enumerate(lines))
    patterns = [each for each in numbered if each is not None]
    if not patterns:
        return None
    patterns.reverse()
    every = "|".join(expression for expression, _ in patterns)
    files = "|".join(expression for expression, for_files in patterns if for_files)
    return IgnoreRules(re.compile(every, re.DOTALL), re.compile(files or _NEVER, re.DOTALL))


def _pattern(line: str, number: int) -> tuple[str, bool] | None:
    """Return the named expression of a line, and whether it is for files too."""
    text = _without_trailing_spaces(line.removesuffix("\r"))
    if text.startswith("#"):
        return None
    name = f"includes_{number}" if text.startswith("!") else f"{_EXCLUDES}_{number}"
    text = text.removeprefix("!")
    path = text.removesuffix("/")
    if not path:
        return None
    # A slash at the start or in the middle anchors the pattern to the file's directory.
    glob = list(_items(path.removeprefix("/")))
    expression = _Expression(name).of(glob if "/" in path else [_DIRECTORIES, *glob])
    return f"(?P<{name}>{expression})", path == text


def _without_trailing_spaces(text: str) -> str:
    kept = text.rstrip(" ")
    backslashes = len(kept) - len(kept.rstrip("\\"))
    # An odd number of backslashes escapes the first of the spaces.
    return f"{kept} " if backslashes % 2 and kept != text else kept


_STAR: Final = "[^/]*"
_DIRECTORIES: Final = "(?:.*/)?"


def _items(glob: str) -> Iterator[str]:
    """Yield the parts of a pattern for git's wildmatch with path names, as regular expressions."""
    at = 0
    while at < len(glob):
        char = glob[at]
        at += 1
        if char == "*":
            expression, at = _stars(glob, at)
            yield expression
        elif char == "?":
            yield "[^/]"
        elif char == "[":
            expression, at = _bracket(glob, at)
            yield expression
        elif char == "\\":
            # A backslash at the very end escapes nothing, so nothing matches.
            yield re.escape(glob[at]) if at < len(glob) else _NEVER
            at += 1
        else:
            yield re.escape(char)


class _Expression:
    """Joins the parts of one pattern, so that matching takes linear time per star.

    If another star follows, the nearest match of the text between the two is as good as any later
    one. So each of these is matched once: a lookahead finds it and a back-reference consumes it, as
    an atomic group would if it were correct in every Python version (python/cpython#106052).
    """

    def __init__(self, name: str) -> None:
        self.name = name
        self.groups = 0

    def of(self, items: Sequence[str]) -> str:
        first, *more = _split(items, _DIRECTORIES)
        parts = [self._segments(first)]
        parts += [self._once(f"(?:.*?/)??{self._segments(each)}") for each in more[:-1]]
        parts += [f"{_DIRECTORIES}{self._segments(each)}" for each in more[-1:]]
        return "".join(parts)

    def _segments(self, items: Sequence[str]) -> str:
        return "/".join(self._segment(each) for each in _split(items, "/"))

    def _segment(self, items: Sequence[str]) -> str:
        first, *more = ("".join(each) for each in _split(items, _STAR))
        parts = [first, *(self._once(f"[^/]*?{each}") for each in more[:-1])]
        return "".join([*parts, *(f"{_STAR}{each}" for each in more[-1:])])

    def _once(self, expression: str) -> str:
        name = f"{self.name}_{self.groups}"
        self.groups += 1
        return f"(?=(?P<{name}>{expression}))(?P={name})"


def _split(items: Sequence[str], separator: str) -> list[list[str]]:
    parts: list[list[str]] = [[]]
    for item in items:
        if item == separator:
            parts.append([])
        else:
            parts[-1].append(item)
    return parts


def _stars(glob: str, at: int) -> tuple[str, int]:
    """Return the expression for the run of stars whose first star precedes `at`."""
    start = at - 1
    while at < len(glob) and glob[at] == "*":
        at += 1
    whole = (start == 0 or glob[start - 1] == "/") and (at == len(glob) or glob[at] == "/")
    if at - start == 1 or not whole:
        return _STAR, at
    if at == len(glob):
        return ".+", at
    return _DIRECTORIES, at + 1


def _bracket(glob: str, at: int) -> tuple[str, int]:
    """Return the expression for the class whose `[` precedes `at`."""
    negated = glob[at : at + 1] in {"!", "^"}
    at += negated
    members: list[str] = []
    first = True
    while first or glob[at : at + 1] != "]":
        if at >= len(glob):
            return _NEVER, at
        first = False
        named = re.compile(r"\[:(\w*):\]").match(glob, at)
        if named is not None:
            if named[1] not in _CLASSES:
                return _NEVER, len(glob)
            members.append(_CLASSES[named[1]])
            at = named.end()
            continue
        low, at = _member(glob, at)
        if glob[at : at + 1] == "-" and glob[at + 1 : at + 2] not in {"]", ""}:
            high, at = _member(glob, at + 1)
            if low <= high:
                members.append(f"{re.escape(low)}-{re.escape(high)}")
        else:
            members.append(re.escape(low))
    if not members:
        return ("[^/]" if negated else _NEVER), at + 1
    return f"(?!/)[{'^' if negated else ''}{''.join(members)}]", at + 1


def _member(glob: str, at: int) -> tuple[str, int]:
    if glob[at] == "\\" and at + 1 < len(glob):
        return glob[at + 1], at + 2
    return glob[at], at + 1
