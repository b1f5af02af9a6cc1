"""`csvdecode` and `jsondecode`, as strict as Go's readers."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final, NoReturn, cast

from bridgelint.base.words import plural
from bridgelint.terraform.functions.declaration import FunctionTable, check_size, text_of
from bridgelint.terraform.values import numbers
from bridgelint.terraform.values.errors import FunctionError
from bridgelint.terraform.values.types import (
    BOOL,
    DYNAMIC,
    NUMBER,
    STRING,
    ListType,
    ObjectType,
    Type,
)
from bridgelint.terraform.values.unicode_text import normalized
from bridgelint.terraform.values.values import (
    Unknown,
    Value,
    boolean,
    list_of,
    null,
    number,
    object_of,
    string,
    tuple_of,
)

DECLARED: Final = FunctionTable()

_QUOTED: Final = r'"(?P<quoted>[^"]*(?:""[^"]*)*)'
_FIELD: Final = re.compile(rf'(?:{_QUOTED}"|(?P<plain>[^",\n]*))(?P<end>[,\n]|\Z)')


def csv_records(text: str) -> Iterator[tuple[int, list[str]]]:
    """Yield the line number and the fields of each record, without empty lines.

    Raise `FunctionError` for a misplaced quote.
    """
    text = re.sub(r"\r(?=\n|\Z)", "", text)
    position, line = 0, 1
    while position < len(text):
        if text[position] == "\n":
            position, line = position + 1, line + 1
            continue
        start, end = line, ","
        fields: list[str] = []
        while end == ",":
            found = _FIELD.match(text, position)
            if found is None:
                raise _misplaced_quote(text, position, line)
            fields.append(found["plain"] or (found["quoted"] or "").replace('""', '"'))
            line += found[0].count("\n")
            position, end = found.end(), found["end"]
        yield start, fields


def _misplaced_quote(text: str, position: int, line: int) -> FunctionError:
    found = re.compile(_QUOTED).match(text, position)
    if found is None:
        return FunctionError(f"line {line} contains a quote in an unquoted field", 0)
    if found.end() == len(text):
        return FunctionError("a quoted field is not terminated", 0)
    line += found[0].count("\n")
    return FunctionError(f"line {line} contains text after a closing quote", 0)


def _csv_header(text: str) -> list[str]:
    header = next(csv_records(text), None)
    if header is None:
        raise FunctionError("missing header line", 0)
    _, names = header
    for position, name in enumerate(names):
        if name in names[:position]:
            raise FunctionError(f"duplicate column `{name}`", 0)
    return [normalized(name) for name in names]


def _csv_type(text: Value) -> Type:
    if not text.is_known:
        return DYNAMIC
    return ListType(ObjectType.of(dict.fromkeys(_csv_header(text_of(text)), STRING)))


@DECLARED.add("csvdecode", _csv_type, str=STRING)
def _csvdecode(result: Type, text: str) -> Value:
    names = _csv_header(text)
    rows: list[Value] = []
    for line, fields in list(csv_records(text))[1:]:
        if len(fields) != len(names):
            raise FunctionError(
                f"line {line} has {plural(len(fields), 'field')}, not {len(names)}", 0
            )
        values = [string(normalized(field)) for field in fields]
        rows.append(object_of(dict(zip(names, values, strict=True))))
        check_size(elements=len(rows))
    return list_of(result.element if isinstance(result, ListType) else DYNAMIC, rows)


_TYPE_BY_START: Final[dict[str, Type]] = {
    **dict.fromkeys("{[n", DYNAMIC),
    '"': STRING,
    **dict.fromkeys("tf", BOOL),
    **dict.fromkeys("-0123456789.", NUMBER),
}

_WHITE_SPACE: Final = " \t\r\n"


def json_value(text: str) -> Value:
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
    if isinstance(decoded, str):
        return string(_clean(decoded))
    if isinstance(decoded, list):
        return tuple_of(map(_value, cast("list[object]", decoded)))
    return null() if decoded is None else boolean(decoded is True)


def _clean(text: str) -> str:
    """Replace unpaired surrogates with the replacement character, as in Go."""
    if not text.isascii():
        text = text.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "replace")
    return normalized(text)


def _json_type(text: Value) -> Type:
    if not isinstance(text.content, Unknown):
        return DYNAMIC
    start = text.content.prefix.strip()[:1]
    if start and start not in _TYPE_BY_START:
        raise FunctionError(f"JSON cannot start with `{start}`", 0)
    return _TYPE_BY_START.get(start, DYNAMIC)


@DECLARED.add("jsondecode", _json_type, str=STRING, never_null=False)
def _jsondecode(_: Type, text: str) -> Value:
    return json_value(text)
