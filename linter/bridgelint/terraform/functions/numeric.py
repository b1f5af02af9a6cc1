"""Functions of numbers."""

from __future__ import annotations

import re
from collections.abc import Callable
from fractions import Fraction
from math import ceil, floor, inf, isinf, isnan
from typing import Final

from bridgelint.terraform.functions.contract import Function, Parameter, returns
from bridgelint.terraform.functions.float_math import log, power
from bridgelint.terraform.functions.function_arguments import amount_of, text_of, whole
from bridgelint.terraform.values import numbers
from bridgelint.terraform.values.convert import ConversionError, convert
from bridgelint.terraform.values.errors import TOO_LARGE, FunctionError, NotEvaluated
from bridgelint.terraform.values.type_names import friendly
from bridgelint.terraform.values.types import (
    DYNAMIC,
    NUMBER,
    STRING,
    ListType,
    SetType,
    TupleType,
    Type,
)
from bridgelint.terraform.values.values import (
    Number,
    Unknown,
    Value,
    first_reason,
    is_wholly_known,
    number,
)


def _abs(arguments: tuple[Value, ...], _result: Type) -> Value:
    (value,) = arguments
    return number(numbers.absolute(amount_of(value))).marked(value.marks)


ABS: Final = Function(
    "abs",
    (Parameter("num", NUMBER, allow_dynamic=True, allow_marked=True),),
    None,
    returns(NUMBER),
    _abs,
)


def _to_whole(direction: Callable[[Fraction], int]) -> Callable[[tuple[Value, ...], Type], Value]:
    def compute(arguments: tuple[Value, ...], _result: Type) -> Value:
        amount = amount_of(arguments[0])
        if isinstance(amount, float):
            return number(amount)
        nearest = direction(Fraction(amount))
        return number(numbers.rounded(nearest, numbers.precision(amount)))

    return compute


CEIL: Final = Function("ceil", (Parameter("num", NUMBER),), None, returns(NUMBER), _to_whole(ceil))
FLOOR: Final = Function(
    "floor", (Parameter("num", NUMBER),), None, returns(NUMBER), _to_whole(floor)
)


def _floats(arguments: tuple[Value, ...]) -> tuple[float, float]:
    pair: list[float] = []
    for index, value in enumerate(arguments):
        amount = amount_of(value)
        converted = numbers.to_float(amount)
        if converted is None or (isinf(converted) and not isinstance(amount, float)):
            raise FunctionError("the number is too large", index)
        pair.append(converted)
    return pair[0], pair[1]


def _float_result(amount: float) -> Value:
    if isnan(amount):
        raise FunctionError("the result is not a number")
    return number(numbers.from_float(amount))


def _log(arguments: tuple[Value, ...], _result: Type) -> Value:
    amount, base = map(log, _floats(arguments))
    if base == 0:
        if amount == 0 or isnan(amount):
            raise FunctionError("the result is not a number")
        return number(inf if amount > 0 else -inf)
    return _float_result(amount / base)


LOG: Final = Function(
    "log", (Parameter("num", NUMBER), Parameter("base", NUMBER)), None, returns(NUMBER), _log
)


def _pow(arguments: tuple[Value, ...], _result: Type) -> Value:
    return _float_result(power(*_floats(arguments)))


POW: Final = Function(
    "pow", (Parameter("num", NUMBER), Parameter("power", NUMBER)), None, returns(NUMBER), _pow
)


def _signum(arguments: tuple[Value, ...], _result: Type) -> Value:
    amount = whole(arguments[0], 0)
    return number(numbers.counted((amount > 0) - (amount < 0)))


SIGNUM: Final = Function("signum", (Parameter("num", NUMBER),), None, returns(NUMBER), _signum)


def _extreme(
    start: Number, better: Callable[[Number, Number], bool]
) -> Callable[[tuple[Value, ...], Type], Value]:
    def compute(arguments: tuple[Value, ...], _result: Type) -> Value:
        if not arguments:
            raise FunctionError("at least one number is required")
        best = start
        for value in arguments:
            if better(amount_of(value), best):
                best = amount_of(value)
        return number(best)

    return compute


MAX: Final = Function(
    "max",
    (),
    Parameter("numbers", NUMBER, allow_dynamic=True),
    returns(NUMBER),
    _extreme(-inf, lambda one, other: one > other),
)
MIN: Final = Function(
    "min",
    (),
    Parameter("numbers", NUMBER, allow_dynamic=True),
    returns(NUMBER),
    _extreme(inf, lambda one, other: one < other),
)


def _parseint_type(arguments: tuple[Value, ...]) -> Type:
    if arguments[0].type != STRING:
        raise FunctionError(f"a string is required, not {friendly(arguments[0].type)}", 0)
    return NUMBER


def _parseint(arguments: tuple[Value, ...], _result: Type) -> Value:
    base = whole(arguments[1], 1)
    if not 2 <= base <= 62:
        raise FunctionError("the base must be between 2 and 62", 1)
    text = text_of(arguments[0])
    found = re.fullmatch("([+-]?)([0-9A-Za-z]+)", text)
    if found is None:
        raise FunctionError(f"this is no whole number in base {base}", 0)
    sign, letters = found.groups()
    amount = _digits_to_int(letters, base)
    precision = max(amount.bit_length(), numbers.COUNT_PRECISION)
    return number(numbers.Whole.of(-amount if sign == "-" else amount, precision))


def _digits_to_int(letters: str, base: int) -> int:
    """Digits, then letters: above base 36 the small ones come before the capital ones."""
    if base == 10:
        return _checked_decimal(letters)
    amount = 0
    for letter in letters:
        digit = ord(letter) - ord("0")
        if "a" <= letter <= "z":
            digit = ord(letter) - ord("a") + 10
        elif "A" <= letter <= "Z":
            digit = ord(letter) - ord("A") + (10 if base <= 36 else 36)
        if digit >= base:
            raise FunctionError(f"this is no whole number in base {base}", 0)
        amount = amount * base + digit
        if amount.bit_length() > numbers.MAX_BITS:
            raise NotEvaluated(TOO_LARGE)
    return amount


def _checked_decimal(letters: str) -> int:
    if not letters.isdecimal():
        raise FunctionError("this is no whole number in base 10", 0)
    return numbers.from_digits(letters)


PARSEINT: Final = Function(
    "parseint",
    (Parameter("number", DYNAMIC), Parameter("base", NUMBER)),
    None,
    _parseint_type,
    _parseint,
)


def _sum(arguments: tuple[Value, ...], _result: Type) -> Value:
    (items,) = arguments
    if not isinstance(items.type, ListType | SetType | TupleType):
        raise FunctionError(f"a list, set or tuple is required, not {friendly(items.type)}", 0)
    if not items.elements:
        raise FunctionError("the sum of no numbers is not defined", 0)
    if not is_wholly_known(items):
        return Value(NUMBER, Unknown(first_reason([items])))
    total: Number | None = None
    for each in items.elements:
        amount = _summand(each)
        try:
            total = amount if total is None else numbers.add(total, amount)
        except numbers.UndefinedResultError as error:
            raise FunctionError(str(error), 0) from None
    return number(0 if total is None else total)


def _summand(value: Value) -> Number:
    try:
        converted = convert(value, NUMBER)
    except ConversionError:
        raise FunctionError("every element must be a number", 0) from None
    if converted.is_null:
        raise FunctionError("no element may be null", 0)
    return amount_of(converted)


SUM: Final = Function("sum", (Parameter("list", DYNAMIC),), None, returns(NUMBER), _sum)
