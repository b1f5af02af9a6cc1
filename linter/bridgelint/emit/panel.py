"""For a person: panels of a dry run, and a table of what was sent. rich is slow to import."""

from __future__ import annotations

import io
from collections.abc import Iterable, Iterator, Sequence
from typing import Final

from rich.console import Console, Group, RenderableType
from rich.padding import Padding
from rich.panel import Panel
from rich.table import Table
from rich.text import Text

from bridgelint.base.words import plural
from bridgelint.emit.checks import has_directories, readiness, summary
from bridgelint.emit.journal import Outcome, Status
from bridgelint.emit.outgoing import OutgoingRequest, Part, Shown
from bridgelint.emit.receipt import Told
from bridgelint.emit.rendering import Line, pretty
from bridgelint.emit.triggering import SequenceStep, has_others
from bridgelint.eventbridge.limits import MAX_REQUEST_BYTES
from bridgelint.report.terminal import NARROW, printable, width, wrap

_ORDER: Final = {
    "EventBusName": "bus",
    "Source": "source",
    "DetailType": "detail_type",
    "Resources": "resources",
    "Time": "time",
    "Detail": "detail",
}
"""The keys of an entry in the order they are shown in, and their labels."""

_MOST_LINES: Final = 300
_MOST_TRIGGERS: Final = 8
_LABELS: Final = 14
_NARROWEST: Final = 40
_BESIDES_TITLE: Final = 6
_STACKED: Final = 60
"""On fewer columns, each value is below its label."""

_STYLES: Final[dict[Status, str]] = {
    "accepted": "green",
    "failed": "bold red",
    "unknown": "bold yellow",
    "not sent": "dim",
}

Row = tuple[str, list[Line]]
"""A label, and the lines of its value."""


def panels(
    requests: Sequence[OutgoingRequest],
    steps: Sequence[SequenceStep] = (),
    *,
    columns: int,
    colour: bool,
) -> str:
    """Return the panels, the order of all actions if there are others, and a summary."""
    several = has_directories(requests)
    width = max(columns, _NARROWEST)
    parts: list[RenderableType] = [_panel(each, width, directory=several) for each in requests]
    if has_others(steps):
        parts.append(Panel(_order(steps), title="order of all actions", title_align="left"))
    return drawn((*parts, Text(summary(requests), "bold")), columns=width, colour=colour)


def drawn(parts: Iterable[RenderableType], *, columns: int, colour: bool) -> str:
    """Return what rich draws: it interprets nothing in the text and looks for no terminal."""
    stream = io.StringIO()
    console = Console(
        file=stream,
        width=max(columns, _NARROWEST),
        force_terminal=colour,
        no_color=not colour,
        color_system="standard" if colour else None,
        legacy_windows=False,
        force_jupyter=False,
        markup=False,
        emoji=False,
        highlight=False,
    )
    for each in parts:
        console.print(each)
    return "".join(f"{line.rstrip()}\n" for line in stream.getvalue().splitlines())


def _panel(request: OutgoingRequest, columns: int, *, directory: bool) -> Panel:
    room = columns - _BESIDES_TITLE
    title = Text("\n".join(wrap(request.title, room, whole=False)), "bold")
    fits = title.cell_len <= room
    parts: list[RenderableType] = [] if fits else [title, ""]
    parts.append(_grid(_about(request, directory=directory), columns))
    for place, shown in enumerate(request.view.entries):
        parts += ["", _grid(_entry(request, place, shown, columns), columns)]
    parts += ["", _grid(_verdict(request), columns)]
    return Panel(
        Group(*parts),
        title=title if fits else None,
        title_align="left",
        border_style="green" if request.ready else "yellow",
    )


def _order(steps: Iterable[SequenceStep]) -> Group:
    lines: list[Text] = []
    for step in steps:
        where = f"{step.resource} {step.event}".strip() or "-invoke"
        lines.append(Text(printable(where), "bold"))
        lines += (Text(f"  {printable(address)}") for address, _ in step.actions)
    return Group(*lines)


def _grid(rows: Iterable[Row], columns: int) -> Table:
    grid = Table.grid(padding=(0, 1))
    stacked = columns < _STACKED
    if not stacked:
        grid.add_column(width=_LABELS, style="dim")
    grid.add_column(overflow="fold", ratio=1)
    for label, lines in rows:
        value = Text("\n").join(Text.assemble(*line) for line in lines)
        if not stacked:
            grid.add_row(label, value)
            continue
        if label:
            grid.add_row(Text(label, "dim"))
        grid.add_row(Padding(value, (0, 0, 0, _indent(columns))))
    return grid


def _indent(columns: int) -> int:
    return 2 if columns < _STACKED else _LABELS + 1


def _plain(text: str, style: str = "") -> Line:
    return [(printable(text), style)]


def _about(request: OutgoingRequest, *, directory: bool) -> Iterator[Row]:
    if directory:
        yield "directory", [_plain(request.directory)]
    label = "triggered by"
    for each in request.triggers[:_MOST_TRIGGERS]:
        yield label, [[*_plain(each.resource, "bold"), *_plain(f" {each.text}")]]
        label = ""
    more = len(request.triggers) - _MOST_TRIGGERS
    if more > 0:
        yield "", [_plain(f"and {plural(more, 'more resource instance')}")]
    if not request.triggers:
        yield label, [_plain("nothing: it runs only with -invoke")]
    if request.firing is not None:
        deferred = request.firing.deferred
        later = f", deferred: {deferred}" if deferred else ""
        yield "plan runs it", [_plain(f"{request.firing.text}{later}")]
    told = " (from the provider)" if request.region.source == "provider" else ""
    yield "region", [_plain(f"{request.view.region or 'from the environment'}{told}")]
    exact = "" if request.size.exact is not None else "at least "
    style = "bold red" if request.size.least > MAX_REQUEST_BYTES else ""
    yield "size", [_plain(f"{exact}{request.size.least:,} of {MAX_REQUEST_BYTES:,} bytes", style)]


def _entry(request: OutgoingRequest, place: int, shown: Shown, columns: int) -> Iterator[Row]:
    draft = request.drafts[place]
    count = ", of an unknown number" if draft.uncertain else f" of {len(request.drafts)}"
    yield "entry", [_plain(f"{place + 1}{count}", "bold")]
    room = columns - len("│ ") - _indent(columns) - len(" │")
    with_bus: Shown = {"EventBusName": "default", **shown}
    for key, label in _ORDER.items():
        lines = _value(key, with_bus[key]) if key in with_bus else []
        if lines:
            yield label, [part for line in lines for part in _folded(line, room)]
    bus = request.bus_place(draft)
    if bus:
        yield "bus is", _wrapped(bus, "", room)
    found = request.receiver_lines(draft)
    yield "received by", [part for each in found for part in _wrapped(*each, room)]
    label = "unknown"
    for each in request.view.unknown:
        if each.entry == draft.index:
            yield label, [_reason(each)]
            label = ""


def _wrapped(text: str, style: str, columns: int) -> list[Line]:
    """A long name continues after a separator."""
    return [_plain(line, style) for line in wrap(text, columns, whole=False)]


def _value(key: str, value: str | list[str | None]) -> list[Line]:
    if isinstance(value, str):
        lines = pretty(value, is_json=key == "Detail")
    else:
        shown = (
            [_plain("null")] if each is None else pretty(each, is_json=False) for each in value
        )
        lines = [line for each in shown for line in each] or [_plain("none")]
    more = len(lines) - _MOST_LINES
    if more > 0:
        rest = f"… {plural(more, 'more line')}: --format json shows all"
        lines[_MOST_LINES:] = [_plain(rest, "dim")]
    return lines


def _folded(line: Line, columns: int) -> Iterator[Line]:
    """The line in pieces that fit: a value is never broken at its spaces, as prose is."""
    part: Line = []
    left = columns
    for piece, style in line:
        text = ""
        for character in piece:
            needed = width(character)
            if needed > left:
                yield [*part, (text, style)]
                part, text, left = [], "", columns
            text += character
            left -= needed
        part.append((text, style))
    yield part


def _reason(part: Part) -> Line:
    return [*_plain(f"{part.name}: ", "yellow"), *_plain(part.reason)]


def _verdict(request: OutgoingRequest) -> Iterator[Row]:
    for each in request.view.unknown:
        if each.entry is None:
            yield "unknown", [_reason(each)]
    for fault in request.faults:
        yield "error", [_plain(fault.shown, "red")]
    yield "ready", [_plain(readiness(request), "bold green" if request.ready else "bold yellow")]


# -- what was sent


def table(told: Told, *, columns: int, colour: bool) -> str:
    """Return what became of each entry, one row per entry."""
    if not told.parts:
        return ""
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
            about = Text(_told(outcome), overflow="fold")
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


def _told(outcome: Outcome) -> str:
    told = ": ".join(filter(None, (outcome.event_id, outcome.error_code, outcome.error_message)))
    again = f" (after {outcome.attempts} attempts)" if outcome.attempts > 1 else ""
    return printable(f"{told}{again}")


def _summary(told: Told) -> str:
    counts = told.ledger.counts
    named = (f"{count:,} {name.replace('_', ' ')}" for name, count in counts.items() if count)
    interrupted = "interrupted: " if told.interrupted else ""
    return f"{interrupted}{plural(sum(counts.values()), 'entry')}: {', '.join(named)}"
