"""Functions that change a value's type or its marks, and two that were removed."""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

from bridgelint.terraform.functions.contract import Arguments, Function, Parameter
from bridgelint.terraform.functions.function_arguments import converted, type_of_first, unknown_by
from bridgelint.terraform.values.convert import ConversionError
from bridgelint.terraform.values.errors import FunctionError
from bridgelint.terraform.values.marks import without_mark
from bridgelint.terraform.values.types import (
    BOOL,
    DYNAMIC,
    NUMBER,
    STRING,
    ListType,
    MapType,
    SetType,
    Type,
)
from bridgelint.terraform.values.unify import mismatch
from bridgelint.terraform.values.values import FALSE, TRUE, Mark, Value, null

_ANY: Final = {
    "allow_null": True,
    "allow_unknown": True,
    "allow_dynamic": True,
    "allow_marked": True,
}


def _conversion(wanted: Type) -> Function:
    def result(arguments: Arguments) -> Type:
        found = mismatch(arguments[0].type, wanted)
        if found is not None:
            raise FunctionError(ConversionError(*found).message, 0)
        return wanted

    def compute(arguments: Arguments, _result: Type) -> Value:
        (value,) = arguments
        if value.unknown is not None and not value.unknown.possible:
            return unknown_by(wanted, value).marked(value.marks)
        return converted(value, wanted, 0)

    return Function((Parameter("v", DYNAMIC, **_ANY),), result, compute, never_null=False)


TOSTRING: Final = _conversion(STRING)
TONUMBER: Final = _conversion(NUMBER)
TOBOOL: Final = _conversion(BOOL)
TOLIST: Final = _conversion(ListType(DYNAMIC))
TOSET: Final = _conversion(SetType(DYNAMIC))
TOMAP: Final = _conversion(MapType(DYNAMIC))


def _of_anything(
    compute: Callable[[Value], Value], result: Type | Callable[[Arguments], Type]
) -> Function:
    return Function(
        (Parameter("value", DYNAMIC, **_ANY),),
        result,
        lambda arguments, _: compute(arguments[0]),
        never_null=False,
    )


def _issensitive(value: Value) -> Value:
    if value.is_sensitive:
        return TRUE
    return FALSE if value.is_known else unknown_by(BOOL, value)


SENSITIVE: Final = _of_anything(
    lambda value: value.marked(frozenset({Mark.SENSITIVE})), type_of_first
)
NONSENSITIVE: Final = _of_anything(lambda value: without_mark(value, Mark.SENSITIVE), type_of_first)
ISSENSITIVE: Final = _of_anything(_issensitive, BOOL)


def _without_ephemeral(value: Value) -> Value:
    """Replace each ephemeral part with a null of its type."""
    if Mark.EPHEMERAL in value.marks:
        return null(value.type).marked(value.marks - {Mark.EPHEMERAL})
    content = value.content
    if isinstance(content, tuple):
        return Value(value.type, tuple(map(_without_ephemeral, content)), value.marks)
    if isinstance(content, dict):
        kept = {key: _without_ephemeral(each) for key, each in content.items()}
        return Value(value.type, kept, value.marks)
    return value


EPHEMERALASNULL: Final = _of_anything(_without_ephemeral, type_of_first)


def _removed(name: str, instead: str) -> Function:
    def refuse(_arguments: Arguments) -> Type:
        raise FunctionError(f"`{name}` was removed in Terraform 0.12: use `{instead}`")

    return Function(
        (),
        refuse,
        lambda arguments, _: arguments[0],
        variadic=Parameter(
            "vals", DYNAMIC, allow_null=True, allow_unknown=True, allow_dynamic=True
        ),
    )


LIST: Final = _removed("list", "tolist([…])")
MAP: Final = _removed("map", "tomap({…})")
