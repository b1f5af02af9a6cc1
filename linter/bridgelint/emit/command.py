"""`--dry-run` and `--emit`: what is asked for is found, and shown or sent."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Sequence
from functools import partial
from typing import TYPE_CHECKING, Final

from bridgelint.base.failure import Failure, is_debugged, our_fault
from bridgelint.base.records import replace
from bridgelint.config.output import Output
from bridgelint.emit.action_sequence import sequence
from bridgelint.emit.gathering import Gathered, gather
from bridgelint.lint.loading import RunRequest
from bridgelint.lint.report import FAILURE, FINDINGS, NOTHING_CHECKED, OK
from bridgelint.report.terminal import complain, deliver, remark, wants_colour

if TYPE_CHECKING:
    from bridgelint.emit.gathering import Gathered
    from bridgelint.emit.receipt import Told
    from bridgelint.eventbridge.event_module import EventModule
    from bridgelint.lint.run_arguments import Arguments

Draw = Callable[["Sequence[EventModule]"], str]
"""Returns the picture of the flow as Mermaid text, or an empty string."""

_DEFAULT: Final = (Output("default"),)
_DRY_RUN: Final = frozenset({"default", "json", "markdown"})
_EMIT: Final = frozenset({"default", "json"})


def dry_run(asked: RunRequest, draw: Draw) -> int:
    """Show what the actions would send; the exit status."""
    mistakes = _mistakes(asked.arguments, _DRY_RUN)
    if mistakes:
        return _failed(asked.arguments, mistakes)
    gathered = gather(asked)
    failures = [*gathered.unusable, *gathered.refused]
    if gathered.refused or (failures and not gathered.requests):
        return _failed(asked.arguments, failures)
    if not all(each.names for each in gathered.loaded.selection.places):
        from bridgelint.lint.run_remarks import path_remarks  # rare

        for line in path_remarks(asked, gathered.loaded.selection):
            remark(line)
    outputs = asked.arguments.outputs or _DEFAULT
    failures += deliver(outputs, asked.arguments.color, partial(_shown, gathered, draw))
    walked = (module for root in gathered.loaded.modules for module in root.walk())
    if asked.strict and not any(module.actions or module.triggers for module in walked):
        failures.append(NOTHING_CHECKED)
    if failures:
        return _failed(asked.arguments, failures)
    return FINDINGS if asked.strict and not all(each.ready for each in gathered.requests) else OK


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


def emit(arguments: Arguments, request: Callable[[], RunRequest], *, ends_process: bool) -> int:
    """Send what the actions would send; the exit status. One document is printed in every case.

    `request` raises `ConfigurationError` if the run cannot start.
    """
    from bridgelint.config.config import ConfigurationError  # one mode is used
    from bridgelint.emit.emitting import REFUSED, Refused  # not for a dry run
    from bridgelint.emit.emitting import emit as send  # as above
    from bridgelint.emit.signals import interruptible  # as above

    _open_standard_streams()
    with interruptible(ends_process=ends_process) as interruption:
        try:
            mistakes = _mistakes(arguments, _EMIT)
            told = _refused(mistakes, FAILURE) if mistakes else send(request(), interruption)
        except Refused as refused:
            told = _refused(refused.reasons, refused.status)
        except ConfigurationError as error:
            told = _refused(error.failures, FAILURE)
        except KeyboardInterrupt:
            told = replace(_refused([Failure("interrupted")], REFUSED), interrupted=True)
        except Exception as error:  # nothing was sent: what is sent is guarded
            if is_debugged():
                raise
            told = _refused([our_fault("before anything was sent", error)], FAILURE)
        interruption.only_note()
        return _deliver(arguments, told)


def refuse(arguments: Arguments, failures: Sequence[Failure]) -> int:
    """End a run of `--emit` that cannot start because of how it is used."""
    return _deliver(arguments, _refused(failures, FAILURE))


def _refused(reasons: Sequence[Failure], status: int) -> Told:
    from bridgelint.emit.receipt import Told  # as above

    return Told(status, tuple(reasons))


def _deliver(arguments: Arguments, told: Told) -> int:
    """Write the outcome where it is wanted, and what is wrong to standard error."""
    from bridgelint.emit.emitting import REFUSED  # not for a dry run
    from bridgelint.emit.receipt import receipt, table  # as above

    def shown(format_: str, width: int, colour: bool) -> str:  # noqa: FBT001 # as `deliver` says
        return receipt(told) if format_ == "json" else table(told, columns=width, colour=colour)

    failures = list(told.errors)
    outputs = [each for each in arguments.outputs or _DEFAULT if each.format in _EMIT]
    failures += deliver(outputs, arguments.color, shown)
    for each in told.skipped:
        remark(f"`{each.address}` is skipped: {each.reason}; pass it with --action to send it")
    _failed(arguments, failures)
    if told.exit_status == REFUSED:
        remark("nothing was sent")
    return told.exit_status


def _mistakes(arguments: Arguments, formats: frozenset[str]) -> list[Failure]:
    *others, last = sorted(formats)
    allowed = f"{', '.join(f'`{each}`' for each in others)} or `{last}`"
    return [
        Failure(f"--format {each.format} is only for findings", f"use {allowed}")
        for each in arguments.outputs
        if each.format not in formats
    ]


def _failed(arguments: Arguments, failures: Sequence[Failure]) -> int:
    for each in failures:
        complain(each, colour=wants_colour(sys.stderr, arguments.color))
    return FAILURE


def _open_standard_streams() -> None:
    """Keep the numbers of closed standard streams from files and connections."""
    for number in range(3):
        try:
            os.fstat(number)
        except OSError:
            os.open(os.devnull, os.O_RDWR)
