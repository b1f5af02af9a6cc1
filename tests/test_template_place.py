"""Offsets in a string lead back to the template that wrote it."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bridgelint.base.source import SourceFile, Span
from bridgelint.eventbridge.detail.template_place import place_of
from bridgelint.hcl.parse import parse_body
from bridgelint.hcl.tree import Template

QUOTED = 'x = "{\\"x\\": \\"y${var.a}\\",\\n $${q}\\u00e9}"\n'
HEREDOC = """x = <<-EOT
    {
      "user": "${var.user}",
      %{ if var.x ~}
      "amount": ${var.amount}
      %{ endif ~}
      "café": 'x' %%{y}
    }
  EOT
"""


def template(source: str) -> Template:
    body, problems = parse_body(SourceFile("main.tf", source.encode()))
    assert problems == ()
    value = body.attributes[0].value
    assert isinstance(value, Template)
    return value


def place(source: str, text: str, start: int, end: int) -> Span:
    return place_of(template(source), text, start, end)


@pytest.mark.parametrize(
    "text", ['x{"x": "y1",\n ${q}é}', '{"x": "y1",\n ${q}é}x', '{"x": "y1"', "nothing", ""]
)
def test_text_of_something_else_has_the_place_of_the_whole(text: str) -> None:
    assert place(QUOTED, text, 0, 1).text == template(QUOTED).span.text


@pytest.mark.parametrize(
    ("source", "text", "sought", "found", "position"),
    [
        (QUOTED, '{"x": "y1",\n ${q}é}', '"x"', '\\"x\\"', (1, 7)),
        (QUOTED, '{"x": "y1",\n ${q}é}', '"y1"', '\\"y', (1, 14)),
        (QUOTED, '{"x": "y1",\n ${q}é}', "1", "${var.a}", (1, 17)),
        (QUOTED, '{"x": "y\0",\n ${q}é}', "\0", "${var.a}", (1, 17)),
        (QUOTED, '{"x": "y\0",\n ${q}é}', "\n", "\\n", (1, 28)),
        (QUOTED, '{"x": "y\0",\n ${q}é}', "${q", "$${q", (1, 31)),
        (QUOTED, '{"x": "y\0",\n ${q}é}', "é", "\\u00e9", (1, 36)),
        (HEREDOC, "", "{", "{", (2, 5)),
        (HEREDOC, "", '"user"', '"user"', (3, 7)),
        (HEREDOC, "", "joe", "${var.user}", (3, 16)),
        (HEREDOC, "", "'x'", "'x'", (7, 15)),
        (HEREDOC, "", "%{y}", "%%{y}", (7, 19)),
    ],
)
def test_text_is_followed_back(
    source: str, text: str, sought: str, found: str, position: tuple[int, int]
) -> None:
    rendered = text or '{\n  "user": "joe",\n  "amount": 5\n      "café": \'x\' %{y}\n}\n'
    start = rendered.index(sought)
    span = place(source, rendered, start, start + len(sought))
    assert (span.text, (span.line, span.column)) == (found, position)


def test_a_directive_is_one_place() -> None:
    rendered = '{\n  "user": "joe",\n  "amount": 5\n      "café": \'x\' %{y}\n}\n'
    start = rendered.index("amount")
    span = place(HEREDOC, rendered, start, start + 6)
    assert (span.line, span.end_line) == (4, 6)


def test_the_end_is_behind_the_last_character() -> None:
    span = place('x = "{\\"a\\": 1"\n', '{"a": 1', 7, 7)
    assert (span.column, span.end_column) == (15, 15)


def test_windows_line_endings_count() -> None:
    span = place("x = <<EOT\r\n{\r\n  a\r\n}\r\nEOT\r\n", "{\r\n  a\r\n}\r\n", 5, 6)
    assert (span.text, span.line, span.column) == ("a", 3, 3)


def test_what_has_two_readings_is_the_whole_template() -> None:
    source = 'x = "${var.a},${var.b}"\n'
    assert place(source, "1,2,3", 1, 2).text == '"${var.a},${var.b}"'
    assert place(source, "1,2", 1, 2).text == ","
    assert place(source, "1,2", 2, 3).text == "${var.b}"


def test_text_of_another_template_is_the_whole_template() -> None:
    assert place('x = "a${var.a}"\n', "b1", 0, 1).text == '"a${var.a}"'


PIECES = st.sampled_from(["a", "b", "ab", " ", "{", "é", "\n", '"', "\\"])
ESCAPES = {"\\": "\\\\", '"': '\\"', "\n": "\\n"}


@given(st.lists(PIECES, max_size=6), st.lists(PIECES, max_size=3), st.lists(PIECES, max_size=6))
def test_every_character_is_found_or_the_template_is(
    before: list[str], value: list[str], after: list[str]
) -> None:
    left, middle, right = "".join(before), "".join(value), "".join(after)
    escaped = ["".join(ESCAPES.get(each, each) for each in side) for side in (left, right)]
    source = f'x = "{escaped[0]}${{var.a}}{escaped[1]}"\n'
    text = left + middle + right
    for offset, character in enumerate(text):
        span = place(source, text, offset, offset + 1)
        inside = len(left) <= offset < len(left) + len(middle)
        assert span.text in {
            source[4:-1],
            "${var.a}" if inside else ESCAPES.get(character, character),
        }


def test_the_whole_text_is_the_whole_template() -> None:
    assert place('x = "[${var.a}]"\n', "[1]", 0, 3).text == '"[${var.a}]"'
