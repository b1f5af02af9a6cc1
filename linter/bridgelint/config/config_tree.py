"""A configuration file as plain values, with the place of each."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, cast

from bridgelint.base.failure import Failure
from bridgelint.base.records import Record, field
from bridgelint.base.source import Span
from bridgelint.hcl.tree import (
    Block,
    Body,
    Expression,
    Literal,
    Object,
    Template,
    Tuple,
    Unary,
    literal_of,
)

if TYPE_CHECKING:
    from fractions import Fraction

Plain = str | int | float | bool | list["Plain"] | dict[str, "Plain"] | None
"""A literal value, as in JSON."""

_COMMENT = "//"
"""The key of a comment in JSON syntax."""

_DEEPEST = 20
"""The maximum depth; deeper values are left for the schema to reject."""

Path = tuple[str | int, ...]
"""The path of a value: keys of objects, indexes of lists."""

_LABELLED = frozenset({"plugin", "rule"})
"""The block types with a label."""

_BLOCKS = frozenset({"config", *_LABELLED})
"""The top-level blocks; the contents of any other block are not checked here."""


class Tree(Record):
    """The values of a file, and the places of each value and its name."""

    values: dict[str, Plain] = field(default_factory=dict[str, Plain])
    spans: dict[Path, Span] = field(default_factory=dict[Path, Span])
    names: dict[Path, Span] = field(default_factory=dict[Path, Span])
    failures: list[Failure] = field(default_factory=list[Failure])
    """Constructs that have no value."""

    def body(self, body: Body, path: Path) -> dict[str, Plain]:
        values: dict[str, Plain] = {}
        for attribute in body.attributes:
            self.member(attribute.name, attribute.name_span, attribute.value, values, path)
        for block in body.blocks:
            self.block(block, values, path)
        return values

    def member(
        self, name: str, span: Span, expression: Expression, into: dict[str, Plain], path: Path
    ) -> None:
        """Read one attribute or one item of an object."""
        here = (*path, name)
        self.names[here] = span
        for value in self.value(expression, here):
            into[name] = value

    def block(self, block: Block, into: dict[str, Plain], path: Path) -> None:
        labelled = not path and block.type in _LABELLED
        if not path and block.type not in _BLOCKS:
            self.names.setdefault((block.type,), block.type_span)
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
            self.names.setdefault((block.type,), block.type_span)
            group = into.setdefault(block.type, {})
            into, path = group if isinstance(group, dict) else {}, (block.type,)
        label = block.labels[0] if labelled else None
        name = block.type if label is None else label.text
        here = (*path, name)
        if name in into:
            self.fail(f"duplicate block for `{name}`", "merge both blocks", block.header)
            return
        self.names[here] = block.type_span if label is None else label.span
        self.spans[here] = block.header
        into[name] = self.body(block.body, here)

    def repeated(self, block: Block, into: dict[str, Plain], path: Path) -> None:
        """Add a nested block as an element of a list."""
        here = (*path, block.type)
        existing = into.setdefault(block.type, [])
        if not isinstance(existing, list):
            message = f"`{block.type}` is both an argument and a block"
            self.fail(message, "remove one of them", block.header)
            return
        self.names.setdefault(here, block.type_span)
        self.spans.setdefault(here, block.header)
        here = (*here, len(existing))
        self.names[here] = self.spans[here] = block.header
        existing.append(self.body(block.body, here))

    def value(self, expression: Expression, path: Path) -> Iterator[Plain]:
        """Yield the value, unless it is invalid, so that the schema does not see it."""
        self.spans[path] = expression.span
        match expression:
            case _ if len(path) > _DEEPEST:
                yield None
            case Literal(value=value):
                yield _plain(value)
            case Template(literal=str() as text):
                yield text
            case Unary(operand=Literal(value=value)):
                if expression.operator == "-" and not (value is None or isinstance(value, bool)):
                    yield _plain(-value)
                else:
                    self.fail("the value is not a literal", "use a literal value", expression.span)
            case Tuple(items=items):
                parts = (self.value(each, (*path, place)) for place, each in enumerate(items))
                yield [each for part in parts for each in part]
            case Object():
                yield self.object(expression, path)
            case _:
                help_text = "a configuration file cannot contain references, functions or templates"
                self.fail("the value is not a literal", help_text, expression.span)

    def object(self, expression: Object, path: Path) -> dict[str, Plain]:
        values: dict[str, Plain] = {}
        for item in expression.items:
            key = literal_of(item.key)
            if key is None:
                self.fail("the key is not a literal", "use a literal string", item.key.span)
            elif key in values:
                self.fail(f"duplicate `{key}`", "remove one", item.key.span)
            elif key != _COMMENT:
                self.member(key, item.key.span, item.value, values, path)
        return values

    def fail(self, message: str, help_text: str, span: Span) -> None:
        self.failures.append(Failure(message, help_text, span))


def walk(value: object, path: Path = ()) -> Iterator[tuple[Path, object]]:
    """Yield a plain value and everything inside it, each with its path."""
    yield path, value
    if isinstance(value, dict):
        for key, each in cast("dict[str, object]", value).items():
            yield from walk(each, (*path, key))
    elif isinstance(value, list):
        for place, each in enumerate(cast("list[object]", value)):
            yield from walk(each, (*path, place))


def read_tree(body: Body) -> Tree:
    """Read a body. It never fails: invalid parts are omitted and recorded in `failures`."""
    tree = Tree()
    tree.values.update(tree.body(body, ()))
    return tree


def read_json_tree(value: Expression) -> Tree:
    """Read the object of a file in JSON syntax, like `read_tree`."""
    tree = Tree()
    if isinstance(value, Object):
        tree.values.update(tree.object(value, ()))
    else:
        tree.fail("expected an object", "", value.span)
    return tree


def _plain(value: int | Fraction | bool | None) -> Plain:  # noqa: FBT001 # a literal's value
    return value if value is None or isinstance(value, int) else float(value)
