"""Arithmetic as in Terraform: binary floating point, nearly always with 512 bits.

A number is a plain `int` or `Fraction` if Terraform stores it with 512 bits, which is how it parses
numerals. Functions return numbers with other precisions (a count has 64 bits, a logarithm 53), and
the precision determines how a quotient is rounded and how many digits are written: such numbers are
a `Whole` or a `Ratio`, which behave as `int` and `Fraction` otherwise. Negative zero is also a
`Whole`. Infinities are `math.inf` and `-math.inf`.
"""

from __future__ import annotations

from math import inf, isinf
from typing import TYPE_CHECKING, Final

from bridgelint.terraform.values.errors import TOO_LARGE, NotEvaluated
from bridgelint.terraform.values.values import Number

if TYPE_CHECKING:
    from fractions import Fraction

PRECISION: Final = 512
COUNT_PRECISION: Final = 64
FLOAT_PRECISION: Final = 53

MAX_BITS: Final = 1 << 18
"""The maximum number of bits before and after the binary point; beyond it is `NotEvaluated`. That
is about 79,000 digits; Terraform itself supports two thousand million bits."""

_MAX_EXPONENT: Final = 70_000
_STR_DIGITS: Final = 4000  # the limit of Python's conversion between `int` and `str`


class UndefinedResultError(Exception):
    """An operation on infinities or zeros without a defined result."""


class Whole(int):
    """An integer with its own precision, or negative zero."""

    precision: int
    negative_zero: bool

    @staticmethod
    def of(amount: int, precision: int, *, negative_zero: bool = False) -> Whole:
        """Return the number as Terraform stores it with this precision; it is not rounded here."""
        whole = Whole(amount)
        whole.precision = precision
        whole.negative_zero = negative_zero
        return whole


NEGATIVE_ZERO: Final = Whole.of(0, PRECISION, negative_zero=True)


def precision(amount: Number) -> int:
    """Return the number of bits with which Terraform stores the number."""
    found: int = getattr(amount, "precision", PRECISION)
    return found


def is_negative(amount: Number) -> bool:
    """Return whether it is below zero, or negative zero."""
    return amount < 0 or (isinstance(amount, Whole) and amount.negative_zero)


def rounded(amount: Number, bits: int = PRECISION) -> Number:
    """Return the nearest number with this many significant bits; a tie rounds to even.

    Raise `NotEvaluated` for a number outside the supported range.
    """
    if isinstance(amount, float):
        return amount
    numerator, denominator = amount.numerator, amount.denominator
    if denominator == 1 and numerator.bit_length() <= min(bits, MAX_BITS):
        return _held(numerator, bits)
    if abs(numerator.bit_length() - denominator.bit_length()) > MAX_BITS:
        raise NotEvaluated(TOO_LARGE)
    exponent = numerator.bit_length() - denominator.bit_length() - bits
    mantissa = _divided(numerator, denominator, exponent)
    if mantissa.bit_length() > bits:
        exponent += 1
        mantissa = _divided(numerator, denominator, exponent)
    if exponent >= 0:
        return _held(mantissa << exponent, bits)
    return _held(_fraction(mantissa, 1 << -exponent), bits)


def _divided(numerator: int, denominator: int, exponent: int) -> int:
    if exponent >= 0:
        denominator <<= exponent
    else:
        numerator <<= -exponent
    quotient, rest = divmod(abs(numerator), denominator)
    if 2 * rest > denominator or (2 * rest == denominator and quotient & 1):
        quotient += 1
    return -quotient if numerator < 0 else quotient


def _fraction(numerator: Number, denominator: int = 1) -> Fraction:
    from fractions import Fraction  # most numbers are integers

    return Fraction(numerator) / denominator


def _held(amount: int | Fraction, bits: int) -> Number:
    if amount.denominator == 1:
        whole = amount.numerator
        return whole if bits == PRECISION else Whole.of(whole, bits)
    if bits == PRECISION or isinstance(amount, int):
        return amount
    from bridgelint.terraform.values.ratio import Ratio  # as above

    return Ratio.of(amount, bits)


def counted(amount: int) -> Number:
    """Return an integer that a function counted: Terraform stores it with 64 bits."""
    return Whole.of(amount, COUNT_PRECISION)


def from_float(amount: float) -> Number:
    """Return the result of a function that uses 64-bit floats, except "not a number"."""
    if isinf(amount):
        return amount
    if amount == 0:
        return Whole.of(0, FLOAT_PRECISION, negative_zero=str(amount)[0] == "-")
    return _held(int(amount) if amount.is_integer() else _fraction(amount), FLOAT_PRECISION)


def to_float(amount: Number) -> float | None:
    """Return the nearest 64-bit float. `None` if a finite number is too large for one."""
    if isinstance(amount, Whole) and amount.negative_zero:
        return -0.0
    try:
        return float(amount)
    except OverflowError:
        return None


def parse(text: str) -> Number | None:
    """Return the number that Terraform parses from a string. `None` if it is not a number.

    Decimal digits with an optional sign, point and exponent (`e`, or a binary one after `p`), or
    `Inf`; nothing else around them.
    """
    import re  # most runs never parse a number from text

    found = re.fullmatch(
        r"([+-]?)(?:([Ii]nf)|(?:([0-9]+)(?:\.([0-9]*))?|\.([0-9]+))(?:([eEpP])([+-]?[0-9]+))?)",
        text,
    )
    if found is None:
        return None
    sign, infinite, whole, fraction, only_fraction, letter, exponent_text = found.groups()
    if infinite:
        return -inf if sign == "-" else inf
    fraction = fraction or only_fraction or ""
    mantissa = from_digits((whole or "") + fraction)
    if mantissa == 0:
        return NEGATIVE_ZERO if sign == "-" else 0
    exponent = int((exponent_text or "0")[:12])
    shift = exponent - len(fraction) if letter in {"e", "E", None} else -len(fraction)
    twos = exponent if letter in {"p", "P"} else 0
    return rounded(_scaled(-mantissa if sign == "-" else mantissa, shift, twos))


def _scaled(mantissa: int, tens: int, twos: int) -> int | Fraction:
    if abs(tens) > _MAX_EXPONENT or abs(twos) > MAX_BITS:
        raise NotEvaluated(TOO_LARGE)
    if tens >= 0 and twos >= 0:
        return mantissa * int(10**tens) << twos
    return _fraction(mantissa) * _fraction(10) ** tens * _fraction(2) ** twos


def negate(amount: Number) -> Number:
    """Return `-amount`, with the sign of zero."""
    if isinstance(amount, float) or amount != 0:
        return -amount if isinstance(amount, float) else _held(-amount, precision(amount))
    return Whole.of(0, precision(amount), negative_zero=not is_negative(amount))


def absolute(amount: Number) -> Number:
    """Return the amount without its sign."""
    return negate(amount) if is_negative(amount) else amount


def add(left: Number, right: Number) -> Number:
    """Return `left + right`. Raise `UndefinedResultError` for opposite infinities."""
    if isinstance(left, float) or isinstance(right, float):
        total = _float(left) + _float(right)
        if total != total:  # noqa: PLR0124 # only "not a number" differs from itself
            raise UndefinedResultError("the sum of opposite infinities is undefined")
        return total
    bits = max(precision(left), precision(right))
    if left == 0 and right == 0 and is_negative(left) and is_negative(right):
        return Whole.of(0, bits, negative_zero=True)
    return rounded(left + right, bits)


def subtract(left: Number, right: Number) -> Number:
    """Return `left - right`. Raise `UndefinedResultError` for equal infinities."""
    return add(left, negate(right))


def multiply(left: Number, right: Number) -> Number:
    """Return `left * right`. Raise `UndefinedResultError` for zero times infinity."""
    negative = is_negative(left) != is_negative(right)
    if isinstance(left, float) or isinstance(right, float):
        if left == 0 or right == 0:
            raise UndefinedResultError("zero times infinity is undefined")
        return -inf if negative else inf
    bits = max(precision(left), precision(right))
    if left == 0 or right == 0:
        return Whole.of(0, bits, negative_zero=True) if negative else _held(0, bits)
    product = rounded(left * right)
    if bits == PRECISION or isinstance(product, float):
        return product
    numerator = abs(product.numerator)
    significant = (numerator // (numerator & -numerator)).bit_length()
    return rounded(product, max(bits, significant))


def divide(left: Number, right: Number) -> Number:
    """Return `left / right`; division by zero is an infinity.

    Raise `UndefinedResultError` for zero by zero and infinity by infinity.
    """
    negative = is_negative(left) != is_negative(right)
    left_infinite, right_infinite = isinstance(left, float), isinstance(right, float)
    if (left_infinite and right_infinite) or (left == 0 and right == 0):
        raise UndefinedResultError("zero divided by zero, or infinity by infinity, is undefined")
    if left_infinite or right == 0:
        return -inf if negative else inf
    bits = max(precision(left), precision(right))
    if right_infinite or left == 0:
        return Whole.of(0, bits, negative_zero=True) if negative else _held(0, bits)
    return rounded(_fraction(left) / _fraction(right), bits)


def modulo(left: Number, right: Number) -> Number:
    """Return `left % right`, with the sign of `left`; a remainder by zero is `left` itself.

    Raise `UndefinedResultError` for infinities.
    """
    if right == 0:
        return left
    if isinstance(left, float) or isinstance(right, float):
        raise UndefinedResultError("a remainder with infinity is undefined")
    bits = precision(left)
    if left == 0:
        negative = is_negative(left) and right > 0
        return Whole.of(0, bits, negative_zero=True) if negative else _held(0, bits)
    times = rounded(int(divide(left, right)), bits)
    return rounded(left - rounded(times * right, bits), bits)


def equal(left: Number, right: Number) -> bool:
    """Return the result of `==`: fractions are equal if their digits are equal."""
    if isinstance(left, float) or isinstance(right, float):
        return left == right
    is_whole = left.denominator == 1 or right.denominator == 1
    return left == right or (not is_whole and text(left) == text(right))


def text(amount: Number) -> str:
    """Return the number as Terraform writes it in a string or in JSON: the fewest digits that
    identify it at its precision, never with an exponent; `+Inf` and `-Inf` for infinities."""
    if isinstance(amount, float):
        return "+Inf" if amount > 0 else "-Inf"
    sign = "-" if is_negative(amount) else ""
    if amount.denominator == 1 and amount.numerator.bit_length() <= precision(amount):
        return sign + to_digits(abs(amount.numerator))
    digits, point = shortest(amount)
    return sign + plain(digits, point, len(digits) - point)


def brief_text(amount: Number) -> str:
    """Return ten significant digits, optionally with an exponent, as cty compares set elements."""
    if isinstance(amount, float):
        return "+Inf" if amount > 0 else "-Inf"
    return ("-" if is_negative(amount) else "") + general(amount, 10, "e")


def general(amount: int | Fraction, count: int | None, letter: str) -> str:
    """Return the digits as Go's `%g` does: up to `count` of them, or as few as identify the number;
    with an exponent after the letter for a large or small one."""
    if count is None:
        digits, point = shortest(amount)
        count, limit = len(digits), 6
    else:
        digits, point = round_digits(*exact_digits(amount), count)
        limit = len(digits) if len(digits) < count and len(digits) >= point else count
    if not -4 <= point - 1 < limit:
        return scientific(digits, point, min(count, len(digits)) - 1, letter)
    return plain(digits, point, (len(digits) if count > point else count) - point)


def scientific(digits: str, point: int, places: int, letter: str) -> str:
    """Return `1.5e+03`, with this number of decimal places."""
    exponent = point - 1 if digits else 0
    mantissa = digits[:1] or "0"
    if places > 0:
        mantissa += "." + digits[1 : places + 1].ljust(places, "0")
    return f"{mantissa}{letter}{'-' if exponent < 0 else '+'}{abs(exponent):02d}"


def plain(digits: str, point: int, places: int) -> str:
    """Return `1500.0`, with this number of decimal places."""
    whole = digits[:point].ljust(point, "0") if point > 0 else "0"
    if places <= 0:
        return whole
    after = "0" * min(-point, places) + digits if point < 0 else digits[point:]
    return f"{whole}.{after[:places].ljust(places, '0')}"


def exact_digits(amount: int | Fraction) -> tuple[str, int]:
    """Return all significant decimal digits, and how many of them precede the decimal point
    (negative if zeros follow the point). Zero has no digits."""
    numerator, denominator = abs(amount.numerator), amount.denominator
    twos = denominator.bit_length() - 1
    digits = to_digits(numerator * 5**twos)
    stripped = digits.rstrip("0")
    return (stripped, len(digits) - twos) if amount else ("", 0)


def round_digits(digits: str, point: int, count: int) -> tuple[str, int]:
    """Return the first `count` digits, rounded half to even."""
    if count < 0 or count >= len(digits):
        return digits, point
    up = digits[count] >= "5"
    if digits[count] == "5" and count + 1 == len(digits):
        up = count > 0 and int(digits[count - 1]) % 2 == 1
    return _round_up(digits, point, count) if up else _round_down(digits, point, count)


def _round_up(digits: str, point: int, count: int) -> tuple[str, int]:
    kept = digits[:count].rstrip("9")
    if not kept:
        return "1", point + 1
    return kept[:-1] + str(int(kept[-1]) + 1), point


def _round_down(digits: str, point: int, count: int) -> tuple[str, int]:
    kept = digits[:count].rstrip("0")
    return (kept, point) if kept else ("", 0)


def shortest(amount: int | Fraction) -> tuple[str, int]:
    """Return the fewest digits (and the place of the point, as in `exact_digits`) that distinguish
    the number from its neighbours of the same precision."""
    digits, point = exact_digits(amount)
    if not digits:
        return digits, point
    # In units of half the distance to the neighbours, the number is an even integer `doubled`.
    bits = precision(amount)
    numerator, twos = abs(amount.numerator), amount.denominator.bit_length() - 1
    shift = bits + 1 - numerator.bit_length()
    doubled = numerator << shift if shift >= 0 else numerator >> -shift
    half = _fraction(2) ** (-twos - shift)
    lower, _ = exact_digits((doubled - 1) * half)
    upper, _ = exact_digits((doubled + 1) * half)
    inclusive = doubled & 2 == 0
    for index, digit in enumerate(digits):
        low = lower[index] if index < len(lower) else "0"
        high = upper[index] if index < len(upper) else "0"
        down = low != digit or (inclusive and index + 1 == len(lower))
        up = digit != high and (inclusive or int(digit) + 1 < int(high) or index + 1 < len(upper))
        if down and up:
            return round_digits(digits, point, index + 1)
        if down:
            return _round_down(digits, point, index + 1)
        if up:
            return _round_up(digits, point, index + 1)
    return digits, point


def to_digits(amount: int) -> str:
    """Return the decimal digits of a non-negative integer of any size."""
    if amount.bit_length() < 3 * _STR_DIGITS:
        return str(amount)
    from decimal import Decimal  # which has no limit of digits

    return str(Decimal(amount))


def from_digits(digits: str) -> int:
    """Return the integer with any number of decimal digits."""
    if len(digits) <= _STR_DIGITS:
        return int(digits or "0")
    if len(digits) > _MAX_EXPONENT:
        raise NotEvaluated(TOO_LARGE)
    from decimal import Decimal  # as above

    return int(Decimal(digits))


def _float(amount: Number) -> float:
    return amount if isinstance(amount, float) else 0.0
