"""Regular expressions: what is refused, and that no pattern takes long."""

from __future__ import annotations

import sys
from time import process_time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bridgelint.terraform.expressions.evaluator import render
from bridgelint.terraform.functions.calling import call
from bridgelint.terraform.functions.declaration import FunctionContext
from bridgelint.terraform.values.values import string
from evaluation import local_of, module_of, plain, problems_of, value_of

CONTEXT = FunctionContext("/nowhere", "/nowhere", render)
TOO_LONG = "<the regular expression takes too long to match>"


def computed(name: str, *arguments: str) -> object:
    """What a function makes of known strings."""
    return plain(call(name, tuple(map(string, arguments)), CONTEXT))


def problem_of(expression: str) -> list[str]:
    """The messages that a local with this expression leads to."""
    module = module_of(f"locals {{\n  a = {expression}\n}}\n")
    local_of(module, "a")
    return problems_of(module)


INVALID = "failed: invalid regular expression:"
NO_MATCH = "failed: the regular expression does not match any part of the string"


@pytest.mark.parametrize(
    ("expression", "message"),
    [
        ('regex("[", "a")', f"13: call to function `regex` {INVALID} missing ]: ["),
        (
            'regex("(?=a)", "a")',
            f"13: call to function `regex` {INVALID} invalid perl operator: (?=",
        ),
        (
            'regex("\\\\C", "a")',
            f"13: call to function `regex` {INVALID} invalid escape sequence: \\C",
        ),
        (
            'regexall("(?P<\u00e9>a)", "a")',
            f"16: call to function `regexall` {INVALID} invalid group name: \u00e9",
        ),
        (
            'regex("(?P<a>a)(b)", "ab")',
            f"13: call to function `regex` {INVALID} named and unnamed groups cannot be mixed",
        ),
        ('regex("b", "a")', f"18: call to function `regex` {NO_MATCH}"),
        ('replace("a", "/(/", "b")', f"20: call to function `replace` {INVALID} missing ): ("),
    ],
)
def test_what_is_refused(expression: str, message: str) -> None:
    assert problem_of(expression) == [f"main.tf:2:{message}"]


def test_an_empty_match_is_never_inside_a_character() -> None:
    assert plain(value_of('regexall("\\\\B", "aé")')) == [""]
    assert plain(value_of('regexall("", "é")')) == ["", ""]


def test_a_class_that_only_go_knows_is_unknown() -> None:
    reason = "the regular expression is not supported: invalid character class range"
    assert plain(value_of('regex("\\\\p{Letter}", "a")')) == f"<{reason}: \\p{{Letter}}>"


def test_without_the_library_nothing_is_matched(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "re2", None)
    missing = "<google-re2, which matches regular expressions, is not installed>"

    assert [
        plain(value_of('regex("a", "a")')),
        plain(value_of('regexall("a", "a")')),
        plain(value_of('replace("a", "/a/", "b")')),
        plain(value_of('replace("a", "a", "b")')),
    ] == [missing, missing, missing, "b"]


@pytest.mark.parametrize(
    ("name", "arguments", "expected"),
    [
        ("regexall", ("^(a*)*(a*)*b$", "a" * 1_000_000), []),
        ("regexall", ("a(?:.*z)?", "a" * 1_000_000), TOO_LONG),
        ("regex", ("((?:a?){900}.*){1}b", "a" * 1_000_000), TOO_LONG),
        ("regex", ("()" * 2000, "a"), TOO_LONG),
    ],
)
def test_no_pattern_takes_long(name: str, arguments: tuple[str, ...], expected: object) -> None:
    start = process_time()

    assert computed(name, *arguments) == expected
    assert process_time() - start < 5


@given(st.text(), st.text(alphabet="ab.\u00e9", min_size=1, max_size=2))
def test_a_quoted_pattern_replaces_as_plain_text_does(text: str, searched: str) -> None:
    assert computed("replace", text, f"/\\Q{searched}\\E/", "x") == computed(
        "replace", text, searched, "x"
    )


@given(st.text(alphabet="ab \u00e9\U0001f600\n", max_size=20))
def test_matches_and_what_is_between_make_up_the_text(text: str) -> None:
    pattern = string("(?s)[a-z]+|[^a-z]+")
    matches = call("regexall", (pattern, string(text)), CONTEXT).elements

    assert "".join(str(plain(each)) for each in matches) == text
