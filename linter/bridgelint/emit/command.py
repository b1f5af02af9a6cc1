"""`--dry-run` and `--emit`: what is asked for, found, and shown or sent."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from pathlib import Path

from bridgelint.emit.addresses import select
from bridgelint.emit.requests import Request as PutEvents
from bridgelint.emit.requests import requests_of
from bridgelint.reading import Request, read
from bridgelint.report.formats import Output
from bridgelint.report.report import FAILURE, OK, Failure
from bridgelint.terminal import columns, complain, encoded, remark, wants_colour, write


def emit(asked: Request) -> int:
    """Show or send what the actions would send; the exit status."""
    mistakes = [_no_such_view(each) for each in _outputs(asked) if each.format not in _VIEWS]
    if mistakes:
        return _failed(asked, mistakes)
    loaded = read(asked)
    everything = tuple(requests_of(loaded.modules))
    if loaded.plan is not None:
        from bridgelint.emit.overlay import overlay  # noqa: PLC0415 # only with a plan

        overlaid = overlay(everything, loaded.plan)
        everything = overlaid.requests
        for address in overlaid.stale:
            remark(f"{address}: the configuration says something else; the plan's values count")
    selected = select((each.instance for each in everything), asked.arguments.actions)
    failures = [*loaded.failures, *selected.failures]
    wanted = set(selected.instances)
    requests = tuple(each for each in everything if each.instance in wanted)
    if selected.failures or (failures and not everything):
        return _failed(asked, failures)
    failures += _shown(asked, requests)
    return _failed(asked, failures) if failures else OK


_VIEWS = frozenset({"default", "json"})


def _outputs(asked: Request) -> tuple[Output, ...]:
    return asked.arguments.outputs or (Output("default"),)


def _no_such_view(output: Output) -> Failure:
    return Failure(f"`--format {output.format}` is for findings", "give `default` or `json`")


def _shown(asked: Request, requests: Sequence[PutEvents]) -> list[Failure]:
    failures: list[Failure] = []
    for output in _outputs(asked):
        if output.file is None:
            colour = wants_colour(sys.stdout, asked.arguments.color)
            write(sys.stdout, _dry_run(requests, output, columns(sys.stdout), colour=colour))
            continue
        try:
            Path(output.file).write_bytes(encoded(_dry_run(requests, output, 80, colour=False)))
        except OSError as error:
            failures.append(Failure(f"cannot write `{output.file}`: {error.strerror}"))
    return failures


def _dry_run(requests: Sequence[PutEvents], output: Output, width: int, *, colour: bool) -> str:
    if output.format == "json":
        from bridgelint.emit.document import document  # noqa: PLC0415 # one view is used

        return document(requests)
    from bridgelint.emit.panel import panels  # noqa: PLC0415 # as above

    return panels(requests, columns=width, colour=colour)


def _failed(asked: Request, failures: Sequence[Failure]) -> int:
    for each in failures:
        complain(each, colour=wants_colour(sys.stderr, asked.arguments.color))
    return FAILURE
