"""PutEvents' limits of a request, and requests that keep to them."""

from __future__ import annotations

from collections.abc import Iterator

from bridgelint.emit.outgoing import Draft, OutgoingRequest
from bridgelint.eventbridge.limits import MAX_ENTRIES, MAX_REQUEST_BYTES
from bridgelint.report.terminal_text import plural


def excess(request: OutgoingRequest) -> str:
    """By what a request is over the limits, as a clause; empty where it is not."""
    count, size = len(request.drafts), request.size.least
    if count > MAX_ENTRIES:
        return f"it has {plural(count, 'entry')}, and PutEvents takes {MAX_ENTRIES} in a request"
    if size > MAX_REQUEST_BYTES:
        return f"it has {size:,} bytes, and PutEvents takes {MAX_REQUEST_BYTES:,} in a request"
    return ""


def oversized(request: OutgoingRequest) -> Draft | None:
    """An entry that no request can take."""
    return next((each for each in request.drafts if each.size.least > MAX_REQUEST_BYTES), None)


def batches(request: OutgoingRequest) -> Iterator[tuple[Draft, ...]]:
    """The entries in order, in as few requests as the limits allow."""
    batch: list[Draft] = []
    size = 0
    for each in request.drafts:
        grown = size + each.size.least
        if batch and (len(batch) == MAX_ENTRIES or grown > MAX_REQUEST_BYTES):
            yield tuple(batch)
            batch, grown = [], each.size.least
        batch.append(each)
        size = grown
    if batch:
        yield tuple(batch)
