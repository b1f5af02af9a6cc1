"""Grapheme clusters: what Terraform calls a character of a string."""

from __future__ import annotations

from bisect import bisect_right
from functools import cache
from typing import Final

_PATTERN: Final = (
    # A carriage return and a line feed are one cluster; controls stand alone.
    "RN|C|"
    # What may be prepended joins whatever follows except a control.
    "P*(?:"
    # A Hangul syllable of jamo, a picture, or one or two regional indicators (a flag), each with
    # its marks and, behind a zero-width joiner, further pictures.
    "(?:L+(?:(?:H?V+|Y)T*|H)?|HV*T*|V+T*|YT*|T+|X|II?)(?:ZX?|[ES])*"
    # Any other character with its marks: here a joiner joins no picture.
    "|[ZESO][ZES]*"
    ")|P+|[RN]"
)


def graphemes(text: str) -> list[str]:
    """The grapheme clusters of a text, in order: Unicode 15.0.0 without its tailorings.

    Agrees with the library that Terraform counts with (`go-textseg` 15) where that departs from
    the Unicode standard.
    """
    import re  # noqa: PLC0415 # most runs never count characters

    if text.isascii() and "\r" not in text:
        return list(text)
    classes = text.translate(_classes())
    return [text[each.start() : each.end()] for each in re.finditer(_PATTERN, classes)]


def count_graphemes(text: str) -> int:
    """How many there are, without making them."""
    import re  # noqa: PLC0415 # as above

    if text.isascii():
        return len(text) - text.count("\r\n")
    return sum(1 for _ in re.finditer(_PATTERN, text.translate(_classes())))


class _Classes(dict[int, str]):
    """The class letter of each code point, worked out when it is first asked for."""

    def __init__(self) -> None:
        super().__init__({0x0A: "N", 0x0D: "R", 0x200D: "Z"})
        self._starts, self._ends, self._letters = _ranges()

    def __missing__(self, code: int) -> str:
        index = bisect_right(self._starts, code) - 1
        letter = self._letters[index] if index >= 0 and code <= self._ends[index] else "O"
        if 0xAC00 <= code <= 0xD7A3:
            # A Hangul syllable without ("H") or with ("Y") a trailing consonant.
            letter = "Y" if (code - 0xAC00) % 28 else "H"
        self[code] = letter
        return letter


@cache
def _classes() -> _Classes:
    return _Classes()


def _ranges() -> tuple[list[int], list[int], list[str]]:
    from bridgelint.terraform.values import grapheme_classes as table  # noqa: PLC0415 # as `re`

    ranges: list[tuple[int, int, str]] = [(0x1F1E6, 0x1F1FF, "I")]
    for letter, text in {
        "C": table.CONTROL,
        "E": table.EXTEND,
        "S": table.SPACING_MARK,
        "P": table.PREPEND,
        "X": table.PICTOGRAPHIC,
        "L": table.HANGUL_LEADING,
        "V": table.HANGUL_VOWEL,
        "T": table.HANGUL_TRAILING,
    }.items():
        for each in text.split():
            start, _, end = each.partition("-")
            ranges.append((int(start, 16), int(end or start, 16), letter))
    ranges.sort()
    starts, ends, letters = zip(*ranges, strict=True)
    return list(starts), list(ends), list(letters)
