"""Values of every kind, for tests of laws."""

from __future__ import annotations

from fractions import Fraction
from unicodedata import normalize

from hypothesis import strategies as st

from bridgelint.terraform.values import numbers
from bridgelint.terraform.values.values import (
    FALSE,
    TRUE,
    Value,
    null,
    number,
    object_of,
    string,
    tuple_of,
)

TEXTS = st.text(st.characters(codec="utf-8"), max_size=8).map(lambda text: normalize("NFC", text))


def rounded(amount: Fraction) -> Value:
    """The number as Terraform holds it."""
    return number(numbers.rounded(amount))


AMOUNTS = st.one_of(
    st.integers(-(10**40), 10**40).map(Fraction),
    st.decimals(allow_nan=False, allow_infinity=False, places=12).map(Fraction),
    st.fractions(max_denominator=10**6),
)
NUMBERS = AMOUNTS.map(rounded)
STRINGS = TEXTS.map(string)
SCALARS = st.one_of(st.just(null()), st.just(TRUE), st.just(FALSE), NUMBERS, STRINGS)


def structures(inner: st.SearchStrategy[Value]) -> st.SearchStrategy[Value]:
    """Tuples and objects of these."""
    return st.one_of(
        st.lists(inner, max_size=4).map(tuple_of),
        st.dictionaries(TEXTS, inner, max_size=4).map(object_of),
    )


VALUES = st.recursive(SCALARS, structures, max_leaves=12)
"""What JSON can describe."""
