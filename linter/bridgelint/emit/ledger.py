"""What became of each entry. It is true at every moment, also when a run is interrupted."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Final, Literal

from bridgelint.base.records import dataclass
from bridgelint.emit.outgoing import Draft, OutgoingRequest

Status = Literal["accepted", "failed", "unknown", "not sent"]

STATUSES: Final[tuple[Status, ...]] = ("accepted", "failed", "unknown", "not sent")


@dataclass(frozen=True, slots=True)
class Outcome:
    """The last that is known of an entry."""

    status: Status = "not sent"
    """`unknown`: it was sent, and nobody answered; EventBridge may have it or not."""

    event_id: str = ""
    code: str = ""
    message: str = ""
    attempts: int = 0
    """How often it was sent."""


NOT_SENT: Final = Outcome()


@dataclass(frozen=True, slots=True, eq=False)
class Job:
    """A request and where it goes."""

    request: OutgoingRequest
    region: str
    region_source: str
    """What says so."""

    batches: tuple[tuple[Draft, ...], ...]
    """One, unless the request is split."""


class Ledger:
    """The outcome of every entry of some jobs."""

    def __init__(self, jobs: Iterable[Job]) -> None:
        self.jobs = tuple(jobs)
        self._outcomes: dict[tuple[Job, int], Outcome] = {}
        self.interrupted = False

    def put(self, job: Job, draft: Draft, outcome: Outcome) -> None:
        """Notes what became of an entry."""
        self._outcomes[job, draft.index] = outcome

    def of(self, job: Job, draft: Draft) -> Outcome:
        """What became of an entry."""
        return self._outcomes.get((job, draft.index), NOT_SENT)

    def outcomes(self, job: Job) -> Sequence[tuple[Draft, Outcome]]:
        """Every entry of a job, in order."""
        return tuple((draft, self.of(job, draft)) for draft in job.request.drafts)

    def count(self, status: Status) -> int:
        """How many entries have this status."""
        return sum(each.status == status for job in self.jobs for _, each in self.outcomes(job))

    @property
    def is_complete(self) -> bool:
        """Every entry was accepted."""
        return all(each.status == "accepted" for job in self.jobs for _, each in self.outcomes(job))
