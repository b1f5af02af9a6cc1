"""PutEvents' limits of a request, and requests that keep to them."""

from __future__ import annotations

from collections.abc import Iterator

from bridgelint.base.words import plural
from bridgelint.emit.outgoing import Draft, OutgoingRequest
from bridgelint.eventbridge.limits import MAX_ENTRIES, MAX_REQUEST_BYTES


def excess(request: OutgoingRequest) -> tuple[str, str] | None:
    """The rule about a limit that a request exceeds, and by what, as a clause."""
    count, size = len(request.drafts), sum(each.sent_size for each in request.drafts)
    if count > MAX_ENTRIES:
        clause = (
            f"it has {plural(count, 'entry')}; PutEvents accepts at most {MAX_ENTRIES} per request"
        )
        return "too_many_entries", clause
    if size > MAX_REQUEST_BYTES:
        clause = f"it is {size:,} bytes long; PutEvents accepts at most {MAX_REQUEST_BYTES:,}"
        return "oversized_request", clause
    return None


def oversized(request: OutgoingRequest) -> Draft | None:
    """An entry that no request can take."""
    return next((each for each in request.drafts if each.sent_size > MAX_REQUEST_BYTES), None)


def batches(request: OutgoingRequest) -> Iterator[tuple[Draft, ...]]:
    """The entries in order, in as few requests as the limits allow."""
    batch: list[Draft] = []
    size = 0
    for each in request.drafts:
        grown = size + each.sent_size
        if batch and (len(batch) == MAX_ENTRIES or grown > MAX_REQUEST_BYTES):
            yield tuple(batch)
            batch, grown = [], each.sent_size
        batch.append(each)
        size = grown
    if batch:
        yield tuple(batch)
