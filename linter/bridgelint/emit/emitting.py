"""`--emit`: check, ask, send. What became of each entry is in the ledger, whatever happens."""

from __future__ import annotations

import os
import signal
import sys
import threading
import time
from collections.abc import Generator, Iterator, Mapping, Sequence
from contextlib import contextmanager
from random import SystemRandom
from typing import Final

from bridgelint.base.records import dataclass
from bridgelint.cli.arguments import Arguments
from bridgelint.emit.aws import Aws, AwsError, Line, connect, region_of
from bridgelint.emit.checks import refusals
from bridgelint.emit.ledger import Job, Ledger
from bridgelint.emit.outgoing import Draft
from bridgelint.emit.outgoing import OutgoingRequest as Outgoing
from bridgelint.emit.receipt import shown_region
from bridgelint.emit.request_limits import batches
from bridgelint.emit.secrets import Secrets
from bridgelint.emit.sending import Pace, Sender
from bridgelint.eventbridge.bus_names import DEFAULT
from bridgelint.lint.loading import Loaded, RunRequest
from bridgelint.lint.report import Failure
from bridgelint.report.terminal import is_terminal, write
from bridgelint.report.terminal_text import plural, printable

PACE: Final = Pace(sleep=time.sleep, jitter=SystemRandom().random)


class Refused(Exception):  # noqa: N818 # no error: what was asked for is not done, and why
    """Nothing is sent."""

    def __init__(self, *failures: Failure) -> None:
        super().__init__()
        self.failures = failures


@dataclass(frozen=True, slots=True, eq=False)
class Emission:
    """Requests that may be sent."""

    ledger: Ledger
    lines: Mapping[str, Line]
    """How to send to each region."""

    account: str
    """Empty where it could not be found out."""


def check_surroundings(arguments: Arguments) -> None:
    """Before anything is read; raises `Refused`."""
    if os.environ.get("PRE_COMMIT"):
        message = "--emit sends nothing under pre-commit (PRE_COMMIT is set)"
        raise Refused(Failure(message, "a hook runs far more often than an event is meant"))
    if not arguments.yes and not is_terminal(sys.stdin):
        message = "--emit asks before it sends, and nobody can answer here"
        raise Refused(Failure(message, "give --yes, once --dry-run shows what you want"))


def check_selection(loaded: Loaded, mistakes: Sequence[Failure]) -> None:
    """Nothing is sent of a configuration that is not read as a whole; raises `Refused`."""
    if loaded.failures or mistakes:
        raise Refused(*loaded.failures, *mistakes)


def prepare(asked: RunRequest, loaded: Loaded, requests: Sequence[Outgoing]) -> Emission:
    """Check everything that can be known before something is sent; raises `Refused`."""
    failures = list(refusals(asked, loaded, requests))
    if failures:
        raise Refused(*dict.fromkeys(failures))
    arguments = asked.arguments
    try:
        aws = connect(arguments.profile, arguments.endpoint_url, arguments.max_attempts or 1)
        jobs = tuple(_job(aws, arguments, each) for each in requests)
        if arguments.verify_bus:
            _verify_buses(aws, jobs)
        lines = {
            region: aws.line_to(region) for region in dict.fromkeys(job.region for job in jobs)
        }
        return Emission(Ledger(jobs), lines, aws.account(jobs[0].region))
    except AwsError as error:
        raise Refused(error.failure) from None


def _job(aws: Aws, arguments: Arguments, request: Outgoing) -> Job:
    region, source = region_of(aws, arguments.region, request.region_name)
    if not region:
        message = f"`{request.title}`: no region is configured"
        help_text = "give --region, or set AWS_REGION or the region of the profile"
        raise Refused(Failure(message, help_text))
    drafts = tuple(batches(request)) if arguments.split else (request.drafts,)
    return Job(request, region, source, drafts)


def _verify_buses(aws: Aws, jobs: Sequence[Job]) -> None:
    failures: list[Failure] = []
    buses = {
        (job.region, _bus(draft)): (job, _shown_bus(job, place), draft)
        for job in jobs
        for place, draft in enumerate(job.request.drafts)
    }
    secrets = Secrets(job.request for job in jobs)
    for (region, bus), (job, shown, draft) in buses.items():
        problem = aws.bus_problem(region, bus)
        if problem is not None:
            why = f"{problem.code}: {secrets.without(problem.message)}"
            message = f"`{job.request.title}`: no bus `{shown}` in {shown_region(job)}: {why}"
            argument = draft.argument("event_bus_name")
            failures.append(Failure(message, span=argument.span if argument else draft.span))
    if failures:
        raise Refused(*failures)


def _bus(draft: Draft) -> str:
    argument = draft.argument("event_bus_name")
    return str(argument.value.content) if argument else DEFAULT


def _shown_bus(job: Job, place: int) -> str:
    return str(job.request.view.entries[place].get("EventBusName", DEFAULT))


# -- asking


def confirm(emission: Emission, *, confirmed: bool) -> None:
    """Show what is about to be sent, and have it confirmed; raises `Refused`."""
    write(sys.stderr, "".join(f"{printable(line)}\n" for line in _about(emission)))
    if confirmed:
        return
    write(sys.stderr, "Only `yes` sends them: ")
    if sys.stdin.readline().strip() != "yes":
        raise Refused(Failure("it was not confirmed"))


def _about(emission: Emission) -> Iterator[str]:
    jobs = emission.ledger.jobs
    entries = sum(len(job.request.drafts) for job in jobs)
    requests = sum(len(job.batches) for job in jobs)
    account = emission.account or "unknown (sts:GetCallerIdentity did not answer)"
    yield f"Sending {plural(entries, 'entry')} in {plural(requests, 'request')}"
    yield f"  account   {account}"
    for line in emission.lines.values():
        if not line.leads_to_aws:
            yield f"  endpoint  {line.url}"
    for job in jobs:
        count = plural(len(job.request.drafts), "entry")
        places = range(len(job.request.drafts))
        buses = ", ".join(dict.fromkeys(_shown_bus(job, place) for place in places))
        region = f"{shown_region(job)} (from {job.region_source})"
        yield f"  {job.request.title}: {count} to {buses} in {region}"


# -- sending


def send(emission: Emission, pace: Pace) -> None:
    """Send everything, or what can be until something goes wrong or somebody interrupts."""
    ledger = emission.ledger
    secrets = Secrets(job.request for job in ledger.jobs)
    sender = Sender(ledger, secrets, pace)
    with _interruptible(ledger):
        for number, job in enumerate(ledger.jobs, 1):
            _progress(number, len(ledger.jobs))
            if not sender.send(job, emission.lines[job.region].put):
                break
    _progress(0, len(ledger.jobs))


@contextmanager
def _interruptible(ledger: Ledger) -> Generator[None]:
    """An interruption ends the sending, and no more than that."""
    is_main = threading.current_thread() is threading.main_thread()
    before = signal.signal(signal.SIGTERM, signal.default_int_handler) if is_main else None
    try:
        yield
    except KeyboardInterrupt:
        ledger.interrupted = True
    finally:
        if is_main:
            signal.signal(signal.SIGTERM, before)


@contextmanager
def undisturbed() -> Generator[None]:
    """Nobody interrupts: what was sent has to be told."""
    if threading.current_thread() is not threading.main_thread():
        yield
        return
    before = signal.signal(signal.SIGINT, signal.SIG_IGN)
    try:
        yield
    finally:
        signal.signal(signal.SIGINT, before)


def _progress(number: int, total: int) -> None:
    """On a terminal: which request is being sent; 0 clears the line."""
    if total > 1 and is_terminal(sys.stderr):
        text = f"request {number} of {total}" if number else ""
        write(sys.stderr, f"\r\x1b[K{text}")
