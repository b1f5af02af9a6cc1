"""Deep, long and endless texts are read in time that grows with their size, without recursion."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from bridgelint.base.source import SourceFile
from bridgelint.hcl.parse import parse_body


def messages(text: str) -> list[str]:
    _, problems = parse_body(SourceFile("main.tf", text.encode()))
    return [problem.message for problem in problems]


@pytest.mark.parametrize(
    ("opening", "inside", "closing"),
    [
        ("(", "1", ")"),
        ("[", "1", "]"),
        ("{ a = ", "1", "}"),
        ("f(", "1", ")"),
        ("a[", "0", "]"),
        ('"${', "1", '}"'),
        ("[for x in ", "y", ": x]"),
        ("{for x in ", "y", ": x => x}"),
        ("-", "1", ""),
        ("!", "a", ""),
        ("a ? b : ", "c", ""),
        ("1 + (", "2", ")"),
        ('"%{ if ', "x", ' }%{ endif }"'),
    ],
)
def test_two_thousand_levels_of_an_expression(opening: str, inside: str, closing: str) -> None:
    levels = 2000
    assert messages(f"a = {opening * levels}{inside}{closing * levels}\nb = 1\n") == []


def test_two_thousand_levels_of_blocks() -> None:
    assert messages("x {\n" * 2000 + "}\n" * 2000) == []
    assert messages("x {\n" * 2000) == ["`{` is not closed"]


@pytest.mark.parametrize(
    ("opening", "message"),
    [
        ("(", "`(` is not closed"),
        ("[", "`[` is not closed"),
        ("f(", "`(` is not closed"),
        ("{ a = ", "expected an expression, found the end of the line"),
        ('"${', "`${` is not closed"),
        ("-", "expected an expression, found the end of the line"),
        ("[for x in ", "`[` is not closed"),
    ],
)
def test_two_thousand_levels_without_an_end(opening: str, message: str) -> None:
    assert messages(f"a = {opening * 2000}\nb = 1\n") == [message]


TEXTS: dict[str, Callable[[int], str]] = {
    "comments without an end": lambda n: "a = 1 /*" * n,
    "comments without an end in brackets": lambda n: "a = [" + "/* " * n,
    "brackets and comments": lambda n: "[ # x\n" * n,
    "heredocs without an end": lambda n: "a = <<E\n" * n,
    "a string without an end": lambda n: 'a = "' + "x" * 8 * n,
    "quotes": lambda n: '"' * 8 * n,
    "dollar signs": lambda n: "${" * 4 * n,
    "dots": lambda n: "a = 1" + "." * 8 * n,
    "a numeral with dots": lambda n: "a = 1" + ".1" * 4 * n,
    "mistakes in every line": lambda n: "a = 1 2\n" * n,
    "NULs": lambda n: "\0" * 8 * n,
    "steps": lambda n: "a = b" + ".c" * 4 * n,
    "operators": lambda n: "a = 1" + " + 1" * 2 * n,
    "interpolations": lambda n: 'a = "' + "${x}" * 2 * n + '"',
    "directives": lambda n: 'a = "' + "%{if x}" * n + "%{endif}" * n + '"',
    "lines of a heredoc": lambda n: "a = <<-E\n" + "  x ${y}\n" * n + "E\n",
    "blocks without an end": lambda n: "x {\n" * 2 * n,
    "large exponents": lambda n: "a = 1e2000000000\n" * n,
    "digits": lambda n: "a = " + "1" * 8 * n,
}


@pytest.mark.parametrize("name", TEXTS)
def test_reading_comes_to_an_end(name: str) -> None:
    """A reader that goes over the text once for each of its parts would take minutes here."""
    text = TEXTS[name](20_000)
    body, _ = parse_body(SourceFile("main.tf", text.encode()))
    assert body.span.end == len(text)
