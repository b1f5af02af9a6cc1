"""Native syntax to tree: what each construct becomes, and where it stands."""

from __future__ import annotations

import pytest

from bridgelint.base.source import SourceFile, Span
from bridgelint.hcl.parse import parse_body, parse_expression, parse_template
from bridgelint.hcl.tree import Expression, SplatItem, Template
from outline import body_outline, nodes, outline
from snippets import SNIPPETS


def expression(text: str) -> Expression:
    value, problems = parse_expression(SourceFile("main.tf", text.encode()))
    assert problems == ()
    assert value is not None
    return value


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("1 + 2 * 3 - 4", "<<1 + <2 * 3>> - 4>"),
        ("1 - 2 - 3", "<<1 - 2> - 3>"),
        ("a || b && c == d < e + f * -g", "<a || <b && <c == <d < <e + <f * <-g>>>>>>>"),
        ("!!a", "<!<!a>>"),
        ("-a.b", "<-a.b>"),
        ("--7 + 10", "<<-<-7>> + 10>"),
        ("a == b ? c : d ? e : f", "<<a == b> ? c : <d ? e : f>>"),
        ("a ? b ? 1 : 2 : 3", "<a ? <b ? 1 : 2> : 3>"),
        ("(a\n  ? b\n  : c)", "(<a ? b : c>)"),
        ("0.5", "1/2"),
        ("1.50e3", "1500"),
        ("true", "true"),
        ("null", "null"),
        ('"text"', '"text"'),
        ('""', '""'),
        ('"a ${b} c"', '"a |${b}| c"'),
        ('"${a}"', '"${a}"'),
        ('"${~ a ~}"', '"${a}"'),
        ('"a\\n\\"${b}\\" $${c} %%{d} é\\u00e9"', '"a\\n"|${b}|" ${c} %{d} éé"'),
        ('"%{ if a }b%{ else }${c}%{ endif }"', '"%{if a then|b else|${c}}"'),
        ('"x %{ for k, v in m ~}  ${k} %{~ endfor } y"', '"x |%{for k, v in m do||${k}|}| y"'),
        (
            '"%{ if a }%{ for x in y }${x}%{ endfor }%{ endif }"',
            '"%{if a then|%{for x in y do|${x}}}"',
        ),
        ('"${"${"a"}"}"', '"${"${"a"}"}"'),
        ("<<E\na\n  ${b}\nE\n", "<<a\\n  |${b}|\\n>>"),
        ("<<-E\n    a\n      b\n\n    ${c}\n  E\n", "<<a\\n  b\\n\\n|${c}|\\n>>"),
        ("<<E\n%{ if a ~}\n  b\n%{ endif ~}\nE\n", "<<%{if a then|  b\\n}|>>"),
        ("[]", "[]"),
        ('[1, [2], "x",]', '[1, [2], "x"]'),
        ("[\n  1, # one\n  2\n]", "[1, 2]"),
        ("{}", "{}"),
        (
            '{ a = 1, b : 2\n  "c" = 3\n  (d) = 4, true = 5, e.f = 6, 7 = 8 }',
            '{"a" = 1, "b" = 2, "c" = 3, (d) = 4, "true" = 5, e.f = 6, 7 = 8}',
        ),
        ("{\n  a = 1\n\n  b = {\n    c = 2\n  },\n}", '{"a" = 1, "b" = {"c" = 2}}'),
        ('a.b.c[0]["k"][d].e', 'a.b.c[0]["k"][d].e'),
        ("a.0.b", "a.0.b"),
        ("a[*].b[0].c", "<a [*] _.b[0].c>"),
        ("a.*.b.0.c", "<a .* _.b.0.c>"),
        ("a.*.b[0]", "<a .* _.b>[0]"),
        ("a[*].b[*].c.*.d", "<a [*] <_.b [*] <_.c .* _.d>>>"),
        ("a[\n  0\n]", "a[0]"),
        ("f()", "f()"),
        ("f(a, b...)", "f(a, b...)"),
        ('core::upper("a")', 'core::upper("a")'),
        ("provider::a::b::c(1,)", "provider::a::b::c(1)"),
        ("f(g(1), [2]...).x[0]", "f(g(1), [2]...).x[0]"),
        ("[for x in y : x]", "<for x in y : x>"),
        ('[for k, v in y : "${k}" if v != null]', '<for k, v in y : "${k}" if <v != null>>'),
        ("{for x in y : x.k => x...}", "<for x in y : x.k => x...>"),
        ("{for k, v in y : k => { a = v } if v.b}", '<for k, v in y : k => {"a" = v} if v.b>'),
        ("[for in in for : if]", "<for in in for : if>"),
        ("[for x in [for y in z : y] : x].0", "<for x in <for y in z : y> : x>.0"),
        ("for", "for"),
        ("in", "in"),
    ],
)
def test_expressions(text: str, expected: str) -> None:
    assert outline(expression(text)) == expected


def test_a_body_with_everything() -> None:
    text = """\
# comment
terraform {}
locals { one = 1 }
resource "aws_sns_topic" x {
  name = "a" // behind
  tags = {
    b = 2
  }

  lifecycle {
    ignore_changes = [tags]
  }
  for = in
}
moved /* here */ { /* there */ }
last = 1"""
    body, problems = parse_body(SourceFile("main.tf", text.encode()))
    assert problems == ()
    assert body_outline(body) == [
        "terraform",
        "locals",
        "  one = 1",
        "resource 'aws_sns_topic' 'x'",
        '  name = "a"',
        '  tags = {"b" = 2}',
        "  lifecycle",
        "    ignore_changes = [tags]",
        "  for = in",
        "moved",
        "last = 1",
    ]


def test_a_template_file() -> None:
    text = 'a "${b}"\n%{ for c in d ~}\n  ${c} $${e} \\n\n%{ endfor ~}\n'
    template, problems = parse_template(SourceFile("x.tftpl", text.encode()))
    assert problems == ()
    assert template is not None
    assert outline(template) == ('<<a "|${b}|"\\n|%{for c in d do|  |${c}| ${e} \\\\n\\n}|>>')


def test_a_range_of_a_file() -> None:
    file = SourceFile("main.tf", b"a = 1\nb = [2]\nc = 3\n")
    body, problems = parse_body(file, 6, 14)
    assert problems == ()
    assert body_outline(body) == ["b = [2]"]
    value, problems = parse_expression(file, 10, 13)
    assert problems == ()
    assert value is not None
    assert (outline(value), value.span) == ("[2]", Span(file, 10, 13))


def places(text: str) -> list[tuple[str, int, int, str]]:
    """What every expression, template part and name is, where, and the text there."""
    body, problems = parse_body(SourceFile("main.tf", text.encode()))
    assert problems == ()
    return [
        (type(node).__name__, node.span.line, node.span.column, node.span.text)
        for attribute in body.attributes
        for node in sorted(nodes(attribute.value), key=lambda each: each.span.start)
    ]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        pytest.param(
            "\t\ta\t=\tb\t+ c\n",
            [("Binary", 1, 7, "b\t+ c"), ("Name", 1, 7, "b"), ("Name", 1, 11, "c")],
            id="tabs",
        ),
        pytest.param(
            "# x\r\na = [\r\n  b,\r\n]\r\n",
            [("Tuple", 2, 5, "[\r\n  b,\r\n]"), ("Name", 3, 3, "b")],
            id="CRLF",
        ),
        pytest.param("\ufeffa = b\n", [("Name", 1, 5, "b")], id="byte-order mark"),
        pytest.param(
            'a = "日本${é}😀" == ß',
            [
                ("Binary", 1, 5, '"日本${é}😀" == ß'),
                ("Template", 1, 5, '"日本${é}😀"'),
                ("TemplateText", 1, 6, "日本"),
                ("Interpolation", 1, 8, "${é}"),
                ("Name", 1, 10, "é"),
                ("TemplateText", 1, 12, "😀"),
                ("Name", 1, 18, "ß"),
            ],
            id="multi-byte text",
        ),
        pytest.param(
            'a = "\\t\\u00e9$${${ "x${b}" }"',
            [
                ("Template", 1, 5, '"\\t\\u00e9$${${ "x${b}" }"'),
                ("TemplateText", 1, 6, "\\t\\u00e9$${"),
                ("Interpolation", 1, 17, '${ "x${b}" }'),
                ("Template", 1, 20, '"x${b}"'),
                ("TemplateText", 1, 21, "x"),
                ("Interpolation", 1, 22, "${b}"),
                ("Name", 1, 24, "b"),
            ],
            id="escapes and nested templates",
        ),
        pytest.param(
            "a = <<-EOT\n\t  é${b}\n\t  %{ if c }d%{ endif }\n\tEOT\n",
            [
                ("Template", 1, 5, "<<-EOT\n\t  é${b}\n\t  %{ if c }d%{ endif }\n\tEOT"),
                ("TemplateText", 2, 4, "é"),
                ("Interpolation", 2, 5, "${b}"),
                ("Name", 2, 7, "b"),
                ("TemplateText", 2, 9, "\n\t  "),
                ("IfDirective", 3, 4, "%{ if c }d%{ endif }"),
                ("Name", 3, 10, "c"),
                ("TemplateText", 3, 13, "d"),
                ("TemplateText", 3, 24, "\n"),
            ],
            id="an indented heredoc",
        ),
        pytest.param(
            "a = f(<<E\r\n${b}\r\nE\r\n, c)\r\n",
            [
                ("Call", 1, 5, "f(<<E\r\n${b}\r\nE\r\n, c)"),
                ("Template", 1, 7, "<<E\r\n${b}\r\nE"),
                ("Interpolation", 2, 1, "${b}"),
                ("Name", 2, 3, "b"),
                ("TemplateText", 2, 5, "\r\n"),
                ("Name", 4, 3, "c"),
            ],
            id="a heredoc with CRLF",
        ),
    ],
)
def test_places(text: str, expected: list[tuple[str, int, int, str]]) -> None:
    assert places(text) == expected


def test_places_of_blocks() -> None:
    text = 'a = 1\nx "y" z {\n  b = 2\n}\n'
    body, problems = parse_body(SourceFile("main.tf", text.encode()))
    assert problems == ()
    (block,) = body.blocks
    (attribute,) = block.body.attributes
    assert [
        each.text
        for each in (
            block.span,
            block.type_span,
            *(label.span for label in block.labels),
            block.header,
            block.body.span,
            attribute.span,
            attribute.name_span,
        )
    ] == ['x "y" z {\n  b = 2\n}', "x", '"y"', "z", 'x "y" z', "\n  b = 2\n", "b = 2", "b"]


@pytest.mark.parametrize("prefix", ["", "\ufeff", "# é\r\n", "\n\t\t"])
def test_the_text_of_a_span_is_the_text_of_the_node(prefix: str) -> None:
    """Read alone, the text of every expression gives the expression again."""
    wrong: list[str] = []
    for snippet in SNIPPETS:
        if not snippet.valid:
            continue
        file = SourceFile("main.tf", (prefix + snippet.text.removeprefix("\ufeff")).encode())
        body, _ = parse_body(file)
        for attribute in body.attributes:
            for node in nodes(attribute.value):
                if isinstance(node, Expression) and stands_alone(node):
                    again, _ = parse_expression(file, node.span.start, node.span.end)
                    if again is None or outline(again) != outline(node):
                        wrong.append(f"{snippet.text!r}: {node.span.text!r}")
    assert wrong == []


def stands_alone(node: Expression) -> bool:
    """Whether the text of a node means the same without the text around it."""
    if isinstance(node, Template) and node.form == "quoted" and node.span.text[0] != '"':
        return False  # a bare word as a key
    if any(isinstance(each, SplatItem) for each in nodes(node)):
        return False
    return "<<" not in node.span.text  # the last line of a heredoc needs its newline
