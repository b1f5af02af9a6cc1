"""Functions that query a collection, or choose one of their arguments."""

from __future__ import annotations

from collections.abc import Callable
from math import inf
from typing import Final

from bridgelint.base.records import replace
from bridgelint.terraform.functions.declaration import (
    ANYTHING,
    FunctionContext,
    FunctionTable,
    Parameter,
    check_size,
    required,
    type_of,
    unified,
    unknown_by,
)
from bridgelint.terraform.values import numbers
from bridgelint.terraform.values.convert import convert
from bridgelint.terraform.values.equality import SetMembers, equals, length_range
from bridgelint.terraform.values.errors import FunctionError
from bridgelint.terraform.values.refinements import with_bounds
from bridgelint.terraform.values.types import (
    BOOL,
    DYNAMIC,
    NUMBER,
    STRING,
    Dynamic,
    ListType,
    ObjectType,
    Primitive,
    SequenceType,
    TupleType,
    Type,
)
from bridgelint.terraform.values.unicode_text import count_graphemes
from bridgelint.terraform.values.values import (
    Number,
    Unknown,
    Value,
    first_reason,
    is_wholly_known,
    list_of,
    number,
)
from bridgelint.terraform.versions import BEFORE_1_16

DECLARED: Final = FunctionTable()

_LIST: Final = ListType(DYNAMIC)
_MAX_LENGTH: Final = (1 << 63) - 1
"""No Terraform collection can be longer."""


def _length_type(value: Value) -> Type:
    if isinstance(value.type, Primitive) and value.type != STRING:
        raise required("a string or a collection", value.type, 0)
    return NUMBER


@DECLARED.add(
    "length",
    _length_type,
    value=Parameter(DYNAMIC, allow_dynamic=True, allow_unknown=True, allow_marked=True),
)
def _length(_: Type, value: Value) -> Value:
    least, most = _length_limits(value)
    if least == most:
        return number(numbers.counted(int(least))).marked(value.marks)
    size = Value(NUMBER, Unknown(first_reason([value]), not_null=True))
    return with_bounds(size, least, most).marked(value.marks)


def _length_limits(value: Value) -> tuple[Number, Number]:
    type_, content = value.type, value.content
    if isinstance(type_, TupleType | ObjectType):
        count = len(type_.elements if isinstance(type_, TupleType) else type_.attributes)
        return count, count
    if isinstance(content, str):
        count = count_graphemes(content)
        return count, count
    if not isinstance(content, Unknown):
        return length_range(value)
    if isinstance(type_, Dynamic):
        return -inf, inf
    if type_ == STRING:
        return count_graphemes(content.prefix), inf
    least, most = content.length
    return least, _MAX_LENGTH if most is None else most


@DECLARED.add("alltrue", BOOL, list=ListType(BOOL))
def _alltrue(items: Value) -> Value | bool:
    for each in items.elements:
        if not each.is_known:
            return unknown_by(BOOL, each)
        if each.content is not True:
            return False
    return True


@DECLARED.add("anytrue", BOOL, list=ListType(BOOL))
def _anytrue(items: Value) -> Value | bool:
    if any(each.content is True for each in items.elements):
        return True
    return False if is_wholly_known(items) else unknown_by(BOOL, items)


def _coalesce_type(*arguments: Value) -> Type:
    return unified([each.type for each in arguments], "the arguments")


@DECLARED.add("coalesce", _coalesce_type, variadic=ANYTHING)
def _coalesce(result: Type, *arguments: Value) -> Value:
    for each in arguments:
        converted = convert(each, result)
        if converted.unknown is not None:
            return converted if converted.unknown.possible else unknown_by(result, converted)
        if not converted.is_null and not (result == STRING and converted.content == ""):
            return converted
    raise FunctionError("all arguments are null or empty strings")


def _coalescelist_type(*arguments: Value) -> Type:
    if not arguments:
        raise FunctionError("at least one argument is required")
    for index, each in enumerate(arguments):
        if not each.is_known:
            return DYNAMIC
        if not isinstance(each.type, ListType | TupleType):
            raise FunctionError("every argument must be a list or a tuple", index)
    first = arguments[0].type
    return first if all(each.type == first for each in arguments) else DYNAMIC


@DECLARED.add("coalescelist", _coalescelist_type, variadic=ANYTHING)
def _coalescelist(result: Type, *arguments: Value) -> Value:
    for each in arguments:
        if not each.is_known:
            return unknown_by(result, each)
        if each.elements:
            return each
    raise FunctionError("all arguments are null or empty")


@DECLARED.add("compact", ListType(STRING), list=Parameter(ListType(STRING), wholly_known=True))
def _compact(items: Value) -> Value:
    return list_of(STRING, (each for each in items.elements if each.content))


def _contains_type(context: FunctionContext, _: Value, wanted: Value) -> Type:
    """In 1.16 and later the second argument can be null. A null of no type leaves the result
    unknown there, also during the apply."""
    if wanted.is_null and wanted.type == DYNAMIC:
        raise FunctionError("the argument must not be an untyped null", 1)
    if wanted.is_null and context.since_1_16 is not True:
        raise FunctionError("the argument must not be null", 1, BEFORE_1_16)
    return wanted.type if isinstance(wanted.type, Dynamic) else BOOL


@DECLARED.add(
    "contains",
    _contains_type,
    list=DYNAMIC,
    value=Parameter(DYNAMIC, allow_null=True, allow_dynamic=True),
    needs_context=True,
    cost=3,
)
def _contains(_context: FunctionContext, _: Type, items: Value, wanted: Value) -> Value | bool:
    if not isinstance(items.type, SequenceType):
        raise FunctionError("a list, a tuple or a set is required", 0)
    undecided: Value | None = None
    for each in items.elements:
        found = equals(wanted, each)
        if found.content is True:
            return True
        if not found.is_known:
            undecided = found
    return False if undecided is None else unknown_by(BOOL, undecided)


@DECLARED.add("distinct", type_of, list=Parameter(_LIST, wholly_known=True), cost=3)
def _distinct(_: Type, items: Value) -> Value:
    seen = SetMembers(())
    return replace(items, content=tuple(each for each in items.elements if seen.add(each)))


@DECLARED.add("index", NUMBER, list=DYNAMIC, value=DYNAMIC, cost=3)
def _index(items: Value, wanted: Value) -> Value | Number:
    if not isinstance(items.type, ListType | TupleType):
        raise FunctionError("a list or a tuple is required", 0)
    if not items.elements:
        raise FunctionError("cannot search an empty list", 0)
    for position, each in enumerate(items.elements):
        found = equals(each, wanted)
        if not found.is_known:
            return unknown_by(NUMBER, found)
        if found.content is True:
            return numbers.counted(position)
    raise FunctionError("the list does not contain this value", 1)


def _keys_type(keys: Value, searched: Value) -> Type:
    return unified([keys.type, searched.type], "the keys and the search set", 2)


def _matchkeys_type(values: Value, keys: Value, searched: Value) -> Type:
    _keys_type(keys, searched)
    return values.type


@DECLARED.add("matchkeys", _matchkeys_type, values=_LIST, keys=_LIST, searchset=_LIST, cost=3)
def _matchkeys(result: Type, values: Value, keys: Value, searched: Value) -> Value:
    common = _keys_type(keys, searched)
    keys, searched = convert(keys, common), convert(searched, common)
    if len(values.elements) != len(keys.elements):
        raise FunctionError("the number of keys must equal the number of values", 1)
    if not searched.elements:
        return replace(values, content=())
    if not (is_wholly_known(values) and is_wholly_known(keys)):
        return unknown_by(result, values, keys)
    kept: list[Value] = []
    is_among = _search(keys, searched)
    for value, key in zip(values.elements, keys.elements, strict=True):
        found = is_among(key)
        if found is None:
            after_apply = first_reason([searched]).after_apply
            return replace(values, content=()) if after_apply else unknown_by(result, searched)
        if found:
            kept.append(value)
    return replace(values, content=tuple(kept))


def _search(keys: Value, searched: Value) -> Callable[[Value], bool | None]:
    """Return whether an element is equal to a key. `None` if it cannot be determined."""
    if is_wholly_known(searched):
        return SetMembers(searched.elements).has
    check_size(elements=len(keys.elements) * len(searched.elements))

    def is_among(key: Value) -> bool | None:
        for each in searched.elements:
            found = equals(key, each)
            if found.content is not False:
                return True if found.content is True else None
        return False

    return is_among
