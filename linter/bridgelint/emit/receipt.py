"""What became of each entry, as one JSON document."""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path

from bridgelint.base.failure import Failure
from bridgelint.base.records import Record
from bridgelint.emit.aws import Target
from bridgelint.emit.gathering import Skipped
from bridgelint.emit.journal import Ledger
from bridgelint.emit.outgoing import Draft
from bridgelint.emit.targets import RequestPart
from bridgelint.report.json_format import FORMAT_VERSION


class Told(Record, eq=False):
    """Everything that a run reports in the end."""

    exit_status: int
    errors: Sequence[Failure] = ()
    receipt: str | None = None
    interrupted: bool = False
    targets: Sequence[Target] = ()
    parts: Sequence[RequestPart] = ()
    skipped: Sequence[Skipped] = ()
    ledger: Ledger = Ledger()


def receipt(told: Told) -> str:
    """One JSON document. The keys are a contract."""
    made = {
        "format_version": FORMAT_VERSION,
        "exit_status": told.exit_status,
        "directory": str(Path.cwd()),
        "receipt": told.receipt,
        "interrupted": told.interrupted,
        "targets": [each.document() for each in told.targets],
        **told.ledger.counts,
        "requests": [
            {
                **described(each),
                "region": each.target.shown_region,
                "entries": [_entry(told, each, draft) for draft in each.drafts],
            }
            for each in told.parts
        ],
        "skipped": [{"address": each.address, "reason": each.reason} for each in told.skipped],
        "errors": [{"rule": each.rule, "message": each.message} for each in told.errors],
    }
    return json.dumps(made, indent=2, ensure_ascii=False) + "\n"


def described(part: RequestPart) -> dict[str, object]:
    """A request in the journal and in the final document, without its entries."""
    request = part.request
    return {
        "request": part.number,
        "address": request.address,
        "directory": request.directory,
        "target": part.target.number,
        "firing": request.fired,
        **_caller(part),
    }


def _caller(part: RequestPart) -> dict[str, str]:
    return {"caller": part.request.caller} if part.request.caller is not None else {}


def _entry(told: Told, part: RequestPart, draft: Draft) -> dict[str, object]:
    shown = part.request.shown(draft)
    return {
        "entry": draft.index,
        "id": f"{part.request.address}#{draft.index + 1}",
        "source": shown.get("Source"),
        "detail_type": shown.get("DetailType"),
        "event_bus_name": shown.get("EventBusName", "default"),
        **told.ledger.outcome(part.number, draft.index)._asdict(),
        **_caller(part),
    }
