"""Functions of lists and tuples."""

from __future__ import annotations

from typing import Final, TypeVar

from bridgelint.base.records import replace
from bridgelint.terraform.functions.declaration import (
    MARKED,
    FunctionTable,
    Parameter,
    amount_of,
    check_size,
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
    SequenceType,
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

DECLARED: Final = FunctionTable()

_Element = TypeVar("_Element")


def _chunklist_type(items: Value, _size: Value) -> Type:
    return ListType(items.type)


@DECLARED.add(
    "chunklist",
    _chunklist_type,
    list=Parameter(ListType(DYNAMIC), allow_marked=True),
    size=Parameter(NUMBER, allow_marked=True),
)
def _chunklist(result: Type, items: Value, length: Value) -> Value:
    size = whole(amount_of(length), 1)
    if size < 0:
        raise FunctionError("the size cannot be negative", 1)
    count = len(items.elements)
    chunks = tuple(
        replace(items, content=items.elements[start : start + (size or count)], marks=NO_MARKS)
        for start in range(0, count, size or count or 1)
    )
    return Value(result, chunks, items.marks | length.marks)


def _concat_type(*lists: Value) -> Type:
    if not lists:
        raise FunctionError("at least one argument is required")
    if all(isinstance(each.type, ListType) for each in lists):
        common = unify([each.type for each in lists])
        if common is not None:
            return common
    elements: list[Type] = []
    for index, each in enumerate(lists):
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


@DECLARED.add("concat", _concat_type, variadic=MARKED)
def _concat(result: Type, *lists: Value) -> Value:
    check_size(elements=sum(len(each.elements) for each in lists))
    marks = NO_MARKS.union(*(each.marks for each in lists))
    elements: list[Value] = []
    for index, each in enumerate(lists):
        like = converted(each, result, index) if isinstance(result, ListType) else each
        elements.extend(like.elements)
    return like_list(result, elements).marked(marks)


def _flatten_type(items: Value) -> Type:
    if not is_wholly_known(items):
        return DYNAMIC
    if not isinstance(items.type, SequenceType):
        raise FunctionError("a list, a set or a tuple is required", 0)
    flat, _, _ = _flattened(items)
    return TupleType(tuple(each.type for each in flat))


@DECLARED.add("flatten", _flatten_type, list=MARKED)
def _flatten(result: Type, items: Value) -> Value:
    flat, marks, hidden = _flattened(items)
    return (tuple_of(flat) if hidden is None else unknown_by(result, hidden)).marked(marks)


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
        elif each.is_null or not isinstance(each.type, SequenceType):
            if isinstance(each.type, Dynamic) and not (each.is_known or each.marks):
                hidden = hidden or each
            flat.append(each)
            check_size(elements=len(flat))
        else:
            marks |= each.marks
            hidden = hidden or length_hidden_by(each)
            stack.append(iter(each.elements))
    return flat, marks, hidden


def _reverse_type(items: Value) -> Type:
    if isinstance(items.type, TupleType):
        return TupleType(items.type.elements[::-1])
    if isinstance(items.type, ListType | SetType):
        return ListType(items.type.element)
    raise required("a list, a tuple or a set", items.type, 0)


@DECLARED.add("reverse", _reverse_type, list=MARKED)
def _reverse(result: Type, items: Value) -> Value:
    return like_list(result, items.elements[::-1]).marked(items.marks)


def _element_type(items: Value, index: Value) -> Type:
    if isinstance(items.type, ListType):
        return items.type.element
    if not isinstance(items.type, TupleType):
        raise required("a list or a tuple", items.type, 0)
    return _at(items.type.elements, amount_of(index)) if index.is_known else DYNAMIC


@DECLARED.add("element", _element_type, list=MARKED, index=NUMBER, never_null=False)
def _element(_: Type, items: Value, index: Number) -> Value:
    return _at(items.elements, index).marked(items.marks)


def _at(elements: tuple[_Element, ...], index: Number) -> _Element:
    position = whole(index, 1)
    if not elements:
        raise FunctionError("an empty list does not have elements", 0)
    return elements[position % len(elements)]


_NOT_ONE: Final = "a list, set or tuple with at most one element is required"


def _one_type(items: Value) -> Type:
    type_ = items.type
    if isinstance(type_, ListType | SetType):
        return type_.element
    if isinstance(type_, TupleType) and len(type_.elements) <= 1:
        return type_.elements[0] if type_.elements else DYNAMIC
    raise FunctionError(_NOT_ONE, 0)


@DECLARED.add("one", _one_type, list=DYNAMIC, never_null=False)
def _one(result: Type, items: Value) -> Value:
    if length_hidden_by(items) is not None:
        return unknown_by(result, items)
    if len(items.elements) > 1:
        raise FunctionError(_NOT_ONE, 0)
    return items.elements[0] if items.elements else null(result)


_MAX_RANGE: Final = 1024
"""Terraform's own limit."""


@DECLARED.add("range", ListType(NUMBER), variadic=Parameter(NUMBER))
def _range(*limits: Number) -> Value:
    if not 1 <= len(limits) <= 3:
        raise FunctionError("one, two or three numbers are required")
    zero = numbers.Whole.of(0, numbers.FLOAT_PRECISION)
    current, end, *rest = limits if limits[1:] else (zero, *limits)
    step = rest[0] if rest else numbers.counted(-1 if end < current else 1)
    down = step < 0
    if (end > current) if down else (end < current):
        raise FunctionError("the step moves away from the end", len(limits) - 1)
    elements: list[Value] = []
    while (current > end) if down else (current < end):
        if len(elements) >= _MAX_RANGE:
            raise FunctionError(f"the range contains more than {_MAX_RANGE} numbers")
        elements.append(number(current))
        current = numbers.add(current, step)
    return list_of(NUMBER, elements)


def _slice_type(items: Value, start_index: Value, end_index: Value) -> Type:
    type_ = items.type
    if isinstance(type_, SetType):
        raise FunctionError(
            "the elements of a set have no order: convert it to a list with `tolist`", 0
        )
    if not isinstance(type_, ListType | TupleType):
        raise required("a list or a tuple", type_, 0)
    size = len(type_.elements) if isinstance(type_, TupleType) else None
    size = len(items.content) if isinstance(items.content, tuple) else size
    start, end = (
        _slice_limit(size, amount_of(each), argument) if each.is_known else None
        for argument, each in enumerate((start_index, end_index), 1)
    )
    if start is not None and end is not None and start > end:
        raise FunctionError("the start cannot be greater than the end", 1)
    if isinstance(type_, ListType):
        return type_
    return DYNAMIC if start is None or end is None else TupleType(type_.elements[start:end])


def _slice_limit(size: int | None, amount: Number, argument: int) -> int:
    limit = whole(amount, argument)
    if limit < 0:
        raise FunctionError("the index cannot be negative", argument)
    if size is not None and limit > size:
        raise FunctionError(f"the index is out of range: the length is {size}", argument)
    return limit


@DECLARED.add("slice", _slice_type, list=MARKED, start_index=NUMBER, end_index=NUMBER)
def _slice(result: Type, items: Value, start: Number, end: Number) -> Value:
    return like_list(result, items.elements[int(start) : int(end)]).marked(items.marks)


@DECLARED.add("sort", ListType(STRING), list=Parameter(ListType(STRING), allow_unknown=True))
def _sort(items: Value) -> Value:
    if not is_wholly_known(items):
        content = items.content
        count = len(items.elements)
        least, most = content.length if isinstance(content, Unknown) else (count, count)
        return with_length(unknown_by(items.type, items), least, most)
    if any(each.is_null for each in items.elements):
        raise FunctionError("null cannot be sorted", 0)
    return list_of(STRING, sorted(items.elements, key=text_of))
