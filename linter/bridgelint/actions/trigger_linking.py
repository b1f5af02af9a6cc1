"""Triggers with parsed parts, and the actions to which their references resolve."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from functools import cached_property

from bridgelint.actions.action import Action
from bridgelint.actions.body_schema import unsupported_in_trigger
from bridgelint.actions.dependencies import Dependencies
from bridgelint.actions.fields import InstanceKey
from bridgelint.actions.mentions import managed
from bridgelint.actions.resource import Resource, bindings_of
from bridgelint.actions.trigger_elements import Element, element, event, on_failure
from bridgelint.actions.triggers import (
    ActionReference,
    ActionTrigger,
    ConditionValue,
    ReferenceForm,
    ReferenceKey,
    ReferenceTarget,
    TriggerCondition,
)
from bridgelint.base.records import dataclass, replace
from bridgelint.base.words import nearest
from bridgelint.hcl.references import references
from bridgelint.hcl.tree import Attribute, Block, Expression, Tuple
from bridgelint.terraform.module.module import Module
from bridgelint.terraform.values.convert import convert_or_unknown
from bridgelint.terraform.values.errors import Problem
from bridgelint.terraform.values.type_names import a_value_of
from bridgelint.terraform.values.types import BOOL, STRING
from bridgelint.terraform.values.values import Reason, Value


@dataclass(frozen=True)
class Linker:
    """Reads the triggers of one module."""

    module: Module
    graph: Dependencies
    actions: Mapping[tuple[str, str], Action]
    elsewhere: Callable[[str, str], str]
    """Returns the module that declares an action of this type and name, if this one does not."""

    known_types: frozenset[str]
    """Action types that are recognised without a declaration."""

    def triggers(self, resource: Resource) -> Iterator[ActionTrigger]:
        """Return the triggers of a resource, in order."""
        index = 0
        for lifecycle in resource.lifecycles:
            for block in lifecycle.body.blocks_of("action_trigger"):
                yield self._trigger(resource, block, index)
                index += 1

    def _trigger(self, resource: Resource, block: Block, index: int) -> ActionTrigger:
        body, json = block.body, block.json
        events, actions = body.attribute("events"), body.attribute("actions")
        condition, failure = body.attribute("condition"), body.attribute("on_failure")
        event_items, action_items = _items(events), _items(actions)
        return ActionTrigger(
            resource=resource,
            block=block,
            index=index,
            events_attribute=events,
            events=None
            if event_items is None
            else tuple(event(each, json=json) for each in event_items),
            actions_attribute=actions,
            actions=None
            if action_items is None
            else tuple(
                self._reference(resource, each, place, json=json)
                for place, each in enumerate(action_items)
            ),
            condition=self._condition(resource, condition) if condition else None,
            on_failure=on_failure(failure, json=json) if failure else None,
            unsupported=unsupported_in_trigger(block),
        )

    # -- references

    def _reference(
        self, resource: Resource, expression: Expression, index: int, *, json: bool
    ) -> ActionReference:
        read = self._likely(element(expression, json=json))
        named = read.type, read.name
        action = self.actions.get(named)
        reference = ActionReference(
            index=index,
            expression=expression,
            span=expression.span,
            form=read.form,
            type=read.type,
            name=read.name,
            key=read.key,
            trailing=read.trailing,
            action=action,
            nearest=None if action or not read.name else self._nearest(*named),
            elsewhere="" if action or not read.name else self.elsewhere(*named),
            first_action=read.first_action,
        )
        if action is None or read.form not in {ReferenceForm.ACTION, ReferenceForm.ATTRIBUTE}:
            return reference
        return replace(reference, targets=tuple(self._targets(resource, action, read.key)))

    def _likely(self, read: Element) -> Element:
        """Return whether `TYPE.NAME` is an action without its prefix: only if such an action or
        type exists. Otherwise it is a resource."""
        if read.form is not ReferenceForm.NO_PREFIX:
            return read
        if read.type in self.known_types or read.type in self._names:
            return read
        return Element(ReferenceForm.OTHER_OBJECT)

    def _nearest(self, type_: str, name: str) -> str | None:
        near = nearest(name, self._names.get(type_, ()))
        if near is not None:
            return f"action.{type_}.{near}"
        kind = nearest(type_, self._types.get(name, ()))
        return f"action.{kind}.{name}" if kind else None

    @cached_property
    def _names(self) -> Mapping[str, frozenset[str]]:
        """The names of the declared actions of each type."""
        return _grouped(self.actions)

    @cached_property
    def _types(self) -> Mapping[str, frozenset[str]]:
        """The types of the declared actions of each name."""
        return _grouped((name, type_) for type_, name in self.actions)

    def _targets(
        self, resource: Resource, action: Action, key: ReferenceKey | None
    ) -> Iterator[ReferenceTarget]:
        expansion, has = resource.expansion, action.expansion.has
        if key is None or key.form == "constant":
            wanted = key.constant if key else None
            exists = has(wanted)
            if not expansion.keys:
                by_form = _only_by_form(action, wanted, exists=exists)
                if expansion.keys is None or by_form is False:
                    yield ReferenceTarget(None, wanted, by_form)
            for each in expansion.keys or ():
                yield ReferenceTarget(each, wanted, exists)
            return
        modes = {"count.index": ("count", "count"), "each.key": ("for_each", "each")}
        if key.form not in modes:
            return
        mode, word = modes[key.form]
        if expansion.mode != mode:
            self.module.report(
                Problem(
                    f"`{resource.local_address}` has no `{mode}`, so `{word}` is not available",
                    key.span,
                    related=(("the resource", resource.block.header),),
                )
            )
            return
        for each in expansion.keys or ():
            yield ReferenceTarget(each, each, has(each))

    # -- conditions

    def _condition(self, resource: Resource, attribute: Attribute) -> TriggerCondition:
        expression = attribute.value
        values: list[ConditionValue] = []
        mismatch = ""
        named = references(expression)
        itself = any(each.root in {"self", "caller"} for each in named)
        absent = resource.expansion.keys == ()
        module = self.module.under_any_inputs if absent else self.module
        reason = Reason("the condition must be a bool", expression.span, failed=True)
        for key, bindings in bindings_of(module, resource, itself=itself):
            raw = module.evaluate(expression, bindings)
            value, refused = convert_or_unknown(raw, BOOL, reason)
            mismatch = _no_bool(raw) if refused else mismatch
            values.append(ConditionValue(key, value))
        late = any(each.value.unknown and each.value.unknown.reason.after_apply for each in values)
        read = self.graph.resources_read(expression) if late else ()
        own = f"{resource.type}.{resource.name}"
        others = tuple(each for each in read if managed(each) != own)
        return TriggerCondition(
            attribute=attribute,
            values=tuple(values),
            mismatch=mismatch,
            references=named,
            constant=self.graph.constant(expression),
            after_apply=others,
            own_after_apply=() if others else read,
        )


def _grouped(pairs: Iterable[tuple[str, str]]) -> dict[str, frozenset[str]]:
    groups: dict[str, set[str]] = {}
    for key, member in pairs:
        groups.setdefault(key, set()).add(member)
    return {key: frozenset(each) for key, each in groups.items()}


def _items(attribute: Attribute | None) -> tuple[Expression, ...] | None:
    """Return the elements of a literal list; empty if the argument is absent."""
    if attribute is None:
        return ()
    return attribute.value.items if isinstance(attribute.value, Tuple) else None


def _only_by_form(action: Action, key: InstanceKey, *, exists: bool | None) -> bool | None:
    """Check only the form of the key, because the resource may have no instance."""
    if exists is not False:
        return exists
    mode = action.expansion.mode
    if mode == "single" or key is None:
        return False
    return None if isinstance(key, int) == (mode == "count") else False


def _no_bool(value: Value) -> str:
    if value.type == STRING:
        return "a string other than `true` and `false`"
    return a_value_of(value.type)
