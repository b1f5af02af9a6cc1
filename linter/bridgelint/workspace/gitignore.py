"""Exclusions of `.gitignore` files, as in git."""

from __future__ import annotations

import re
from collections.abc import Iterable
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


class IgnoreRules(NamedTuple):
    """The patterns of one file, which refer to paths below its directory."""

    directories: re.Pattern[str]
    """One group per pattern, the last pattern first: the group that matches decides."""

    files: re.Pattern[str]
    """Like `directories`, without the patterns for directories only."""

    directory_verdicts: tuple[bool, ...]
    """For each group, whether its pattern excludes; one that starts with `!` includes."""

    file_verdicts: tuple[bool, ...]

    def excludes(self, path: str, *, directory: bool) -> bool | None:
        """Return whether a relative path with `/` is excluded. `None` if no pattern matches."""
        pattern = self.directories if directory else self.files
        match = pattern.fullmatch(path)
        if match is None or match.lastindex is None:
            return None
        verdicts = self.directory_verdicts if directory else self.file_verdicts
        return verdicts[match.lastindex - 1]


def parse_ignore_file(text: str) -> IgnoreRules | None:
    """Parse the rules of a `.gitignore`. `None` if it contains none."""
    return ignore_rules(text.removeprefix("\ufeff").split("\n"))


def ignore_rules(lines: Iterable[str]) -> IgnoreRules | None:
    """Compile a list of patterns. `None` if it contains none."""
    patterns = [each for each in map(_pattern, lines) if each is not None]
    if not patterns:
        return None
    patterns.reverse()
    for_files = [each for each in patterns if not each.directories_only]
    return IgnoreRules(
        re.compile("|".join(f"({each.expression})" for each in patterns), re.DOTALL),
        re.compile("|".join(f"({each.expression})" for each in for_files) or _NEVER, re.DOTALL),
        tuple(each.excludes for each in patterns),
        tuple(each.excludes for each in for_files),
    )


class _Pattern(NamedTuple):
    expression: str
    excludes: bool
    directories_only: bool


def _pattern(line: str) -> _Pattern | None:
    text = _without_trailing_spaces(line.removesuffix("\r"))
    if not text or text.startswith("#"):
        return None
    excludes = not text.startswith("!")
    text = text if excludes else text[1:]
    directories_only = text.endswith("/")
    text = text[:-1] if directories_only else text
    if not text:
        return None
    # A slash at the start or in the middle anchors the pattern to the file's directory.
    anchored = "/" in text
    expression = _translate(text.removeprefix("/"))
    return _Pattern(expression if anchored else f"(?:.*/)?{expression}", excludes, directories_only)


def _without_trailing_spaces(text: str) -> str:
    kept = text.rstrip(" ")
    backslashes = len(kept) - len(kept.rstrip("\\"))
    # An odd number of backslashes escapes the first of the spaces.
    return f"{kept} " if backslashes % 2 and kept != text else kept


def _translate(glob: str) -> str:
    """Return a regular expression for git's wildmatch with path names."""
    out: list[str] = []
    at = 0
    while at < len(glob):
        char = glob[at]
        at += 1
        if char == "*":
            expression, at = _stars(glob, at)
            out.append(expression)
        elif char == "?":
            out.append("[^/]")
        elif char == "[":
            expression, at = _bracket(glob, at)
            out.append(expression)
        elif char == "\\":
            # A backslash at the very end escapes nothing, so nothing matches.
            out.append(re.escape(glob[at]) if at < len(glob) else _NEVER)
            at += 1
        else:
            out.append(re.escape(char))
    return "".join(out)


def _stars(glob: str, at: int) -> tuple[str, int]:
    """Return the expression for the run of stars whose first star precedes `at`."""
    start = at - 1
    while at < len(glob) and glob[at] == "*":
        at += 1
    whole = (start == 0 or glob[start - 1] == "/") and (at == len(glob) or glob[at] == "/")
    if at - start == 1 or not whole:
        return "[^/]*", at
    if at == len(glob):
        return ".+", at
    return "(?:.*/)?", at + 1


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
