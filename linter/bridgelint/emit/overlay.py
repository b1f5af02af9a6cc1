"""A plan's values in place of our own: what the plan says is what its apply sends."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from bridgelint.base.records import dataclass, replace
from bridgelint.emit.outgoing import KEYS, Draft, Firing, OutgoingArgument, OutgoingRequest
from bridgelint.plan.plan_document import Invocation, Plan
from bridgelint.terraform.values.types import STRING, ListType
from bridgelint.terraform.values.values import Value, is_wholly_known, list_of, null


@dataclass(frozen=True, slots=True)
class Overlaid:
    """The requests with the values of a plan."""

    requests: tuple[OutgoingRequest, ...]
    stale: tuple[str, ...]
    """The addresses of requests for which the configuration says something else than the plan."""


def overlay(requests: Iterable[OutgoingRequest], plan: Plan) -> Overlaid:
    """Each request with the values of its invocations, and when the plan runs it.

    One that the plan runs with different values, before and after a replacement say, becomes as
    many. One that the plan does not run keeps its own values.
    """
    found: list[OutgoingRequest] = []
    stale: list[str] = []
    for request in requests:
        own = [each for each in plan.invocations if _is_of(each, request)]
        if not own:
            found.append(replace(request, firings=()))
        for group in _groups(own):
            made = _with_values(request, group)
            found.append(made)
            if any(map(_differs, zip(request.drafts, made.drafts, strict=False))):
                stale.append(made.title)
    return Overlaid(tuple(found), tuple(dict.fromkeys(stale)))


def _is_of(invocation: Invocation, request: OutgoingRequest) -> bool:
    if request.instance.example:
        action = request.instance.action.address
        return invocation.address == action or invocation.address.startswith(f"{action}[")
    if invocation.address != request.address:
        return False
    return request.caller is None or invocation.resource in {"", request.caller}


def _groups(invocations: Sequence[Invocation]) -> list[list[Invocation]]:
    """Those that send the same to the same: for the same address, with equal values."""
    groups: list[list[Invocation]] = []
    for each in invocations:
        for group in groups:
            if (group[0].address, group[0].config) == (each.address, each.config):
                group.append(each)
                break
        else:
            groups.append([each])
    return groups


def _with_values(request: OutgoingRequest, group: Sequence[Invocation]) -> OutgoingRequest:
    first = group[0]
    firings = tuple(Firing(each.resource, each.event, each.deferred) for each in group)
    made = replace(request, firings=firings)
    if request.instance.example:
        caller = first.resource if request.instance.action.caller_words else None
        made = replace(made, address=first.address, caller=caller, missing=())
    config = first.config.content if first.config else None
    if not isinstance(config, dict):
        return replace(made, missing=request.missing)
    entries = config["entry"].elements if "entry" in config else ()
    drafts = [
        _draft(each, _own(request, index, len(entries))) for index, each in enumerate(entries)
    ]
    region = config.get("region")
    if region is not None and not region.is_null:
        made = replace(made, region=_text(region))
    missing = tuple(each for each in made.missing if each.field != "entry")
    return replace(made, drafts=tuple(drafts), missing=missing, from_plan=True)


def _own(request: OutgoingRequest, index: int, count: int) -> Draft:
    """Our draft of the entry that the plan has there; an empty one where ours is another."""
    if len(request.drafts) == count and all(each.certain for each in request.drafts):
        return request.drafts[index]
    return Draft(index, (), request.instance.action.header)


def _draft(entry: Value, own: Draft) -> Draft:
    content = entry.content if isinstance(entry.content, dict) else {}
    arguments: list[OutgoingArgument] = []
    for name in KEYS:
        value = content.get(name, null())
        if value.is_null:
            continue
        arguments.append(_argument(name, value, own))
    return Draft(own.index, tuple(arguments), own.span)


def _argument(name: str, value: Value, draft: Draft) -> OutgoingArgument:
    value = _list(value) if name == "resources" else _text(value)
    own = draft.argument(name)
    if own is None:
        return OutgoingArgument(name, value, draft.span)
    value = value.marked(own.value.marks)
    if is_wholly_known(value):
        encoded = own.encoded if value.content == own.value.content else None
        return replace(own, value=value, encoded=encoded)
    if name == "resources" and len(value.elements) == len(own.value.elements):
        pairs = zip(value.elements, own.value.elements, strict=True)
        elements = [mine if _is_finer(mine, theirs) else theirs for theirs, mine in pairs]
        return replace(own, value=list_of(STRING, elements).marked(value.marks))
    return own if _is_finer(own.value, value) else replace(own, value=value, encoded=None)


def _is_finer(own: Value, planned: Value) -> bool:
    """Neither is known; ours says which part is not, and why."""
    return not is_wholly_known(own) and not is_wholly_known(planned)


def _text(value: Value) -> Value:
    return replace(value, type=STRING)


def _list(value: Value) -> Value:
    if value.unknown is not None:
        return replace(value, type=ListType(STRING))
    return list_of(STRING, map(_text, value.elements)).marked(value.marks)


def _differs(pair: tuple[Draft, Draft]) -> bool:
    ours, theirs = pair
    return any(_is_other(*each) for each in _both(ours, theirs))


def _both(ours: Draft, theirs: Draft) -> Iterator[tuple[Value, Value]]:
    for each in theirs.arguments:
        own = ours.argument(each.name)
        if own is not None:
            yield own.value, each.value


def _is_other(own: Value, planned: Value) -> bool:
    """Both are known, and not the same."""
    if not is_wholly_known(own) or not is_wholly_known(planned):
        return False
    return _bare(own) != _bare(planned)


def _bare(value: Value) -> object:
    return [each.content for each in value.elements] or value.content
