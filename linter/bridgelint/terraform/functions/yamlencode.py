"""`yamlencode`, byte for byte as Terraform writes YAML.

Strings are in double quotes, or literal blocks if they have several lines; numbers, `true`,
`false` and `null` are plain. Collections are in block style, empty ones in flow style.
"""

from __future__ import annotations

import re
from typing import Final

from bridgelint.terraform.functions.declaration import (
    FunctionTable,
    Parameter,
    check_size,
    plain_text,
)
from bridgelint.terraform.values.types import DYNAMIC, STRING
from bridgelint.terraform.values.values import Content, Value

DECLARED: Final = FunctionTable()

_WIDTH: Final = 80
"""A string in double quotes is broken at a space after this column."""

_LONGEST_SIMPLE_KEY: Final = 128
"""In bytes; a longer key follows a `?`."""

_BREAKS: Final = ("\n", "\u2028", "\u2029")
"""The line breaks that a literal block can contain."""

_NEVER_SIMPLE: Final = re.compile("[\r\n\x85\u2028\u2029]")
_NEVER_LITERAL: Final = re.compile(
    # A space before a line break or at the end, and what is not printable; emoji are not.
    " [\n\u2028\u2029]| \\Z|[^\n -~\xa0-\ud7ff\ue000-\ufefe\uff00-\ufffd]"
)
_ESCAPED: Final = re.compile('["\\\\]|[^ -~\xa0-\u2027\u202a-\ud7ff\ue000-\ufefe\uff00-\ufffd]')
_ESCAPES: Final = {
    "\0": "0",
    "\a": "a",
    "\b": "b",
    "\t": "t",
    "\n": "n",
    "\v": "v",
    "\f": "f",
    "\r": "r",
    "\x1b": "e",
    '"': '"',
    "\\": "\\",
    "\x85": "N",
    "\xa0": "_",
    "\u2028": "L",
    "\u2029": "P",
}


@DECLARED.add(
    "yamlencode",
    STRING,
    value=Parameter(DYNAMIC, allow_null=True, allow_dynamic=True, wholly_known=True),
    never_null=False,
    cost=20,
)
def yaml_text(value: Value) -> str:
    """Return a wholly known value without marks as a YAML document."""
    content = value.content
    if isinstance(content, tuple | dict) and content:
        return _block(content, 0)
    text = _scalar(content, 0, 0)
    return text if isinstance(content, str | tuple | dict) else f"{text}...\n"


def _block(content: tuple[Value, ...] | dict[str, Value], indent: int) -> str:
    """Return the lines of a collection, the first one without its indentation."""
    if isinstance(content, dict):
        lines = [_entry(key, each, indent) for key, each in content.items()]
    else:
        lines = [f"-{_after_indicator(each, indent)}" for each in content]
    text = (" " * indent).join(lines)
    check_size(characters=len(text))
    return text


def _entry(key: str, value: Value, indent: int) -> str:
    if len(key.encode()) > _LONGEST_SIMPLE_KEY or _NEVER_SIMPLE.search(key):
        marked = f"? {_scalar(key, indent, indent + 2)}"
        return f"{marked}{' ' * indent}:{_after_indicator(value, indent)}"
    name = f"{_quoted(key)}:"
    content = value.content
    if isinstance(content, tuple | dict) and content:
        deeper = indent if isinstance(content, tuple) else indent + 2
        return f"{name}\n{' ' * deeper}{_block(content, deeper)}"
    return f"{name} {_scalar(content, indent, indent + len(name) + 1)}"


def _after_indicator(value: Value, indent: int) -> str:
    """Return what follows a `-`, or the `:` of a key with a `?`, on the same line."""
    content = value.content
    if isinstance(content, tuple | dict) and content:
        return f" {_block(content, indent + 2)}"
    return f" {_scalar(content, indent, indent + 2)}"


def _scalar(content: Content, indent: int, column: int) -> str:
    """Return a string, a plain value or an empty collection with its line break."""
    if isinstance(content, tuple):
        return "[]\n"
    if isinstance(content, dict):
        return "{}\n"
    if not isinstance(content, str):
        return f"{plain_text(content)}\n"
    if "\n" not in content or _NEVER_LITERAL.search(content):
        return f"{_quoted(content, indent + 2, _WIDTH - column)}\n"
    return _literal(content, indent + 2)


def _literal(text: str, indent: int) -> str:
    header = "|2" if text.startswith((" ", *_BREAKS)) else "|"
    if not text.endswith(_BREAKS):
        header, text = f"{header}-", f"{text}\n"
    elif text[:-1].endswith(_BREAKS) or len(text) == 1:
        header += "+"
    lines = text.splitlines(keepends=True)
    indented = [each if each in _BREAKS else " " * indent + each for each in lines]
    return "".join([header, "\n", *indented])


def _quoted(text: str, indent: int = 0, room: int | None = None) -> str:
    """Return the text in double quotes, with line breaks if there is only room for so many
    characters on the first line."""
    if text.startswith("\ufeff"):
        return f'"{"".join(map(_escape, text))}"'
    escaped = _ESCAPED.sub(lambda found: _escape(found[0]), text)
    if room is None:
        return f'"{escaped}"'
    lines: list[str] = []
    start, mark = 0, ""
    for space in re.finditer("(?<=[^ ]) (?=.)", escaped):
        if space.start() - start >= room:
            lines.append(mark + escaped[start : space.start()])
            start = space.end()
            mark = "\\" if escaped[start] == " " else ""
            room = _WIDTH + 1 - indent - len(mark)
    lines.append(mark + escaped[start:])
    text = f"\n{' ' * indent}".join(lines)
    return f'"{text}"'


def _escape(letter: str) -> str:
    if letter in _ESCAPES:
        return "\\" + _ESCAPES[letter]
    code = ord(letter)
    if code <= 0xFF:
        return f"\\x{code:02X}"
    return f"\\u{code:04X}" if code <= 0xFFFF else f"\\U{code:08X}"
