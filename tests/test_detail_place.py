"""Parts of a `detail` lead back to where they were written."""

from __future__ import annotations

import pytest

from bridgelint.base.source import SourceFile
from bridgelint.eventbridge.detail.detail import judge
from bridgelint.eventbridge.detail.json_tree import JsonPath
from bridgelint.eventbridge.detail.places import is_text, repeated_items, span_at, span_of
from bridgelint.hcl.parse import parse_body
from bridgelint.hcl.tree import Expression
from bridgelint.terraform.values.types import STRING
from bridgelint.terraform.values.values import Reason, Unknown, Value, string

ENCODED = """x = jsonencode({
  id = 1
  "items" = [{ sku = var.sku }, local.more]
  rest = merge({ a = 1 }, var.b)
  ship = { to = var.to }
})
"""
TEXT = """x = <<-JSON
  {
    "id": 1,
    "items": [{"sku": "${var.sku}"}]
  }
JSON
"""


def expression(source: str) -> Expression:
    body, problems = parse_body(SourceFile("main.tf", source.encode()))
    assert problems == ()
    return body.attributes[0].value


@pytest.mark.parametrize(
    ("path", "key", "text"),
    [
        (("id",), False, "1"),
        (("id",), True, "id"),
        (("items",), True, '"items"'),
        (("items", 0, "sku"), False, "var.sku"),
        (("items", 0, "sku"), True, "sku"),
        (("items", 0, "absent"), True, "{ sku = var.sku }"),
        (("items", 1, "sku"), False, "local.more"),
        (("items", 2), False, "[{ sku = var.sku }, local.more]"),
        (("rest", "a"), False, "merge({ a = 1 }, var.b)"),
        (("ship", "to"), True, "to"),
        (("ship", "to"), False, "var.to"),
    ],
)
def test_a_path_leads_into_the_literal(path: JsonPath, key: bool, text: str) -> None:  # noqa: FBT001 # parametrised
    judgement = judge(string('{"id":1}'))
    assert judgement is not None
    assert span_at(expression(ENCODED), judgement, path, key=key).text == text


@pytest.mark.parametrize(
    ("path", "key", "text"),
    [
        (("id",), False, "1"),
        (("id",), True, '"id"'),
        (("items", 0), False, '{"sku": "${var.sku}"}'[:9]),
        (("items", 0, "sku"), True, '"sku"'),
        (("items", 0, "absent"), False, '{"sku": "'),
    ],
)
def test_a_path_leads_into_the_text(path: JsonPath, key: bool, text: str) -> None:  # noqa: FBT001 # parametrised
    unknown = Value(STRING, Unknown(Reason("var.sku has no value")))
    parts = ('{\n  "id": 1,\n  "items": [{"sku": "', unknown, '"}]\n}\n')
    judgement = judge(Value(STRING, Unknown(Reason("var.sku has no value"), parts=parts)))
    assert judgement is not None
    assert span_at(expression(TEXT), judgement, path, key=key).text == text


def test_what_was_written_elsewhere_is_the_whole_expression() -> None:
    judgement = judge(string('{"a": 1,}'))
    assert judgement is not None
    assert span_at(expression("x = local.detail\n"), judgement, ("a",)).text == "local.detail"
    assert span_of(expression("x = local.detail\n"), judgement, (7, 8)).text == "local.detail"
    written = expression('x = "{\\"a\\": 1,}"\n')
    assert span_at(written, judgement, ()).text == '"{\\"a\\": 1,}"'
    assert span_of(written, judgement, (7, 8)).text == ","
    assert is_text(written)
    assert not is_text(expression(ENCODED))


@pytest.mark.parametrize(
    ("source", "keys"),
    [
        ("jsonencode({ a = 1, b = 2, a = 3 })", [("a", 18, 32)]),
        ('jsonencode({ a = 1, "a" = 2 })', [("a", 18, 25)]),
        ('jsonencode({ 1 = 1, "1" = 2 })', [("1", 18, 25)]),
        ('jsonencode({ a = 1, ("a") = 2 })', [("a", 18, 25)]),
        ("jsonencode([{ a = { b = 1, b = 2 } }])", [("b", 25, 32)]),
        ("jsonencode(var.x ? { a = 1, a = 2 } : {})", [("a", 26, 33)]),
        ("jsonencode(merge({ a = 1, a = 2 }, {}))", [("a", 24, 31)]),
        ("jsonencode([for x in [] : { a = 1, a = 2 }])", [("a", 33, 40)]),
        ('"${jsonencode({ a = 1, a = 2 })}"', [("a", 21, 28)]),
        ("jsonencode({ a = 1, A = 2 })", []),
        ("jsonencode({ a = { a = 1 }, b = { a = 2 } })", []),
        ("jsonencode(merge({ a = 1 }, { a = 2 }))", []),
        ("jsonencode({ (a) = 1, (a) = 2 })", []),
        ("{ a = 1, a = 2 }", []),
        ("jsonencode(lookup({ a = 1, a = 2 }, var.x))", []),
    ],
)
def test_a_literal_is_asked_for_repeated_keys(
    source: str, keys: list[tuple[str, int, int]]
) -> None:
    found = repeated_items(expression(f"x = {source}\n"))
    assert [(each.key, each.first.column, each.second.column) for each in found] == keys
