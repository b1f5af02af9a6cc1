"""`jsondecode`."""

from __future__ import annotations

from typing import Final, NoReturn, cast

from bridgelint.terraform.functions.contract import function
from bridgelint.terraform.values import numbers
from bridgelint.terraform.values.errors import FunctionError
from bridgelint.terraform.values.types import BOOL, DYNAMIC, NUMBER, STRING, Type
from bridgelint.terraform.values.unicode_text import normalized
from bridgelint.terraform.values.values import (
    FALSE,
    TRUE,
    Unknown,
    Value,
    null,
    number,
    object_of,
    string,
    tuple_of,
)

_TYPE_BY_START: Final[dict[str, Type]] = {
    **dict.fromkeys("{[n", DYNAMIC),
    '"': STRING,
    **dict.fromkeys("tf", BOOL),
    **dict.fromkeys("-0123456789.", NUMBER),
}

_WHITE_SPACE: Final = " \t\r\n"


def decode(text: str) -> Value:
    """Return the value of a JSON text: objects and tuples, never maps and lists.

    Raise `FunctionError` for text that Go's decoder rejects.
    """
    from json import JSONDecodeError, JSONDecoder  # most runs decode nothing

    decoder = JSONDecoder(
        parse_int=_number,
        parse_float=_number,
        parse_constant=_refuse_constant,
        object_pairs_hook=_object,
    )
    start = len(text) - len(text.lstrip(_WHITE_SPACE))
    try:
        decoded, end = decoder.raw_decode(text, start)
    except JSONDecodeError as error:
        raise FunctionError(f"invalid JSON on line {error.lineno}", 0) from None
    # Go's decoder treats a closing bracket after the value as the end.
    if text[end:].lstrip(_WHITE_SPACE)[:1] not in {"", "]", "}"}:
        raise FunctionError("invalid JSON: unexpected text after the value", 0)
    return _value(decoded)


def _number(text: str) -> Value:
    return number(numbers.parse(text) or (numbers.NEGATIVE_ZERO if text[0] == "-" else 0))


def _refuse_constant(name: str) -> NoReturn:
    raise FunctionError(f"invalid JSON: `{name}` is not allowed", 0)


def _object(pairs: list[tuple[str, object]]) -> Value:
    entries: dict[str, Value] = {}
    for key, each in pairs:
        value = _value(each)
        if key in entries and entries[key].type != value.type:
            raise FunctionError(f"duplicate property `{key}` with different types", 0)
        entries[key] = value
    return object_of({_clean(key): value for key, value in entries.items()})


def _value(decoded: object) -> Value:
    """Convert the result of the standard library; objects and numbers are values already."""
    if isinstance(decoded, Value):
        return decoded
    if isinstance(decoded, bool):
        return TRUE if decoded else FALSE
    if isinstance(decoded, str):
        return string(_clean(decoded))
    if isinstance(decoded, list):
        return tuple_of(map(_value, cast("list[object]", decoded)))
    return null()


def _clean(text: str) -> str:
    """Replace unpaired surrogates with the replacement character, as in Go."""
    if not text.isascii():
        text = text.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "replace")
    return normalized(text)


def _type(text: Value) -> Type:
    if not isinstance(text.content, Unknown):
        return DYNAMIC
    start = text.content.prefix.strip()[:1]
    if not start:
        return DYNAMIC
    if start not in _TYPE_BY_START:
        raise FunctionError(f"JSON cannot start with `{start}`", 0)
    return _TYPE_BY_START[start]


@function("jsondecode", _type, str=STRING, never_null=False)
def _jsondecode(_: Type, text: str) -> Value:
    return decode(text)
