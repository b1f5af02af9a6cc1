"""Interruptions: before anything is sent they end the run, from then on they are only noted."""

from __future__ import annotations

import signal
import threading
from collections.abc import Generator
from contextlib import contextmanager
from types import FrameType
from typing import Any, Final

_NAMES: Final = ("SIGINT", "SIGTERM", "SIGHUP")
_SIGNALS: Final = tuple(getattr(signal, each) for each in _NAMES if hasattr(signal, each))


class Interruption:
    """Whether someone wants the run to end."""

    def __init__(self) -> None:
        self.requested = False
        self._raises = True

    def only_note(self) -> None:
        """From now on a signal raises nothing, however often it comes."""
        self._raises = False

    def note(self, _number: int, _frame: FrameType | None) -> None:
        """Handle a signal."""
        self.requested = True
        if self._raises:
            self._raises = False
            raise KeyboardInterrupt


@contextmanager
def interruptible(*, ends_process: bool) -> Generator[Interruption]:
    """Handle SIGINT, SIGTERM and SIGHUP, unless they are ignored already.

    If the process ends with the run, they stay without effect to its end.
    """
    interruption = Interruption()
    before: dict[signal.Signals, Any] = {}
    if threading.current_thread() is threading.main_thread():
        before = {each: signal.getsignal(each) for each in _SIGNALS}
        before = {each: old for each, old in before.items() if old is not signal.SIG_IGN}
        for each in before:
            signal.signal(each, interruption.note)
    try:
        yield interruption
    finally:
        for each, old in before.items():
            signal.signal(each, signal.SIG_IGN if ends_process else old)
