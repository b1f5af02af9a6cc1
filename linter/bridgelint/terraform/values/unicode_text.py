"""Text functions of Terraform's libraries, where Python's own methods differ."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from bridgelint.terraform.values.errors import NotEvaluated

_MAX_MARKS: Final = 30
_GRAPHEME_JOINER: Final = "\u034f"

_SETTLED: Final = (
    r"\0-\u052f\u0531-\u058f\u0591-\u05c7\u05d0-\u05f4\u0600-\u06ff\u0900-\u094c\u094e-\u0963"
    r"\u0e00-\u0e7f\u10a0-\u11ff\u1e00-\u2064\u2066-\u20c0\u20d0-\u20f0\u2100-\u2bff\u2e80-\ua4cf"
    r"\uac00-\ud7a3\ue000-\ufffc\U0001f000-\U0001faff\U00020000-\U0003134f\U000e0020-\U000e007f"
)
"""Characters whose clusters are the same in Unicode 15.0, which Terraform has, and in later
versions: no viramas, which join consonants since 15.1, and nothing that came after 15.0."""

_PICTURES: Final = (
    r"\xa9\xae\u203c-\u2bff\u3030\u303d\u3297\u3299\U0001f000-\U0001f1e5\U0001f200-\U0001faff"
)
_HANGUL: Final = r"\u1100-\u11ff\uac00-\ud7a3"
_FLAGS: Final = r"\U0001f1e6-\U0001f1ff"
_JOINED: Final = r"\p{ExtPict}\p{GCB=Extend}*+\u200d(?=\p{ExtPict})"
_UNSETTLED: Final = (
    rf"[^{_SETTLED}]"
    # Later versions have fewer pictographs for a joiner to join, and Terraform's library lets it
    # join one to a flag and to Hangul, and with other marks in between.
    rf"|[{_PICTURES}{_FLAGS}{_HANGUL}][\p{{GCB=Extend}}\p{{GCB=SpacingMark}}\u200d]++(?<=\u200d)"
    rf"(?=[{_PICTURES}])"
    # That library also separates the last of these.
    r"|[\u1100-\u115f][\uac00-\ud7a3][\u11a8-\u11ff]"
)


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
    if text.isascii():
        return text.upper()
    # If the uppercase form has several letters, the title form is the single uppercase letter, if
    # there is one.
    return "".join(each.upper() if len(each.upper()) == 1 else _title(each) for each in text)


def lower(text: str) -> str:
    """Replace each character with its single lowercase letter."""
    return text.lower() if text.isascii() else "".join(each.lower()[0] for each in text)


def title(text: str) -> str:
    """Convert the first letter of each word to title case.

    A word starts after white space and after ASCII punctuation except the underscore.
    """
    separators = {each for each in text if each.isascii() and not each.isalnum()} - {"_"}
    return "".join(
        _title(letter) if before in separators or is_space(before) else letter
        for before, letter in zip(" " + text, text, strict=False)
    )


def is_space(character: str) -> bool:
    """Return whether it is white space in Unicode; Python adds four ASCII separators."""
    return character.isspace() and character not in "\x1c\x1d\x1e\x1f"


def _title(character: str) -> str:
    changed = character.title()
    return changed if len(changed) == 1 else character


def graphemes(text: str) -> list[str]:
    """Return the grapheme clusters. Raise `NotEvaluated` if they depend on the Unicode version."""
    return list(text) if text.isascii() and "\r" not in text else list(_clusters(text))


def count_graphemes(text: str) -> int:
    """Return how many there are. Raise `NotEvaluated` as `graphemes` does."""
    if text.isascii():
        return len(text) - text.count("\r\n")
    return sum(1 for _ in _clusters(text))


def _clusters(text: str) -> Iterator[str]:
    import regex  # most runs never count characters

    if regex.search(_UNSETTLED, regex.sub(_JOINED, "", text)):
        raise NotEvaluated("how these characters are counted depends on the version of Unicode")
    return (each[0] for each in regex.finditer(r"\X", text))
