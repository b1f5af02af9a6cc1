"""`--dry-run`: what the actions would send, shown."""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence
from functools import partial
from typing import Final

from bridgelint.base.failure import Failure
from bridgelint.config.output import Output
from bridgelint.emit.gathering import Gathered, gather
from bridgelint.emit.triggering import sequence
from bridgelint.eventbridge.event_module import EventModule
from bridgelint.lint.loading import RunRequest
from bridgelint.lint.report import FINDINGS, NOTHING_CHECKED, OK
from bridgelint.report.terminal import deliver, failed, remark

Draw = Callable[[Sequence[EventModule]], str]
"""Returns the picture of the flow as Mermaid text, or an empty string."""

DEFAULT: Final = (Output("default"),)


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
        from bridgelint.lint.run_remarks import path_remarks  # rare

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
        from bridgelint.emit.dry_run_json import document  # one format is used

        return document(requests, steps)
    if format_ == "markdown":
        from bridgelint.emit.dry_run_markdown import markdown  # as above

        return markdown(requests, steps, draw(gathered.loaded.modules) if requests else "")
    from bridgelint.emit.panel import panels  # as above

    return panels(requests, steps, columns=width, colour=colour)
