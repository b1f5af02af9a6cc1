"""Requests out, answers in. No entry that was accepted, or may have been, is sent again."""

from __future__ import annotations

import re
import threading
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from math import inf
from random import SystemRandom
from typing import Final, cast

from bridgelint.base.failure import Failure, our_fault
from bridgelint.base.records import dataclass
from bridgelint.emit.aws import RequestError
from bridgelint.emit.journal import Journal, JournalError
from bridgelint.emit.outgoing import Draft
from bridgelint.emit.payload import hash_of_request, payload
from bridgelint.emit.secrets import Secrets
from bridgelint.emit.signals import Interruption
from bridgelint.emit.targets import RequestPart

RETRIED: Final = frozenset({"ThrottlingException", "InternalFailure"})
"""Codes of entries that EventBridge did not accept and may accept later. API documentation."""

LAST_ANSWER_SECONDS: Final = 5.0
"""How long the answer under way is awaited after an interruption."""

REQUEST_SECONDS: Final = 90.0
"""An answer that takes longer, byte by byte, is none."""

_TICK: Final = 0.05

_UUID: Final = r"[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}"

Answer = dict[str, object]


@dataclass(frozen=True, slots=True)
class Pace:
    """How soon requests are sent again."""

    sleep: Callable[[float, threading.Event], object]
    """Waits for so many seconds, or until the run stops."""

    jitter: Callable[[], float]
    """Between 0 and 1."""

    first: float = 0.5
    """Seconds before the second attempt, at most; doubled each time."""

    longest: float = 10.0

    def wait(self, attempt: int, stopping: threading.Event) -> None:
        """Before the next attempt, some part of the time that has doubled with each one."""
        longest = min(self.longest, self.first * 2 ** (attempt - 1))
        self.sleep(longest * (0.5 + self.jitter() / 2), stopping)


PACE: Final = Pace(
    sleep=lambda seconds, stopping: stopping.wait(seconds), jitter=SystemRandom().random
)


@dataclass(frozen=True, slots=True)
class Limits:
    """How much and how often is sent."""

    attempts: int = 5
    """Of what was certainly not accepted."""

    unknown_attempts: int = 1
    """Of what may have been accepted."""

    parallel: int = 1
    rate: float | None = None
    """Requests per second."""


class Sender:
    """Sends jobs, and notes in the journal what is sent and answered."""

    def __init__(
        self,
        journal: Journal,
        jobs: Sequence[RequestPart],
        limits: Limits,
        secrets: Secrets,
        interruption: Interruption,
    ) -> None:
        self.failures: list[Failure] = []
        """What went wrong besides the answers."""

        self._journal = journal
        self._limits = limits
        self._secrets = secrets
        self._pace = PACE
        self._interruption = interruption
        self._waiting = list(jobs)
        self._total = len(jobs)
        self._busy: dict[tuple[str, str], float] = {}
        """The lanes of the requests under way, and since when an answer is awaited."""

        self._stopping = threading.Event()
        self._changed = threading.Condition()
        self._next_slot = 0.0

    def send(self, progress: Callable[[int, int], None]) -> None:
        """Send everything, or what can be sent until something fails or interrupts."""
        for _ in range(min(self._limits.parallel, self._total)):
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
            progress(done, self._total)
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
        while waiting:
            if not self._may_send(job):
                return True
            attempt, tries = attempt + 1, tries + 1
            indexes = [each.index for each in waiting]
            self._journal.sent(job.number, attempt, indexes, hash_of_request(waiting))
            try:
                answer = self._put(job, waiting)
            except RequestError as error:
                self._journal.answer(job.number, attempt, list(self._refused(error, waiting)))
                unknown += error.outcome == "unknown"
                again = {
                    "throttled": tries < self._limits.attempts,
                    "failed": False,
                    "unknown": unknown < self._limits.unknown_attempts,
                }
                if not again[error.outcome]:
                    return False
            else:
                results = _results(answer)
                if len(results) != len(waiting):
                    self._journal.answer(
                        job.number, attempt, [_no_result(each) for each in waiting]
                    )
                    return False
                told = list(map(self._told, waiting, results))
                self._journal.answer(job.number, attempt, told, _contradiction(answer, results))
                if any(each["status"] == "unknown" for each in told):
                    return False
                waiting = [
                    draft
                    for draft, each, result in zip(waiting, told, results, strict=True)
                    if each["status"] == "failed" and result.get("ErrorCode") in RETRIED
                ]
                if tries >= self._limits.attempts:
                    return True
            if waiting:
                self._pace.wait(tries, self._stopping)
        return True

    def _may_send(self, job: RequestPart) -> bool:
        """Wait for the rate to allow another request; false if the run stops meanwhile."""
        if self._limits.rate:
            with self._changed:
                slot = max(self._next_slot, time.monotonic())
                self._next_slot = slot + 1 / self._limits.rate
            self._stopping.wait(slot - time.monotonic())
        return not self._is_stopping()

    def _put(self, job: RequestPart, drafts: Sequence[Draft]) -> Mapping[str, object]:
        self._busy[job.lane] = time.monotonic()
        try:
            return job.way.put([payload(each) for each in drafts])
        finally:
            self._busy[job.lane] = inf

    def _refused(self, error: RequestError, drafts: Sequence[Draft]) -> Iterator[Answer]:
        status = "unknown" if error.outcome == "unknown" else "failed"
        for each in drafts:
            yield _answer(
                each, status, code=self._safe(error.code), message=self._safe(error.message)
            )

    def _told(self, draft: Draft, result: Mapping[str, object]) -> Answer:
        event_id, code, message = map(result.get, ("EventId", "ErrorCode", "ErrorMessage"))
        code, message = self._safe(code), self._safe(message)
        if isinstance(event_id, str) and event_id:
            if not re.fullmatch(_UUID, event_id, re.ASCII):
                event_id = self._safe(event_id)
            return _answer(draft, "accepted", event_id, code, message)
        return _answer(draft, "failed", None, code, message) if code else _no_result(draft)

    def _safe(self, text: object) -> str | None:
        """A text of an answer without what must not be shown; `None` if it is empty."""
        return self._secrets.without(text) if isinstance(text, str) and text else None


def _answer(
    draft: Draft,
    status: str,
    event_id: str | None = None,
    code: str | None = None,
    message: str | None = None,
) -> Answer:
    return {
        "entry": draft.index,
        "status": status,
        "event_id": event_id,
        "error_code": code,
        "error_message": message,
    }


def _no_result(draft: Draft) -> Answer:
    return _answer(draft, "unknown", message="the response has no result for the entry")


def _results(answer: Mapping[str, object]) -> list[Mapping[str, object]]:
    results = answer.get("Entries")
    if not isinstance(results, list):
        return []
    return [
        cast("Mapping[str, object]", each) if isinstance(each, dict) else {}
        for each in cast("list[object]", results)
    ]


def _contradiction(
    answer: Mapping[str, object], results: Sequence[Mapping[str, object]]
) -> int | None:
    """A `FailedEntryCount` that is not the number of entries with an error."""
    count = answer.get("FailedEntryCount")
    failed = sum(bool(each.get("ErrorCode")) for each in results)
    return count if isinstance(count, int) and count != failed else None
