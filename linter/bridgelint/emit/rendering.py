"""Values as text that may be shown: what is unknown or sensitive is named, not shown."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import Final, Literal

from bridgelint.base.records import dataclass
from bridgelint.eventbridge.detail.json_parser import places
from bridgelint.eventbridge.detail.json_tree import MARK, JsonPath, JsonText, TextHole
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


@dataclass(frozen=True, slots=True)
class Gap:
    """A part that is not known."""

    path: JsonPath
    """Inside the JSON of a `detail` or the list of `resources`; empty: all of it."""

    reason: Reason
    content: Literal["any", "number", "boolean"] = "any"
    """Of an unknown stretch of a template."""

    @property
    def text(self) -> str:
        """What is shown in its place."""
        return AT_SENDING if self.reason.at_sending else UNKNOWN


@dataclass(frozen=True, slots=True)
class Rendered:
    """A string as it may be shown."""

    text: str
    gaps: tuple[Gap, ...] = ()
    secrets: tuple[JsonPath, ...] = ()
    """Where something sensitive was left out, by path."""


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


def rendered_list(
    value: Value,
) -> tuple[list[str | None], tuple[Gap, ...], tuple[JsonPath, ...]]:
    """Return the strings of a list as they may be shown, or what is shown for all of it; the gaps
    and the paths of what was left out as in `Rendered`."""
    gaps: list[Gap] = []
    secrets: list[JsonPath] = []
    shown = _masked(value, (), gaps, secrets)
    elements = shown.elements if isinstance(shown.content, tuple) else (shown,)
    texts = [None if each.is_null else str(each.content) for each in elements]
    return texts, tuple(gaps), tuple(secrets)


def _whole(value: Value) -> Rendered:
    """Nothing of it is shown."""
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
    pieces = list(_pieces(content))
    if not is_json:
        text = "".join(each if isinstance(each, str) else each.text for each in pieces)
        gaps = [each for each in pieces if isinstance(each, Gap)]
        return Rendered(text, tuple(gaps))
    return _json_template(pieces)


def _pieces(content: Unknown) -> Iterator[str | Gap]:
    """Known text and unknown stretches; adjacent ones of the same kind are not joined."""
    if content.parts is None:
        if content.prefix:
            yield content.prefix
        yield Gap((), content.reason)
        return
    for part in content.parts:
        if isinstance(part, str):
            yield part
        elif part.unknown is not None:
            yield from _pieces_of(part, part.unknown)


def _pieces_of(part: Value, content: Unknown) -> Iterator[str | Gap]:
    if content.json is not None:
        shown = rendered_json(content.json)
        known = re.split(f"{re.escape(UNKNOWN)}|{re.escape(AT_SENDING)}", shown.text)
        if len(known) != len(shown.gaps) + 1:  # the known text says "(unknown)" somewhere
            yield Gap((), content.reason)
            return
        yield known[0]
        for gap, text in zip(shown.gaps, known[1:], strict=True):
            yield Gap((), gap.reason)
            yield text
    elif part.type in {NUMBER, BOOL}:
        yield Gap((), content.reason, "number" if part.type == NUMBER else "boolean")
    else:
        yield from _pieces(content)


def _json_template(pieces: Sequence[str | Gap]) -> Rendered:
    """With the path of each hole; one that is a whole value gets quotes, so that it is JSON."""
    holes: list[tuple[int, Gap]] = []
    length = 0
    for each in pieces:
        if isinstance(each, Gap):
            holes.append((length, each))
        length += len(each) if isinstance(each, str) else 1
    marked = "".join(each if isinstance(each, str) else MARK for each in pieces)
    known = places(JsonText(marked, tuple((at, TextHole(each.content)) for at, each in holes)))
    ranges = [(path, *place.value) for path, place in known.items()]
    text: list[str] = []
    gaps: list[Gap] = []
    for at, each in holes:
        around = [found for found in ranges if found[1] <= at < found[2]]
        path, start, end = max(around, key=lambda one: len(one[0]), default=((), 0, 0))
        gaps.append(Gap(path, each.reason))
        text.append(f'"{each.text}"' if (start, end) == (at, at + 1) and path else each.text)
    fillings = iter(text)
    joined = "".join(each if isinstance(each, str) else next(fillings) for each in pieces)
    return Rendered(joined, tuple(gaps))
