"""`for` expressions and splats."""

from __future__ import annotations

from collections.abc import Iterator

from bridgelint.base.records import Record, field, replace
from bridgelint.base.source import Span
from bridgelint.hcl.tree import Expression, For, ForDirective, Splat
from bridgelint.terraform.expressions.scope import FAILED, Scope, coerce, failure
from bridgelint.terraform.values.errors import EvaluationError
from bridgelint.terraform.values.refinements import settle
from bridgelint.terraform.values.types import (
    BOOL,
    DYNAMIC,
    STRING,
    Dynamic,
    ListType,
    Primitive,
    SequenceType,
    SetType,
    TupleType,
    Type,
    a_value_of,
    members,
)
from bridgelint.terraform.values.values import (
    NO_MARKS,
    Mark,
    Reason,
    Unknown,
    Value,
    first_reason,
    is_wholly_known,
    list_of,
    number,
    object_of,
    string,
    tuple_of,
    unknown,
)

Pairs = Iterator[tuple[Value, Value]]


def iterate(collection: Value, span: Span) -> Pairs | Reason:
    """Return key and value of each element, or why they are unknown. Raise if not iterable."""
    content = collection.content
    if content is None:
        raise failure("cannot iterate over a null value", span)
    if isinstance(content, Unknown) and not isinstance(collection.type, Primitive):
        return content.reason
    if isinstance(content, dict):
        return ((string(key), value) for key, value in content.items())
    if not isinstance(content, tuple):
        raise failure(f"cannot iterate over {a_value_of(collection.type)}", span)
    if isinstance(collection.type, SetType):
        elements = elements_of_set(collection)
        return elements if isinstance(elements, Reason) else ((each, each) for each in elements)
    return ((number(position), value) for position, value in enumerate(content))


def elements_of_set(collection: Value) -> tuple[Value, ...] | Reason:
    """The elements of a known set, or why they are unknown.

    An unknown element decides the places of all elements, and it may be equal to another one.
    Terraform counts it as an element of its own only where it does not know it either.
    """
    elements = collection.elements
    if len(elements) < 2 or is_wholly_known(collection):
        return elements
    reason = first_reason([collection])
    if not reason.after_apply:
        return reason
    return tuple(unknown(each.type, reason) for each in elements)


class _Result(Record, frozen=False):
    marks: frozenset[Mark]
    reason: Reason | None = None
    """Why the elements of the result are unknown."""

    values: list[Value] = field(default_factory=list[Value])
    entries: dict[str, list[Value]] = field(default_factory=dict[str, list[Value]])

    def read(self, expression: Expression, type_: Type, what: str, scope: Scope) -> Value | None:
        """Return a key or an `if` clause, or `None` if it is unknown. Raise its error, except after
        an unknown one: Terraform does not report the error then."""
        value = scope.evaluate(expression, scope)
        try:
            if value.is_null:
                raise failure(f"the {what} is null", expression.span)
            self.marks |= value.marks
            if type_ == BOOL or value.unknown is None or value.unknown.possible:
                value = coerce(value, type_, expression.span, f"unsuitable {what}")
        except EvaluationError:
            if self.reason is None:
                raise
            return None
        if value.unknown is None:
            return value
        self.reason = self.reason or value.unknown.reason
        return None

    def value(self, expression: For) -> Value:
        if expression.key is None:
            return tuple_of(self.values)
        return object_of(
            {
                key: tuple_of(values) if expression.group else values[0]
                for key, values in self.entries.items()
            }
        )


def names_in(loop: For | ForDirective, key: Value, value: Value) -> dict[str, Value]:
    """Return the names that a `for` binds for one element."""
    return ({loop.key_name: key} if loop.key_name else {}) | {loop.value_name: value}


def evaluate_iteration(expression: For | Splat, scope: Scope) -> Value:
    """Evaluate a `for` expression or a splat."""
    if isinstance(expression, For):
        return _evaluate_for(expression, scope)
    return _evaluate_splat(expression, scope)


def _evaluate_for(expression: For, scope: Scope) -> Value:
    collection = scope.evaluate(expression.collection, scope)
    result = _Result(collection.marks)
    pairs = iterate(collection, expression.collection.span)
    if isinstance(pairs, Reason) and isinstance(collection.type, Dynamic):
        return unknown(collection.type, pairs).marked(collection.marks)
    _check_condition(expression, pairs, result, scope)
    if isinstance(pairs, Reason):
        return unknown(DYNAMIC, pairs).marked(result.marks)
    scope.work.spend(len(collection.elements))
    for key, value in pairs:
        inner = scope.with_locals(names_in(expression, key, value))
        try:
            if _included(expression, inner, result):
                _add(expression, inner, result)
        except EvaluationError as error:
            if expression.key is None and expression.condition is None:
                certain = TupleType((DYNAMIC,) * len(collection.elements))
                error.leaves(expression, unknown(certain, FAILED))
            raise
    if result.reason is not None:
        return unknown(DYNAMIC, result.reason).marked(result.marks)
    return result.value(expression).marked(result.marks)


def _check_condition(expression: For, pairs: Pairs | Reason, result: _Result, scope: Scope) -> None:
    """Check the `if` clause on any element first, as Terraform does even for an empty one."""
    reason = pairs if isinstance(pairs, Reason) else Reason("it represents any element")
    element = Value(DYNAMIC, Unknown(reason))
    trial = _Result(NO_MARKS)
    _included(expression, scope.with_locals(names_in(expression, element, element)), trial)
    if isinstance(pairs, Reason):
        result.marks |= trial.marks


def _included(expression: For, scope: Scope, result: _Result) -> bool:
    if expression.condition is None:
        return True
    truth = result.read(expression.condition, BOOL, "`if` clause", scope)
    return truth is not None and truth.content is True


def _add(expression: For, scope: Scope, result: _Result) -> None:
    if expression.key is None:
        result.values.append(scope.evaluate(expression.value, scope))
        return
    key = result.read(expression.key, STRING, "key", scope)
    if key is None:
        return
    value = scope.evaluate(expression.value, scope)
    values = result.entries.setdefault(str(key.content), [])
    if values and not expression.group:
        shown = "same key" if result.marks else f"key `{key.content}`"
        raise failure(
            f"two elements produce the {shown}",
            expression.key.span,
            "add `...` after the value to group the values of equal keys",
        )
    values.append(value)


def _evaluate_splat(expression: Splat, scope: Scope) -> Value:
    source = scope.evaluate(expression.source, scope)
    type_, content = source.type, source.unknown
    if source.is_null:
        if isinstance(type_, SequenceType):
            raise failure("a splat cannot be applied to a null list", expression.source.span)
        return tuple_of(()).marked(source.marks)
    if isinstance(type_, Dynamic) and content and content.attributes is None:
        return unknown(type_, content.reason).marked(source.marks)
    if not isinstance(type_, SequenceType):
        return _of_single(expression, source, scope)
    if content is not None:
        return _of_unknown(expression, source, content, scope)
    elements = elements_of_set(source) if isinstance(type_, SetType) else source.elements
    if isinstance(elements, Reason):
        return _of_unknown(expression, source, Unknown(elements, not_null=True), scope)
    scope.work.spend(len(elements))
    try:
        items = [_item(expression, each, scope) for each in elements]
    except EvaluationError as error:
        is_tuple = isinstance(type_, TupleType)
        certain = TupleType((DYNAMIC,) * len(elements)) if is_tuple else ListType(DYNAMIC)
        error.leaves(expression, unknown(certain, FAILED))
        raise
    if isinstance(type_, TupleType):
        return tuple_of(items).marked(source.marks)
    return _as_list(expression, type_, items, scope).marked(source.marks)


def _item(expression: Splat, element: Value, scope: Scope) -> Value:
    return scope.evaluate(expression.item, replace(scope, item=element))


def _of_single(expression: Splat, source: Value, scope: Scope) -> Value:
    """Return a sequence of the value itself if it is not a sequence, or an empty one for null."""
    content = source.unknown
    may_be_null = content is not None and not content.not_null
    try:
        item = _item(expression, source, scope)
    except EvaluationError as error:
        certain = DYNAMIC if may_be_null else TupleType((DYNAMIC,))
        error.leaves(expression, unknown(certain, FAILED))
        raise
    if content is not None and may_be_null:
        type_ = source.type if isinstance(source.type, Dynamic) else DYNAMIC
        return unknown(type_, content.reason).marked(source.marks)
    return tuple_of((item,)).marked(source.marks)


def _item_type(expression: Splat, element: Type, reason: Reason, scope: Scope) -> Type:
    return _item(expression, unknown(element, reason), scope).type


def _of_unknown(expression: Splat, source: Value, content: Unknown, scope: Scope) -> Value:
    reason = content.reason
    types = tuple(_item_type(expression, each, reason, scope) for each in members(source.type))
    type_ = TupleType(types) if isinstance(source.type, TupleType) else ListType(*types)
    known = Unknown(reason, not_null=True, length=content.length)
    return settle(Value(type_, known)).marked(source.marks)


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
