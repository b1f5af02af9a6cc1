"""Names in all scripts."""

from __future__ import annotations

import pytest

from bridgelint.hcl.identifiers import identifier_length, is_identifier


@pytest.mark.parametrize(
    ("text", "identifier"),
    [
        ("name", "name"),
        ("a-b_2.c", "a-b_2"),
        ("_", "_"),
        ("-a", ""),
        ("2a", ""),
        ("é1-日本", "é1-日本"),
        ("a\u0301", "a\u0301"),
        ("\u0301a", ""),
        ("a·b", "a·b"),
        ("·b", ""),
        ("ªº", "ªº"),
        ("Ⅷ", "Ⅷ"),
        ("℘", "℘"),
        ("\u0e33", "\u0e33"),  # ID_Start, though not XID_Start
        ("゛", "゛"),  # as above
        ("\u0860", ""),  # a letter since Unicode 10, which HashiCorp's scanner does not know
        ("a\u0860", "a"),
        ("\U0001d4b3y", "\U0001d4b3y"),
        ("²", ""),
        ("a²", "a"),
        ("😀", ""),
        ("a\u200db", "a"),
        ("a\u00a0b", "a"),
    ],
)
def test_how_far_an_identifier_goes(text: str, identifier: str) -> None:
    data = text.encode()
    assert data[: identifier_length(data)].decode() == identifier


def test_bytes_that_are_no_utf8_are_no_characters() -> None:
    assert identifier_length(b"a\xffb") == 1
    assert identifier_length(b"\xed\xa0\x80") == 0


@pytest.mark.parametrize("text", ["name", "a-b_2", "_", "é1-日本", "\u0e33", "a\u0301"])
def test_an_identifier(text: str) -> None:
    assert is_identifier(text)


@pytest.mark.parametrize("text", ["", "-a", "2a", "a.b", "a b", "\u1c90", "a\u0860", "\ud800"])
def test_no_identifier(text: str) -> None:
    assert not is_identifier(text)
