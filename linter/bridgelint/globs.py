"""Patterns of file names, as `--filter` and `exclude` take them."""

from __future__ import annotations

import re
from functools import cache


def matches(path: str, pattern: str) -> bool:
    """A `/`-separated relative path fits the pattern.

    `*` and `?` stay within a directory, `**` goes through any number of them, `[…]` is a set of
    characters. A pattern without `/` fits at any depth; one that fits a directory fits everything
    in it.
    """
    return _compiled(pattern).fullmatch(path) is not None


@cache
def _compiled(pattern: str) -> re.Pattern[str]:
    text = pattern.removeprefix("./").rstrip("/")
    anchor = "" if "/" in text else "(?:.*/)?"
    parts: list[str] = []
    position = 0
    while position < len(text):
        part, position = _part(text, position)
        parts.append(part)
    try:
        return re.compile(f"{anchor}{''.join(parts)}(?:/.*)?", re.DOTALL)
    except re.error:
        # `[z-a]` is no set of characters: it stands for itself.
        return re.compile(re.escape(text))


def _part(text: str, position: int) -> tuple[str, int]:
    if text.startswith("**/", position):
        return "(?:.*/)?", position + 3
    if text.startswith("**", position):
        return ".*", position + 2
    character = text[position]
    if character == "*":
        return "[^/]*", position + 1
    if character == "?":
        return "[^/]", position + 1
    negated = text.startswith(("!", "^"), position + 1)
    first = position + 1 + negated
    end = text.find("]", first + 1)
    if character != "[" or end < 0:
        return re.escape(character), position + 1
    members = re.escape(text[first:end]).replace(r"\-", "-")
    return f"[{'^' * negated}{members}]", end + 1
