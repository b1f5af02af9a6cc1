"""Numbers: held with 512 bits, written with the fewest digits that name them."""

from __future__ import annotations

from fractions import Fraction
from math import inf

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bridgelint.terraform.values import numbers
from bridgelint.terraform.values.errors import NotEvaluated
from bridgelint.terraform.values.values import Number, number
from value_strategies import AMOUNTS


@pytest.mark.parametrize(
    ("text", "written"),
    [
        ("1", "1"),
        ("1.0", "1"),
        ("1.50", "1.5"),
        ("-0", "-0"),
        ("-0.0", "-0"),
        (".5", "0.5"),
        ("5.", "5"),
        ("+7", "7"),
        ("0.1", "0.1"),
        ("1e21", "1000000000000000000000"),
        ("1e-7", "0.0000001"),
        ("1E+3", "1000"),
        ("1p3", "8"),
        ("1p-3", "0.125"),
        ("123456789012345678901234567890", "123456789012345678901234567890"),
        ("Inf", "+Inf"),
        ("-inf", "-Inf"),
    ],
)
def test_a_number_is_read_from_text_and_written(text: str, written: str) -> None:
    amount = numbers.parse(text)

    assert amount is not None
    assert numbers.text(amount) == written


def test_a_whole_number_is_an_integer() -> None:
    assert [number(each).content for each in (Fraction(4, 2), Fraction(1, 2), 2.0)] == [
        *(2, Fraction(1, 2), 2)
    ]
    assert isinstance(number(Fraction(4, 2)).content, int)


def test_fractions_of_the_same_digits_are_equal() -> None:
    tenth, close = numbers.parse("0.1"), numbers.rounded(Fraction(1, 10), 520)
    fifth = numbers.parse("0.2")
    assert tenth is not None
    assert fifth is not None
    assert tenth != close
    pairs = ((tenth, close), (tenth, fifth), (tenth, 1), (1, tenth), (2, 2), (inf, tenth))
    assert [numbers.equal(*each) for each in pairs] == [True, False, False, False, True, False]


@pytest.mark.parametrize(
    "text", ["", " 1", "1 ", "0x1f", "1_000", "e5", "1e", "1e5.5", "NaN", "INF", "1.2.3", "٣"]
)
def test_other_text_is_no_number(text: str) -> None:
    assert numbers.parse(text) is None


@pytest.mark.parametrize("text", ["1e999999999", "1e-999999999", "1p999999999", "9" * 70_001])
def test_a_number_of_excessive_size_is_not_worked_out(text: str) -> None:
    with pytest.raises(NotEvaluated):
        numbers.parse(text)


def test_a_large_number_is_rounded_to_512_bits() -> None:
    amount = numbers.parse("1" * 200)

    assert amount is not None
    assert int(amount) != int("1" * 200)
    assert numbers.text(amount) == "1" * 155 + "0" * 45


def amount(text: str) -> Number:
    found = numbers.parse(text)
    assert found is not None
    return found


@pytest.mark.parametrize(
    ("result", "written"),
    [
        (numbers.add(amount("0.1"), amount("0.2")), "0.3"),
        (numbers.subtract(1, amount("0.9")), "0.1" + "0" * 153 + "3"),
        (numbers.multiply(amount("99.99"), 100), "9999"),
        (numbers.multiply(0, -1), "-0"),
        (numbers.divide(1, 3), "0." + "3" * 154 + "5"),
        (numbers.divide(1, 0), "+Inf"),
        (numbers.divide(-1, 0), "-Inf"),
        (numbers.divide(1, numbers.NEGATIVE_ZERO), "-Inf"),
        (numbers.divide(numbers.counted(2), numbers.counted(3)), "0.6666666666666666667"),
        (numbers.modulo(-5, 3), "-2"),
        (numbers.modulo(5, -3), "2"),
        (numbers.modulo(7, 0), "7"),
        (numbers.modulo(amount("5.5"), 2), "1.5"),
        (numbers.negate(0), "-0"),
        (numbers.negate(numbers.NEGATIVE_ZERO), "0"),
        (numbers.add(numbers.NEGATIVE_ZERO, numbers.NEGATIVE_ZERO), "-0"),
        (numbers.add(numbers.NEGATIVE_ZERO, 0), "0"),
        (numbers.absolute(amount("-1.5")), "1.5"),
        (numbers.from_float(0.1), "0.1"),
        (numbers.from_float(2.0**100), "1267650600228229400000000000000"),
    ],
)
def test_arithmetic_gives_the_digits_of_terraform(result: Number, written: str) -> None:
    assert numbers.text(result) == written


@pytest.mark.parametrize(
    ("operation", "left", "right"),
    [
        (numbers.add, inf, -inf),
        (numbers.subtract, inf, inf),
        (numbers.multiply, 0, inf),
        (numbers.divide, 0, 0),
        (numbers.divide, inf, -inf),
        (numbers.modulo, 1, inf),
        (numbers.modulo, inf, 2),
    ],
)
def test_what_is_not_defined_is_refused(operation: object, left: Number, right: Number) -> None:
    assert callable(operation)
    with pytest.raises(numbers.UndefinedResultError):
        operation(left, right)


@pytest.mark.parametrize(
    ("text", "brief"),
    [
        ("0", "0"),
        ("-0", "-0"),
        ("1234567890", "1234567890"),
        ("12345678901", "1.23456789e+10"),
        ("0.0001", "0.0001"),
        ("0.00001", "1e-05"),
        ("1e100", "1e+100"),
        ("0.12345678905", "0.123456789"),
        ("Inf", "+Inf"),
    ],
)
def test_sets_tell_numbers_apart_by_ten_digits(text: str, brief: str) -> None:
    assert numbers.brief_text(amount(text)) == brief


@given(AMOUNTS)
def test_the_digits_of_a_number_name_it(value: Fraction) -> None:
    held = numbers.rounded(value)

    read = numbers.parse(numbers.text(held))

    assert read is not None
    assert numbers.equal(read, held)
    assert numbers.text(read) == numbers.text(held)


@given(AMOUNTS, st.integers(2, 600))
def test_rounding_moves_a_number_by_half_a_bit_at_most(value: Fraction, bits: int) -> None:
    held = numbers.rounded(value, bits)

    assert isinstance(held, int | Fraction)
    assert abs(held - value) <= abs(value) / Fraction(2) ** bits
    assert numbers.rounded(held, bits) == held


@given(AMOUNTS, AMOUNTS)
def test_whole_numbers_are_computed_exactly(left: Fraction, right: Fraction) -> None:
    one, other = int(left), int(right)

    assert numbers.add(one, other) == one + other
    assert numbers.multiply(one, other) == one * other
    assert numbers.subtract(one, other) == one - other


@given(st.integers(0, 10**6), st.integers(0, 9))
def test_digits_of_any_count_are_written_and_read(power: int, last: int) -> None:
    whole = 10 ** (power % 9_000) + last

    assert numbers.from_digits(numbers.to_digits(whole)) == whole
