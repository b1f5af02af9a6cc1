"""JSON, YAML, CSV, base64 and character sets."""

from __future__ import annotations

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from bridgelint.terraform.expressions.evaluator import render
from bridgelint.terraform.functions import encoding
from bridgelint.terraform.functions.calling import call
from bridgelint.terraform.functions.declaration import FunctionContext
from bridgelint.terraform.functions.decoding import csv_records, json_value
from bridgelint.terraform.functions.jsonencode import json_text
from bridgelint.terraform.functions.yamldecode import decode as yamldecode
from bridgelint.terraform.functions.yamlencode import yaml_text
from bridgelint.terraform.values import errors
from bridgelint.terraform.values.errors import TOO_LARGE, FunctionError, NotEvaluated
from bridgelint.terraform.values.types import STRING
from bridgelint.terraform.values.values import (
    Reason,
    Unknown,
    Value,
    is_wholly_known,
    null,
    object_of,
    string,
    tuple_of,
    unknown,
)
from evaluation import evaluated, module_of, value_of
from support import FIXTURES, agree
from value_strategies import TEXTS, VALUES

CONTEXT = FunctionContext("/nowhere", "/nowhere", render)


@given(VALUES)
def test_json_says_what_was_encoded(value: Value) -> None:
    assert json_value(json_text(value)) == value


@given(VALUES)
def test_yaml_says_what_was_encoded(value: Value) -> None:
    assert yamldecode(yaml_text(value)) == value


@given(TEXTS)
def test_base64_says_what_was_encoded(text: str) -> None:
    encoded = call("base64encode", (string(text),), CONTEXT)

    assert call("base64decode", (encoded,), CONTEXT) == string(text)


@given(st.lists(st.lists(TEXTS, min_size=2, max_size=2), min_size=1, max_size=4))
def test_csv_says_what_was_quoted(rows: list[list[str]]) -> None:
    quoted = [",".join('"' + field.replace('"', '""') + '"' for field in row) for row in rows]

    found = [fields for _, fields in csv_records("\n".join(quoted))]

    # A carriage return before a line break is the one thing that a quoted field loses.
    assert found == [[field.replace("\r\n", "\n") for field in row] for row in rows] or any(
        "\r" in field for row in rows for field in row
    )


def test_a_partly_unknown_value_is_kept_behind_its_json() -> None:
    reason = Reason("var.id has no value")
    value = object_of({"id": unknown(STRING, reason), "kind": string("order")})

    assert call("jsonencode", (value,), CONTEXT) == Value(
        STRING, Unknown(reason, not_null=True, prefix="{", json=value)
    )


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("", "invalid JSON on line 1"),
        ("[1,\n}", "invalid JSON on line 2"),
        ('"\t"', "invalid JSON on line 1"),
        ("NaN", "invalid JSON: `NaN` is not allowed"),
        ("{} x", "invalid JSON: unexpected text after the value"),
        ('{"a": 1, "a": "x"}', "duplicate property `a` with different types"),
    ],
)
def test_text_that_is_no_json(text: str, message: str) -> None:
    with pytest.raises(FunctionError) as raised:
        json_value(text)

    assert raised.value.message == message


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("a: yes\nb: 0o17\nc: 1_000", {"a": "true", "b": "15", "c": '"1_000"'}),
        ("a: 2001-01-01\nb: 12:30:45", {"a": '"2001-01-01T00:00:00Z"', "b": '"12:30:45"'}),
        ("a: &x [1]\nb: *x", {"a": "[1]", "b": "[1]"}),
        ("<<: {a: 1}\nb: 2", {"a": "1", "b": "2"}),
        ("a: |-\n  0x10\nb: '0x10'", {"a": '"16"', "b": '"0x10"'}),
        ("key:\tvalue\t", {"key": '"value"'}),
        ("{a: 1, b:2}", {"a": "1", "b:2": "null"}),
    ],
)
def test_yaml_is_read_as_terraform_reads_it(text: str, value: dict[str, str]) -> None:
    found = yamldecode(text)

    assert isinstance(found.content, dict)
    assert {key: json_text(each) for key, each in found.content.items()} == value


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("a: [1", "invalid YAML: did not find expected ',' or ']' on line 1"),
        ("# nothing", "the YAML text does not contain a document"),
        ("---\na\n---\nb", "only one YAML document is allowed"),
        ("%YAML 1.2\n---\na", "only YAML 1.1 is supported"),
        ("*x", "undefined anchor `x`"),
        ("&x [*x]", "the anchor `x` refers to itself"),
        ("? [a]\n: b", "the key of a mapping must be a scalar"),
        ("null: a", "the key of a mapping cannot be null"),
        ("!mine a", "the tag `!mine` is not supported"),
        ("!!int a", "`a` cannot be parsed as `int`"),
        ("!!seq {}", "a mapping cannot have the tag `tag:yaml.org,2002:seq`"),
        (".nan", "a number cannot be NaN"),
        ("<<: 1", "a number cannot be merged into a mapping"),
        ("\x07", "invalid YAML: a character is not allowed"),
    ],
)
def test_text_that_is_no_yaml(text: str, message: str) -> None:
    with pytest.raises(FunctionError) as raised:
        yamldecode(text)

    assert raised.value.message == message


def test_yaml_whose_aliases_multiply_is_not_read() -> None:
    lines = ["a0: &a0 [x, x, x, x, x, x, x, x, x]"]
    lines += [f"a{n}: &a{n} [{', '.join([f'*a{n - 1}'] * 9)}]" for n in range(1, 9)]

    with pytest.raises(NotEvaluated):
        yamldecode("\n".join(lines))


def test_strings_of_several_lines_are_literal_blocks() -> None:
    value = object_of(
        {
            "text": string("one\ntwo\n"),
            "padded": string("one \ntwo"),
            "keys\nwith breaks": tuple_of([null(), tuple_of([]), object_of({})]),
            "long": string("word " * 30),
        }
    )

    assert yaml_text(value) == (
        "? |-\n"
        "  keys\n"
        "  with breaks\n"
        ": - null\n"
        "  - []\n"
        "  - {}\n"
        '"long": "word word word word word word word word word word word word word word word\n'
        '  word word word word word word word word word word word word word word word "\n'
        '"padded": "one \\ntwo"\n'
        '"text": |\n'
        "  one\n"
        "  two\n"
    )


@pytest.mark.parametrize(
    ("expression", "message"),
    [
        ('csvdecode("a,b\\n1")', "call to function `csvdecode` failed: line 2 has 1 field, not 2"),
        ('csvdecode("a,a")', "call to function `csvdecode` failed: duplicate column `a`"),
        ('csvdecode("")', "call to function `csvdecode` failed: missing header line"),
        (
            'csvdecode("a\\nx\\"y")',
            "call to function `csvdecode` failed: line 2 contains a quote in an unquoted field",
        ),
        (
            'csvdecode("a\\n\\"x\\"y")',
            "call to function `csvdecode` failed: line 2 contains text after a closing quote",
        ),
        (
            'csvdecode("a\\n\\"x")',
            "call to function `csvdecode` failed: a quoted field is not terminated",
        ),
        ('base64decode("abc")', "call to function `base64decode` failed: invalid base64"),
        (
            'base64decode("/w==")',
            "call to function `base64decode` failed: the decoded bytes are not valid UTF-8",
        ),
        (
            'textencodebase64("é", "US-ASCII")',
            "call to function `textencodebase64` failed: a character does not exist in US-ASCII",
        ),
        (
            'textdecodebase64("gA==", "ISO-8859-2")',
            (
                "call to function `textdecodebase64` failed: the bytes are not valid text in "
                "ISO-8859-2"
            ),
        ),
        (
            'textencodebase64("a", "utf8")',
            "call to function `textencodebase64` failed: unknown encoding `utf8`",
        ),
        (
            "jsonencode(1 / 0)",
            "call to function `jsonencode` failed: JSON does not support infinity",
        ),
    ],
)
def test_what_cannot_be_encoded_or_decoded(expression: str, message: str) -> None:
    module = module_of("")

    evaluated(module, expression)

    assert [each.message for each in module.problems] == [message]


@pytest.mark.parametrize(
    ("expression", "text"),
    [
        ('urlencode("a b&é/~")', "a+b%26%C3%A9%2F~"),
        ('textencodebase64("é", "UTF-16")', "/v8A6Q=="),
        ('textdecodebase64("AOk=", "UTF-16")', "é"),
        ('textencodebase64("é", "latin1")', "6Q=="),
        ('jsonencode("<\\u2028\\t\\u007f")', '"\\u003c\\u2028\\t\x7f"'),
    ],
)
def test_encoded_text(expression: str, text: str) -> None:
    assert value_of(expression).content == text


def test_a_huge_yaml_text_is_not_made(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(errors, "MAX_TEXT", 1_000)
    with pytest.raises(NotEvaluated) as error:
        yaml_text(tuple_of([string("x")] * 1_000))
    assert error.value.reason == TOO_LARGE


def test_the_names_of_encodings() -> None:
    names: dict[str, list[str]] = {}
    for name, codec in encoding.CODECS.items():
        names.setdefault(codec, []).append(name)
    lines = (f"{codec or '-'}: {' '.join(sorted(each))}\n" for codec, each in names.items())
    agree(FIXTURES / "encodings.txt", "".join(lines))


@pytest.mark.parametrize(
    ("expression", "reason"),
    [
        (
            'textencodebase64("€", "Big5")',
            "this character is not supported in this encoding",
        ),
        ('textencodebase64("a", "IBM1047")', "the encoding IBM1047 is not supported"),
        ('jsondecode("1e999999999")', "the result is too large to evaluate here"),
        (
            'jsondecode(join("", [for c in ["[", "]"] : replace(format("%9000s", ""), " ", c)]))',
            "the value is nested too deeply to evaluate here",
        ),
        (
            'base64gzip("a")',
            "the bytes that gzip writes depend on the version of Terraform",
        ),
        (
            'yamldecode(format("%500000s", ""))',
            "the YAML text is too long to parse",
        ),
    ],
)
def test_what_is_left_unknown(expression: str, reason: str) -> None:
    content = value_of(expression).content

    assert isinstance(content, Unknown)
    assert content.reason.text == reason


@pytest.mark.parametrize("text", ["a: b\n\ufeff", "[a:, b]", "{a:}", "[a?b]", "{? a}", "a: |#\n b"])
def test_what_releases_of_libyaml_read_differently_is_unknown(text: str) -> None:
    with pytest.raises(NotEvaluated):
        yamldecode(text)


@pytest.mark.parametrize("text", ['{"a": "b?"}', '{"a":{"b":["c:{", 1]}}', "'a? [b:]'", "a: b?"])
def test_quoted_text_is_certain(text: str) -> None:
    assert is_wholly_known(yamldecode(text))


def test_without_libyaml_tabs_are_uncertain(monkeypatch: pytest.MonkeyPatch) -> None:
    known = object_of({"a": string("b")})
    assert yamldecode("a:\tb") == known
    monkeypatch.setattr(yaml, "__with_libyaml__", False)

    assert yamldecode("a: b") == known
    with pytest.raises(NotEvaluated):
        yamldecode("a:\tb")
