"""Analysis of the `detail` of an entry: whether it is a JSON object, and what it contains.

`fault` and `encoded_twice` are set only if they are certain for all unknown parts. Repeated keys
and integers are those of the known text, read as it was intended: an unknown part outside quotes
is one value, an unknown part inside quotes is part of a string.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from bridgelint.base.records import Record
from bridgelint.eventbridge.detail.json_tree import (
    KIND_WORDS,
    KINDS,
    OBJECT,
    Hole,
    Json,
    JsonKind,
    JsonText,
    kind_of,
    text_of,
)
from bridgelint.eventbridge.limits import DETAIL_INTEGERS
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


class DetailJudgement(Record, eq=False):
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

    return parse(text)


def _may_be_object(text: JsonText) -> bool:
    from bridgelint.eventbridge.detail.certain_json import may_be_object  # hardly ever asked

    return may_be_object(text)


def judge(value: Value) -> DetailJudgement | None:
    """Analyse a `detail`. `None` for a null, an empty string, and a value that is not a string."""
    text = text_of(value) if value.type == STRING else None
    if text is None or text.text == "":
        return None
    parsed = _parsed(text)
    tree = parsed.tree
    kinds = tree.kinds if isinstance(tree, Hole) else {kind_of(tree)}
    is_object = parsed.fault is None and "object" in kinds
    if not is_object and not (text.holes and _may_be_object(text)):
        return _fault(value, text, parsed)
    if parsed.fault is not None:
        return DetailJudgement(text, OBJECT)
    low, high = DETAIL_INTEGERS
    return DetailJudgement(
        text,
        tree if isinstance(tree, dict) else OBJECT,
        repeated=parsed.repeated,
        integers=tuple(
            each
            for each in parsed.long_integers
            if len(each.text) > 20 or not low <= int(each.text) <= high
        ),
        depth=parsed.depth,
        deep=parsed.deep,
    )


def _fault(value: Value, text: JsonText, parsed: ParsedJson) -> DetailJudgement:
    if parsed.fault is not None:
        return DetailJudgement(text, OBJECT, parsed.fault)
    from bridgelint.eventbridge.detail.json_fault import JsonFault  # only for a mistake

    tree = parsed.tree
    kinds = list(KIND_WORDS)
    possible = tree.kinds if isinstance(tree, Hole) else KINDS
    kind = kind_of(tree) or kinds[max(map(kinds.index, possible))]
    twice = kind == "string" and (_holds_object(tree) or _encodes_object(value))
    fault = JsonFault(f"it is {KIND_WORDS[kind]}", 0, len(text.text))
    return DetailJudgement(text, tree, fault, kind, twice)


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
