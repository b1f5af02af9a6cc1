"""Functions of strings, except those with their own module: `format`, `regex`."""

from __future__ import annotations

from typing import Final

from bridgelint.terraform.functions.declaration import (
    FunctionTable,
    Parameter,
    check_size,
    text_of,
    unknown_by,
    whole,
)
from bridgelint.terraform.values.errors import FunctionError
from bridgelint.terraform.values.refinements import Parts, merged
from bridgelint.terraform.values.types import BOOL, NUMBER, STRING, ListType
from bridgelint.terraform.values.unicode_text import graphemes, is_space, lower, title, upper
from bridgelint.terraform.values.values import (
    Number,
    Unknown,
    Value,
    first_reason,
    is_wholly_known,
    list_of,
    string,
)

DECLARED: Final = FunctionTable()

DECLARED.add("lower", STRING, str=STRING)(lower)
DECLARED.add("title", STRING, str=STRING)(title)
DECLARED.add("trim", STRING, str=STRING, cutset=STRING)(str.strip)
DECLARED.add("trimprefix", STRING, str=STRING, prefix=STRING)(str.removeprefix)
DECLARED.add("trimsuffix", STRING, str=STRING, suffix=STRING)(str.removesuffix)
DECLARED.add("upper", STRING, str=STRING)(upper)
DECLARED.add("endswith", BOOL, str=STRING, suffix=STRING)(str.endswith)
DECLARED.add("strcontains", BOOL, str=STRING, substr=STRING, never_null=False)(str.__contains__)


@DECLARED.add("chomp", STRING, str=STRING)
def _chomp(text: str) -> str:
    return text.rstrip("\r\n")


@DECLARED.add("trimspace", STRING, str=STRING)
def _trimspace(text: str) -> str:
    return text.strip("".join(filter(is_space, set(text))))


@DECLARED.add("strrev", STRING, str=STRING, cost=10)
def _strrev(text: str) -> str:
    return "".join(reversed(graphemes(text)))


@DECLARED.add("startswith", BOOL, str=Parameter(STRING, allow_unknown=True), prefix=STRING)
def _startswith(text: Value, prefix: str) -> Value | bool:
    if not isinstance(text.content, Unknown):
        return text_of(text).startswith(prefix)
    known = text.content.prefix
    if known.startswith(prefix):
        return True
    if known and len(known.encode()) >= len(prefix.encode()):
        return False
    return unknown_by(BOOL, text)


@DECLARED.add("indent", STRING, spaces=NUMBER, str=STRING)
def _indent(amount: Number, text: str) -> str:
    spaces = whole(amount, 0)
    if spaces < 0:
        raise FunctionError("the number of spaces cannot be negative", 0)
    check_size(characters=len(text) + spaces * (1 + text.count("\n")))
    return text.replace("\n", "\n" + " " * spaces)


@DECLARED.add("substr", STRING, str=STRING, offset=NUMBER, length=NUMBER, cost=10)
def _substr(text: str, start: Number, count: Number) -> str:
    offset, length = whole(start, 1), whole(count, 2)
    if offset >= 0 and length == 0:
        return ""
    characters = graphemes(text)
    if offset < 0:
        offset = max(offset + len(characters), 0)
    # After a negative offset a length of zero means the rest of the string, like -1.
    end = None if length <= 0 else offset + length
    return "".join(characters[offset:end])


@DECLARED.add("split", ListType(STRING), separator=STRING, str=STRING)
def _split(separator: str, text: str) -> Value:
    parts = text.split(separator) if separator else list(text)
    check_size(elements=len(parts))
    return list_of(STRING, map(string, parts))


@DECLARED.add("join", STRING, separator=STRING, variadic=Parameter(ListType(STRING)))
def _join(separator: str, *lists: Value) -> Value | str:
    if not lists:
        raise FunctionError("at least one list is required")
    if not all(map(is_wholly_known, lists)):
        return Value(STRING, Unknown(first_reason(lists), parts=_parts(separator, lists)))
    texts: list[str] = []
    for argument, each in enumerate(lists, 1):
        for place, item in enumerate(each.elements):
            if item.is_null:
                raise FunctionError(f"element {place} is null", argument)
            texts.append(text_of(item))
    check_size(characters=sum(map(len, texts)) + len(separator) * len(texts))
    return separator.join(texts)


def _parts(separator: str, lists: tuple[Value, ...]) -> Parts | None:
    """Return what is joined. `None` if the elements or their order are not certain."""
    if not all(isinstance(each.type, ListType) and each.is_known for each in lists):
        return None
    items = [item for each in lists for item in each.elements]
    if any(item.is_null for item in items):
        return None
    known = [text_of(item) if item.is_known else item for item in items]
    separated = [part for item in known for part in (separator, item)]
    return merged(separated[1:])
