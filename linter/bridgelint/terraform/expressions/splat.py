"""Splats: `source[*].name` and `source.*.name`."""

from __future__ import annotations

from bridgelint.hcl.tree import Splat
from bridgelint.terraform.expressions.for_expression import elements_of_set
from bridgelint.terraform.expressions.partial_values import FAILED
from bridgelint.terraform.expressions.scope import Scope, failure
from bridgelint.terraform.values.errors import EvaluationError
from bridgelint.terraform.values.refinements import settle
from bridgelint.terraform.values.types import DYNAMIC, Dynamic, ListType, SetType, TupleType, Type
from bridgelint.terraform.values.values import Reason, Unknown, Value, list_of, tuple_of, unknown


def evaluate_splat(expression: Splat, scope: Scope) -> Value:
    source = scope.evaluate(expression.source, scope)
    type_ = source.type
    if source.is_null:
        if isinstance(type_, TupleType | ListType | SetType):
            raise failure("a splat cannot be applied to a null list", expression.source.span)
        return tuple_of(()).marked(source.marks)
    if isinstance(type_, Dynamic) and not _is_object(source):
        return _of_dynamic(source)
    if not isinstance(type_, TupleType | ListType | SetType):
        return _of_single(expression, source, scope)
    if isinstance(source.content, Unknown):
        return _of_unknown(expression, source, source.content, scope)
    elements = elements_of_set(source) if isinstance(type_, SetType) else source.elements
    if isinstance(elements, Reason):
        return _of_unknown(expression, source, Unknown(elements, not_null=True), scope)
    scope.work.spend(len(elements))
    try:
        items = [scope.evaluate(expression.item, scope.with_item(each)) for each in elements]
    except EvaluationError as error:
        error.leaves(expression, _of_failed(type_, len(elements)))
        raise
    if isinstance(type_, TupleType):
        return tuple_of(items).marked(source.marks)
    return _as_list(expression, type_, items, scope).marked(source.marks)


def _of_failed(type_: TupleType | ListType | SetType, count: int) -> Value:
    """Return the certain parts of the result if the item of an element fails."""
    is_tuple = isinstance(type_, TupleType)
    return unknown(TupleType((DYNAMIC,) * count) if is_tuple else ListType(DYNAMIC), FAILED)


def _is_object(source: Value) -> bool:
    return source.unknown is not None and source.unknown.attributes is not None


def _of_dynamic(source: Value) -> Value:
    content = source.unknown
    return unknown(source.type, content.reason if content else Reason("")).marked(source.marks)


def _of_single(expression: Splat, source: Value, scope: Scope) -> Value:
    """Return a sequence of the value itself if it is not a sequence, or an empty one for null."""
    try:
        item = scope.evaluate(expression.item, scope.with_item(source))
    except EvaluationError as error:
        certain = DYNAMIC if _may_be_null(source) else TupleType((DYNAMIC,))
        error.leaves(expression, unknown(certain, FAILED))
        raise
    content = source.unknown
    if content is not None and not content.not_null:
        type_ = source.type if isinstance(source.type, Dynamic) else DYNAMIC
        return unknown(type_, content.reason).marked(source.marks)
    return tuple_of((item,)).marked(source.marks)


def _may_be_null(source: Value) -> bool:
    return source.unknown is not None and not source.unknown.not_null


def _item_type(expression: Splat, element: Type, reason: Reason, scope: Scope) -> Type:
    return scope.evaluate(expression.item, scope.with_item(unknown(element, reason))).type


def _of_unknown(expression: Splat, source: Value, content: Unknown, scope: Scope) -> Value:
    type_ = source.type
    if isinstance(type_, TupleType):
        items = tuple(
            _item_type(expression, each, content.reason, scope) for each in type_.elements
        )
        result = Value(TupleType(items), Unknown(content.reason, not_null=True))
        return result.marked(source.marks)
    element = type_.element if isinstance(type_, ListType | SetType) else DYNAMIC
    item = _item_type(expression, element, content.reason, scope)
    refined = Unknown(content.reason, not_null=True, length=content.length)
    return settle(Value(ListType(item), refined)).marked(source.marks)


def _as_list(
    expression: Splat, type_: ListType | SetType, items: list[Value], scope: Scope
) -> Value:
    if not items:
        return list_of(_item_type(expression, type_.element, Reason("it is empty"), scope), ())
    element = items[0].type
    if any(each.type != element for each in items):
        raise failure(
            "the elements of this splat have different types and cannot be a list",
            expression.item.span,
            "use a `for` expression instead",
        )
    return list_of(element, items)
