"""The operators of event patterns, each applied to one value of an event.

Event Ruler flattens an event into names and texts: a string with its quotes, a number as written,
`true`, `false`, `null`. It compares numbers as doubles if they are exactly representable; any
other number is only text.
"""

from __future__ import annotations

import re
from functools import lru_cache
from typing import Final
from typing import Literal as Choice

from bridgelint.base.records import dataclass
from bridgelint.eventbridge.detail.json_text import scalar_text
from bridgelint.eventbridge.detail.json_tree import CONTAINERS, Hole, Json, JsonKind
from bridgelint.eventbridge.pattern.ip_addresses import (
    HexRange,
    hexadecimal,
    may_be_address,
    within,
)
from bridgelint.eventbridge.pattern.text_languages import Language, Parts, in_bytes, literal

_NUMBER: Final = re.compile(r"(-?)([0-9]+)(?:\.([0-9]*))?(?:[eE]([+-]?[0-9]+))?")


@dataclass(frozen=True, slots=True)
class TextValue:
    """A text of the language: exact values, prefixes, suffixes, wildcards."""

    language: Language


@dataclass(frozen=True, slots=True)
class NotText:
    """A text in none of these languages."""

    languages: frozenset[Language]


@dataclass(frozen=True, slots=True)
class NotNumber:
    """None of these numbers."""

    numbers: frozenset[float]


@dataclass(frozen=True, slots=True)
class NumberRange:
    """A number between two bounds; `equal` says whether each bound is included."""

    low: float
    high: float
    equal: tuple[bool, bool] = (True, True)


@dataclass(frozen=True, slots=True)
class Addresses:
    """An IP address in the range."""

    bounds: HexRange


@dataclass(frozen=True, slots=True)
class Exists:
    """Any value."""


@dataclass(frozen=True, slots=True)
class Absent:
    """No value: not asked here."""


@dataclass(frozen=True, slots=True)
class Anything:
    """An unknown operator."""

    strings: Parts | None = None
    """The texts, if it is only known to match texts."""

    absence: bool = False
    """Whether it may be `exists: false`."""


Matcher = TextValue | NotText | NotNumber | NumberRange | Addresses | Exists | Absent | Anything
Certainty = Choice["may", "must"]
"""Whether some or every value of the unknown parts must match."""


@dataclass(frozen=True, slots=True)
class Values:
    """What a pattern accepts for one field: one of these."""

    matchers: tuple[Matcher, ...]

    def allows_absence(self, certainty: Certainty) -> bool:
        """Return whether it contains, or may contain, `exists: false`."""
        return any(
            isinstance(each, Absent)
            or (certainty == "may" and isinstance(each, Anything) and each.absence)
            for each in self.matchers
        )

    @property
    def numeric(self) -> bool:
        """Whether values are compared as numbers if possible."""
        return any(isinstance(each, NumberRange | NotNumber) for each in self.matchers)

    def match(self, value: Json, certainty: Certainty) -> bool:
        """Match one value, or a hole that represents one (with `may`, also an array of them)."""
        if not isinstance(value, Hole):
            known = _scalar(value, numeric=self.numeric)
            return any(_match_known(each, known, certainty) for each in self.matchers)
        if certainty == "may":
            return any(self._match_kind(kind, value, "may") for kind in value.kinds)
        return all(self._match_kind(kind, value, "must") for kind in value.kinds)

    def _match_kind(self, kind: JsonKind, hole: Hole, certainty: Certainty) -> bool:
        if kind in CONTAINERS:
            return certainty == "may" and any(not isinstance(m, Absent) for m in self.matchers)
        if kind == "null":
            return self.match(None, certainty)
        if kind == "boolean":
            answers = [self.match(each, certainty) for each in (True, False)]
            return any(answers) if certainty == "may" else all(answers)
        if kind == "number":
            return any(_match_number(each, certainty) for each in self.matchers)
        parts = tuple(None if each is None else in_bytes(each) for each in ('"', *hole.parts, '"'))
        return any(_match_string(each, parts, certainty) for each in self.matchers)

    @property
    def exact(self) -> tuple[str, ...] | None:
        """The texts that match, if each is exactly one text; otherwise `None`."""
        texts: list[str] = []
        for each in self.matchers:
            text = each.language.exact if isinstance(each, TextValue) else None
            if text is None:
                return None
            texts.append(text)
        return tuple(texts)


def event_text(value: Json) -> str:
    """Return a plain value of an event as the text that patterns compare."""
    return _scalar(value, numeric=False).text


@dataclass(frozen=True, slots=True)
class _Scalar:
    text: str
    number: float | None
    """The number, if the value is compared as one."""

    address: str | None
    """The hexadecimal digits, if the value is compared as an IP address."""


def _scalar(value: Json, *, numeric: bool) -> _Scalar:
    if isinstance(value, str):
        return _Scalar(f'"{in_bytes(value)}"', None, hexadecimal(value))
    if isinstance(value, list | dict | Hole):  # flattened by the caller
        return _Scalar("", None, None)
    text = scalar_text(value)
    amount = comparable(text) if numeric and text[0] in "-0123456789" else None
    return _Scalar(text, amount, text if amount is None else None)


@lru_cache(maxsize=4096)
def comparable(text: str) -> float | None:
    """Return a number as a double. `None` if its shortest text is another number."""
    double = float(text)
    if _digits(text) != _digits(repr(double)):
        return None
    return double + 0.0


def _digits(text: str) -> tuple[str, str, int] | None:
    """Return sign, significant digits and power of ten. `None` for an infinity."""
    found = _NUMBER.fullmatch(text)
    if found is None:
        return None
    sign, whole, fraction, exponent = found.groups(default="")
    digits = (whole + fraction).lstrip("0")
    stripped = digits.rstrip("0")
    if not stripped:
        return "", "", 0
    power = int(exponent[:20] or "0") - len(fraction) + len(digits) - len(stripped)
    return sign, stripped, power


def _match_known(matcher: Matcher, value: _Scalar, certainty: Certainty) -> bool:
    if isinstance(matcher, TextValue):
        return value.number is None and matcher.language.accepts(value.text)
    if isinstance(matcher, NotText):
        return value.number is not None or not any(
            each.accepts(value.text) for each in matcher.languages
        )
    if isinstance(matcher, NotNumber):
        return value.number is None or value.number not in matcher.numbers
    if isinstance(matcher, NumberRange):
        return value.number is not None and _in_range(value.number, matcher)
    if isinstance(matcher, Addresses):
        return value.address is not None and within(value.address, matcher.bounds)
    if isinstance(matcher, Anything):
        return certainty == "may" and _may_be(matcher, value)
    return isinstance(matcher, Exists)


def _in_range(number: float, matcher: NumberRange) -> bool:
    above = matcher.low <= number if matcher.equal[0] else matcher.low < number
    below = number <= matcher.high if matcher.equal[1] else number < matcher.high
    return above and below


def _may_be(matcher: Anything, value: _Scalar) -> bool:
    if matcher.strings is None or (value.address and value.text[0] == '"'):
        return True
    return literal(*matcher.strings).accepts(value.text)


def _match_number(matcher: Matcher, certainty: Certainty) -> bool:
    """Match an unknown number."""
    if isinstance(matcher, Exists | NotText):
        return True
    if isinstance(matcher, TextValue):
        first = matcher.language.pieces[0] if matcher.language.pieces else None
        return certainty == "may" and (first is None or first[0][0] in "-0123456789")
    if isinstance(matcher, Anything):
        return certainty == "may" and matcher.strings is None
    return certainty == "may" and not isinstance(matcher, Absent)


def _match_string(matcher: Matcher, parts: Parts, certainty: Certainty) -> bool:
    """Match an unknown string, with its quotes."""
    if isinstance(matcher, Exists | NotNumber):
        return True
    if isinstance(matcher, TextValue):
        language = matcher.language
        if certainty == "may":
            return language.accepts_some(parts)
        return language.accepts_all(parts)
    if isinstance(matcher, NotText):
        if certainty == "may":
            return not any(each.accepts_all(parts) for each in matcher.languages)
        return not any(each.accepts_some(parts) for each in matcher.languages)
    if certainty == "must" or isinstance(matcher, NumberRange | Absent):
        return False
    known = "".join(each for each in parts[1:-1] if each is not None)
    if isinstance(matcher, Anything) and matcher.strings is not None:
        return may_be_address(known) or literal(*matcher.strings).accepts_some(parts)
    return isinstance(matcher, Anything) or may_be_address(known)
