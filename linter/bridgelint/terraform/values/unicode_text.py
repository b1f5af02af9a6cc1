"""Text as Terraform's libraries treat it, where Python's own methods differ."""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

_MAX_MARKS: Final = 30
_GRAPHEME_JOINER: Final = "\u034f"


def normalized(text: str) -> str:
    """The text in Unicode's normal form C, which every string of Terraform is in.

    A combining grapheme joiner breaks up runs of more than 30 combining marks.
    """
    if text.isascii():
        return text
    from unicodedata import combining, is_normalized, normalize  # noqa: PLC0415 # rarely needed

    # No character stands for more than three marks, so every eighth shows whether a run is there.
    if any(map(combining, text[::8])):
        text = _with_joiners(text)
    return text if is_normalized("NFC", text) else normalize("NFC", text)


def _with_joiners(text: str) -> str:
    from unicodedata import combining, normalize  # noqa: PLC0415 # as above

    parts: list[str] = []
    start = run = 0
    for index, character in enumerate(text):
        decomposed = normalize("NFD", character)
        marks = sum(1 for each in decomposed if combining(each))
        run = run + marks if combining(decomposed[0]) else marks
        if run > _MAX_MARKS:
            parts.append(text[start:index])
            start, run = index, marks
    return _GRAPHEME_JOINER.join([*parts, text[start:]])


def upper(text: str) -> str:
    """Each character replaced by its one capital letter; `ß` has none."""
    return text.upper() if text.isascii() else text.translate(_mapped(text, _upper))


def lower(text: str) -> str:
    """Each character replaced by its one small letter."""
    return text.lower() if text.isascii() else text.translate(_mapped(text, _lower))


def _mapped(text: str, change: Callable[[str], str]) -> dict[int, str]:
    return {ord(character): change(character) for character in set(text)}


def title(text: str) -> str:
    """The first letter of each word in title case and the rest unchanged.

    A word starts behind white space and behind ASCII punctuation except the underscore.
    """
    previous = " "
    letters: list[str] = []
    for character in text:
        letters.append(_title(character) if _separates(previous) else character)
        previous = character
    return "".join(letters)


def _separates(character: str) -> bool:
    if character.isascii():
        return not (character.isalnum() or character == "_")
    return is_space(character)


def is_space(character: str) -> bool:
    """Unicode's white space; Python adds four separators of ASCII's to it."""
    return character.isspace() and character not in "\x1c\x1d\x1e\x1f"


def _upper(character: str) -> str:
    # Where the capital form is several letters, the title form is the one-letter capital if
    # there is one.
    changed = character.upper()
    return changed if len(changed) == 1 else _title(character)


def _lower(character: str) -> str:
    return character.lower()[0]


def _title(character: str) -> str:
    changed = character.title()
    return changed if len(changed) == 1 else character
