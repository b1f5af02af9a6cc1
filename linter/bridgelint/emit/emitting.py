"""`--emit`: find, check, ask, send. What became of each entry is in the journal at every moment."""

from __future__ import annotations

import os
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from typing import Final

from bridgelint.base.failure import Failure
from bridgelint.base.records import dataclass
from bridgelint.emit.confirmation import PROMPT, confirmation
from bridgelint.emit.gathering import Gathered, gather
from bridgelint.emit.journal import Journal, JournalError, create, reopen
from bridgelint.emit.ledger import ALL_ACCEPTED, Ledger
from bridgelint.emit.outgoing import Draft, OutgoingRequest
from bridgelint.emit.payload import hash_of_entry
from bridgelint.emit.receipt import Told, described
from bridgelint.emit.resuming import differences, left_over, narrowed
from bridgelint.emit.secrets import Secrets
from bridgelint.emit.sending import Limits, Sender
from bridgelint.emit.signals import Interruption
from bridgelint.emit.targets import LeftOver, RequestPart, Targets, Way
from bridgelint.eventbridge.limits import MAX_ENTRIES, MAX_REQUEST_BYTES
from bridgelint.lint.loading import Loaded, RunRequest
from bridgelint.lint.report import FAILURE
from bridgelint.report.terminal import columns, hanging, is_terminal, remark, write

REFUSED: Final = 3
"""Nothing was sent: the values, the plan, the identity, the journal, or no confirmation."""

PROGRESS_SECONDS: Final = 10.0
"""Between two lines about the progress where there is no terminal."""


class Refused(Exception):  # noqa: N818 # no error: what was asked for is not done, and why
    """Nothing is sent."""

    def __init__(self, *reasons: Failure, status: int = REFUSED) -> None:
        super().__init__()
        self.reasons = reasons
        self.status = status


def emit(asked: RunRequest, interruption: Interruption) -> Told:
    """Send what is asked for. Raise `Refused` or `KeyboardInterrupt` if nothing was sent."""
    _check_surroundings(asked)
    arguments = asked.arguments
    if arguments.resume is None:
        run = _prepared(asked, gather(asked))
    else:
        run = _resumed(asked, arguments.resume)
    if not any(each.pending for each in run.parts):
        remark("nothing to send")
        return _told(run, interruption)
    _confirm(asked, run)
    interruption.only_note()
    if interruption.requested:
        raise KeyboardInterrupt
    try:
        journal = run.journal or create(arguments.receipt)
        journal.begin("resume" if run.journal else "start", _header(run))
    except JournalError as error:
        raise Refused(Failure(str(error), "pass another file as --receipt")) from None
    failures = _send(asked, run, journal, interruption)
    return _told(run, interruption, journal, failures)


def _check_surroundings(asked: RunRequest) -> None:
    """Before anything is read."""
    if os.environ.get("PRE_COMMIT"):
        message = "--emit sends nothing in a commit hook: PRE_COMMIT is set"
        raise Refused(Failure(message, "run it in a shell or a pipeline"))
    if not asked.arguments.yes and not is_terminal(sys.stdin):
        message = "--emit requires confirmation, but standard input is not a terminal"
        raise Refused(Failure(message, "review with --dry-run, then pass --yes"))


# -- what is sent


@dataclass(frozen=True, slots=True, eq=False)
class Prepared:
    """Requests that may be sent."""

    parts: tuple[RequestPart, ...]
    targets: Targets
    gathered: Gathered
    journal: Journal | None = None
    """Of the run that is resumed."""


def _prepared(asked: RunRequest, gathered: Gathered) -> Prepared:
    _check(gathered)
    wholes = [each.request for each in gathered.requests]
    drafts = [
        (request, part)
        for request in wholes
        for part in (_batches(request) if asked.arguments.split else [request.drafts])
    ]
    left = [
        LeftOver(number, request, part, part) for number, (request, part) in enumerate(drafts, 1)
    ]
    targets = Targets(asked.arguments)
    return Prepared(_parts(asked, left, targets), targets, gathered)


def _batches(request: OutgoingRequest) -> Iterator[tuple[Draft, ...]]:
    """The entries in order, in as few requests as the limits allow."""
    batch: list[Draft] = []
    size = 0
    for each in request.drafts:
        grown = size + each.sent_size
        if batch and (len(batch) == MAX_ENTRIES or grown > MAX_REQUEST_BYTES):
            yield tuple(batch)
            batch, grown = [], each.sent_size
        batch.append(each)
        size = grown
    if batch:
        yield tuple(batch)


def _resumed(asked: RunRequest, path: str) -> Prepared:
    try:
        journal = reopen(path)
    except JournalError as error:
        raise Refused(Failure(str(error))) from None
    ledger = journal.ledger
    found: tuple[LeftOver, ...] = ()

    def narrow(loaded: Loaded, requests: Sequence[OutgoingRequest]) -> Sequence[OutgoingRequest]:
        nonlocal found
        failures = tuple(differences(ledger.start, loaded.plan, (), ()))
        if loaded.failures or failures:
            raise Refused(*loaded.failures, *failures)
        found, changed = left_over(
            ledger, requests, include_unknown=asked.arguments.include_unknown
        )
        if changed:
            raise Refused(*changed)
        return narrowed(found)

    gathered = gather(asked, narrow)
    _check(gathered)
    targets = Targets(asked.arguments)
    parts = _parts(asked, found, targets)
    used = [(ledger.requests[each.number]["target"], each.way.target) for each in parts]
    failures = tuple(differences(ledger.start, gathered.loaded.plan, targets.targets, used))
    if failures:
        raise Refused(*failures)
    return Prepared(parts, targets, gathered, journal)


def _check(gathered: Gathered) -> None:
    if gathered.unusable:
        raise Refused(*gathered.unusable, status=FAILURE)
    found = (one for each in gathered.requests for one in each.refusals())
    reasons = [*gathered.refused, *found]
    if reasons:
        raise Refused(*dict.fromkeys(reasons))


def _parts(
    asked: RunRequest, left: Sequence[LeftOver], targets: Targets
) -> tuple[RequestPart, ...]:
    """Each request with its target; raises `Refused`."""
    ways: dict[OutgoingRequest, Way | None] = {}
    parts: list[RequestPart] = []
    for each in left:
        if each.request not in ways:
            ways[each.request] = targets.way_of(each.request)
        way = ways[each.request]
        if way is not None:
            parts.append(RequestPart(each.number, each.request, each.drafts, each.pending, way))
    if asked.arguments.verify_bus and not targets.failures:
        targets.verify_buses(parts)
    if targets.failures:
        raise Refused(*dict.fromkeys(targets.failures))
    return tuple(parts)


def _confirm(asked: RunRequest, run: Prepared) -> None:
    """Show what is about to be sent, and have it confirmed."""
    for each in run.targets.remarks:
        remark(each)
    lines = confirmation(
        run.parts, run.targets.targets, plan=asked.arguments.plan, resumed=asked.arguments.resume
    )
    width = columns(sys.stderr) if is_terminal(sys.stderr) else sys.maxsize
    shown = (part for line in lines for part in hanging(line, width))
    write(sys.stderr, "".join(f"{part}\n" for part in shown))
    if asked.arguments.yes:
        return
    write(sys.stderr, PROMPT)
    if sys.stdin.readline().strip() != "yes":
        raise Refused(Failure("not confirmed"))


def _header(run: Prepared) -> dict[str, object]:
    """What the journal says of a run before its first request."""
    plan = run.gathered.loaded.plan
    return {
        "targets": [each.document() for each in run.targets.targets],
        "plan": {"file": plan.path, "sha256": plan.sha256} if plan else None,
        "requests": [
            {**described(each), "entries": list(map(_hashed, each.pending))}
            for each in run.parts
            if each.pending
        ],
    }


def _hashed(draft: Draft) -> dict[str, object]:
    return {"entry": draft.index, "sha256": hash_of_entry(draft)}


# -- sending


def _send(
    asked: RunRequest, run: Prepared, journal: Journal, interruption: Interruption
) -> list[Failure]:
    """Send everything, or what can be until something fails or interrupts."""
    arguments = asked.arguments
    limits = Limits(
        arguments.max_attempts or Limits().attempts,
        arguments.max_attempts_unknown or Limits().unknown_attempts,
        arguments.parallel or 1,
        arguments.rate,
    )
    jobs = [each for each in run.parts if each.pending]
    secrets = Secrets(each.request for each in run.parts)
    sender = Sender(journal, jobs, limits, secrets, interruption)
    sender.send(_progress(len(jobs)))
    _progress(len(jobs), clear=True)
    journal.end()
    return sender.failures


def _progress(total: int, *, clear: bool = False) -> Callable[[int, int], None]:
    """Show how many requests were sent: in one line of a terminal, or now and then in a log."""
    terminal = is_terminal(sys.stderr)
    if clear and terminal and total > 1:
        write(sys.stderr, "\r\x1b[K")
    shown, since = -1, time.monotonic()

    def show(done: int, _total: int) -> None:
        nonlocal shown, since
        if terminal and total > 1 and done != shown:
            write(sys.stderr, f"\r\x1b[Ksent {done} of {total} requests")
            shown = done
        elif not terminal and time.monotonic() - since >= PROGRESS_SECONDS:
            write(sys.stderr, f"sent {done} of {total} requests\n")
            since = time.monotonic()

    return show


def _told(
    run: Prepared,
    interruption: Interruption,
    journal: Journal | None = None,
    failures: Sequence[Failure] = (),
) -> Told:
    journal = journal or run.journal
    ledger = journal.ledger if journal else Ledger()
    return Told(
        exit_status=ledger.exit_status if journal else ALL_ACCEPTED,
        errors=(*failures, *map(Failure, ledger.contradictions)),
        receipt=journal.path if journal else None,
        interrupted=interruption.requested,
        targets=tuple(run.targets.targets),
        parts=run.parts,
        skipped=run.gathered.skipped,
        ledger=ledger,
    )
