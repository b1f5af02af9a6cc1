"""Logarithms and powers of 64-bit floats, to the last bit as Go computes them on x86-64.

C libraries round some results differently, and Terraform writes every digit.
"""

from __future__ import annotations

from fractions import Fraction
from math import copysign, frexp, inf, isinf, ldexp, modf, nan, sqrt
from typing import Final

_LN2_HIGH: Final = 6.93147180369123816490e-01
_LN2_LOW: Final = 1.90821492927058770002e-10
_LOG_TERMS: Final = (
    6.666666666666735130e-01,
    3.999999999940941908e-01,
    2.857142874366239149e-01,
    2.222219843214978396e-01,
    1.818357216161805012e-01,
    1.531383769920937332e-01,
    1.479819860511658591e-01,
)
_LEAST_NORMAL: Final = 2.0**-1022
_LOG2_E: Final = 1.4426950408889634073599246810018920
_LN2_UPPER: Final = 0.69314718055966295651160180568695068359375
_LN2_LOWER: Final = 0.28235290563031577122588448175013436025525412068e-12
_EXP_TERMS: Final = (
    1.9841269841269841270e-4,
    1.3888888888888888889e-3,
    8.3333333333333333333e-3,
    4.1666666666666666667e-2,
    1.6666666666666666667e-1,
    0.5,
    1.0,
)
_EXP_FIRST_TERM: Final = 2.4801587301587301587e-5
_EXP_OVERFLOW: Final = 7.09782712893384e02
_MAX_EXPONENT: Final = 1 << 12


def log(x: float) -> float:
    """The natural logarithm; "not a number" below zero."""
    if x <= 0:
        return -inf if x == 0 else nan
    if isinf(x):
        return x
    mantissa, exponent = frexp(x)
    if x < _LEAST_NORMAL:
        # The processor's own format is taken at its word here, though it has a leading zero.
        mantissa, exponent = 0.5 + x / _LEAST_NORMAL / 2, -1022
    if mantissa < sqrt(2) / 2:
        mantissa *= 2
        exponent -= 1
    f, k = mantissa - 1, float(exponent)
    l1, l2, l3, l4, l5, l6, l7 = _LOG_TERMS
    s = f / (2 + f)
    s2 = s * s
    s4 = s2 * s2
    odd = s2 * (l1 + s4 * (l3 + s4 * (l5 + s4 * l7)))
    even = s4 * (l2 + s4 * (l4 + s4 * l6))
    half = 0.5 * f * f
    return k * _LN2_HIGH - ((half - (s * (half + (odd + even)) + k * _LN2_LOW)) - f)


def exp(x: float) -> float:
    """e to the power of x."""
    if x > _EXP_OVERFLOW:
        return inf
    exponent = round(x * _LOG2_E)
    x = _fused(-float(exponent), _LN2_UPPER, x)
    x = _fused(-float(exponent), _LN2_LOWER, x)
    x *= 0.0625
    total = _EXP_FIRST_TERM
    for term in _EXP_TERMS:
        total = _fused(total, x, term)
    x *= total
    for _ in range(3):
        x *= x + 2.0
    return ldexp(_fused(x, x + 2.0, 1.0), exponent)


def _fused(a: float, b: float, c: float) -> float:
    """`a * b + c`, rounded once."""
    return float(Fraction(a) * Fraction(b) + Fraction(c))


def power(x: float, y: float) -> float:
    """x to the power of y; "not a number" for a broken power of a negative number."""
    if y == 0 or x == 1:
        return 1.0
    if y == 1:
        return x
    if x == 0:
        return _power_of_zero(x, y)
    if isinf(y):
        return _power_to_infinity(x, y)
    if isinf(x):
        return _power_of_infinity(x, y)
    if abs(y) == 0.5:  # exactly a square root
        root = sqrt(x) if x > 0 else nan
        return root if y > 0 else 1 / root
    return _finite_power(x, y)


def _is_odd(y: float) -> bool:
    return abs(y) < 1 << 53 and y % 2 == 1


def _power_of_zero(x: float, y: float) -> float:
    negative = copysign(1, x) < 0 and _is_odd(y)
    if y < 0:
        return -inf if negative else inf
    return x if negative else 0.0


def _power_to_infinity(x: float, y: float) -> float:
    if x == -1:
        return 1.0
    return 0.0 if (abs(x) < 1) == (y > 0) else inf


def _power_of_infinity(x: float, y: float) -> float:
    if x < 0:
        return power(-0.0, -y)
    return inf if y > 0 else 0.0


def _finite_power(x: float, y: float) -> float:
    fraction, whole = modf(abs(y))
    if fraction != 0 and x < 0:
        return nan
    if whole >= 1 << 63:
        return _power_to_infinity(x, copysign(inf, y))
    start = 1.0
    if fraction != 0:
        if fraction > 0.5:
            fraction -= 1
            whole += 1
        start = exp(fraction * log(x))
    mantissa, exponent = _times_power(start, x, int(whole))
    if y < 0:
        mantissa, exponent = 1 / mantissa, -exponent
    try:
        return ldexp(mantissa, exponent)
    except OverflowError:
        return copysign(inf, mantissa)


def _times_power(start: float, x: float, power_left: int) -> tuple[float, int]:
    """`start * x ** power_left` by squaring, as a mantissa and a power of two."""
    mantissa, exponent = start, 0
    base, base_exponent = frexp(x)
    while power_left:
        if abs(base_exponent) > _MAX_EXPONENT:
            return mantissa, exponent + base_exponent
        if power_left & 1:
            mantissa *= base
            exponent += base_exponent
        base *= base
        base_exponent <<= 1
        if base < 0.5:
            base += base
            base_exponent -= 1
        power_left >>= 1
    return mantissa, exponent
