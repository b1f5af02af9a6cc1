"""JSON values as expressions: a string is a template, an array a tuple, an object an object."""

from __future__ import annotations

import enum
from collections.abc import Sequence

from bridgelint.base.source import Span
from bridgelint.hcl.json.reader import (
    JsonArray,
    JsonMember,
    JsonNumber,
    JsonObject,
    JsonString,
    JsonValue,
    JsonWord,
)
from bridgelint.hcl.json.strings import string_source
from bridgelint.hcl.literals import number
from bridgelint.hcl.parse import expression_in, template_in
from bridgelint.hcl.tree import (
    Expression,
    Literal,
    Object,
    ObjectItem,
    SyntaxProblem,
    Template,
    TemplateText,
    Tuple,
    UnreadableExpression,
)


class Strings(enum.Enum):
    """How to read the strings of an argument."""

    TEMPLATE = "template"
    """As templates."""

    NATIVE = "native"
    """As references or keywords, later: as templates if they are valid, otherwise unchanged."""

    PLAIN = "plain"
    """Unchanged."""


class Expressions:
    """Lowers JSON values; `problems` collects the mistakes in their strings.

    `repeats`: a name can appear in an object more than once, like the names of blocks.
    """

    def __init__(
        self, strings: Strings, problems: list[SyntaxProblem], *, repeats: bool = False
    ) -> None:
        self.strings = strings
        self.problems = problems
        self.repeats = repeats

    def lower(self, value: JsonValue) -> Expression:
        """Return the expression, at any depth of nesting."""
        # A container is lowered when it is visited for the second time, after its items.
        waiting: list[tuple[JsonValue, bool]] = [(value, False)]
        done: list[Expression] = []
        while waiting:
            each, ready = waiting.pop()
            if not isinstance(each, (JsonArray, JsonObject)):
                done.append(self._scalar(each))
            elif not ready:
                waiting.append((each, True))
                waiting += [(item, False) for item in reversed(_items(each))]
            else:
                start = len(done) - len(_items(each))
                done[start:] = [self._container(each, done[start:])]
        return done[0]

    def _container(self, value: JsonArray | JsonObject, items: Sequence[Expression]) -> Expression:
        if isinstance(value, JsonArray):
            return Tuple(tuple(items), value.span)
        seen: dict[str, JsonMember] = {}
        for member in value.members:
            first = seen.setdefault(member.name.text, member)
            if first is not member and not self.repeats:
                self.problems.append(repeated(member.name, first.name.span))
        return Object(
            tuple(
                ObjectItem(self._string(member.name), item, member.name.span.to(item.span))
                for member, item in zip(value.members, items, strict=True)
            ),
            value.span,
        )

    def _scalar(self, value: JsonString | JsonNumber | JsonWord) -> Expression:
        if isinstance(value, JsonString):
            return self._string(value)
        if isinstance(value, JsonWord):
            return Literal(value.value, value.span)
        amount = number(value.numeral.lstrip("-"))
        if amount is not None and value.numeral.startswith("-"):
            amount = -amount
        return Literal(amount, value.span)

    def _string(self, string: JsonString) -> Expression:
        plain = _plain(string)
        if self.strings is Strings.PLAIN or not ("${" in string.text or "%{" in string.text):
            return plain
        parts, problems = template_in(*string_source(string.span.file, string.span))
        if parts is not None and not problems:
            return Template(parts, "json", string.span)
        if self.strings is Strings.NATIVE:
            return plain
        self.problems += problems
        return UnreadableExpression(string.span)


def string_expression(
    string: Template,
) -> tuple[Expression | None, tuple[SyntaxProblem, ...]]:
    """Parse a string of JSON syntax as an expression in native syntax.

    The spans point into the string in the file, also after its escapes.
    """
    return expression_in(*string_source(string.span.file, string.span))


def repeated(name: JsonString, first: Span) -> SyntaxProblem:
    """Return the problem of a name that appears twice in an object."""
    return SyntaxProblem(
        f"`{name.text}` is already set on line {first.line}", name.span, "set each argument once"
    )


def _plain(string: JsonString) -> Template:
    span = string.span
    inside = Span(span.file, span.start + 1, span.end - 1)
    return Template((TemplateText(string.text, inside),) if string.text else (), "json", span)


def _items(value: JsonArray | JsonObject) -> Sequence[JsonValue]:
    if isinstance(value, JsonArray):
        return value.items
    return tuple(member.value for member in value.members)
