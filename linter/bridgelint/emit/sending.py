"""Requests out, answers in. No entry that was accepted, or may have been, is sent again."""

from __future__ import annotations

import re
import signal
import threading
import time
from collections.abc import Callable, Generator, Mapping, Sequence
from contextlib import contextmanager
from math import inf, ldexp
from random import SystemRandom
from types import FrameType
from typing import Any, Final, cast

from bridgelint.base.failure import Failure, our_fault
from bridgelint.emit.aws import RequestError
from bridgelint.emit.journal import Journal, JournalError
from bridgelint.emit.outgoing import Draft
from bridgelint.emit.payload import Secrets, hash_of_request, payload
from bridgelint.emit.targets import RequestPart
from bridgelint.lint.run_arguments import Arguments

RETRIED: Final = frozenset({"ThrottlingException", "InternalFailure"})
"""Codes of entries that EventBridge did not accept and may accept later. API documentation."""

LAST_ANSWER_SECONDS: Final = 5.0
"""How long the answer under way is awaited after an interruption."""

REQUEST_SECONDS: Final = 90.0
"""An answer that takes longer, byte by byte, is none."""

_TICK: Final = 0.05
_SIGNALS: Final = ("SIGINT", "SIGTERM", "SIGHUP")
_UUID: Final = r"[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}"

Answer = dict[str, object]


def pause(attempt: int, jitter: float) -> float:
    """Seconds before the next attempt; `jitter`, between 0 and 1, decides between half and all."""
    return min(10.0, ldexp(0.25, attempt)) * (0.5 + jitter / 2)


class Interruption:
    """Whether someone wants the run to end. Before anything is sent, that ends it."""

    requested = False
    raises = True
    """Otherwise a signal is only noted, however often it comes."""

    def note(self, _number: int, _frame: FrameType | None) -> None:
        self.requested = True
        if self.raises:
            self.raises = False
            raise KeyboardInterrupt


@contextmanager
def interruptible(*, ends_process: bool) -> Generator[Interruption]:
    """Handle SIGINT, SIGTERM and SIGHUP, unless they are ignored already.

    If the process ends with the run, they stay without effect to its end.
    """
    interruption = Interruption()
    before: dict[signal.Signals, Any] = {}
    if threading.current_thread() is threading.main_thread():
        known = (getattr(signal, each) for each in _SIGNALS if hasattr(signal, each))
        handlers = ((each, signal.getsignal(each)) for each in known)
        before = {each: old for each, old in handlers if old is not signal.SIG_IGN}
        for each in before:
            signal.signal(each, interruption.note)
    try:
        yield interruption
    finally:
        for each, old in before.items():
            signal.signal(each, signal.SIG_IGN if ends_process else old)


class Sender:
    """Sends jobs, and notes in the journal what is sent and answered."""

    def __init__(
        self,
        journal: Journal,
        jobs: Sequence[RequestPart],
        arguments: Arguments,
        secrets: Secrets,
        interruption: Interruption,
    ) -> None:
        self.failures: list[Failure] = []
        """What went wrong besides the answers."""

        self._journal = journal
        self._secrets = secrets
        self._interruption = interruption
        self._rate = arguments.rate
        self._threads = min(arguments.parallel or 1, len(jobs))
        self._attempts = arguments.max_attempts or 5
        self._unknown_attempts = arguments.max_attempts_unknown or 1
        self._waiting = list(jobs)
        self._total = len(jobs)
        self._busy: dict[tuple[str, str], float] = {}
        """The lanes of the requests under way, and since when an answer is awaited."""

        self._stopping = threading.Event()
        self._changed = threading.Condition()
        self._next_slot = 0.0

    def send(self, progress: Callable[[int], None]) -> None:
        """Send everything, or what can be sent until something fails or interrupts."""
        for _ in range(self._threads):
            # A thread that waits for an answer must not keep the process alive.
            threading.Thread(target=self._work, daemon=True).start()
        deadline: float | None = None
        while True:
            with self._changed:
                # Each change is progress to show, so this does not wait for the end.
                if self._is_done() or (self._changed.wait(_TICK) and self._is_done()):
                    break
                done = self._total - len(self._waiting) - len(self._busy)
                oldest = min(self._busy.values(), default=None)
            progress(done)
            now = time.monotonic()
            if self._interruption.requested and deadline is None:
                deadline = now + LAST_ANSWER_SECONDS
                self._stopping.set()
            if oldest is not None and now - oldest > REQUEST_SECONDS:
                self._stopping.set()
                deadline = now
            if deadline is not None and now >= deadline:
                break

    def _is_done(self) -> bool:
        return not self._busy and (not self._waiting or self._is_stopping())

    def _is_stopping(self) -> bool:
        return self._stopping.is_set() or self._interruption.requested

    def _work(self) -> None:
        while (job := self._next()) is not None:
            try:
                going_on = self._send(job)
            except JournalError as error:
                self._stop(Failure(f"cannot write the journal: {error}"))
            except Exception as error:  # noqa: BLE001 # the journal knows what was sent
                fault = our_fault("while sending", error)
                self._stop(Failure(self._secrets.without(fault.message), fault.help))
            else:
                if not going_on:
                    self._stopping.set()
            finally:
                with self._changed:
                    self._busy.pop(job.lane, None)
                    self._changed.notify_all()

    def _stop(self, failure: Failure) -> None:
        if failure not in self.failures:
            self.failures.append(failure)
        self._stopping.set()

    def _next(self) -> RequestPart | None:
        with self._changed:
            while self._waiting and not self._is_stopping():
                for place, job in enumerate(self._waiting):
                    if job.lane not in self._busy:
                        self._busy[job.lane] = inf
                        return self._waiting.pop(place)
                self._changed.wait(_TICK)
        return None

    # -- one request

    def _send(self, job: RequestPart) -> bool:
        """Send one request as often as that is safe; whether the next one may be tried."""
        waiting = list(job.pending)
        attempt = self._journal.ledger.attempts.get(job.number, 0)
        tries = unknown = 0
        while waiting and self._may_send():
            attempt, tries = attempt + 1, tries + 1
            indexes = [each.index for each in waiting]
            self._journal.sent(job.number, attempt, indexes, hash_of_request(waiting))
            try:
                answer = self._put(job, waiting)
            except RequestError as error:
                status = "unknown" if error.outcome == "unknown" else "failed"
                code, message = self._safe(error.code), self._safe(error.message)
                told = [_answer(each, status, code, message) for each in waiting]
                self._journal.answer(job.number, attempt, told)
                unknown += error.outcome == "unknown"
                again = {
                    "throttled": tries < self._attempts,
                    "failed": False,
                    "unknown": unknown < self._unknown_attempts,
                }
                if not again[error.outcome]:
                    return False
            else:
                results, count = _results(answer, len(waiting))
                told = list(map(self._told, waiting, results))
                self._journal.answer(job.number, attempt, told, count)
                if any(each["status"] == "unknown" for each in told):
                    return False
                waiting = [
                    draft
                    for draft, each, result in zip(waiting, told, results, strict=True)
                    if each["status"] == "failed" and result.get("ErrorCode") in RETRIED
                ]
                if tries >= self._attempts:
                    return True
            if waiting:
                self._stopping.wait(pause(tries, SystemRandom().random()))
        return True

    def _may_send(self) -> bool:
        """Wait for the rate to allow another request; false if the run stops meanwhile."""
        if self._rate:
            with self._changed:
                slot = max(self._next_slot, time.monotonic())
                self._next_slot = slot + 1 / self._rate
            self._stopping.wait(slot - time.monotonic())
        return not self._is_stopping()

    def _put(self, job: RequestPart, drafts: Sequence[Draft]) -> Mapping[str, object]:
        self._busy[job.lane] = time.monotonic()
        try:
            return job.target.put([payload(each) for each in drafts])
        finally:
            self._busy[job.lane] = inf

    def _told(self, draft: Draft, result: Mapping[str, object]) -> Answer:
        event_id, code, message = map(result.get, ("EventId", "ErrorCode", "ErrorMessage"))
        code, message = self._safe(code), self._safe(message)
        if isinstance(event_id, str) and event_id:
            if not re.fullmatch(_UUID, event_id, re.ASCII):
                event_id = self._safe(event_id)
            return _answer(draft, "accepted", code, message, event_id)
        if code:
            return _answer(draft, "failed", code, message)
        return _answer(draft, "unknown", None, "the response has no result for the entry")

    def _safe(self, text: object) -> str | None:
        """A text of an answer without what must not be shown; `None` if it is empty."""
        return self._secrets.without(text) if isinstance(text, str) and text else None


def _answer(
    draft: Draft, status: str, code: str | None, message: str | None, event_id: str | None = None
) -> Answer:
    told = {"event_id": event_id, "error_code": code, "error_message": message}
    return {"entry": draft.index, "status": status, **told}


def _results(
    answer: Mapping[str, object], entries: int
) -> tuple[list[Mapping[str, object]], int | None]:
    """The results by entry, all of them empty unless there is one for each; and a
    `FailedEntryCount` that is not the number of results with an error."""
    results = answer.get("Entries")
    if not isinstance(results, list) or len(cast("list[object]", results)) != entries:
        return [{}] * entries, None
    found: list[Mapping[str, object]] = [
        cast("Mapping[str, object]", each) if isinstance(each, dict) else {}
        for each in cast("list[object]", results)
    ]
    count = answer.get("FailedEntryCount")
    failed = sum(bool(each.get("ErrorCode")) for each in found)
    return found, count if isinstance(count, int) and count != failed else None
