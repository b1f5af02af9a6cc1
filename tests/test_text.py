from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given, reject
from hypothesis import strategies as st

from bridgelint.terraform.values.errors import NotEvaluated
from bridgelint.terraform.values.unicode_text import (
    count_graphemes,
    graphemes,
    lower,
    normalized,
    title,
    upper,
)

# Every class of the table, so that random texts meet the rules.
CHARACTERS = (
    "a\u00e9 \r\n\u0000\u00ad\u0301\u093f\u0600\u200d\U0001f1eb\U0001f469"
    "\u1100\u1161\u11a8\uac00\uac01"
)


@pytest.mark.parametrize(
    ("text", "clusters"),
    [
        ("", []),
        ("abc", ["a", "b", "c"]),
        ("a\r\nb\n\rc", ["a", "\r\n", "b", "\n", "\r", "c"]),
        ("\u00e9e\u0301x", ["\u00e9", "e\u0301", "x"]),
        ("\U0001f1eb\U0001f1f7\U0001f1e9", ["\U0001f1eb\U0001f1f7", "\U0001f1e9"]),
        (
            "\U0001f469\u200d\U0001f680\U0001f44b\U0001f3fd",
            ["\U0001f469\u200d\U0001f680", "\U0001f44b\U0001f3fd"],
        ),
        ("\u1112\u1161\u11ab\ud55c\uae00\u11a8", ["\u1112\u1161\u11ab", "\ud55c", "\uae00\u11a8"]),
        ("\u0600\u0627\u0600", ["\u0600\u0627", "\u0600"]),
        ("a\u200d\U0001f469", ["a\u200d", "\U0001f469"]),
    ],
)
def test_graphemes(text: str, clusters: list[str]) -> None:
    assert graphemes(text) == clusters


@pytest.mark.parametrize(
    "text",
    [
        "\u0915\u094d\u0937",  # one cluster since Unicode 15.1
        "a\u0897",  # a mark since Unicode 16.0
        "\u2605\u200d\U0001f469",  # no pictograph since Unicode 17.0
        "\U0001f1eb\u200d\U0001f469",  # one cluster for Terraform's library alone, as the next two
        "\u1112\uac00\u11a8",
        "\ufffd\u0301",
    ],
)
def test_what_depends_on_the_version_of_unicode_is_unknown(text: str) -> None:
    with pytest.raises(NotEvaluated):
        graphemes(text)
    with pytest.raises(NotEvaluated):
        count_graphemes(text)


@given(st.text(st.sampled_from(CHARACTERS)) | st.text())
def test_graphemes_take_a_text_apart(text: str) -> None:
    try:
        clusters = graphemes(text)
    except NotEvaluated:
        reject()
    assert "".join(clusters) == text
    assert all(clusters)
    assert [graphemes(each) for each in clusters] == [[each] for each in clusters]
    assert count_graphemes(text) == len(clusters)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("e\u0301", "\u00e9"),
        ("\u212b", "\u00c5"),
        ("\u1112\u1161\u11ab", "\ud55c"),
        ("a" + "\u0302" * 40, "\u00e2" + "\u0302" * 29 + "\u034f" + "\u0302" * 10),
    ],
)
def test_normalized(text: str, expected: str) -> None:
    assert normalized(text) == expected


@given(st.text(max_size=30))
def test_normal_form_of_short_texts(text: str) -> None:
    assert normalized(text) == unicodedata.normalize("NFC", text)
    assert normalized(normalized(text)) == normalized(text)


@pytest.mark.parametrize(
    ("text", "capitals", "small", "titled"),
    [
        ("stra\u00dfe", "STRA\u00dfE", "stra\u00dfe", "Stra\u00dfe"),
        ("\u0130\u0131", "\u0130I", "i\u0131", "\u0130\u0131"),
        ("\u01c6", "\u01c4", "\u01c6", "\u01c5"),
        ("\u1f80", "\u1f88", "\u1f80", "\u1f88"),
        ("\u0391\u03a3", "\u0391\u03a3", "\u03b1\u03c3", "\u0391\u03a3"),
        ("a-b_c d\u2014e", "A-B_C D\u2014E", "a-b_c d\u2014e", "A-B_c D\u2014e"),
    ],
)
def test_letters(text: str, capitals: str, small: str, titled: str) -> None:
    assert [upper(text), lower(text), title(text)] == [capitals, small, titled]


@given(st.text())
def test_letters_keep_their_number(text: str) -> None:
    assert len(upper(text)) == len(lower(text)) == len(title(text)) == len(text)
