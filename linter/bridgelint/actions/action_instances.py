"""The instances of actions, and the resource instances that trigger them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from bridgelint.actions.action import Action, ActionInstance, Caller, LateCaller
from bridgelint.actions.fields import InstanceKey
from bridgelint.actions.mentions import body_references
from bridgelint.actions.resource import MAX_INSTANCES, Resource, value_of
from bridgelint.actions.triggers import ActionTrigger
from bridgelint.base.records import dataclass, replace
from bridgelint.hcl.references import AttributeStep, IndexStep, Traversal
from bridgelint.hcl.tree import (
    Block,
    Expression,
    GetAttribute,
    Index,
    Literal,
    Name,
    Template,
    TemplateText,
)
from bridgelint.terraform.expressions.bindings import Bindings
from bridgelint.terraform.expressions.reference_address import key_text
from bridgelint.terraform.module.module import Module
from bridgelint.terraform.values.types import DYNAMIC
from bridgelint.terraform.values.values import Reason, unknown

_RECOMPUTED = frozenset({("terraform_data", "output")})
"""Attributes that every update recomputes."""

_NO_CALLER = Reason("`caller` is the resource that triggers the action")


@dataclass(frozen=True, slots=True, eq=False)
class EvaluatedInstance:
    """An action instance and how to evaluate its `config`."""

    instance: ActionInstance
    module: Module
    """The module; with unknown inputs for an absent instance."""

    bindings: Bindings


@dataclass(frozen=True, slots=True)
class ActionInstances:
    """Creates the action instances of one module."""

    module: Module
    triggers: Mapping[Action, Sequence[ActionTrigger]]
    """The triggers by the action to which they refer."""

    def of(self, action: Action) -> Iterator[EvaluatedInstance]:
        module = self.module
        expansion = module.expansion(action.block)
        if expansion.keys == ():
            module = module.under_any_inputs
            expansion = module.expansion(action.block)
        if not expansion.keys:
            example = ActionInstance(
                action, None, action.address, example=True, absent=module.absent
            )
            yield from self._called(EvaluatedInstance(example, module, expansion.any_bindings))
            return
        for key, bindings in expansion.all_bindings()[:MAX_INSTANCES]:
            address = f"{action.address}{key_text(key)}"
            instance = ActionInstance(action, key, address, absent=module.absent)
            yield from self._called(EvaluatedInstance(instance, module, bindings))

    def _called(self, one: EvaluatedInstance) -> Iterator[EvaluatedInstance]:
        """Yield the instance once, or once per caller if the action refers to `caller`."""
        action = one.instance.action
        if not action.caller_words or action not in self.triggers:
            yield one
            return
        callers = () if one.instance.absent else tuple(self._callers(one.instance))
        if not callers:
            anything = unknown(DYNAMIC, _NO_CALLER)
            bindings = replace(one.bindings, caller=anything, self=anything)
            yield replace(one, instance=replace(one.instance, example=True), bindings=bindings)
        for resource, key in callers:
            value = value_of(self.module, resource, key)
            bindings = replace(one.bindings, caller=value, self=value)
            caller = Caller(resource, key, f"{resource.address}{key_text(key)}")
            late = tuple(self._late(action, caller, bindings))
            instance = replace(one.instance, caller=caller, late_caller=late)
            yield replace(one, instance=instance, bindings=bindings)

    def _callers(self, instance: ActionInstance) -> Iterator[tuple[Resource, InstanceKey]]:
        """Yield the resource instances that trigger an instance of the action, each once."""
        seen: set[tuple[Resource, InstanceKey]] = set()
        for trigger in self.triggers[instance.action]:
            for reference in trigger.references:
                for target in reference.targets if reference.action is instance.action else ():
                    found = trigger.resource, target.resource_key
                    runs = instance.example or target.action_key == instance.key
                    if runs and found not in seen:
                        seen.add(found)
                        yield found

    def _late(self, action: Action, caller: Caller, bindings: Bindings) -> Iterator[LateCaller]:
        references = body_references(action.config.body) if action.config else ()
        for reference in references:
            if reference.root not in {"caller", "self"} or not reference.steps:
                continue
            unknown = self.module.evaluate(_expression(reference), bindings).unknown
            if unknown is not None and unknown.reason.after_apply:
                first = reference.steps[0]
                name = first.name if isinstance(first, AttributeStep) else first.key
                at_update = (caller.resource.type, name) in _RECOMPUTED
                yield LateCaller(reference.span, unknown.reason.text, at_update=at_update)


def evaluate_config(module: Module, config: Block, bindings: Bindings) -> None:
    """Evaluate every argument of a `config` whose schema is unknown. The module records the errors:
    what Terraform rejects regardless of the schema."""
    waiting = [(config.body, bindings)]
    while waiting:
        body, names = waiting.pop()
        for attribute in body.attributes:
            module.evaluate(attribute.value, names)
        waiting.extend((each.block.body, each.bindings) for each in module.expand(body, names))


def _expression(reference: Traversal) -> Expression:
    """Return the reference as an expression that can be evaluated."""
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
