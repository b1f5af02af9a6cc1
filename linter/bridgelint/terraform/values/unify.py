"""Which types can be converted to which, and the common type of several types.

A conversion may fail for a value (a string to a number) or lose information (a list to a set). The
rules are those of cty.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Final

from bridgelint.base.words import listed
from bridgelint.terraform.values.errors import TOO_LARGE, NotEvaluated, Step
from bridgelint.terraform.values.types import (
    DYNAMIC,
    STRING,
    Collection,
    Dynamic,
    ListType,
    MapType,
    ObjectType,
    Primitive,
    SetType,
    TupleType,
    Type,
    a_value_of,
    members,
    same_shape,
    with_members,
)
from bridgelint.terraform.values.values import Unstated

MAX_MIXED_TYPES: Final = 300
"""The maximum number of different types of different kinds that are compared in pairs."""

Mismatch = tuple[str, tuple[Step, ...]]
"""Why a type cannot be converted to another, and the steps to the part of it that this is about."""


def mismatch(given: Type, wanted: Type) -> Mismatch | None:
    """Return the first reason why there is no conversion, or `None` if there is one."""
    if given == wanted or isinstance(given, Dynamic) or isinstance(wanted, Dynamic):
        return None
    if isinstance(wanted, Collection):
        return _not_a_collection(given, wanted)
    if isinstance(given, ObjectType) and isinstance(wanted, ObjectType):
        return _unlike_object(given, wanted)
    if isinstance(given, TupleType) and isinstance(wanted, TupleType):
        return _unlike_tuple(given, wanted)
    exists = False
    if isinstance(wanted, Primitive):
        exists = isinstance(given, Primitive) and STRING in (given, wanted)
    elif isinstance(wanted, ObjectType) and isinstance(given, MapType):
        required = (each for name, each in wanted.attributes if name not in wanted.optional)
        exists = all(_fits(given.element, each) for each in required)
    return None if exists else _of_another_kind(given, wanted)


def _fits(given: Type, wanted: Type) -> bool:
    return mismatch(given, wanted) is None


def _of_another_kind(given: Type, wanted: Type) -> Mismatch:
    required = _article(wanted)
    if isinstance(wanted, Collection) and isinstance(wanted.element, Primitive):
        required += f" of {wanted.element.name}s"
    return f"{required} is required, not {_article(given)}", ()


def _article(type_: Type) -> str:
    return f"a {type_.kind}" if isinstance(type_, Collection) else a_value_of(type_)


def _unlike_object(given: ObjectType, wanted: ObjectType) -> Mismatch | None:
    types = dict(given.attributes)
    known = {*types, *wanted.optional}
    missing = [f"`{name}`" for name in wanted.names if name not in known]
    if missing:
        noun, verb = ("attribute", "is") if len(missing) == 1 else ("attributes", "are")
        return f"the {noun} {listed(missing)} {verb} required", ()
    return _unlike_part(
        (name, types[name], each) for name, each in wanted.attributes if name in types
    )


def _unlike_tuple(given: TupleType, wanted: TupleType) -> Mismatch | None:
    count = len(wanted.elements)
    if count != len(given.elements):
        plural = "element is" if count == 1 else "elements are"
        return f"{count} {plural} required, not {len(given.elements)}", ()
    return _unlike_part(zip(range(count), given.elements, wanted.elements, strict=True))


def _unlike_part(parts: Iterable[tuple[Step, Type, Type]]) -> Mismatch | None:
    for step, given, wanted in parts:
        found = mismatch(given, wanted)
        if found is not None:
            return found[0], (step, *found[1])
    return None


def _not_a_collection(given: Type, wanted: Collection) -> Mismatch | None:
    keyed = isinstance(wanted, MapType)
    if isinstance(given, Collection) and isinstance(given, MapType) == keyed:
        found = mismatch(given.element, wanted.element)
        return None if found is None else (f"incompatible elements: {found[0]}", ())
    if not isinstance(given, ObjectType if keyed else TupleType):
        return _of_another_kind(given, wanted)
    types = members(given)
    element = element_type(types, wanted.element)
    if element == DYNAMIC and not keyed:
        alike = all(isinstance(each, Dynamic) for each in types)
    else:
        alike = element is not None and _all_fit(types, element)
    if alike:
        return None
    steps: Sequence[Step] = given.names if isinstance(given, ObjectType) else range(len(types))
    parts = ((step, each, wanted.element) for step, each in zip(steps, types, strict=True))
    return _unlike_part(parts) or (f"all elements of a {wanted.kind} must have the same type", ())


def _all_fit(types: Iterable[Type], target: Type) -> bool:
    return all(_fits(each, target) for each in distinct_types(types))


def element_type(types: Sequence[Type], wanted: Type) -> Type | None:
    """Return the element type of a collection: the wanted type, or for `any` the common type, or
    `None` if there is none."""
    if isinstance(wanted, Unstated):
        return unify([*types, wanted])
    return unify(types) if isinstance(wanted, Dynamic) and types else wanted


def distinct_types(types: Iterable[Type]) -> list[Type]:
    """Return each type once, in order of appearance."""
    by_identity = {id(each): each for each in types}
    return list(dict.fromkeys(by_identity.values()))


def unify(types: Sequence[Type]) -> Type | None:
    """Return the most general type, or a new one, to which all types can be converted."""
    if not types:
        return None
    types = distinct_types(types)
    unstated = next((each for each in types if isinstance(each, Unstated)), None)
    if unstated is not None:
        return _unify_unstated(types, unstated)
    every_kind = {type(each) for each in types}
    kinds = every_kind - {Dynamic}
    if Primitive not in kinds:
        unsettled = next(filter(None, map(_unsettled, types)), None)
        if len(kinds) > 1 and unsettled is not None:
            rest = [each for each in types if _unsettled(each) is None]
            return _unify_unstated(rest, unsettled)
        if len(kinds) == 1:
            return DYNAMIC if Dynamic in every_kind else _unify_one_kind(types)
    if {ObjectType, TupleType} <= kinds:
        return None
    for collection, structure in ((MapType, ObjectType), (ListType, TupleType)):
        common = _unify_as(collection, types) if kinds == {collection, structure} else None
        if common is not None:
            return common
    if len(types) > MAX_MIXED_TYPES:
        raise NotEvaluated(TOO_LARGE)
    fitting = [each for each in types if _all_fit(types, each)]
    general = (each for each in fitting if all(_compare(each, other) <= 0 for other in fitting))
    return next(general, None)


def _unify_unstated(types: list[Type], unstated: Unstated) -> Type | None:
    """The common type where one of the types is not stated: unstated as well, unless every type
    that it can be leads to the same one. `None` only if no type leads to one."""
    stated = [each for each in types if not isinstance(each, Dynamic)]
    kinds = {type(each) for each in stated}
    if not stated:
        return unstated
    if kinds == {Primitive}:
        return STRING if STRING in stated or len(stated) > 1 else unstated
    keyed, ordered = kinds <= {ObjectType, MapType}, kinds <= {TupleType, ListType, SetType}
    if not (keyed or ordered):
        return None
    collection = MapType if MapType in kinds else ListType
    if collection not in kinds or SetType in kinds:
        return unstated
    element = unify([*(part for each in stated for part in members(each)), unstated])
    return None if element is None else collection(element)


def _unsettled(type_: Type) -> Unstated | None:
    """The element type of a collection that may be a structure or a set in Terraform, as
    `conversion.unsettled` returns them. `None` for other types."""
    if isinstance(type_, ListType | MapType) and isinstance(type_.element, Unstated):
        return type_.element
    return None


def _unify_one_kind(types: list[Type]) -> Type | None:
    first = types[0]
    if isinstance(first, Collection):
        return _unify_members(type(first), types)
    if all(same_shape(each, first) for each in types):
        across = [unify(each) for each in zip(*map(members, types), strict=True)]
        common = [each for each in across if each is not None]
        if len(common) < len(across):
            return None
        result = with_members(first, common)
        if _all_fit(types, result):
            return result
    return _unify_members(MapType if isinstance(first, ObjectType) else ListType, types)


def _unify_members(kind: type[Collection], types: Iterable[Type]) -> Type | None:
    """Return the collection of this kind to which all types can be converted, or `None`."""
    element = unify([part for each in types for part in members(each)])
    result = None if element is None else kind(element)
    return result if result is not None and _all_fit(types, result) else None


def _unify_as(kind: type[Collection], types: list[Type]) -> Type | None:
    """Unify structures and collections of a kind: the structures first become one collection."""
    structures = [each for each in types if isinstance(each, ObjectType | TupleType)]
    common = _unify_members(kind, structures)
    if common is None:
        return None
    replaced = [common if isinstance(each, ObjectType | TupleType) else each for each in types]
    result = unify(replaced)
    return result if isinstance(result, kind) else None


_MORE_GENERAL: Final = {
    (MapType, ObjectType),
    (ListType, TupleType),
    (ListType, SetType),
    (TupleType, SetType),
}


def _compare(left: Type, right: Type) -> int:
    """Return a negative number if the left type is the more general one."""
    if isinstance(left, Dynamic) or isinstance(right, Dynamic):
        return isinstance(left, Dynamic) - isinstance(right, Dynamic)
    if isinstance(left, Primitive) and isinstance(right, Primitive):
        return (right == STRING) - (left == STRING)
    kinds = type(left), type(right)
    if kinds in _MORE_GENERAL or kinds[::-1] in _MORE_GENERAL:
        return -1 if kinds in _MORE_GENERAL else 1
    if not same_shape(left, right):
        return 0
    results = [*map(_compare, members(left), members(right))]
    return any(each > 0 for each in results) - any(each < 0 for each in results)
