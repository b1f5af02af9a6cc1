"""Everything that a dry run shows and `--emit` sends, found, selected and checked in one way."""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from datetime import UTC, datetime
from typing import Final

from bridgelint.actions.action import Action
from bridgelint.base.failure import Failure
from bridgelint.base.records import Record, replace
from bridgelint.base.words import nearest
from bridgelint.emit.checks import check, refusals
from bridgelint.emit.outgoing import Draft, OutgoingArgument, OutgoingRequest, Part
from bridgelint.emit.triggering import triggered_by
from bridgelint.eventbridge.event_module import EventModule
from bridgelint.eventbridge.request import Entry, PutEventsRequest
from bridgelint.lint.loading import Loaded, RunRequest, read, read_at_sending
from bridgelint.lint.report import FAILURE
from bridgelint.terraform.expressions.reference_address import KEY
from bridgelint.terraform.values.values import null

_AGAIN: Final = "create a new plan"
_STEP: Final = rf"\.?([^.\[\"]+)((?:{KEY})*)"
_PART: Final = r"(?:\[(?:\"(?:[^\"\\]|\\.)*\"|[^\]\"])*\]|[^,\[])+|\["
_ENTRY: Final = r"(?P<address>.*[^#])#(?P<number>\d+)"

REFUSED: Final = 3
"""Nothing was sent: the values, the plan, the identity, the journal, or no confirmation."""


class Refused(Exception):  # noqa: N818 # no error: what was asked for is not done, and why
    def __init__(self, *reasons: Failure, status: int = REFUSED) -> None:
        super().__init__()
        self.reasons = tuple(dict.fromkeys(reasons))
        self.status = status


class Skipped(Record):
    """An action that is not sent unless it is named."""

    address: str
    directory: str
    reason: str


class Gathered(Record, eq=False):
    """What was asked for."""

    loaded: Loaded
    requests: tuple[OutgoingRequest, ...]
    skipped: tuple[Skipped, ...]
    unusable: tuple[Failure, ...]
    """What is wrong with the paths, the options or the configuration file."""

    refused: tuple[Failure, ...]
    """What is wrong with the selection, the plan, or the module as a whole."""

    def check(self, region: str | None) -> None:
        """Raise `Refused` if any of it cannot be sent. `region` is that of `--region`."""
        if self.unusable:
            raise Refused(*self.unusable, status=FAILURE)
        found = (one for each in self.requests for one in refusals(each, region))
        reasons = (*self.refused, *found)
        if reasons:
            raise Refused(*reasons)


def gather(
    asked: RunRequest,
    narrow: Callable[[Loaded, Sequence[OutgoingRequest]], Sequence[OutgoingRequest]] | None = None,
) -> Gathered:
    """Find and check the requests that the options ask for. `narrow` picks requests and entries, in
    place of `--action`."""
    arguments = asked.arguments
    loaded = _read(asked)
    if loaded.plan_refused:
        *unusable, last = loaded.failures
        return Gathered(loaded, (), (), tuple(unusable), (last,))
    found = tuple(requests_of(loaded.modules))
    modules = loaded.modules
    if arguments.test is not None:
        found = tuple(_sent_in_tests(found, loaded))
    elif any(each.is_late for one in found for draft in one.drafts for each in draft.arguments):
        now = datetime.now(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
        modules = read_at_sending(asked, loaded, now)
        found = tuple(_with_sent_values(found, modules))
    faults: list[Failure] = []
    if loaded.plan is not None:
        from bridgelint.emit.firings import fired, plan_faults  # only with a plan

        if loaded.plan.invocations and not modules:
            message = f"the plan `{loaded.plan.path}` runs actions, but the module declares none"
            return Gathered(loaded, (), (), loaded.failures, (Failure(message, _AGAIN),))
        faults = [Failure(each, _AGAIN) for each in plan_faults(loaded.plan)]
        found = tuple(fired(found, loaded.plan, modules[0])) if modules else ()
    requests, refused = found, tuple[Failure, ...]()
    skipped: tuple[Skipped, ...] = ()
    if narrow:
        requests = tuple(narrow(loaded, found))
    elif arguments.actions:
        requests, refused = _select(found, arguments.actions)
    elif arguments.mode == "emit" and loaded.plan is None:
        skipped = tuple(dict.fromkeys(_skipped(found)))
        left_out = {(each.directory, each.address) for each in skipped}
        requests = tuple(each for each in found if (each.directory, each.address) not in left_out)
    checked = check(asked, requests, modules, tuple(faults))
    if arguments.mode == "emit":
        refused = (*refused, *faults)
    return Gathered(loaded, checked, skipped, loaded.failures, refused)


def _read(asked: RunRequest) -> Loaded:
    if asked.arguments.test is None:
        return read(asked)
    from bridgelint.lint.test_run_loading import read_tests  # only with a test

    return read_tests(asked, asked.arguments.test)


def requests_of(
    modules: Iterable[EventModule], actions: Collection[Action] | None = None
) -> Iterator[OutgoingRequest]:
    """Every request of the modules and of those below them, in order; `actions`: only of these."""
    for root in modules:
        for module in root.walk():
            for instance in module.requests:
                if actions is None or instance.action in actions:
                    yield _request(module, instance)


def _request(module: EventModule, instance: PutEventsRequest) -> OutgoingRequest:
    return OutgoingRequest(
        address=instance.address,
        caller=instance.caller.address if instance.caller else None,
        module=module,
        declared=instance,
        span=instance.action.header,
        triggers=tuple(triggered_by(module, instance)),
        drafts=tuple(_draft(each) for each in instance.entries),
        region=instance.region,
        provider=instance.action.provider.configuration,
        example=instance.example,
        missing=tuple(_missing(instance)),
    )


def _missing(instance: PutEventsRequest) -> Iterator[Part]:
    action = instance.action
    expansion = action.expansion
    if instance.example:
        reason = expansion.reason.text if expansion.reason else "no resource instance triggers it"
        name = expansion.mode if expansion.keys is None else "caller"
        span = expansion.attribute.value.span if expansion.attribute else action.header
        yield Part(None, name, (), reason, span)
    if not instance.complete and all(each.certain for each in instance.entries):
        yield Part(None, "entry", (), "not all of its entries can be read", action.header)


def _draft(entry: Entry) -> Draft:
    arguments = (
        OutgoingArgument(each.name, each.value, each.span, each, each.encoded)
        for each in entry.fields
        if not each.is_null
    )
    uncertain = entry.reason.text if entry.reason else ""
    return Draft(entry.index, tuple(arguments), entry.header, uncertain)


def _with_sent_values(
    requests: Iterable[OutgoingRequest], at_sending: Iterable[EventModule]
) -> Iterator[OutgoingRequest]:
    """The requests, each argument with what it evaluates to while events are sent.

    An argument that is still not known then is unknown in the way that it is unknown then.
    """
    sent = {
        (request.directory, request.address, request.caller, draft.index): draft
        for request in requests_of(at_sending)
        for draft in request.drafts
    }
    for request in requests:
        place = request.directory, request.address, request.caller
        drafts = (_sent_draft(each, sent.get((*place, each.index))) for each in request.drafts)
        yield replace(request, drafts=tuple(drafts))


def _sent_draft(draft: Draft, sent: Draft | None) -> Draft:
    if sent is None:
        return draft
    arguments = list(draft.arguments)
    for place, each in enumerate(arguments):
        if each.is_late:
            late = sent.argument(each.name) or replace(each, value=null(), encoded=None)
            arguments[place] = replace(each, late=late)
    return replace(draft, arguments=tuple(arguments))


def _sent_in_tests(
    requests: Iterable[OutgoingRequest], loaded: Loaded
) -> Iterator[OutgoingRequest]:
    """The requests that runs of `terraform test` send, with the triggers that each can fire: the
    events of create and update, unless the provider is mocked."""
    runs = {id(module): run for module, run in zip(loaded.modules, loaded.tests, strict=True)}
    for request in requests:
        run = runs[id(request.module.root)]
        kinds = ("_create", "_update") if run.updates else ("_create",)
        triggers = tuple(
            each
            for each in request.triggers
            if not each.wrong and each.holds is not False
            if any(event.endswith(kinds) for event in each.events)
        )
        address, name, alias = request.instance.action.provider.origin
        if triggers and (address or (name, alias) not in run.mocked):
            yield replace(request, triggers=triggers, run=run.name)


def _skipped(requests: Iterable[OutgoingRequest]) -> Iterator[Skipped]:
    """Actions whose every trigger has a condition that is false whatever the values are."""
    for each in requests:
        triggers = each.module.triggers_of(each.action) if each.action else ()
        conditions = [trigger.condition for trigger in triggers]
        if conditions and all(one and one.constant and one.always_false for one in conditions):
            which = "its only trigger has" if len(triggers) == 1 else "all its triggers have"
            yield Skipped(each.address, each.directory, f"{which} a condition that is always false")


# -- `--action ADDRESS`: which requests and entries an address names


_Wanted = tuple[str, str, int | None]
"""An address as given, without the entry, and the 0-based entry; `None` if all are wanted."""


def _select(
    requests: Sequence[OutgoingRequest], options: Iterable[str]
) -> tuple[tuple[OutgoingRequest, ...], tuple[Failure, ...]]:
    """The requests that one of the addresses names, in their order. Also a failure for each address
    that names nothing, or actions of several root modules.

    A comma in brackets does not separate two addresses. An address without a key names every
    instance, of the action as of a module in its path.
    """
    texts = [part.strip() for each in options for part in re.findall(_PART, each) or [each]]
    addresses: list[_Wanted] = []
    for text in dict.fromkeys(texts):
        found = re.fullmatch(_ENTRY, text)
        address, entry = (found["address"], int(found["number"]) - 1) if found else (text, None)
        addresses.append((text, address, entry))
    failures = tuple(each for one in addresses for each in _failures(*one, requests))
    picked = (_picked(each, addresses) for each in requests)
    return tuple(each for each in picked if each is not None), failures


def _picked(request: OutgoingRequest, addresses: Sequence[_Wanted]) -> OutgoingRequest | None:
    entries = {entry for _, address, entry in addresses if _names(address, request)}
    if None in entries:
        return request
    drafts = tuple(each for each in request.drafts if each.index in entries)
    return replace(request, drafts=drafts, picked=True) if drafts else None


def _failures(
    text: str, address: str, entry: int | None, everything: Sequence[OutgoingRequest]
) -> Iterator[Failure]:
    named = [each for each in everything if _names(address, each)]
    if not named:
        yield _nothing(address, everything)
        return
    directories = list(dict.fromkeys(each.directory for each in named))
    if len(directories) > 1:
        shown = ", ".join(f"`{each}`" for each in directories)
        message = f"`{text}` matches actions of several modules: {shown}"
        yield Failure(message, "pass the directory of one of them as PATH")
    found = any(entry == draft.index for each in named for draft in each.drafts)
    if entry is not None and not found:
        count = max(len(each.drafts) for each in named)
        yield Failure(f"no such entry: `{text}`", f"the entries are #1 to #{count}")


def _nothing(address: str, everything: Sequence[OutgoingRequest]) -> Failure:
    planned = any(each.firing is not None for each in everything)
    what = "the plan does not run" if planned else "no such action:"
    known = list(dict.fromkeys(each.address for each in everything))
    actions = dict.fromkeys(each.action.address for each in everything if each.action)
    meant = nearest(address, [*known, *actions])
    shown = ", ".join(f"`{each}`" for each in known[:5])
    more = f" and {len(known) - 5:,} more" if len(known) > 5 else ""
    help_text = f"the actions are {shown}{more}" if known else "the module has no action"
    return Failure(f"{what} `{address}`", f"did you mean `{meant}`?" if meant else help_text)


def _names(address: str, request: OutgoingRequest) -> bool:
    """The address is that of the request, of its action, or of all instances of a module in its
    path."""
    asked, has = _steps(address), _steps(request.address)
    if len(asked) != len(has):
        return False
    last = len(has) - 1
    return all(
        name == other and (key in {"", its} or (place == last and request.example))
        for place, ((name, key), (other, its)) in enumerate(zip(asked, has, strict=True))
    )


def _steps(address: str) -> list[tuple[str, str]]:
    """Each name of an address with the key that follows it."""
    found = list(re.finditer(_STEP, address))
    if "".join(each[0] for each in found) != address:
        return [(address, "no address")]
    return [(each[1], each[2]) for each in found]
