"""A run whose arguments, environment and files are as before writes what it wrote before.

What a run saw is asked of the disk again, by content and not by date. So nothing can be missed
that the run depended on, as long as it said what it looked at (`bridgelint.observed`).
"""

from __future__ import annotations

import os
import sys

from bridgelint.cache.entry import Entry, load
from bridgelint.cache.place import directory, may_repeat, name
from bridgelint.observed import Recording, record, stop

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Sequence


def main(argv: Sequence[str], run: Callable[[Sequence[str]], int]) -> int:
    """The exit status of a run, made now or before."""
    where = directory(argv) if may_repeat(argv) else ""
    if not where:
        return run(argv)
    try:
        own_name = name(argv)
    except (OSError, ValueError):
        return run(argv)
    entry = load(where, own_name)
    if entry is not None and entry.is_current():
        return _written(entry)
    recording = record()
    try:
        status = run(argv)
    finally:
        stop()
    _keep(where, own_name, recording, status)
    return status


def _written(entry: Entry) -> int:
    for is_error, data in entry.output:
        stream = sys.stderr if is_error else sys.stdout
        try:
            stream.buffer.write(data)
            stream.flush()
        except BrokenPipeError:
            # The interpreter flushes once more when it ends; that has to have somewhere to go.
            os.dup2(os.open(os.devnull, os.O_WRONLY), stream.fileno())
    return entry.status


def _keep(where: str, own_name: str, recording: Recording, status: int) -> None:
    if recording.is_spoiled or not recording.is_repeatable or status not in {0, 2}:
        return
    from bridgelint.cache.store import store  # noqa: PLC0415 # a repeated run writes nothing

    looks = [(kind, path, found) for (kind, path), found in recording.looks.items()]
    store(where, own_name, Entry(status, looks, recording.output))
