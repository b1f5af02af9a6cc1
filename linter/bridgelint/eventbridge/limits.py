"""What PutEvents takes, with where each fact comes from.

API: the service model `events/2015-10-07` of botocore. Guide: the EventBridge user guide,
"PutEvents" and "Calculating entry size". Seen: recorded answers of the service.
"""

from __future__ import annotations

from typing import Final

MAX_ENTRIES: Final = 10
"""Entries of a request; the service refuses the whole request. API and seen."""

MAX_REQUEST_BYTES: Final = 1_048_576
"""Of all entries of a request together: accepted, one more byte is refused with the whole request.
Seen (the guide says "less than 1 MB")."""

LARGE_REQUEST_BYTES: Final = 1_047_552
"""1,023 KiB. The delivered event is larger than its entry, and near the limit it was accepted and
then not delivered. Seen."""

OLD_REQUEST_BYTES: Final = 262_144
"""The limit until 2026, which some regions are reported to keep. Seen (January 2025: refused at
this size of the detail alone)."""

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
"""Regions reported to keep the old limit: by others citing the announcement, and for those of China
by their own edition of the guide."""

MAX_SOURCE: Final = 256
"""Characters. The sibling APIs (EventBridge Scheduler, Pipes) set it; whether PutEvents refuses
more is not known."""

RESERVED_SOURCE: Final = "aws."
"""The service answers NotAuthorizedForSourceException, for lower case and with the dot. Guide and
seen."""

MAX_DETAIL_TYPE: Final = 128
"""Characters. Guide; seen as a failed entry."""

MAX_RESOURCE: Final = 2048
"""Characters of one element of `resources`. API."""

MAX_BUS_NAME: Final = 1600
"""Characters of a name or ARN. API."""

MAX_DETAIL_DEPTH: Final = 1000
"""Levels of nested JSON. API documentation; what happens beyond is not known."""

DETAIL_INTEGERS: Final = (-(2**63), 2**63 - 1)
"""Integers in `detail`. API documentation; what happens beyond is not known."""

TIME_BYTES: Final = 14
"""What a `time` counts for in the size of an entry. Guide."""
