"""Functions that change a value's type or its marks, and two that were removed."""

from __future__ import annotations

from typing import Final

from bridgelint.terraform.functions.declaration import (
    ANYTHING,
    FunctionTable,
    Parameter,
    converted,
    type_of,
    unknown_by,
)
from bridgelint.terraform.values.convert import ConversionError
from bridgelint.terraform.values.errors import FunctionError
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
from bridgelint.terraform.values.values import Mark, Value, null, without_mark

DECLARED: Final = FunctionTable()

_ANY: Final = Parameter(
    DYNAMIC, allow_null=True, allow_unknown=True, allow_dynamic=True, allow_marked=True
)


def _declare_conversion(name: str, wanted: Type) -> None:
    def result(value: Value) -> Type:
        found = mismatch(value.type, wanted)
        if found is not None:
            raise FunctionError(ConversionError(*found).message, 0)
        return wanted

    @DECLARED.add(name, result, v=_ANY, never_null=False)
    def _(_: Type, value: Value) -> Value:
        if value.unknown is not None and not value.unknown.possible:
            return unknown_by(wanted, value).marked(value.marks)
        return converted(value, wanted, 0)


_declare_conversion("tostring", STRING)
_declare_conversion("tonumber", NUMBER)
_declare_conversion("tobool", BOOL)
_declare_conversion("tolist", ListType(DYNAMIC))
_declare_conversion("toset", SetType(DYNAMIC))
_declare_conversion("tomap", MapType(DYNAMIC))


@DECLARED.add("sensitive", type_of, value=_ANY, never_null=False)
def _sensitive(_: Type, value: Value) -> Value:
    return value.marked(frozenset({Mark.SENSITIVE}))


@DECLARED.add("nonsensitive", type_of, value=_ANY, never_null=False)
def _nonsensitive(_: Type, value: Value) -> Value:
    return without_mark(value, Mark.SENSITIVE)


@DECLARED.add("issensitive", BOOL, value=_ANY, never_null=False)
def _issensitive(value: Value) -> Value | bool:
    if value.is_sensitive or value.is_known:
        return value.is_sensitive
    return unknown_by(BOOL, value)


@DECLARED.add("ephemeralasnull", type_of, value=_ANY, never_null=False)
def _ephemeralasnull(_: Type, value: Value) -> Value:
    if Mark.EPHEMERAL in value.marks:
        return null(value.type).marked(value.marks - {Mark.EPHEMERAL})
    content = value.content
    if isinstance(content, tuple):
        kept = tuple(_ephemeralasnull(each.type, each) for each in content)
        return Value(value.type, kept, value.marks)
    if isinstance(content, dict):
        entries = {key: _ephemeralasnull(each.type, each) for key, each in content.items()}
        return Value(value.type, entries, value.marks)
    return value


def _declare_removed(name: str, instead: str) -> None:
    @DECLARED.add(name, DYNAMIC, variadic=ANYTHING)
    def _(*_: Value) -> Value:
        raise FunctionError(f"`{name}` was removed in Terraform 0.12: use `{instead}`")


_declare_removed("list", "tolist([…])")
_declare_removed("map", "tomap({…})")
