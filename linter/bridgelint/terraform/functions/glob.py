"""The patterns of `fileset`, with the quirks of the library that Terraform uses."""

from __future__ import annotations

import os
import posixpath
import stat
from collections.abc import Iterator
from typing import Final

from bridgelint.base.records import dataclass, field, replace
from bridgelint.terraform.functions.contract import FunctionContext, check_size
from bridgelint.terraform.functions.working_tree import clean, locate, status
from bridgelint.terraform.values.errors import FunctionError, NotEvaluated

_SPECIAL: Final = frozenset("*?[{\\")
_MAX_PATTERN: Final = 200
"""Maximum length of a component: more would exceed the recursion limit."""

_MAX_DEPTH: Final = 60
"""Maximum depth of directories, which a circular link would make infinite."""


class _BadPatternError(Exception):
    """The library rejects the pattern, which it only notices when it gets that far."""


def split_unescaped(text: str, separator: str) -> list[str]:
    """Split the text at separators that are not escaped with a backslash."""
    parts: list[str] = []
    start = 0
    while start < len(text):
        end = find_unescaped(text[start:], separator)
        if end < 0:
            return [*parts, text[start:]]
        parts.append(text[start : start + end])
        start += end + 1
    return [*parts, ""]


def find_unescaped(text: str, character: str) -> int:
    """Return the first index of the character without a preceding backslash, or -1."""
    start = 0
    while True:
        place = text.find(character, start)
        if place <= start or text[place - 1] != "\\":
            return place
        start = place + 1


@dataclass(slots=True)
class _Matcher:
    """Matches names against one component of a pattern."""

    answers: dict[tuple[str, str], bool] = field(default_factory=dict[tuple[str, str], bool])
    """The cached results for a rest of the pattern and a rest of the name."""

    def matches(self, pattern: str, name: str) -> bool:
        """Return whether the name matches. Raise `_BadPatternError` if the pattern is invalid."""
        key = (pattern, name)
        if key not in self.answers:
            self.answers[key] = self._matches(pattern, name)
        return self.answers[key]

    def _matches(self, pattern: str, name: str) -> bool:
        if not pattern:
            return not name
        if not name and pattern != "*":
            return False
        while pattern and name:
            if pattern[0] == "*":
                return len(pattern) == 1 or self._matches_star(pattern[1:], name)
            if pattern[0] == "{":
                return self._matches_choice(pattern[1:], name)
            length = _item_length(pattern, name[0])
            if not length:
                return False
            pattern, name = pattern[length:], name[1:]
        return not (pattern or name) or pattern == "**" or (not name and pattern == "*")

    def _matches_star(self, rest: str, name: str) -> bool:
        for place in range(len(name)):
            try:
                if self.matches(rest, name[place:]):
                    return True
            except _BadPatternError:
                continue
        return False

    def _matches_choice(self, rest: str, name: str) -> bool:
        end = find_unescaped(rest, "}")
        if end < 0:
            raise _BadPatternError
        after = rest[end + 1 :]
        choices = split_unescaped(rest[:end], ",")
        return any(self.matches(choice + after, name) for choice in choices)


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
    end = find_unescaped(pattern[1:], "]") + 1
    if end <= 1:
        raise _BadPatternError
    members = pattern[1:end].removeprefix("^")
    found = False
    while members:
        low, members = _class_member(members)
        high = low
        if members.startswith("-"):
            high, members = _class_member(members[1:])
        found = found or low <= character <= high
    return 0 if found == (pattern[1] == "^") else end + 1


def _class_member(members: str) -> tuple[str, str]:
    """Return the first character and the text after it."""
    if not members or members[0] == "-" or members == "\\":
        raise _BadPatternError
    start = 1 if members[0] == "\\" else 0
    return members[start], members[start + 1 :]


@dataclass(frozen=True, slots=True)
class _Entry:
    path: str
    """Relative, like the pattern."""

    name: str
    is_directory: bool
    is_link: bool


@dataclass(slots=True)
class _Search:
    context: FunctionContext
    matcher: _Matcher = field(default_factory=_Matcher)
    visited: int = 0

    def find(self, base: str, components: list[str]) -> Iterator[str]:
        """Yield the paths that match the components below a directory."""
        pending = [(base, components)]
        outermost = True
        while pending:
            base, (first, *rest) = self._entered(*pending.pop())
            if not first:
                path = posixpath.join(self.context.directory, base)
                if os.path.lexists(path):
                    yield base
                continue
            entries = self._entries(base)
            if first == "**":
                followed = list(filter(None, map(self._followed, entries)))
                pending += [(each.path, [first, *rest]) for each in followed if each.is_directory]
                if not rest:
                    yield from (each.path for each in followed)
                    continue
                first, *rest = rest
            matched = self._matching(first, entries, outermost=outermost)
            outermost = False
            if rest:
                pending += [(path, rest) for path in matched]
            else:
                yield from matched

    def _entered(self, base: str, components: list[str]) -> tuple[str, list[str]]:
        """Move leading names without special characters to the base; an empty component means that
        no component is left."""
        for place, component in enumerate(components):
            if _SPECIAL & set(component):
                return clean(posixpath.join(base, *components[:place])), components[place:]
        return clean(posixpath.join(base, *components)), [""]

    def _entries(self, base: str) -> list[_Entry]:
        """Return the contents of a directory; empty for anything else."""
        if base.count("/") > _MAX_DEPTH:
            raise NotEvaluated("the directories are nested too deeply to search")
        try:
            with os.scandir(locate(base, self.context)) as found:
                entries = [
                    _Entry(
                        clean(posixpath.join(base, each.name)),
                        each.name,
                        is_directory=each.is_dir(follow_symlinks=False),
                        is_link=each.is_symlink(),
                    )
                    for each in found
                ]
        except (FileNotFoundError, NotADirectoryError):
            return []
        except OSError:
            raise NotEvaluated("a directory cannot be read") from None
        self.visited += 1 + len(entries)
        check_size(elements=self.visited)
        return entries

    def _followed(self, entry: _Entry) -> _Entry | None:
        """Return the target of a link, under the link's name. `None` if the link is broken."""
        if not entry.is_link:
            return entry
        found = status(entry.path, self.context)
        if found is None:
            return None
        return replace(entry, is_directory=stat.S_ISDIR(found.st_mode))

    def _matching(self, component: str, entries: list[_Entry], *, outermost: bool) -> list[str]:
        if len(component) > _MAX_PATTERN:
            raise NotEvaluated("the pattern is too long to match")
        try:
            return [each.path for each in entries if self.matcher.matches(component, each.name)]
        except _BadPatternError:
            if outermost:
                raise FunctionError(f"`{component}` is not a valid pattern", 1) from None
            # Whether the library reports it depends on the order of the directory.
            raise NotEvaluated(f"`{component}` is not a valid pattern") from None


def glob(pattern: str, context: FunctionContext) -> Iterator[str]:
    """Return the matching paths, relative like the pattern. Raise `FunctionError`."""
    components = split_unescaped(clean(pattern), "/")
    if components[0]:
        return _Search(context).find(".", components)
    return _Search(context).find("/", components[1:])
