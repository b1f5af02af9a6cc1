"""Terraform's types (those of the cty library), as values that compare equal by structure."""

from __future__ import annotations

from typing import Final

from bridgelint.base.records import dataclass, field


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


def without_optional(type_: Type) -> Type:
    """The type of the values that a constraint gives: no attribute is optional in it."""
    if isinstance(type_, ListType | SetType | MapType):
        element = without_optional(type_.element)
        return type_ if element is type_.element else type(type_)(element)
    if isinstance(type_, TupleType):
        elements = tuple(without_optional(each) for each in type_.elements)
        same = all(new is old for new, old in zip(elements, type_.elements, strict=True))
        return type_ if same else TupleType(elements)
    if isinstance(type_, ObjectType):
        attributes = tuple((name, without_optional(each)) for name, each in type_.attributes)
        return ObjectType(attributes)
    return type_


def has_dynamic(type_: Type) -> bool:
    """`any` stands somewhere in the type."""
    stack = [type_]
    while stack:
        each = stack.pop()
        if isinstance(each, Dynamic):
            return True
        stack.extend(_inner(each))
    return False


def _inner(type_: Type) -> tuple[Type, ...]:
    if isinstance(type_, ListType | SetType | MapType):
        return (type_.element,)
    if isinstance(type_, TupleType):
        return type_.elements
    if isinstance(type_, ObjectType):
        return tuple(each for _, each in type_.attributes)
    return ()


def conforms(given: Type, wanted: Type) -> bool:
    """The types are equal where `wanted` does not say `any`."""
    if isinstance(wanted, Dynamic) or given == wanted:
        return True
    if isinstance(wanted, ObjectType):
        return isinstance(given, ObjectType) and _attributes_conform(given, wanted)
    if isinstance(wanted, TupleType):
        return (
            isinstance(given, TupleType)
            and len(given.elements) == len(wanted.elements)
            and all(map(conforms, given.elements, wanted.elements))
        )
    for kind in (ListType, SetType, MapType):
        if isinstance(wanted, kind):
            return isinstance(given, kind) and conforms(given.element, wanted.element)
    return False


def _attributes_conform(given: ObjectType, wanted: ObjectType) -> bool:
    return len(given.attributes) == len(wanted.attributes) and all(
        name == other and conforms(each, want)
        for (name, each), (other, want) in zip(given.attributes, wanted.attributes, strict=True)
    )
