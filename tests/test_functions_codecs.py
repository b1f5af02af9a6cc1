"""JSON, YAML, CSV, base64 and character sets."""

from __future__ import annotations

import base64
import gzip

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bridgelint.terraform.expressions.template_files import render
from bridgelint.terraform.functions import call
from bridgelint.terraform.functions.contract import FunctionContext
from bridgelint.terraform.functions.csvdecode import records
from bridgelint.terraform.functions.jsondecode import decode as jsondecode
from bridgelint.terraform.functions.jsonencode import json_text
from bridgelint.terraform.functions.yamldecode import decode as yamldecode
from bridgelint.terraform.functions.yamlencode import yaml_text
from bridgelint.terraform.values.errors import FunctionError, NotEvaluated
from bridgelint.terraform.values.types import STRING
from bridgelint.terraform.values.values import (
    Reason,
    Unknown,
    Value,
    null,
    object_of,
    string,
    tuple_of,
    unknown,
)
from evaluation import evaluated, module_of, value_of
from value_strategies import TEXTS, VALUES

CONTEXT = FunctionContext("/nowhere", "/nowhere", render)


@given(VALUES)
def test_json_says_what_was_encoded(value: Value) -> None:
    assert jsondecode(json_text(value)) == value


@given(VALUES)
def test_yaml_says_what_was_encoded(value: Value) -> None:
    assert yamldecode(yaml_text(value)) == value


@given(st.one_of(TEXTS, st.lists(st.sampled_from(["event", "aws.", "{}", "a"])).map("".join)))
def test_gzip_says_what_was_compressed(text: str) -> None:
    encoded = call("base64gzip", (string(text),), CONTEXT)

    assert isinstance(encoded.content, str)
    assert gzip.decompress(base64.b64decode(encoded.content)).decode() == text


@given(TEXTS)
def test_base64_says_what_was_encoded(text: str) -> None:
    encoded = call("base64encode", (string(text),), CONTEXT)

    assert call("base64decode", (encoded,), CONTEXT) == string(text)


@given(st.lists(st.lists(TEXTS, min_size=2, max_size=2), min_size=1, max_size=4))
def test_csv_says_what_was_quoted(rows: list[list[str]]) -> None:
    quoted = [",".join('"' + field.replace('"', '""') + '"' for field in row) for row in rows]

    found = [fields for _, fields in records("\n".join(quoted))]

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
        ("", "this is no JSON: see line 1"),
        ("[1,\n}", "this is no JSON: see line 2"),
        ('"\t"', "this is no JSON: see line 1"),
        ("NaN", "this is no JSON: it has no `NaN`"),
        ("{} x", "this is no JSON: text follows the value"),
        ('{"a": 1, "a": "x"}', "the property `a` stands twice with different types"),
    ],
)
def test_text_that_is_no_json(text: str, message: str) -> None:
    with pytest.raises(FunctionError) as raised:
        jsondecode(text)

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
        ("a: [1", "this is no YAML: expected ',' or ']', but got '<stream end>' at line 1"),
        ("# nothing", "this YAML has no document"),
        ("---\na\n---\nb", "only one YAML document is allowed"),
        ("%YAML 1.2\n---\na", "this is no YAML 1.1"),
        ("*x", "there is no anchor `x`"),
        ("&x [*x]", "the anchor `x` refers to itself"),
        ("? [a]\n: b", "only a scalar can be the key of a mapping"),
        ("null: a", "the key of a mapping cannot be null"),
        ("!mine a", "the tag `!mine` is not supported"),
        ("!!int a", "`a` cannot be read as `int`"),
        ("!!seq {}", "a mapping cannot be read as `tag:yaml.org,2002:seq`"),
        (".nan", "a number cannot be NaN"),
        ("<<: 1", "a number cannot be merged into a mapping"),
        ("\x07", "this is no YAML: a character may not stand in it"),
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
        ('csvdecode("a,b\\n1")', "`csvdecode` fails: line 2 has 1 fields, not 2"),
        ('csvdecode("a,a")', "`csvdecode` fails: the column `a` stands twice"),
        ('csvdecode("")', "`csvdecode` fails: there is no header line"),
        (
            'csvdecode("a\\nx\\"y")',
            "`csvdecode` fails: line 2 has a quote inside a field without quotes",
        ),
        ('csvdecode("a\\n\\"x\\"y")', "`csvdecode` fails: line 2 has text behind a closing quote"),
        ('csvdecode("a\\n\\"x")', "`csvdecode` fails: a field in quotes does not end"),
        ('base64decode("abc")', "`base64decode` fails: this is no base64"),
        ('base64decode("/w==")', "`base64decode` fails: the decoded bytes are no UTF-8 text"),
        (
            'textencodebase64("é", "US-ASCII")',
            "`textencodebase64` fails: a character does not exist in US-ASCII",
        ),
        (
            'textdecodebase64("gA==", "ISO-8859-2")',
            "`textdecodebase64` fails: the bytes are no text in ISO-8859-2",
        ),
        (
            'textencodebase64("a", "utf8")',
            "`textencodebase64` fails: `utf8` is no encoding that Terraform has",
        ),
        ("jsonencode(1 / 0)", "`jsonencode` fails: JSON has no infinity"),
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


@pytest.mark.parametrize(
    ("expression", "reason"),
    [
        (
            'textencodebase64("€", "Big5")',
            "this character is not worked out in this encoding",
        ),
        ('textencodebase64("a", "IBM1047")', "the encoding IBM1047 is not available here"),
        ('jsondecode("1e999999999")', "the result is too large to evaluate here"),
        (
            'jsondecode(join("", [for x in range(1000) : "[[[[[[[[[[[[[[[[[[[[[[[[["]))',
            "the value is nested too deeply to evaluate here",
        ),
        (
            'base64gzip(format("%40000s", ""))',
            "the text is too long to compress here",
        ),
        (
            'yamldecode(format("%500000s", ""))',
            "the YAML text is too long to read here",
        ),
    ],
)
def test_what_is_left_unknown(expression: str, reason: str) -> None:
    content = value_of(expression).content

    assert isinstance(content, Unknown)
    assert content.reason.text == reason
