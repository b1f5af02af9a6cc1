"""`--resume`: what an earlier run left over, found in the configuration of now."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any, Final

from bridgelint.base.failure import Failure
from bridgelint.base.records import replace
from bridgelint.emit.aws import Target
from bridgelint.emit.dry_run_json import firing
from bridgelint.emit.ledger import Event, Ledger
from bridgelint.emit.outgoing import Draft, OutgoingRequest
from bridgelint.emit.payload import hash_of_entry
from bridgelint.emit.targets import LeftOver
from bridgelint.plan.plan_document import Plan

_HELP: Final = "resume from the same directory, with the same options and configuration"
_TARGET: Final = {
    "arn": "identity",
    "account": "account",
    "region": "region",
    "endpoint": "endpoint",
}


def left_over(
    ledger: Ledger, requests: Sequence[OutgoingRequest], *, include_unknown: bool
) -> tuple[tuple[LeftOver, ...], tuple[Failure, ...]]:
    """The requests of a journal, and why they are no longer those of the configuration."""
    wanted = {"failed", "not sent", *(["unknown"] if include_unknown else [])}
    finder = _Finder(requests)
    found: list[LeftOver] = []
    failures: list[Failure] = []
    for number, event in ledger.requests.items():
        request = finder.find(event)
        drafts = {each.index: each for each in request.drafts} if request else {}
        given = {each["entry"]: each["sha256"] for each in event["entries"]}
        if request is None or not given.keys() <= drafts.keys():
            failures.append(_changed(event, "it is no longer in the configuration"))
            continue
        for index, digest in given.items():
            if not _has_hash(drafts[index], digest):
                failures.append(_changed(event, f"entry {index + 1} has changed"))
        own = tuple(drafts[index] for index in given)
        statuses = {index: ledger.outcome(number, index).status for index in given}
        pending = tuple(each for each in own if statuses[each.index] in wanted)
        found.append(LeftOver(number, request, own, pending))
    return tuple(found), tuple(failures)


def narrowed(left: Sequence[LeftOver]) -> tuple[OutgoingRequest, ...]:
    """The requests with nothing but the entries that are to be sent."""
    return tuple(
        replace(each.request, drafts=each.pending, picked=True) for each in left if each.pending
    )


def _has_hash(draft: Draft, digest: object) -> bool:
    try:
        return hash_of_entry(draft) == digest
    except TypeError:  # it cannot be sent at all
        return False


def _changed(event: Event, why: str) -> Failure:
    return Failure(f"`{event['address']}` differs from the journal: {why}", _HELP)


class _Finder:
    """Finds requests by what the journal says of them, each firing of a plan once."""

    def __init__(self, requests: Sequence[OutgoingRequest]) -> None:
        self._requests: dict[tuple[object, ...], list[OutgoingRequest]] = {}
        for each in requests:
            key = self._key(each.address, each.directory, each.caller, firing(each.firing))
            self._requests.setdefault(key, []).append(each)
        self._taken: dict[tuple[object, ...], tuple[int, set[int]]] = {}

    def find(self, event: Event) -> OutgoingRequest | None:
        """The request of a line; parts of a split have entries of one request."""
        key = self._key(event["address"], event["directory"], event.get("caller"), event["firing"])
        place, taken = self._taken.get(key, (0, set[int]()))
        entries = {each["entry"] for each in event["entries"]}
        if entries & taken:
            place, taken = place + 1, set[int]()
        self._taken[key] = place, taken | entries
        found = self._requests.get(key, [])
        return found[place] if place < len(found) else None

    @staticmethod
    def _key(address: str, directory: str, caller: str | None, fired: Any) -> tuple[object, ...]:  # noqa: ANN401 # JSON
        return address, directory, caller, *(sorted(fired.items()) if fired else ())


def differences(
    start: Event, plan: Plan | None, targets: Sequence[Target], used: Sequence[tuple[int, int]]
) -> Iterator[Failure]:
    """What is not as it was when the journal was started; `used` pairs its targets with ours."""
    if start["directory"] != str(Path.cwd()):
        yield Failure(f"the journal belongs to the directory `{start['directory']}`", _HELP)
    was, now = start["plan"], plan.sha256 if plan else None
    if (was["sha256"] if was else None) != now:
        yield Failure(
            "the journal belongs to a different plan"
            if was
            else "the journal was started without a plan",
            _HELP,
        )
    for then, here in dict.fromkeys(used):
        old, new = start["targets"][then], targets[here].document()
        for key, name in _TARGET.items():
            if old[key] != new[key]:
                message = f"the {name} is `{new[key]}`; the journal was started with `{old[key]}`"
                yield Failure(message, _HELP)
