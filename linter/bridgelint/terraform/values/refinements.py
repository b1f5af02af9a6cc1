"""What is known of an unknown value, and the values that follow from it."""

from __future__ import annotations

from collections.abc import Iterable
from functools import cache
from math import inf
from posixpath import commonprefix
from typing import Final

from bridgelint.base.records import replace
from bridgelint.terraform.values.errors import NotEvaluated
from bridgelint.terraform.values.types import NUMBER, STRING, Collection, ListType, MapType, Type
from bridgelint.terraform.values.unicode_text import graphemes, normalized
from bridgelint.terraform.values.values import Number, Reason, Unknown, Value, is_number, unknown

MAX_IMPLIED_ELEMENTS = 1_000
"""A list of unknown content but known length becomes a list of unknown elements up to this."""


def not_null(value: Value) -> Value:
    """Return the value, now known not to be null."""
    content = value.content
    if not isinstance(content, Unknown) or content.not_null:
        return value
    return settle(replace(value, content=replace(content, not_null=True)))


def with_length(value: Value, least: int, most: int | None) -> Value:
    """Return an unknown collection, now with a known range of its length."""
    content = value.content
    if not isinstance(content, Unknown):
        return value
    low, high = content.length
    high = most if high is None else high if most is None else min(high, most)
    return settle(replace(value, content=replace(content, length=(max(low, least), high))))


def with_bounds(value: Value, least: Number, most: Number) -> Value:
    """Return an unknown number, now with a known range."""
    content = value.content
    if not isinstance(content, Unknown):
        return value
    bounds = (max(content.bounds[0], least), min(content.bounds[1], most))
    return settle(replace(value, content=replace(content, bounds=bounds)))


def either(type_: Type, first: Value, second: Value, reason: Reason) -> Value:
    """Return what is certain of a value that is one of two: an unknown value of the type, or a
    known one if it is the same in both cases."""
    if first.is_null and second.is_null:
        return Value(type_, None)
    one, other = certain(first), certain(second)
    content = Unknown(reason, not_null=one.not_null and other.not_null)
    if first.type == second.type == NUMBER:
        (least, most), (low, high) = one.bounds, other.bounds
        return settle(Value(NUMBER, replace(content, bounds=(min(low, least), max(most, high)))))
    if content.not_null and first.type == second.type == STRING:
        prefix = commonprefix((one.prefix, other.prefix))
        return Value(type_, replace(content, prefix=prefix))
    if first.type == second.type and isinstance(first.type, Collection):
        (fewest, many), (few, more) = one.length, other.length
        greatest = None if many is None or more is None else max(many, more)
        return settle(Value(type_, replace(content, length=(min(fewest, few), greatest))))
    return Value(type_, content)


def certain(value: Value) -> Unknown:
    """Return what is known of an unknown value, or the same of a known one."""
    content = value.content
    if isinstance(content, Unknown):
        return content
    found = Unknown(Reason("it is known"), not_null=content is not None)
    if isinstance(content, str):
        return replace(found, prefix=content)
    if isinstance(content, tuple | dict):
        return replace(found, length=(len(content), len(content)))
    return replace(found, bounds=(content, content)) if is_number(content) else found


def settle(value: Value) -> Value:
    """Return a wholly or partly known value if what is known of it leaves no alternative."""
    content = value.content
    if not isinstance(content, Unknown) or not content.not_null:
        return value
    least, most = content.bounds
    if least == most and abs(least) != inf:
        return replace(value, content=least)
    (length, greatest), type_ = content.length, value.type
    if length != greatest or not isinstance(type_, Collection):
        return value
    if isinstance(type_, MapType):
        return replace(value, content={}) if length == 0 else value
    if length > (MAX_IMPLIED_ELEMENTS if isinstance(type_, ListType) else 1):
        return value
    return replace(value, content=(unknown(type_.element, content.reason),) * length)


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
        # The part before the first character that is not ASCII, without the one it may join.
        foreign = next(place for place, each in enumerate(text) if not each.isascii())
        return text[: max(foreign - 1, 0)]
    # A one-character line ending stops the search that Terraform does from the start.
    ends = (place for place, each in enumerate(clusters) if each in {"\n", "\r"})
    end = next(ends, None)
    if end is None:
        end = len(clusters) if clusters[-1] in _DELIMITERS else len(clusters) - 1
    return "".join(clusters[:end])


def safe_prefix_of_template(text: str) -> str:
    """Return the safe prefix of a template, of which Terraform checks only the first 128 bytes."""
    return safe_prefix(text.encode()[:_LOOKED_AT].decode(errors="ignore"))


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
            reason = part.unknown.reason if part.unknown else Reason("the value is too long")
            return (*result, Value(STRING, Unknown(reason, not_null=True)))
        result.append(part.unmarked())
    if any(texts):
        result.append(normalized("".join(texts)))
    return tuple(result)


def _flat(parts: Iterable[str | Value]) -> Iterable[str | Value]:
    for part in parts:
        content = part.unknown if isinstance(part, Value) else None
        if content is None or content.parts is None:
            yield part
        else:
            yield from content.parts
