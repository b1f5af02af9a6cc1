"""Messages for the place where a text stops being valid JSON."""

from __future__ import annotations

import re
from typing import Final

from bridgelint.base.records import dataclass
from bridgelint.eventbridge.detail.json_tree import MARK


@dataclass(frozen=True, slots=True)
class JsonFault:
    message: str
    """A clause without a full stop."""

    start: int
    end: int
    """Offsets in the text; `start == end` at the end of the text."""


# Compiled when a text is invalid, not when bridgelint starts.
_WORD: Final = r"[^\W\d][\w$]*"
_WRITTEN: Final = r"[-+.\w]+"
_MEANT: Final = {
    **dict.fromkeys(("True", "TRUE"), "true"),
    **dict.fromkeys(("False", "FALSE"), "false"),
    **dict.fromkeys(("None", "NULL", "Null", "nil", "undefined"), "null"),
}
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
    before = text[:position].rstrip(" \t\r\n")
    if expected in {"key", "value"} and text[position] in "}]" and before.endswith(","):
        message = f"trailing comma before the `{text[position]}`"
        return JsonFault(message, len(before) - 1, len(before))
    if expected in {"string", "escape"}:
        message, size = _in_string(text[position : position + 2], expected)
    else:
        message, size = _outside_string(text, position, expected, opened)
    return JsonFault(message, position, min(position + size, len(text)))


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


def _in_string(found: str, expected: str) -> tuple[str, int]:
    """Return the message, and the number of characters that are wrong."""
    if expected == "escape":
        if found[1:] == "u":
            return "`\\u` requires four hexadecimal digits", 2
        return f"invalid escape `\\{found[1:].strip(MARK)}`", 2
    if found[0] in _RAW:
        name, escape = _RAW[found[0]]
        return f"{name} in a string: use {escape}, or close the quotes", 1
    return f"the control character U+{ord(found[0]):04X} in a string: escape it as `\\u`", 1


def _outside_string(text: str, position: int, expected: str, opened: int | None) -> tuple[str, int]:
    character = text[position]
    if character == "\ufeff":
        return "unexpected byte-order mark", 1
    if character == "'":
        return "JSON requires double quotes", 1
    if character == "#" or text.startswith(("//", "/*"), position):
        return "JSON does not allow comments", 1
    found = re.compile(_WRITTEN).match(text, position)
    token = found.group() if found else character
    if expected == "comma" and opened is not None:
        expected = f"a `,` or a `{'}' if text[opened] == '{' else ']'}`"
    return _unexpected(token, expected), len(token)


def _unexpected(token: str, expected: str) -> str:
    shown = token if len(token) <= 40 else f"{token[:40]}…"
    is_word = re.fullmatch(_WORD, token)
    if expected in {"value", "number"}:
        if token in _MEANT:
            return f"`{token}` is not valid JSON: use `{_MEANT[token]}`"
        if token in {"NaN", "Infinity"} or token[0] in "-+." or token[0].isdigit():
            return f"`{shown}` is not a valid JSON number"
        if is_word:
            return f"`{shown}` is not valid JSON: strings must be quoted"
    if expected == "key" and is_word:
        return f"the key `{shown}` must be in double quotes"
    if expected == "end":
        return f"unexpected `{shown}` after the JSON value"
    return f"unexpected `{shown}`: expected {_EXPECTED.get(expected, expected)}"
