"""Terraform's types (those of the cty library), compared by structure."""

from __future__ import annotations

from collections.abc import Callable, Iterator
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
    """`any`: the type of a value of unknown type, and of a bare `null`."""


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
    """Names that a type constraint marks as `optional(…)`; empty in the type of a value."""

    @staticmethod
    def of(attributes: dict[str, Type], optional: frozenset[str] = frozenset()) -> ObjectType:
        """Create an object type from attributes in any order."""
        return ObjectType(tuple(sorted(attributes.items())), optional)

    def attribute(self, name: str) -> Type | None:
        """Return the attribute's type, or `None` if it does not exist."""
        return next((each for key, each in self.attributes if key == name), None)


Type = Primitive | Dynamic | ListType | SetType | MapType | TupleType | ObjectType


def _changed(type_: Type, change: Callable[[Type], Type]) -> Type:
    """Return the type with each type directly inside it changed."""
    if isinstance(type_, ListType | SetType | MapType):
        element = change(type_.element)
        return type_ if element is type_.element else type(type_)(element)
    if isinstance(type_, TupleType):
        elements = tuple(map(change, type_.elements))
        same = all(new is old for new, old in zip(elements, type_.elements, strict=True))
        return type_ if same else TupleType(elements)
    if isinstance(type_, ObjectType):
        attributes = tuple((name, change(each)) for name, each in type_.attributes)
        return ObjectType(attributes, type_.optional)
    return type_


def without_optional(type_: Type) -> Type:
    """Return the type of the values of a constraint: no attribute is optional in it."""
    changed = _changed(type_, without_optional)
    return ObjectType(changed.attributes) if isinstance(changed, ObjectType) else changed


def replacing_any(type_: Type, by: Type) -> Type:
    """Return the type with each `any` in it replaced."""
    if type_ == DYNAMIC:
        return by
    return _changed(type_, lambda each: replacing_any(each, by)) if has_dynamic(type_) else type_


def has_dynamic(type_: Type) -> bool:
    """Return whether `any` occurs in the type."""
    return any(isinstance(each, Dynamic) for each in walk_type(type_))


def walk_type(type_: Type) -> Iterator[Type]:
    """Yield the type and every type inside it, without recursion."""
    stack = [type_]
    while stack:
        each = stack.pop()
        yield each
        stack.extend(_inner(each))


def _inner(type_: Type) -> tuple[Type, ...]:
    if isinstance(type_, ListType | SetType | MapType):
        return (type_.element,)
    if isinstance(type_, TupleType):
        return type_.elements
    if isinstance(type_, ObjectType):
        return tuple(each for _, each in type_.attributes)
    return ()


def conforms(given: Type, wanted: Type) -> bool:
    """Return whether the types are equal except where `wanted` is `any`."""
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
