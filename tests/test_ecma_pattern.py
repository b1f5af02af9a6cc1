"""Regular expressions of a schema, as ECMAScript reads them."""

from __future__ import annotations

import sys
import unicodedata

import pytest
import regex

from bridgelint.eventbridge.detail_schema.ecma_pattern import matcher

SAMPLES = {
    unicodedata.category(character): character
    for character in map(chr, range(sys.maxunicode, -1, -1))
    if not "\ud800" <= character <= "\udfff"
}
"""The first character of each general category."""

NAMES = (
    *("Letter", "Uppercase_Letter", "Lowercase_Letter", "Titlecase_Letter"),
    *("Modifier_Letter", "Other_Letter", "Mark", "Nonspacing_Mark", "Spacing_Mark"),
    *("Enclosing_Mark", "Number", "Decimal_Number", "digit", "Letter_Number", "Other_Number"),
    *("Punctuation", "punct", "Connector_Punctuation", "Dash_Punctuation", "Open_Punctuation"),
    *("Close_Punctuation", "Initial_Punctuation", "Final_Punctuation", "Other_Punctuation"),
    *("Symbol", "Math_Symbol", "Currency_Symbol", "Modifier_Symbol", "Other_Symbol", "Separator"),
    *("Space_Separator", "Line_Separator", "Paragraph_Separator", "Control", "cntrl", "Format"),
    "Private_Use",
)


@pytest.mark.parametrize("name", NAMES)
def test_a_long_name_of_a_category(name: str) -> None:
    for letter in "pP":
        pattern = f"\\{letter}{{{name}}}"
        found = matcher(pattern)
        assert found is not None
        assert {kind for kind, each in SAMPLES.items() if found(each)} == {
            kind for kind, each in SAMPLES.items() if regex.search(pattern, each)
        }


@pytest.mark.parametrize(
    "pattern",
    [")", "(", "a)", "a)*", "*", "[", "a{2,1}", "(?", "\\", "\\01", "\\01a", "\\p{Cased_Letter}"],
)
def test_what_is_no_expression(pattern: str) -> None:
    assert matcher(pattern) is None


@pytest.mark.parametrize(
    ("pattern", "found", "not_found"),
    [
        (r"^\u0041\x42\u{43}\u{1F600}$", ["ABC😀"], ["abc😀"]),
        (r"^\ud83d\ude00$", ["😀"], ["\ufffd", "a"]),
        (r"^[\u0041-\u0043\x30]+$", ["ABC0"], ["D"]),
        (r"^[\ud83d\ude00-\ud83d\ude02]$", ["😁"], ["😃"]),
        (r"^\cA\cz$", ["\x01\x1a"], ["cAcz"]),
        (r"^\0$", ["\0"], ["0"]),
        (r"^[\b]$", ["\b"], ["b"]),
        (r"^\t\n\v\f\r$", ["\t\n\v\f\r"], ["tnvfr"]),
        (r"^[^]$", ["a", "\n"], [""]),
        (r"[]", [], ["a", ""]),
        (r"^.$", ["a", "\x85"], ["\n", "\r", "\u2028", "\u2029"]),
        (r"^\s$", [" ", "\t", "\ufeff", "\xa0", "\u2028"], ["a", "\u200b"]),
        (r"^\S$", ["a", "\u200b"], [" ", "\ufeff", "\u2028"]),
        (r"^[\s\d]+$", ["1 2", "\ufeff"], ["a"]),
        (r"^[^\s]+$", ["ab"], ["a b"]),
        (r"^[\S]$", ["a"], [" "]),
        (r"^\w+$", ["az_09"], ["é"]),
        (r"^\W$", ["é", "-"], ["a"]),
        (r"^\d+$", ["09"], ["٣"]),
        (r"^\D$", ["٣"], ["9"]),
        (r"^\p{Lu}\p{L}$", ["Éa"], ["aa"]),
        (r"^[\p{Lu}\P{L}]$", ["A", "1"], ["a"]),
        (r"^\p{Script=Greek}\p{sc=Greek}\p{gc=Lu}$", ["λβA"], ["abA"]),
        (r"^(?<year>\d{4})-(?:a|b)$", ["2024-a"], ["2024-c"]),
        (r"^(a)(b)?$", ["a", "ab"], ["b"]),
        (r"^a{2}b{1,}c{0,2}d{0}$", ["aab", "aabbcc"], ["ab", "aabccc"]),
        (r"^a{2000}$", ["a" * 2000], ["a" * 1999, "a" * 2001]),
        (r"^a{1500,}$", ["a" * 1500, "a" * 1600], ["a" * 1499]),
        (r"^a{2,1500}$", ["aa", "a" * 1500], ["a", "a" * 1501]),
        (r"^(ab){1001}$", ["ab" * 1001], ["ab" * 1000]),
        (r"^a*?b+?c??$", ["aabb", "abc"], ["ac"]),
        (r"^a{x}{$", ["a{x}{"], ["a"]),
        (r"^\/\.\$\^\-\]\}$", ["/.$^-]}"], ["/a$^-]}"]),
        (r"^[.$^(){}|*+?\-\]\\]+$", [r".$^(){}|*+?-]" + "\\"], ["a"]),
        (r"a|^b$", ["xa", "b"], ["bb"]),
        (r"\bab\b", ["ab c"], ["abc"]),
        (r"\Bb", ["ab"], ["b"]),
    ],
)
def test_a_pattern_matches_as_in_ecmascript(
    pattern: str, found: list[str], not_found: list[str]
) -> None:
    compiled = matcher(pattern)
    assert compiled is not None
    assert [each for each in found if not compiled(each)] == []
    assert [each for each in not_found if compiled(each)] == []
