"""When a check runs: soon after a change, one at a time."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Awaitable, Callable
from typing import Final

_SHORTEST_PAUSE: Final = 0.03
_LONGEST_PAUSE: Final = 0.5
"""Bounds of the seconds of quiet after which a text that changes is checked. In between it is what
the last check took: a check that is over at once needs no quiet."""

_LONG: Final = 0.2
"""Seconds of a check that hover and completion do not wait for."""


class CheckLoop:
    """Runs a check after changes, and again if something has changed meanwhile.

    Its methods are also handlers of messages, whose parameters they ignore.
    """

    def __init__(self, check: Callable[[], Awaitable[None]]) -> None:
        self._check: Final = check
        self._cost = 0.0
        """The seconds that the last check took."""

        self._timer: asyncio.TimerHandle | None = None
        self._task: asyncio.Task[None] | None = None
        self._again = False
        self.ended = False

    @property
    def is_slow(self) -> bool:
        """Whether a check takes longer than someone waits for a hover."""
        return self._cost > _LONG

    def check_now(self, *_: object) -> None:
        """Check without waiting for more changes."""
        self._check_in(0)

    def check_soon(self, *_: object) -> None:
        """Check after a moment without changes."""
        self._check_in(max(_SHORTEST_PAUSE, min(_LONGEST_PAUSE, self._cost)))

    async def settled(self) -> None:
        """Wait until the newest texts are checked."""
        if self._timer is not None and not self.ended:
            self._timer.cancel()
            self._start()
        if self._task is not None:
            await asyncio.shield(self._task)

    def end(self, *_: object) -> None:
        """Start no more checks."""
        self.ended = True
        if self._timer is not None:
            self._timer.cancel()

    def _check_in(self, seconds: float) -> None:
        if self._timer is not None:
            self._timer.cancel()
        self._timer = asyncio.get_running_loop().call_later(seconds, self._start)

    def _start(self) -> None:
        self._timer = None
        self._again = True
        if self._task is None or self._task.done():
            self._task = asyncio.get_running_loop().create_task(self._run())

    async def _run(self) -> None:
        while self._again and not self.ended:
            self._again = False
            begun = time.perf_counter()
            await self._check()
            self._cost = time.perf_counter() - begun
