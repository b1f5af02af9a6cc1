"""What comes of reading JSON text."""

from __future__ import annotations

from bridgelint.base.records import dataclass
from bridgelint.eventbridge.detail.json_fault import JsonFault
from bridgelint.eventbridge.detail.json_tree import Json, JsonPath

Place = tuple[int, int]
"""Offsets in the text, half open."""


@dataclass(frozen=True, slots=True)
class RepeatedKey:
    """A key that an object has twice."""

    key: str
    path: JsonPath
    """Of the object."""

    first: Place
    second: Place


@dataclass(frozen=True, slots=True)
class NumberPlace:
    """An integer as written."""

    text: str
    path: JsonPath
    place: Place


@dataclass(frozen=True, slots=True)
class MemberPlace:
    """Where a value stands, and its key when it is a member of an object."""

    key: Place | None
    value: Place


@dataclass(frozen=True, slots=True, eq=False)
class ParsedJson:
    """What came of a text."""

    tree: Json
    """Up to the fault, if there is one: then it says nothing."""

    fault: JsonFault | None
    repeated: tuple[RepeatedKey, ...]
    long_integers: tuple[NumberPlace, ...]
    """Integers of 19 digits and more."""

    depth: int
    """Levels of objects and arrays."""

    deep: tuple[Place, ...]
    """The bracket of the first level beyond `deepest`."""

    places: dict[JsonPath, MemberPlace]
    """Of every value, where the caller wanted them."""
