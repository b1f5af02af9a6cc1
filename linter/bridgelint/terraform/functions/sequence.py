"""Functions of lists and tuples."""

from __future__ import annotations

from typing import Final

from bridgelint.base.records import replace
from bridgelint.terraform.functions.contract import (
    Arguments,
    Function,
    Parameter,
    check_size,
    takes,
)
from bridgelint.terraform.functions.function_arguments import (
    amount_of,
    converted,
    length_hidden_by,
    like_list,
    required,
    text_of,
    unknown_by,
    whole,
)
from bridgelint.terraform.values import numbers
from bridgelint.terraform.values.errors import FunctionError
from bridgelint.terraform.values.refinements import with_length
from bridgelint.terraform.values.types import (
    DYNAMIC,
    NUMBER,
    STRING,
    Dynamic,
    ListType,
    SetType,
    TupleType,
    Type,
)
from bridgelint.terraform.values.unify import unify
from bridgelint.terraform.values.values import (
    NO_MARKS,
    Mark,
    Number,
    Unknown,
    Value,
    is_wholly_known,
    list_of,
    null,
    number,
    tuple_of,
)


def _chunklist(arguments: Arguments, result: Type) -> Value:
    items, size_value = arguments
    size = whole(size_value, 1)
    marks = items.marks | size_value.marks
    plain = items.unmarked()
    if size < 0:
        raise FunctionError("the size cannot be negative", 1)
    if not items.elements:
        chunks: list[Value] = []
    elif size == 0:
        chunks = [plain]
    else:
        chunks = [
            replace(plain, content=items.elements[start : start + size])
            for start in range(0, len(items.elements), size)
        ]
    return Value(result, tuple(chunks), marks)


CHUNKLIST: Final = Function(
    (
        Parameter("list", ListType(DYNAMIC), allow_marked=True),
        Parameter("size", NUMBER, allow_marked=True),
    ),
    lambda arguments: ListType(arguments[0].type),
    _chunklist,
)


def _concat_type(arguments: Arguments) -> Type:
    if not arguments:
        raise FunctionError("at least one argument is required")
    if all(isinstance(each.type, ListType) for each in arguments):
        common = unify([each.type for each in arguments])
        if common is not None:
            return common
    elements: list[Type] = []
    for index, each in enumerate(arguments):
        if isinstance(each.type, TupleType):
            elements.extend(each.type.elements)
        elif not isinstance(each.type, ListType):
            raise required("a list or a tuple", each.type, index)
        elif not each.is_known:
            return DYNAMIC
        else:
            elements.extend([each.type.element] * len(each.elements))
        check_size(elements=len(elements))
    return TupleType(tuple(elements))


def _concat(arguments: Arguments, result: Type) -> Value:
    check_size(elements=sum(len(each.elements) for each in arguments))
    marks = NO_MARKS.union(*(each.marks for each in arguments))
    elements: list[Value] = []
    for index, each in enumerate(arguments):
        like = converted(each, result, index) if isinstance(result, ListType) else each
        elements.extend(like.elements)
    return like_list(result, elements).marked(marks)


CONCAT: Final = Function(
    (), _concat_type, _concat, variadic=Parameter("seqs", DYNAMIC, allow_marked=True)
)


def _flatten_type(arguments: Arguments) -> Type:
    (items,) = arguments
    if not is_wholly_known(items):
        return DYNAMIC
    if not isinstance(items.type, ListType | SetType | TupleType):
        raise FunctionError("a list, a set or a tuple is required", 0)
    flat, _, _ = _flattened(items)
    return TupleType(tuple(each.type for each in flat))


def _flatten(arguments: Arguments, result: Type) -> Value:
    (items,) = arguments
    flat, marks, hidden = _flattened(items)
    if hidden is not None:
        return unknown_by(result, hidden).marked(marks)
    return tuple_of(flat).marked(marks)


def _flattened(items: Value) -> tuple[list[Value], frozenset[Mark], Value | None]:
    """Return the innermost elements, the marks of what was flattened, and the first sequence (or
    value of unknown type) that may contain any number of elements."""
    flat: list[Value] = []
    marks = items.marks
    hidden = length_hidden_by(items)
    stack = [iter(items.elements)]
    while stack:
        each = next(stack[-1], None)
        if each is None:
            stack.pop()
        elif each.is_null or not isinstance(each.type, ListType | SetType | TupleType):
            if isinstance(each.type, Dynamic) and not (each.is_known or each.marks):
                hidden = hidden or each
            flat.append(each)
            check_size(elements=len(flat))
        else:
            marks |= each.marks
            hidden = hidden or length_hidden_by(each)
            stack.append(iter(each.elements))
    return flat, marks, hidden


FLATTEN: Final = Function((Parameter("list", DYNAMIC, allow_marked=True),), _flatten_type, _flatten)


def _reverse_type(arguments: Arguments) -> Type:
    type_ = arguments[0].type
    if isinstance(type_, TupleType):
        return TupleType(type_.elements[::-1])
    if isinstance(type_, ListType | SetType):
        return ListType(type_.element)
    raise required("a list, a tuple or a set", type_, 0)


def _reverse(arguments: Arguments, result: Type) -> Value:
    (items,) = arguments
    return like_list(result, items.elements[::-1]).marked(items.marks)


REVERSE: Final = Function((Parameter("list", DYNAMIC, allow_marked=True),), _reverse_type, _reverse)


def _element_type(arguments: Arguments) -> Type:
    items, index = arguments
    if isinstance(items.type, ListType):
        return items.type.element
    if not isinstance(items.type, TupleType):
        raise required("a list or a tuple", items.type, 0)
    if not index.is_known:
        return DYNAMIC
    position = whole(index, 1)
    if not items.type.elements:
        raise FunctionError("an empty list does not have elements", 0)
    return items.type.elements[position % len(items.type.elements)]


def _element(arguments: Arguments, _result: Type) -> Value:
    items, index = arguments
    position = whole(index, 1)
    if not items.elements:
        raise FunctionError("an empty list does not have elements", 0)
    return items.elements[position % len(items.elements)].marked(items.marks)


ELEMENT: Final = Function(
    (Parameter("list", DYNAMIC, allow_marked=True), Parameter("index", NUMBER)),
    _element_type,
    _element,
    never_null=False,
)


_NOT_ONE: Final = "a list, set or tuple with at most one element is required"


def _one_type(arguments: Arguments) -> Type:
    type_ = arguments[0].type
    if isinstance(type_, ListType | SetType):
        return type_.element
    if isinstance(type_, TupleType) and len(type_.elements) <= 1:
        return type_.elements[0] if type_.elements else DYNAMIC
    raise FunctionError(_NOT_ONE, 0)


def _one(arguments: Arguments, result: Type) -> Value:
    (items,) = arguments
    if length_hidden_by(items) is not None:
        return unknown_by(result, items)
    if len(items.elements) > 1:
        raise FunctionError(_NOT_ONE, 0)
    return items.elements[0] if items.elements else null(result)


ONE: Final = Function(takes(list=DYNAMIC), _one_type, _one, never_null=False)


def _range(arguments: Arguments, _result: Type) -> Value:
    start, end, step = _range_limits([amount_of(each) for each in arguments])
    down = step < 0
    if (end > start) if down else (end < start):
        raise FunctionError("the step moves away from the end", len(arguments) - 1)
    elements: list[Value] = []
    current = start
    while (current > end) if down else (current < end):
        if len(elements) >= _MAX_RANGE:
            raise FunctionError(f"the range contains more than {_MAX_RANGE} numbers")
        elements.append(number(current))
        current = numbers.add(current, step)
    return list_of(NUMBER, elements)


_MAX_RANGE: Final = 1024
"""Terraform's own limit."""


def _range_limits(amounts: list[Number]) -> tuple[Number, Number, Number]:
    if len(amounts) == 3:
        return amounts[0], amounts[1], amounts[2]
    if len(amounts) not in {1, 2}:
        raise FunctionError("one, two or three numbers are required")
    start = amounts[0] if len(amounts) == 2 else _RANGE_ZERO
    end = amounts[-1]
    return start, end, numbers.counted(-1 if end < start else 1)


_RANGE_ZERO: Final = numbers.Whole.of(0, numbers.FLOAT_PRECISION)

RANGE: Final = Function((), ListType(NUMBER), _range, variadic=Parameter("params", NUMBER))


def _slice_type(arguments: Arguments) -> Type:
    type_ = arguments[0].type
    if isinstance(type_, SetType):
        raise FunctionError(
            "the elements of a set have no order: convert it to a list with `tolist`", 0
        )
    if not isinstance(type_, ListType | TupleType):
        raise required("a list or a tuple", type_, 0)
    start, end = _slice_limits(arguments)
    if isinstance(type_, ListType):
        return type_
    return DYNAMIC if start is None or end is None else TupleType(type_.elements[start:end])


def _slice_limits(arguments: Arguments) -> tuple[int | None, int | None]:
    """Return start and end, checked as far as they are known."""
    items = arguments[0]
    size = len(items.type.elements) if isinstance(items.type, TupleType) else None
    if isinstance(items.content, tuple):
        size = len(items.content)
    limits: list[int | None] = []
    for argument in (1, 2):
        if not arguments[argument].is_known:
            limits.append(None)
            continue
        limit = whole(arguments[argument], argument)
        if limit < 0:
            raise FunctionError("the index cannot be negative", argument)
        if size is not None and limit > size:
            raise FunctionError(f"the index is out of range: the length is {size}", argument)
        limits.append(limit)
    start, end = limits
    if start is not None and end is not None and start > end:
        raise FunctionError("the start cannot be greater than the end", 1)
    return start, end


def _slice(arguments: Arguments, result: Type) -> Value:
    items = arguments[0]
    start, end = _slice_limits(arguments)
    return like_list(result, items.elements[start:end]).marked(items.marks)


SLICE: Final = Function(
    (
        Parameter("list", DYNAMIC, allow_marked=True),
        Parameter("start_index", NUMBER),
        Parameter("end_index", NUMBER),
    ),
    _slice_type,
    _slice,
)


def _sort(arguments: Arguments, result: Type) -> Value:
    (items,) = arguments
    if not is_wholly_known(items):
        content = items.content
        count = len(items.elements)
        least, most = content.length if isinstance(content, Unknown) else (count, count)
        return with_length(unknown_by(result, items), least, most)
    if any(each.is_null for each in items.elements):
        raise FunctionError("null cannot be sorted", 0)
    return list_of(STRING, sorted(items.elements, key=text_of))


SORT: Final = Function(
    (Parameter("list", ListType(STRING), allow_unknown=True),), ListType(STRING), _sort
)
