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
        assert {kind for kind, each in SAMPLES.items() if found.search(each)} == {
            kind for kind, each in SAMPLES.items() if regex.search(pattern, each)
        }


@pytest.mark.parametrize(
    "pattern",
    [")", "(", "a)", "a)*", "*", "[", "a{2,1}", "(?", "\\", "\\01", "\\01a", "\\p{Cased_Letter}"],
)
def test_what_is_no_expression(pattern: str) -> None:
    assert matcher(pattern) is None
