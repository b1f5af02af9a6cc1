"""`csvdecode`, as strict as Go's CSV reader."""

from __future__ import annotations

from collections.abc import Iterator

from bridgelint.base.words import plural
from bridgelint.terraform.functions.contract import check_size, function, text_of
from bridgelint.terraform.values.errors import FunctionError
from bridgelint.terraform.values.types import DYNAMIC, STRING, ListType, ObjectType, Type
from bridgelint.terraform.values.unicode_text import normalized
from bridgelint.terraform.values.values import Value, list_of, object_of, string


def records(text: str) -> Iterator[tuple[int, list[str]]]:
    """Yield the line number and the fields of each record, without empty lines.

    Raise `FunctionError` for a misplaced quote.
    """
    lines = _lines(text)
    index = 0
    while index < len(lines):
        start = index
        if lines[index] == "\n" or not lines[index]:
            index += 1
            continue
        fields: list[str] = []
        rest, more = lines[index], True
        while more:
            if rest.startswith('"'):
                field, rest, index, more = _quoted(lines, index, rest[1:])
            else:
                field, rest, more = _plain(rest, index)
            fields.append(field)
        index += 1
        yield start + 1, fields


def _lines(text: str) -> list[str]:
    lines = text.split("\n")
    ended = [line.removesuffix("\r") + "\n" for line in lines[:-1]]
    last = lines[-1].removesuffix("\r")
    return [*ended, last] if last else ended


def _plain(rest: str, index: int) -> tuple[str, str, bool]:
    """Return the field, the text after its comma, and whether there is a comma."""
    field, comma, after = rest.partition(",")
    if not comma:
        field = field.removesuffix("\n")
    if '"' in field:
        raise FunctionError(f"line {index + 1} contains a quote in an unquoted field", 0)
    return field, after, bool(comma)


def _quoted(lines: list[str], index: int, rest: str) -> tuple[str, str, int, bool]:
    """Like `_plain`, also return the index of the line in which the field ends."""
    parts: list[str] = []
    while True:
        before, quote, after = rest.partition('"')
        parts.append(before)
        if not quote:
            index += 1
            if index >= len(lines):
                raise FunctionError("a quoted field is not terminated", 0)
            rest = lines[index]
        elif after.startswith('"'):
            parts.append('"')
            rest = after[1:]
        elif after.startswith(","):
            return "".join(parts), after[1:], index, True
        elif after in {"", "\n"}:
            return "".join(parts), "", index, False
        else:
            raise FunctionError(f"line {index + 1} contains text after a closing quote", 0)


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
