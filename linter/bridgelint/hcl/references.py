"""The references in an expression, as far as its text determines them."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Final

from bridgelint.base.records import Record, field
from bridgelint.base.source import Span
from bridgelint.hcl.tree import (
    CHILDREN,
    Expression,
    For,
    ForDirective,
    GetAttribute,
    Index,
    Literal,
    Name,
    Node,
    Template,
    chain_of,
)

if TYPE_CHECKING:
    from fractions import Fraction


class AttributeStep(Record):
    """`.name`."""

    name: str
    span: Span


class IndexStep(Record):
    """`[key]` or `.0` with a literal key."""

    key: str | int | Fraction | bool | None
    span: Span


Step = AttributeStep | IndexStep

_NOTHING: Final[frozenset[str]] = frozenset()


class Traversal(Record):
    """A name and the steps from it: `module.orders.topics["eu"]`."""

    root: str
    root_span: Span
    steps: tuple[Step, ...]
    span: Span
    expression: Expression = field(compare=False)

    def attribute(self, position: int) -> str | None:
        """Return the name of the step at this position if it is `.name`, or `None`."""
        step = self.steps[position] if position < len(self.steps) else None
        return step.name if isinstance(step, AttributeStep) else None


def traversal(expression: Expression) -> Traversal | None:
    """Return the expression as a reference if every key is literal and nothing else is in it.

    Parentheses, splats, and keys that must be evaluated (`x[count.index]`) give `None`.
    """
    if not isinstance(expression, (Name, GetAttribute, Index)):
        return None
    reference, inner = _chain(expression)
    return None if inner else reference


def static_step(place: Expression) -> Step | None:
    """Return the step that an expression adds to its source, if it is literal."""
    if isinstance(place, GetAttribute):
        return AttributeStep(place.name, place.name_span)
    if not isinstance(place, Index):
        return None
    if isinstance(place.key, Literal):
        return IndexStep(place.key.value, place.key.span)
    if isinstance(place.key, Template) and place.key.literal is not None:
        return IndexStep(place.key.literal, place.key.span)
    return None


def references(expression: Expression) -> tuple[Traversal, ...]:
    """Return every reference in the expression, in text order.

    A reference ends before the first key that is not literal: `x.y[count.index].z` gives `x.y` and
    `count.index`. Names that a `for` binds are not references inside it.
    """
    found: list[Traversal] = []
    waiting: list[tuple[Node, frozenset[str]]] = [(expression, _NOTHING)]
    while waiting:
        node, bound = waiting.pop()
        children = CHILDREN.get(node.__class__)
        if isinstance(node, (Name, GetAttribute, Index)):
            reference, inner = _chain(node)
            if reference is not None and reference.root not in bound:
                found.append(reference)
            waiting += [(child, bound) for child in reversed(inner)]
        elif children is not None:
            waiting += [(child, bound) for child in reversed(children(node))]
        elif isinstance(node, (For, ForDirective)):
            waiting += [(child, bound | names) for child, names in reversed(scoped_children(node))]
    return tuple(found)


def _chain(expression: Name | GetAttribute | Index) -> tuple[Traversal | None, list[Expression]]:
    """Return the reference at the start of a chain of steps, and the nested expressions that must
    be searched: the start of the chain, if it is not a name, and keys."""
    place, chain = chain_of(expression)
    keys = [each.key for each in chain if isinstance(each, Index) and static_step(each) is None]
    if not isinstance(place, Name):
        return None, [place, *keys]
    return as_traversal(place, chain), keys


def as_traversal(root: Name, steps: Sequence[GetAttribute | Index]) -> Traversal:
    """Return the root and the steps before the first key that is not literal."""
    static: list[Step] = []
    end: Expression = root
    for step in steps:
        found = static_step(step)
        if found is None:
            break
        static.append(found)
        end = step
    return Traversal(root.name, root.span, tuple(static), end.span, end)


def scoped_children(node: Node) -> tuple[tuple[Node, frozenset[str]], ...]:
    """Return the children of a node, in text order, each with the names bound for it."""
    if not isinstance(node, (For, ForDirective)):
        children = CHILDREN.get(type(node))
        return tuple((child, _NOTHING) for child in children(node)) if children else ()
    names = frozenset(name for name in (node.key_name, node.value_name) if name is not None)
    inner = (node.key, node.value, node.condition) if isinstance(node, For) else node.body
    bound = tuple((each, names) for each in inner if each is not None)
    return ((node.collection, _NOTHING), *bound)
