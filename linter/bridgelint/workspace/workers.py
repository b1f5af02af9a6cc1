"""Reading many directories with several processes."""

from __future__ import annotations

import json
import os
from collections.abc import Iterator, Mapping, Sequence
from itertools import pairwise
from typing import Final, NamedTuple

from bridgelint.workspace.discover import Place
from bridgelint.workspace.survey import Survey, survey

LEAST_PLACES: Final = 300
"""For fewer directories a second process costs about what it saves."""

_MOST_WORKERS: Final = 8
"""More than that wait for each other in the kernel."""

_Summary = tuple[int, bool, tuple[str, ...]]
"""Which place, whether it is marked, and what it may call."""


class _Worker(NamedTuple):
    """A process that reads a part of the places."""

    process: int
    pipe: int
    """Where its answer comes from."""

    start: int
    end: int


def processors() -> int:
    """How many processes can run at a time."""
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1


def surveys(places: Sequence[Place], overlay: Mapping[str, bytes], workers: int) -> list[Survey]:
    """The survey of each place, in their order, whoever reads it.

    What a worker finds marked is read once more here, where it is needed: that is little. What a
    worker does not answer for is read here as well.
    """
    shares = min(workers, _MOST_WORKERS) if len(places) >= LEAST_PLACES else 1
    if shares < 2 or not hasattr(os, "fork"):
        return [survey(place, overlay) for place in places]
    bounds = [len(places) * share // shares for share in range(shares + 1)]
    started = [_start(places, overlay, start, end) for start, end in pairwise(bounds[1:])]
    found = [survey(place, overlay) for place in places[: bounds[1]]]
    for worker in started:
        answers = _answers(worker)
        for number in range(worker.start, worker.end):
            place = places[number]
            marked, sources = (
                answers.get(number, (False, ())) if answers is not None else (True, ())
            )
            found.append(survey(place, overlay) if marked else Survey(place, marked, (), sources))
    return found


def _start(places: Sequence[Place], overlay: Mapping[str, bytes], start: int, end: int) -> _Worker:
    reading, writing = os.pipe()
    process = os.fork()
    if process:
        os.close(writing)
        return _Worker(process, reading, start, end)
    try:
        os.close(reading)
        answer = json.dumps([*_summaries(places, overlay, start, end)])
        with os.fdopen(writing, "wb") as pipe:
            pipe.write(answer.encode())
    finally:
        # Nothing of what this process inherited may be written or cleaned up twice.
        os._exit(0)


def _summaries(
    places: Sequence[Place], overlay: Mapping[str, bytes], start: int, end: int
) -> Iterator[_Summary]:
    for number in range(start, end):
        found = survey(places[number], overlay)
        if found.marked or found.sources:
            yield number, found.marked, found.sources


def _answers(worker: _Worker) -> dict[int, tuple[bool, tuple[str, ...]]] | None:
    """What a worker found, where that is anything; nothing at all when it came to grief."""
    with os.fdopen(worker.pipe, "rb") as pipe:
        answer = pipe.read()
    os.waitpid(worker.process, 0)
    try:
        summaries: list[_Summary] = json.loads(answer)
    except ValueError:
        return None
    return {number: (marked, tuple(sources)) for number, marked, sources in summaries}
