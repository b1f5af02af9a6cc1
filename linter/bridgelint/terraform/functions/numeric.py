"""Functions of numbers."""

from __future__ import annotations

import re
from collections.abc import Callable
from fractions import Fraction
from math import ceil, copysign, floor, frexp, inf, isinf, isnan, log, log2, nan, sqrt
from math import pow as c_pow
from typing import Final

from bridgelint.terraform.functions.contract import Arguments, Function, Parameter, takes
from bridgelint.terraform.functions.function_arguments import amount_of, required, text_of, whole
from bridgelint.terraform.values import numbers
from bridgelint.terraform.values.convert import ConversionError, convert
from bridgelint.terraform.values.errors import TOO_LARGE, FunctionError, NotEvaluated
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

_LEAST_NORMAL: Final = 2.0**-1022
_MOST_EXACT: Final = 2**1021
_BEYOND_FLOATS: Final = 1100
"""No power of two with this exponent, or with its negative, is a float."""


def _abs(arguments: Arguments, _result: Type) -> Value:
    (value,) = arguments
    return number(numbers.absolute(amount_of(value))).marked(value.marks)


ABS: Final = Function(
    (Parameter("num", NUMBER, allow_dynamic=True, allow_marked=True),), NUMBER, _abs
)


def _to_whole(direction: Callable[[Fraction], int]) -> Callable[[Arguments, Type], Value]:
    def compute(arguments: Arguments, _result: Type) -> Value:
        amount = amount_of(arguments[0])
        if isinstance(amount, float):
            return number(amount)
        nearest = direction(Fraction(amount))
        return number(numbers.rounded(nearest, numbers.precision(amount)))

    return compute


CEIL: Final = Function(takes(num=NUMBER), NUMBER, _to_whole(ceil))
FLOOR: Final = Function(takes(num=NUMBER), NUMBER, _to_whole(floor))


def _floats(arguments: Arguments) -> tuple[float, float]:
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


_LAST_DIGIT: Final = "the last digit of this result depends on the platform that Terraform runs on"


def _log(arguments: Arguments, _result: Type) -> Value:
    amount, base = _floats(arguments)
    if amount < 0 or base < 0:
        raise FunctionError("the result is not a number")
    if not _is_certain_log(amount, base):
        raise NotEvaluated(_LAST_DIGIT)
    above, below = _natural_log(amount), _natural_log(base)
    if below != 0:
        return _float_result(above / below)
    if above == 0:
        raise FunctionError("the result is not a number")
    return number(inf if above > 0 else -inf)


def _is_certain_log(amount: float, base: float) -> bool:
    """Return whether every platform computes the same: only the sign of one logarithm matters,
    they are equal, or both are whole multiples of that of 2, which no rounding changes."""
    if amount == base or not {amount, base}.isdisjoint({0, 1, inf}):
        return True
    return all(x >= _LEAST_NORMAL and frexp(x)[0] == 0.5 for x in (amount, base))


def _natural_log(x: float) -> float:
    return log(x) if x > 0 else -inf


LOG: Final = Function(takes(num=NUMBER, base=NUMBER), NUMBER, _log)


def _pow(arguments: Arguments, _result: Type) -> Value:
    result = _power(*_floats(arguments))
    if result is None:
        raise NotEvaluated(_LAST_DIGIT)
    return _float_result(result)


def _power(x: float, y: float) -> float | None:
    """Return x to the power of y; `None` if the last digit depends on the platform."""
    rounded = _rounded_power(x, y)
    if abs(x) in {0, 1, inf} or abs(y) in {0, inf} or y == 1 or isnan(rounded):
        return rounded
    if abs(y) == 0.5:
        return sqrt(x) if y > 0 else 1 / sqrt(x)
    if abs(y * log2(abs(x))) > _BEYOND_FLOATS:
        return rounded  # an infinity or zero
    if y % 1:
        return None
    # Terraform multiplies: nothing is rounded on the way to a power that is itself a float.
    exact = Fraction(x) ** int(abs(y)) if abs(y) < _BEYOND_FLOATS else Fraction(0)
    if abs(exact) >= _MOST_EXACT or float(exact) != exact or not exact:
        return None
    return float(exact) if y > 0 else 1 / float(exact)


def _rounded_power(x: float, y: float) -> float:
    """As C has it, with infinities and "not a number" for Python's exceptions."""
    is_negative = y % 2 == 1 and copysign(1, x) < 0
    if x == 0 and y < 0:
        return -inf if is_negative else inf
    try:
        return c_pow(x, y)
    except OverflowError:
        return -inf if is_negative else inf
    except ValueError:
        return nan


POW: Final = Function(takes(num=NUMBER, power=NUMBER), NUMBER, _pow)


def _signum(arguments: Arguments, _result: Type) -> Value:
    amount = whole(arguments[0], 0)
    return number(numbers.counted((amount > 0) - (amount < 0)))


SIGNUM: Final = Function(takes(num=NUMBER), NUMBER, _signum)


def _extreme(
    start: Number, better: Callable[[Number, Number], bool]
) -> Callable[[Arguments, Type], Value]:
    def compute(arguments: Arguments, _result: Type) -> Value:
        if not arguments:
            raise FunctionError("at least one number is required")
        best = start
        for value in arguments:
            if better(amount_of(value), best):
                best = amount_of(value)
        return number(best)

    return compute


MAX: Final = Function(
    (),
    NUMBER,
    _extreme(-inf, lambda one, other: one > other),
    variadic=Parameter("numbers", NUMBER, allow_dynamic=True),
)
MIN: Final = Function(
    (),
    NUMBER,
    _extreme(inf, lambda one, other: one < other),
    variadic=Parameter("numbers", NUMBER, allow_dynamic=True),
)


def _parseint_type(arguments: Arguments) -> Type:
    if arguments[0].type != STRING:
        raise required("a string", arguments[0].type, 0)
    return NUMBER


def _parseint(arguments: Arguments, _result: Type) -> Value:
    base = whole(arguments[1], 1)
    if not 2 <= base <= 62:
        raise FunctionError("the base must be between 2 and 62", 1)
    text = text_of(arguments[0])
    found = re.fullmatch("([+-]?)([0-9A-Za-z]+)", text)
    if found is None:
        raise FunctionError(f"invalid integer in base {base}", 0)
    sign, letters = found.groups()
    amount = _digits_to_int(letters, base)
    precision = max(amount.bit_length(), numbers.COUNT_PRECISION)
    return number(numbers.Whole.of(-amount if sign == "-" else amount, precision))


def _digits_to_int(letters: str, base: int) -> int:
    """Parse digits, then letters: above base 36 lowercase ones come before uppercase ones."""
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
            raise FunctionError(f"invalid integer in base {base}", 0)
        amount = amount * base + digit
        if amount.bit_length() > numbers.MAX_BITS:
            raise NotEvaluated(TOO_LARGE)
    return amount


def _checked_decimal(letters: str) -> int:
    if not letters.isdecimal():
        raise FunctionError("invalid integer in base 10", 0)
    return numbers.from_digits(letters)


PARSEINT: Final = Function(takes(number=DYNAMIC, base=NUMBER), _parseint_type, _parseint)


def _sum(arguments: Arguments, _result: Type) -> Value:
    (items,) = arguments
    if not isinstance(items.type, ListType | SetType | TupleType):
        raise required("a list, set or tuple", items.type, 0)
    if not items.elements:
        raise FunctionError("cannot sum an empty list", 0)
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
        raise FunctionError("all elements must be numbers", 0) from None
    if converted.is_null:
        raise FunctionError("elements cannot be null", 0)
    return amount_of(converted)


SUM: Final = Function(takes(list=DYNAMIC), NUMBER, _sum)
