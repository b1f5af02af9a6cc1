"""`dynamic` blocks: the blocks that they stand for."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bridgelint.base.records import dataclass
from bridgelint.hcl.tree import Attribute, Block, Body, Expression, Name, Template, Tuple
from bridgelint.terraform.expressions.bindings import Bindings
from bridgelint.terraform.values.describe import a_value_of
from bridgelint.terraform.values.errors import Problem
from bridgelint.terraform.values.types import DYNAMIC, Primitive, SetType
from bridgelint.terraform.values.values import (
    Reason,
    Unknown,
    Value,
    number,
    object_of,
    string,
    unknown,
)

if TYPE_CHECKING:
    from bridgelint.terraform.module.module import Module


@dataclass(frozen=True, slots=True, eq=False)
class ExpandedBlock:
    """A block of a body after expansion: one that is written, or one that a `dynamic` makes."""

    type: str
    block: Block
    """The block as written; the `content` block of a `dynamic`."""

    bindings: Bindings
    """The names inside it."""

    dynamic: Block | None = None
    """The `dynamic` block that makes it."""

    key: Value | None = None
    """`iterator.key`, for a block that a `dynamic` makes."""

    labels: tuple[Value, ...] = ()
    """What the `labels` of the `dynamic` came to."""

    reason: Reason | None = None
    """It stands for any number of blocks, because this is not known."""


def expand(module: Module, body: Body, bindings: Bindings) -> tuple[ExpandedBlock, ...]:
    """The nested blocks of a body in the order they are written, each `dynamic` expanded.

    A `dynamic` that cannot be used (no `for_each`, no `content`, a value without elements) makes
    no block; the module reports a value without elements. To go deeper, expand the body of an
    expanded block with its bindings.
    """
    found: list[ExpandedBlock] = []
    for block in body.blocks:
        if block.type != "dynamic":
            found.append(ExpandedBlock(block.type, block, bindings))
        else:
            found.extend(_expand_dynamic(module, block, bindings))
    return tuple(found)


def iterator_name(dynamic: Block) -> str:
    """The name of the iterator: `iterator`, else the label."""
    attribute = dynamic.body.attribute("iterator")
    if attribute is not None:
        if isinstance(attribute.value, Name):
            return attribute.value.name
        if isinstance(attribute.value, Template) and attribute.value.literal:
            return attribute.value.literal
    return dynamic.labels[0].text if dynamic.labels else ""


def _expand_dynamic(module: Module, dynamic: Block, bindings: Bindings) -> list[ExpandedBlock]:
    for_each = dynamic.body.attribute("for_each")
    contents = dynamic.body.blocks_of("content")
    if for_each is None or not contents or not dynamic.labels:
        return []
    name = iterator_name(dynamic)
    pairs = _pairs(module, module.evaluate(for_each.value, bindings), for_each)
    reason = pairs if isinstance(pairs, Reason) else None
    if isinstance(pairs, Reason):
        anything = unknown(DYNAMIC, pairs)
        pairs = [(anything, anything)]
    found: list[ExpandedBlock] = []
    for key, value in pairs:
        inner = bindings.with_iterator(name, object_of({"key": key, "value": value}))
        labels = tuple(module.evaluate(each, inner) for each in _labels(dynamic))
        type_ = dynamic.labels[0].text
        found.append(ExpandedBlock(type_, contents[0], inner, dynamic, key, labels, reason))
    return found


def _pairs(module: Module, value: Value, for_each: Attribute) -> list[tuple[Value, Value]] | Reason:
    content = value.content
    if isinstance(content, Unknown) and not isinstance(value.type, Primitive):
        return content.reason
    if isinstance(content, dict):
        return [(string(key), each.marked(value.marks)) for key, each in content.items()]
    if isinstance(content, tuple):
        elements = [each.marked(value.marks) for each in content]
        if isinstance(value.type, SetType):
            return [(each, each) for each in elements]
        return [(number(index), each) for index, each in enumerate(elements)]
    what = "null" if content is None else a_value_of(value.type)
    problem = Problem(f"`for_each` needs a collection, not {what}", for_each.value.span)
    module.report(problem)
    return Reason(problem.message, problem.span, failed=True)


def _labels(dynamic: Block) -> tuple[Expression, ...]:
    attribute = dynamic.body.attribute("labels")
    return attribute.value.items if attribute and isinstance(attribute.value, Tuple) else ()
