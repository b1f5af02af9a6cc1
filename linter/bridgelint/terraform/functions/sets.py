"""Functions of sets."""

from __future__ import annotations

from collections.abc import Callable
from itertools import product
from math import prod
from typing import Final

from bridgelint.terraform.functions.contract import Arguments, Function, Parameter, check_size
from bridgelint.terraform.functions.function_arguments import (
    converted,
    length_hidden_by,
    unknown_by,
)
from bridgelint.terraform.values.conversion import homogeneous
from bridgelint.terraform.values.convert import convert
from bridgelint.terraform.values.equality import SetMembers, length_range, make_set
from bridgelint.terraform.values.errors import FunctionError
from bridgelint.terraform.values.refinements import with_length
from bridgelint.terraform.values.types import DYNAMIC, Dynamic, ListType, SetType, TupleType, Type
from bridgelint.terraform.values.unify import unify
from bridgelint.terraform.values.values import (
    NO_MARKS,
    Unknown,
    Value,
    is_wholly_known,
    list_of,
    tuple_of,
)


def _element_type(value: Value) -> Type:
    return value.type.element if isinstance(value.type, SetType) else DYNAMIC


def _operation_type(arguments: Arguments) -> Type:
    elements = [
        _element_type(each)
        for each in arguments
        if each.content != () or not isinstance(_element_type(each), Dynamic)
    ]
    if not elements:
        return SetType(DYNAMIC)
    common = unify(elements)
    if common is None:
        raise FunctionError("the elements of the sets must have a common type")
    return SetType(common)


Elements = tuple[Value, ...]


def _union(left: Elements, right: Elements) -> Elements:
    check_size(elements=len(left) + len(right))
    return left + right


def _intersection(left: Elements, right: Elements) -> Elements:
    members = SetMembers(right)
    return tuple(each for each in left if members.has(each))


def _difference(left: Elements, right: Elements) -> Elements:
    members = SetMembers(right)
    return tuple(each for each in left if not members.has(each))


def _operation(
    combine: Callable[[Elements, Elements], Elements], *, with_unknown: bool
) -> Callable[[Arguments, Type], Value]:
    def compute(arguments: Arguments, result: Type) -> Value:
        combined: Elements | None = None
        for index, each in enumerate(arguments):
            operand = converted(each, result, index)
            if not (with_unknown or is_wholly_known(operand)):
                return unknown_by(result, operand)
            items = operand.elements
            combined = items if combined is None else combine(combined, items)
        element = result.element if isinstance(result, SetType) else DYNAMIC
        return make_set(element, combined or ())

    return compute


_ANY_SET: Final = SetType(DYNAMIC)
_FIRST: Final = Parameter("first_set", _ANY_SET, allow_dynamic=True)
_OTHERS: Final = Parameter("other_sets", _ANY_SET, allow_dynamic=True)

SETUNION: Final = Function(
    (_FIRST,), _operation_type, _operation(_union, with_unknown=True), variadic=_OTHERS
)
SETINTERSECTION: Final = Function(
    (_FIRST,), _operation_type, _operation(_intersection, with_unknown=False), variadic=_OTHERS
)
SETSUBTRACT: Final = Function(
    (
        Parameter("a", _ANY_SET, allow_dynamic=True),
        Parameter("b", _ANY_SET, allow_dynamic=True),
    ),
    _operation_type,
    _operation(_difference, with_unknown=False),
)


def _product_type(arguments: Arguments) -> Type:
    if len(arguments) < 2:
        raise FunctionError("at least two sets are required")
    elements = TupleType(
        tuple(_product_element(each.type, index) for index, each in enumerate(arguments))
    )
    ordered = all(isinstance(each.type, ListType | TupleType) for each in arguments)
    return ListType(elements) if ordered else SetType(elements)


def _product_element(type_: Type, index: int) -> Type:
    if isinstance(type_, ListType | SetType):
        return type_.element
    if not isinstance(type_, TupleType):
        raise FunctionError("a set or a list is required", index)
    if not type_.elements:
        return DYNAMIC
    common = unify(type_.elements)
    if common is None:
        raise FunctionError("the elements must have a common type", index)
    return common


def _product(arguments: Arguments, result: Type) -> Value:
    marks = NO_MARKS.union(*(each.marks for each in arguments))
    hidden = next((each for each in arguments if length_hidden_by(each) is not None), None)
    if hidden is not None:
        return _unknown_product(arguments, unknown_by(result, hidden)).marked(marks)
    check_size(elements=prod(len(each.elements) for each in arguments))
    element = result.element if isinstance(result, ListType | SetType) else DYNAMIC
    types = element.elements if isinstance(element, TupleType) else ()
    columns = [
        [convert(each, type_) for each in argument.elements]
        for argument, type_ in zip(arguments, types, strict=True)
    ]
    _, rows = homogeneous([tuple_of(row) for row in product(*columns)], "product")
    if isinstance(result, SetType):
        return make_set(element, rows).marked(marks)
    return list_of(element, rows).marked(marks)


def _unknown_product(arguments: Arguments, result: Value) -> Value:
    """Terraform records the maximum length only if no number involved is large."""
    greatest = 1
    for each in arguments:
        most = _greatest_length(each)
        if most is None or most > 1024:
            return result
        greatest *= most
        if greatest > 2048:
            return result
    return with_length(result, min(greatest, 1), greatest)


def _greatest_length(items: Value) -> int | None:
    if isinstance(items.type, TupleType):
        return len(items.type.elements)
    content = items.content
    return content.length[1] if isinstance(content, Unknown) else length_range(items)[1]


SETPRODUCT: Final = Function(
    (),
    _product_type,
    _product,
    variadic=Parameter("sets", DYNAMIC, allow_unknown=True, allow_marked=True),
)
