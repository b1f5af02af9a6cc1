"""Terraform's types (those of the cty library), as values that compare equal by structure."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Final


@dataclass(frozen=True, slots=True)
class Primitive:
    name: str


STRING: Final = Primitive("string")
NUMBER: Final = Primitive("number")
BOOL: Final = Primitive("bool")


@dataclass(frozen=True, slots=True)
class Dynamic:
    """`any`: the type of what is not known to have a type yet, and of a bare `null`."""


DYNAMIC: Final = Dynamic()


@dataclass(frozen=True, slots=True)
class ListType:
    element: Type


@dataclass(frozen=True, slots=True)
class SetType:
    element: Type


@dataclass(frozen=True, slots=True)
class MapType:
    element: Type


@dataclass(frozen=True, slots=True)
class TupleType:
    elements: tuple[Type, ...]


@dataclass(frozen=True, slots=True)
class ObjectType:
    """Attributes sorted by name."""

    attributes: tuple[tuple[str, Type], ...]
    optional: frozenset[str] = field(default=frozenset())
    """Names that a type constraint marks `optional(…)`; empty in the type of a value."""

    @staticmethod
    def of(attributes: dict[str, Type], optional: frozenset[str] = frozenset()) -> ObjectType:
        """An object type from attributes in any order."""
        return ObjectType(tuple(sorted(attributes.items())), optional)

    def attribute(self, name: str) -> Type | None:
        """The attribute's type, if there is one."""
        return next((each for key, each in self.attributes if key == name), None)


Type = Primitive | Dynamic | ListType | SetType | MapType | TupleType | ObjectType
