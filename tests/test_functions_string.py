"""What the recorded calls do not show: unknown strings, size limits and laws."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bridgelint.terraform.expressions.evaluator import render
from bridgelint.terraform.functions.calling import call
from bridgelint.terraform.functions.declaration import FunctionContext
from bridgelint.terraform.values.refinements import safe_prefix
from bridgelint.terraform.values.types import STRING
from bridgelint.terraform.values.unicode_text import graphemes, normalized
from bridgelint.terraform.values.values import Unknown, Value, list_of, number, string
from evaluation import plain, value_of

CONTEXT = FunctionContext("/nowhere", "/nowhere", render)
VARIABLES = """
variable "id" { type = string }
variable "n" { type = number }
"""
ID, N = "<var.id has no value>", "<var.n has no value>"
TOO_LARGE = "<the result is too large to evaluate here>"


def computed(name: str, *arguments: str | int | Value) -> object:
    """What a function makes of values, or of known strings and numbers."""
    return plain(call(name, tuple(map(_value, arguments)), CONTEXT))


def _value(argument: str | int | Value) -> Value:
    if isinstance(argument, str):
        return string(normalized(argument))
    return argument if isinstance(argument, Value) else number(argument)


def _strings(texts: list[str]) -> Value:
    return list_of(STRING, map(string, texts))


def known_of(expression: str) -> tuple[str, list[object] | None]:
    """The prefix and the parts of an unknown string; a value among the parts as its reason."""
    content = value_of(expression, VARIABLES).content
    assert isinstance(content, Unknown)
    if content.parts is None:
        return content.prefix, None
    return content.prefix, [
        part if isinstance(part, str) else plain(part) for part in content.parts
    ]


@pytest.mark.parametrize(
    ("expression", "prefix", "parts"),
    [
        ('join("-", ["a", var.id, "b", "c"])', "", ["a-", ID, "-b-c"]),
        ('join("-", [var.id], ["x"])', "", [ID, "-x"]),
        ('join("-", [null, var.id])', "", None),
        ('join("-", toset([var.id, "a"]))', "", None),
        ('format("aws.%s!", var.id)', "aws.", ["aws.", ID, "!"]),
        ('format("ab%s", var.id)', "a", ["ab", ID]),
        ('format("%s", "a-${var.id}")', "", ["a-", ID]),
        ('format("%d/%v", var.n, var.id)', "", [N, "/", ID]),
        ('format("%5s|%q", var.id, "x")', "", [ID, '|"x"']),
        ('format("x %v", [var.id])', "x ", ["x ", ID]),
        ('format("%s%s", var.id)', "", None),
        ('format("%y", var.id)', "", [ID]),
        ('"${format("x.%s", var.id)}/${join("", ["y", var.id])}"', "", ["x.", ID, "/y", ID]),
    ],
)
def test_what_is_known_of_an_unknown_string(
    expression: str, prefix: str, parts: list[object] | None
) -> None:
    assert known_of(expression) == (prefix, parts)


def test_what_is_known_of_the_json_in_a_format() -> None:
    content = value_of('format("data=%v", { id = var.id, n = 1 })', VARIABLES).content

    assert isinstance(content, Unknown)
    assert content.parts is not None
    text, json = content.parts
    assert isinstance(json, Value)
    assert json.unknown is not None
    assert json.unknown.json is not None
    assert (text, plain(json.unknown.json)) == ("data=", {"id": ID, "n": 1})


@pytest.mark.parametrize(
    ("expression", "expected"),
    [
        ('startswith("abc-${var.id}", "abc")', True),
        ('startswith("abc-${var.id}", "abd")', False),
        ('startswith("abc-${var.id}", "abc-d")', ID),
        ('startswith("abc${var.id}", "abc")', ID),
        ('startswith(var.id, "")', True),
        ('formatlist("%s-%d", ["a", var.id], 1)', ["a-1", ID]),
        ('formatlist("%s", split(",", var.id))', ID),
        ("timestamp()", "<timestamp() is evaluated during apply>"),
        ("plantimestamp()", "<plantimestamp() is the time of the plan>"),
        ("uuid()", "<uuid() is evaluated during apply>"),
        ('bcrypt("x")', "<bcrypt() is evaluated during apply>"),
        ('md5("${uuid()}")', "<uuid() is evaluated during apply>"),
        ('pathexpand("~/x")', "<the home directory depends on the user who runs Terraform>"),
        (
            'rsadecrypt("eA==", "-----BEGIN RSA PRIVATE KEY-----")',
            "<rsadecrypt() is not evaluated>",
        ),
    ],
)
def test_why_a_result_is_unknown(expression: str, expected: object) -> None:
    assert plain(value_of(expression, VARIABLES)) == expected


def test_space_is_trimmed_from_text_of_any_length() -> None:
    for length in (0, 1, 256, 400):
        assert value_of(f'trimspace(format("%{length or ""}s", ""))') == string("")
    assert value_of('trimspace(format("%400s", "x \\n"))') == string("x")


def test_only_an_apply_tells_the_time() -> None:
    after_apply: dict[str, bool] = {}
    for expression in ("timestamp()", "uuid()", 'bcrypt("x")', "plantimestamp()"):
        content = value_of(expression).content
        assert isinstance(content, Unknown)
        after_apply[expression] = content.reason.after_apply

    assert after_apply == {
        "timestamp()": True,
        "uuid()": True,
        'bcrypt("x")': True,
        "plantimestamp()": False,
    }


@pytest.mark.parametrize(
    ("name", "arguments"),
    [
        ("indent", (10**15, "a\nb")),
        ("indent", (1000, "\n" * 10_000)),
        ("replace", ("a" * 10_000, "a", "b" * 10_000)),
        ("replace", ("a" * 10_000, "/a/", "b" * 10_000)),
        ("split", ("", "a" * 200_000)),
        ("split", (",", "," * 200_000)),
        ("join", ("x" * 100_000, _strings(["a"] * 100))),
        ("format", ("%1000000000s", "a")),
        ("format", ("%-99999999999999999999999s", "a")),
        ("format", ("%1000000000d", 1)),
        ("format", ("%.1000000000d", 1)),
        ("format", ("%.1000000000f", 1)),
        ("format", ("%[1]s" * 1000, "a" * 10_000)),
        ("formatlist", ("%9000s", _strings(["a"] * 2000))),
    ],
)
def test_a_huge_result_is_not_made(name: str, arguments: tuple[str | int | Value, ...]) -> None:
    assert computed(name, *arguments) == TOO_LARGE


@pytest.mark.parametrize(
    ("text", "safe"),
    [
        ("", ""),
        ("aws.", "aws."),
        ("aws", "aw"),
        ("caf\u00e9", "caf"),
        ("e\u0301-", "\u00e9-"),
        ("a=", "a"),
        ("a\nb-", "a"),
        ("a\r\nb-", "a\r\nb-"),
        ("a\U0001f469\u200d", "a"),
    ],
)
def test_safe_prefix(text: str, safe: str) -> None:
    assert safe_prefix(text) == safe


def test_ascii_characters_that_a_mark_can_change() -> None:
    marks = [chr(each) for each in range(0x300, 0x370)]
    changing = {
        each
        for each in map(chr, range(128))
        if any(len(normalized(each + mark)) == 1 for mark in marks)
    }
    assert {each for each in map(chr, range(128)) if safe_prefix(f"a.{each}") == "a."} >= changing


@given(st.text(), st.text())
def test_a_safe_prefix_stays(text: str, following: str) -> None:
    assert normalized(text + following).startswith(safe_prefix(text))


@given(st.text(st.characters(max_codepoint=0x52F)), st.integers(-5, 5), st.integers(1, 5))
def test_substr_takes_characters(text: str, offset: int, length: int) -> None:
    characters = graphemes(normalized(text))
    start = max(offset + len(characters), 0) if offset < 0 else offset

    assert computed("substr", text, offset, length) == "".join(characters[start : start + length])


@given(st.lists(st.text(alphabet="ab-", max_size=5), min_size=1), st.sampled_from([",", "::"]))
def test_split_undoes_join(texts: list[str], separator: str) -> None:
    joined = computed("join", separator, _strings(texts))

    assert isinstance(joined, str)
    assert computed("split", separator, joined) == texts


@given(st.text(alphabet="ab\u00e9 -"))
def test_strrev_undoes_itself(text: str) -> None:
    assert computed("strrev", str(computed("strrev", text))) == text


@given(st.integers(), st.sampled_from("dboxX"), st.integers(0, 40))
def test_format_writes_whole_numbers_as_python_does(amount: int, verb: str, width: int) -> None:
    assert computed("format", f"%0{width or ''}{verb}", amount) == f"{amount:0{width}{verb}}"
