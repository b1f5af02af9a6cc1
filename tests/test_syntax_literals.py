"""Numerals and the text of strings."""

from __future__ import annotations

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bridgelint.hcl.literals import number, plain_text, quoted_text


@pytest.mark.parametrize(
    ("numeral", "expected"),
    [
        ("0", 0),
        ("007", 7),
        ("1.50", Fraction(3, 2)),
        ("1.", 1),
        ("2.0", 2),
        ("1e3", 1000),
        ("1.e3", 1000),
        ("1E+3", 1000),
        ("25e-2", Fraction(1, 4)),
        ("0e99999999999", 0),
        ("1.2.3", None),
        ("1..2", None),
        ("1e5e5", None),
        # The limits of Go's big.Float: a power of two from -2^31 to 2^31-1.
        ("1e2147483647", None),
        ("4e2147483645", None),
        ("1e-2147483650", None),
        ("0e9223372036854775808", None),
    ],
)
def test_numbers(numeral: str, expected: int | Fraction | None) -> None:
    assert number(numeral) == expected


@pytest.mark.parametrize("numeral", ["2e2147483645", "3e2147483645", "1e-2147483649"])
def test_numbers_that_are_valid_and_cut_off(numeral: str) -> None:
    value = number(numeral)
    assert value is not None
    assert value > 10**100_000 or 0 < value < Fraction(1, 10**100_000)


@given(st.integers(min_value=0), st.integers(0, 20))
def test_a_number_is_exact(digits: int, places: int) -> None:
    text = str(digits).zfill(places + 1)
    numeral = f"{text[: len(text) - places]}.{text[len(text) - places :]}"
    assert number(numeral) == Fraction(digits, 10**places)


def test_a_long_number_is_exact() -> None:
    value = number("7" * 20_000)
    assert isinstance(value, int)
    assert value * 9 == 7 * (10**20_000 - 1)


@pytest.mark.parametrize(
    ("raw", "text"),
    [
        (r"a\n\r\t\"\\b", 'a\n\r\t"\\b'),
        (r"\u00e9\u0041\U0001F600", "éA😀"),
        (r"$${a} %%{b} $a %b $$ %% $$$${", "${a} %{b} $a %b $$ %% $$${"),
        (r"\\n\\\n", "\\n\\\n"),
        ("é", "é"),
    ],
)
def test_quoted_text(raw: str, text: str) -> None:
    assert quoted_text(raw.encode()) == (text, ())


@pytest.mark.parametrize(
    ("raw", "bad"),
    [
        (r"a\qb", [r"\q"]),
        (r"\é\x41", [r"\é", r"\x"]),
        (r"\u12g\u", [r"\u12", r"\u"]),
        (r"\ud800\uDFFF", [r"\ud800", r"\uDFFF"]),
        (r"\U0001F60\U00110000", [r"\U0001F60", r"\U00110000"]),
        (r"\$\'\/\0", [r"\$", r"\'", r"\/", r"\0"]),
    ],
)
def test_escapes_that_are_none(raw: str, bad: list[str]) -> None:
    data = raw.encode()
    assert [data[start:end].decode() for start, end in quoted_text(data)[1]] == bad


def test_plain_text_knows_no_backslash() -> None:
    assert plain_text(rb"\n\q $${a} %%{b}") == r"\n\q ${a} %{b}"
