"""`format` and `formatlist`."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from fractions import Fraction
from typing import Final

from bridgelint.base.records import Record
from bridgelint.base.words import plural
from bridgelint.terraform.functions.declaration import (
    ANYTHING,
    FunctionTable,
    amount_of,
    check_size,
    length_hidden_by,
    text_of,
    unknown_by,
)
from bridgelint.terraform.functions.jsonencode import json_string, json_text
from bridgelint.terraform.values import numbers
from bridgelint.terraform.values.convert import ConversionError, convert
from bridgelint.terraform.values.errors import FunctionError
from bridgelint.terraform.values.refinements import Parts, merged, safe_prefix
from bridgelint.terraform.values.types import (
    BOOL,
    NUMBER,
    STRING,
    Dynamic,
    ListType,
    Primitive,
    SequenceType,
    TupleType,
    Type,
)
from bridgelint.terraform.values.unicode_text import count_graphemes, graphemes, normalized
from bridgelint.terraform.values.values import (
    Number,
    Reason,
    Unknown,
    Value,
    first_reason,
    is_wholly_known,
    list_of,
    string,
)

DECLARED: Final = FunctionTable()

_PIECE: Final = re.compile(
    r"[^%]+|%%|%(?P<flags>[0#+\- ]*)(?P<width>[1-9][0-9]*)?(?:\.(?P<precision>[0-9]*))?"
    r"(?:\[(?P<place>[1-9][0-9]*)\])?(?P<letter>[A-Za-z])|%"
)
_WHOLE_VERBS: Final = frozenset("bdoxX")
_NUMBER_VERBS: Final = frozenset("eEfgG")
_HUGE: Final = 12
"""The number of decimal digits beyond which a width is too large for any value."""


class _Verb(Record):
    text: str
    letter: str
    place: int = 0
    """The 1-based number of the argument."""

    flags: str = ""
    """Any of `0`, `#`, `-`, `+` and space."""

    width: int | None = None
    precision: int | None = None


def _pieces(template: str) -> Iterator[str | _Verb]:
    """Yield the literal text and the verbs of a format string. Raise `FunctionError`."""
    place = 0
    for found in _PIECE.finditer(template):
        text, flags, width, precision, own_place, letter = found[0], *found.groups()
        if letter:
            place = int(own_place[:_HUGE]) if own_place else place + 1
            yield _Verb(text, letter, place, flags, _bounded(width), _bounded(precision))
        elif text == "%":
            at = f"offset {found.start()} of the format string"
            raise FunctionError(f"the verb at {at} is invalid", 0)
        else:
            yield "%" if text == "%%" else text


def _bounded(digits: str | None) -> int | None:
    return None if digits is None else int(digits.lstrip("0")[:_HUGE] or "0")


def _formatted(template: str, arguments: Sequence[Value]) -> str:
    """Return the result for wholly known arguments."""
    texts: list[str] = []
    used = size = 0
    for piece in _pieces(template):
        text = piece if isinstance(piece, str) else _render(piece, _argument(piece, arguments))
        used = used if isinstance(piece, str) else max(used, piece.place)
        size += len(text)
        check_size(characters=size)
        texts.append(text)
    if used < len(arguments):
        raise FunctionError(f"too many arguments: the format string uses {used}", used + 1)
    return normalized("".join(texts))


def _argument(verb: _Verb, arguments: Sequence[Value]) -> Value:
    if verb.place > len(arguments):
        raise FunctionError(f"too few arguments: `{verb.text}` requires number {verb.place}", 0)
    return arguments[verb.place - 1]


def _render(verb: _Verb, value: Value) -> str:
    if verb.letter == "v":
        return _padded_text(_as_it_is(verb, value), verb)
    if value.is_null:
        raise FunctionError(f"null cannot be formatted with `{verb.text}`", verb.place)
    if verb.letter in {"s", "q"}:
        text, precision = text_of(_converted(value, STRING, verb)), verb.precision
        if precision and len(text) > precision:
            text = "".join(graphemes(text)[:precision])
        return _padded_text(json_string(text) if verb.letter == "q" else text, verb)
    if verb.letter == "t":
        return "true" if _converted(value, BOOL, verb).content else "false"
    if verb.letter not in _WHOLE_VERBS | _NUMBER_VERBS:
        raise FunctionError(f"unknown verb `{verb.text}`", 0)
    amount = amount_of(_converted(value, NUMBER, verb))
    if verb.letter in _NUMBER_VERBS:
        return _any_number(amount, verb)
    if isinstance(amount, float) or amount.denominator != 1:
        raise FunctionError(f"an integer is required for `{verb.text}`", verb.place)
    return _whole_number(int(amount), verb)


def _converted(value: Value, type_: Type, verb: _Verb) -> Value:
    try:
        return convert(value, type_)
    except ConversionError as error:
        raise FunctionError(f"{error.message} for `{verb.text}`", verb.place) from None


def _as_it_is(verb: _Verb, value: Value) -> str:
    if value.is_known and not value.is_null and "#" not in verb.flags:
        if value.type == STRING:
            return text_of(value)
        if value.type == NUMBER:
            return _any_number(amount_of(value), _Verb("%g", "g"))
    return json_text(value)


def _padded_text(text: str, verb: _Verb) -> str:
    missing = 0 if verb.width is None else verb.width - count_graphemes(text)
    return _padded("", text, missing, "0" if "0" in verb.flags else " ", left="-" in verb.flags)


def _padded(sign: str, body: str, missing: int, fill: str, *, left: bool) -> str:
    check_size(characters=len(sign) + len(body) + missing)
    padding = fill * missing
    if left:
        return sign + body + padding
    return sign + padding + body if fill == "0" else padding + sign + body


def _whole_number(amount: int, verb: _Verb) -> str:
    """Format an integer with `b`, `d`, `o`, `x` or `X`."""
    flags, precision, letter = verb.flags, verb.precision, verb.letter
    if precision == 0 and amount == 0:
        return ""
    # Python limits the number of digits, but only in bases such as ten.
    digits = numbers.to_digits(abs(amount)) if letter == "d" else format(abs(amount), letter)
    check_size(characters=precision or 0)
    digits = digits.zfill(precision or 0)
    sign = _sign(amount < 0, flags)
    if "#" in flags:
        sign += {"b": "0b", "o": "0", "x": "0x", "X": "0X"}.get(letter, "")
    left = "-" in flags
    fill = "0" if "0" in flags and precision is None and not left else " "
    missing = (verb.width or 0) - len(sign) - len(digits)
    return _padded(sign, digits, missing, fill, left=left)


def _any_number(amount: Number, verb: _Verb) -> str:
    """Format a number with `e`, `E`, `f`, `g` or `G`."""
    flags, fill = verb.flags, "0" if "0" in verb.flags else " "
    if isinstance(amount, float):
        # The only floats are the infinities.
        sign, body, fill = "-" if amount < 0 else " " if " " in flags else "+", "Inf", " "
    else:
        sign, body = _sign(numbers.is_negative(amount), flags), _body(amount, verb)
    missing = (verb.width or 0) - len(sign) - len(body)
    return _padded(sign, body, missing, fill, left="-" in flags and fill == " ")


def _sign(negative: bool, flags: str) -> str:  # noqa: FBT001 # the sign is the point
    if negative:
        return "-"
    return "+" if "+" in flags else " " if " " in flags else ""


def _body(amount: int | Fraction, verb: _Verb) -> str:
    letter, precision = verb.letter, verb.precision
    check_size(characters=precision or 0)
    if letter in {"g", "G"}:
        count = None if precision is None else precision or 1
        return numbers.general(amount, count, "e" if letter == "g" else "E")
    places = 6 if precision is None else precision
    digits, point = numbers.exact_digits(amount)
    if letter == "f":
        return numbers.plain(*numbers.round_digits(digits, point, point + places), places)
    return numbers.scientific(*numbers.round_digits(digits, point, places + 1), places, letter)


@DECLARED.add("format", STRING, format=STRING, variadic=ANYTHING)
def _format(template: str, *values: Value) -> Value | str:
    if all(map(is_wholly_known, values)):
        return _formatted(template, values)
    prefix = safe_prefix(template.partition("%")[0]) if "%" in template else ""
    content = Unknown(first_reason(values), prefix=prefix, parts=_parts(template, values))
    return Value(STRING, content)


def _parts(template: str, values: tuple[Value, ...]) -> Parts | None:
    """Return the known texts and unknown values of the result. `None` if it certainly fails."""
    try:
        return merged(
            piece if isinstance(piece, str) else _part(piece, _argument(piece, values))
            for piece in _pieces(template)
        )
    except FunctionError:
        return None


def _part(verb: _Verb, value: Value) -> str | Value:
    if is_wholly_known(value):
        return _render(verb, value)
    is_plain = (verb.flags, verb.width, verb.precision) == ("", None, None)
    if is_plain and not value.is_known and isinstance(value.type, Primitive):
        asks_for_text = verb.letter == "s" or (verb.letter == "v" and value.type == STRING)
        if asks_for_text or (verb.letter, value.type) == ("d", NUMBER):
            return value
    json = value if verb.letter == "v" and value.is_known else None
    return Value(STRING, Unknown(first_reason([value]), not_null=True, json=json))


@DECLARED.add("formatlist", ListType(STRING), format=STRING, variadic=ANYTHING)
def _formatlist(template: str, *values: Value) -> Value:
    rows = _rows(values)
    if isinstance(rows, Value):
        return unknown_by(ListType(STRING), rows)
    check_size(elements=len(rows))
    elements: list[Value] = []
    size = 0
    mixed_up: Reason | None = None
    for row in rows:
        if mixed_up is not None:
            elements.append(Value(STRING, Unknown(mixed_up, not_null=True)))
        elif all(map(is_wholly_known, row)):
            text = _formatted(template, row)
            size += len(text)
            check_size(characters=size)
            elements.append(string(text))
        else:
            mixed_up = _mixed_up(row, values)
            content = Unknown(first_reason(row), not_null=True, parts=_parts(template, row))
            elements.append(Value(STRING, content))
    return list_of(STRING, elements)


def _mixed_up(row: tuple[Value, ...], values: tuple[Value, ...]) -> Reason | None:
    """Terraform does not advance in the lists after an unknown element: until an apply, further
    rows use the wrong elements."""
    first = next(place for place, value in enumerate(row) if not is_wholly_known(value))
    later = any(_is_sequence(value) for value in values[first + 1 :])
    return first_reason(row) if later else None


def _is_sequence(value: Value) -> bool:
    return isinstance(value.type, SequenceType) and not value.is_null


def _rows(values: tuple[Value, ...]) -> list[tuple[Value, ...]] | Value:
    """Return the arguments of each call of `format`, or the argument that hides their number."""
    hidden: Value | None = None
    chosen: tuple[int, int] | None = None
    for place, value in enumerate(values, 1):
        if not _is_sequence(value):
            if isinstance(value.type, Dynamic) and not value.is_known:
                hidden = hidden or value
            continue
        length = _length(value)
        if length is None or not value.is_known:
            hidden = hidden or value
        if length is None:
            continue
        chosen = chosen or (length, place)
        if length != chosen[0]:
            raise FunctionError(
                f"argument {place} has {plural(length, 'element')}"
                f" but argument {chosen[1]} has {chosen[0]}",
                place,
            )
    if hidden is not None:
        return hidden
    count = chosen[0] if chosen else 1
    check_size(elements=count)
    columns = [(value.elements if _is_sequence(value) else [value] * count) for value in values]
    return list(zip(*columns, strict=True)) if columns else [()]


def _length(value: Value) -> int | None:
    """Return the length of a sequence. `None` if it is not certain."""
    if isinstance(value.type, TupleType):
        return len(value.type.elements)
    return None if length_hidden_by(value) else len(value.elements)
