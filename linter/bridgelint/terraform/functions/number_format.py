"""Numbers as formatted by Go's `fmt`: the number verbs of `format`."""

from __future__ import annotations

from fractions import Fraction
from typing import Final

from bridgelint.base.records import dataclass
from bridgelint.terraform.functions.contract import check_size
from bridgelint.terraform.values import numbers
from bridgelint.terraform.values.values import Number

_DEFAULT_PRECISION: Final = 6


@dataclass(frozen=True, slots=True)
class NumberLayout:
    """The layout that a verb requests for a number."""

    flags: str = ""
    """Any of `0`, `#`, `-`, `+` and space."""

    width: int | None = None
    precision: int | None = None


def whole_number(amount: int, verb: str, layout: NumberLayout) -> str:
    """Format an integer with `b`, `d`, `o`, `x` or `X`."""
    flags, width, precision = layout.flags, layout.width or 0, layout.precision
    # Python limits the number of digits, but only in bases such as ten.
    digits = numbers.to_digits(abs(amount)) if verb == "d" else format(abs(amount), verb)
    if precision == 0 and amount == 0:
        return ""
    zeros = max((precision or 0) - len(digits), 0)
    head = _sign(amount < 0, flags)
    if "#" in flags:
        head += {"b": "0b", "o": "0", "x": "0x", "X": "0X"}.get(verb, "")
    space = max(width - len(head) - zeros - len(digits), 0)
    check_size(characters=len(head) + zeros + len(digits) + space)
    if "-" in flags:
        return head + "0" * zeros + digits + " " * space
    if "0" in flags and precision is None:
        zeros, space = space, 0
    return " " * space + head + "0" * zeros + digits


def _sign(negative: bool, flags: str) -> str:  # noqa: FBT001 # the sign is the point
    if negative:
        return "-"
    return "+" if "+" in flags else " " if " " in flags else ""


def any_number(amount: Number, verb: str, layout: NumberLayout) -> str:
    """Format a number with `e`, `E`, `f`, `g` or `G`."""
    flags, width = layout.flags, layout.width or 0
    sign = _sign(numbers.is_negative(amount), flags)
    if isinstance(amount, float):
        # The only floats are the infinities.
        positive = " " if " " in flags else "+"
        sign, body, padding = "-" if amount < 0 else positive, "Inf", " "
    else:
        body = _body(amount, verb, layout.precision)
        padding = "0" if "0" in flags else " "
    space = max(width - len(sign) - len(body), 0)
    check_size(characters=len(sign) + len(body) + space)
    if padding == "0":
        return sign + "0" * space + body
    if "-" in flags:
        return sign + body + " " * space
    return " " * space + sign + body


def _body(amount: int | Fraction, verb: str, precision: int | None) -> str:
    check_size(characters=precision or 0)
    letter = verb.lower()
    if letter == "g":
        count = None if precision is None else precision or 1
        return numbers.general(amount, count, "e" if verb == "g" else "E")
    places = _DEFAULT_PRECISION if precision is None else precision
    digits, point = numbers.exact_digits(amount)
    if letter == "e":
        rounded = numbers.round_digits(digits, point, places + 1)
        return numbers.scientific(*rounded, places, verb)
    return numbers.plain(*numbers.round_digits(digits, point, point + places), places)
