"""The event that an entry becomes, as event rules receive it."""

from __future__ import annotations

from typing import Final

from bridgelint.actions.fields import Field
from bridgelint.eventbridge.detail.json_tree import ONLY_STRING, UNKNOWN, Hole, Json, from_value
from bridgelint.eventbridge.request import Entry, PutEventsRequest

_STRING: Final = Hole(ONLY_STRING)

FIELDS: Final = (
    "version",
    "id",
    "detail-type",
    "source",
    "account",
    "time",
    "region",
    "resources",
    "detail",
    "replay-name",
)
"""The top-level fields of an event; `replay-name` only if an archive is replayed."""

_ARGUMENTS: Final = {
    "detail-type": "detail_type",
    "source": "source",
    "resources": "resources",
    "detail": "detail",
}


def event_of(request: PutEventsRequest, entry: Entry) -> dict[str, Json]:
    """Return the event of an entry; what EventBridge adds is unknown."""
    judgement = entry.judgement
    ids = request.account.ids
    return {
        "version": "0",
        "id": _STRING,
        "detail-type": from_value(entry.detail_type.value) if entry.detail_type else UNKNOWN,
        "source": from_value(entry.source.value) if entry.source else UNKNOWN,
        "account": next(iter(ids)) if len(ids) == 1 else _STRING,
        "time": _STRING,
        "region": request.region.name or _STRING,
        "resources": from_value(entry.resources.value)
        if entry.resources and not entry.resources.is_null
        else [],
        "detail": judgement.tree if judgement and judgement.fault is None else UNKNOWN,
    }


def argument_of(entry: Entry, name: str) -> Field | None:
    """Return the argument of an entry from which a field of the event comes."""
    argument = _ARGUMENTS.get(name.partition(".")[0])
    return next((each for each in entry.fields if each.name == argument), None)
