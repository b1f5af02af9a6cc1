"""The index of blocks, with HashiCorp's parser (pygohcl) as the referee."""

from __future__ import annotations

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from bridgelint.base.source import SourceFile
from bridgelint.hcl.parse import parse_body
from bridgelint.workspace.block_scan import IndexedBlock, Problems, scan_blocks
from configurations import configurations, mutations
from referee import is_valid, load


def index(text: str | bytes) -> tuple[tuple[IndexedBlock, ...], Problems]:
    data = text if isinstance(text, bytes) else text.encode()
    return scan_blocks(SourceFile("main.tf", data))


def found(text: str | bytes) -> list[tuple[str, tuple[str, ...], str]]:
    """Type, labels and text of each block."""
    return [
        (block.type, block.labels, block.file.data[block.start : block.end].decode())
        for block in index(text)[0]
    ]


def problem(text: str | bytes) -> tuple[str, int, int, str] | None:
    """Message, line, column and underlined text of the problem."""
    _, problems = index(text)
    if not problems:
        return None
    (problem,) = problems
    return problem.message, problem.span.line, problem.span.column, problem.span.text


def assert_agrees(data: bytes) -> None:
    """Each indexed block is one block for HashiCorp's parser, and outside them it sees nothing."""
    blocks = index(data)[0]
    position = 0
    rest: list[bytes] = []
    for number, block in enumerate(blocks):
        rest += [data[position : block.start], b"mark_%d {}" % number]
        position = block.end
        assert is_valid(data[block.start : block.end].decode())
    rest.append(data[position:])
    assert load(b"".join(rest).decode()) == {f"mark_{number}": {} for number in range(len(blocks))}


@given(configurations())
@settings(max_examples=80, deadline=None)
def test_agrees_with_hashicorps_parser_on_valid_files(text: str) -> None:
    assert is_valid(text)
    assert problem(text) is None
    assert_agrees(text.encode())


@given(mutations())
@settings(max_examples=120, deadline=None)
def test_whatever_the_text_the_index_is_in_order_and_valid_text_has_no_problem(data: bytes) -> None:
    blocks, problems = index(data)
    edges = [edge for block in blocks for edge in (block.start, block.end)]
    assert edges == sorted(edges)
    assert all(block.start < block.end <= len(data) for block in blocks)
    text = data.decode("utf-8", "replace")
    if "\ufffd" in text or not is_valid(text):
        return
    if problems:
        # Valid HCL, and refused by Terraform: arguments at the top level.
        assert problems[0].message.startswith("unexpected argument")
        return
    assert_agrees(data)


@given(st.binary(max_size=200))
def test_bytes_of_any_kind_end_in_an_index(data: bytes) -> None:
    assert all(block.end <= len(data) for block in index(data)[0])


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("", []),
        ("\ufeff  # nothing\n/* here */", []),
        ("a {}", [("a", (), "a {}")]),
        ('a "b" {}', [("a", ("b",), 'a "b" {}')]),
        ('a "b" "c" {}\n', [("a", ("b", "c"), 'a "b" "c" {}')]),
        ('a"b"c{}', [("a", ("b", "c"), 'a"b"c{}')]),
        (
            'a b "c" d "e" /* "x" { */ {\n}',
            [("a", ("b", "c", "d", "e"), 'a b "c" d "e" /* "x" { */ {\n}')],
        ),
        ('a "q\\"\\u00e9\\\\\\n" {}', [("a", ('q"é\\\n',), 'a "q\\"\\u00e9\\\\\\n" {}')]),
        ('\ufeffa "é" {}', [("a", ("é",), 'a "é" {}')]),
        ("a {}\r\n\r\nb {\r\n}\r\n", [("a", (), "a {}"), ("b", (), "b {\r\n}")]),
        (
            "a {} # {\nb {} // {\nc {} /* { */",
            [("a", (), "a {}"), ("b", (), "b {}"), ("c", (), "c {}")],
        ),
        ("a-b_2 {}", [("a-b_2", (), "a-b_2 {}")]),
    ],
)
def test_headers(text: str, expected: list[tuple[str, tuple[str, ...], str]]) -> None:
    assert problem(text) is None
    assert found(text) == expected


def test_a_header_holds_no_typographic_quotes() -> None:
    text = "a {}\naction “b” “c” {\n}\nd {}\n"
    assert problem(text) == ("`“` is not valid here", 2, 8, "“")
    assert problem('/* “ */ a /* “ */ "“" é {}\n') is None


@pytest.mark.parametrize("codec", ["utf-16-le", "utf-16-be"])
def test_utf_16_is_named(codec: str) -> None:
    blocks, problems = index("\ufeffa {}\n".encode(codec))
    assert blocks == ()
    assert [each.message for each in problems] == ["the encoding is UTF-16, not UTF-8"]


@pytest.mark.parametrize(
    "value",
    [
        '"}"',
        '"{"',
        r'"\"}"',
        r'"\\"',
        '"$${}"',
        '"%%{}"',
        '"$"',
        '"%}"',
        '"${a}"',
        '"${"}"}"',
        '"${f({ a = "}" })}"',
        '"${"${"${"}"}"}"}"',
        '"${<<E\n}\nE\n}"',
        '"%{ if a }{%{ endif }"',
        '"${a /* } */}"',
        '"${a # }\n}"',
        "<<E\n}\nE\n",
        "<<-E\n  }\n  E\n",
        "<<E\n${f(\nE\n)} }\nE\n",
        "<<E\n$${ %%{ }\nE\n",
        "<<E\n E x\n x E\nEE\n}\n E\t\n",
        "<<E\n}\nE\u00a0\n",
        "<<E\r\n}\r\nE\r\n",
        "<<E\n${<<E\n}\nE\n}\nE\n",
        "[{}, { a = 1 }] # }",
        "1 / 2 < 3",
        "{ /* } */ }",
    ],
)
def test_values_that_hide_braces(value: str) -> None:
    block = f"a {{\n  x = {value}\n}}"
    text = f"{block}\nb {{}}\n"
    assert is_valid(text)
    assert problem(text) is None
    assert found(text) == [("a", (), block), ("b", (), "b {}")]


@pytest.mark.parametrize(
    ("text", "expected", "kept"),
    [
        (
            'action "a" "b" {\n  config {\n}\n\nresource "c" "d" {\n}\n',
            ("this block is not closed", 1, 16, "{"),
            ["action", "resource"],
        ),
        (
            'action "a" "b" {\n}\n}\n\nresource "c" "d" {\n}\n',
            ("unexpected `}`", 3, 1, "}"),
            ["action", "resource"],
        ),
        (
            'action "a" "b" {\n  x = "y\n}\nresource "c" "d" {\n}\n',
            ("unterminated string", 2, 7, '"'),
            ["action", "resource"],
        ),
        (
            'action "a" "b" {\n  x = "${y\n}\nresource "c" "d" {\n}\n',
            ("unterminated string", 2, 7, '"'),
            ["action", "resource"],
        ),
        (
            'action "a" "b" {\n  x = <<EOT\n}\nresource "c" "d" {\n}\n',
            ("unterminated heredoc", 2, 7, "<"),
            ["action", "resource"],
        ),
        (
            'action "a" "b" {\n  x = 1 /*\n}\nresource "c" "d" {\n}\n',
            ("unterminated comment", 2, 9, "/"),
            ["action", "resource"],
        ),
        ("/* a {}\n", ("unterminated comment", 1, 1, "/"), []),
        (
            'a = {\n}\nresource "c" "d" {\n}\n',
            ("unexpected argument `a`", 1, 1, "a"),
            ["resource"],
        ),
        (
            'resource "c" "d"\n{\n}\nlocals {\n}\n',
            ("the `{` of a block must be on the same line", 1, 1, "resource"),
            ["locals"],
        ),
        (
            "locals {} locals {}\n",
            ("expected a new line after the block", 1, 11, "l"),
            ["locals", "locals"],
        ),
        (
            "locals {} /*\n*/ locals {}",
            ("expected a new line after the block", 2, 4, "l"),
            ["locals", "locals"],
        ),
        ("\x00\x01\x02", ("expected a block", 1, 1, "\x00"), []),
        ('"a" {}\nlocals {}', ("expected a block", 1, 1, '"'), ["locals"]),
    ],
)
def test_one_problem_and_what_can_still_be_read(
    text: str, expected: tuple[str, int, int, str], kept: list[str]
) -> None:
    assert problem(text) == expected
    assert [block.type for block in index(text)[0]] == kept


def test_a_block_with_a_problem_inside_is_broken() -> None:
    blocks = index('locals {\n  x = "y\n}\nlocals {\n}\n')[0]
    assert [block.broken for block in blocks] == [True, False]


def test_bytes_that_are_no_utf8_are_a_problem_outside_comments() -> None:
    assert problem(b'locals {\n  # caf\xe9\n  x = "caf\xc3\xa9" # \xe9\n}\n') is None
    assert problem(b'locals {\n  # caf\xe9\n  x = "caf\xe9"\n}\n') == (
        "invalid UTF-8",
        3,
        11,
        "\ufffd",
    )


@pytest.mark.parametrize(
    ("text", "blocks"),
    [
        ('resource "a" "b" {\n' * 20_000, 20_000),
        ('resource "a" "b" {\n  x = "${\n}\n' * 20_000, 20_000),
        ('resource "a" "b" {\n' + '  x = "${\n' * 20_000, 1),
        ('resource "a" "b" {\n  x = <<EOT\n}\n' * 20_000, 20_000),
        ('resource "a" "b" {\n  x = <<EOT\n' + "${a} EOT\n" * 50_000, 1),
        ('resource "a" "b" {\n  x = ' + '"${' * 100_000, 1),
        ('resource "a" "b" {\n  x = ' + '"${[' * 50_000 + ']}"' * 50_000 + "\n}\n", 1),
        ("a {" * 200_000 + "}" * 200_000, 1),
        ('"' * 200_000, 0),
        ("/*" * 200_000, 0),
        ("}\n" * 200_000, 0),
        ("a {}\n" * 100_000 + "a {", 100_001),
    ],
    ids=lambda value: repr(value)[:20],
)
def test_hostile_text_takes_time_in_proportion(text: str, blocks: int) -> None:
    """What takes the square of its length would not end here."""
    assert len(index(text)[0]) == blocks


@given(st.lists(st.sampled_from(["a", "$", "%", "{", "}", "\\", "n", "u00e9", '\\"', "\u00e9"])))
def test_a_label_is_read_as_the_parser_reads_it(pieces: list[str]) -> None:
    file = SourceFile("main.tf", f'block "{"".join(pieces)}" "b" {{\n}}\n'.encode())
    body, problems = parse_body(file)
    assume(not any("string" in each.message or "brace" in each.message for each in problems))
    if body.blocks:
        parsed = [tuple(label.text for label in block.labels) for block in body.blocks]
        assert [block.labels for block in scan_blocks(file)[0]] == parsed
