"""`jsonencode`, byte for byte as Terraform writes JSON."""

from __future__ import annotations

from typing import Final

from bridgelint.terraform.functions.declaration import (
    ANYTHING,
    FunctionTable,
    check_size,
    plain_text,
)
from bridgelint.terraform.values.errors import FunctionError
from bridgelint.terraform.values.types import STRING, Collection, MapType, ObjectType, TupleType
from bridgelint.terraform.values.values import Unknown, Value, first_reason, is_wholly_known

DECLARED: Final = FunctionTable()

_ESCAPES: Final = {
    **{code: f"\\u{code:04x}" for code in (*range(0x20), *map(ord, "<>&\u2028\u2029"))},
    **{ord(raw): f"\\{letter}" for raw, letter in zip("\b\f\n\r\t", "bfnrt", strict=True)},
    ord('"'): '\\"',
    ord("\\"): "\\\\",
}


def json_string(text: str) -> str:
    """Return the quoted string with the escapes of Go's JSON encoder: `<`, `>`, `&` and the two
    line separators of Unicode are escaped, other non-ASCII characters are not."""
    return f'"{text.translate(_ESCAPES)}"'


def json_text(value: Value) -> str:
    """Return a wholly known value without marks as JSON. Raise `FunctionError` for an infinity."""
    content = value.content
    if isinstance(content, str):
        return json_string(content)
    if isinstance(content, tuple):
        return f"[{','.join(map(json_text, content))}]"
    if isinstance(content, dict):
        members = [f"{json_string(key)}:{json_text(each)}" for key, each in content.items()]
        return f"{{{','.join(members)}}}"
    if isinstance(content, float):
        raise FunctionError("JSON does not support infinity", 0)
    return plain_text(content)


@DECLARED.add("jsonencode", STRING, val=ANYTHING)
def _jsonencode(value: Value) -> Value | str:
    if is_wholly_known(value):
        text = json_text(value)
        check_size(characters=len(text))
        return text
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
    return "[" if isinstance(value.type, TupleType | Collection) else ""
