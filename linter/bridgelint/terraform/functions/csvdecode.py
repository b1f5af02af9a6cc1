"""`csvdecode`, as strict as Go's CSV reader."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

from bridgelint.base.words import plural
from bridgelint.terraform.functions.contract import check_size, function, text_of
from bridgelint.terraform.values.errors import FunctionError
from bridgelint.terraform.values.types import DYNAMIC, STRING, ListType, ObjectType, Type
from bridgelint.terraform.values.unicode_text import normalized
from bridgelint.terraform.values.values import Value, list_of, object_of, string

_QUOTED: Final = r'"(?P<quoted>[^"]*(?:""[^"]*)*)'
_FIELD: Final = re.compile(rf'(?:{_QUOTED}"|(?P<plain>[^",\n]*))(?P<end>[,\n]|\Z)')


def records(text: str) -> Iterator[tuple[int, list[str]]]:
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


def _header(text: str) -> list[str]:
    header = next(records(text), None)
    if header is None:
        raise FunctionError("missing header line", 0)
    _, names = header
    for position, name in enumerate(names):
        if name in names[:position]:
            raise FunctionError(f"duplicate column `{name}`", 0)
    return [normalized(name) for name in names]


def _type(text: Value) -> Type:
    if not text.is_known:
        return DYNAMIC
    return ListType(ObjectType.of(dict.fromkeys(_header(text_of(text)), STRING)))


@function("csvdecode", _type, str=STRING)
def _csvdecode(result: Type, text: str) -> Value:
    names = _header(text)
    rows: list[Value] = []
    for line, fields in list(records(text))[1:]:
        if len(fields) != len(names):
            raise FunctionError(
                f"line {line} has {plural(len(fields), 'field')}, not {len(names)}", 0
            )
        values = [string(normalized(field)) for field in fields]
        rows.append(object_of(dict(zip(names, values, strict=True))))
        check_size(elements=len(rows))
    return list_of(result.element if isinstance(result, ListType) else DYNAMIC, rows)
