"""The limits of PutEvents, with the source of each one, and of the times that the AWS SDK sends.

API: the service model `events/2015-10-07` of botocore. Guide: the EventBridge user guide,
"PutEvents" and "Calculating entry size". Observed: recorded responses of EventBridge. The SDK sends
a time in nanoseconds since 1970 in 64 bits, to the millisecond.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from datetime import datetime

    from bridgelint.terraform.functions.rfc3339 import Timestamp

MAX_ENTRIES: Final = 10
"""Entries per request; more reject the entire request. API and observed."""

MAX_REQUEST_BYTES: Final = 1_048_576
"""Total bytes of the entries of a request: accepted, while one more byte rejects the entire
request. Observed (the guide says "less than 1 MB")."""

LARGE_REQUEST_BYTES: Final = 1_047_552
"""1,023 KiB. The delivered event is larger than its entry; close to the limit it was accepted
and then not delivered. Observed."""

OLD_REQUEST_BYTES: Final = 262_144
"""The limit until 2026, which some regions are reported to keep. Observed (January 2025: rejected
with a detail of exactly this size)."""

OLD_LIMIT_REGIONS: Final = frozenset(
    {
        "ap-east-2",
        "ap-southeast-5",
        "ap-southeast-6",
        "ap-southeast-7",
        "cn-north-1",
        "cn-northwest-1",
        "mx-central-1",
    }
)
"""Regions reported to use the old limit: by third parties citing the announcement, and for China
by the guide of those regions."""

MAX_SOURCE: Final = 256
"""Characters. A limit of related APIs (EventBridge Scheduler, Pipes); whether PutEvents enforces
it is unverified."""

RESERVED_SOURCE: Final = "aws."
"""PutEvents rejects it with `NotAuthorizedForSourceException`, in lowercase and with the dot.
Guide and observed."""

MAX_DETAIL_TYPE: Final = 128
"""Characters. Guide; observed as a failed entry."""

MAX_RESOURCE: Final = 2048
"""Characters per element of `resources`. API."""

MAX_BUS_NAME: Final = 1600
"""Characters of a name or ARN. API."""

MAX_DETAIL_DEPTH: Final = 1000
"""Levels of nested JSON. API documentation; the behaviour beyond it is unverified."""

DETAIL_INTEGERS: Final = (-(2**63), 2**63 - 1)
"""Integers in `detail`. API documentation; the behaviour beyond it is unverified."""

TIME_BYTES: Final = 14
"""Bytes that a `time` adds to the size of an entry. Guide."""


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
