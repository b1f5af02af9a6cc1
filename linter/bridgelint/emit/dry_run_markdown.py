"""`--dry-run --format markdown`: a comment on a pull request."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator, Sequence
from html import escape
from typing import Final

from bridgelint.base.words import plural
from bridgelint.emit.checks import has_directories, readiness, summary
from bridgelint.emit.outgoing import OutgoingRequest
from bridgelint.emit.triggering import SequenceStep, has_others
from bridgelint.report.markdown import COMMENT_ROOM, escaped, fitting

_COLUMNS: Final = (
    *("Action", "Triggered by", "Event bus", "Source", "Detail types", "Received by", "Ready"),
)


def markdown(
    requests: Sequence[OutgoingRequest], steps: Sequence[SequenceStep] = (), picture: str = ""
) -> str:
    """Return the picture of the flow (Mermaid text), a row for each request, its entries as far as
    a comment has room for them, and the order of all actions if there are others."""
    lines = ["### bridgelint --dry-run", "", summary(requests)]
    room = COMMENT_ROOM
    if picture:
        lines += ["", "```mermaid", picture.rstrip(), "```"]
        room -= len(picture)
    if requests:
        lines += ["", f"| {' | '.join(_COLUMNS)} |", f"|{'---|' * len(_COLUMNS)}"]
    several = has_directories(requests)
    rows, room = fitting((_row(each, several=several) for each in requests), room)
    lines += rows
    if len(rows) < len(requests):
        rest = plural(len(requests) - len(rows), "more request")
        lines.append(f"| {rest} |{' |' * (len(_COLUMNS) - 1)}")
    sections, _ = fitting(("\n".join(["", *_section(each)]) for each in requests), room)
    lines += sections
    if len(sections) < len(requests):
        rest = plural(len(requests) - len(sections), "request")
        lines += ["", f"Not shown: the entries of {rest}."]
    if has_others(steps):
        lines += ["", "#### Order of all actions", "", *_order(steps)]
    return "\n".join(lines) + "\n"


def _order(steps: Sequence[SequenceStep]) -> Iterator[str]:
    for step in steps:
        actions = ", ".join(escaped(f"`{address}`") for address, _ in step.actions)
        where = f"`{step.resource}` {step.event}" if step.resource else "-invoke"
        yield f"- {escaped(where)}: {actions}"


def _row(request: OutgoingRequest, *, several: bool) -> str:
    title = f"{request.directory}: `{request.title}`" if several else f"`{request.title}`"
    cells = (
        [title],
        _triggers(request),
        *(_values(request, key) for key in ("EventBusName", "Source", "DetailType")),
        _received(request),
        [_readiness(request)],
    )
    return f"| {' | '.join('<br>'.join(map(escaped, cell)) for cell in cells)} |"


def _triggers(request: OutgoingRequest) -> Iterator[str]:
    for each in request.triggers:
        yield f"`{each.resource}` {each.text}"
    if request.firing is not None:
        yield f"plan: {request.firing.text}"
    elif not request.triggers:
        yield "nothing: only with -invoke"


def _values(request: OutgoingRequest, key: str) -> Iterable[str]:
    default = "default" if key == "EventBusName" else ""
    values = (str(each.get(key, default)) for each in request.view.entries)
    return dict.fromkeys(f"`{each}`" for each in values if each)


def _received(request: OutgoingRequest) -> Iterator[str]:
    several = len(request.drafts) > 1
    for draft in request.drafts:
        for text, _ in request.receiver_lines(draft):
            yield f"{draft.index + 1}: {text}" if several else text


def _readiness(request: OutgoingRequest) -> str:
    parts = [f"{each.name} is unknown: {each.reason}" for each in request.view.unknown]
    faults = [each.shown for each in request.faults]
    return "; ".join([readiness(request), *parts, *faults])


def _section(request: OutgoingRequest) -> Iterator[str]:
    """The entries, and how to run the action by itself."""
    yield f"<details><summary>{escape(request.title, quote=False)}</summary>"
    yield ""
    address = request.address.replace("'", "'\\''")
    yield from _fenced("sh", f"terraform apply -invoke='{address}'")
    for draft in request.drafts:
        found = [each for each in request.view.unknown if each.entry == draft.index]
        for part in found:
            yield f"- unknown: {escaped(f'entry {draft.index + 1}, {part.name}: {part.reason}')}"
        if found:
            yield ""
    text = json.dumps(list(request.view.entries), indent=2, ensure_ascii=False)
    yield from _fenced("json", text)
    yield "</details>"


def _fenced(language: str, text: str) -> Iterator[str]:
    fence = "`" * max(3, 1 + max(map(len, re.findall("`+", text)), default=0))
    yield from (f"{fence}{language}", text, fence, "")
