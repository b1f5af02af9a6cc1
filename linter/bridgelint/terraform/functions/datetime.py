"""Date and time functions."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

from bridgelint.base.records import dataclass
from bridgelint.terraform.functions.contract import Arguments, Function, FunctionContext, takes
from bridgelint.terraform.functions.function_arguments import text_of
from bridgelint.terraform.functions.rfc3339 import Fragile, NoTimestamp, parse
from bridgelint.terraform.values.errors import FunctionError
from bridgelint.terraform.values.numbers import counted
from bridgelint.terraform.values.types import NUMBER, STRING, Type
from bridgelint.terraform.values.unicode_text import normalized
from bridgelint.terraform.values.values import Reason, Unknown, Value, number, string

_DAY: Final = 86_400
_ALLOWED: Final[frozenset[Fragile]] = frozenset({"year 0000"})


@dataclass(frozen=True, slots=True)
class Instant:
    """A point in time, with the time zone in which it was written."""

    seconds: int
    """Since 1970-01-01T00:00:00Z."""

    nanoseconds: int
    offset: int
    """The offset of the time zone from UTC in seconds; positive to the east."""

    @property
    def date(self) -> tuple[int, int, int]:
        """Year, month and day in the time zone."""
        return _date((self.seconds + self.offset) // _DAY)

    @property
    def weekday(self) -> int:
        """In the time zone; Sunday is 0."""
        return ((self.seconds + self.offset) // _DAY + 4) % 7

    @property
    def clock(self) -> tuple[int, int, int]:
        """Hour, minute and second in the time zone."""
        minutes, second = divmod((self.seconds + self.offset) % _DAY, 60)
        return (*divmod(minutes, 60), second)

    def zone(self, colon: str) -> str:
        """Return the offset as `+01:00`, or without the colon."""
        hours, minutes = divmod(abs(self.offset) // 60, 60)
        return f"{'-' if self.offset < 0 else '+'}{hours:02d}{colon}{minutes:02d}"

    def plus(self, nanoseconds: int) -> Instant:
        """Return the instant that much later, in the same time zone."""
        seconds, rest = divmod(self.nanoseconds + nanoseconds, 10**9)
        return Instant(self.seconds + seconds, rest, self.offset)

    @property
    def text(self) -> str:
        """RFC 3339 without fractions of a second."""
        year, month, day = self.date
        hour, minute, second = self.clock
        written = f"-{-year:04d}" if year < 0 else f"{year:04d}"
        zone = self.zone(":") if self.offset else "Z"
        return f"{written}-{month:02d}-{day:02d}T{hour:02d}:{minute:02d}:{second:02d}{zone}"


def read_instant(text: str, *, strict: bool = True) -> Instant | None:
    """Parse a timestamp. `None` if it is invalid.

    `strict` rejects what RFC 3339 does not allow (an hour of one digit, a comma before the
    fraction, offsets of 24 hours or with 60 minutes), but not the year 0.
    """
    found = parse(text)
    if isinstance(found, NoTimestamp) or (strict and not _ALLOWED.issuperset(found.fragile)):
        return None
    return Instant(found.epoch_seconds, found.nanoseconds, found.offset)


def _date(days: int) -> tuple[int, int, int]:
    """Return year, month and day; the inverse of `day_number`."""
    from datetime import date  # few runs have a time

    cycles, rest = divmod(days + 719_162, 146_097)
    found = date.fromordinal(rest + 1)
    return cycles * 400 + found.year, found.month, found.day


_MONTHS: Final = (
    *("January", "February", "March", "April", "May", "June"),
    *("July", "August", "September", "October", "November", "December"),
)
_WEEKDAYS: Final = ("Sunday", "Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday")

_PIECE: Final = re.compile(
    # An escaped quote, quoted text (optionally unterminated), equal letters, anything else.
    r"''|'(?:[^']|'')*'?|([A-Za-z])\1*|[^A-Za-z']+"
)


def _parsed(arguments: Arguments, argument: int, *, strict: bool = True) -> Instant:
    parsed = read_instant(text_of(arguments[argument]), strict=strict)
    if parsed is None:
        raise FunctionError(
            "invalid RFC 3339 timestamp; use a form such as `2006-01-02T15:04:05Z`", argument
        )
    return parsed


def _formatdate(arguments: Arguments, _result: Type) -> Value:
    time = _parsed(arguments, 1)
    return string(normalized("".join(_written(text_of(arguments[0]), time))))


def _written(layout: str, time: Instant) -> Iterator[str]:
    for found in _PIECE.finditer(layout):
        piece = found[0]
        if piece.startswith("'"):
            yield _unquoted(piece)
        elif found[1]:
            yield _verb(piece, time)
        else:
            yield piece


def _unquoted(piece: str) -> str:
    if piece == "''":
        return "'"
    if len(piece) == 1 or not piece.endswith("'"):
        raise FunctionError("the quoted text in the format is not terminated", 0)
    return piece[1:-1].replace("''", "'")


def _verb(piece: str, time: Instant) -> str:
    year, month, day = time.date
    hour, minute, second = time.clock
    month_name, weekday_name = _MONTHS[month - 1], _WEEKDAYS[time.weekday]
    half_day = "pm" if hour >= 12 else "am"
    forms = {
        "Y": {2: f"{year % 100:02d}", 4: f"{year:04d}"},
        "M": {**_numbers(month), 3: month_name[:3], 4: month_name},
        "D": _numbers(day),
        "E": {3: weekday_name[:3], 4: weekday_name},
        "h": _numbers(hour),
        "H": _numbers((hour + 11) % 12 + 1),
        "A": {2: half_day.upper()},
        "a": {2: half_day},
        "m": _numbers(minute),
        "s": _numbers(second),
        "Z": {
            1: time.zone(":") if time.offset else "Z",
            3: time.zone("") if time.offset else "UTC",
            4: time.zone(""),
            5: time.zone(":"),
        },
    }
    form = forms.get(piece[0], {}).get(len(piece))
    if form is None:
        raise FunctionError(
            f"unknown date format verb `{piece}`; put literal letters in single quotes", 0
        )
    return form


def _numbers(amount: int) -> dict[int, str]:
    return {1: str(amount), 2: f"{amount:02d}"}


FORMATDATE: Final = Function(takes(format=STRING, time=STRING), STRING, _formatdate)


_UNITS: Final = {
    "ns": 1,
    "us": 1_000,
    "\u00b5s": 1_000,
    "\u03bcs": 1_000,
    "ms": 1_000_000,
    "s": 1_000_000_000,
    "m": 60_000_000_000,
    "h": 3_600_000_000_000,
}
_STEP: Final = re.compile(r"([0-9]*)(?:\.([0-9]*))?([^0-9.]+)")
_MOST: Final = 1 << 63


def _nanoseconds(text: str) -> int:
    """Parse a duration such as `1h30m` or `-1.5s`. Raise `FunctionError` if it is invalid."""
    sign = -1 if text.startswith("-") else 1
    rest = text[1:] if text[:1] in {"+", "-"} else text
    if rest == "0":
        return 0
    total = position = 0
    while position < len(rest) or not rest:
        found = _STEP.match(rest, position)
        if found is None or not (found[1] or found[2]) or found[3] not in _UNITS:
            raise FunctionError(
                "invalid duration; the units are `h`, `m`, `s`, `ms`, `us` and `ns`", 1
            )
        total += _amount(found[1], found[2] or "", _UNITS[found[3]])
        if total > _MOST:
            raise _too_long()
        position = found.end()
    if sign > 0 and total == _MOST:
        raise _too_long()
    return sign * total


def _amount(whole: str, fraction: str, unit: int) -> int:
    if len(whole.lstrip("0")) > 19 or int(whole or "0") > _MOST // unit:
        raise _too_long()
    # The fraction is rounded as in Go: digits that exceed 63 bits are ignored.
    parts, scale = 0, 1.0
    for digit in fraction:
        if parts * 10 + int(digit) >= _MOST:
            break
        parts, scale = parts * 10 + int(digit), scale * 10
    return int(whole or "0") * unit + int(float(parts) * (float(unit) / scale))


def _too_long() -> FunctionError:
    return FunctionError("the duration is too long: at most about 292 years", 1)


def _timeadd(arguments: Arguments, _result: Type) -> Value:
    start = _parsed(arguments, 0)
    return string(start.plus(_nanoseconds(text_of(arguments[1]))).text)


TIMEADD: Final = Function(
    takes(timestamp=STRING, duration=STRING), STRING, _timeadd, never_null=False
)


def _timecmp(arguments: Arguments, _result: Type) -> Value:
    first, second = (_parsed(arguments, each, strict=False) for each in (0, 1))
    left, right = ((each.seconds, each.nanoseconds) for each in (first, second))
    return number(counted((left > right) - (left < right)))


TIMECMP: Final = Function(takes(timestamp_a=STRING, timestamp_b=STRING), NUMBER, _timecmp)


def _moment(known: str, reason: Reason) -> Function:
    def compute(_arguments: Arguments, result: Type) -> Value:
        return string(known) if known else Value(result, Unknown(reason))

    return Function((), STRING, compute)


def timestamp(context: FunctionContext) -> Function:
    """The time of the apply."""
    reason = Reason("timestamp() is evaluated during apply", after_apply=True, at_sending=True)
    return _moment(context.sent_at, reason)


def plantimestamp(context: FunctionContext) -> Function:
    """The time of the plan."""
    reason = Reason("plantimestamp() is the time of the plan", at_sending=True)
    return _moment(context.plan_time or context.sent_at, reason)
