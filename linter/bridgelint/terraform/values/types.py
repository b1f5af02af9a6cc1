"""Terraform's types (those of the cty library), compared by structure, and their names."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from operator import is_
from typing import ClassVar, Final

from bridgelint.base.records import Record, field


class Primitive(Record):
    name: str


STRING: Final = Primitive("string")
NUMBER: Final = Primitive("number")
BOOL: Final = Primitive("bool")


class Dynamic(Record):
    """`any`: the type of a value of unknown type, and of a bare `null`."""


DYNAMIC: Final = Dynamic()


class Collection(Record):
    """A list, a set or a map, whose elements have one type."""

    kind: ClassVar[str]
    element: Type


class ListType(Collection):
    kind = "list"


class SetType(Collection):
    kind = "set"


class MapType(Collection):
    kind = "map"


class TupleType(Record):
    elements: tuple[Type, ...]


class ObjectType(Record):
    """Attributes sorted by name."""

    attributes: tuple[tuple[str, Type], ...]
    optional: frozenset[str] = field(default=frozenset())
    """Names that a type constraint marks as `optional(…)`; empty in the type of a value."""

    @staticmethod
    def of(attributes: dict[str, Type], optional: frozenset[str] = frozenset()) -> ObjectType:
        """Create an object type from attributes in any order."""
        return ObjectType(tuple(sorted(attributes.items())), optional)

    @property
    def names(self) -> tuple[str, ...]:
        """The names of the attributes, sorted."""
        return tuple(name for name, _ in self.attributes)

    def attribute(self, name: str) -> Type | None:
        """Return the attribute's type, or `None` if it does not exist."""
        return next((each for key, each in self.attributes if key == name), None)


Type = Primitive | Dynamic | Collection | TupleType | ObjectType
SequenceType = ListType | SetType | TupleType


def members(type_: Type) -> tuple[Type, ...]:
    """Return the types directly inside a type."""
    if isinstance(type_, Collection):
        return (type_.element,)
    if isinstance(type_, TupleType):
        return type_.elements
    if isinstance(type_, ObjectType):
        return tuple(each for _, each in type_.attributes)
    return ()


def with_members(type_: Type, types: Iterable[Type]) -> Type:
    """Return the type with other types directly inside it."""
    new = tuple(types)
    if all(map(is_, new, members(type_))):
        return type_
    if isinstance(type_, ObjectType):
        return ObjectType(tuple(zip(type_.names, new, strict=True)), type_.optional)
    if isinstance(type_, TupleType):
        return TupleType(new)
    return type(type_)(*new) if isinstance(type_, Collection) else type_


def same_shape(one: Type, other: Type) -> bool:
    """Return whether the types are of one kind and have the same attributes or as many elements."""
    if isinstance(one, ObjectType) and isinstance(other, ObjectType):
        return one.names == other.names
    if isinstance(one, TupleType) and isinstance(other, TupleType):
        return len(one.elements) == len(other.elements)
    return one == other if isinstance(one, Primitive) else type(one) is type(other)


def without_optional(type_: Type) -> Type:
    """Return the type of the values of a constraint: no attribute is optional in it."""
    changed = with_members(type_, map(without_optional, members(type_)))
    return ObjectType(changed.attributes) if isinstance(changed, ObjectType) else changed


def replacing_any(type_: Type, by: Type) -> Type:
    """Return the type with each `any` in it replaced."""
    if type_ == DYNAMIC:
        return by
    if not has_dynamic(type_):
        return type_
    return with_members(type_, (replacing_any(each, by) for each in members(type_)))


def has_dynamic(type_: Type) -> bool:
    """Return whether `any` occurs in the type."""
    return any(isinstance(each, Dynamic) for each in walk_type(type_))


def walk_type(type_: Type) -> Iterator[Type]:
    """Yield the type and every type inside it, without recursion."""
    stack = [type_]
    while stack:
        each = stack.pop()
        yield each
        stack.extend(members(each))


def conforms(given: Type, wanted: Type) -> bool:
    """Return whether the types are equal except where `wanted` is `any`."""
    if isinstance(wanted, Dynamic) or given == wanted:
        return True
    return same_shape(given, wanted) and all(map(conforms, members(given), members(wanted)))


def friendly(type_: Type, *, constraint: bool = False) -> str:
    """Return the type as a phrase: `list of string`. In a constraint, `any` is "any type"."""
    if isinstance(type_, Primitive):
        return type_.name
    if isinstance(type_, TupleType):
        return "tuple"
    if isinstance(type_, ObjectType):
        return "object"
    if isinstance(type_, Dynamic):
        return "any type" if constraint else "dynamic"
    element = friendly(type_.element, constraint=constraint)
    if constraint and isinstance(type_.element, Dynamic):
        element = "any single type"
    return f"{type_.kind} of {element}"


def a_value_of(type_: Type) -> str:
    """Return `a string`, `a list of number`, `an object`: a value of the type, for a sentence."""
    if isinstance(type_, Dynamic):
        return "this value"
    words = friendly(type_)
    return f"an {words}" if words[0] in "aeiou" else f"a {words}"


def console(type_: Type, indent: str = "") -> str:
    """Return the type as console's `type()` prints it: objects and tuples on several lines."""
    inner = indent + "    "
    if isinstance(type_, ObjectType):
        parts = [f"{name}: {console(each, inner)}" for name, each in type_.attributes]
        opening, closing = "object({", "})"
    elif isinstance(type_, TupleType):
        parts = [console(each, inner) for each in type_.elements]
        opening, closing = "tuple([", "])"
    elif isinstance(type_, Collection):
        if not isinstance(type_.element, ObjectType | TupleType):
            return f"{type_.kind}({console(type_.element, indent)})"
        parts = [console(type_.element, inner)]
        opening, closing = f"{type_.kind}(", ")"
    else:
        return friendly(type_)
    lines = "".join(f"{inner}{each},\n" for each in parts)
    return f"{opening}\n{lines}{indent}{closing}" if parts else opening + closing
