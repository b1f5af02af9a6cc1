"""A dry run for a person: a panel for each request."""

from __future__ import annotations

import io
from collections.abc import Iterable, Iterator, Sequence
from typing import TYPE_CHECKING, Final

from bridgelint.base.words import plural
from bridgelint.emit.checks import CheckedRequest
from bridgelint.emit.outgoing import Draft, OutgoingRequest, Part, Shown
from bridgelint.emit.pretty import Line, pretty
from bridgelint.emit.receiving import bus_place, receptions
from bridgelint.emit.triggering import SequenceStep, has_others
from bridgelint.eventbridge.limits import MAX_REQUEST_BYTES
from bridgelint.report.terminal_text import printable, width, wrap

if TYPE_CHECKING:
    from rich.console import RenderableType
    from rich.table import Table

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


def panels(
    requests: Sequence[CheckedRequest],
    steps: Sequence[SequenceStep] = (),
    *,
    columns: int,
    colour: bool,
) -> str:
    """Return the panels, the order of all actions if there are others, and a summary."""
    from rich.panel import Panel  # rich is slow to import, and used only here
    from rich.text import Text  # as above

    several = has_directories(requests)
    width = max(columns, _NARROWEST)
    parts: list[RenderableType] = [_panel(each, width, directory=several) for each in requests]
    if has_others(steps):
        parts.append(Panel(_order(steps), title="order of all actions", title_align="left"))
    return drawn((*parts, Text(summary(requests), "bold")), columns=width, colour=colour)


def _panel(checked: CheckedRequest, columns: int, *, directory: bool) -> RenderableType:
    from rich.console import Group  # as above
    from rich.panel import Panel  # as above
    from rich.text import Text  # as above

    room = columns - _BESIDES_TITLE
    title = Text("\n".join(wrap(checked.request.title, room, whole=False)), "bold")
    fits = title.cell_len <= room
    body = _body(checked, columns, directory=directory)
    return Panel(
        body if fits else Group(title, "", body),
        title=title if fits else None,
        title_align="left",
        border_style="green" if checked.ready else "yellow",
    )


def _order(steps: Iterable[SequenceStep]) -> RenderableType:
    from rich.console import Group  # as above
    from rich.text import Text  # as above

    lines: list[Text] = []
    for step in steps:
        where = f"{step.resource} {step.event}".strip() or "-invoke"
        lines.append(Text(printable(where), "bold"))
        lines += (Text(f"  {printable(each.address)}") for each in step.actions)
    return Group(*lines)


def drawn(parts: Iterable[RenderableType], *, columns: int, colour: bool) -> str:
    """Return what rich draws: it interprets nothing in the text and looks for no terminal."""
    from rich.console import Console  # as above

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


def has_directories(requests: Iterable[CheckedRequest]) -> bool:
    """There are several root modules, so that a request needs to name its own."""
    return len({each.request.directory for each in requests}) > 1


def _body(checked: CheckedRequest, columns: int, *, directory: bool) -> RenderableType:
    from rich.console import Group  # as above

    request = checked.request
    rows = _Rows(columns)
    if directory:
        rows.add("directory", [_plain(request.directory)])
    for label, line in _about(request):
        rows.add(label, [line])
    parts: list[RenderableType] = [rows.grid]
    for place, shown in enumerate(request.view.entries):
        parts += ["", _entry(request, place, shown, columns)]
    verdict = _Rows(columns)
    for label, line in _verdict(checked):
        verdict.add(label, [line])
    return Group(*parts, "", verdict.grid)


class _Rows:
    """Labels, and the values next to or below them."""

    def __init__(self, columns: int) -> None:
        from rich.table import Table  # as above

        self._stacked = columns < _STACKED
        self._indent = 2 if self._stacked else _LABELS + 1
        self.room = columns - len("│ ") - self._indent - len(" │")
        """The columns of a value."""

        self.grid: Table = Table.grid(padding=(0, 1))
        if not self._stacked:
            self.grid.add_column(width=_LABELS, style="dim")
        self.grid.add_column(overflow="fold", ratio=1)

    def add(self, label: str, lines: Iterable[Line]) -> None:
        from rich.padding import Padding  # as above
        from rich.text import Text  # as above

        made = [Text.assemble(*line) for line in lines]
        value = Text("\n").join(made)
        if not self._stacked:
            self.grid.add_row(label, value)
            return
        if label:
            self.grid.add_row(Text(label, "dim"))
        self.grid.add_row(Padding(value, (0, 0, 0, self._indent)))

    def add_text(self, label: str, texts: Iterable[tuple[str, str]]) -> None:
        """Add texts with their styles. A long name continues after a separator."""
        self.add(
            label,
            (
                _plain(line, style)
                for text, style in texts
                for line in wrap(text, self.room, whole=False)
            ),
        )


def _plain(text: str, style: str = "") -> Line:
    return [(printable(text), style)]


def _about(request: OutgoingRequest) -> Iterator[tuple[str, Line]]:
    label = "triggered by"
    for each in request.triggers[:_MOST_TRIGGERS]:
        yield label, [*_plain(each.resource, "bold"), *_plain(f" {each.text}")]
        label = ""
    more = len(request.triggers) - _MOST_TRIGGERS
    if more > 0:
        yield "", _plain(f"and {plural(more, 'more resource instance')}")
    if not request.triggers:
        yield label, _plain("nothing: it runs only with -invoke")
    if request.firing is not None:
        deferred = request.firing.deferred
        later = f", deferred: {deferred}" if deferred else ""
        yield "plan runs it", _plain(f"{request.firing.text}{later}")
    source = request.region.source
    told = {"action": "", "provider": " (from the provider)", "unknown": ""}[source]
    yield "region", _plain(f"{request.view.region or 'from the environment'}{told}")
    exact = "" if request.size.exact is not None else "at least "
    style = "bold red" if request.size.least > MAX_REQUEST_BYTES else ""
    yield "size", _plain(f"{exact}{request.size.least:,} of {MAX_REQUEST_BYTES:,} bytes", style)


def _entry(request: OutgoingRequest, place: int, shown: Shown, columns: int) -> Table:
    draft = request.drafts[place]
    rows = _Rows(columns)
    count = len(request.drafts)
    title = (
        f"{place + 1} of {count}" if not draft.uncertain else f"{place + 1}, of an unknown number"
    )
    rows.add("entry", [_plain(title, "bold")])
    with_bus: Shown = {"EventBusName": "default", **shown}
    for key, label in _ORDER.items():
        lines = _value(key, with_bus[key]) if key in with_bus else []
        if lines:
            rows.add(label, (part for line in lines for part in _folded(line, rows.room)))
    place_of_bus = bus_place(request, draft)
    if place_of_bus:
        rows.add_text("bus is", [(place_of_bus, "")])
    rows.add_text("received by", receiver_lines(request, draft))
    label = "unknown"
    for each in request.view.unknown:
        if each.entry == draft.index:
            rows.add(label, [_reason(each)])
            label = ""
    return rows.grid


def receiver_lines(request: OutgoingRequest, draft: Draft) -> Iterator[tuple[str, str]]:
    """Yield who receives an entry, a line each with its style; a line in any case."""
    found = receptions(request, draft)
    for each in found:
        receiver = each.receiver
        targets = f" → {', '.join(receiver.targets)}" if receiver.targets else ""
        if each.match == "yes":
            yield f"{receiver.name}{targets}", "green"
        elif each.match == "maybe":
            yield f"maybe {receiver.name}{targets}: {each.reason}", "yellow"
        else:
            hint = ": did you forget event_bus_name?" if each.elsewhere else ""
            yield f"no known receiver; {receiver.name}: {each.reason}{hint}", "red"
    if not found and request.module.receivers.all:
        yield "no known receiver", "red"
    elif not found:
        yield "no known receiver: no event rule is declared", "dim"


def _value(key: str, value: str | list[str | None]) -> list[Line]:
    if isinstance(value, str):
        lines = pretty(value, is_json=key == "Detail")
        return [*lines[:_MOST_LINES], *_cut(len(lines))]
    shown = [
        line
        for each in value[:_MOST_LINES]
        for line in ([_plain("null")] if each is None else pretty(each, is_json=False))
    ]
    return [*shown, *_cut(len(value))] or [_plain("none")]


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


def _cut(lines: int) -> list[Line]:
    more = lines - _MOST_LINES
    return [_plain(f"… {plural(more, 'more line')}: --format json shows all", "dim")] * (more > 0)


def _reason(part: Part) -> Line:
    return [*_plain(f"{part.name}: ", "yellow"), *_plain(part.reason)]


def _verdict(checked: CheckedRequest) -> Iterator[tuple[str, Line]]:
    for each in checked.unknown:
        if each.entry is None:
            yield "unknown", _reason(each)
    for fault in checked.faults:
        yield "error", _plain(fault.shown, "red")
    yield "ready", _plain(readiness(checked), "bold green" if checked.ready else "bold yellow")


def readiness(checked: CheckedRequest) -> str:
    """Return `yes`, or the number of things that keep a request from being sent."""
    if checked.ready:
        return "yes"
    counts = {"unknown value": len(checked.unknown), "error": len(checked.faults)}
    return f"no: {' and '.join(plural(count, noun) for noun, count in counts.items() if count)}"


def summary(requests: Sequence[CheckedRequest]) -> str:
    """How much there is, and how much of it is ready."""
    if not requests:
        return "No action would send anything."
    entries = sum(len(each.request.drafts) for each in requests)
    ready = sum(each.ready for each in requests)
    count = f"{plural(len(requests), 'request')} with {plural(entries, 'entry')}"
    return f"{count}: {ready:,} ready, {len(requests) - ready:,} not ready"
