"""Text for a terminal: column widths, and no control sequences."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

TAB: Final = 4

NARROW: Final = 70
"""Below this number of columns, a terminal would break words that stay whole."""

_SEPARATORS: Final = ".:/=,["

# These reverse the text around them, so that a reader sees a different value than the actual one
# (CVE-2021-42574).
_BIDIRECTIONAL: Final = frozenset("\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")


def cells(text: str) -> list[str]:
    """Return the display of each character: tabs as spaces, control characters as symbols."""
    if text.isascii() and text.isprintable():
        return list(text)
    shown: list[str] = []
    column = 0
    for character in text:
        cell = " " * (TAB - column % TAB) if character == "\t" else _picture(character)
        shown.append(cell)
        column += width(cell)
    return shown


def printable(text: str) -> str:
    """Return the text on one line, without control sequences."""
    if text.isprintable() and text.isascii():
        return text
    return "".join(map(_picture, text))


def _picture(character: str) -> str:
    code = ord(character)
    if code < 0x20:
        return chr(0x2400 + code)
    if code == 0x7F:
        return "\u2421"
    if 0x80 <= code < 0xA0 or character in _BIDIRECTIONAL or 0xD800 <= code < 0xE000:
        return "\ufffd"
    return character


def width(text: str) -> int:
    """Return the number of columns of the text: two for wide characters, none for marks."""
    if text.isascii():
        return len(text)
    from unicodedata import category, east_asian_width  # most text is ASCII

    columns = 0
    for character in text:
        if category(character) in {"Mn", "Me", "Cf"}:
            continue
        columns += 2 if east_asian_width(character) in {"W", "F"} else 1
    return columns


def wrap(text: str, columns: int, *, whole: bool = True) -> Iterator[str]:
    """Wrap the text into lines of at most this width.

    A longer word stays whole for copying. Unless `whole`, it continues on the next line after a
    separator.
    """
    pieces = _pieces(printable(text), None if whole else columns)
    line = next(pieces)[1]
    for glue, piece in pieces:
        if line and width(line) + len(glue) + width(piece) > columns:
            yield line
            line = piece
        else:
            line = f"{line}{glue}{piece}"
    yield line


def hanging(line: str, columns: int) -> Iterator[str]:
    """Wrap an indented line; its other lines are indented further."""
    text = line.lstrip()
    indent = line[: len(line) - len(text)]
    first, *rest = wrap(text, columns - len(indent) - TAB, whole=False)
    yield f"{indent}{first}"
    yield from (f"{indent}{'':{TAB}}{each}" for each in rest)


def _pieces(text: str, columns: int | None) -> Iterator[tuple[str, str]]:
    """Yield what must not be broken, each after what joins it to the previous one."""
    for number, word in enumerate(text.split(" ")):
        glue, rest = " " if number else "", word
        if columns is None or width(word) <= columns:
            yield glue, word
            continue
        while rest:
            end = min(rest.find(each, 1) + 1 or len(rest) for each in _SEPARATORS)
            yield glue, rest[:end]
            glue, rest = "", rest[end:]
