"""JSON with unknown parts, as a tree and as text.

A known part of a tree is what `json.loads` returns (a number that is not an integer is a `Decimal`,
which preserves its digits); an unknown part is a `Hole`.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import groupby
from typing import Any, Final, Self
from typing import Literal as Choice

from bridgelint.base.records import Record
from bridgelint.hcl.identifiers import is_identifier
from bridgelint.terraform.values.types import (
    BOOL,
    STRING,
    Dynamic,
    ListType,
    ObjectType,
    SetType,
    TupleType,
    Type,
)
from bridgelint.terraform.values.types import NUMBER as NUMBER_TYPE
from bridgelint.terraform.values.values import Unknown, Value

JsonKind = Choice["null", "boolean", "number", "string", "array", "object"]

KIND_WORDS: Final[dict[JsonKind, str]] = {
    "null": "`null`",
    "boolean": "a boolean",
    "number": "a number",
    "string": "a string",
    "array": "an array",
    "object": "an object",
}
KINDS: Final[frozenset[JsonKind]] = frozenset(KIND_WORDS)
CONTAINERS: Final[frozenset[JsonKind]] = frozenset({"array", "object"})

JsonPath = tuple[str | int, ...]


class Hole(Record):
    """An unknown part of JSON."""

    kinds: frozenset[JsonKind] = KINDS
    """The kinds that it may have; never empty."""

    parts: tuple[str | None, ...] = (None,)
    """If it is a string, its parts; `None` is unknown text."""


class Decimal(float):
    """A number with a fraction or an exponent, and its original text."""

    __slots__ = ("text",)

    text: str

    def __new__(cls, text: str) -> Self:
        self = super().__new__(cls, text)
        self.text = text
        return self


UNKNOWN: Final = Hole()
BOOLEAN: Final = Hole(frozenset({"boolean"}))
NUMBER: Final = Hole(frozenset({"number"}))
ARRAY: Final = Hole(frozenset({"array"}))
OBJECT: Final = Hole(frozenset({"object"}))
ONLY_STRING: Final[frozenset[JsonKind]] = frozenset({"string"})
_NULL: Final[frozenset[JsonKind]] = frozenset({"null"})

_LONG: Final = 400  # digits of an integer that is never computed with
MARK: Final = "\0"
"""Marks a hole in the text; a NUL at any other offset is literal."""


class JsonMembers(dict[str, "Json"]):
    """An object with a repeated key: the last value wins, `pairs` contains all of them."""

    pairs: tuple[tuple[str, Json], ...]


Json = dict[str, "Json"] | list["Json"] | str | int | float | None | Hole
"""A bool is an int here, as in Python."""


def number(text: str) -> int | Decimal:
    """Parse a JSON number; an integer of hundreds of digits becomes a `Decimal`."""
    if len(text) < _LONG and text.removeprefix("-").isdigit():
        return int(text)
    return Decimal(text)


def joined(parts: Iterable[str | None]) -> tuple[str | None, ...]:
    """Return the parts of a text with adjacent ones joined."""
    groups = groupby((each for each in parts if each != ""), lambda each: each is None)
    return tuple(None if is_unknown else "".join(filter(None, g)) for is_unknown, g in groups)


def text_hole(parts: tuple[str | None, ...]) -> str | Hole:
    """Return a string of these parts: known if no part is unknown."""
    if None in parts:
        return Hole(ONLY_STRING, joined(parts))
    return "".join(filter(None, parts))


def kind_of(node: Json) -> JsonKind | None:
    """Return the kind of a node. `None` for a hole with several possible kinds."""
    if isinstance(node, Hole):
        return next(iter(node.kinds)) if len(node.kinds) == 1 else None
    if node is None:
        return "null"
    if isinstance(node, bool):
        return "boolean"
    if isinstance(node, str):
        return "string"
    if isinstance(node, dict):
        return "object"
    return "array" if isinstance(node, list) else "number"


def walk(node: Json) -> Iterator[tuple[JsonPath, Json]]:
    """Yield the node and all its descendants with their paths, outermost first, iteratively."""
    stack: list[tuple[JsonPath, Json]] = [((), node)]
    while stack:
        path, each = stack.pop()
        yield path, each
        if isinstance(each, dict):
            stack.extend(((*path, key), item) for key, item in reversed(each.items()))
        elif isinstance(each, list):
            stack.extend(((*path, place), each[place]) for place in reversed(range(len(each))))


def members_of(node: dict[str, Json]) -> tuple[tuple[str, Json], ...]:
    """Return the members in text order, with every occurrence of a repeated key."""
    return node.pairs if isinstance(node, JsonMembers) else tuple(node.items())


def is_whole(node: Json) -> bool:
    """Return whether no part of it is unknown."""
    return not any(isinstance(each, Hole) for _, each in walk(node))


def path_text(path: JsonPath) -> str:
    """Return a path for a message: `items[0].id`; other keys are in brackets."""
    text = ""
    for step in path:
        if isinstance(step, int):
            text += f"[{step}]"
        elif is_identifier(step):
            text += f".{step}" if text else step
        else:
            text += f'["{step}"]'
    return text


def from_value(value: Value) -> Json:
    """Return the result of `jsonencode`. Not for infinities, which it rejects."""
    root: list[Json] = [None]
    stack: list[tuple[Value, Any, str | int]] = [(value, root, 0)]
    while stack:
        each, into, step = stack.pop()
        content = each.content
        if isinstance(content, tuple):
            items: list[Json] = [None] * len(content)
            into[step] = items
            stack.extend((element, items, place) for place, element in enumerate(content))
        elif isinstance(content, dict):
            members: dict[str, Json] = dict.fromkeys(content)
            into[step] = members
            stack.extend((element, members, key) for key, element in content.items())
        elif isinstance(content, Unknown):
            into[step] = _hole(each.type, content)
        elif content is None or isinstance(content, bool | str):
            into[step] = content
        else:
            from bridgelint.terraform.values.numbers import text  # only for a number

            into[step] = number(text(content))
    return root[0]


def _hole(type_: Type, content: Unknown) -> Json:
    kinds = kinds_of(type_) if content.attributes is None else OBJECT.kinds
    if content.possible:
        kinds = frozenset[JsonKind]().union(*(kinds_of(each.type) for each in content.possible))
    if kinds == ONLY_STRING and content.not_null:
        return text_hole(string_parts(content))
    if isinstance(type_, ObjectType) and content.not_null:
        inner = Unknown(content.reason)
        return {name: _hole(each, inner) for name, each in type_.attributes}
    return Hole(kinds if content.not_null else kinds | _NULL, string_parts(content))


def string_parts(content: Unknown) -> tuple[str | None, ...]:
    """Return the known parts of an unknown string, as the parts of a hole."""
    if content.parts is None:
        return (content.prefix, None) if content.prefix else (None,)
    parts: list[str | None] = []
    for part in content.parts:
        if isinstance(part, str):
            parts.append(part)
            continue
        if part.unknown and part.unknown.prefix:
            parts.append(part.unknown.prefix)
        parts.append(None)
    return tuple(parts)


def kinds_of(type_: Type) -> frozenset[JsonKind]:
    """Return the JSON kinds of a non-null value of the type."""
    if type_ == STRING:
        return ONLY_STRING
    if type_ == NUMBER_TYPE:
        return NUMBER.kinds
    if type_ == BOOL:
        return BOOLEAN.kinds
    if isinstance(type_, ListType | SetType | TupleType):
        return ARRAY.kinds
    return KINDS if isinstance(type_, Dynamic) else OBJECT.kinds


class TextHole(Record):
    """An unknown part of JSON text."""

    content: Choice["any", "number", "boolean", "json", "escaped"]
    """`any`: any text; `number` or `boolean`: as Terraform converts it to a string; `json`: the
    text of one whole value; `escaped`: a part of a JSON string that cannot end it."""

    kinds: frozenset[JsonKind] = KINDS
    """The kinds of value that a `json` text may contain."""

    string: tuple[str | None, ...] = (None,)
    """The known parts of a `json` text that contains a string."""


class JsonText(Record):
    """Text with `MARK` in place of each hole."""

    text: str
    holes: tuple[tuple[int, TextHole], ...] = ()
    """Offset of the mark and the hole, in order."""


def text_of(value: Value) -> JsonText | None:
    """Return the known text of a string. `None` for a null and for other types."""
    if isinstance(value.content, str):
        return JsonText(value.content)
    if value.unknown is None:
        return None
    texts: list[str] = []
    holes: list[tuple[int, TextHole]] = []
    length = 0
    for part in _parts(value, value.unknown):
        if isinstance(part, TextHole):
            holes.append((length, part))
        texts.append(MARK if isinstance(part, TextHole) else part)
        length += len(texts[-1])
    return JsonText("".join(texts), tuple(holes))


def _parts(value: Value, content: Unknown) -> Iterator[str | TextHole]:
    if value.type in (NUMBER_TYPE, BOOL):
        yield TextHole("number" if value.type == NUMBER_TYPE else "boolean")
    elif content.json is not None:
        yield from _encoded(from_value(content.json))
    elif content.parts is not None:
        for part in content.parts:
            if isinstance(part, str):
                yield part
            elif part.unknown is not None:
                yield from _parts(part, part.unknown)
    else:
        for text in string_parts(content):
            yield TextHole("any") if text is None else text


def _encoded(node: Json) -> Iterator[str | TextHole]:
    """Yield the text of a tree with the punctuation of `jsonencode`."""
    stack: list[Json | tuple[str]] = [node]
    while stack:
        each = stack.pop()
        if isinstance(each, tuple):
            yield each[0]
        elif isinstance(each, Hole):
            yield from _encoded_hole(each)
        elif isinstance(each, dict | list):
            inner: list[Json | tuple[str]] = []
            if isinstance(each, dict):
                for key, item in each.items():
                    inner += [(f"{',' * bool(inner)}{_quoted(key)}:",), item]
            else:
                for item in each:
                    inner += [("," * bool(inner),), item]
            start, end = "{}" if isinstance(each, dict) else "[]"
            yield start
            stack += [(end,), *reversed(inner)]
        else:
            yield scalar_text(each)


def _encoded_hole(hole: Hole) -> Iterator[str | TextHole]:
    if hole.kinds != ONLY_STRING:
        yield TextHole("json", hole.kinds, hole.parts)
        return
    yield '"'
    for part in hole.parts:
        yield TextHole("escaped") if part is None else _quoted(part)[1:-1]
    yield '"'


def _quoted(text: str) -> str:
    from json.encoder import py_encode_basestring  # rare, and `json` is not small

    return py_encode_basestring(text)


def scalar_text(node: Json) -> str:
    """Return a string, number, bool or null as JSON text."""
    if node is None:
        return "null"
    if isinstance(node, bool):
        return "true" if node else "false"
    if isinstance(node, str):
        return _quoted(node)
    return str(getattr(node, "text", node))
