"""Timestamps as the date functions read and write them: RFC 3339, in any year."""

from __future__ import annotations

import re
from typing import Final

from bridgelint.base.records import dataclass

_DAY: Final = 86_400
_NANOSECOND_DIGITS: Final = 9

_STRICT: Final = re.compile(
    r"(\d{4})-(\d\d)-(\d\d)T(\d\d):(\d\d):(\d\d)(?:\.(\d+))?(?:Z|([+-])(\d\d):(\d\d))", re.ASCII
)
_LENIENT: Final = re.compile(
    r"(\d{4})-(\d\d)-(\d\d)T(\d\d?):(\d\d):(\d\d)(?:[.,](\d+))?(?:Z|([+-])(\d\d):(\d\d))", re.ASCII
)


@dataclass(frozen=True, slots=True)
class Instant:
    """A point in time, as it was written in a time zone."""

    seconds: int
    """Since 1970-01-01T00:00:00Z."""

    nanoseconds: int
    offset: int
    """Seconds that the time zone is ahead of UTC."""

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
        """The offset as `+01:00`, or with nothing for the colon."""
        hours, minutes = divmod(abs(self.offset) // 60, 60)
        return f"{'-' if self.offset < 0 else '+'}{hours:02d}{colon}{minutes:02d}"

    def plus(self, nanoseconds: int) -> Instant:
        """So much later, in the same time zone."""
        seconds, rest = divmod(self.nanoseconds + nanoseconds, 10**_NANOSECOND_DIGITS)
        return Instant(self.seconds + seconds, rest, self.offset)

    @property
    def text(self) -> str:
        """RFC 3339 without fractions of a second."""
        year, month, day = self.date
        hour, minute, second = self.clock
        written = f"-{-year:04d}" if year < 0 else f"{year:04d}"
        zone = self.zone(":") if self.offset else "Z"
        return f"{written}-{month:02d}-{day:02d}T{hour:02d}:{minute:02d}:{second:02d}{zone}"


def parse(text: str, *, lenient: bool = False) -> Instant | None:
    """The instant that a timestamp means, if it is one.

    `lenient` takes what Go's time package takes beyond RFC 3339: an hour of one digit, a comma
    before the fraction, and offsets up to 24:60.
    """
    found = (_LENIENT if lenient else _STRICT).fullmatch(text)
    if found is None:
        return None
    year, month, day, hour, minute, second = map(int, found.groups()[:6])
    fraction, sign, zone_hour, zone_minute = found.groups(default="0")[6:]
    if not (1 <= month <= 12 and 1 <= day <= _days_in(year, month)):
        return None
    if hour > 23 or minute > 59 or second > 59:
        return None
    if int(zone_hour) > 23 + lenient or int(zone_minute) > 59 + lenient:
        return None
    offset = (int(zone_hour) * 60 + int(zone_minute)) * (-60 if sign == "-" else 60)
    seconds = _days(year, month, day) * _DAY + (hour * 60 + minute) * 60 + second
    nanoseconds = int(fraction[:_NANOSECOND_DIGITS].ljust(_NANOSECOND_DIGITS, "0"))
    return Instant(seconds - offset, nanoseconds, offset)


def _days_in(year: int, month: int) -> int:
    if month == 2:
        leap = year % 4 == 0 and (year % 100 != 0 or year % 400 == 0)
        return 29 if leap else 28
    return 30 if month in {4, 6, 9, 11} else 31


def _days(year: int, month: int, day: int) -> int:
    """Days since 1970-01-01 in the Gregorian calendar, which is extended to all years."""
    # Years here begin in March, so that the day of a leap year comes last.
    year -= month < 3
    day_of_year = (153 * ((month + 9) % 12) + 2) // 5 + day - 1
    return 365 * year + year // 4 - year // 100 + year // 400 + day_of_year - 719_468


def _date(days: int) -> tuple[int, int, int]:
    """The reverse of `_days`."""
    cycle, day_of_cycle = divmod(days + 719_468, 146_097)
    year_of_cycle = (
        day_of_cycle - day_of_cycle // 1460 + day_of_cycle // 36_524 - day_of_cycle // 146_096
    ) // 365
    day_of_year = day_of_cycle - (365 * year_of_cycle + year_of_cycle // 4 - year_of_cycle // 100)
    month_from_march = (5 * day_of_year + 2) // 153
    day = day_of_year - (153 * month_from_march + 2) // 5 + 1
    month = (month_from_march + 2) % 12 + 1
    return cycle * 400 + year_of_cycle + (month < 3), month, day
