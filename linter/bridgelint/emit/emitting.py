"""`--emit`: find, check, ask, send. What became of each entry is in the journal at every moment."""

from __future__ import annotations

import os
import sys
import time
from collections.abc import Callable, Generator, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Final, Literal

from bridgelint.base.failure import Failure, is_debugged, our_fault
from bridgelint.base.words import plural
from bridgelint.config.config import ConfigurationError
from bridgelint.emit.dry_run import DEFAULT, format_mistakes
from bridgelint.emit.gathering import REFUSED, Gathered, Refused, gather
from bridgelint.emit.journal import JournalError, Ledger, create, reopen
from bridgelint.emit.outgoing import Draft, OutgoingRequest
from bridgelint.emit.payload import Secrets, hash_of_entry
from bridgelint.emit.receipt import Told, described, receipt
from bridgelint.emit.resuming import check_targets, resumed
from bridgelint.emit.sending import Interruption, Sender, interruptible
from bridgelint.emit.targets import LeftOver, RequestPart, Targets
from bridgelint.eventbridge.limits import MAX_ENTRIES, MAX_REQUEST_BYTES
from bridgelint.lint.loading import RunRequest
from bridgelint.lint.report import FAILURE
from bridgelint.lint.run_arguments import Arguments
from bridgelint.report.terminal import columns, deliver, failed, hanging, is_terminal, remark, write

_FORMATS: Final = ("default", "json")

PROGRESS_SECONDS: Final = 10.0
"""Between two lines about the progress where there is no terminal."""


def emit(arguments: Arguments, request: Callable[[], RunRequest], *, ends_process: bool) -> int:
    """Send what the actions would send; the exit status. One document is printed in every case.

    `request` raises `ConfigurationError` if the run cannot start.
    """
    _open_standard_streams()
    with interruptible(ends_process=ends_process) as interruption:
        try:
            mistakes = format_mistakes(arguments.outputs, _FORMATS)
            told = Told(FAILURE, mistakes) if mistakes else _emitted(request(), interruption)
        except Refused as refused:
            told = Told(refused.status, refused.reasons)
        except JournalError as error:
            told = Told(REFUSED, [error.failure])
        except ConfigurationError as error:
            told = Told(FAILURE, error.failures)
        except KeyboardInterrupt:
            told = Told(REFUSED, [Failure("interrupted")], interrupted=True)
        except Exception as error:  # nothing was sent: what is sent is guarded
            if is_debugged():
                raise
            told = Told(FAILURE, [our_fault("before anything was sent", error)])
        interruption.raises = False
        return _deliver(arguments, told)


def refuse(arguments: Arguments, failure: Failure) -> int:
    """End a run of `--emit` that cannot start because of how it is used."""
    return _deliver(arguments, Told(FAILURE, [failure]))


def _deliver(arguments: Arguments, told: Told) -> int:
    """Write the outcome where it is wanted, and what is wrong to standard error."""

    def shown(format_: str, width: int, colour: bool) -> str:  # noqa: FBT001 # as `deliver` says
        if format_ == "json":
            return receipt(told)
        from bridgelint.emit.panel import table  # imports rich

        return table(told, columns=width, colour=colour)

    outputs = [each for each in arguments.outputs or DEFAULT if each.format in _FORMATS]
    failures = [*told.errors, *deliver(outputs, arguments.color, shown)]
    for each in told.skipped:
        remark(f"`{each.address}` is skipped: {each.reason}; pass it with --action to send it")
    failed(*failures, choice=arguments.color)
    if told.exit_status == REFUSED:
        remark("nothing was sent")
    return told.exit_status


def _open_standard_streams() -> None:
    """Keep the numbers of closed standard streams from files and connections."""
    for number in range(3):
        try:
            os.fstat(number)
        except OSError:
            os.open(os.devnull, os.O_RDWR)


def _emitted(asked: RunRequest, interruption: Interruption) -> Told:
    """Send what is asked for. Raise `Refused` or `KeyboardInterrupt` if nothing was sent."""
    arguments = asked.arguments
    _check_surroundings(arguments)
    targets = Targets(arguments)
    if arguments.resume is None:
        journal, gathered = None, gather(asked)
        gathered.check(arguments.region)
        parts = targets.parts(_left(gathered, split=arguments.split))
    else:
        journal = reopen(arguments.resume)
        gathered, left = resumed(asked, journal.ledger)
        parts = targets.parts(left)
        check_targets(journal.ledger, parts)
    jobs = [each for each in parts if each.pending]
    errors: list[Failure] = []
    if jobs:
        _confirm(arguments, jobs, targets.remarks)
        interruption.raises = False
        if interruption.requested:
            raise KeyboardInterrupt
        event: Literal["start", "resume"] = "resume" if journal else "start"
        journal = journal or create(arguments.receipt)
        journal.begin(event, _header(gathered, targets, jobs))
        secrets = Secrets(each.request for each in parts)
        sender = Sender(journal, jobs, arguments, secrets, interruption)
        with _progress(len(jobs)) as progress:
            sender.send(progress)
        journal.end()
        errors = sender.failures
    else:
        remark("nothing to send")
    ledger = journal.ledger if journal else Ledger()
    return Told(
        ledger.exit_status,
        (*errors, *map(Failure, ledger.contradictions)),
        receipt=journal.path if journal else None,
        interrupted=interruption.requested,
        targets=targets.targets,
        parts=parts,
        skipped=gathered.skipped,
        ledger=ledger,
    )


def _check_surroundings(arguments: Arguments) -> None:
    if os.environ.get("PRE_COMMIT"):
        message = "--emit sends nothing in a commit hook: PRE_COMMIT is set"
        raise Refused(Failure(message, "run it in a shell or a pipeline"))
    if not arguments.yes and not is_terminal(sys.stdin):
        message = "--emit requires confirmation, but standard input is not a terminal"
        raise Refused(Failure(message, "review with --dry-run, then pass --yes"))


def _left(gathered: Gathered, *, split: bool) -> Iterator[LeftOver]:
    """What is sent of each request: all of it, in as few requests as the limits allow."""
    parts = (
        (each, part)
        for each in gathered.requests
        for part in (_batches(each.drafts) if split else [each.drafts])
    )
    for number, (request, part) in enumerate(parts, 1):
        yield LeftOver(number, request, part, part)


def _batches(drafts: Sequence[Draft]) -> Iterator[tuple[Draft, ...]]:
    batch: list[Draft] = []
    size = 0
    for each in drafts:
        size += each.sent_size
        if batch and (len(batch) == MAX_ENTRIES or size > MAX_REQUEST_BYTES):
            yield tuple(batch)
            batch, size = [], each.sent_size
        batch.append(each)
    if batch:
        yield tuple(batch)


def _header(gathered: Gathered, targets: Targets, jobs: Sequence[RequestPart]) -> dict[str, object]:
    """What the journal says of a run before its first request."""
    plan = gathered.loaded.plan
    return {
        "targets": [each.document() for each in targets.targets],
        "plan": {"file": plan.path, "sha256": plan.sha256} if plan else None,
        "requests": [{**described(each), "entries": _hashes(each.pending)} for each in jobs],
    }


def _hashes(drafts: Sequence[Draft]) -> list[dict[str, object]]:
    return [{"entry": each.index, "sha256": hash_of_entry(each)} for each in drafts]


@contextmanager
def _progress(total: int) -> Generator[Callable[[int], None]]:
    """Show how many requests were sent: in one line of a terminal, or now and then in a log."""
    terminal = is_terminal(sys.stderr)
    shown, since = -1, time.monotonic()

    def show(done: int) -> None:
        nonlocal shown, since
        if terminal and total > 1 and done != shown:
            write(sys.stderr, f"\r\x1b[Ksent {done} of {total} requests")
            shown = done
        elif not terminal and time.monotonic() - since >= PROGRESS_SECONDS:
            write(sys.stderr, f"sent {done} of {total} requests\n")
            since = time.monotonic()

    yield show
    if terminal and total > 1:
        write(sys.stderr, "\r\x1b[K")


def _confirm(arguments: Arguments, parts: Sequence[RequestPart], remarks: Sequence[str]) -> None:
    """Show what is about to be sent. Raise `Refused` unless that is confirmed."""
    for each in remarks:
        remark(each)
    width = columns(sys.stderr) if is_terminal(sys.stderr) else sys.maxsize
    shown = (part for line in _confirmation(arguments, parts) for part in hanging(line, width))
    write(sys.stderr, "".join(f"{part}\n" for part in shown))
    if arguments.yes:
        return
    write(sys.stderr, "Type yes to send: ")
    if sys.stdin.readline().strip() != "yes":
        raise Refused(Failure("not confirmed"))


def _confirmation(arguments: Arguments, parts: Sequence[RequestPart]) -> Iterator[str]:
    """The account is the last line."""
    entries = plural(sum(len(each.pending) for each in parts), "entry")
    after = f", as in {arguments.plan}" if arguments.plan else ""
    after += f", resuming {arguments.resume}" if arguments.resume else ""
    yield f"Sending {entries} in {plural(len(parts), 'request')}{after}"
    directory = ""
    for each in parts:
        if each.request.directory != directory:
            directory = each.request.directory
            yield f"  directory  {Path(directory).resolve()}"
        yield from _about(each)
    for target in dict.fromkeys(each.target for each in parts):
        if not target.is_default:
            yield f"  endpoint  {target.endpoint}"
        yield f"  identity  {target.arn}"
        yield f"  account   {target.account}, {target.shown_region}"


def _about(part: RequestPart) -> Iterator[str]:
    request = part.request
    yield f"  {request.title}: {_why(request)}"
    about = [
        f"region {part.target.shown_region} ({part.region_source})",
        plural(len(part.pending), "entry"),
        plural(sum(each.sent_size for each in part.pending), "byte"),
    ]
    indexes = {each.index for each in part.pending}
    if any(each.entry in indexes for each in request.view.sensitive):
        about.append("contains sensitive values")
    yield f"    {', '.join(about)}"
    for each in part.pending:
        shown = request.shown(each)
        told = [f"bus {shown.get('EventBusName', 'default')}"]
        names = {"Source": "source", "DetailType": "detail_type"}
        told += (f"{name} {shown[key]}" for key, name in names.items() if key in shown)
        yield f"    {each.index + 1}  {'  '.join(told)}"


def _why(request: OutgoingRequest) -> str:
    if request.firing is not None:
        return f"{request.firing.text}, in the plan"
    if not request.triggers:
        return "not triggered, runs only with -invoke"
    return "; ".join(f"{each.resource} {each.text}" for each in request.triggers)
