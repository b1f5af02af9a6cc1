"""What is certain of a string of which only some parts are known: the parts, and the prefix."""

from __future__ import annotations

from collections.abc import Iterable
from functools import cache
from typing import Final

from bridgelint.terraform.values.errors import NotEvaluated
from bridgelint.terraform.values.types import STRING
from bridgelint.terraform.values.unicode_text import graphemes, normalized
from bridgelint.terraform.values.values import Reason, Unknown, Value

Parts = tuple[str | Value, ...]

MAX_PARTS: Final = 1_000
MAX_TEXT: Final = 1 << 20
"""The maximum number of parts and characters; the rest is one unknown part."""

_DELIMITERS: Final = frozenset("-_:;/\\,.(){}[]|?!~ \t@#$%^&*+\"'")
"""Characters that Terraform assumes not to combine with the next one."""

_COMPOSING: Final = frozenset("<=>ABCDEFGHIJKLMNOPRSTUVWXYZabcdefghijklmnoprstuvwxyz")
"""The ASCII characters that some combining mark can change into one character with it."""

_LOOKED_AT: Final = 128


def safe_prefix(text: str) -> str:
    """Return the part of a text that Terraform relies on if something unknown follows.

    The last character may combine with a combining mark after it, so it is included only if it is a
    common delimiter.
    """
    text = normalized(text)
    if not text or (text[-1] in _DELIMITERS and "\n" not in text and "\r" not in text):
        return text
    if _may_change(text[-1]):
        return _without_last_base(text)
    try:
        clusters = graphemes(text)
    except NotEvaluated:
        return _ascii_start(text)
    # A one-character line ending stops the search that Terraform does from the start.
    ends = (place for place, each in enumerate(clusters) if each in {"\n", "\r"})
    end = next(ends, None)
    if end is None:
        end = len(clusters) if clusters[-1] in _DELIMITERS else len(clusters) - 1
    return "".join(clusters[:end])


def safe_prefix_of_template(text: str) -> str:
    """Return the safe prefix of a template, of which Terraform checks only the first 128 bytes."""
    return safe_prefix(text.encode()[:_LOOKED_AT].decode(errors="ignore"))


def _ascii_start(text: str) -> str:
    """The part before the first character that is not ASCII, without the one it may join."""
    end = next(place for place, each in enumerate(text) if not each.isascii())
    return text[: max(end - 1, 0)]


def _without_last_base(text: str) -> str:
    from unicodedata import combining  # few strings need it

    end = len(text) - 1
    while end > 0 and combining(text[end]):
        end -= 1
    return text[:end]


def _may_change(character: str) -> bool:
    """Return whether normalisation depends on the neighbours of the character."""
    if character.isascii():
        return character in _COMPOSING
    from unicodedata import combining, normalize  # as above

    if combining(character) or normalize("NFD", character) != character:
        return True
    return any(len(normalize("NFC", character + mark)) == 1 for mark in _joining())


@cache
def _joining() -> tuple[str, ...]:
    """Return the characters that can combine with the one before them."""
    from unicodedata import normalize  # as above

    decomposed = (normalize("NFD", chr(code)) for code in range(0xA0, 0x20000))
    return tuple(sorted({each[-1] for each in decomposed if len(each) > 1}))


def merged(parts: Iterable[str | Value]) -> Parts:
    """Return the `parts` of an `Unknown`: without marks and empty texts, adjacent texts joined, and
    nested parts flattened."""
    result: list[str | Value] = []
    texts: list[str] = []
    room = MAX_TEXT
    for part in _flat(parts):
        if isinstance(part, str):
            texts.append(part)
            room -= len(part)
            continue
        if any(texts):
            result.append(normalized("".join(texts)))
        texts = []
        if len(result) >= MAX_PARTS or room < 0:
            return (*result, _rest(part))
        result.append(part.unmarked())
    if any(texts):
        result.append(normalized("".join(texts)))
    return tuple(result)


def _rest(part: Value) -> Value:
    """Return one unknown part for everything from a part on."""
    content = part.unknown
    reason = content.reason if content else Reason("the value is too long")
    return Value(STRING, Unknown(reason, not_null=True))


def _flat(parts: Iterable[str | Value]) -> Iterable[str | Value]:
    for part in parts:
        content = part.unknown if isinstance(part, Value) else None
        if content is None or content.parts is None:
            yield part
        else:
            yield from content.parts
