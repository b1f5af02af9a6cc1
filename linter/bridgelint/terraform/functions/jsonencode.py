"""`jsonencode`, byte for byte as Terraform writes JSON."""

from __future__ import annotations

from math import isinf
from typing import Final

from bridgelint.terraform.functions.contract import Parameter, check_size, function
from bridgelint.terraform.values.errors import FunctionError
from bridgelint.terraform.values.types import (
    DYNAMIC,
    STRING,
    ListType,
    MapType,
    ObjectType,
    SetType,
    TupleType,
)
from bridgelint.terraform.values.values import (
    Unknown,
    Value,
    first_reason,
    is_number,
    is_wholly_known,
)

_ESCAPES: Final = {
    **{code: f"\\u{code:04x}" for code in (*range(0x20), *map(ord, "<>&\u2028\u2029"))},
    **{ord(raw): f"\\{letter}" for raw, letter in zip("\b\f\n\r\t", "bfnrt", strict=True)},
    ord('"'): '\\"',
    ord("\\"): "\\\\",
}
_CHECK_EVERY: Final = 1_000
"""The number of parts of the text between two checks of its length."""


def json_string(text: str) -> str:
    """Return the quoted string with the escapes of Go's JSON encoder: `<`, `>`, `&` and the two
    line separators of Unicode are escaped, other non-ASCII characters are not."""
    return f'"{text.translate(_ESCAPES)}"'


def json_text(value: Value) -> str:
    """Return a wholly known value without marks as JSON. Raise `FunctionError` for an infinity."""
    out: list[str] = []
    _write(value, out)
    return "".join(out)


def _write(value: Value, out: list[str]) -> None:
    content = value.content
    if content is None:
        out.append("null")
    elif isinstance(content, bool):
        out.append("true" if content else "false")
    elif isinstance(content, str):
        out.append(json_string(content))
    elif is_number(content):
        if isinstance(content, float) and isinf(content):
            raise FunctionError("JSON does not support infinity", 0)
        from bridgelint.terraform.values.numbers import text  # few details have one

        out.append(text(content))
    elif isinstance(content, tuple):
        _write_array(content, out)
    elif isinstance(content, dict):
        _write_object(content, out)
    if len(out) % _CHECK_EVERY == 0:
        check_size(characters=sum(map(len, out)))


def _write_array(elements: tuple[Value, ...], out: list[str]) -> None:
    separator = "["
    for each in elements:
        out.append(separator)
        _write(each, out)
        separator = ","
    out.append("]" if elements else "[]")


def _write_object(entries: dict[str, Value], out: list[str]) -> None:
    separator = "{"
    for key, each in entries.items():
        out.append(f"{separator}{json_string(key)}:")
        _write(each, out)
        separator = ","
    out.append("}" if entries else "{}")


@function(
    "jsonencode",
    STRING,
    val=Parameter(DYNAMIC, allow_null=True, allow_unknown=True, allow_dynamic=True),
)
def _jsonencode(value: Value) -> Value | str:
    if is_wholly_known(value):
        return json_text(value)
    reason = first_reason([value])
    return Value(STRING, Unknown(reason, not_null=True, prefix=json_prefix(value), json=value))


def json_prefix(value: Value) -> str:
    """Return the certain prefix of the text; empty if the value may be null."""
    if not value.is_not_null:
        return ""
    if value.type == STRING:
        return '"'
    if isinstance(value.type, ObjectType | MapType):
        return "{"
    return "[" if isinstance(value.type, TupleType | ListType | SetType) else ""
