"""Analysis of the `detail` of an entry: whether it is a JSON object, and what it contains.

`fault` and `encoded_twice` are set only if they are certain for all unknown parts. Repeated keys
and integers are those of the known text, read as it was intended: an unknown part outside quotes
is one value, an unknown part inside quotes is part of a string.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from bridgelint.base.records import dataclass
from bridgelint.eventbridge.detail.json_text import JsonText, text_of
from bridgelint.eventbridge.detail.json_tree import OBJECT, Hole, Json, JsonKind, kind_of
from bridgelint.eventbridge.limits import DETAIL_INTEGERS, MAX_DETAIL_DEPTH
from bridgelint.terraform.values.types import STRING
from bridgelint.terraform.values.values import Value

if TYPE_CHECKING:
    from bridgelint.eventbridge.detail.json_fault import JsonFault
    from bridgelint.eventbridge.detail.json_parser import (
        NumberPlace,
        ParsedJson,
        Place,
        RepeatedKey,
    )

_KINDS: Final[dict[JsonKind, str]] = {
    "null": "`null`",
    "boolean": "a boolean",
    "number": "a number",
    "string": "a string",
    "array": "an array",
    "object": "an object",
}


@dataclass(frozen=True, slots=True, eq=False)
class DetailJudgement:
    """The known parts of a `detail` that is neither null nor wholly unknown."""

    text: JsonText
    """The text to which all offsets refer; our own rendering of a partly unknown `jsonencode`."""

    tree: Json
    """The most likely parse; each unknown part is a `Hole`. Nothing in it is certain if there is a
    `fault`."""

    fault: JsonFault | None = None
    """Why it certainly is not a JSON object, and where."""

    kind: JsonKind | None = None
    """With a `fault`: the kind of the JSON value."""

    encoded_twice: bool = False
    """With a `fault`: whether it is a JSON string that contains a JSON object."""

    repeated: tuple[RepeatedKey, ...] = ()
    integers: tuple[NumberPlace, ...] = ()
    """The integers outside the 64-bit range."""

    depth: int = 0
    deep: tuple[Place, ...] = ()
    """The bracket that opens the first level beyond the limit."""


def _parsed(text: JsonText) -> ParsedJson:
    from bridgelint.eventbridge.detail.json_parser import parse  # only where there is a detail

    return parse(text, MAX_DETAIL_DEPTH)


def _may_be_object(text: JsonText) -> bool:
    from bridgelint.eventbridge.detail.certain_json import may_be_object  # hardly ever asked

    return may_be_object(text)


def judge(value: Value) -> DetailJudgement | None:
    """Analyse a `detail`. `None` for a null, an empty string, and a value that is not a string."""
    text = text_of(value) if value.type == STRING else None
    if text is None or text.text == "":
        return None
    parsed = _parsed(text)
    if parsed.fault is not None:
        fault = None if text.holes and _may_be_object(text) else parsed.fault
        return DetailJudgement(text, OBJECT, fault)
    kind = _wrong_kind(text, parsed)
    if kind is not None:
        return _no_object(value, text, parsed, kind)
    low, high = DETAIL_INTEGERS
    return DetailJudgement(
        text,
        parsed.tree if kind_of(parsed.tree) == "object" else OBJECT,
        repeated=parsed.repeated,
        integers=tuple(each for each in parsed.long_integers if not _within(each.text, low, high)),
        depth=parsed.depth,
        deep=parsed.deep,
    )


def _within(digits: str, low: int, high: int) -> bool:
    return len(digits) < 21 and low <= int(digits) <= high


def _wrong_kind(text: JsonText, parsed: ParsedJson) -> JsonKind | None:
    tree = parsed.tree
    if not isinstance(tree, Hole):
        kind = kind_of(tree)
        return None if kind == "object" or (text.holes and _may_be_object(text)) else kind
    if "object" in tree.kinds or _may_be_object(text):
        return None
    wrong: JsonKind = "null"
    for kind in _KINDS:
        wrong = kind if kind in tree.kinds else wrong
    return wrong


def _no_object(value: Value, text: JsonText, parsed: ParsedJson, kind: JsonKind) -> DetailJudgement:
    from bridgelint.eventbridge.detail.json_fault import JsonFault  # only for a mistake

    twice = kind == "string" and (_holds_object(parsed.tree) or _encodes_object(value))
    fault = JsonFault(f"it is {_KINDS[kind]}", 0, len(text.text))
    return DetailJudgement(text, parsed.tree, fault, kind, twice)


def _holds_object(tree: Json) -> bool:
    if not isinstance(tree, str):
        return False
    inner = _parsed(JsonText(tree))
    return isinstance(inner.tree, dict) or (inner.fault is None and _holds_object(inner.tree))


def _encodes_object(value: Value) -> bool:
    """Return whether it is a `jsonencode` of a partly unknown `jsonencode` of an object."""
    outer = value.unknown.json if value.unknown else None
    inner = outer.unknown if outer and outer.type == STRING else None
    if inner is None:
        return False
    return inner.json is not None or inner.prefix.lstrip().startswith("{")
