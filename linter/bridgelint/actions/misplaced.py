"""Triggers and references to actions where Terraform does not allow them."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from bridgelint.actions.triggers import ActionUse, MisplacedTriggerBlock
from bridgelint.base.source import Span
from bridgelint.hcl.references import references
from bridgelint.hcl.tree import Attribute, Block, items_of, literal_of
from bridgelint.terraform.module.dynamic_blocks import iterator_name

_TRIGGER: Final = "action_trigger"
_DYNAMIC: Final = "dynamic action_trigger"
_ITERATOR: Final = "dynamic with an iterator called action"
"""`dynamic "action"` is common in provider resources: inside it, `action.value` is the iterator."""

_OTHER_WORDS: Final = frozenset({"ignore_changes", "iterator", "provider", "providers"})
"""Arguments whose words are not references."""

_LISTS: Final = ("depends_on", "replace_triggered_by")


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
    if attribute.name not in _OTHER_WORDS:
        yield from (each.span for each in references(attribute.value) if each.root == "action")
    for item in items_of(attribute.value) if attribute.name in _LISTS else ():
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
