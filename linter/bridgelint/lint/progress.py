"""The progress of a run: one line on a terminal, if it takes longer than a second."""

from __future__ import annotations

from collections.abc import Generator, Iterator, Sequence
from contextlib import contextmanager
from typing import TYPE_CHECKING, Final, TextIO, TypeVar

if TYPE_CHECKING:
    from threading import Event

_T = TypeVar("_T")

PATIENCE: Final = 1.0
"""Seconds before anything is shown."""

_INTERVAL: Final = 0.2
_WIDTH: Final = 24
_ERASE: Final = "\r\x1b[K"

counts: Final = [0, 0]
"""How many items of this process are done, and how many there are. Another thread shows them."""


def counted(items: Sequence[_T]) -> Iterator[_T]:
    """Yield the items and count them for the progress line."""
    counts[:] = 0, len(items)
    for item in items:
        yield item
        counts[0] += 1


@contextmanager
def shown_on(stream: TextIO, *, wanted: bool) -> Generator[None]:
    """Show the progress meanwhile. If it is not wanted, nothing is imported or started."""
    if not wanted:
        yield
        return
    from threading import Event, Thread  # only on a terminal

    counts[:] = 0, 0  # left over from another run of this process
    end = Event()
    thread = Thread(target=_show, args=(stream, end), daemon=True)
    thread.start()
    try:
        yield
    finally:
        end.set()
        thread.join()


def line(done: int, total: int) -> str:
    """Return the progress bar."""
    if not total:
        return "reading …"
    full = _WIDTH * done // total
    return f"checking [{'#' * full}{' ' * (_WIDTH - full)}] {done:,} of {total:,} modules"


def _show(stream: TextIO, end: Event) -> None:
    # A closed stream, or one that cannot encode the text, must not end a run.
    try:
        if end.wait(PATIENCE):
            return
        while True:
            stream.write(_ERASE + line(*counts))
            stream.flush()
            if end.wait(_INTERVAL):
                break
        stream.write(_ERASE)
        stream.flush()
    except (OSError, ValueError):
        return
