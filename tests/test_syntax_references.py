"""What an expression refers to."""

from __future__ import annotations

import pytest

from bridgelint.base.source import SourceFile
from bridgelint.hcl.parse import parse_expression
from bridgelint.hcl.references import AttributeStep, IndexStep, references, traversal
from bridgelint.hcl.tree import Expression


def expression(text: str) -> Expression:
    value, problems = parse_expression(SourceFile("main.tf", text.encode()))
    assert problems == ()
    assert value is not None
    return value


@pytest.mark.parametrize(
    ("text", "root", "steps"),
    [
        ("a", "a", []),
        ("var.x", "var", ["x"]),
        ('module.m["k"].y[0].z', "module", ["m", ("k",), "y", (0,), "z"]),
        ("a.0.b", "a", [(0,), "b"]),
        ("a[true][null][1.5]", "a", [(True,), (None,), (1.5,)]),
        ('a[""]', "a", [("",)]),
    ],
)
def test_a_traversal(text: str, root: str, steps: list[str | tuple[object]]) -> None:
    found = traversal(expression(text))
    assert found is not None
    assert (found.root, found.span.text) == (root, text)
    assert [
        step.name if isinstance(step, AttributeStep) else (step.key,) for step in found.steps
    ] == steps


def test_the_places_of_a_traversal() -> None:
    found = traversal(expression('aé.b["c"]'))
    assert found is not None
    assert found.root_span.text == "aé"
    assert [(type(step), step.span.text) for step in found.steps] == [
        (AttributeStep, "b"),
        (IndexStep, '"c"'),
    ]
    assert (found.attribute(0), found.attribute(1), found.attribute(2)) == ("b", None, None)


@pytest.mark.parametrize(
    "text",
    ["1", '"a"', "(a)", "(a).b", "a[b]", 'a["${b}"]', "a[*].b", "a.*.b", "f().a", "-a", "[a]"],
)
def test_what_is_no_traversal(text: str) -> None:
    assert traversal(expression(text)) is None


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("1", []),
        ('"text"', []),
        ("a.b + c", ["a.b", "c"]),
        ("a.b[count.index].c", ["a.b", "count.index"]),
        ('a["${b}"].c', ["a", "b"]),
        ("a[b][c]", ["a", "b", "c"]),
        ("(a.b).c", ["a.b"]),
        ("f(a, b...)", ["a", "b"]),
        ("a ? b : c", ["a", "b", "c"]),
        ("-a && !b", ["a", "b"]),
        ("a[*].b[c]", ["a", "c"]),
        ("a.*.b", ["a"]),
        ("{ a = b, (c) = d, e.f = g }", ["b", "c", "d", "e.f", "g"]),
        ('"x${a}%{ if b }${c}%{ else }${d}%{ endif }"', ["a", "b", "c", "d"]),
        ("[for a in a : a]", ["a"]),
        ("[for k, v in x : f(k, v, y) if z && v]", ["x", "y", "z"]),
        ("{for k, v in x : k.a => v.b...}", ["x"]),
        ("[for a in x : [for b in a : [a, b, c]]]", ["x", "c"]),
        ("[for a in [for a in b : a] : a]", ["b"]),
        ("[for a in x : a].a", ["x"]),
        ('"%{ for k, v in x }${k}${v}${y}%{ endfor }${k}"', ["x", "y", "k"]),
        ("<<E\n${a}\nE\n", ["a"]),
    ],
)
def test_references(text: str, expected: list[str]) -> None:
    assert [each.span.text for each in references(expression(text))] == expected


@pytest.mark.parametrize(
    "text",
    [
        "(" * 5000 + "a" + ")" * 5000,
        "a" + "[b]" * 5000,
        "a[b]" + ".c" * 20000,
        "a" + " + a" * 5000,
        '"${' * 3000 + "a" + '}"' * 3000,
    ],
    ids=["parentheses", "indexes", "steps", "operators", "templates"],
)
def test_deep_expressions(text: str) -> None:
    assert {each.span.text for each in references(expression(text))} <= {"a", "b"}
