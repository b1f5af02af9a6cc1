"""Strings and heredocs of any depth: exact, but slower than `lexical_patterns.py`."""

from __future__ import annotations

import re
from typing import Final, Literal

from bridgelint.workspace.lexical_patterns import (
    COMMENT,
    IDENTIFIER,
    LITERAL_SIGN,
    NOT_SPECIAL,
    STRING,
    STRING_TEXT,
    Unclosed,
    text_with,
)

# The white space that Go's TrimSpace removes: it determines what ends a heredoc.
_GO_SPACE: Final = (
    "\t\n\v\f\r \x85\xa0\u1680\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009\u200a"
    "\u2028\u2029\u202f\u205f\u3000"
)

# Compiled on first use, not when bridgelint starts: most runs need none of them.
_TO_TEMPLATE: Final = text_with(rb"[^$%]", LITERAL_SIGN)
_TO_LINE_END: Final = text_with(rb"[^\n$%]", LITERAL_SIGN)
_IN_TEMPLATE: Final = text_with(rb'[^"{}#/<]', STRING, COMMENT, NOT_SPECIAL)
_HEREDOC: Final = rb"<<-?(" + IDENTIFIER + rb")\r?\n"

_OPEN: Final = 0x7B
_CLOSE: Final = 0x7D
_QUOTE: Final = 0x22
_LESS: Final = 0x3C
_NEWLINE: Final = 0x0A


class _Level:
    """One open string, heredoc or template."""

    __slots__ = ("closing", "depth", "end", "line_start", "marker", "start", "what")

    def __init__(
        self, what: Literal["string", "heredoc", "template"], start: int, marker: bytes = b""
    ) -> None:
        self.what = what
        self.start = start
        self.marker = marker
        self.line_start = True
        self.closing = self.end = -1
        """The last position of the closing line of a heredoc."""
        self.depth = 0
        """The number of open braces in a template."""


def skip(data: bytes, start: int, limit: int) -> int | Unclosed:
    """Return the position after the quoted string, heredoc or comment that starts at `start`.

    The newline after a heredoc's marker is not included. A `<<` that does not start a heredoc is
    skipped alone.
    """
    if data[start] == _QUOTE:
        return _skip(data, start + 1, limit, [_Level("string", start)])
    if data[start] != _LESS:
        return _skip_comment(data, start, limit)
    match = re.compile(_HEREDOC).match(data, start, limit)
    if match is None:
        return start + 2
    return _skip(data, match.end(), limit, [_Level("heredoc", start, match[1])])


def _skip_comment(data: bytes, start: int, limit: int) -> int | Unclosed:
    inline = data.startswith(b"/*", start)
    end = data.find(b"*/" if inline else b"\n", start + 2 * inline, limit)
    if inline:
        return Unclosed("comment", start, None) if end < 0 else end + 2
    return limit if end < 0 else end


def _skip(data: bytes, position: int, limit: int, levels: list[_Level]) -> int | Unclosed:
    """Read until the outermost level is closed."""
    while levels:
        level = levels[-1]
        if level.what == "string":
            step = _string_step(data, position, limit, levels)
        elif level.what == "heredoc":
            step = _heredoc_step(data, position, limit, levels)
        else:
            step = _template_step(data, position, limit, levels)
        if isinstance(step, Unclosed):
            return step
        position = step
    return position


def _string_step(data: bytes, position: int, limit: int, levels: list[_Level]) -> int | Unclosed:
    position = _run(STRING_TEXT, data, position, limit)
    if position >= limit:
        return Unclosed("string", levels[-1].start, None)
    if data[position] == _QUOTE:
        levels.pop()
        return position + 1
    if data.startswith((b"${", b"%{"), position):
        levels.append(_Level("template", position))
        return position + 2
    return Unclosed("string", levels[-1].start, position)


def _heredoc_step(data: bytes, position: int, limit: int, levels: list[_Level]) -> int | Unclosed:
    level = levels[-1]
    if not level.line_start:
        return _rest_of_line(data, position, limit, levels)
    if level.closing < position:
        level.closing, level.end = _closing_line(data, position, limit, level.marker)
    position = _run(_TO_TEMPLATE, data, position, level.closing)
    if position >= limit:
        return Unclosed("heredoc", level.start, None)
    if position < level.closing:
        return _open_template(position, levels)
    levels.pop()
    return level.end


def _rest_of_line(data: bytes, position: int, limit: int, levels: list[_Level]) -> int | Unclosed:
    """After a template, a closing marker is only recognised on the next line."""
    position = _run(_TO_LINE_END, data, position, limit)
    if position >= limit:
        return Unclosed("heredoc", levels[-1].start, None)
    if data[position] != _NEWLINE:
        return _open_template(position, levels)
    levels[-1].line_start = True
    return position + 1


def _open_template(position: int, levels: list[_Level]) -> int:
    levels[-1].line_start = False
    levels.append(_Level("template", position))
    return position + 2


def _closing_line(data: bytes, position: int, limit: int, marker: bytes) -> tuple[int, int]:
    """Return start and end of the next closing line; twice the limit if there is none."""
    at = data.find(marker, position, limit)
    while at >= 0:
        start = max(data.rfind(b"\n", position, at) + 1, position)
        end = data.find(b"\n", at, limit)
        if end < 0:
            break
        if data[start:end].decode("utf-8", "replace").strip(_GO_SPACE).encode() == marker:
            return start, end - data.startswith(b"\r", end - 1)
        at = data.find(marker, end, limit)
    return limit, limit


def _template_step(data: bytes, position: int, limit: int, levels: list[_Level]) -> int | Unclosed:
    level = levels[-1]
    position = _run(_IN_TEMPLATE, data, position, limit)
    if position >= limit:
        return Unclosed("template", level.start, None)
    char = data[position]
    if char == _OPEN:
        level.depth += 1
    elif char == _CLOSE:
        if not level.depth:
            levels.pop()
        level.depth -= 1
    elif char == _QUOTE:
        levels.append(_Level("string", position))
    elif char != _LESS:
        return Unclosed("comment", position, None)
    else:
        match = re.compile(_HEREDOC).match(data, position, limit)
        if match is None:
            return position + 2
        levels.append(_Level("heredoc", position, match[1]))
        return match.end()
    return position + 1


def _run(pattern: bytes, data: bytes, position: int, limit: int) -> int:
    match = re.compile(pattern).match(data, position, limit)
    return position if match is None else match.end()
