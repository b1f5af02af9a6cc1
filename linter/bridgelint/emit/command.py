"""`--dry-run` and `--emit`: what is asked for is found, and shown or sent."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from typing import TYPE_CHECKING, Final, Protocol

from bridgelint.base.failure import Failure
from bridgelint.config.output import Output
from bridgelint.emit.addresses import select
from bridgelint.emit.outgoing import OutgoingRequest as PutEvents
from bridgelint.emit.outgoing import requests_of
from bridgelint.lint.loading import Loaded, RunRequest, read
from bridgelint.lint.report import FAILURE, OK
from bridgelint.report.terminal import (
    columns,
    complain,
    encoded,
    put,
    remark,
    wants_colour,
    write,
)
from bridgelint.workspace.file_writing import replace_file

if TYPE_CHECKING:
    from bridgelint.emit.emitting import Emission

_FORMATS: Final = frozenset({"default", "json"})


def emit(asked: RunRequest) -> int:
    """Show or send what the actions would send; the exit status."""
    outputs = asked.arguments.outputs or (Output("default"),)
    mistakes = [_no_such_format(each) for each in outputs if each.format not in _FORMATS]
    if mistakes:
        return _failed(asked, mistakes)
    return _emit(asked) if asked.arguments.mode == "emit" else _dry_run(asked)


def _no_such_format(output: Output) -> Failure:
    return Failure(f"`--format {output.format}` is for findings", "give `default` or `json`")


def _dry_run(asked: RunRequest) -> int:
    loaded = read(asked)
    requests, mistakes = _selected(asked, loaded)
    failures = [*loaded.failures, *mistakes]
    if mistakes or (failures and not requests):
        return _failed(asked, failures)
    failures += _put(asked, _DryRun(asked, loaded, requests))
    return _failed(asked, failures) if failures else OK


def _emit(asked: RunRequest) -> int:
    from bridgelint.emit.emitting import (  # noqa: PLC0415 # not for a dry run
        PACE,
        Refused,
        check_selection,
        check_surroundings,
        confirm,
        prepare,
        send,
        undisturbed,
    )

    try:
        check_surroundings(asked.arguments)
        loaded = read(asked)
        requests, mistakes = _selected(asked, loaded)
        check_selection(loaded, mistakes)
        if not requests:
            remark("there is nothing to send")
            return OK
        emission = prepare(asked, loaded, requests)
        confirm(emission, confirmed=asked.arguments.yes)
    except Refused as refused:
        status = _failed(asked, refused.failures)
        remark("nothing was sent")
        return status
    except KeyboardInterrupt:
        write(sys.stderr, "\nnothing was sent\n")
        return FAILURE
    send(emission, PACE)
    with undisturbed():
        failures = _tell(asked, _Receipt(emission))
    if failures:
        return _failed(asked, failures)
    return OK if emission.ledger.is_complete else FAILURE


def _tell(asked: RunRequest, receipt: _Receipt) -> list[Failure]:
    """Write the receipt where it is wanted, and where that cannot be, where it can be seen."""
    try:
        failures = _put(asked, receipt)
    except OSError as error:
        failures = [Failure(f"cannot write the receipt: {error.strerror}")]
    if failures:
        write(sys.stderr, receipt.text(columns=columns(sys.stderr), colour=False))
    return failures


def _selected(asked: RunRequest, loaded: Loaded) -> tuple[tuple[PutEvents, ...], list[Failure]]:
    """The requests that are asked for, and the addresses that name none."""
    found = tuple(requests_of(loaded.modules))
    if loaded.plan is not None:
        from bridgelint.emit.overlay import overlay  # noqa: PLC0415 # only with a plan

        overlaid = overlay(found, loaded.plan)
        found = overlaid.requests
        for address in overlaid.stale:
            remark(f"{address}: the configuration says something else; the plan's values count")
    selected = select((each.instance for each in found), asked.arguments.actions)
    wanted = set(selected.instances)
    requests = tuple(each for each in found if each.instance in wanted)
    return requests, list(selected.failures)


def _failed(asked: RunRequest, failures: Sequence[Failure]) -> int:
    for each in failures:
        complain(each, colour=wants_colour(sys.stderr, asked.arguments.color))
    return FAILURE


# -- output


class _Document(Protocol):
    """What is shown in the end, in both formats."""

    def json(self) -> str:
        """For a program."""
        ...

    def text(self, *, columns: int, colour: bool) -> str:
        """For a person."""
        ...


class _DryRun:
    def __init__(self, asked: RunRequest, loaded: Loaded, requests: Sequence[PutEvents]) -> None:
        self._asked = asked
        self._loaded = loaded
        self._requests = requests

    def json(self) -> str:
        from bridgelint.emit.dry_run_json import document  # noqa: PLC0415 # one format is used

        return document(self._requests)

    def text(self, *, columns: int, colour: bool) -> str:
        from bridgelint.emit.checks import errors_about  # noqa: PLC0415 # as above
        from bridgelint.emit.panel import panels  # noqa: PLC0415 # as above

        errors = errors_about(self._asked, self._loaded, self._requests)
        return panels(self._requests, errors, columns=columns, colour=colour)


class _Receipt:
    def __init__(self, emission: Emission) -> None:
        self._emission = emission

    def json(self) -> str:
        from bridgelint.emit.receipt import receipt  # noqa: PLC0415 # as above

        return receipt(self._emission.ledger, self._emission.account)

    def text(self, *, columns: int, colour: bool) -> str:
        from bridgelint.emit.receipt import table  # noqa: PLC0415 # as above

        return table(self._emission.ledger, columns=columns, colour=colour)


def _put(asked: RunRequest, document: _Document) -> list[Failure]:
    """Write the document everywhere it is wanted; the places that cannot be written."""
    failures: list[Failure] = []
    for output in asked.arguments.outputs or (Output("default"),):
        if output.file is None:
            colour = wants_colour(sys.stdout, asked.arguments.color)
            put(_text(document, output, columns(sys.stdout), colour=colour))
            continue
        try:
            data = encoded(_text(document, output, 80, colour=False))
            replace_file(output.file, data)
        except OSError as error:
            failures.append(Failure(f"cannot write `{output.file}`: {error.strerror}"))
    return failures


def _text(document: _Document, output: Output, width: int, *, colour: bool) -> str:
    if output.format == "json":
        return document.json()
    return document.text(columns=width, colour=colour)
