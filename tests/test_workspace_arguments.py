"""The index of a body's arguments, with the parser as the referee."""

from __future__ import annotations

import pytest
from hypothesis import given, settings

from bridgelint.base.source import SourceFile
from bridgelint.hcl.parse import parse_body
from bridgelint.workspace.block_index import PieceParser
from bridgelint.workspace.block_scan import scan_arguments
from configurations import bodies


def scanned(text: str) -> list[tuple[str, str]] | None:
    file = SourceFile("main.tf", text.encode())
    arguments = scan_arguments(file, 0, len(file.data))
    if arguments is None:
        return None
    return [
        (each.name, file.data[each.value_start : each.value_end].decode()) for each in arguments
    ]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("", []),
        ("  # nothing\n", []),
        ("a = 1", [("a", "1")]),
        ("a = 1 \t\n", [("a", "1")]),
        ("a=1\r\nb=2\r\n", [("a", "1"), ("b", "2")]),
        ("a = 1 # x = 2\nb = 2 // c\n", [("a", "1"), ("b", "2")]),
        ("a /* = */ = /* 0 */ 1 + /* 2 */ 3\n", [("a", "1 + /* 2 */ 3")]),
        ("a = [\n1, # ]\n2\n]\nb = 2", [("a", "[\n1, # ]\n2\n]"), ("b", "2")]),
        ("a = { b = 1\n}\n", [("a", "{ b = 1\n}")]),
        ("a = f(\n1\n)\n", [("a", "f(\n1\n)")]),
        ('a = "${\nx\n}]"\nb = 2', [("a", '"${\nx\n}]"'), ("b", "2")]),
        ('a = "${"${[")"]}"}"\n', [("a", '"${"${[")"]}"}"')]),
        ("a = <<E\nb = 2\nE\nc = 3", [("a", "<<E\nb = 2\nE"), ("c", "3")]),
        ("a = x == y\n", [("a", "x == y")]),
        ("a = 1 / 2 < 3\n", [("a", "1 / 2 < 3")]),
        ("é = 1\n", [("é", "1")]),
    ],
)
def test_arguments(text: str, expected: list[tuple[str, str]]) -> None:
    assert scanned(text) == expected


@pytest.mark.parametrize(
    "text",
    ["a {\n}\n", "a == 1", "a =", "a = [1", "a = 1]", 'a = "x\n', "a = <<E\n", "1", "a = /* x"],
)
def test_what_is_left_to_the_parser(text: str) -> None:
    assert scanned(text) in (None, [("a", "")])


@given(bodies(depth=0))
@settings(deadline=None)
def test_agrees_with_the_parser(text: str) -> None:
    file = SourceFile("main.tf", text.encode())
    body, problems = parse_body(file)
    assert problems == ()
    arguments = scan_arguments(file, 0, len(file.data)) or ()
    parser = PieceParser()
    assert [parser.argument(each).value for each in arguments] == [
        each.value for each in body.attributes
    ]
    assert [(each.name, each.start) for each in arguments] == [
        (each.name, each.span.start) for each in body.attributes
    ]
    assert parser.problems == ()
