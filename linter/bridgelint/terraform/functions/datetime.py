"""Date and time functions."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import datetime, timedelta, timezone
from typing import Final

from bridgelint.terraform.functions.declaration import FunctionContext, FunctionTable
from bridgelint.terraform.functions.rfc3339 import NoTimestamp, Timestamp, parse
from bridgelint.terraform.values.errors import FunctionError
from bridgelint.terraform.values.numbers import counted
from bridgelint.terraform.values.types import NUMBER, STRING
from bridgelint.terraform.values.values import Number, Reason, Unknown, Value

DECLARED: Final = FunctionTable()


def _parsed(text: str, argument: int, *, strict: bool = True) -> Timestamp:
    """Parse a timestamp. `strict` rejects what RFC 3339 does not allow (an hour of one digit, a
    comma before the fraction, offsets of 24 hours or with 60 minutes), but not the year 0."""
    found = parse(text)
    if isinstance(found, NoTimestamp) or (strict and {*found.fragile} - {"year 0000"}):
        raise FunctionError(
            "invalid RFC 3339 timestamp; use a form such as `2006-01-02T15:04:05Z`", argument
        )
    return found


def _local(time: Timestamp, seconds: int = 0) -> tuple[int, datetime]:
    """Return the year of the moment so many seconds later, and the same moment of a year that
    Python supports, both in the time zone of the timestamp."""
    zone = timezone(timedelta(seconds=time.offset))
    elapsed = time.epoch_seconds + time.offset + seconds + 719_162 * 86_400
    cycles, rest = divmod(elapsed, 146_097 * 86_400)
    moment = datetime(1, 1, 1, tzinfo=zone) + timedelta(seconds=rest)
    return cycles * 400 + moment.year, moment


_MONTHS: Final = (
    *("January", "February", "March", "April", "May", "June"),
    *("July", "August", "September", "October", "November", "December"),
)
_WEEKDAYS: Final = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")

_PIECE: Final = re.compile(
    # An escaped quote, quoted text (optionally unterminated), equal letters, anything else.
    r"''|'(?:[^']|'')*'?|([A-Za-z])\1*|[^A-Za-z']+"
)


@DECLARED.add("formatdate", STRING, format=STRING, time=STRING)
def _formatdate(layout: str, time: str) -> str:
    return "".join(_written(layout, _parsed(time, 1)))


def _written(layout: str, time: Timestamp) -> Iterator[str]:
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


def _verb(piece: str, time: Timestamp) -> str:
    year, moment = _local(time)
    zone = f"{moment:%z}"
    zone_with_colon = f"{zone[:3]}:{zone[3:]}"
    month, weekday = _MONTHS[moment.month - 1], _WEEKDAYS[moment.weekday()]
    half_day = "pm" if moment.hour >= 12 else "am"
    forms = {
        "Y": {2: f"{year % 100:02d}", 4: f"{year:04d}"},
        "M": {**_numbers(moment.month), 3: month[:3], 4: month},
        "D": _numbers(moment.day),
        "E": {3: weekday[:3], 4: weekday},
        "h": _numbers(moment.hour),
        "H": _numbers((moment.hour + 11) % 12 + 1),
        "A": {2: half_day.upper()},
        "a": {2: half_day},
        "m": _numbers(moment.minute),
        "s": _numbers(moment.second),
        "Z": {
            1: zone_with_colon if time.offset else "Z",
            3: zone if time.offset else "UTC",
            4: zone,
            5: zone_with_colon,
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


@DECLARED.add("timeadd", STRING, timestamp=STRING, duration=STRING, never_null=False)
def _timeadd(timestamp: str, duration: str) -> str:
    start = _parsed(timestamp, 0)
    later = (start.nanoseconds + _nanoseconds(duration)) // 10**9
    year, moment = _local(start, later)
    written = f"-{-year:04d}" if year < 0 else f"{year:04d}"
    return written + moment.isoformat()[4:].replace("+00:00", "Z")


@DECLARED.add("timecmp", NUMBER, timestamp_a=STRING, timestamp_b=STRING)
def _timecmp(*timestamps: str) -> Number:
    left, right = (
        (parsed.epoch_seconds, parsed.nanoseconds)
        for parsed in (_parsed(each, index, strict=False) for index, each in enumerate(timestamps))
    )
    return counted((left > right) - (left < right))


@DECLARED.add("timestamp", STRING, needs_context=True)
def _timestamp(context: FunctionContext) -> Value | str:
    reason = Reason("timestamp() is evaluated during apply", after_apply=True, at_sending=True)
    return context.sent_at or Value(STRING, Unknown(reason))


@DECLARED.add("plantimestamp", STRING, needs_context=True)
def _plantimestamp(context: FunctionContext) -> Value | str:
    reason = Reason("plantimestamp() is the time of the plan", at_sending=True)
    return context.plan_time or context.sent_at or Value(STRING, Unknown(reason))
