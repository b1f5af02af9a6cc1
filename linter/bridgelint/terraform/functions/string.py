"""Functions of strings, except those with their own module: `format`, `regex`."""

from __future__ import annotations

from typing import Final

from bridgelint.terraform.functions.contract import (
    Arguments,
    Function,
    Parameter,
    check_size,
    takes,
)
from bridgelint.terraform.functions.function_arguments import (
    of_texts,
    text_of,
    texts_to_text,
    unknown_by,
    whole,
)
from bridgelint.terraform.values.errors import FunctionError
from bridgelint.terraform.values.partial_strings import Parts, merged
from bridgelint.terraform.values.types import BOOL, NUMBER, STRING, ListType, Type
from bridgelint.terraform.values.unicode_text import is_space, lower, normalized, title, upper
from bridgelint.terraform.values.values import (
    FALSE,
    TRUE,
    Unknown,
    Value,
    boolean,
    first_reason,
    is_wholly_known,
    list_of,
    string,
)


def _chomp(text: str) -> str:
    return text.rstrip("\r\n")


def _trimspace(text: str) -> str:
    start, end = 0, len(text)
    while start < end and is_space(text[start]):
        start += 1
    while start < end and is_space(text[end - 1]):
        end -= 1
    return text[start:end]


def _strrev(text: str) -> str:
    from bridgelint.terraform.values.unicode_text import graphemes  # few strings need it

    return "".join(reversed(graphemes(text)))


CHOMP: Final = Function(takes(str=STRING), STRING, texts_to_text(_chomp))
LOWER: Final = Function(takes(str=STRING), STRING, texts_to_text(lower))
STRREV: Final = Function(takes(str=STRING), STRING, texts_to_text(_strrev))
TITLE: Final = Function(takes(str=STRING), STRING, texts_to_text(title))
TRIM: Final = Function(takes(str=STRING, cutset=STRING), STRING, texts_to_text(str.strip))
TRIMPREFIX: Final = Function(
    takes(str=STRING, prefix=STRING), STRING, texts_to_text(str.removeprefix)
)
TRIMSPACE: Final = Function(takes(str=STRING), STRING, texts_to_text(_trimspace))
TRIMSUFFIX: Final = Function(
    takes(str=STRING, suffix=STRING), STRING, texts_to_text(str.removesuffix)
)
UPPER: Final = Function(takes(str=STRING), STRING, texts_to_text(upper))


def _endswith(text: str, suffix: str) -> Value:
    return boolean(text.endswith(suffix))


ENDSWITH: Final = Function(takes(str=STRING, suffix=STRING), BOOL, of_texts(_endswith))


def _startswith(arguments: Arguments, result: Type) -> Value:
    text, prefix = arguments[0], text_of(arguments[1])
    if not isinstance(text.content, Unknown):
        return boolean(text_of(text).startswith(prefix))
    if not prefix:
        return TRUE
    known = text.content.prefix
    if known.startswith(prefix):
        return TRUE
    if known and len(known.encode()) >= len(prefix.encode()):
        return FALSE
    return unknown_by(result, text)


STARTSWITH: Final = Function(
    (Parameter("str", STRING, allow_unknown=True), Parameter("prefix", STRING)), BOOL, _startswith
)


def _strcontains(text: str, part: str) -> Value:
    return boolean(part in text)


STRCONTAINS: Final = Function(
    takes(str=STRING, substr=STRING), BOOL, of_texts(_strcontains), never_null=False
)


def _indent(arguments: Arguments, _result: Type) -> Value:
    spaces, text = whole(arguments[0], 0), text_of(arguments[1])
    if spaces < 0:
        raise FunctionError("the number of spaces cannot be negative", 0)
    check_size(characters=len(text) + spaces * (1 + text.count("\n")))
    return string(text.replace("\n", "\n" + " " * spaces))


INDENT: Final = Function(takes(spaces=NUMBER, str=STRING), STRING, _indent)


def _substr(arguments: Arguments, _result: Type) -> Value:
    from bridgelint.terraform.values.unicode_text import graphemes  # few strings need it

    text, offset, length = text_of(arguments[0]), whole(arguments[1], 1), whole(arguments[2], 2)
    if offset >= 0 and length == 0:
        return string("")
    characters = graphemes(text)
    if offset < 0:
        offset = max(offset + len(characters), 0)
    # After a negative offset a length of zero means the rest of the string, like -1.
    end = None if length <= 0 else offset + length
    return string("".join(characters[offset:end]))


SUBSTR: Final = Function(takes(str=STRING, offset=NUMBER, length=NUMBER), STRING, _substr)


def _split(separator: str, text: str) -> Value:
    if not separator:
        check_size(elements=len(text))
        return list_of(STRING, map(string, text))
    check_size(elements=text.count(separator))
    return list_of(STRING, map(string, text.split(separator)))


SPLIT: Final = Function(takes(separator=STRING, str=STRING), ListType(STRING), of_texts(_split))


def _join(arguments: Arguments, _result: Type) -> Value:
    separator, lists = text_of(arguments[0]), arguments[1:]
    if not lists:
        raise FunctionError("at least one list is required")
    if not all(map(is_wholly_known, lists)):
        return Value(STRING, Unknown(first_reason(lists), parts=_parts(separator, lists)))
    texts = [text_of(item) for item in _items(lists)]
    check_size(characters=sum(map(len, texts)) + len(separator) * len(texts))
    return string(normalized(separator.join(texts)))


def _items(lists: Arguments) -> list[Value]:
    """Return the elements of all lists. Raise `FunctionError` if one is null."""
    items: list[Value] = []
    for argument, each in enumerate(lists, 1):
        for place, item in enumerate(each.elements):
            if item.is_null:
                raise FunctionError(f"element {place} is null", argument)
            items.append(item)
    return items


def _parts(separator: str, lists: Arguments) -> Parts | None:
    """Return what is joined. `None` if the elements or their order are not certain."""
    if not all(isinstance(each.type, ListType) and each.is_known for each in lists):
        return None
    items = [item for each in lists for item in each.elements]
    if any(item.is_null for item in items):
        return None
    known = [text_of(item) if item.is_known else item for item in items]
    separated = [part for item in known for part in (separator, item)]
    return merged(separated[1:])


JOIN: Final = Function(
    takes(separator=STRING), STRING, _join, variadic=Parameter("lists", ListType(STRING))
)
