"""What became of each entry, told by the events of a journal."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from typing import Any, Final, Literal

from bridgelint.base.records import dataclass

Status = Literal["accepted", "failed", "unknown", "not sent"]
Event = Mapping[str, Any]
"""One line of a journal."""

STATUSES: Final[tuple[Status, ...]] = ("accepted", "failed", "unknown", "not sent")

ALL_ACCEPTED: Final = 0
INCOMPLETE: Final = 4
"""An entry failed, was not sent, or was accepted with an error."""

UNCERTAIN: Final = 5
"""An entry is unknown."""


@dataclass(frozen=True, slots=True)
class Outcome:
    """The last that is known of an entry."""

    status: Status = "not sent"
    """`unknown`: it was sent, and EventBridge may have it or not."""

    event_id: str | None = None
    code: str | None = None
    message: str | None = None
    attempts: int = 0
    """How often it was sent."""


_NO_ANSWER: Final[Event] = {"error_message": "sent, and no response was read"}


class _Sendings:
    """The attempts of one entry."""

    def __init__(self) -> None:
        self.open: set[int] = set()
        """The attempts that have no answer."""

        self.attempts = 0
        self.answers: list[Event] = []

    @property
    def outcome(self) -> Outcome:
        accepted = [each for each in self.answers if each["status"] == "accepted"]
        unknown = [each for each in self.answers if each["status"] == "unknown"]
        if accepted:
            return self._told("accepted", accepted[-1])
        if self.open or unknown:
            return self._told("unknown", unknown[-1] if unknown else _NO_ANSWER)
        return self._told("failed", self.answers[-1]) if self.answers else Outcome()

    def _told(self, status: Status, answer: Event) -> Outcome:
        return Outcome(
            status,
            answer.get("event_id"),
            answer.get("error_code"),
            answer.get("error_message"),
            self.attempts,
        )


class Ledger:
    """The outcome of every entry that a journal speaks of."""

    def __init__(self) -> None:
        self.start: Event = {}
        self.requests: dict[int, Event] = {}
        """By number, as in the `start` line."""

        self.contradictions: list[str] = []
        """Answers whose `FailedEntryCount` is not that of their entries."""

        self.attempts: dict[int, int] = {}
        """The number of the last attempt of each request that was sent."""

        self._entries: dict[tuple[int, int], _Sendings] = {}

    def apply(self, event: Event) -> None:
        """Take note of a line. Raise `KeyError`, `TypeError` or `ValueError` if it is not one."""
        kind = event["event"]
        if kind == "start":
            self._start(event)
        elif kind == "request-sent":
            self._sent(event)
        elif kind == "answer":
            self._answer(event)
        elif kind not in {"resume", "end"}:
            raise ValueError(kind)

    def _start(self, event: Event) -> None:
        self.start = event
        for each in event["requests"]:
            self.requests[each["request"]] = each
            for entry in each["entries"]:
                self._entries[each["request"], entry["entry"]] = _Sendings()

    def _sent(self, event: Event) -> None:
        self.attempts[event["request"]] = event["attempt"]
        for index in event["entries"]:
            entry = self._entries[event["request"], index]
            entry.open.add(event["attempt"])
            entry.attempts += 1

    def _answer(self, event: Event) -> None:
        for each in event["entries"]:
            entry = self._entries[event["request"], each["entry"]]
            entry.open.discard(event["attempt"])
            if each["status"] not in STATUSES:
                raise ValueError(each["status"])
            entry.answers.append(each)
        if "failed_entry_count" in event:
            address = self.requests[event["request"]]["address"]
            count = event["failed_entry_count"]
            self.contradictions.append(
                f"`{address}`: FailedEntryCount is {count}, which contradicts the entries"
            )

    def outcome(self, request: int, entry: int) -> Outcome:
        """What became of an entry."""
        return self._entries[request, entry].outcome

    def outcomes(self) -> Iterator[Outcome]:
        """What became of every entry."""
        return (each.outcome for each in self._entries.values())

    @property
    def counts(self) -> dict[str, int]:
        """How many entries have each status, in the names of JSON documents."""
        found = Counter(each.status for each in self.outcomes())
        return {status.replace(" ", "_"): found[status] for status in STATUSES}

    @property
    def exit_status(self) -> int:
        """The outcomes in one number, for a script."""
        outcomes = tuple(self.outcomes())
        if any(each.status == "unknown" for each in outcomes):
            return UNCERTAIN
        complete = all(each.status == "accepted" and not each.code for each in outcomes)
        return ALL_ACCEPTED if complete and not self.contradictions else INCOMPLETE
