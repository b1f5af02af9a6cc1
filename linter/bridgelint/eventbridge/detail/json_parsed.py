"""The results of parsing JSON text."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bridgelint.base.records import dataclass
from bridgelint.eventbridge.detail.json_tree import Json, JsonPath

if TYPE_CHECKING:
    from bridgelint.eventbridge.detail.json_fault import JsonFault

Place = tuple[int, int]
"""Offsets in the text, half-open."""


@dataclass(frozen=True, slots=True)
class RepeatedKey:
    """A key that appears twice in an object."""

    key: str
    path: JsonPath
    """The path of the object."""

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
    """The place of a value, and of its key if it is a member of an object."""

    key: Place | None
    value: Place


@dataclass(frozen=True, slots=True, eq=False)
class ParsedJson:
    """The result of parsing a text."""

    tree: Json
    """The tree up to the fault; meaningless if there is one."""

    fault: JsonFault | None
    repeated: tuple[RepeatedKey, ...]
    long_integers: tuple[NumberPlace, ...]
    """Integers of 19 or more digits."""

    depth: int
    """Levels of objects and arrays."""

    deep: tuple[Place, ...]
    """The bracket of the first level deeper than `deepest`."""

    places: dict[JsonPath, MemberPlace]
    """The place of every value, if the caller requested them."""
