"""What became of each entry, as one JSON document and as a table."""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Final

from bridgelint.base.failure import Failure
from bridgelint.base.records import dataclass
from bridgelint.base.words import plural
from bridgelint.emit.aws import Target
from bridgelint.emit.checks import has_directories
from bridgelint.emit.dry_run import firing
from bridgelint.emit.gathering import Skipped
from bridgelint.emit.journal import Ledger, Outcome, Status
from bridgelint.emit.outgoing import Draft
from bridgelint.emit.targets import RequestPart
from bridgelint.report.json_format import FORMAT_VERSION
from bridgelint.report.terminal import NARROW, printable

if TYPE_CHECKING:
    from rich.console import RenderableType

_STYLES: Final[dict[Status, str]] = {
    "accepted": "green",
    "failed": "bold red",
    "unknown": "bold yellow",
    "not sent": "dim",
}


@dataclass(frozen=True, slots=True, eq=False)
class Told:
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
        "firing": firing(request.firing),
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


def table(told: Told, *, columns: int, colour: bool) -> str:
    """The same for a person."""
    if not told.parts:
        return ""
    from rich.padding import Padding  # rich is slow to import
    from rich.table import Table  # as above
    from rich.text import Text  # as above

    from bridgelint.emit.panel import drawn  # as above

    lines: list[RenderableType] = []
    several = has_directories(each.request for each in told.parts)
    for part in told.parts:
        where = f"{part.request.directory}: " if several else ""
        region = part.target.shown_region
        lines.append(Text(printable(f"{where}{part.request.title} in {region}"), "bold"))
        grid = Table.grid(padding=(0, 2))
        grid.add_column(justify="right", min_width=4)
        grid.add_column(ratio=2, overflow="fold")
        grid.add_column(no_wrap=True, min_width=8)
        grid.add_column(ratio=3, overflow="fold", min_width=36)
        for draft in part.drafts:
            outcome = told.ledger.outcome(part.number, draft.index)
            name = printable(str(part.request.shown(draft).get("DetailType", "")))
            status = Text(outcome.status, _STYLES[outcome.status])
            about = Text(_about(outcome), overflow="fold")
            if columns < NARROW:
                lines.append(Text.assemble(f"  {draft.index + 1} ", status, f" {name}"))
                lines.append(Padding(about, (0, 0, 0, 4)))
            else:
                grid.add_row(str(draft.index + 1), Text(name), status, about)
        if grid.rows:
            lines.append(grid)
    lines.append(Text(_summary(told), "bold"))
    journal = f"journal: {printable(told.receipt)}\n" if told.receipt else ""
    return drawn(lines, columns=columns, colour=colour) + journal


def _about(outcome: Outcome) -> str:
    parts = (outcome.event_id, outcome.error_code, outcome.error_message)
    told = ": ".join(filter(None, parts))
    again = f" (after {outcome.attempts} attempts)" if outcome.attempts > 1 else ""
    return printable(f"{told}{again}")


def _summary(told: Told) -> str:
    counts = told.ledger.counts
    named = (f"{count:,} {name.replace('_', ' ')}" for name, count in counts.items() if count)
    interrupted = "interrupted: " if told.interrupted else ""
    return f"{interrupted}{plural(sum(counts.values()), 'entry')}: {', '.join(named)}"
