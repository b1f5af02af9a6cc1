"""Text as a terminal shows it."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bridgelint.base.words import plural
from bridgelint.report.terminal import cells, hanging, printable, width, wrap


@pytest.mark.parametrize(
    ("text", "columns"),
    [
        ("", 0),
        ("abc", 3),
        ("é", 1),
        ("e\u0301", 1),
        ("東京", 4),
        ("ﾊﾟ", 2),
        ("😀", 2),
        ("👩\u200d👩", 4),
        ("a\u200bb", 2),
    ],
)
def test_columns_of_a_text(text: str, columns: int) -> None:
    assert width(text) == columns


def test_a_tab_goes_to_the_next_stop() -> None:
    assert "".join(cells("\ta\tbcd\te東\tf")) == "    a   bcd e東 f"


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("plain `x`", "plain `x`"),
        ("a\nb\tc\x7f\x1b[1m", "a␊b␉c␡␛[1m"),
        ("\x9b1m", "\ufffd1m"),
        ("a\u202eb", "a\ufffdb"),
        ("\udcff", "\ufffd"),
        ("naïve 東京", "naïve 東京"),
    ],
)
def test_nothing_that_a_terminal_would_obey(text: str, shown: str) -> None:
    assert printable(text) == shown


@pytest.mark.parametrize(
    ("count", "noun", "said"),
    [
        (0, "module", "0 modules"),
        (1, "module", "1 module"),
        (2, "entry", "2 entries"),
        (1234, "finding", "1,234 findings"),
    ],
)
def test_numbers(count: int, noun: str, said: str) -> None:
    assert plural(count, noun) == said


@given(st.text(st.characters(codec="utf-8"), max_size=80), st.integers(1, 30))
def test_wrapping_keeps_every_word_and_the_width(text: str, columns: int) -> None:
    lines = list(wrap(text, columns))
    assert " ".join(lines) == printable(text)
    assert [line for line in lines if width(line) > columns and " " in line.strip(" ")] == []


@given(st.text(max_size=60))
def test_each_character_has_one_cell(text: str) -> None:
    line = text.replace("\n", "")
    assert len(cells(line)) == len(line)


def test_the_other_lines_of_an_indented_line_are_indented_further() -> None:
    line = "  action.aws_events_put_events.paid: terraform_data.order after_create"
    assert list(hanging(line, 40)) == [
        "  action.aws_events_put_events.paid:",
        "      terraform_data.order after_create",
    ]
    assert list(hanging(line, 80)) == [line]
