"""Triggers with parsed parts, the actions to which their references resolve, and triggers and
references where Terraform does not allow them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Final

from bridgelint.actions.action import Action
from bridgelint.actions.body_schema import unsupported_in_trigger
from bridgelint.actions.dependencies import Dependencies
from bridgelint.actions.fields import InstanceKey
from bridgelint.actions.mentions import NO_REFERENCES, QUOTED_REFERENCES, managed
from bridgelint.actions.resource import Resource, bindings_of
from bridgelint.actions.trigger_elements import Element, element, event, on_failure
from bridgelint.actions.triggers import (
    ActionReference,
    ActionTrigger,
    ActionUse,
    ConditionValue,
    MisplacedTriggerBlock,
    ReferenceKey,
    ReferenceTarget,
    TriggerCondition,
)
from bridgelint.base.records import Record
from bridgelint.base.source import Span
from bridgelint.base.words import nearest
from bridgelint.hcl.references import references
from bridgelint.hcl.tree import Attribute, Block, Expression, items_of, literal_of
from bridgelint.terraform.module.expansion import iterator_name
from bridgelint.terraform.module.module import Module
from bridgelint.terraform.values.convert import convert_or_unknown
from bridgelint.terraform.values.errors import Problem
from bridgelint.terraform.values.types import BOOL, STRING, a_value_of
from bridgelint.terraform.values.values import Reason


class Linker(Record):
    """Reads the triggers of one module."""

    module: Module
    graph: Dependencies
    actions: Mapping[tuple[str, str], Action]
    known_types: frozenset[str]
    """Action types that are recognised without a declaration."""

    def triggers(self, resource: Resource) -> Iterator[ActionTrigger]:
        """Return the triggers of a resource, in order."""
        for lifecycle in resource.lifecycles:
            for block in lifecycle.body.blocks_of("action_trigger"):
                yield self._trigger(resource, block)

    def _trigger(self, resource: Resource, block: Block) -> ActionTrigger:
        body, json = block.body, block.json
        condition, failure = body.attribute("condition"), body.attribute("on_failure")
        actions = items_of(body.value("actions"))
        return ActionTrigger(
            resource=resource,
            block=block,
            events=tuple(event(each, json=json) for each in items_of(body.value("events"))),
            references=tuple(self._reference(resource, each, json=json) for each in actions),
            condition=self._condition(resource, condition) if condition else None,
            on_failure=on_failure(failure, json=json) if failure else None,
            unsupported=unsupported_in_trigger(block),
        )

    # -- references

    def _reference(
        self, resource: Resource, expression: Expression, *, json: bool
    ) -> ActionReference:
        read = element(expression, json=json)
        types = (type_ for type_, _ in self.actions)
        if (
            read.form == "no prefix"
            and read.type not in self.known_types
            and read.type not in types
        ):
            read = Element("other object")
        named = read.type, read.name
        action = self.actions.get(named)
        valid = read.form in {"action", "attribute"}
        missing = action is None and bool(read.name)
        return ActionReference(
            expression=expression,
            form=read.form,
            type=read.type,
            name=read.name,
            key=read.key,
            trailing=read.trailing,
            action=action,
            targets=tuple(self._targets(resource, action, read.key)) if action and valid else (),
            nearest=self._nearest(*named) if missing else None,
            elsewhere=self.graph.tree.declares_action(*named) if missing else "",
        )

    def _nearest(self, type_: str, name: str) -> str | None:
        near = nearest(name, [each for kind, each in self.actions if kind == type_])
        if near is not None:
            return f"action.{type_}.{near}"
        kind = nearest(type_, [kind for kind, each in self.actions if each == name])
        return f"action.{kind}.{name}" if kind else None

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
        mode = {"count.index": "count", "each.key": "for_each"}.get(key.form)
        if mode is None:
            return
        if expansion.mode != mode:
            word = key.form.partition(".")[0]
            message = f"`{resource.local_address}` has no `{mode}`, so `{word}` is not available"
            related = (("the resource", resource.block.header),)
            self.module.report(Problem(message, key.span, related=related))
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
            if refused:
                text = "a string other than `true` and `false`"
                mismatch = text if raw.type == STRING else a_value_of(raw.type)
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


def _only_by_form(action: Action, key: InstanceKey, *, exists: bool | None) -> bool | None:
    """Check only the form of the key, because the resource may have no instance."""
    if exists is not False:
        return exists
    mode = action.expansion.mode
    fits = key is not None and mode != "single" and isinstance(key, int) == (mode == "count")
    return None if fits else False


_TRIGGER: Final = "action_trigger"
_DYNAMIC: Final = "dynamic action_trigger"
_ITERATOR: Final = "dynamic with an iterator called action"
"""`dynamic "action"` is common in provider resources: inside it, `action.value` is the iterator."""


def misplaced_triggers(block: Block, prefix: str) -> Iterator[MisplacedTriggerBlock]:
    """Yield the `action_trigger` blocks of a top-level block that do not belong to a resource.

    `prefix` is the module path with its dot, or empty.
    """
    place, address = block.type, f"{prefix}{address_of(block)}"
    if place == _TRIGGER:
        yield MisplacedTriggerBlock(place, f"{prefix}{place}", block.type_span, in_lifecycle=False)
        return
    for path, each in _nested(block):
        in_lifecycle = path[-1:] == ("lifecycle",)
        # In JSON syntax, a block that no schema contains is a property.
        written = each.body.attribute(_TRIGGER) if each.json else None
        if written is not None:
            inside = each.type == "lifecycle"
            yield MisplacedTriggerBlock(place, address, written.name_span, in_lifecycle=inside)
        if _is_dynamic(each):
            yield MisplacedTriggerBlock("dynamic", address, each.type_span, in_lifecycle)
        if each.type == _TRIGGER and path != ("resource", "lifecycle"):
            yield MisplacedTriggerBlock(place, address, each.type_span, in_lifecycle)


def holds_only_triggers(block: Block) -> bool:
    """Return whether the block only contains an `action_trigger`, for `misplaced_trigger`."""
    if block.type == _TRIGGER:
        return True
    return block.type == "lifecycle" and any(each.type == _TRIGGER for _, each in _nested(block))


def action_uses(block: Block, prefix: str) -> Iterator[ActionUse]:
    """Yield each reference to an action in a top-level block, except `actions` of triggers."""
    if block.type == _TRIGGER:
        return
    address = f"{prefix}{address_of(block)}"
    for path, each in _nested(block):
        if _ITERATOR in path:
            continue
        in_trigger = each.type == _TRIGGER or _is_dynamic(each) or _DYNAMIC in path
        is_local = block.type == "locals" and not path
        for attribute in each.body.attributes:
            if not in_trigger or attribute.name == "condition":
                where = f"{prefix}local.{attribute.name}" if is_local else address
                yield from (ActionUse(attribute.name, where, span) for span in _uses(attribute))


def address_of(block: Block) -> str:
    """Return `aws_sqs_queue.jobs`, `data.aws_region.here`, `output.url`, `module.orders`."""
    labels = [each.text for each in block.labels]
    if block.type == "resource" and labels:
        return ".".join(labels)
    return ".".join([block.type, *labels])


def _uses(attribute: Attribute) -> Iterator[Span]:
    """Yield the references to actions in an argument, and in the strings of `depends_on`."""
    if attribute.name not in NO_REFERENCES:
        yield from (each.span for each in references(attribute.value) if each.root == "action")
    for item in items_of(attribute.value) if attribute.name in QUOTED_REFERENCES else ():
        if (literal_of(item) or "").startswith("action."):
            yield item.span


def _nested(block: Block) -> Iterator[tuple[tuple[str, ...], Block]]:
    """Yield the block and every nested one with the types of the enclosing blocks, outermost
    first."""
    stack: list[tuple[tuple[str, ...], Block]] = [((), block)]
    while stack:
        path, each = stack.pop()
        yield path, each
        inner = (*path, _step(each))
        stack.extend((inner, below) for below in each.body.blocks[::-1])


def _step(block: Block) -> str:
    if _is_dynamic(block):
        return _DYNAMIC
    if block.type == "dynamic" and iterator_name(block) == "action":
        return _ITERATOR
    return block.type


def _is_dynamic(block: Block) -> bool:
    return block.type == "dynamic" and [each.text for each in block.labels] == [_TRIGGER]
