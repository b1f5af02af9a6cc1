"""Messages for the place where a text stops being valid JSON."""

from __future__ import annotations

import re
from typing import Final

from bridgelint.base.records import dataclass


@dataclass(frozen=True, slots=True)
class JsonFault:
    """The place and the reason of a JSON syntax error."""

    message: str
    """A clause without a full stop."""

    start: int
    end: int
    """Offsets in the text; `start == end` at the end of the text."""


# Compiled when a text is invalid, not when bridgelint starts.
_WORD: Final = r"[^\W\d][\w$]*"
_WRITTEN: Final = r"[-+.\w]+"
_MEANT: Final = {
    "True": "`true`",
    "TRUE": "`true`",
    "False": "`false`",
    "FALSE": "`false`",
    "None": "`null`",
    "NULL": "`null`",
    "Null": "`null`",
    "nil": "`null`",
    "undefined": "`null`",
}
_NOT_NUMBERS: Final = frozenset({"NaN", "Infinity", "-Infinity", "+Infinity", "-NaN"})
_EXPECTED: Final = {
    "key": "a key in double quotes",
    "value": "a value",
    "colon": "a `:` after the key",
}
_RAW: Final = {
    "\n": ("a line break", "`\\n`"),
    "\r": ("a carriage return", "`\\r`"),
    "\t": ("a tab", "`\\t`"),
}


def explain(text: str, position: int, expected: str, opened: int | None) -> JsonFault:
    """Return why the text is invalid at `position`, where `expected` should be: `value`, `key`,
    `colon`, `comma`, `end`, `number`, `string` (its content) or `escape`. `opened` is the offset of
    the bracket that is still open."""
    if position >= len(text):
        return _at_end(text, expected, opened)
    if expected == "string":
        return _in_string(text, position)
    if expected == "escape":
        letter = text[position + 1 : position + 2]
        message = (
            "`\\u` requires four hexadecimal digits"
            if letter == "u"
            else f"invalid escape `\\{letter}`"
        )
        return JsonFault(message, position, min(position + 2, len(text)))
    if expected == "comma" and opened is not None:
        expected = f"a `,` or a `{'}' if text[opened] == '{' else ']'}`"
    return _at_token(text, position, expected)


def _at_end(text: str, expected: str, opened: int | None) -> JsonFault:
    end = len(text.rstrip(" \t\r\n"))
    if end == 0:
        return JsonFault("the text is blank", 0, len(text))
    if expected == "string":
        message = "the string is not terminated"
    elif opened is not None:
        message = f"unexpected end of text: the `{text[opened]}` is not closed"
    else:
        message = "unexpected end of text: expected a value"
    return JsonFault(message, end, end)


def _in_string(text: str, position: int) -> JsonFault:
    raw = text[position]
    if raw in _RAW:
        name, escape = _RAW[raw]
        message = f"{name} in a string: use {escape}, or close the quotes"
    else:
        message = f"the control character U+{ord(raw):04X} in a string: escape it as `\\u`"
    return JsonFault(message, position, position + 1)


def _at_token(text: str, position: int, expected: str) -> JsonFault:
    character = text[position]
    if character == "\ufeff":
        return JsonFault("unexpected byte-order mark", position, position + 1)
    if character == "'":
        message = "JSON requires double quotes"
        return JsonFault(message, position, position + 1)
    if character == "#" or text.startswith(("//", "/*"), position):
        return JsonFault("JSON does not allow comments", position, position + 1)
    if expected in {"key", "value"} and character in "}]" and _behind_comma(text, position):
        message = f"trailing comma before the `{character}`"
        comma = len(text[:position].rstrip()) - 1
        return JsonFault(message, comma, comma + 1)
    return _at_word(text, position, expected)


def _behind_comma(text: str, position: int) -> bool:
    return text[:position].rstrip(" \t\r\n").endswith(",")


def _at_word(text: str, position: int, expected: str) -> JsonFault:
    found = re.compile(_WRITTEN).match(text, position)
    token = found.group() if found else text[position]
    end = position + len(token)
    shown = token if len(token) <= 40 else f"{token[:40]}…"
    if expected in {"value", "number"}:
        if token in _NOT_NUMBERS:
            return JsonFault(f"`{token}` is not a valid JSON number", position, end)
        if token in _MEANT:
            return JsonFault(f"`{token}` is not valid JSON: use {_MEANT[token]}", position, end)
        if token[0] in "-+." or token[0].isdigit():
            return JsonFault(f"`{shown}` is not a valid JSON number", position, end)
        if re.fullmatch(_WORD, token):
            return JsonFault(f"`{shown}` is not valid JSON: strings must be quoted", position, end)
    if expected == "key" and re.fullmatch(_WORD, token):
        return JsonFault(f"the key `{shown}` must be in double quotes", position, end)
    if expected == "end":
        return JsonFault(f"unexpected `{shown}` after the JSON value", position, end)
    message = f"unexpected `{shown}`: expected {_EXPECTED.get(expected, expected)}"
    return JsonFault(message, position, end)
