"""What became of each entry, as a table and as JSON."""

from __future__ import annotations

import io
import json
from typing import Final

from bridgelint.emit.ledger import STATUSES, Job, Ledger, Outcome, Status
from bridgelint.emit.outgoing import Draft
from bridgelint.emit.panel import console_on
from bridgelint.emit.rendering import SENSITIVE
from bridgelint.report.json_format import FORMAT_VERSION
from bridgelint.report.terminal_text import plural, printable

_STYLES: Final[dict[Status, str]] = {
    "accepted": "green",
    "failed": "bold red",
    "unknown": "bold yellow",
    "not sent": "dim",
}


def receipt(ledger: Ledger, account: str) -> str:
    """One JSON document. The keys are a contract."""
    made: dict[str, object] = {
        "format_version": FORMAT_VERSION,
        "account": account or None,
        "interrupted": ledger.interrupted,
        **{status.replace(" ", "_"): ledger.count(status) for status in STATUSES},
        "requests": [_request(ledger, job) for job in ledger.jobs],
    }
    return json.dumps(made, indent=2, ensure_ascii=False) + "\n"


def _request(ledger: Ledger, job: Job) -> dict[str, object]:
    made: dict[str, object] = {"address": job.request.address}
    if job.request.caller is not None:
        made["caller"] = job.request.caller
    made["region"] = shown_region(job)
    made["entries"] = [_entry(job, draft, outcome) for draft, outcome in ledger.outcomes(job)]
    return made


def _entry(job: Job, draft: Draft, outcome: Outcome) -> dict[str, object]:
    shown = job.request.view.entries[job.request.drafts.index(draft)]
    return {
        "entry": draft.index,
        "source": shown.get("Source"),
        "detail_type": shown.get("DetailType"),
        "event_bus_name": shown.get("EventBusName", "default"),
        "status": outcome.status,
        "event_id": outcome.event_id or None,
        "error_code": outcome.code or None,
        "error_message": outcome.message or None,
        "attempts": outcome.attempts,
    }


def shown_region(job: Job) -> str:
    """The region of a job, unless it is sensitive."""
    return SENSITIVE if job.request.view.region == SENSITIVE else job.region


def table(ledger: Ledger, *, columns: int, colour: bool) -> str:
    """The same for a person."""
    from rich.table import Table  # noqa: PLC0415 # rich is slow to import
    from rich.text import Text  # noqa: PLC0415 # as above

    stream = io.StringIO()
    console = console_on(stream, columns=columns, colour=colour)
    for job in ledger.jobs:
        heading = f"{job.request.title} in {shown_region(job)}"
        console.print(Text(printable(heading), "bold"))
        grid = Table.grid(padding=(0, 2))
        grid.add_column(justify="right", min_width=4)
        grid.add_column(ratio=2, overflow="fold")
        grid.add_column(no_wrap=True, min_width=8)
        grid.add_column(ratio=3, overflow="fold", min_width=36)
        for draft, outcome in ledger.outcomes(job):
            shown = job.request.view.entries[job.request.drafts.index(draft)]
            name = printable(str(shown.get("DetailType", "")))
            status = Text(outcome.status, _STYLES[outcome.status])
            grid.add_row(str(draft.index + 1), Text(name), status, Text(told(outcome)))
        console.print(grid)
    console.print(Text(summary(ledger), "bold"))
    return "".join(f"{line.rstrip()}\n" for line in stream.getvalue().splitlines())


def told(outcome: Outcome) -> str:
    """What there is to say of an entry besides its status."""
    error = ": ".join(each for each in (outcome.code, outcome.message) if each)
    again = f" (after {outcome.attempts} attempts)" if outcome.attempts > 1 else ""
    return printable(f"{outcome.event_id or error}{again}")


def summary(ledger: Ledger) -> str:
    """How many entries have which status."""
    counts = {status: ledger.count(status) for status in STATUSES}
    parts = ", ".join(f"{count:,} {status}" for status, count in counts.items() if count)
    interrupted = "interrupted: " if ledger.interrupted else ""
    return f"{interrupted}{plural(sum(counts.values()), 'entry')}: {parts}"
