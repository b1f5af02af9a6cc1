"""Logarithms and powers: what is shown is the same on every platform that Terraform runs on."""

from __future__ import annotations

import pytest

from bridgelint.terraform.values.values import Unknown, number
from evaluation import value_of

LAST_DIGIT = "the last digit of this result depends on the platform that Terraform runs on"


@pytest.mark.parametrize(
    ("expression", "amount"),
    [
        ("log(8, 2)", 3),
        ("log(2, 16)", 0.25),
        ("log(0.125, 2)", -3),
        ("log(10, 10)", 1),
        ("log(1, 10)", 0),
        ("pow(2, 10)", 1024),
        ("pow(2, -10)", 1 / 1024),
        ("pow(10, 22)", 10**22),
        ("pow(16, -2)", 1 / 256),
        ("pow(-1.5, 3)", -3.375),
        ("pow(7, 0)", 1),
        ("pow(7.5, 1)", 7.5),
        ("pow(9, 0.5)", 3),
        ("pow(4, -0.5)", 0.5),
        ("pow(0.1, 1000)", 0),
    ],
)
def test_certain(expression: str, amount: float) -> None:
    assert value_of(f"{expression} == {amount!r}").content is True


@pytest.mark.parametrize(
    "expression",
    [
        "log(100, 10)",
        "log(1000, 10)",
        "log(5e-324, 2)",
        "log(2, 3)",
        "pow(10, 23)",
        "pow(1.1, 2)",
        "pow(2, 1.5)",
    ],
)
def test_uncertain(expression: str) -> None:
    content = value_of(expression).content

    assert isinstance(content, Unknown)
    assert content.reason.text == LAST_DIGIT


def test_infinities() -> None:
    assert value_of("pow(0, -1)") == number(float("inf"))
    assert value_of("pow(-10, 401)") == number(float("-inf"))
    assert value_of("log(0, 10)") == number(float("-inf"))
