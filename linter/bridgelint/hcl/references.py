"""The references in an expression, as far as its text determines them."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any, Final

from bridgelint.base.records import dataclass
from bridgelint.base.source import Span
from bridgelint.hcl.tree import (
    Binary,
    Call,
    Conditional,
    Expression,
    For,
    ForDirective,
    GetAttribute,
    IfDirective,
    Index,
    Interpolation,
    Literal,
    Name,
    Object,
    Parentheses,
    Splat,
    Template,
    TemplatePart,
    Tuple,
    Unary,
)

if TYPE_CHECKING:
    from fractions import Fraction


@dataclass(frozen=True, slots=True)
class AttributeStep:
    """`.name`."""

    name: str
    span: Span


@dataclass(frozen=True, slots=True)
class IndexStep:
    """`[key]` or `.0` with a literal key."""

    key: str | int | Fraction | bool | None
    span: Span


Step = AttributeStep | IndexStep


@dataclass(frozen=True, slots=True)
class Traversal:
    """A name and the steps from it: `module.orders.topics["eu"]`."""

    root: str
    root_span: Span
    steps: tuple[Step, ...]
    span: Span

    def attribute(self, position: int) -> str | None:
        """Return the name of the step at this position if it is `.name`, or `None`."""
        step = self.steps[position] if position < len(self.steps) else None
        return step.name if isinstance(step, AttributeStep) else None


def traversal(expression: Expression) -> Traversal | None:
    """Return the expression as a reference if every key is literal and nothing else is in it.

    Parentheses, splats, and keys that must be evaluated (`x[count.index]`) give `None`.
    """
    steps: list[Step] = []
    place = expression
    while not isinstance(place, Name):
        step = static_step(place)
        if step is None or not isinstance(place, (GetAttribute, Index)):
            return None
        steps.append(step)
        place = place.source
    return Traversal(place.name, place.span, tuple(reversed(steps)), expression.span)


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


Node = Expression | TemplatePart


def references(expression: Expression) -> tuple[Traversal, ...]:
    """Yield every reference in the expression, in text order.

    A reference ends before the first key that is not literal: `x.y[count.index].z` gives `x.y` and
    `count.index`. Names that a `for` binds are not references inside it.
    """
    found: list[Traversal] = []
    nothing: frozenset[str] = frozenset()
    waiting: list[tuple[Node, frozenset[str]]] = [(expression, nothing)]
    while waiting:
        node, bound = waiting.pop()
        children = _CHILDREN.get(node.__class__)
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


def _chain(
    expression: Name | GetAttribute | Index,
) -> tuple[Traversal | None, tuple[Expression, ...]]:
    """Return the reference at the start of a chain of steps, and the nested expressions that must
    be searched: the start of the chain, if it is not a name, and keys."""
    steps: list[GetAttribute | Index] = []
    place: Expression = expression
    while isinstance(place, (GetAttribute, Index)):
        steps.append(place)
        place = place.source
    steps.reverse()
    keys = tuple(
        step.key for step in steps if isinstance(step, Index) and static_step(step) is None
    )
    if not isinstance(place, Name):
        return None, (place, *keys)
    last: Expression = place
    for step in steps:
        if static_step(step) is None:
            break
        last = step
    return traversal(last), keys


def scoped_children(node: Node) -> tuple[tuple[Node, frozenset[str]], ...]:
    """Yield the children of a node, in text order, each with the names bound for it."""
    if isinstance(node, For):
        names = frozenset({node.value_name, node.key_name} - {None})
        inner = (node.key, node.value, node.condition)
        return (
            (node.collection, frozenset()),
            *((each, _named(names)) for each in inner if each is not None),
        )
    if isinstance(node, ForDirective):
        names = frozenset({node.value_name, node.key_name} - {None})
        return (
            (node.collection, frozenset()),
            *((each, _named(names)) for each in node.body),
        )
    return tuple((child, frozenset()) for child in _children(node))


def _named(names: frozenset[str | None]) -> frozenset[str]:
    return frozenset(name for name in names if name is not None)


def _children(node: Node) -> tuple[Node, ...]:
    children = _CHILDREN.get(type(node))
    return children(node) if children else ()


_CHILDREN: Final[dict[type, Callable[[Any], tuple[Node, ...]]]] = {
    Template: lambda node: node.parts,
    Interpolation: lambda node: (node.expression,),
    IfDirective: lambda node: (node.condition, *node.then, *node.otherwise),
    GetAttribute: lambda node: (node.source,),
    Index: lambda node: (node.source, node.key),
    Splat: lambda node: (node.source, node.item),
    Call: lambda node: node.arguments,
    Unary: lambda node: (node.operand,),
    Binary: lambda node: (node.left, node.right),
    Conditional: lambda node: (node.condition, node.then, node.otherwise),
    Parentheses: lambda node: (node.inner,),
    Tuple: lambda node: node.items,
    Object: lambda node: tuple(part for item in node.items for part in (item.key, item.value)),
}
