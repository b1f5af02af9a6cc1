"""Functions that query a collection, or choose one of their arguments."""

from __future__ import annotations

from collections.abc import Callable
from math import inf
from typing import Final

from bridgelint.base.records import replace
from bridgelint.terraform.functions.contract import (
    Arguments,
    Function,
    FunctionContext,
    Parameter,
    check_size,
    takes,
)
from bridgelint.terraform.functions.function_arguments import required, type_of_first, unknown_by
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
    SetType,
    TupleType,
    Type,
)
from bridgelint.terraform.values.unify import unify
from bridgelint.terraform.values.values import (
    FALSE,
    TRUE,
    Unknown,
    Value,
    first_reason,
    is_wholly_known,
    list_of,
    number,
)
from bridgelint.terraform.versions import BEFORE_1_16


def _length_type(arguments: Arguments) -> Type:
    type_ = arguments[0].type
    if isinstance(type_, Primitive) and type_ != STRING:
        raise required("a string or a collection", type_, 0)
    return NUMBER


def _length(arguments: Arguments, _result: Type) -> Value:
    (value,) = arguments
    type_ = value.type
    if isinstance(type_, TupleType):
        return number(numbers.counted(len(type_.elements))).marked(value.marks)
    if isinstance(type_, ObjectType):
        return number(numbers.counted(len(type_.attributes))).marked(value.marks)
    content = value.content
    if isinstance(content, Unknown):
        return _length_of_unknown(value, content)
    if isinstance(content, str):
        return number(numbers.counted(_characters(content))).marked(value.marks)
    least, most = length_range(value)
    if least == most:
        return number(numbers.counted(least)).marked(value.marks)
    size = Value(NUMBER, Unknown(first_reason([value]), not_null=True))
    return with_bounds(size, least, most).marked(value.marks)


def _characters(text: str) -> int:
    from bridgelint.terraform.values.unicode_text import count_graphemes  # only strings need it

    return count_graphemes(text)


def _length_of_unknown(value: Value, content: Unknown) -> Value:
    size = Value(NUMBER, Unknown(content.reason, not_null=True), value.marks)
    if isinstance(value.type, Dynamic):
        return size
    if value.type == STRING:
        return with_bounds(size, _characters(content.prefix), inf)
    least, most = content.length
    return with_bounds(size, least, _MAX_LENGTH if most is None else most)


_MAX_LENGTH: Final = (1 << 63) - 1
"""No Terraform collection can be longer."""


LENGTH: Final = Function(
    (Parameter("value", DYNAMIC, allow_dynamic=True, allow_unknown=True, allow_marked=True),),
    _length_type,
    _length,
)


def _alltrue(arguments: Arguments, _result: Type) -> Value:
    (items,) = arguments
    for each in items.elements:
        if not each.is_known:
            return unknown_by(BOOL, each)
        if each.content is not True:
            return FALSE
    return TRUE


ALLTRUE: Final = Function(takes(list=ListType(BOOL)), BOOL, _alltrue)


def _anytrue(arguments: Arguments, _result: Type) -> Value:
    (items,) = arguments
    if any(each.content is True for each in items.elements):
        return TRUE
    return FALSE if is_wholly_known(items) else unknown_by(BOOL, items)


ANYTRUE: Final = Function(takes(list=ListType(BOOL)), BOOL, _anytrue)


def _coalesce_type(arguments: Arguments) -> Type:
    common = unify([each.type for each in arguments])
    if common is None:
        raise FunctionError("the arguments must have a common type")
    return common


def _coalesce(arguments: Arguments, result: Type) -> Value:
    for each in arguments:
        converted = convert(each, result)
        if converted.unknown is not None:
            return converted if converted.unknown.possible else unknown_by(result, converted)
        if not converted.is_null and not (result == STRING and converted.content == ""):
            return converted
    raise FunctionError("all arguments are null or empty strings")


_ANYTHING: Final = Parameter(
    "vals", DYNAMIC, allow_unknown=True, allow_dynamic=True, allow_null=True
)
COALESCE: Final = Function((), _coalesce_type, _coalesce, variadic=_ANYTHING)


def _coalescelist_type(arguments: Arguments) -> Type:
    if not arguments:
        raise FunctionError("at least one argument is required")
    for index, each in enumerate(arguments):
        if not each.is_known:
            return DYNAMIC
        if not isinstance(each.type, ListType | TupleType):
            raise FunctionError("every argument must be a list or a tuple", index)
    first = arguments[0].type
    return first if all(each.type == first for each in arguments) else DYNAMIC


def _coalescelist(arguments: Arguments, result: Type) -> Value:
    for each in arguments:
        if not each.is_known:
            return unknown_by(result, each)
        if each.elements:
            return each
    raise FunctionError("all arguments are null or empty")


COALESCELIST: Final = Function((), _coalescelist_type, _coalescelist, variadic=_ANYTHING)


def _compact(arguments: Arguments, result: Type) -> Value:
    (items,) = arguments
    if not is_wholly_known(items):
        return unknown_by(result, items)
    return list_of(STRING, (each for each in items.elements if each.content))


COMPACT: Final = Function(takes(list=ListType(STRING)), ListType(STRING), _compact)


def _contains(arguments: Arguments, _result: Type) -> Value:
    items, wanted = arguments
    if not isinstance(items.type, ListType | TupleType | SetType):
        raise FunctionError("a list, a tuple or a set is required", 0)
    undecided: Value | None = None
    for each in items.elements:
        found = equals(wanted, each)
        if found.content is True:
            return TRUE
        if not found.is_known:
            undecided = found
    return FALSE if undecided is None else unknown_by(BOOL, undecided)


def contains(context: FunctionContext) -> Function:
    """Make the function, which accepts a null as its second argument in 1.16 and later.

    A null of no type leaves the result unknown there, also during the apply.
    """

    def result(arguments: Arguments) -> Type:
        wanted = arguments[1]
        if wanted.is_null and wanted.type == DYNAMIC:
            raise FunctionError("the argument must not be an untyped null", 1)
        if wanted.is_null and context.since_1_16 is not True:
            raise FunctionError("the argument must not be null", 1, BEFORE_1_16)
        return wanted.type if isinstance(wanted.type, Dynamic) else BOOL

    value = Parameter("value", DYNAMIC, allow_null=True, allow_dynamic=True)
    return Function((Parameter("list", DYNAMIC), value), result, _contains)


def _distinct(arguments: Arguments, result: Type) -> Value:
    (items,) = arguments
    if not is_wholly_known(items):
        return unknown_by(result, items)
    seen = SetMembers(())
    return replace(items, content=tuple(each for each in items.elements if seen.add(each)))


DISTINCT: Final = Function(takes(list=ListType(DYNAMIC)), type_of_first, _distinct)


def _index(arguments: Arguments, _result: Type) -> Value:
    items, wanted = arguments
    if not isinstance(items.type, ListType | TupleType):
        raise FunctionError("a list or a tuple is required", 0)
    if not items.elements:
        raise FunctionError("cannot search an empty list", 0)
    for position, each in enumerate(items.elements):
        found = equals(each, wanted)
        if not found.is_known:
            return unknown_by(NUMBER, found)
        if found.content is True:
            return number(numbers.counted(position))
    raise FunctionError("the list does not contain this value", 1)


INDEX: Final = Function(takes(list=DYNAMIC, value=DYNAMIC), NUMBER, _index)


def _matchkeys_common(arguments: Arguments) -> Type:
    common = unify([arguments[1].type, arguments[2].type])
    if common is None:
        raise FunctionError("the keys and the search set must have a common type", 2)
    return common


def _matchkeys_type(arguments: Arguments) -> Type:
    _matchkeys_common(arguments)
    return arguments[0].type


def _matchkeys(arguments: Arguments, result: Type) -> Value:
    values = arguments[0]
    common = _matchkeys_common(arguments)
    keys, searched = (convert(each, common) for each in arguments[1:])
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
        if found is None and first_reason([searched]).after_apply:
            return replace(values, content=())
        if found is None:
            return unknown_by(result, searched)
        if found:
            kept.append(value)
    return replace(values, content=tuple(kept))


def _search(keys: Value, searched: Value) -> Callable[[Value], bool | None]:
    """Return whether an element is equal to a key. `None` if it cannot be determined."""
    if is_wholly_known(searched):
        return SetMembers(searched.elements).has
    check_size(elements=len(keys.elements) * len(searched.elements))
    return lambda key: _is_among(key, searched)


def _is_among(key: Value, searched: Value) -> bool | None:
    for each in searched.elements:
        found = equals(key, each)
        if not found.is_known:
            return None
        if found.content is True:
            return True
    return False


MATCHKEYS: Final = Function(
    takes(values=ListType(DYNAMIC), keys=ListType(DYNAMIC), searchset=ListType(DYNAMIC)),
    _matchkeys_type,
    _matchkeys,
)
