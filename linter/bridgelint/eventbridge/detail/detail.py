"""What can be said of the `detail` of an entry: is it a JSON object, and what is in it.

Only what is certain whatever the unknown parts are makes `fault` and `encoded_twice`. Repeated
keys and integers are those of the known text, read the way it was meant: an unknown part outside
quotes is one value, inside quotes it is part of a string.
"""

from __future__ import annotations

from typing import Final

from bridgelint.base.records import dataclass
from bridgelint.eventbridge.detail.json_fault import JsonFault
from bridgelint.eventbridge.detail.json_parsed import NumberPlace, ParsedJson, Place, RepeatedKey
from bridgelint.eventbridge.detail.json_text import JsonText, text_of
from bridgelint.eventbridge.detail.json_tree import OBJECT, Hole, Json, JsonKind, kind_of
from bridgelint.eventbridge.limits import DETAIL_INTEGERS, MAX_DETAIL_DEPTH
from bridgelint.terraform.values.types import STRING
from bridgelint.terraform.values.values import Value

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
    """A `detail` that is neither null nor wholly unknown, as far as it is known."""

    text: JsonText
    """What all offsets count in. Of a partly unknown `jsonencode` it is our own rendering."""

    tree: Json
    """The best reading of it: what is unknown is a `Hole`. Nothing in it is certain when there is
    a `fault`."""

    fault: JsonFault | None = None
    """Why it is certain to be no JSON object, and where."""

    kind: JsonKind | None = None
    """With a `fault`: it is JSON, but this."""

    encoded_twice: bool = False
    """With a `fault`: it is a JSON string that holds a JSON object."""

    repeated: tuple[RepeatedKey, ...] = ()
    integers: tuple[NumberPlace, ...] = ()
    """Those outside 64 bits."""

    depth: int = 0
    deep: tuple[Place, ...] = ()
    """The bracket that opens the first level too many."""


def _parsed(text: JsonText) -> ParsedJson:
    from bridgelint.eventbridge.detail.json_parser import parse  # noqa: PLC0415 # only where there is a detail

    return parse(text, MAX_DETAIL_DEPTH)


def _may_be_object(text: JsonText) -> bool:
    from bridgelint.eventbridge.detail.certain_json import may_be_object  # noqa: PLC0415 # hardly ever asked

    return may_be_object(text)


def judge(value: Value) -> DetailJudgement | None:
    """Judge a `detail`; nothing for a null, an empty string, and what is no string."""
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
    twice = kind == "string" and (_holds_object(parsed.tree) or _encodes_object(value))
    if twice:
        message = "it is a JSON string that holds JSON: it was encoded twice"
    else:
        message = f"it is {_KINDS[kind]}, no JSON object"
    fault = JsonFault(message, 0, len(text.text))
    return DetailJudgement(text, parsed.tree, fault, kind, twice)


def _holds_object(tree: Json) -> bool:
    if not isinstance(tree, str):
        return False
    inner = _parsed(JsonText(tree))
    return isinstance(inner.tree, dict) or (inner.fault is None and _holds_object(inner.tree))


def _encodes_object(value: Value) -> bool:
    """`jsonencode` of what is itself a partly unknown `jsonencode` of an object."""
    outer = value.unknown.json if value.unknown else None
    inner = outer.unknown if outer and outer.type == STRING else None
    if inner is None:
        return False
    return inner.json is not None or inner.prefix.lstrip().startswith("{")
