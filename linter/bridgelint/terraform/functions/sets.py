"""Functions of sets."""

from __future__ import annotations

from collections.abc import Callable
from functools import reduce
from itertools import product
from math import prod
from typing import Final

from bridgelint.terraform.functions.declaration import (
    FunctionTable,
    Parameter,
    check_size,
    converted,
    length_hidden_by,
    unified,
    unknown_by,
)
from bridgelint.terraform.values.conversion import homogeneous
from bridgelint.terraform.values.convert import convert
from bridgelint.terraform.values.equality import SetMembers, length_range, make_set
from bridgelint.terraform.values.errors import FunctionError
from bridgelint.terraform.values.refinements import with_length
from bridgelint.terraform.values.types import (
    DYNAMIC,
    Collection,
    Dynamic,
    ListType,
    SetType,
    TupleType,
    Type,
)
from bridgelint.terraform.values.values import NO_MARKS, Unknown, Value, list_of, tuple_of

DECLARED: Final = FunctionTable()

_Elements = tuple[Value, ...]


def _element_type(type_: Type) -> Type:
    return type_.element if isinstance(type_, Collection) else DYNAMIC


def _operation_type(*sets: Value) -> Type:
    elements = [
        _element_type(each.type)
        for each in sets
        if each.content != () or not isinstance(_element_type(each.type), Dynamic)
    ]
    return SetType(unified(elements, "the elements of the sets") if elements else DYNAMIC)


def _operation(combine: Callable[[_Elements, _Elements], _Elements]) -> Callable[..., Value]:
    def compute(result: Type, *sets: Value) -> Value:
        operands = [converted(each, result, index).elements for index, each in enumerate(sets)]
        elements: _Elements = reduce(combine, operands)
        return make_set(_element_type(result), elements)

    return compute


def _union(left: _Elements, right: _Elements) -> _Elements:
    check_size(elements=len(left) + len(right))
    return left + right


def _intersection(left: _Elements, right: _Elements) -> _Elements:
    return tuple(filter(SetMembers(right).has, left))


def _difference(left: _Elements, right: _Elements) -> _Elements:
    members = SetMembers(right)
    return tuple(each for each in left if not members.has(each))


_SET: Final = Parameter(SetType(DYNAMIC))
_KNOWN: Final = Parameter(SetType(DYNAMIC), wholly_known=True)

DECLARED.add("setunion", _operation_type, first_set=_SET, variadic=_SET)(_operation(_union))
DECLARED.add("setintersection", _operation_type, first_set=_KNOWN, variadic=_KNOWN)(
    _operation(_intersection)
)
DECLARED.add("setsubtract", _operation_type, a=_KNOWN, b=_KNOWN)(_operation(_difference))


def _product_type(*sets: Value) -> Type:
    if len(sets) < 2:
        raise FunctionError("at least two sets are required")
    elements = TupleType(
        tuple(_product_element(each.type, index) for index, each in enumerate(sets))
    )
    ordered = all(isinstance(each.type, ListType | TupleType) for each in sets)
    return ListType(elements) if ordered else SetType(elements)


def _product_element(type_: Type, index: int) -> Type:
    if isinstance(type_, ListType | SetType):
        return type_.element
    if not isinstance(type_, TupleType):
        raise FunctionError("a set or a list is required", index)
    return unified(type_.elements, "the elements", index) if type_.elements else DYNAMIC


@DECLARED.add(
    "setproduct",
    _product_type,
    variadic=Parameter(DYNAMIC, allow_unknown=True, allow_marked=True),
)
def _product(result: Type, *sets: Value) -> Value:
    marks = NO_MARKS.union(*(each.marks for each in sets))
    hidden = next((each for each in sets if length_hidden_by(each) is not None), None)
    if hidden is not None:
        return _unknown_product(sets, unknown_by(result, hidden)).marked(marks)
    check_size(elements=prod(len(each.elements) for each in sets))
    element = _element_type(result)
    types = element.elements if isinstance(element, TupleType) else ()
    columns = [
        [convert(each, type_) for each in argument.elements]
        for argument, type_ in zip(sets, types, strict=True)
    ]
    _, rows = homogeneous([tuple_of(row) for row in product(*columns)], "product")
    made = make_set(element, rows) if isinstance(result, SetType) else list_of(element, rows)
    return made.marked(marks)


def _unknown_product(sets: tuple[Value, ...], result: Value) -> Value:
    """Terraform records the maximum length only if no number involved is large."""
    greatest = 1
    for each in sets:
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
