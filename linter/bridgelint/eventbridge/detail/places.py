"""Mapping from parts of a `detail` back to the configuration."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Final

from bridgelint.base.records import Record
from bridgelint.base.source import Span
from bridgelint.eventbridge.detail.detail import DetailJudgement
from bridgelint.eventbridge.detail.json_parser import Place
from bridgelint.eventbridge.detail.json_tree import JsonPath
from bridgelint.hcl.tree import (
    Call,
    Conditional,
    Expression,
    For,
    GetAttribute,
    Interpolation,
    Literal,
    Name,
    Object,
    ObjectItem,
    Parentheses,
    Template,
    TemplateText,
    Tuple,
    bare,
    literal_of,
)

_THROUGH: Final = frozenset(
    {
        "coalesce",
        "concat",
        "flatten",
        "merge",
        "nonsensitive",
        "sensitive",
        "tolist",
        "tomap",
        "toset",
        "try",
    }
)
"""Functions whose result contains the objects among their arguments."""


class RepeatedItem(Record):
    """A key that appears twice in an object literal."""

    key: str
    first: Span
    second: Span


def span_of(expression: Expression, judgement: DetailJudgement, place: Place) -> Span:
    """Return the source of a range of the detail's text, or the whole expression if that is not a
    template."""
    inner = bare(expression)
    return _place_of(inner, judgement, place) if isinstance(inner, Template) else expression.span


def _place_of(template: Template, judgement: DetailJudgement, place: Place) -> Span:
    from bridgelint.eventbridge.detail.template_place import place_of  # only for a finding

    return place_of(template, judgement.text.text, *place)


def span_at(
    expression: Expression, judgement: DetailJudgement, path: JsonPath, *, key: bool = False
) -> Span:
    """Return the source of the value at a path (with `key`, of its key), in a template or in the
    literal inside `jsonencode`; otherwise the nearest enclosing value that is written there."""
    inner = bare(expression)
    if not isinstance(inner, Template):
        if isinstance(inner, Call) and inner.name == "jsonencode" and inner.arguments:
            return _in_literal(inner.arguments[0], path, key=key)
        return expression.span
    from bridgelint.eventbridge.detail.json_parser import places  # only for a finding

    known = places(judgement.text)
    steps = len(path)
    while steps and path[:steps] not in known:
        steps -= 1
    found = known.get(path[:steps])
    if found is None or steps == 0:
        return expression.span
    at = found.key if key and found.key is not None and steps == len(path) else found.value
    return _place_of(inner, judgement, at)


def repeated_items(
    expression: Expression, local: Callable[[str], Expression | None] = lambda _: None
) -> tuple[RepeatedItem, ...]:
    """Return the keys that appear twice in an object literal inside `jsonencode`, in file order.

    The search covers literals, conditionals, `for` expressions, functions that return objects, and
    whole locals (`local` returns the expression of one), but no other references.
    """
    found: list[RepeatedItem] = []
    stack: list[tuple[Expression, bool]] = [(expression, False)]
    followed: set[tuple[str, bool]] = set()
    while stack:
        each, encoded = stack.pop()
        encoded = encoded or (isinstance(each, Call) and each.name == "jsonencode")
        if encoded and isinstance(each, Object):
            found.extend(_repeated(each))
        match each:
            case GetAttribute(source=Name(name="local")) if (each.name, encoded) not in followed:
                followed.add((each.name, encoded))
                value = local(each.name)
                stack.extend([(value, encoded)] if value is not None else [])
            case _:
                pass
        stack.extend((inner, encoded) for inner in reversed(_passed_on(each)))
    return tuple(sorted(found, key=lambda each: (each.second.file.path, each.second.start)))


def _passed_on(expression: Expression) -> tuple[Expression, ...]:
    """Return the expressions whose values become part of this one's value."""
    if isinstance(expression, Object):
        return tuple(item.value for item in expression.items)
    if isinstance(expression, Tuple):
        return expression.items
    if isinstance(expression, Parentheses):
        return (expression.inner,)
    if isinstance(expression, Conditional):
        return (expression.then, expression.otherwise)
    if isinstance(expression, For):
        return (expression.value,)
    if isinstance(expression, Template):
        parts = expression.parts
        return tuple(each.expression for each in parts if isinstance(each, Interpolation))
    if isinstance(expression, Call) and expression.name in {"jsonencode", *_THROUGH}:
        return expression.arguments
    return ()


def _repeated(literal: Object) -> Iterator[RepeatedItem]:
    firsts: dict[str, Span] = {}
    for item in literal.items:
        key = _key(item)
        if key is not None and firsts.setdefault(key, item.key.span) != item.key.span:
            yield RepeatedItem(key, firsts[key], item.key.span)


def _key(item: ObjectItem) -> str | None:
    """Return the key, or `None` if it is not a literal."""
    key = bare(item.key)
    if isinstance(key, Literal) and isinstance(key.value, bool | int):
        return str(key.value).lower()
    return literal_of(key)


def _in_literal(literal: Expression, path: JsonPath, *, key: bool) -> Span:
    span = literal.span
    for place, step in enumerate(path):
        literal = bare(literal)
        if isinstance(literal, Object):
            items = [item for item in literal.items if _key(item) == step]
            if not items:
                return span
            if key and place == len(path) - 1:
                return items[-1].key.span
            literal = items[-1].value
        elif isinstance(literal, Tuple) and isinstance(step, int) and step < len(literal.items):
            literal = literal.items[step]
        else:
            return span
        span = literal.span
    return span


def is_text(expression: Expression) -> bool:
    """Return whether it is a template with its own text, so that offsets map to places in it."""
    inner = bare(expression)
    return isinstance(inner, Template) and any(
        isinstance(part, TemplateText) for part in inner.parts
    )
