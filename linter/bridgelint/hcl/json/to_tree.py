"""Lowering of JSON syntax to the tree of native syntax: blocks by a table of their types, strings
as templates."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from typing import Literal as Choice

from bridgelint.base.source import SourceFile, Span
from bridgelint.hcl.json.block_shapes import MODULE_FILE, BlockShape
from bridgelint.hcl.json.reader import Deferred, has_only_references, read_json, string_source
from bridgelint.hcl.parse import Problems, expression_in, template_in
from bridgelint.hcl.tree import (
    Attribute,
    Block,
    BlockLabel,
    Body,
    Expression,
    Literal,
    Object,
    ObjectItem,
    SyntaxProblem,
    Template,
    Tuple,
    UnreadableExpression,
    literal_of,
    repeated,
)

_COMMENT = "//"

_Strings = Choice["template", "native", "plain"]
"""How to read the strings of an argument: as templates; as references or keywords, later, and as
templates if they are valid; unchanged."""


def parse_json_body(file: SourceFile, shape: BlockShape = MODULE_FILE) -> tuple[Body, Problems]:
    """Return the arguments and blocks of a JSON file, up to the first syntax error."""
    value, mistake = read_json(file, defer=True)
    problems: list[SyntaxProblem] = []
    body = Body((), (), Span(file, 0, len(file.data)), complete=False)
    if isinstance(value, (Object, Tuple)):
        body = _Lowering(mistake, problems).body(value, shape)
    elif mistake is None and value is not None:
        problems.append(_expected("an object", value.span))
    if mistake is not None:
        problems.append(mistake)
    return body, tuple(sorted(problems, key=lambda each: each.span.start))


def string_expression(string: Template) -> tuple[Expression | None, Problems]:
    """Parse a string of JSON syntax as an expression, with its places in the file."""
    return expression_in(*string_source(string.span.file, string.span))


class _DeferredAttribute(Attribute):
    """An attribute whose value is lowered when it is needed."""

    _lower: Callable[[], Expression]

    def __init__(self, name: str, item: ObjectItem, strings: _Strings) -> None:
        put = object.__setattr__
        put(self, "name", name)
        put(self, "name_span", item.key.span)
        put(self, "span", item.span)
        put(self, "_lower", lambda: _Expressions(strings, [], repeats=True).lower(item.value))

    def __getattr__(self, name: str) -> Expression:
        """Lower the value, which is not set yet."""
        if name != "value":
            raise AttributeError(name)
        value = self._lower()
        object.__setattr__(self, name, value)
        return value


class _Lowering:
    def __init__(self, mistake: SyntaxProblem | None, problems: list[SyntaxProblem]) -> None:
        self.mistake = mistake
        self.problems = problems
        self.skipped = 0
        """The number of values that could not be read as a body or as labels."""

    def body(self, value: Expression, shape: BlockShape) -> Body:
        attributes: dict[str, Attribute] = {}
        blocks: list[Block] = []
        before = self.skipped
        for item in self._members(value, "an object with arguments and blocks"):
            name = _text(item)
            if name in shape.blocks:
                label = BlockLabel(name, item.key.span)
                blocks += self._blocks(item.value, shape.blocks[name], (label,))
            elif name == _COMMENT:
                continue
            elif name in attributes and not _may_be_block(item.value, shape):
                self.problems.append(repeated(name, item.key.span, attributes[name].name_span))
            else:
                attributes.setdefault(name, self._attribute(name, item, shape))
        span = value.span
        inside = Span(span.file, span.start + 1, max(span.start + 1, span.end - 1))
        broken = self.mistake is not None and self.mistake.span.start < span.end
        complete = self.skipped == before and not broken
        return Body(tuple(attributes.values()), tuple(blocks), inside, complete)

    def _attribute(self, name: str, item: ObjectItem, shape: BlockShape) -> Attribute:
        strings: _Strings = "template"
        if shape.all_plain or name in shape.plain:
            strings = "plain"
        elif name in shape.native:
            strings = "native"
        value = item.value
        if isinstance(value, Deferred) or _is_reference(value):
            return _DeferredAttribute(name, item, strings)
        repeats = strings == "native" or _may_be_block(value, shape)
        lowered = _Expressions(strings, self.problems, repeats=repeats).lower(value)
        span = item.key.span
        return Attribute(name, span, lowered, span.to(lowered.span))

    def _blocks(
        self, value: Expression, shape: BlockShape, names: tuple[BlockLabel, ...]
    ) -> Iterator[Block]:
        """Yield the blocks below the names that have been read so far: the type, then labels."""
        if len(names) <= shape.labels:
            members = list(self._members(value, "an object whose names are labels"))
            if not members:
                self._skip("a label as the name of a property", value.span)
            for member in members:
                label = BlockLabel(_text(member), member.key.span)
                yield from self._blocks(member.value, shape, (*names, label))
        elif isinstance(value, Tuple):
            for item in value.items:
                yield self._block(item, shape, names, alone=len(value.items) == 1)
        elif isinstance(value, Object):
            yield self._block(value, shape, names)
        elif not _is_null(value):
            self._skip(f"an object or an array of objects for `{names[0].text}`", value.span)

    def _block(
        self,
        value: Expression,
        shape: BlockShape,
        names: tuple[BlockLabel, ...],
        *,
        alone: bool = True,
    ) -> Block:
        span = value.span
        return Block(
            names[0].text,
            names[0].span,
            names[1:],
            self.body(value, shape),
            names[-1].span.to(span) if alone else span,
            json=True,
            brace=None if alone else _first_byte(span),
        )

    def _members(self, value: Expression, what: str) -> Iterator[ObjectItem]:
        """Yield the properties of an object, or of all objects in an array."""
        for each in value.items if isinstance(value, Tuple) else (value,):
            if isinstance(each, Object):
                yield from each.items
            elif each is not value or not _is_null(value):
                self._skip(what, each.span)

    def _skip(self, what: str, span: Span) -> None:
        self.skipped += 1
        self.problems.append(_expected(what, span))


def _is_reference(value: Expression) -> bool:
    span = value.span
    has_template = "${" in (literal_of(value) or "")
    return has_template and has_only_references(span.file.data, span.start, span.end)


class _Expressions:
    """Reads the strings in a value as templates; `problems` collects the mistakes in them.

    `repeats`: a name can appear in an object more than once, like the names of blocks.
    """

    def __init__(
        self, strings: _Strings, problems: list[SyntaxProblem], *, repeats: bool = False
    ) -> None:
        self.strings = strings
        self.problems = problems
        self.repeats = repeats

    def lower(self, value: Expression) -> Expression:
        """Return the expression, at any depth of nesting."""
        # A container is lowered when it is visited for the second time, after its items.
        waiting: list[tuple[Expression, bool]] = [(value, False)]
        done: list[Expression] = []
        while waiting:
            each, ready = waiting.pop()
            if not isinstance(each, (Tuple, Object)):
                done.append(self._string(each) if isinstance(each, Template) else each)
            elif not ready:
                waiting.append((each, True))
                waiting += [(item, False) for item in reversed(_values(each))]
            else:
                start = len(done) - len(each.items)
                done[start:] = [self._container(each, done[start:])]
        return done[0]

    def _container(self, value: Tuple | Object, items: Sequence[Expression]) -> Expression:
        if isinstance(value, Tuple):
            return Tuple(tuple(items), value.span)
        if not self.repeats:
            self.problems += _repetitions(value)
        return Object(
            tuple(
                ObjectItem(self._string(item.key), lowered, item.span)
                for item, lowered in zip(value.items, items, strict=True)
            ),
            value.span,
        )

    def _string(self, string: Expression) -> Expression:
        text = literal_of(string) or ""
        if self.strings == "plain" or not ("${" in text or "%{" in text):
            return string
        parts, problems = template_in(*string_source(string.span.file, string.span))
        if parts is not None and not problems:
            return Template(parts, "json", string.span)
        if self.strings == "native":
            return string
        self.problems += problems
        return UnreadableExpression(string.span)


def _repetitions(value: Object) -> Iterator[SyntaxProblem]:
    first: dict[str, Span] = {}
    for item in value.items:
        name, span = _text(item), item.key.span
        if first.setdefault(name, span) is not span:
            yield repeated(name, span, first[name])


def _values(value: Tuple | Object) -> Sequence[Expression]:
    return value.items if isinstance(value, Tuple) else [item.value for item in value.items]


def _text(item: ObjectItem) -> str:
    """Return the name of a property."""
    return literal_of(item.key) or ""


def _may_be_block(value: Expression, shape: BlockShape) -> bool:
    """Return whether a provider's schema may contain a block with this name."""
    return shape.is_open and isinstance(value, (Object, Tuple))


def _is_null(value: Expression) -> bool:
    return isinstance(value, Literal) and value.value is None


def _expected(what: str, span: Span) -> SyntaxProblem:
    return SyntaxProblem(f"expected {what}", _first_byte(span))


def _first_byte(span: Span) -> Span:
    return Span(span.file, span.start, span.start + 1)
