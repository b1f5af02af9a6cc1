"""`yamlencode`, byte for byte as Terraform writes YAML.

Strings are in double quotes, or literal blocks if they have several lines; numbers, `true`,
`false` and `null` are plain. Collections are in block style, empty ones in flow style.
"""

from __future__ import annotations

from itertools import pairwise
from typing import Final

from bridgelint.terraform.functions.contract import Parameter, check_size, function, unknown_by
from bridgelint.terraform.values import numbers
from bridgelint.terraform.values.types import DYNAMIC, STRING
from bridgelint.terraform.values.values import Value, is_number, is_wholly_known, string

_WIDTH: Final = 80
"""A string in double quotes is broken at a space after this column."""

_LONGEST_SIMPLE_KEY: Final = 128
"""In bytes; a longer key follows a `?`."""

_BREAKS: Final = "\r\n\x85\u2028\u2029"
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


def yaml_text(value: Value) -> str:
    """Return a wholly known value without marks as a YAML document."""
    writer = _Writer()
    writer.node(value, -1, in_mapping=False, simple_key=False)
    return writer.finished()


class _Writer:
    """The text so far and the state at its end, which determines spaces and line breaks."""

    def __init__(self) -> None:
        self._parts: list[str] = []
        self._column = 0
        self._after_space = True
        """Whether only an indicator and its space, or indentation, precedes."""

        self._at_indentation = True
        """Whether the line so far only contains indentation and `-`, `?` or `:`."""

        self._open_ended = False
        """Whether the end of the document must be marked."""

    def finished(self) -> str:
        self._indent(-1)
        if self._open_ended:
            self._put("...\n")
        return "".join(self._parts)

    def _put(self, text: str) -> None:
        self._parts.append(text)
        self._column += len(text)
        if len(self._parts) % 1_000 == 0:
            check_size(characters=sum(map(len, self._parts)))

    def _break(self) -> None:
        self._put("\n")
        self._column = 0

    def _indent(self, indent: int) -> None:
        indent = max(indent, 0)
        beyond = self._column > indent or (self._column == indent and not self._after_space)
        if not self._at_indentation or beyond:
            self._break()
        if self._column < indent:
            self._put(" " * (indent - self._column))
        self._after_space = True
        self._at_indentation = True

    def _indicator(self, text: str, *, spaced: bool) -> None:
        """Write a punctuation mark; with `spaced`, add a space before it if there is none yet."""
        if spaced and not self._after_space:
            self._put(" ")
        self._put(text)
        self._after_space = False
        self._open_ended = False

    def node(self, value: Value, indent: int, *, in_mapping: bool, simple_key: bool) -> None:
        """Write a value at the indent of its parent's elements (negative for the document)."""
        content = value.content
        if isinstance(content, tuple):
            self._sequence(content, indent, in_mapping=in_mapping)
        elif isinstance(content, dict):
            self._mapping(content, indent)
        elif isinstance(content, str):
            self._string(content, indent, simple_key=simple_key)
        else:
            self._plain(_plain_text(content), at_root=indent < 0)

    def _plain(self, text: str, *, at_root: bool) -> None:
        if not self._after_space:
            self._put(" ")
        self._put(text)
        self._after_space = False
        self._at_indentation = False
        if at_root:
            self._open_ended = True

    def _sequence(self, elements: tuple[Value, ...], indent: int, *, in_mapping: bool) -> None:
        if not elements:
            self._empty("[", "]")
            return
        if indent < 0:
            indent = 0
        elif not (in_mapping and not self._at_indentation):
            indent += 2
        for each in elements:
            self._indent(indent)
            self._indicator("-", spaced=True)
            self.node(each, indent, in_mapping=False, simple_key=False)

    def _mapping(self, entries: dict[str, Value], indent: int) -> None:
        if not entries:
            self._empty("{", "}")
            return
        indent = 0 if indent < 0 else indent + 2
        for key, each in entries.items():
            self._indent(indent)
            simple = _is_simple_key(key)
            if not simple:
                self._indicator("?", spaced=True)
            self.node(string(key), indent, in_mapping=True, simple_key=simple)
            if not simple:
                self._indent(indent)
            self._indicator(":", spaced=not simple)
            self.node(each, indent, in_mapping=True, simple_key=False)

    def _empty(self, opening: str, closing: str) -> None:
        self._indicator(opening, spaced=True)
        self._indicator(closing, spaced=False)

    def _string(self, text: str, indent: int, *, simple_key: bool) -> None:
        if "\n" in text and not simple_key and _may_be_literal(text):
            self._literal(text, max(indent, 0) + 2)
        else:
            self._quoted(text, indent, may_break=not simple_key)

    def _literal(self, text: str, indent: int) -> None:
        self._indicator("|", spaced=True)
        if text[0] == " " or text[0] in _BREAKS:
            self._indicator("2", spaced=False)
        ends = [letter in _BREAKS for letter in text[-2:]]
        keeps = ends in ([True], [True, True])
        if keeps or not ends[-1]:
            self._indicator("+" if keeps else "-", spaced=False)
        self._break()
        self._after_space = True
        self._at_indentation = True
        self._literal_lines(text, indent)

    def _literal_lines(self, text: str, indent: int) -> None:
        after_break = True
        for letter in text:
            if letter in _BREAKS:
                self._put(letter)
                self._column = 0
                self._at_indentation = True
                after_break = True
                continue
            if after_break:
                self._indent(indent)
            self._put(letter)
            self._at_indentation = False
            after_break = False

    def _quoted(self, text: str, indent: int, *, may_break: bool) -> None:
        self._indicator('"', spaced=True)
        indent = max(indent, 0) + 2
        after_space = False
        begins_with_bom = text.startswith("\ufeff")
        for position, letter in enumerate(text):
            if letter != " " or begins_with_bom:
                plain = _is_printable(letter) and letter not in _BREAKS + '"\\'
                self._put(letter if plain and not begins_with_bom else _escaped(letter))
                after_space = False
                continue
            breaks = may_break and not after_space and self._column > _WIDTH
            if breaks and 0 < position < len(text) - 1:
                self._indent(indent)
                if text[position + 1 : position + 2] == " ":
                    self._put("\\")
            else:
                self._put(" ")
            after_space = True
        self._indicator('"', spaced=False)
        self._after_space = False
        self._at_indentation = False


def _plain_text(content: object) -> str:
    if content is None:
        return "null"
    if isinstance(content, bool):
        return "true" if content else "false"
    return numbers.text(content) if is_number(content) else ""


def _is_simple_key(key: str) -> bool:
    return not any(letter in _BREAKS for letter in key) and (
        len(key.encode()) <= _LONGEST_SIMPLE_KEY
    )


def _is_printable(letter: str) -> bool:
    """Return whether it is printable and in the basic plane; emoji are not."""
    return (
        letter == "\n"
        or " " <= letter <= "~"
        or "\xa0" <= letter <= "\ud7ff"
        or ("\ue000" <= letter <= "\ufffd" and letter != "\ufeff")
    )


def _escaped(letter: str) -> str:
    if letter in _ESCAPES:
        return "\\" + _ESCAPES[letter]
    code = ord(letter)
    if code <= 0xFF:
        return f"\\x{code:02X}"
    return f"\\u{code:04X}" if code <= 0xFFFF else f"\\U{code:08X}"


def _may_be_literal(text: str) -> bool:
    """Return whether a literal block can represent the text: no space before a line break or at the
    end, and nothing that must be escaped."""
    if text.endswith(" ") or not all(_is_printable(letter) or letter == "\n" for letter in text):
        return False
    return not any(first == " " and second in _BREAKS for first, second in pairwise(text))


@function(
    "yamlencode",
    STRING,
    value=Parameter(DYNAMIC, allow_null=True, allow_dynamic=True),
    never_null=False,
)
def _yamlencode(value: Value) -> Value | str:
    return yaml_text(value) if is_wholly_known(value) else unknown_by(STRING, value)
