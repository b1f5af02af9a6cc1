"""`--resume`: what an earlier run left over, found in the configuration of now."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any, Final

from bridgelint.base.failure import Failure
from bridgelint.base.records import replace
from bridgelint.emit.gathering import Gathered, Refused, gather
from bridgelint.emit.journal import Event, Ledger
from bridgelint.emit.outgoing import Draft, OutgoingRequest
from bridgelint.emit.payload import hash_of_entry
from bridgelint.emit.targets import LeftOver, RequestPart
from bridgelint.lint.loading import Loaded, RunRequest

_HELP: Final = "resume from the same directory, with the same options and configuration"


def resumed(asked: RunRequest, ledger: Ledger) -> tuple[Gathered, tuple[LeftOver, ...]]:
    """The requests of a journal, checked as far as they are still to be sent. Raise `Refused` if
    they are no longer those of the configuration."""
    wanted = {"failed", "not sent", *(["unknown"] if asked.arguments.include_unknown else [])}
    left: list[LeftOver] = []

    def narrow(loaded: Loaded, requests: Sequence[OutgoingRequest]) -> Sequence[OutgoingRequest]:
        failures = [*loaded.failures, *_differences(ledger.start, loaded)]
        if failures:
            raise Refused(*failures)
        for event, request in _found(ledger, requests):
            drafts = {each.index: each for each in request.drafts} if request else {}
            given = {each["entry"]: each["sha256"] for each in event["entries"]}
            if request is None or not given.keys() <= drafts.keys():
                failures.append(_changed(event, "it is no longer in the configuration"))
                continue
            for index, digest in given.items():
                if not _has_hash(drafts[index], digest):
                    failures.append(_changed(event, f"entry {index + 1} has changed"))
            number, own = event["request"], tuple(drafts[index] for index in given)
            states = [ledger.outcome(number, index).status for index in given]
            pending = tuple(
                each for each, state in zip(own, states, strict=True) if state in wanted
            )
            left.append(LeftOver(number, request, own, pending))
        if failures:
            raise Refused(*failures)
        return [
            replace(each.request, drafts=each.pending, picked=True) for each in left if each.pending
        ]

    gathered = gather(asked, narrow)
    gathered.check(asked.arguments.region)
    return gathered, tuple(left)


def check_targets(ledger: Ledger, parts: Sequence[RequestPart]) -> None:
    """Raise `Refused` unless each part is sent to the target that the journal says."""
    used = ((ledger.requests[each.number]["target"], each.target) for each in parts)
    failures: list[Failure] = []
    for then, target in dict.fromkeys(used):
        old, new = ledger.start["targets"][then], target.document()
        for key in (key for key in new if new[key] != old[key]):
            name = "identity" if key == "arn" else key
            message = f"the {name} is `{new[key]}`; the journal was started with `{old[key]}`"
            failures.append(Failure(message, _HELP))
    if failures:
        raise Refused(*failures)


def _differences(start: Event, loaded: Loaded) -> Iterator[Failure]:
    """What is not as it was when the journal was started."""
    if start["directory"] != str(Path.cwd()):
        yield Failure(f"the journal belongs to the directory `{start['directory']}`", _HELP)
    was, now = start["plan"], loaded.plan.sha256 if loaded.plan else None
    if was and was["sha256"] != now:
        yield Failure("the journal belongs to a different plan", _HELP)
    elif now and not was:
        yield Failure("the journal was started without a plan", _HELP)


def _found(
    ledger: Ledger, requests: Sequence[OutgoingRequest]
) -> Iterator[tuple[Event, OutgoingRequest | None]]:
    """Each request of a journal with that of the configuration. Equal firings of a plan are taken
    in order; parts of a split have different entries of one request."""
    known: dict[tuple[object, ...], list[tuple[OutgoingRequest, set[int]]]] = {}
    for each in requests:
        key = _key(each.address, each.directory, each.caller, each.fired)
        known.setdefault(key, []).append((each, set()))
    for event in ledger.requests.values():
        key = _key(event["address"], event["directory"], event.get("caller"), event["firing"])
        entries = {each["entry"] for each in event["entries"]}
        free = ((each, taken) for each, taken in known.get(key, ()) if not entries & taken)
        request, taken = next(free, (None, set[int]()))
        taken |= entries
        yield event, request


def _key(
    address: str, directory: str, caller: str | None, fired: Mapping[str, Any] | None
) -> tuple[object, ...]:
    return address, directory, caller, *sorted((fired or {}).items())


def _has_hash(draft: Draft, digest: object) -> bool:
    try:
        return hash_of_entry(draft) == digest
    except TypeError:  # it cannot be sent at all
        return False


def _changed(event: Event, why: str) -> Failure:
    return Failure(f"`{event['address']}` differs from the journal: {why}", _HELP)
