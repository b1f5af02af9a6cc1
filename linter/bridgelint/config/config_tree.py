"""A configuration file as plain values, with the place of each."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bridgelint.base.failure import Failure
from bridgelint.base.records import dataclass, field
from bridgelint.base.source import Span
from bridgelint.hcl.tree import Block, Body, Expression, Literal, Object, Template, Tuple, Unary

if TYPE_CHECKING:
    from fractions import Fraction

Plain = str | int | float | bool | list["Plain"] | dict[str, "Plain"] | None
"""A literal value, as in JSON."""

Path = tuple[str | int, ...]
"""The path of a value: keys of objects, indexes of lists."""

_LABELLED = frozenset({"plugin", "rule"})
"""The block types with a label."""

_BLOCKS = frozenset({"config", *_LABELLED})
"""The top-level blocks; the contents of any other block are not checked here."""


@dataclass(frozen=True, slots=True)
class Tree:
    """The values of a file, and the places of each value and its name."""

    values: dict[str, Plain] = field(default_factory=dict[str, Plain])
    spans: dict[Path, Span] = field(default_factory=dict[Path, Span])
    names: dict[Path, Span] = field(default_factory=dict[Path, Span])
    failures: list[Failure] = field(default_factory=list[Failure])
    """Constructs that have no value."""


def read_tree(body: Body) -> Tree:
    """Read a body. It never fails: invalid parts are omitted and recorded in `failures`."""
    reader = _Reader(Tree())
    reader.body(body, reader.tree.values, ())
    return reader.tree


class _Reader:
    def __init__(self, tree: Tree) -> None:
        self.tree = tree

    def body(self, body: Body, into: dict[str, Plain], path: Path) -> None:
        for attribute in body.attributes:
            self.member(attribute.name, attribute.name_span, attribute.value, into, path)
        for block in body.blocks:
            self.block(block, into, path)

    def member(
        self, name: str, span: Span, expression: Expression, into: dict[str, Plain], path: Path
    ) -> None:
        """Read one attribute or one item of an object."""
        here = (*path, name)
        self.tree.names[here] = span
        value = self.value(expression, here)
        if not isinstance(value, _Missing):
            into[name] = value

    def block(self, block: Block, into: dict[str, Plain], path: Path) -> None:
        labelled = not path and block.type in _LABELLED
        if not path and block.type not in _BLOCKS:
            self.tree.names.setdefault((block.type,), block.type_span)
            into.setdefault(block.type, {})
            return
        if len(block.labels) != labelled:
            what = f'`{block.type} "NAME"`' if labelled else f"`{block.type}`, without a label"
            self.fail("wrong number of block labels", f"use {what}", block.header)
            return
        if path:
            self.repeated(block, into, path)
            return
        if labelled:
            self.tree.names.setdefault((block.type,), block.type_span)
            group = into.setdefault(block.type, {})
            into, path = group if isinstance(group, dict) else {}, (block.type,)
        label = block.labels[0] if labelled else None
        name = block.type if label is None else label.text
        here = (*path, name)
        if name in into:
            self.fail(f"duplicate block for `{name}`", "merge both blocks", block.header)
            return
        self.tree.names[here] = block.type_span if label is None else label.span
        self.tree.spans[here] = block.header
        values: dict[str, Plain] = {}
        into[name] = values
        self.body(block.body, values, here)

    def repeated(self, block: Block, into: dict[str, Plain], path: Path) -> None:
        """Add a nested block as an element of a list."""
        here = (*path, block.type)
        values: list[Plain] = []
        existing = into.setdefault(block.type, values)
        if not isinstance(existing, list):
            message = f"`{block.type}` is both an argument and a block"
            self.fail(message, "remove one of them", block.header)
            return
        values = existing
        self.tree.names.setdefault(here, block.type_span)
        self.tree.spans.setdefault(here, block.header)
        element: dict[str, Plain] = {}
        here = (*here, len(values))
        values.append(element)
        self.tree.names[here] = self.tree.spans[here] = block.header
        self.body(block.body, element, here)

    def value(self, expression: Expression, path: Path) -> Plain | _Missing:
        self.tree.spans[path] = expression.span
        if isinstance(expression, Literal):
            return _plain(expression.value)
        if isinstance(expression, Template) and expression.literal is not None:
            return expression.literal
        if isinstance(expression, Unary) and isinstance(expression.operand, Literal):
            return self.negative(expression, expression.operand)
        if isinstance(expression, Tuple):
            items = [self.value(each, (*path, i)) for i, each in enumerate(expression.items)]
            return [each for each in items if not isinstance(each, _Missing)]
        if isinstance(expression, Object):
            return self.object(expression, path)
        self.fail(
            "the value is not a literal",
            "a configuration file cannot contain references, functions or templates",
            expression.span,
        )
        return _Missing()

    def negative(self, expression: Unary, operand: Literal) -> Plain | _Missing:
        value = operand.value
        if expression.operator == "-" and value is not None and not isinstance(value, bool):
            return _plain(-value)
        self.fail("the value is not a literal", "use a literal value", expression.span)
        return _Missing()

    def object(self, expression: Object, path: Path) -> Plain | _Missing:
        values: dict[str, Plain] = {}
        for item in expression.items:
            key = item.key.literal if isinstance(item.key, Template) else None
            if key is None:
                self.fail("the key is not a literal", "use a literal string", item.key.span)
                continue
            self.member(key, item.key.span, item.value, values, path)
        return values

    def fail(self, message: str, help_text: str, span: Span) -> None:
        self.tree.failures.append(Failure(message, help_text, span))


class _Missing:
    """Represents an invalid value, which is not validated against the schema."""


def _plain(value: int | Fraction | bool | None) -> Plain:  # noqa: FBT001 # a literal's value
    return value if value is None or isinstance(value, int) else float(value)
