"""Configurations that describe more than anybody can work out end in an unknown, and soon."""

from __future__ import annotations

from time import process_time

import pytest

from bridgelint.terraform.values.values import (
    Reason,
    Unknown,
    list_of,
    number,
    size,
    string,
    tuple_of,
)
from evaluation import local_of, module_of, problems_of

TOO_LARGE = "the result is too large to evaluate here"
TOO_DEEP = "the value is nested too deeply to evaluate here"
TOO_LONG = "its evaluation takes too long"
SECONDS = 30.0
"""Far more than any of them needs, on any machine."""


def chain(first: str, step: str, length: int, last: str) -> str:
    """Locals of which each is made from the one before; `e` is made from the last."""
    lines = [f"a0 = {first}"]
    lines += [f"a{n} = {step.replace('@', f'local.a{n - 1}')}" for n in range(1, length)]
    lines += [f"e = {last.replace('@', f'local.a{length - 1}')}"]
    return "locals {\n" + "\n".join(lines) + "\n}\n"


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        (chain("[1]", "[@, @]", 60, "jsonencode(@)"), TOO_LARGE),
        (chain("[1]", "[@, @]", 60, "@ == @"), TOO_LARGE),
        (chain("[1]", "{ a = @, b = @ }", 60, "jsonencode(@)"), TOO_LARGE),
        (chain("[1]", "concat(@, @)", 60, "length(@)"), TOO_LARGE),
        (chain('"x"', '"${@}${@}"', 60, "@"), TOO_LARGE),
        (chain('"x"', 'join("", [@, @])', 60, "@"), TOO_LARGE),
        (chain('"x"', 'format("%s%s", @, @)', 60, "@"), TOO_LARGE),
        (chain('"xx"', 'replace(@, "x", @)', 60, "@"), TOO_LARGE),
        (chain("7", "@ * @", 60, "@"), TOO_LARGE),
        (chain("[]", "[@]", 5_000, "jsonencode(@)"), TOO_DEEP),
        (chain("[]", "[@]", 5_000, "toset([@])"), TOO_DEEP),
        (chain("[]", "[@]", 5_000, "@ == @"), TOO_DEEP),
        ("locals {\n  e = setproduct(range(1000), range(1000), range(1000))\n}", TOO_LARGE),
        ('locals {\n  e = format("%999999999s", "x")\n}', TOO_LARGE),
        ("locals {\n  e = 1e999999999\n}", TOO_LARGE),
        (
            chain("range(1000)", "@", 1, "[for x in @ : [for y in @ : [for z in @ : 1]]]"),
            TOO_LONG,
        ),
        (
            chain("range(1000)", "@", 1, '"%{ for x in @ }%{ for y in @ }x%{ endfor }%{ endfor }"'),
            TOO_LONG,
        ),
        (chain("range(1000)", "@", 1, "[for x in @ : [for y in @ : range(1000)]]"), TOO_LONG),
        (
            chain("range(1000)", "@", 1, '[for x in @ : format("%${x + 1000000}d", x)]'),
            TOO_LONG,
        ),
        (chain("range(900)", "concat(@, [for i in range(900) : i])", 200, "@"), TOO_LONG),
    ],
)
def test_excess_ends_in_an_unknown(text: str, reason: str) -> None:
    module = module_of(text)
    start = process_time()

    value = local_of(module, "e")

    assert value is not None
    assert isinstance(value.content, Unknown)
    assert value.content.reason.text == reason
    assert problems_of(module) == []
    assert process_time() - start < SECONDS


def test_a_long_cycle_is_told_in_brief() -> None:
    module = module_of(chain("local.e", "@", 3_000, "@"))
    start = process_time()

    local_of(module, "e")

    through = ", then ".join(f"`local.{name}`" for name in ["e", *_down_from(2_999, 19)])
    assert problems_of(module) == [
        f"main.tf:2:1: `local.a0` depends on itself (via {through}, and more)"
    ]
    assert process_time() - start < SECONDS


def _down_from(number: int, count: int) -> list[str]:
    return [f"a{each}" for each in range(number, number - count, -1)]


def test_what_is_large_but_bearable_is_worked_out() -> None:
    module = module_of(
        "locals {\n"
        "  pairs = setproduct(range(100), range(100))\n"
        '  texts = [for p in local.pairs : "${p[0]}-${p[1]}"]\n'
        "  e = length(distinct(concat(local.texts, local.texts)))\n"
        "}\n"
    )

    assert local_of(module, "e") == number(10_000)


def test_the_size_of_a_value_counts_what_is_shared_each_time() -> None:
    one = string("x")
    pair = tuple_of([one, one])
    four = tuple_of([pair, pair])

    assert [size(each) for each in (one, pair, four, four)] == [1, 3, 7, 7]
    assert size(string("x" * 1_000)) == 11
    assert size(list_of(one.type, [one.marked(frozenset())] * 5)) == 6


def test_an_unknown_value_has_the_reason_that_came_first() -> None:
    module = module_of('variable "x" {}\nlocals {\n  e = jsonencode({ a = [1, var.x] })\n}\n')

    value = local_of(module, "e")

    assert value is not None
    assert isinstance(value.content, Unknown)
    assert value.content.reason == Reason("var.x has no value", value.content.reason.span)
