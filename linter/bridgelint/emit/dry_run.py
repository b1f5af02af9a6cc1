"""`--dry-run`: what the actions would send, as JSON, whose keys are a contract, and as Markdown."""

from __future__ import annotations

import json
from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from functools import partial
from typing import Final

from bridgelint.base.failure import Failure
from bridgelint.base.words import plural
from bridgelint.config.config import Output
from bridgelint.emit.checks import has_directories, readiness, summary
from bridgelint.emit.gathering import Gathered, gather
from bridgelint.emit.outgoing import OutgoingRequest, Part
from bridgelint.emit.triggering import SequenceStep, TriggeredBy, has_others, sequence
from bridgelint.eventbridge.event_module import EventModule
from bridgelint.lint.loading import RunRequest
from bridgelint.lint.report import FINDINGS, NOTHING_CHECKED, OK
from bridgelint.report.json_format import FORMAT_VERSION, range_of
from bridgelint.report.markdown import COMMENT_ROOM, escaped, fenced, fitting
from bridgelint.report.terminal import deliver, failed, remark

Draw = Callable[[Sequence[EventModule]], str]
"""Returns the picture of the flow as Mermaid text, or an empty string."""

DEFAULT: Final = (Output("default"),)

_HEAD: Final = "| Action | Triggered by | Event bus | Source | Detail types | Received by | Ready |"


def dry_run(asked: RunRequest, draw: Draw) -> int:
    """Show what the actions would send; the exit status."""
    arguments = asked.arguments
    mistakes = format_mistakes(arguments.outputs, ("default", "json", "markdown"))
    if mistakes:
        return failed(*mistakes, choice=arguments.color)
    gathered = gather(asked)
    failures = [*gathered.unusable, *gathered.refused]
    if gathered.refused or (failures and not gathered.requests):
        return failed(*failures, choice=arguments.color)
    if not all(each.names for each in gathered.loaded.selection.places):
        from bridgelint.lint.lint import path_remarks  # rare

        for line in path_remarks(asked, gathered.loaded.selection):
            remark(line)
    show = partial(_shown, gathered, draw)
    failures += deliver(arguments.outputs or DEFAULT, arguments.color, show)
    walked = (module for root in gathered.loaded.modules for module in root.walk())
    if asked.strict and not any(module.actions or module.triggers for module in walked):
        failures.append(NOTHING_CHECKED)
    if failures:
        return failed(*failures, choice=arguments.color)
    return FINDINGS if asked.strict and not all(each.ready for each in gathered.requests) else OK


def format_mistakes(outputs: Sequence[Output], formats: Collection[str]) -> list[Failure]:
    """Return a failure for each output that is not in one of the formats."""
    *others, last = formats
    allowed = f"{', '.join(f'`{each}`' for each in others)} or `{last}`"
    return [
        Failure(f"--format {each.format} is only for findings", f"use {allowed}")
        for each in outputs
        if each.format not in formats
    ]


def _shown(
    gathered: Gathered,
    draw: Draw,
    format_: str,
    width: int,
    colour: bool,  # noqa: FBT001 # as `deliver` says
) -> str:
    requests = gathered.requests
    steps = sequence(gathered.loaded.modules, gathered.loaded.plan)
    if format_ == "json":
        made = {
            "format_version": FORMAT_VERSION,
            "actions": [described(each) for each in requests],
            "sequence": [
                {
                    "resource": step.resource or None,
                    "event": step.event or None,
                    "actions": [{"address": each, "type": type_} for each, type_ in step.actions],
                }
                for step in steps
            ],
        }
        return json.dumps(made, indent=2, ensure_ascii=False) + "\n"
    if format_ == "markdown":
        return _markdown(requests, steps, draw(gathered.loaded.modules) if requests else "")
    from bridgelint.emit.panel import panels  # imports rich

    return panels(requests, steps, columns=width, colour=colour)


# -- as JSON


def described(request: OutgoingRequest) -> dict[str, object]:
    """Return a request as JSON values."""
    view = request.view
    made: dict[str, object] = {"address": request.address, "directory": request.directory}
    if request.run:
        made["run"] = request.run
    if request.caller is not None:
        made["caller"] = request.caller
    made["region"] = view.region
    made["triggers"] = [_trigger(each) for each in request.triggers]
    if request.firing is not None:
        made["firing"] = request.fired
    made["entries"] = list(view.entries)
    made["unknown"] = [_part(each) for each in view.unknown]
    made["sensitive"] = [_part(each) for each in view.sensitive]
    made["rules"] = [
        {
            "entry": draft.index,
            "rule": each.receiver.name,
            "bus": each.receiver.bus or None,
            "targets": list(each.receiver.targets),
            "match": each.match,
            "reason": each.reason or None,
        }
        for draft in request.drafts
        for each in request.receptions(draft)
    ]
    made["size"] = request.size.least
    made["size_is_lower_bound"] = request.size.exact is None
    made["errors"] = [{"rule": each.rule, "message": each.message} for each in request.faults]
    made["ready"] = request.ready
    return made


def _trigger(trigger: TriggeredBy) -> dict[str, object]:
    made: dict[str, object] = {"resource": trigger.resource, "events": list(trigger.events)}
    if trigger.wrong:
        made["error"] = f"`{trigger.wrong}` is not an instance of the action"
    return made


def _part(part: Part) -> dict[str, object]:
    made: dict[str, object] = {"entry": part.entry, "field": part.field, "path": list(part.path)}
    if part.reason:
        made["reason"] = part.reason
    made["range"] = range_of(part.span)
    return made


# -- as Markdown: a comment on a pull request


def _markdown(
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
        lines += ["", _HEAD, "|---|---|---|---|---|---|---|"]
    several = has_directories(requests)
    rows, room = fitting((_row(each, several=several) for each in requests), room)
    lines += rows
    if len(rows) < len(requests):
        rest = plural(len(requests) - len(rows), "more request")
        lines.append(f"| {rest} | | | | | | |")
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
    return "; ".join([readiness(request), *parts, *(each.shown for each in request.faults)])


def _section(request: OutgoingRequest) -> Iterator[str]:
    """The entries, and how to run the action by itself."""
    from html import escape  # has many entities

    yield f"<details><summary>{escape(request.title, quote=False)}</summary>"
    yield ""
    address = request.address.replace("'", "'\\''")
    yield from fenced("sh", [f"terraform apply -invoke='{address}'"])
    for draft in request.drafts:
        found = [each for each in request.view.unknown if each.entry == draft.index]
        for part in found:
            yield f"- unknown: {escaped(f'entry {draft.index + 1}, {part.name}: {part.reason}')}"
        if found:
            yield ""
    text = json.dumps(list(request.view.entries), indent=2, ensure_ascii=False)
    yield from fenced("json", [text])
    yield "</details>"
