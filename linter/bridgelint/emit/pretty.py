"""JSON text with line breaks and in colours, and not a character of its values changed."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

from bridgelint.emit.rendering import AT_SENDING, UNKNOWN
from bridgelint.eventbridge.detail.json_parser import parse
from bridgelint.eventbridge.detail.json_tree import JsonText
from bridgelint.report.terminal import printable
from bridgelint.terraform.values.values import SENSITIVE

_LEXEME: Final = r"(\"(?:[^\"\\]|\\.)*\"|[{}\[\],:]|[^\s{}\[\],:\"]+)"
_INDENT: Final = "  "
_MOST_INDENTED: Final = 50
"""Deeper levels are indented like this one: otherwise the text would grow with their square."""


Line = list[tuple[str, str]]
"""Texts, each with the rich style it has."""


def pretty(text: str, *, is_json: bool) -> list[Line]:
    """The lines to show. What is not valid JSON keeps its own lines."""
    if is_json and parse(JsonText(text)).fault is None:
        return list(_indented(text))
    return [_marked(line, "") for line in text.removesuffix("\n").split("\n")]


def _indented(text: str) -> Iterator[Line]:
    lexemes = re.findall(_LEXEME, text)
    depth = 0
    line: Line = []
    for before, lexeme, following in zip(["", *lexemes], lexemes, [*lexemes[1:], ""], strict=False):
        opens, closes = lexeme in {"{", "["}, lexeme in {"}", "]"}
        depth += opens - closes
        if closes and before not in {"{", "["}:
            yield line
            line = [(_indent(depth), "")]
        if opens or closes or lexeme in {",", ":"}:
            line.append((": " if lexeme == ":" else lexeme, ""))
        else:
            line += _marked(lexeme, _style(lexeme, is_key=following == ":"))
        if lexeme == "," or (opens and following not in {"}", "]"}):
            yield line
            line = [(_indent(depth), "")]
    yield line


def _indent(depth: int) -> str:
    return _INDENT * min(depth, _MOST_INDENTED)


def _style(lexeme: str, *, is_key: bool) -> str:
    if is_key:
        return "cyan"
    if lexeme.startswith('"'):
        return "green"
    return "magenta"


def _marked(text: str, style: str) -> Line:
    """With what is unknown or sensitive set off."""
    styles = {UNKNOWN: "bold yellow", AT_SENDING: "bold blue", SENSITIVE: "bold red"}
    pieces = re.split(f"({'|'.join(map(re.escape, styles))})", text)
    return [(printable(each), styles.get(each, style)) for each in pieces if each]
