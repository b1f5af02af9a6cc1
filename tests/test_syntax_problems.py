"""Broken text: one problem a place, in words, and everything around it is still read."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bridgelint.base.source import SourceFile
from bridgelint.hcl.parse import parse_body, parse_expression, parse_template
from bridgelint.hcl.tree import SyntaxProblem
from configurations import mutations
from outline import body_outline
from support import FIXTURES, agree

BROKEN = FIXTURES / "syntax" / "broken.txt"


def found(text: str | bytes) -> tuple[list[tuple[int, int, str, str]], list[str]]:
    """Line, column, text and message of each problem, and what has been read."""
    data = text if isinstance(text, bytes) else text.encode()
    body, problems = parse_body(SourceFile("main.tf", data))
    return [in_short(each) for each in problems], body_outline(body)


def in_short(problem: SyntaxProblem) -> tuple[int, int, str, str]:
    span = problem.span
    return span.line, span.column, span.text, problem.message


@pytest.mark.parametrize(
    ("value", "column", "text", "message"),
    [
        ("", 5, "\n", "expected an expression, found the end of the line"),
        ("1 2", 7, "2", "expected a new line after the argument, found `2`"),
        ("1, 2", 6, ",", "arguments cannot be separated by commas"),
        ("1 +", 8, "\n", "expected an expression, found the end of the line"),
        ("1 + * 2", 9, "*", "expected an expression, found `*`"),
        ("* 1", 5, "*", "expected an expression, found `*`"),
        ("a.", 7, "\n", "expected a name after `.`, found the end of the line"),
        ("a.1.2", 7, "1.2", "consecutive legacy indexes"),
        ("a.*.b.*", 11, "*", "a splat cannot follow a `.*` splat"),
        ("a[", 6, "[", "`[` is not closed"),
        ("a[0", 6, "[", "`[` is not closed"),
        ("a[0 1]", 9, "1", "expected `]`, found `1`"),
        ("a[]", 7, "]", "expected an expression, found `]`"),
        ("f(", 6, "(", "`(` is not closed"),
        ("f(1 2)", 9, "2", "expected `,` or `)`, found `2`"),
        ("f(a... b)", 12, "b", "expected `,` or `)`, found `b`"),
        ("f(,)", 7, ",", "expected an expression, found `,`"),
        ("a::", 8, "\n", "expected a function name after `::`, found the end of the line"),
        ("a::b", 9, "\n", "expected `(` after the function name, found the end of the line"),
        ("(1", 5, "(", "`(` is not closed"),
        ("(1 2)", 8, "2", "expected `)`, found `2`"),
        ("[1", 5, "[", "`[` is not closed"),
        ("[1 2]", 8, "2", "expected `,` or `]`, found `2`"),
        ("[1, 2)", 10, ")", "expected `,` or `]`, found `)`"),
        ("{ a = 1", 5, "{", "`{` is not closed"),
        ("{ a }", 9, "}", "expected `=` after this key, found `}`"),
        ("{ a = }", 11, "}", "expected an expression, found `}`"),
        (
            "{ a = 1 b = 2 }",
            13,
            "b",
            "expected `,` or a new line before the next element, found `b`",
        ),
        ("{ , }", 7, ",", "expected an expression, found `,`"),
        ("{ a.b }", 11, "}", "expected `=` after this key, found `}`"),
        ("a ? b", 10, "\n", "expected `:` and the value for `false`, found the end of the line"),
        ("a ? b :", 12, "\n", "expected an expression, found the end of the line"),
        ("[for x y : x]", 12, "y", "expected `in` in this `for`, found `y`"),
        ("[for 1 in y : x]", 10, "1", "expected a name in this `for`, found `1`"),
        ("[for x in y x]", 17, "x", "expected `:` after the collection of this `for`, found `x`"),
        (
            "[for x in y : x y]",
            21,
            "y",
            "expected `if` or `]` after the value of this `for`, found `y`",
        ),
        ("[for x, in y : x]", 16, "y", "expected `in` in this `for`, found `y`"),
        ("{for x in y : x}", 20, "}", "expected `=>` after the key of this `for`, found `}`"),
        (
            "{for k, v in y : k => v w}",
            29,
            "w",
            "expected `if` or `}` after the value of this `for`, found `w`",
        ),
        ('"abc', 5, '"abc', "unterminated string"),
        ('"abc${d', 9, "${", "`${` is not closed"),
        ('"abc${d"', 9, "${", "`${` is not closed"),
        ('"abc${d e}"', 13, "e", "expected `}` at the end of this interpolation, found `e`"),
        ('"${}"', 8, "}", "expected an expression, found `}`"),
        ('"%{ fi a }"', 9, "fi", "expected `if`, `else`, `endif`, `for` or `endfor`, found `fi`"),
        ('"%{ }"', 9, "}", "expected `if`, `else`, `endif`, `for` or `endfor`, found `}`"),
        ('"%{ if }"', 12, "}", "expected an expression, found `}`"),
        ('"%{ if a b }"', 14, "b", "expected `}` at the end of this directive, found `b`"),
        ('"%{ for x y }"', 15, "y", "expected `in` in this `for`, found `y`"),
        (
            '"%{ for x in y z }%{ endfor }"',
            20,
            "z",
            "expected `}` at the end of this `for` directive, found `z`",
        ),
        ('"%{ else a }"', 14, "a", "expected `}` at the end of this directive, found `a`"),
        ('"%{ if a }b"', 6, "%{ if a }", "`%{ if }` is not closed with `%{ endif }`"),
        ('"%{ endif }"', 6, "%{ endif }", "`%{ endif }` without a directive that it closes"),
        ('"\\q"', 6, "\\q", "invalid escape `\\q`"),
        ('"\\u12"', 6, "\\u12", "invalid escape `\\u12`"),
        ('"\\U00110000"', 6, "\\U00110000", "invalid escape `\\U00110000`"),
        ("1.2.3", 5, "1.2.3", "`1.2.3` is not a valid number"),
        ("1e99999999999", 5, "1e99999999999", "`1e99999999999` is not a valid number"),
        ("'abc'", 5, "'", "`'` is not valid here"),
        ("`abc`", 5, "`", "a backquote is not valid here"),
        ("“abc”", 5, "“", "`“` is not valid here"),
        ("a & b", 7, "&", "`&` is not valid here"),
        ("a | b", 7, "|", "`|` is not valid here"),
        ("~a", 5, "~", "`~` is not valid here"),
        ("a ^ b", 7, "^", "`^` is not valid here"),
        ("@a", 5, "@", "`@` is not valid here"),
        ("$a", 5, "$", "`$` is not valid here"),
        ("1;", 6, ";", "`;` is not valid here"),
        ("é ¹", 7, "¹", "`¹` is not valid here"),
        ("a <<E", 7, "<<E", "expected a new line after the argument, found a heredoc"),
        ("}", 5, "}", "expected an expression, found `}`"),
        (")", 5, ")", "expected an expression, found `)`"),
        ("a.b c.d", 9, "c", "expected a new line after the argument, found `c`"),
    ],
)
def test_a_value_that_is_not_valid(value: str, column: int, text: str, message: str) -> None:
    problems, outline = found(f"a = {value}\nb = 2\n")
    assert problems == [(1, column, text, message)]
    assert "b = 2" in outline


def test_what_is_wrong_and_what_is_read() -> None:
    """fixtures/syntax/broken.txt: texts, the problems in each, and what is read of it."""
    sections: list[str] = []
    for section in BROKEN.read_text("utf-8").split("=== ")[1:]:
        title, _, rest = section.partition("\n")
        text = rest.partition("--- problems\n")[0]
        problems, outline = found(text)
        lines = [f"{line}:{column} [{each}] {message}" for line, column, each, message in problems]
        parts = [f"=== {title}\n{text}--- problems", *lines, "--- read", *outline]
        sections.append("\n".join(parts) + "\n")
    agree(BROKEN, "".join(sections))


def test_a_heredoc_that_ends_with_the_file() -> None:
    assert found("a = <<EOT\ntext\nEOT") == (
        [(1, 5, "<<EOT", "missing newline after `EOT`, which closes this heredoc")],
        ["a = ?<<EOT\\ntext\\nEOT?"],
    )


@pytest.mark.parametrize(
    ("data", "problem"),
    [
        (b"a = 1\0\n", (1, 6, "\0", "U+0000 (a control character) is not valid here")),
        (
            b"a = 1\r\n\xc2\xa0b = 2",
            (2, 1, "\u00a0", "U+00A0 (no-break space) is not valid here"),
        ),
        (b"a = 1\rb = 2\n", (1, 6, "\r", "U+000D (a control character) is not valid here")),
        (b'\xef\xbb\xbfa = "\xff"\n', (1, 6, "\ufffd", "invalid UTF-8: byte 0xff")),
        (b"a = <<E\n\xff\nE\n", (2, 1, "\ufffd", "invalid UTF-8: byte 0xff")),
        (b"a = b\xffc\n", (1, 6, "\ufffd", "invalid UTF-8: byte 0xff")),
        (b"a = \xed\xa0\x80\n", (1, 5, "\ufffd", "invalid UTF-8: byte 0xed")),
    ],
)
def test_characters_and_bytes(data: bytes, problem: tuple[int, int, str, str]) -> None:
    problems, _ = found(data)
    assert problems == [problem]


def test_reading_stops_after_twenty_mistakes() -> None:
    problems, outline = found("".join(f"a{number} = 1 2\n" for number in range(30)))
    assert [line for line, *_ in problems] == list(range(1, 21))
    assert outline == [*(f"a{number} = 1" for number in range(19)), "(incomplete)"]


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ("", (1, 1, "", "expected an expression, found the end")),
        ("a b", (1, 3, "b", "expected the end of the expression, found `b`")),
        ("a\n+", (2, 2, "", "expected an expression, found the end")),
        ("[1", (1, 1, "[", "`[` is not closed")),
    ],
)
def test_an_expression_that_is_not_valid(text: str, problem: tuple[int, int, str, str]) -> None:
    value, problems = parse_expression(SourceFile("main.tf", text.encode()))
    assert value is None
    assert [in_short(each) for each in problems] == [problem]


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ("a ${", (1, 3, "${", "`${` is not closed")),
        ("a ${b", (1, 3, "${", "`${` is not closed")),
        ("a\n%{ if b }", (2, 1, "%{ if b }", "`%{ if }` is not closed with `%{ endif }`")),
        ("%{ endfor }", (1, 1, "%{ endfor }", "`%{ endfor }` without a directive that it closes")),
        ("${a b}", (1, 5, "b", "expected `}` at the end of this interpolation, found `b`")),
    ],
)
def test_a_template_that_is_not_valid(text: str, problem: tuple[int, int, str, str]) -> None:
    _, problems = parse_template(SourceFile("x.tftpl", text.encode()))
    assert [in_short(each) for each in problems] == [problem]


@given(mutations())
@settings(max_examples=200, deadline=None)
def test_problems_stand_in_the_order_of_the_text_each_at_its_own_place(data: bytes) -> None:
    _, problems = parse_body(SourceFile("main.tf", data))
    starts = [problem.span.start for problem in problems]
    assert starts == sorted(set(starts))
    assert all(0 <= each.span.start <= each.span.end <= len(data) for each in problems)
    assert all(each.message and "\n" not in each.message for each in problems)


@given(st.binary(max_size=60))
@settings(max_examples=200, deadline=None)
def test_bytes_of_any_kind_are_read(data: bytes) -> None:
    file = SourceFile("main.tf", data)
    parse_body(file)
    parse_expression(file)
    parse_template(file)


@pytest.mark.parametrize(
    ("text", "problems", "read"),
    [
        pytest.param(
            "a {\n} b =\nc = 1\n",
            [
                (2, 3, "b", "expected a new line after the block, found `b`"),
                (2, 6, "\n", "expected an expression, found the end of the line"),
            ],
            ["a", "b = ??", "c = 1"],
            id="an argument on the line of an empty block's end",
        ),
        pytest.param(
            'entry" {\n}\nc = 1\n',
            [(1, 6, '" {', "unterminated string")],
            ["c = 1", "(incomplete)"],
            id="a quote at the end of a block's type",
        ),
        pytest.param(
            'a {\n  entry "{\n    b = 1\n  }\n}\nc = 1\n',
            [(2, 9, '"{', "unterminated string")],
            ["a", "  (incomplete)", "c = 1", "(incomplete)"],
            id="a quote before the brace of a block",
        ),
    ],
)
def test_blocks_around_a_mistake(
    text: str, problems: list[tuple[int, int, str, str]], read: list[str]
) -> None:
    assert found(text) == (problems, read)
