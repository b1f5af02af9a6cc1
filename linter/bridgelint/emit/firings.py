"""What the apply of a plan sends: one request for each firing, with the plan's values."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Final, cast

from bridgelint.actions.provider_configurations import configuration_of
from bridgelint.base.records import replace
from bridgelint.base.source import SourceFile, Span
from bridgelint.emit.outgoing import KEYS, Draft, OutgoingArgument, OutgoingRequest, Part
from bridgelint.eventbridge.event_module import EventModule
from bridgelint.eventbridge.provider_places import Region, provider_region
from bridgelint.plan.plan_document import Invocation, Plan
from bridgelint.plan.plan_values import items, member, members, text
from bridgelint.terraform.expressions.reference_address import without_keys
from bridgelint.terraform.values.convert import convert_or_unknown
from bridgelint.terraform.values.types import DYNAMIC, STRING, ListType, Type
from bridgelint.terraform.values.values import (
    Reason,
    Value,
    is_wholly_known,
    list_of,
    null,
    unknown,
)

_NO_VALUES: Final = Reason("the plan does not know the values of the action yet", after_apply=True)
_UNEXPECTED: Final = Reason("the plan has a value of a different type", failed=True)


def plan_faults(plan: Plan) -> Iterator[str]:
    """Why a plan is not sent, whatever it is narrowed to."""
    if not plan.complete:
        yield f"the plan `{plan.path}` is incomplete: it leaves some changes to a later plan"
    fires = [each for each in plan.invocations if not each.deferred]
    if not plan.applyable and (fires or not plan.complete):
        yield f"the plan `{plan.path}` cannot be applied"
    for each in plan.invocations:
        if each.deferred:
            yield f"the plan `{plan.path}` defers `{each.address}`: {each.deferred}"


def fired(
    requests: Sequence[OutgoingRequest], plan: Plan, root: EventModule
) -> Iterator[OutgoingRequest]:
    """A request for each invocation of the plan, in its order."""
    for invocation in plan.invocations:
        found = [each for each in requests if _is_of(invocation, each)]
        own = next((each for each in found if each.caller in {None, invocation.resource}), None)
        if not found:
            yield _undeclared(invocation, plan, root)
        elif own is None:  # a caller that the configuration no longer has: the plan destroys it
            yield _with_values(found[0], invocation, comparable=False)
        else:
            replaced = invocation.replaced and invocation.event.endswith("_destroy")
            yield _with_values(own, invocation, comparable=not own.example and not replaced)


def _is_of(invocation: Invocation, request: OutgoingRequest) -> bool:
    if request.example and request.action is not None:
        action = request.action.address
        return invocation.address == action or invocation.address.startswith(f"{action}[")
    return invocation.address == request.address


def _undeclared(invocation: Invocation, plan: Plan, root: EventModule) -> OutgoingRequest:
    """Of an action that only the plan knows."""
    path, _, rest = invocation.address.rpartition("action.")
    path = path.removesuffix(".")
    module = next((each for each in root.walk() if each.path == path), root)
    name, _, alias = _provider_key(plan, path, f"action.{rest}").partition(".")
    provider, _ = configuration_of(module.evaluated, name, alias or None)
    span = Span(SourceFile(plan.path, b""), 0, 0)
    request = OutgoingRequest(invocation.address, module, span, provider_region(provider), provider)
    made = _with_values(request, invocation, comparable=False)
    return replace(made, stale=("the action is not declared",))


def _provider_key(plan: Plan, path: str, address: str) -> str:
    """`aws` or `aws.west`: what the plan says of the action's provider configuration."""
    described = plan.configuration
    for name in without_keys(path).split(".")[1::2]:
        described = members(described, "module_calls", name, "module")
    for each in items(described, "actions"):
        if address.startswith(text(each, "address")) and member(each, "address"):
            return text(each, "provider_config_key").rpartition(":")[2] or "aws"
    return "aws"


def _with_values(
    request: OutgoingRequest, invocation: Invocation, *, comparable: bool
) -> OutgoingRequest:
    caller = request.caller
    if request.action is not None and request.action.caller_words:
        caller = invocation.resource or caller
    made = replace(
        request,
        address=invocation.address,
        caller=caller,
        example=False,
        missing=(),
        firing=invocation,
    )
    config = invocation.config.content if invocation.config else None
    config = config if isinstance(config, dict) else {"entry": unknown(DYNAMIC, _NO_VALUES)}
    entries = _entries(config.get("entry", null()))
    if isinstance(entries, Reason):
        return replace(made, missing=(Part(None, "entry", (), entries.text, request.span),))
    comparable &= not (request.missing or any(each.uncertain for each in request.drafts))
    aligned = comparable and len(request.drafts) == len(entries)
    drafts = tuple(
        _draft(each, request.drafts[index] if aligned else Draft(index, (), request.span))
        for index, each in enumerate(entries)
    )
    region = _converted(config.get("region", null()), STRING)
    region = null(STRING) if region.content == "" else region
    stale = tuple(_differences(request, drafts, region)) if comparable else ()
    where = request.region
    if not region.is_null:
        where = Region(region, "action", where.span if where.source == "action" else None)
    return replace(made, drafts=drafts, stale=stale, region=where)


def _entries(value: Value) -> tuple[Value, ...] | Reason:
    """The entries of an action in the plan, or why it does not have them."""
    if value.content is not None and not isinstance(value.content, tuple):
        return value.unknown.reason if value.unknown else _UNEXPECTED
    for each in value.elements:
        if not isinstance(each.content, dict):
            return each.unknown.reason if each.unknown else _UNEXPECTED
    return value.elements


def _draft(entry: Value, own: Draft) -> Draft:
    content = cast("dict[str, Value]", entry.content)
    given = ((name, content.get(name, null())) for name in KEYS)
    arguments = (_argument(name, value, own) for name, value in given if not value.is_null)
    return Draft(own.index, tuple(arguments), own.span)


def _argument(name: str, value: Value, draft: Draft) -> OutgoingArgument:
    value = _converted(value, ListType(STRING) if name == "resources" else STRING)
    own = draft.argument(name)
    if own is None:
        return OutgoingArgument(name, value, draft.span)
    value = value.marked(own.value.marks)
    if is_wholly_known(value):
        encoded = own.encoded if value.content == own.value.content else None
        return replace(own, value=value, encoded=encoded, late=None)
    if name == "resources" and len(value.elements) == len(own.value.elements) and not own.late:
        pairs = zip(value.elements, own.value.elements, strict=True)
        known = is_wholly_known
        elements = (theirs if known(theirs) or known(mine) else mine for theirs, mine in pairs)
        return replace(own, value=list_of(STRING, elements).marked(value.marks))
    # Where neither is known, ours says which part is not, and why.
    return replace(own, value=value, encoded=None, late=None) if is_wholly_known(own.value) else own


def _converted(value: Value, type_: Type) -> Value:
    return convert_or_unknown(value, type_, _UNEXPECTED)[0]


# -- a plan that no longer belongs to the configuration


def _differences(
    request: OutgoingRequest, planned: Sequence[Draft], region: Value
) -> Iterator[str]:
    """What both the configuration and the plan know, and say differently."""
    own = request.region.value if request.region.source == "action" else null()
    if _is_other(own, region):
        yield "`region`"
    if len(request.drafts) != len(planned):
        count = f"{len(planned)} in the plan, {len(request.drafts)} in the configuration"
        yield f"the number of entries: {count}"
        return
    for ours, theirs in zip(request.drafts, planned, strict=True):
        for name in KEYS:
            arguments = (each.argument(name) for each in (ours, theirs))
            if _is_other(*(each.value if each else null() for each in arguments)):
                yield f"entry {ours.index + 1}, `{name}`"


def _is_other(own: Value, planned: Value) -> bool:
    """One of them is certain to be null and the other is not, or both are known and differ."""
    if own.is_null or planned.is_null:
        other = planned if own.is_null else own
        certain = other.unknown is None or other.unknown.not_null
        return own.is_null != planned.is_null and certain
    if not is_wholly_known(own) or not is_wholly_known(planned):
        return False
    return _bare(own) != _bare(planned)


def _bare(value: Value) -> object:
    return [each.content for each in value.elements] or value.content
