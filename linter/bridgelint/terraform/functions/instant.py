"""Timestamps of the date functions: RFC 3339, in any year."""

from __future__ import annotations

from typing import Final

from bridgelint.base.records import dataclass
from bridgelint.terraform.functions.rfc3339 import Fragile, NoTimestamp, parse

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
    from datetime import date  # noqa: PLC0415 # few runs have a time

    cycles, rest = divmod(days + 719_162, 146_097)
    found = date.fromordinal(rest + 1)
    return cycles * 400 + found.year, found.month, found.day
