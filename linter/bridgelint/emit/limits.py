"""PutEvents' limits of a request, and requests that keep to them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from bridgelint.emit.requests import Draft, Request
from bridgelint.events.limits import (
    MAX_ENTRIES,
    MAX_REQUEST_BYTES,
    OLD_LIMIT_REGIONS,
    OLD_REQUEST_BYTES,
)
from bridgelint.report.text import plural


def limit_of(region: str | None) -> int:
    """The bytes that a request may have in a region."""
    return OLD_REQUEST_BYTES if region in OLD_LIMIT_REGIONS else MAX_REQUEST_BYTES


def excess(request: Request, limit: int) -> str:
    """By what a request is over the limits, as a clause; empty where it is not."""
    count, size = len(request.drafts), request.size.least
    if count > MAX_ENTRIES:
        return f"it has {plural(count, 'entry')}, and PutEvents takes {MAX_ENTRIES} in a request"
    if size > limit:
        return f"it has {size:,} bytes, and PutEvents takes {limit:,} in a request"
    return ""


def batches(request: Request, limit: int) -> Iterator[Sequence[Draft]]:
    """The entries in order, in as few requests as the limits allow.

    An entry that is over the limit by itself is in one of its own.
    """
    batch: list[Draft] = []
    size = 0
    for each in request.drafts:
        if batch and (len(batch) == MAX_ENTRIES or size + each.size.least > limit):
            yield batch
            batch, size = [], 0
        batch.append(each)
        size += each.size.least
    if batch:
        yield batch
