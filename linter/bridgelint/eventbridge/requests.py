"""Instances of actions: one PutEvents request each, or one for each caller."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from bridgelint.actions.action import (
    Action,
    Caller,
    LateCaller,
    ProviderConfiguration,
    PutEventsRequest,
    Region,
)
from bridgelint.actions.declared_actions import MAX_INSTANCES
from bridgelint.actions.fields import Field, InstanceKey
from bridgelint.actions.instance_values import InstanceValues
from bridgelint.actions.mentions import body_references
from bridgelint.actions.triggers import ActionTrigger, Resource
from bridgelint.actions.value_origins import origins
from bridgelint.base.records import dataclass, replace
from bridgelint.eventbridge.entries import Reader
from bridgelint.eventbridge.schema import CONFIG
from bridgelint.eventbridge.size import total
from bridgelint.hcl.references import AttributeStep, IndexStep, Traversal
from bridgelint.hcl.tree import (
    Expression,
    GetAttribute,
    Index,
    Literal,
    Name,
    Template,
    TemplateText,
)
from bridgelint.terraform.expressions.bindings import NO_BINDINGS, Bindings
from bridgelint.terraform.values.instance_keys import key_text
from bridgelint.terraform.values.types import DYNAMIC, STRING
from bridgelint.terraform.values.values import NO_MARKS, Reason, unknown

_MADE_ANEW = frozenset({("terraform_data", "output")})
"""Attributes that an update computes anew whenever it changes anything."""

_NO_REGION = Reason("neither the action nor its provider configuration says the region")
_NO_CALLER = Reason("`caller` is the resource that triggers the action")


@dataclass(frozen=True, slots=True)
class Requests:
    """Makes the instances of one module's actions."""

    values: InstanceValues
    triggers: Mapping[Action, Sequence[ActionTrigger]]
    """Those that name an action."""

    def of(self, action: Action) -> Iterator[PutEventsRequest]:
        """The requests of an action, in the order of its instances."""
        expansion = self.values.module.expansion(action.block)
        region = provider_region(action.provider.configuration)
        if expansion.keys is None:
            yield from self._requests(action, None, expansion.any_bindings, region, example=True)
            return
        for key, bindings in expansion.all_bindings()[:MAX_INSTANCES]:
            yield from self._requests(action, key, bindings, region, example=False)

    def _requests(
        self, action: Action, key: InstanceKey, bindings: Bindings, region: Region, *, example: bool
    ) -> Iterator[PutEventsRequest]:
        request = _Request(action, key, region, example)
        if not action.caller_words or action not in self.triggers:
            yield self._request(request, bindings, None)
            return
        callers = tuple(self._callers(action, key, example=example))
        if not callers:
            anything = unknown(DYNAMIC, _NO_CALLER)
            inner = replace(bindings, caller=anything, self=anything)
            yield self._request(replace(request, example=True), inner, None)
        for resource, instance in callers:
            value = self.values.itself(resource, instance)
            address = f"{resource.address}{key_text(instance)}"
            inner = replace(bindings, caller=value, self=value)
            yield self._request(request, inner, Caller(resource, instance, address))

    def _request(
        self, request: _Request, bindings: Bindings, caller: Caller | None
    ) -> PutEventsRequest:
        action = request.action
        module = self.values.module
        reader = Reader(module, lambda expression: origins(module, expression))
        entries, complete = reader.entries(action.config, bindings)
        argument = reader.region(action.config, bindings)
        return PutEventsRequest(
            action=action,
            key=request.key,
            address=f"{action.address}{key_text(request.key)}",
            entries=entries,
            complete=complete and action.readable,
            region=_region(argument, request.region),
            region_argument=argument,
            size=total(each.size for each in entries if each.certain),
            example=request.example,
            caller=caller,
            late_caller=tuple(self._late(action, caller, bindings)) if caller else (),
        )

    def _late(self, action: Action, caller: Caller, bindings: Bindings) -> Iterator[LateCaller]:
        references = body_references(action.config.body) if action.config else ()
        for reference in references:
            if reference.root not in {"caller", "self"} or not reference.steps:
                continue
            unknown = self.values.evaluate(_expression(reference), bindings).unknown
            if unknown is not None and unknown.reason.after_apply:
                first = reference.steps[0]
                name = first.name if isinstance(first, AttributeStep) else first.key
                at_update = (caller.resource.type, name) in _MADE_ANEW
                yield LateCaller(reference.span, unknown.reason.text, at_update=at_update)

    def _callers(
        self, action: Action, key: InstanceKey, *, example: bool
    ) -> Iterator[tuple[Resource, InstanceKey]]:
        """The resource instances that trigger an instance of the action, each once."""
        seen: set[tuple[Resource, InstanceKey]] = set()
        for trigger in self.triggers[action]:
            for reference in trigger.references:
                for target in reference.targets if reference.action is action else ():
                    found = trigger.resource, target.resource_key
                    if (example or target.action_key == key) and found not in seen:
                        seen.add(found)
                        yield found


def provider_region(configuration: ProviderConfiguration | None) -> Region:
    """The region of a provider configuration; unknown if it does not set one."""
    attribute = configuration.block.body.attribute("region") if configuration else None
    if configuration is None or attribute is None:
        return Region(unknown(STRING, _NO_REGION), "unknown")
    owner = configuration.module
    reader = Reader(owner, lambda expression: origins(owner, expression))
    field = reader.field(configuration.block, CONFIG["region"], NO_BINDINGS, NO_MARKS)
    if field is None or field.is_null:
        return Region(unknown(STRING, _NO_REGION), "unknown")
    return Region(field.value, "provider", field.span)


@dataclass(frozen=True, slots=True)
class _Request:
    action: Action
    key: InstanceKey
    region: Region
    """Of the provider."""

    example: bool


def _region(argument: Field | None, provider: Region) -> Region:
    if argument is None or argument.is_null or argument.value.content == "":
        return provider
    return Region(argument.value, "action", argument.span)


def _expression(reference: Traversal) -> Expression:
    """The reference, as something to evaluate."""
    expression: Expression = Name(reference.root, reference.root_span)
    for step in reference.steps:
        span = reference.root_span.to(step.span)
        if isinstance(step, AttributeStep):
            expression = GetAttribute(expression, step.name, step.span, span)
        else:
            expression = Index(expression, _literal(step), span)
    return expression


def _literal(step: IndexStep) -> Expression:
    if isinstance(step.key, str):
        return Template((TemplateText(step.key, step.span),), "quoted", step.span)
    return Literal(step.key, step.span)
