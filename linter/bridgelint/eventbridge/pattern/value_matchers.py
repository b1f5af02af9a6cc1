"""The operators of event patterns, each applied to one value of an event.

Event Ruler flattens an event into names and texts: a string with its quotes, a number as written,
`true`, `false`, `null`. It compares numbers as doubles if they are exactly representable; any
other number is only text.

Whether an unknown value matches is `True` or `False` if that is so for all values it can have,
otherwise `None`.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import lru_cache
from typing import Final

from bridgelint.base.records import Record
from bridgelint.eventbridge.detail.json_tree import CONTAINERS, Hole, Json, JsonKind, scalar_text
from bridgelint.eventbridge.detail.text_languages import Language, Parts, in_bytes, literal

_DIGITS: Final = "-0123456789"
_V4: Final = re.compile(r"[0-9]+\.[0-9]+\.[0-9]+\.[0-9]+")
_V6: Final = re.compile(r"[0-9a-fA-F:]*:[0-9a-fA-F:]*")
_LONGEST_V4: Final = 15
_HEX: Final = frozenset("0123456789ABCDEF")

HexRange = tuple[str, str]
"""The lowest and the highest address, in hexadecimal digits."""


class _Scalar(Record):
    parts: Parts | None
    """The text that patterns compare. `None` for an unknown number."""

    number: float | None = None
    """The number, if the value is compared as one."""

    address: str | None = None
    """The hexadecimal digits, if the value is compared as an IP address."""

    @property
    def may_be_address(self) -> bool:
        """Whether it is partly unknown, and some value of it is an IP address."""
        if self.parts is None:
            return True
        known = "".join(filter(None, self.parts[1:-1]))
        return None in self.parts and not known.strip("0123456789abcdefABCDEF:.")


class TextValue(Record):
    """A text of the language: exact values, prefixes, suffixes, wildcards."""

    language: Language

    def match(self, value: _Scalar) -> bool | None:
        if value.parts is None:
            first = self.language.pieces[0] if self.language.pieces else None
            return None if first is None or first[0][0] in _DIGITS else False
        return False if value.number is not None else self.language.answer(value.parts)


class NotText(Record):
    """A text in none of these languages."""

    languages: frozenset[Language]

    def match(self, value: _Scalar) -> bool | None:
        if value.parts is None or value.number is not None:
            return True
        found = any_of(each.answer(value.parts) for each in self.languages)
        return None if found is None else not found


class NotNumber(Record):
    """None of these numbers."""

    numbers: frozenset[float]

    def match(self, value: _Scalar) -> bool | None:
        return None if value.parts is None else value.number not in self.numbers


class NumberRange(Record):
    """A number between two bounds; `equal` says whether each bound is included."""

    low: float
    high: float
    equal: tuple[bool, bool] = (True, True)

    def match(self, value: _Scalar) -> bool | None:
        if value.number is None:
            return None if value.parts is None else False
        above = self.low <= value.number if self.equal[0] else self.low < value.number
        below = value.number <= self.high if self.equal[1] else value.number < self.high
        return above and below


class Addresses(Record):
    """An IP address in the range."""

    bounds: HexRange

    def match(self, value: _Scalar) -> bool | None:
        if value.may_be_address:
            return None
        return value.address is not None and within(value.address, self.bounds)


class Exists(Record):
    """Any value, or none at all."""

    present: bool

    def match(self, _: _Scalar) -> bool | None:
        return self.present


class Anything(Record):
    """An unknown operator."""

    strings: Parts | None = None
    """The texts, if it is only known to match texts."""

    absence: bool = False
    """Whether it may be `exists: false`."""

    def match(self, value: _Scalar) -> bool | None:
        if self.strings is None:
            return None
        if value.parts is None:
            return False
        if value.may_be_address or value.address not in {None, *value.parts}:
            return None  # an address in quotes
        return False if literal(*self.strings).answer(value.parts) is False else None


Matcher = TextValue | NotText | NotNumber | NumberRange | Addresses | Exists | Anything
_ABSENT: Final = Exists(present=False)


class Values(Record):
    """What a pattern accepts for one field: one of these."""

    matchers: tuple[Matcher, ...]

    @property
    def absence(self) -> bool | None:
        """Whether it contains `exists: false`."""
        if _ABSENT in self.matchers:
            return True
        return None if any(isinstance(m, Anything) and m.absence for m in self.matchers) else False

    def match(self, value: Json) -> bool | None:
        """Match one value, or a hole that represents one, or an array of them."""
        if isinstance(value, Hole):
            return _agreed(self._match_kind(kind, value) for kind in value.kinds)
        numeric = any(isinstance(each, NumberRange | NotNumber) for each in self.matchers)
        return self._match(_scalar(value, numeric=numeric))

    def _match(self, value: _Scalar) -> bool | None:
        return any_of(each.match(value) for each in self.matchers)

    def _match_kind(self, kind: JsonKind, hole: Hole) -> bool | None:
        if kind in CONTAINERS:
            return False if set(self.matchers) == {_ABSENT} else None
        if kind == "null":
            return self.match(None)
        if kind == "boolean":
            return _agreed(self.match(each) for each in (True, False))
        return self._match(_Scalar(None if kind == "number" else quoted(hole.parts)))

    @property
    def exact(self) -> tuple[str, ...] | None:
        """The texts that match, if each is exactly one text; otherwise `None`."""
        texts = [each.language.exact for each in self.matchers if isinstance(each, TextValue)]
        exact = tuple(each for each in texts if each is not None)
        return exact if len(exact) == len(self.matchers) else None


def any_of(answers: Iterable[bool | None]) -> bool | None:
    answer: bool | None = False
    for each in answers:
        if each:
            return True
        answer = None if each is None else answer
    return answer


def _agreed(answers: Iterable[bool | None]) -> bool | None:
    found = set(answers)
    return found.pop() if len(found) == 1 else None


def quoted(parts: Parts) -> Parts:
    """Return the parts of a string with its quotes, as patterns compare it."""
    return tuple(None if each is None else in_bytes(each) for each in ('"', *parts, '"'))


def event_text(value: Json) -> str:
    """Return a plain value of an event as the text that patterns compare."""
    return f'"{in_bytes(value)}"' if isinstance(value, str) else scalar_text(value)


def _scalar(value: Json, *, numeric: bool) -> _Scalar:
    text = event_text(value)
    if isinstance(value, str):
        return _Scalar((text,), None, hexadecimal(value))
    amount = comparable(text) if numeric and text[0] in _DIGITS else None
    return _Scalar((text,), amount, text if amount is None else None)


@lru_cache(maxsize=4096)
def comparable(text: str) -> float | None:
    """Return a number as a double. `None` if its shortest text is another number."""
    from decimal import Decimal, InvalidOperation  # only for a number

    double = float(text)
    try:
        is_exact = Decimal(text) == Decimal(repr(double))
    except InvalidOperation:  # an exponent of 19 or more digits
        return None
    return double + 0.0 if is_exact else None


def hexadecimal(text: str) -> str | None:
    """Return an address as 8 or 32 hexadecimal digits. `None` for any other text."""
    if _V4.fullmatch(text):
        octets = [int(each) for each in text.split(".")] if len(text) <= _LONGEST_V4 else [256]
        return "".join(f"{each:02X}" for each in octets) if max(octets) < 256 else None
    return _v6(text) if _V6.fullmatch(text) else None


def within(digits: str, bounds: HexRange) -> bool:
    """Return whether the digits are in the range.

    They are compared digit by digit, up to the first difference: an IPv4 address can be in a range
    of IPv6 addresses, and so can a number that is not compared as a number.
    """
    bottom, top = bounds
    for length in range(1, min(len(digits), len(bottom)) + 1):
        if digits[length - 1] not in _HEX:
            return False
        begin = digits[:length]
        if bottom[:length] < begin < top[:length]:
            return True
        if not bottom[:length] <= begin <= top[:length]:
            return False
    return len(digits) >= len(bottom)


def _v6(text: str) -> str | None:
    if len(text) < 2 or text.count("::") > 1 or ":::" in text:
        return None
    if (text[0] == ":" and text[1] != ":") or (text[-1] == ":" and text[-2] != ":"):
        return None
    head, double, tail = text.partition("::")
    groups = [each.split(":") if each else [] for each in (head, tail)]
    count = len(groups[0]) + len(groups[1])
    if count > 8 or (double and count == 8) or (not double and count != 8):
        return None
    values = [int(each, 16) for side in groups for each in side]
    if any(each > 0xFFFF for each in values):
        return None
    values[len(groups[0]) : len(groups[0])] = [0] * (8 - count)
    digits = "".join(f"{each:04X}" for each in values)
    mapped = digits.startswith("0" * 20 + "FFFF")
    return digits[24:] if mapped else digits
