"""The progress of a run: one line on a terminal, if it takes longer than a second."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Final, TextIO, TypeVar

if TYPE_CHECKING:
    from threading import Event

_T = TypeVar("_T")

PATIENCE: Final = 1.0
"""Seconds before anything is shown."""

_INTERVAL: Final = 0.2
_WIDTH: Final = 24
_ERASE: Final = "\r\x1b[K"


class _State:
    """The counters of this process, which another thread shows."""

    done: int = 0
    total: int = 0


_state: Final = _State()


def counts() -> tuple[int, int]:
    """Return how many of the items are done, and how many there are."""
    return _state.done, _state.total


def counted(items: Sequence[_T]) -> Iterator[_T]:
    """Yield the items and count them for the progress line."""
    _state.total = len(items)
    for number, item in enumerate(items):
        _state.done = number
        yield item
    _state.done = len(items)


class shown_on:  # noqa: N801 # used like a function
    """Show the progress meanwhile. If it is not wanted, nothing is imported or started."""

    def __init__(self, stream: TextIO, *, wanted: bool) -> None:
        self._stream = stream
        self._wanted = wanted

    def __enter__(self) -> None:
        if not self._wanted:
            return
        from threading import Event, Thread  # only on a terminal

        _state.done = _state.total = 0  # left over from another run of this process
        self._end = Event()
        self._thread = Thread(target=_show, args=(self._stream, self._end), daemon=True)
        self._thread.start()

    def __exit__(self, *_: object) -> None:
        if self._wanted:
            self._end.set()
            self._thread.join()


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
            stream.write(_ERASE + line(_state.done, _state.total))
            stream.flush()
            if end.wait(_INTERVAL):
                break
        stream.write(_ERASE)
        stream.flush()
    except (OSError, ValueError):
        return
