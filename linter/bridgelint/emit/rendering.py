"""Values as text that may be shown: what is unknown or sensitive is named, not shown."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import accumulate
from typing import Final, Literal

from bridgelint.base.records import Record
from bridgelint.eventbridge.detail.json_parser import parse, places
from bridgelint.eventbridge.detail.json_tree import MARK, JsonPath, JsonText, TextHole
from bridgelint.report.terminal import printable
from bridgelint.terraform.functions.jsonencode import json_text
from bridgelint.terraform.values.errors import FunctionError, NotEvaluated
from bridgelint.terraform.values.types import BOOL, NUMBER, STRING
from bridgelint.terraform.values.values import (
    SENSITIVE,
    Reason,
    Unknown,
    Value,
    all_marks,
    first_reason,
    is_wholly_known,
    object_of,
    string,
    tuple_of,
)

UNKNOWN: Final = "(unknown)"
AT_SENDING: Final = "(at sending)"

_LEXEME: Final = r"(\"(?:[^\"\\]|\\.)*\"|[{}\[\],:]|[^\s{}\[\],:\"]+)"
_INDENT: Final = "  "
_MOST_INDENTED: Final = 50
"""Deeper levels are indented like this one: otherwise the text would grow with their square."""

Line = list[tuple[str, str]]
"""Texts, each with the rich style it has."""


class Gap(Record):
    """A part that is not known."""

    path: JsonPath
    """Inside the JSON of a `detail` or the list of `resources`; empty: all of it."""

    reason: Reason
    content: Literal["any", "number", "boolean"] = "any"
    """Of an unknown stretch of a template."""

    @property
    def text(self) -> str:
        return AT_SENDING if self.reason.at_sending else UNKNOWN


class Rendered(Record):
    """A string, or the strings of a list, as they may be shown."""

    text: str
    gaps: tuple[Gap, ...] = ()
    secrets: tuple[JsonPath, ...] = ()
    """Where something sensitive was left out, by path."""

    elements: list[str | None] | None = None
    """Of a list; what is shown for all of it is one element."""

    @property
    def shown(self) -> str | list[str | None]:
        return self.text if self.elements is None else self.elements


def rendered(value: Value, encoded: Value | None = None, *, is_json: bool = False) -> Rendered:
    """A string that is not null.

    `encoded` is what a sensitive `jsonencode` was given: then only its sensitive parts are left
    out. `is_json`: unknown parts of a template have paths in the JSON that it is.
    """
    if all_marks(value):
        if encoded is not None and not encoded.is_secret:
            return rendered_json(encoded)
        return _whole(value)
    content = value.content
    if isinstance(content, str):
        return Rendered(content)
    if not isinstance(content, Unknown):
        raise TypeError(value.type)
    if content.json is not None:
        return rendered_json(content.json)
    return _template(content, is_json=is_json)


def rendered_json(value: Value) -> Rendered:
    """Return the text of `jsonencode`, with the unknown and the sensitive parts replaced."""
    if value.unknown is not None and value.type != STRING:
        return _whole(value)
    gaps: list[Gap] = []
    secrets: list[JsonPath] = []
    try:
        text = json_text(_masked(value, (), gaps, secrets))
    except (RecursionError, FunctionError, NotEvaluated):
        return _whole(value)
    return Rendered(text, tuple(gaps), tuple(secrets))


def rendered_list(value: Value) -> Rendered:
    """Return the strings of a list."""
    gaps: list[Gap] = []
    secrets: list[JsonPath] = []
    shown = _masked(value, (), gaps, secrets)
    elements = shown.elements if isinstance(shown.content, tuple) else (shown,)
    texts = [None if each.is_null else str(each.content) for each in elements]
    return Rendered("", tuple(gaps), tuple(secrets), texts)


def _whole(value: Value) -> Rendered:
    gaps = () if is_wholly_known(value) else (Gap((), first_reason([value])),)
    if all_marks(value):
        return Rendered(SENSITIVE, gaps, ((),))
    return Rendered(gaps[0].text if gaps else UNKNOWN, gaps)


def _masked(value: Value, path: JsonPath, gaps: list[Gap], secrets: list[JsonPath]) -> Value:
    """Only strings, numbers, bools and nulls that may be shown are left in it."""
    if value.is_secret:
        secrets.append(path)
        gaps += () if is_wholly_known(value) else [Gap(path, first_reason([value]))]
        return string(SENSITIVE)
    content = value.content
    if isinstance(content, Unknown):
        shown = rendered(value)
        gaps += [Gap(path, each.reason) for each in shown.gaps]
        secrets += [path for _ in shown.secrets]
        return string(shown.text)
    if isinstance(content, tuple):
        return tuple_of(
            _masked(each, (*path, place), gaps, secrets) for place, each in enumerate(content)
        )
    if isinstance(content, dict):
        return object_of(
            {key: _masked(each, (*path, key), gaps, secrets) for key, each in content.items()}
        )
    return value


def _template(content: Unknown, *, is_json: bool) -> Rendered:
    """In JSON, each hole has a path; one that is a whole value gets quotes, so that it is JSON."""
    pieces = list(_pieces(content))
    lengths = (len(each) if isinstance(each, str) else len(MARK) for each in pieces)
    placed = list(zip(accumulate(lengths, initial=0), pieces, strict=False))
    ranges: list[tuple[JsonPath, int, int]] = []
    if is_json:
        marked = "".join(each if isinstance(each, str) else MARK for each in pieces)
        holes = ((at, TextHole(each.content)) for at, each in placed if isinstance(each, Gap))
        known = places(JsonText(marked, tuple(holes)))
        ranges = [(path, *place.value) for path, place in known.items()]
    text: list[str] = []
    gaps: list[Gap] = []
    for at, each in placed:
        if isinstance(each, str):
            text.append(each)
            continue
        around = [found for found in ranges if found[1] <= at < found[2]]
        path, start, end = max(around, key=lambda one: len(one[0]), default=((), 0, 0))
        gaps.append(Gap(path, each.reason))
        text.append(f'"{each.text}"' if (start, end) == (at, at + 1) and path else each.text)
    return Rendered("".join(text), tuple(gaps))


def _pieces(content: Unknown) -> Iterator[str | Gap]:
    """Known text and unknown stretches; adjacent ones of the same kind are not joined."""
    if content.parts is None:
        if content.prefix:
            yield content.prefix
        yield Gap((), content.reason)
    for part in content.parts or ():
        if isinstance(part, str):
            yield part
        elif part.unknown is None:
            continue
        elif part.unknown.json is not None:
            yield from _json_pieces(part.unknown.json, part.unknown.reason)
        elif part.type in {NUMBER, BOOL}:
            yield Gap((), part.unknown.reason, "number" if part.type == NUMBER else "boolean")
        else:
            yield from _pieces(part.unknown)


def _json_pieces(encoded: Value, reason: Reason) -> Iterator[str | Gap]:
    shown = rendered_json(encoded)
    known = re.split(f"{re.escape(UNKNOWN)}|{re.escape(AT_SENDING)}", shown.text)
    if len(known) != len(shown.gaps) + 1:  # the known text says "(unknown)" somewhere
        yield Gap((), reason)
        return
    yield known[0]
    for gap, text in zip(shown.gaps, known[1:], strict=True):
        yield Gap((), gap.reason)
        yield text


# -- for a person


def pretty(text: str, *, is_json: bool) -> list[Line]:
    """The lines to show, no character of a value changed. JSON gets line breaks and colours."""
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
        indent = (_INDENT * min(depth, _MOST_INDENTED), "")
        if closes and before not in {"{", "["}:
            yield line
            line = [indent]
        if opens or closes or lexeme in {",", ":"}:
            line.append((": " if lexeme == ":" else lexeme, ""))
        elif following == ":":
            line += _marked(lexeme, "cyan")
        else:
            line += _marked(lexeme, "green" if lexeme.startswith('"') else "magenta")
        if lexeme == "," or (opens and following not in {"}", "]"}):
            yield line
            line = [indent]
    yield line


def _marked(text: str, style: str) -> Line:
    styles = {UNKNOWN: "bold yellow", AT_SENDING: "bold blue", SENSITIVE: "bold red"}
    pieces = re.split(f"({'|'.join(map(re.escape, styles))})", text)
    return [(printable(each), styles.get(each, style)) for each in pieces if each]
