"""Messages with a place for types that cannot be converted."""

from __future__ import annotations

from bridgelint.terraform.values.describe import a_value_of
from bridgelint.terraform.values.type_names import collection_kind
from bridgelint.terraform.values.types import (
    Dynamic,
    ListType,
    MapType,
    ObjectType,
    Primitive,
    SetType,
    TupleType,
    Type,
)
from bridgelint.terraform.values.unify import fits

Place = tuple[str, tuple[str | int, ...]]
"""A reason, and the steps from the value to the part it is about."""


def mismatch(given: Type, wanted: Type) -> Place:
    """Return the first reason why `given` cannot be converted to `wanted`."""
    if isinstance(given, ObjectType) and isinstance(wanted, ObjectType):
        return _objects(given, wanted)
    if isinstance(wanted, ListType | SetType | MapType):
        return _collection(given, wanted)
    if isinstance(given, TupleType) and isinstance(wanted, TupleType):
        return _tuples(given, wanted)
    return f"{_required(wanted)} is required, not {_article(given)}", ()


def _article(type_: Type) -> str:
    if isinstance(type_, Dynamic):
        return "a value of unknown type"
    if isinstance(type_, ListType | SetType | MapType):
        return f"a {collection_kind(type_)}"
    return a_value_of(type_)


def _required(type_: Type) -> str:
    if isinstance(type_, ListType | SetType | MapType):
        element = type_.element
        inner = element.name + "s" if isinstance(element, Primitive) else ""
        return f"a {collection_kind(type_)} of {inner}" if inner else _article(type_)
    return _article(type_)


def _inside(step: str | int, given: Type, wanted: Type) -> Place:
    reason, path = mismatch(given, wanted)
    return reason, (step, *path)


def _objects(given: ObjectType, wanted: ObjectType) -> Place:
    attributes = dict(given.attributes)
    missing = [
        f"`{name}`"
        for name, _ in wanted.attributes
        if name not in attributes and name not in wanted.optional
    ]
    if len(missing) == 1:
        return f"the attribute {missing[0]} is required", ()
    if missing:
        return f"the attributes {', '.join(missing[:-1])} and {missing[-1]} are required", ()
    for name, each in wanted.attributes:
        if name in attributes and not fits(attributes[name], each, unsafe=True):
            return _inside(name, attributes[name], each)
    return "the attributes are not compatible", ()


def _tuples(given: TupleType, wanted: TupleType) -> Place:
    if len(given.elements) != len(wanted.elements):
        count = len(wanted.elements)
        plural = "element is" if count == 1 else "elements are"
        return f"{count} {plural} required, not {len(given.elements)}", ()
    for index, (each, want) in enumerate(zip(given.elements, wanted.elements, strict=True)):
        if not fits(each, want, unsafe=True):
            return _inside(index, each, want)
    return "the elements are not compatible", ()


def _collection(given: Type, wanted: ListType | SetType | MapType) -> Place:
    members = _members(given, wanted)
    if members is None:
        return f"{_required(wanted)} is required, not {_article(given)}", ()
    for step, each in members:
        if not fits(each, wanted.element, unsafe=True):
            return _inside(step, each, wanted.element)
    if isinstance(given, ListType | SetType | MapType):
        reason, _ = mismatch(given.element, wanted.element)
        return f"incompatible elements: {reason}", ()
    return f"all elements of a {collection_kind(wanted)} must have the same type", ()


def _members(
    given: Type, wanted: ListType | SetType | MapType
) -> list[tuple[str | int, Type]] | None:
    if isinstance(wanted, MapType):
        if isinstance(given, ObjectType):
            return [*given.attributes]
        return [] if isinstance(given, MapType) else None
    if isinstance(given, TupleType):
        return [*enumerate(given.elements)]
    return [] if isinstance(given, ListType | SetType) else None
