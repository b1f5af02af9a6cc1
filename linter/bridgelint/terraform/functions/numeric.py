"""Functions of numbers."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from fractions import Fraction
from functools import partial, reduce
from math import ceil, copysign, floor, frexp, inf, isinf, isnan, log, log2, nan, sqrt
from math import pow as c_pow
from string import ascii_lowercase, ascii_uppercase, digits
from typing import Final

from bridgelint.terraform.functions.declaration import (
    FunctionTable,
    Parameter,
    amount_of,
    required,
    text_of,
    unknown_by,
    whole,
)
from bridgelint.terraform.values import numbers
from bridgelint.terraform.values.convert import ConversionError, convert
from bridgelint.terraform.values.errors import TOO_LARGE, FunctionError, NotEvaluated
from bridgelint.terraform.values.types import (
    DYNAMIC,
    NUMBER,
    STRING,
    SequenceType,
    Type,
)
from bridgelint.terraform.values.values import Number, Value, is_wholly_known

DECLARED: Final = FunctionTable()

_LEAST_NORMAL: Final = 2.0**-1022
_MOST_EXACT: Final = 2**1021
_BEYOND_FLOATS: Final = 1100
"""No power of two with this exponent, or with its negative, is a float."""


DECLARED.add("abs", NUMBER, num=NUMBER)(numbers.absolute)


def _rounded(direction: Callable[[Fraction], int], amount: Number) -> Number:
    if isinstance(amount, float):
        return amount
    return numbers.rounded(direction(Fraction(amount)), numbers.precision(amount))


DECLARED.add("ceil", NUMBER, num=NUMBER)(partial(_rounded, ceil))
DECLARED.add("floor", NUMBER, num=NUMBER)(partial(_rounded, floor))


def _float(amount: Number, argument: int) -> float:
    converted = numbers.to_float(amount)
    if converted is None or (isinf(converted) and not isinstance(amount, float)):
        raise FunctionError("the number is too large", argument)
    return converted


def _float_result(amount: float) -> Number:
    if isnan(amount):
        raise FunctionError("the result is not a number")
    return numbers.from_float(amount)


_LAST_DIGIT: Final = "the last digit of this result depends on the platform that Terraform runs on"


@DECLARED.add("log", NUMBER, num=NUMBER, base=NUMBER)
def _log(num: Number, base_number: Number) -> Number:
    amount, base = _float(num, 0), _float(base_number, 1)
    if amount < 0 or base < 0:
        return _float_result(nan)
    if not _is_certain_log(amount, base):
        raise NotEvaluated(_LAST_DIGIT)
    above, below = _natural_log(amount), _natural_log(base)
    if below == 0:
        return _float_result(nan if above == 0 else copysign(inf, above))
    return _float_result(above / below)


def _is_certain_log(amount: float, base: float) -> bool:
    """Return whether every platform computes the same: only the sign of one logarithm matters,
    they are equal, or both are whole multiples of that of 2, which no rounding changes."""
    if amount == base or not {amount, base}.isdisjoint({0, 1, inf}):
        return True
    return all(x >= _LEAST_NORMAL and frexp(x)[0] == 0.5 for x in (amount, base))


def _natural_log(x: float) -> float:
    return log(x) if x > 0 else -inf


@DECLARED.add("pow", NUMBER, num=NUMBER, power=NUMBER)
def _pow(num: Number, power: Number) -> Number:
    return _float_result(_power(_float(num, 0), _float(power, 1)))


def _power(x: float, y: float) -> float:
    """Raise `NotEvaluated` if the last digit depends on the platform."""
    rounded = _rounded_power(x, y)
    if abs(x) in {0, 1, inf} or abs(y) in {0, inf} or y == 1 or isnan(rounded):
        return rounded
    if abs(y) == 0.5:
        return sqrt(x) if y > 0 else 1 / sqrt(x)
    if abs(y * log2(abs(x))) > _BEYOND_FLOATS:
        return rounded  # an infinity or zero
    if y % 1:
        raise NotEvaluated(_LAST_DIGIT)
    # Terraform multiplies: nothing is rounded on the way to a power that is itself a float.
    exact = Fraction(x) ** int(abs(y)) if abs(y) < _BEYOND_FLOATS else Fraction(0)
    if abs(exact) >= _MOST_EXACT or float(exact) != exact or not exact:
        raise NotEvaluated(_LAST_DIGIT)
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


@DECLARED.add("signum", NUMBER, num=NUMBER)
def _signum(num: Number) -> Number:
    amount = whole(num, 0)
    return numbers.counted((amount > 0) - (amount < 0))


def _extreme(choose: Callable[[Iterable[Number]], Number], *amounts: Number) -> Number:
    if not amounts:
        raise FunctionError("at least one number is required")
    return choose(amounts)


DECLARED.add("max", NUMBER, variadic=Parameter(NUMBER))(partial(_extreme, max))
DECLARED.add("min", NUMBER, variadic=Parameter(NUMBER))(partial(_extreme, min))


def _parseint_type(text: Value, _base: Value) -> Type:
    if text.type != STRING:
        raise required("a string", text.type, 0)
    return NUMBER


@DECLARED.add("parseint", _parseint_type, number=DYNAMIC, base=NUMBER)
def _parseint(_: Type, text: Value, base_number: Number) -> Number:
    base = whole(base_number, 1)
    if not 2 <= base <= 62:
        raise FunctionError("the base must be between 2 and 62", 1)
    found = re.fullmatch("([+-]?)([0-9A-Za-z]+)", text_of(text))
    if found is None:
        raise FunctionError(f"invalid integer in base {base}", 0)
    sign, letters = found.groups()
    amount = _digits_to_int(letters, base)
    precision = max(amount.bit_length(), numbers.COUNT_PRECISION)
    return numbers.Whole.of(-amount if sign == "-" else amount, precision)


def _digits_to_int(letters: str, base: int) -> int:
    """Parse digits, then letters: above base 36 lowercase ones come before uppercase ones."""
    if base == 10 and letters.isdecimal():
        return numbers.from_digits(letters)
    alphabet = (digits + ascii_lowercase + ascii_uppercase)[:base]
    amount = 0
    for letter in letters if base > 36 else letters.lower():
        digit = alphabet.find(letter)
        if digit < 0:
            raise FunctionError(f"invalid integer in base {base}", 0)
        amount = amount * base + digit
        if amount.bit_length() > numbers.MAX_BITS:
            raise NotEvaluated(TOO_LARGE)
    return amount


@DECLARED.add("sum", NUMBER, list=DYNAMIC)
def _sum(items: Value) -> Value | Number:
    if not isinstance(items.type, SequenceType):
        raise required("a list, set or tuple", items.type, 0)
    if not items.elements:
        raise FunctionError("cannot sum an empty list", 0)
    if not is_wholly_known(items):
        return unknown_by(NUMBER, items)
    try:
        return reduce(numbers.add, map(_summand, items.elements))
    except numbers.UndefinedResultError as error:
        raise FunctionError(str(error), 0) from None


def _summand(value: Value) -> Number:
    try:
        converted = convert(value, NUMBER)
    except ConversionError:
        raise FunctionError("all elements must be numbers", 0) from None
    if converted.is_null:
        raise FunctionError("elements cannot be null", 0)
    return amount_of(converted)
