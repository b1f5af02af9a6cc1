"""Lowering of JSON syntax to the tree of native syntax, by a table of block types."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import TypeGuard

from bridgelint.base.records import dataclass
from bridgelint.base.source import SourceFile, Span
from bridgelint.hcl.json.block_shapes import MODULE_FILE, BlockShape
from bridgelint.hcl.json.reader import (
    DeferredArray,
    DeferredObject,
    JsonArray,
    JsonMember,
    JsonObject,
    JsonString,
    JsonValue,
    JsonWord,
    has_only_references,
    read_json,
)
from bridgelint.hcl.json.to_expression import Expressions, Strings, repeated
from bridgelint.hcl.tree import Attribute, Block, BlockLabel, Body, Expression, SyntaxProblem

_COMMENT = "//"


def parse_json_body(
    file: SourceFile, shape: BlockShape = MODULE_FILE
) -> tuple[Body, tuple[SyntaxProblem, ...]]:
    """Return the arguments and blocks of a JSON file, up to the first syntax error."""
    value, mistake = read_json(file, defer=True)
    problems: list[SyntaxProblem] = []
    whole = Span(file, 0, len(file.data))
    body = Body((), (), whole, complete=False)
    if isinstance(value, (JsonObject, JsonArray)):
        body = _Lowering(mistake, problems).body(value, shape)
    elif mistake is None and value is not None:
        problems.append(_expected("an object", value.span))
    if mistake is not None:
        problems.append(mistake)
    return body, tuple(sorted(problems, key=lambda each: each.span.start))


@dataclass(frozen=True, slots=True)
class _Header:
    """The names above the body of a block that have been read so far."""

    type: JsonString
    shape: BlockShape
    labels: tuple[BlockLabel, ...] = ()

    def under(self, name: JsonString) -> _Header:
        return _Header(self.type, self.shape, (*self.labels, BlockLabel(name.text, name.span)))


class _DeferredAttribute(Attribute):
    """An attribute whose value is lowered when it is needed."""

    __slots__ = ("_lower",)
    _lower: Callable[[], Expression]

    def __init__(
        self, name: JsonString, value: DeferredArray | DeferredObject | JsonString, strings: Strings
    ) -> None:
        put = object.__setattr__
        put(self, "name", name.text)
        put(self, "name_span", name.span)
        put(self, "span", name.span.to(value.span))
        put(self, "_lower", lambda: Expressions(strings, []).lower(value))

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

    def body(self, value: JsonValue, shape: BlockShape) -> Body:
        attributes: dict[str, Attribute] = {}
        blocks: list[Block] = []
        before = self.skipped
        for member in self._members(value, "an object with arguments and blocks"):
            name = member.name.text
            if name in shape.blocks:
                blocks += self._blocks(member.value, _Header(member.name, shape.blocks[name]))
            elif name == _COMMENT:
                continue
            elif name in attributes and not _may_be_block(member.value, shape):
                self.problems.append(repeated(member.name, attributes[name].name_span))
            else:
                attributes.setdefault(name, self._attribute(member, shape))
        complete = self.skipped == before and not self._broken(value.span)
        return Body(tuple(attributes.values()), tuple(blocks), _inside(value.span), complete)

    def _attribute(self, member: JsonMember, shape: BlockShape) -> Attribute:
        name = member.name
        strings = Strings.TEMPLATE
        if shape.all_plain or name.text in shape.plain:
            strings = Strings.PLAIN
        elif name.text in shape.native:
            strings = Strings.NATIVE
        if isinstance(member.value, (DeferredArray, DeferredObject)) or _is_reference(member.value):
            return _DeferredAttribute(name, member.value, strings)
        repeats = strings is Strings.NATIVE or _may_be_block(member.value, shape)
        value = Expressions(strings, self.problems, repeats=repeats).lower(member.value)
        return Attribute(name.text, name.span, value, name.span.to(value.span))

    def _blocks(self, value: JsonValue, header: _Header) -> Iterator[Block]:
        """Yield the blocks of one name: one per path through the levels of its labels."""
        if len(header.labels) < header.shape.labels:
            members = list(self._members(value, "an object whose names are labels"))
            if not members:
                self._skip("a label as the name of a property", value.span)
            for member in members:
                yield from self._blocks(member.value, header.under(member.name))
            return
        if isinstance(value, JsonArray):
            for item in value.items:
                yield self._block(item, header, alone=len(value.items) == 1)
        elif isinstance(value, JsonObject):
            yield self._block(value, header)
        elif not _is_null(value):
            self._skip(f"an object or an array of objects for `{header.type.text}`", value.span)

    def _block(self, value: JsonValue, header: _Header, *, alone: bool = True) -> Block:
        kind = header.type
        name = header.labels[-1].span if header.labels else kind.span
        start = value.span.start
        return Block(
            kind.text,
            kind.span,
            header.labels,
            self.body(value, header.shape),
            name.to(value.span) if alone else value.span,
            json=True,
            brace=None if alone else Span(value.span.file, start, start + 1),
        )

    def _members(self, value: JsonValue, what: str) -> Iterator[JsonMember]:
        """Yield the properties of an object, or of all objects in an array."""
        if isinstance(value, JsonObject):
            yield from value.members
        elif isinstance(value, JsonArray):
            for item in value.items:
                if isinstance(item, JsonObject):
                    yield from item.members
                else:
                    self._skip(what, item.span)
        elif not _is_null(value):
            self._skip(what, value.span)

    def _skip(self, what: str, span: Span) -> None:
        self.skipped += 1
        self.problems.append(_expected(what, span))

    def _broken(self, span: Span) -> bool:
        return self.mistake is not None and self.mistake.span.start < span.end


def _is_reference(value: JsonValue) -> TypeGuard[JsonString]:
    if not isinstance(value, JsonString) or "${" not in value.text:
        return False
    span = value.span
    return has_only_references(span.file.data, span.start, span.end)


def _may_be_block(value: JsonValue, shape: BlockShape) -> bool:
    """Return whether a provider's schema may contain a block with this name."""
    return shape.is_open and isinstance(value, (JsonObject, JsonArray))


def _inside(span: Span) -> Span:
    return Span(span.file, span.start + 1, max(span.start + 1, span.end - 1))


def _is_null(value: JsonValue) -> bool:
    return isinstance(value, JsonWord) and value.value is None


def _expected(what: str, span: Span) -> SyntaxProblem:
    return SyntaxProblem(f"expected {what}", Span(span.file, span.start, span.start + 1))
