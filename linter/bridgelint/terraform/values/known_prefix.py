"""How much of a known beginning stays certain whatever text follows it."""

from __future__ import annotations

from functools import cache
from typing import Final

from bridgelint.terraform.values.unicode_text import normalized

_DELIMITERS: Final = frozenset("-_:;/\\,.(){}[]|?!~ \t@#$%^&*+\"'")
"""Characters that Terraform trusts not to become another one with what follows."""

_LOOKED_AT: Final = 128


def safe_prefix(text: str) -> str:
    """The part that Terraform relies on of a text that something unknown follows.

    The last character may yet become another one with a combining mark behind it, so it counts
    only when it is a usual delimiter.
    """
    from bridgelint.terraform.values.graphemes import graphemes  # noqa: PLC0415 # few strings need its table

    text = normalized(text)
    if not text or (text[-1] in _DELIMITERS and "\n" not in text and "\r" not in text):
        return text
    if _may_change(text[-1]):
        return _without_last_base(text)
    clusters = graphemes(text)
    # A line ending of one character ends the search that Terraform makes from the start.
    ends = (place for place, each in enumerate(clusters) if each in {"\n", "\r"})
    end = next(ends, None)
    if end is None:
        end = len(clusters) if clusters[-1] in _DELIMITERS else len(clusters) - 1
    return "".join(clusters[:end])


def safe_prefix_of_template(text: str) -> str:
    """As `safe_prefix`, for a template, of which Terraform looks at the first 128 bytes only."""
    return safe_prefix(text.encode()[:_LOOKED_AT].decode(errors="ignore"))


def _without_last_base(text: str) -> str:
    from unicodedata import combining  # noqa: PLC0415 # as above

    end = len(text) - 1
    while end > 0 and combining(text[end]):
        end -= 1
    return text[:end]


def _may_change(character: str) -> bool:
    """Whether normalisation treats the character together with its neighbours."""
    from unicodedata import combining, normalize  # noqa: PLC0415 # as above

    if combining(character) or normalize("NFD", character) != character:
        return True
    return any(len(normalize("NFC", character + mark)) == 1 for mark in _joining())


@cache
def _joining() -> tuple[str, ...]:
    """The characters that can be composed with one before them."""
    from unicodedata import normalize  # noqa: PLC0415 # as above

    decomposed = (normalize("NFD", chr(code)) for code in range(0xA0, 0x20000))
    return tuple(sorted({each[-1] for each in decomposed if len(each) > 1}))
