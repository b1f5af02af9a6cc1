"""JSON syntax: the same tree, places behind escapes, and what Terraform's schemas make a block."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bridgelint.base.source import SourceFile
from bridgelint.hcl.json import reader, to_tree
from bridgelint.hcl.json.block_shapes import MODULE_FILE, VARIABLES_FILE, BlockShape
from bridgelint.hcl.json.reader import read_json
from bridgelint.hcl.json.to_tree import parse_json_body, string_expression
from bridgelint.hcl.tree import (
    Body,
    Expression,
    Literal,
    Object,
    SyntaxProblem,
    Template,
    Tuple,
    literal_of,
)
from outline import body_outline, nodes, outline


def parse(text: str | bytes, shape: BlockShape = MODULE_FILE) -> tuple[Body, list[object]]:
    data = text if isinstance(text, bytes) else text.encode()
    body, problems = parse_json_body(SourceFile("main.tf.json", data), shape)
    return body, [in_short(each) for each in problems]


def in_short(problem: SyntaxProblem) -> tuple[int, int, str, str]:
    span = problem.span
    return span.line, span.column, span.text, problem.message


def read(text: str) -> list[str]:
    body, problems = parse(text)
    assert problems == []
    return body_outline(body)


ACTION = """{
  "//": "a note",
  "action": {
    "aws_events_put_events": {
      "a": {
        "//": ["a", "note"],
        "count": 2,
        "provider": "aws.west",
        "config": {
          "region": null,
          "entry": [
            {"source": "corp.${var.x}", "detail": "${jsonencode({\\"a\\": 1})}"},
            {"source": "b", "resources": ["x", "${each.value}"]}
          ],
          "dynamic": {"entry": {"for_each": ["a"], "iterator": "it", "content": {"source": "c"}}}
        }
      },
      "b": {"config": [{"entry": {"source": "d"}}, {"entry": []}]}
    }
  }
}
"""


def test_an_action() -> None:
    assert read(ACTION) == [
        "action 'aws_events_put_events' 'a'",
        "  count = 2",
        "  provider = `aws.west`",
        "  config",
        "    region = null",
        "    entry",
        "      source = `corp.|${var.x}`",
        '      detail = `${jsonencode({"a" = 1})}`',
        "    entry",
        "      source = `b`",
        "      resources = [`x`, `${each.value}`]",
        "    dynamic 'entry'",
        "      for_each = [`a`]",
        "      iterator = `it`",
        "      content",
        "        source = `c`",
        "action 'aws_events_put_events' 'b'",
        "  config",
        "    entry",
        "      source = `d`",
        "  config",
    ]


def test_a_resource_with_triggers() -> None:
    trigger = (
        '{"events": ["after_create"], "actions": ["action.a.b[0]", "${x}"], "condition": "${y}"}'
    )
    assert read(
        f"""{{"resource": [{{"t": {{"a": {{
          "ingress": [{{"port": 1}}],
          "depends_on": ["${{"],
          "lifecycle": {{"ignore_changes": ["tags"], "action_trigger": [{trigger}, {trigger}]}}
        }}}}}}, {{"t": [{{"b": null}}, {{"c": {{}}}}]}}]}}"""
    ) == [
        "resource 't' 'a'",
        "  ingress = [{`port` = 1}]",
        "  depends_on = [`${`]",
        "  lifecycle",
        "    ignore_changes = [`tags`]",
        *(
            [
                "    action_trigger",
                "      events = [`after_create`]",
                "      actions = [`action.a.b[0]`, `${x}`]",
                "      condition = `${y}`",
            ]
            * 2
        ),
        "resource 't' 'c'",
    ]


def test_blocks_of_a_provider_may_be_repeated() -> None:
    assert read(
        """{"resource": {"t": {"a": {
          "ingress": {"port": 1, "x": {"y": 1}, "x": {"y": 2}},
          "ingress": [{"port": 2}]
        }}}}"""
    ) == [
        "resource 't' 'a'",
        "  ingress = {`port` = 1, `x` = {`y` = 1}, `x` = {`y` = 2}}",
    ]
    _, problems = parse('{"resource": {"t": {"a": {"name": "a", "name": "b"}}}}')
    assert problems == [(1, 40, '"name"', "`name` is already set on line 1")]


def test_strings_that_are_no_templates() -> None:
    """Terraform decodes these without an evaluation context."""
    assert read(
        """{
          "variable": {"a": {"type": "list(string)", "default": ["${x}"], "description": "${"}},
          "output": {"b": {"description": "%{", "value": "${x}"}},
          "terraform": {
            "required_version": "~> 1.14",
            "required_providers": {"aws": {"source": "${x}", "version": "1"}},
            "backend": {"s3": {"key": "${x}"}}
          },
          "module": {"m": {"source": "./${x}", "x": "${x}", "providers": {"aws": "aws.b"}}},
          "locals": {"c": "${x}", "d": {"${k}": 1.50, "l": -2}}
        }"""
    ) == [
        "variable 'a'",
        "  type = `list(string)`",
        "  default = [`${x}`]",
        "  description = `${`",
        "output 'b'",
        "  description = `%{`",
        "  value = `${x}`",
        "terraform",
        "  required_version = `~> 1.14`",
        "  required_providers",
        "    aws = {`source` = `${x}`, `version` = `1`}",
        "  backend 's3'",
        "    key = `${x}`",
        "module 'm'",
        "  source = `./${x}`",
        "  x = `${x}`",
        "  providers = {`aws` = `aws.b`}",
        "locals",
        "  c = `${x}`",
        "  d = {`${k}` = 3/2, `l` = -2}",
    ]
    body, _ = parse('{"variable": {"a": {"default": "${x}"}}, "output": {"b": {"value": "${x}"}}}')
    default, value = (next(iter(block.body.attributes)).value for block in body.blocks)
    assert isinstance(default, Template)
    assert isinstance(value, Template)
    assert (default.literal, value.literal) == ("${x}", None)


def test_a_variables_file() -> None:
    body, problems = parse(
        '{"//": 1, "a": "${x}", "variable": {"b": ["c", null, true]}}', VARIABLES_FILE
    )
    assert problems == []
    assert body_outline(body) == ["a = `${x}`", "variable = {`b` = [`c`, null, true]}"]


def test_places() -> None:
    text = '{\n\t"locals": {"é": "a\\n\\u00e9\\ud83d\\ude00${ b }\\"${c["d"]}"}}\r\n'.replace(
        'c["d"]', 'c[\\"d\\"]'
    )
    body, problems = parse(text)
    assert problems == []
    (block,) = body.blocks
    (attribute,) = block.body.attributes
    assert (attribute.name_span.text, attribute.span.line, attribute.span.column) == ('"é"', 2, 13)
    places = [
        (type(node).__name__, node.span.line, node.span.column, node.span.text)
        for node in sorted(nodes(attribute.value), key=lambda each: each.span.start)
    ]
    assert places == [
        ("Template", 2, 18, '"a\\n\\u00e9\\ud83d\\ude00${ b }\\"${c[\\"d\\"]}"'),
        ("TemplateText", 2, 19, "a\\n\\u00e9\\ud83d\\ude00"),
        ("Interpolation", 2, 40, "${ b }"),
        ("Name", 2, 43, "b"),
        ("TemplateText", 2, 46, '\\"'),
        ("Interpolation", 2, 48, '${c[\\"d\\"]}'),
        ("Index", 2, 50, 'c[\\"d\\"]'),
        ("Name", 2, 50, "c"),
        ("Template", 2, 52, '\\"d\\"'),
        ("TemplateText", 2, 54, "d"),
    ]


def test_the_header_of_a_block_is_its_last_name() -> None:
    body, _ = parse('{"a": {}, "output": {"x": {"value": 1}, "y": {"value": 2}}, "locals": {}}')
    assert [block.header.text for block in body.blocks] == ['"x"', '"y"', '"locals"']
    assert [block.span.text for block in body.blocks] == [
        '"x": {"value": 1}',
        '"y": {"value": 2}',
        '"locals": {}',
    ]
    assert [block.json for block in body.blocks] == [True, True, True]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ('"action.a.b"', ("action.a.b", ())),
        ('"action.a.b[\\"k\\"].c"', ('action.a.b["k"].c', ())),
        ('"list(object({a = string}))"', ('list(object({"a" = string}))', ())),
        ('"${action.a.b}"', (None, ((1, 21, "$", "`$` is not valid here"),))),
        ('"\\u0061 b"', (None, ((1, 28, "b", "expected the end of the expression, found `b`"),))),
        ('""', (None, ((1, 21, "", "expected an expression, found the end"),))),
    ],
)
def test_a_string_read_as_native_syntax(
    text: str, expected: tuple[str | None, tuple[tuple[int, int, str, str], ...]]
) -> None:
    body, _ = parse(f'{{"import": {{"to": [{text}]}}}}')
    (attribute,) = body.blocks[0].body.attributes
    assert isinstance(attribute.value, Tuple)
    (string,) = attribute.value.items
    assert isinstance(string, Template)
    value, problems = string_expression(string)
    shown = None if value is None else outline(value)
    assert (shown, tuple(in_short(each) for each in problems)) == expected


@pytest.mark.parametrize(
    ("text", "problem", "outline"),
    [
        ("", (1, 1, "", "expected a JSON object"), ["(incomplete)"]),
        ('"a"', (1, 1, '"', "expected an object"), ["(incomplete)"]),
        (
            b"\xef\xbb\xbf{}",
            (1, 1, "\ufeff", "a JSON file cannot start with a byte-order mark"),
            None,
        ),
        ('{"a": 1} b', (1, 10, "b", "unexpected text after the value"), ["a = 1"]),
        ('{"a": 1', (1, 1, "{", "this object is not closed"), ["a = 1", "(incomplete)"]),
        ('{"a": [1', (1, 7, "[", "this array is not closed"), ["a = [1]", "(incomplete)"]),
        ('{"a": 1 "b": 2}', (1, 9, '"', "expected `,` or `}`"), ["a = 1", "(incomplete)"]),
        ('{"a": 1,}', (1, 8, ",", "trailing comma before `}`"), ["a = 1", "(incomplete)"]),
        ('{"a": [1,]}', (1, 9, ",", "trailing comma before `]`"), None),
        ('{"a" = 1}', (1, 6, "=", "expected `:` after the property name"), ["(incomplete)"]),
        ("{a: 1}", (1, 2, "a", "expected a property name in double quotes"), ["(incomplete)"]),
        ('{"a": nul}', (1, 7, "nul", "expected a value, found `nul`"), ["(incomplete)"]),
        ('{"a": 01}', (1, 7, "01", "`01` is not a valid JSON number"), ["(incomplete)"]),
        ('{"a": "b\n"}', (1, 7, '"b', "unterminated string"), ["(incomplete)"]),
        ('{"a": "\\q"}', (1, 8, "\\q", "invalid JSON escape `\\q`"), ["(incomplete)"]),
        ('{"a": 1, "a": 2}', (1, 10, '"a"', "`a` is already set on line 1"), ["a = 1"]),
        ('{"a": {"b": 1, "b": 2}}', (1, 16, '"b"', "`b` is already set on line 1"), None),
        ('{"a": "x ${b"}', (1, 10, "${", "`${` is not closed"), ['a = ?"x ${b"?']),
        ('{"a": "\\n${b c}"}', (1, 14, "c", None), ['a = ?"\\\\n${b c}"?']),
        (
            '{"locals": 1, "b": 2}',
            (1, 12, "1", "expected an object or an array of objects for `locals`"),
            ["b = 2", "(incomplete)"],
        ),
        (
            '{"locals": [1], "b": 2}',
            (1, 13, "1", "expected an object with arguments and blocks"),
            ["locals", "  (incomplete)", "b = 2", "(incomplete)"],
        ),
        (
            '{"output": {}, "b": 2}',
            (1, 12, "{", "expected a label as the name of a property"),
            ["b = 2", "(incomplete)"],
        ),
        (
            '{"resource": {"a": "b"}, "b": 2}',
            (1, 20, '"', "expected an object whose names are labels"),
            ["b = 2", "(incomplete)"],
        ),
    ],
)
def test_what_is_wrong_and_what_is_read(
    text: str | bytes, problem: tuple[int, int, str, str | None], outline: list[str] | None
) -> None:
    body, problems = parse(text)
    first = problems[0]
    assert isinstance(first, tuple)
    assert first[:3] == problem[:3]
    assert problem[3] in (None, first[3])
    assert outline in (None, body_outline(body))


def plain(value: Expression) -> object:
    if isinstance(value, Object):
        return {literal_of(item.key): plain(item.value) for item in value.items}
    if isinstance(value, Tuple):
        return [plain(item) for item in value.items]
    return json.loads(value.span.text) if isinstance(value, Literal) else literal_of(value)


VALUES = st.recursive(
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats(allow_nan=False, allow_infinity=False)
    | st.text(),
    lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner),
    max_leaves=12,
)


@given(VALUES, st.booleans(), st.sampled_from([None, 1]))
def test_what_is_read_is_what_was_written(
    value: object,
    ascii_only: bool,  # noqa: FBT001 # hypothesis gives it
    indent: int | None,
) -> None:
    text = json.dumps(value, ensure_ascii=ascii_only, indent=indent, allow_nan=False)
    found, problem = read_json(SourceFile("x.json", text.encode("utf-8", "replace")))
    assert problem is None
    assert found is not None
    expected = json.loads(text.encode("utf-8", "replace"))
    assert json.dumps(plain(found)) == json.dumps(expected)


def refuse(constant: str) -> object:
    raise ValueError(constant)


def in_range(numeral: str) -> object:
    """Beyond about 10^2147483647, HashiCorp's parser does not read a number."""
    if abs(int(numeral.lower().partition("e")[2] or "0")) > 2_000_000_000:
        raise ValueError(numeral)
    return numeral


@given(
    VALUES.map(json.dumps),
    st.integers(0, 200),
    st.integers(0, 3),
    st.sampled_from(["", *'{}[],:"\\ \n01.-e+x', "\\u12", "\\ud800", "null", "\t", "\x0b", "é"]),
)
@settings(max_examples=500)
def test_what_is_valid_json(text: str, at: int, length: int, new: str) -> None:
    text = text[: at % (len(text) + 1)] + new + text[at % (len(text) + 1) + length :]
    try:
        json.loads(text, parse_constant=refuse, parse_float=in_range)
    except ValueError:
        valid = False
    else:
        valid = True
    assert (read_json(SourceFile("x.json", text.encode()))[1] is None) == valid


@pytest.mark.parametrize(
    ("opening", "closing"), [("[", "]"), ('{"a":', "}"), ('{"a":[', "]}")], ids=["[", "{", "{["]
)
def test_deep_json(opening: str, closing: str) -> None:
    text = '{"a": ' + opening * 2000 + "1" + closing * 2000 + "}"
    body, problems = parse(text, VARIABLES_FILE)
    assert problems == []
    assert [attribute.name for attribute in body.attributes] == ["a"]
    _, problems = parse('{"a": ' + opening * 2000, VARIABLES_FILE)
    assert len(problems) == 1


def _read_at_once(file: SourceFile, *, defer: bool) -> Any:  # noqa: ANN401 # passed on
    assert defer
    return read_json(file)


PLAIN = '{"locals": {"a": {"b": [1, {"c": "d"}]}, "e": ["f"], "g": VALUE}}'


@pytest.mark.parametrize(
    ("value", "deferred"),
    [
        ('{"h": 1.5e3}', "aeg"),
        ('["\\\\n", true, null]', "aeg"),
        ('"h"', "ae"),
        ('{"h": "${local.a} and ${b.c-d.e_1}"}', "aeg"),
        ('{"${local.a}": "$${b}"}', "aeg"),
        ('"${local.a}"', "ae"),
        ('{"h": "${upper(local.a)}"}', "ae"),
        ('{"h": "${a.for}"}', "ae"),
        ('{"h": "${local.a"}', "ae"),
        ('{"h": "%{ if local.a }"}', "ae"),
        ('{"h": "\\\\u0024{local.a}"}', "ae"),
        ('{"h": 1, "h": 2}', "ae"),
        ('{"h": [1, NaN]}', "ae"),
        ('{"h": 1e9999999999}', "ae"),
        ('{"h": 1', "aeg"),
        ('{"h": [1, }', "ae"),
    ],
)
def test_values_that_cannot_be_a_mistake_are_read_when_they_are_needed(
    monkeypatch: pytest.MonkeyPatch, value: str, deferred: str
) -> None:
    file = SourceFile("main.tf.json", PLAIN.replace("VALUE", value).encode())
    body, problems = parse_json_body(file)
    (block,) = body.blocks
    read: list[bytes] = []

    def counted(*arguments: Any) -> Any:  # noqa: ANN401 # passed on
        read.append(file.data[arguments[1] : arguments[2]])
        return read_json(*arguments)

    monkeypatch.setattr(reader, "read_json", counted)
    values = [each.value for each in block.body.attributes]
    later = [each.name for each in block.body.attributes if each.value.span.text.encode() in read]
    assert "".join(later) == deferred
    monkeypatch.setattr(to_tree, "read_json", _read_at_once)
    at_once, same = parse_json_body(file)
    assert ([each.value for each in at_once.blocks[0].body.attributes], same) == (values, problems)


@pytest.mark.parametrize("reference", ["a", "_a-1.b_2", "null", "each.value.a", "forge.inner"])
def test_a_reference_is_the_same_when_it_is_read_at_once(reference: str) -> None:
    text = f'{{"locals": {{"a": "x${{{reference}}}", "b": ["x${{{reference}}}"]}}}}'
    file = SourceFile("main.tf.json", text.encode())
    body, problems = parse_json_body(file)
    assert not problems
    later, at_once = (each.value for each in body.blocks[0].body.attributes)
    assert isinstance(at_once, Tuple)
    assert [type(each) for each in (later, at_once.items[0])] == [Template, Template]
