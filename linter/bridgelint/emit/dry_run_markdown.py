"""`--dry-run --format markdown`: a comment on a pull request."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence

from bridgelint.base.words import plural
from bridgelint.emit.checks import CheckedRequest
from bridgelint.emit.panel import (
    condition_text,
    has_directories,
    summary,
    why_not_ready,
)
from bridgelint.emit.sequence import SequenceStep, has_others
from bridgelint.report.markdown import COMMENT_ROOM, escaped


def markdown(requests: Sequence[CheckedRequest], steps: Sequence[SequenceStep] = ()) -> str:
    """Return a section per request, as far as a comment has room for them, and the order of all
    actions if there are others."""
    lines = ["### bridgelint --dry-run", "", summary(requests)]
    room = COMMENT_ROOM
    several = has_directories(requests)
    for number, each in enumerate(requests):
        section = ["", *_section(each, several=several)]
        room -= sum(len(line) + 1 for line in section)
        if room < 0:
            lines += ["", plural(len(requests) - number, "more request")]
            break
        lines += section
    if has_others(steps):
        lines += ["", "#### Order of all actions", "", *_order(steps)]
    return "\n".join(lines) + "\n"


def _order(steps: Sequence[SequenceStep]) -> Iterator[str]:
    for step in steps:
        actions = ", ".join(escaped(f"`{each.address}`") for each in step.actions)
        where = f"`{step.resource}` {step.event}" if step.resource else "-invoke"
        yield f"- {escaped(where)}: {actions}"


def _section(checked: CheckedRequest, *, several: bool) -> Iterator[str]:
    request = checked.request
    yield f"#### {escaped(f'`{request.title}`')}"
    yield ""
    if several:
        yield f"- directory: {escaped(f'`{request.directory}`')}"
    for each in request.triggers:
        events = ", ".join(each.events) or "no event"
        yield f"- triggered by {escaped(f'`{each.resource}` {events}{condition_text(each)}')}"
    if not request.triggers and request.firing is None:
        yield "- triggered by nothing: it runs only with -invoke"
    if request.firing is not None:
        yield f"- plan runs it: {escaped(request.firing.text)}"
    for part in checked.unknown:
        place = part.name if part.entry is None else f"entry {part.entry + 1}, {part.name}"
        yield f"- unknown: {escaped(f'{place}: {part.reason}')}"
    for fault in checked.faults:
        rule = f" ({fault.rule})" if fault.rule else ""
        yield f"- error: {escaped(f'{fault.message}{rule}')}"
    yield f"- ready: {'yes' if checked.ready else why_not_ready(checked)}"
    text = json.dumps(list(request.view.entries), indent=2, ensure_ascii=False)
    fence = "`" * max(3, 1 + _longest_run(text))
    yield from ("", f"{fence}json", text, fence)


def _longest_run(text: str) -> int:
    """The length of the longest run of backticks."""
    longest = length = 0
    for character in text:
        length = length + 1 if character == "`" else 0
        longest = max(longest, length)
    return longest
