"""The time that the AWS SDK sends for a timestamp: nanoseconds since 1970 in 64 bits, to the
millisecond."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from datetime import datetime

    from bridgelint.terraform.functions.rfc3339 import Timestamp

_HALF: Final = 1 << 63

FIRST_SENT: Final = "1677-09-21T00:12:43.145224192Z"
LAST_SENT: Final = "2262-04-11T23:47:16.854775807Z"
"""The first and the last time that the AWS SDK sends as it is."""


def is_in_range(time: Timestamp) -> bool:
    """Return whether the AWS SDK sends this time."""
    return -_HALF <= _total(time) <= _HALF - 1


def sent_milliseconds(time: Timestamp) -> int:
    """Return what the AWS SDK sends, in milliseconds since 1970: truncated towards zero, and
    another time if this one is not in range."""
    wrapped = (_total(time) + _HALF) % (2 * _HALF) - _HALF
    return wrapped // 1_000_000 if wrapped >= 0 else -(-wrapped // 1_000_000)


def sent_time(time: Timestamp) -> datetime:
    """Return what the AWS SDK sends, in UTC."""
    from datetime import UTC, datetime, timedelta  # few runs have a time

    return datetime(1970, 1, 1, tzinfo=UTC) + timedelta(milliseconds=sent_milliseconds(time))


def _total(time: Timestamp) -> int:
    return time.epoch_seconds * 1_000_000_000 + time.nanoseconds
