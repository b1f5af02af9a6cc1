"""`--dry-run --format json`. The keys are a contract."""

from __future__ import annotations

import json
from collections.abc import Iterable

from bridgelint.emit.checks import CheckedRequest
from bridgelint.emit.outgoing import Part
from bridgelint.emit.receiving import receptions
from bridgelint.emit.triggering import SequenceStep, TriggeredBy
from bridgelint.eventbridge.receptions import Reception
from bridgelint.plan.plan_document import Invocation
from bridgelint.report.json_format import FORMAT_VERSION, range_of


def document(requests: Iterable[CheckedRequest], steps: Iterable[SequenceStep]) -> str:
    """Return one JSON document with an object per request, and what runs in which order."""
    made = {
        "format_version": FORMAT_VERSION,
        "actions": [described(each) for each in requests],
        "sequence": [_step(each) for each in steps],
    }
    return json.dumps(made, indent=2, ensure_ascii=False) + "\n"


def described(checked: CheckedRequest) -> dict[str, object]:
    """Return a request as JSON values."""
    request = checked.request
    view = request.view
    made: dict[str, object] = {"address": request.address, "directory": request.directory}
    if request.run:
        made["run"] = request.run
    if request.caller is not None:
        made["caller"] = request.caller
    made["region"] = view.region
    made["triggers"] = [_trigger(each) for each in request.triggers]
    if request.firing is not None:
        made["firing"] = firing(request.firing)
    made["entries"] = list(view.entries)
    made["unknown"] = [_part(each) for each in checked.unknown]
    made["sensitive"] = [_part(each) for each in view.sensitive]
    made["rules"] = [
        _reception(draft.index, each)
        for draft in request.drafts
        for each in receptions(request, draft)
    ]
    made["size"] = request.size.least
    made["size_is_lower_bound"] = request.size.exact is None
    made["errors"] = [{"rule": each.rule, "message": each.message} for each in checked.faults]
    made["ready"] = checked.ready
    return made


def _reception(entry: int, reception: Reception) -> dict[str, object]:
    receiver = reception.receiver
    return {
        "entry": entry,
        "rule": receiver.name,
        "bus": receiver.bus or None,
        "targets": list(receiver.targets),
        "match": reception.match,
        "reason": reception.reason or None,
    }


def _trigger(trigger: TriggeredBy) -> dict[str, object]:
    made: dict[str, object] = {"resource": trigger.resource, "events": list(trigger.events)}
    if trigger.wrong:
        made["error"] = f"`{trigger.wrong}` is not an instance of the action"
    return made


def _step(step: SequenceStep) -> dict[str, object]:
    actions = [{"address": each.address, "type": each.type} for each in step.actions]
    return {"resource": step.resource or None, "event": step.event or None, "actions": actions}


def firing(fired: Invocation | None) -> dict[str, str | None] | None:
    """Why the plan sends a request, in every JSON document."""
    if fired is None:
        return None
    made: dict[str, str | None] = {"resource": fired.resource or None, "event": fired.event or None}
    return {**made, "deferred": fired.deferred} if fired.deferred else made


def _part(part: Part) -> dict[str, object]:
    made: dict[str, object] = {"entry": part.entry, "field": part.field, "path": list(part.path)}
    if part.reason:
        made["reason"] = part.reason
    made["range"] = range_of(part.span)
    return made
