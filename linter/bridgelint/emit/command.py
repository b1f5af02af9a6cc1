"""`--dry-run` and `--emit`: what is asked for is found, and shown or sent."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Sequence
from functools import partial
from typing import TYPE_CHECKING, Final

from bridgelint.base.failure import Failure, our_fault
from bridgelint.base.records import replace
from bridgelint.config.output import Output
from bridgelint.emit.action_sequence import sequence
from bridgelint.emit.gathering import Gathered, gather
from bridgelint.lint.loading import RunRequest
from bridgelint.lint.report import FAILURE, FINDINGS, OK
from bridgelint.report.terminal import (
    OutputError,
    columns,
    complain,
    encoded,
    put,
    remark,
    wants_colour,
)
from bridgelint.workspace.file_writing import replace_file

if TYPE_CHECKING:
    from bridgelint.emit.checks import Fault
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
        from bridgelint.lint.run_remarks import path_remarks  # noqa: PLC0415 # rare

        for line in path_remarks(asked, gathered.loaded.selection):
            remark(line)
    outputs = asked.arguments.outputs or _DEFAULT
    failures += _put(asked.arguments, outputs, partial(_shown, gathered, draw))
    strict = asked.config.strict if asked.arguments.strict is None else asked.arguments.strict
    if strict and not any(_has_events(root) for root in gathered.loaded.modules):
        message = "nothing was checked: there is no action and no trigger"
        failures.append(Failure(message, "pass another path, or remove --strict"))
    if failures:
        return _failed(asked.arguments, failures)
    return FINDINGS if strict and not all(each.ready for each in gathered.requests) else OK


def _has_events(root: EventModule) -> bool:
    return any(module.actions or module.triggers for module in root.walk())


def _shown(
    gathered: Gathered,
    draw: Draw,
    format_: str,
    width: int,
    colour: bool,  # noqa: FBT001 # as in `_Show`
) -> str:
    requests = gathered.requests
    steps = sequence(gathered.loaded.modules, gathered.plan)
    if format_ == "json":
        from bridgelint.emit.dry_run_json import document  # noqa: PLC0415 # one format is used

        return document(requests, steps)
    if format_ == "markdown":
        from bridgelint.emit.dry_run_markdown import markdown  # noqa: PLC0415 # as above

        return markdown(requests, steps, draw(gathered.loaded.modules) if requests else "")
    from bridgelint.emit.panel import panels  # noqa: PLC0415 # as above

    return panels(requests, steps, columns=width, colour=colour)


def emit(arguments: Arguments, request: Callable[[], RunRequest], *, ends_process: bool) -> int:
    """Send what the actions would send; the exit status. One document is printed in every case.

    `request` raises `ConfigurationError` if the run cannot start.
    """
    from bridgelint.config.config import ConfigurationError  # noqa: PLC0415 # one mode is used
    from bridgelint.emit.emitting import REFUSED, Refused  # noqa: PLC0415 # not for a dry run
    from bridgelint.emit.emitting import emit as send  # noqa: PLC0415 # as above
    from bridgelint.emit.signals import interruptible  # noqa: PLC0415 # as above

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
            if os.environ.get("BRIDGELINT_DEBUG", "0") not in {"", "0"}:
                raise
            told = _refused([our_fault("before anything was sent", error)], FAILURE)
        interruption.only_note()
        return _deliver(arguments, told)


def refuse(arguments: Arguments, failures: Sequence[Failure]) -> int:
    """End a run of `--emit` that cannot start because of how it is used."""
    return _deliver(arguments, _refused(failures, FAILURE))


def _refused(reasons: Sequence[Failure | Fault], status: int) -> Told:
    from bridgelint.emit.checks import Fault  # noqa: PLC0415 # as above
    from bridgelint.emit.receipt import Told  # noqa: PLC0415 # as above

    errors = (
        each if isinstance(each, Fault) else Fault(None, each.message, each.help, each.span)
        for each in reasons
    )
    return Told(status, tuple(errors))


def _deliver(arguments: Arguments, told: Told) -> int:
    """Write the outcome where it is wanted, and what is wrong to standard error."""
    from bridgelint.emit.emitting import REFUSED  # noqa: PLC0415 # not for a dry run
    from bridgelint.emit.receipt import receipt, table  # noqa: PLC0415 # as above

    def shown(format_: str, width: int, colour: bool) -> str:  # noqa: FBT001 # as in `_Show`
        return receipt(told) if format_ == "json" else table(told, columns=width, colour=colour)

    failures = [each.failure for each in told.errors]
    outputs = [each for each in arguments.outputs or _DEFAULT if each.format in _EMIT]
    failures += _put(arguments, outputs, shown)
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


# -- output

_Show = Callable[[str, int, bool], str]
"""The document in a format, so wide, and in colour or not."""


def _put(arguments: Arguments, outputs: Sequence[Output], show: _Show) -> list[Failure]:
    """Write the document everywhere it is wanted; the places that cannot be written."""
    failures: list[Failure] = []
    for output in outputs:
        try:
            if output.file is None:
                colour = wants_colour(sys.stdout, arguments.color)
                put(show(output.format, columns(sys.stdout), colour))
            else:
                replace_file(output.file, encoded(show(output.format, 80, False)))  # noqa: FBT003 # as above
        except OutputError as error:
            failures.append(error.failure)
        except OSError as error:
            failures.append(Failure(f"cannot write `{output.file}`: {error.strerror}"))
    return failures


def _open_standard_streams() -> None:
    """Keep the numbers of closed standard streams from files and connections."""
    for number in range(3):
        try:
            os.fstat(number)
        except OSError:
            os.open(os.devnull, os.O_RDWR)
