"""Text functions of Terraform's libraries, where Python's own methods differ."""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

_MAX_MARKS: Final = 30
_GRAPHEME_JOINER: Final = "\u034f"


def normalized(text: str) -> str:
    """Return the text in Unicode normalisation form C, as Terraform stores every string.

    A combining grapheme joiner splits runs of more than 30 combining marks.
    """
    if text.isascii():
        return text
    from unicodedata import combining, is_normalized, normalize  # rarely needed

    # No character represents more than three marks, so every eighth shows whether there is a run.
    if any(map(combining, text[::8])):
        text = _with_joiners(text)
    return text if is_normalized("NFC", text) else normalize("NFC", text)


def _with_joiners(text: str) -> str:
    from unicodedata import combining, normalize  # as above

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
    """Replace each character with its single uppercase letter; `ß` has none."""
    return text.upper() if text.isascii() else text.translate(_mapped(text, _upper))


def lower(text: str) -> str:
    """Replace each character with its single lowercase letter."""
    return text.lower() if text.isascii() else text.translate(_mapped(text, _lower))


def _mapped(text: str, change: Callable[[str], str]) -> dict[int, str]:
    return {ord(character): change(character) for character in set(text)}


def title(text: str) -> str:
    """Convert the first letter of each word to title case.

    A word starts after white space and after ASCII punctuation except the underscore.
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
    """Return whether it is white space in Unicode; Python adds four ASCII separators."""
    return character.isspace() and character not in "\x1c\x1d\x1e\x1f"


def _upper(character: str) -> str:
    # If the uppercase form has several letters, the title form is the single uppercase letter, if
    # there is one.
    changed = character.upper()
    return changed if len(changed) == 1 else _title(character)


def _lower(character: str) -> str:
    return character.lower()[0]


def _title(character: str) -> str:
    changed = character.title()
    return changed if len(changed) == 1 else character
