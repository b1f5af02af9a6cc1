"""Entries out, outcomes in. No entry that was accepted, or may have been, is sent again."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Final, cast

from bridgelint.base.records import dataclass
from bridgelint.emit.ledger import Job, Ledger, Outcome
from bridgelint.emit.outgoing import Draft
from bridgelint.emit.secrets import Secrets
from bridgelint.eventbridge.sdk_time import sent_time
from bridgelint.terraform.functions.rfc3339 import Timestamp, parse
from bridgelint.terraform.values.values import Value

RETRIED: Final = frozenset({"ThrottlingException", "InternalFailure"})
"""Codes of entries that EventBridge did not take and may take later. PutEvents' documentation."""

Entry = dict[str, object]
PutEvents = Callable[[list[Entry]], Mapping[str, object]]
"""Sends one request; raises `RequestError`."""


class RequestError(Exception):
    """A whole request that was not answered as it should be."""

    def __init__(self, code: str, message: str, *, certain: bool) -> None:
        super().__init__(code)
        self.code = code
        self.message = message
        self.certain = certain
        """It is certain that none of its entries was accepted."""


@dataclass(frozen=True, slots=True)
class Pace:
    """How often and how soon entries are sent again."""

    sleep: Callable[[float], None]
    jitter: Callable[[], float]
    """Between 0 and 1."""

    attempts: int = 5
    first: float = 0.5
    """Seconds before the second attempt, at most; doubled each time."""

    longest: float = 10.0

    def wait(self, attempt: int) -> None:
        """Before the next attempt, some part of the time that has doubled with each one."""
        longest = min(self.longest, self.first * 2 ** (attempt - 1))
        self.sleep(longest * (0.5 + self.jitter() / 2))


@dataclass(frozen=True, slots=True)
class Sender:
    """Sends the jobs of a ledger."""

    ledger: Ledger
    secrets: Secrets
    pace: Pace

    def send(self, job: Job, put: PutEvents) -> bool:
        """Send one job; whether the next one may be tried: each entry has got its answer."""
        return all(self._send_batch(job, batch, put) for batch in job.batches)

    def _send_batch(self, job: Job, batch: Sequence[Draft], put: PutEvents) -> bool:
        waiting = list(batch)
        attempt = 0
        while waiting:
            attempt += 1
            self._note(job, waiting, _no_answer(attempt))
            try:
                answer = put([payload(each) for each in waiting])
            except RequestError as error:
                self._note(job, waiting, self._refused(error, attempt))
                return False
            results = _results(answer)
            if len(results) != len(waiting):
                return False
            again: list[Draft] = []
            for draft, result in zip(waiting, results, strict=True):
                outcome = self._outcome(result, attempt)
                self.ledger.put(job, draft, outcome)
                if outcome.code in RETRIED:
                    again.append(draft)
            waiting = again if attempt < self.pace.attempts else []
            if waiting:
                self.pace.wait(attempt)
        return True

    def _note(self, job: Job, drafts: Sequence[Draft], outcome: Outcome) -> None:
        for each in drafts:
            self.ledger.put(job, each, outcome)

    def _refused(self, error: RequestError, attempt: int) -> Outcome:
        return Outcome(
            status="failed" if error.certain else "unknown",
            code=error.code,
            message=self.secrets.without(error.message),
            attempts=attempt,
        )

    def _outcome(self, result: Mapping[str, object], attempt: int) -> Outcome:
        code = result.get("ErrorCode")
        event_id = result.get("EventId")
        if isinstance(event_id, str) and event_id and not code:
            return Outcome("accepted", event_id=event_id, attempts=attempt)
        if not isinstance(code, str) or not code:
            return _no_answer(attempt)
        message = self.secrets.without(str(result.get("ErrorMessage") or ""))
        return Outcome("failed", code=code, message=message, attempts=attempt)


def _no_answer(attempt: int) -> Outcome:
    message = "sent, but no answer to it was read: EventBridge may have it or not"
    return Outcome("unknown", message=message, attempts=attempt)


def _results(answer: Mapping[str, object]) -> list[Mapping[str, object]]:
    results = answer.get("Entries")
    if not isinstance(results, list):
        return []
    return [
        cast("Mapping[str, object]", each) if isinstance(each, dict) else {}
        for each in cast("list[object]", results)
    ]


def payload(draft: Draft) -> Entry:
    """An entry of a ready request as boto3 takes it, sensitive values and all."""
    return {each.key: _plain(each.name, each.value) for each in draft.arguments}


def _plain(name: str, value: Value) -> object:
    if name == "resources":
        return [each.content for each in value.elements]
    moment = parse(str(value.content)) if name == "time" else None
    return sent_time(moment) if isinstance(moment, Timestamp) else value.content
