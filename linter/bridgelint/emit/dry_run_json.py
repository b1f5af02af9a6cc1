"""`--dry-run --format json`. The keys are a contract."""

from __future__ import annotations

import json
from collections.abc import Iterable

from bridgelint.emit.outgoing import Firing, OutgoingRequest, Part
from bridgelint.report.json_format import FORMAT_VERSION, range_of


def document(requests: Iterable[OutgoingRequest]) -> str:
    """One JSON document with an object for each request."""
    made = {"format_version": FORMAT_VERSION, "actions": [_request(each) for each in requests]}
    return json.dumps(made, indent=2, ensure_ascii=False) + "\n"


def _request(request: OutgoingRequest) -> dict[str, object]:
    view = request.view
    made: dict[str, object] = {"address": request.address}
    if request.caller is not None:
        made["caller"] = request.caller
    made["region"] = view.region
    made["triggers"] = [
        {"resource": each.resource, "events": list(each.events)} for each in request.triggers
    ]
    if request.firings is not None:
        made["values"] = "plan" if request.from_plan else "configuration"
        made["fires"] = [_firing(each) for each in request.firings]
    made["entries"] = list(view.entries)
    made["unknown"] = [_part(each) for each in view.unknown]
    made["sensitive"] = [_part(each) for each in view.sensitive]
    if view.obstacles:
        made["obstacles"] = [_part(each) for each in view.obstacles]
    made["size"] = request.size.least
    made["ready"] = request.ready
    return made


def _firing(firing: Firing) -> dict[str, str | None]:
    made: dict[str, str | None] = {
        "resource": firing.resource or None,
        "event": firing.event or None,
    }
    return {**made, "deferred": firing.deferred} if firing.deferred else made


def _part(part: Part) -> dict[str, object]:
    made: dict[str, object] = {"entry": part.entry, "field": part.field, "path": list(part.path)}
    if part.reason:
        made["reason"] = part.reason
    made["range"] = range_of(part.span)
    return made
