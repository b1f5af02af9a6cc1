"""Which types can be converted to which, and the common type of several types.

A conversion is safe if it succeeds for every value of the type; an unsafe one (a string to a
number, a list to a set) may fail or lose information. The rules are those of cty.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import Final

from bridgelint.terraform.values.errors import TOO_LARGE, NotEvaluated
from bridgelint.terraform.values.types import (
    BOOL,
    DYNAMIC,
    NUMBER,
    STRING,
    Dynamic,
    ListType,
    MapType,
    ObjectType,
    Primitive,
    SetType,
    TupleType,
    Type,
)
from bridgelint.terraform.values.values import Unstated

_SAFE: Final = frozenset({(NUMBER, STRING), (BOOL, STRING)})
_UNSAFE: Final = _SAFE | {(STRING, NUMBER), (STRING, BOOL)}

MAX_MIXED_TYPES: Final = 300
"""The maximum number of different types of different kinds that are compared in pairs."""


def convertible(source: Type, target: Type, *, unsafe: bool) -> bool:
    """Return whether a conversion exists; with `unsafe`, one that may fail for a value."""
    if isinstance(target, Dynamic) or isinstance(source, Unstated):
        return True
    if unsafe and isinstance(source, Dynamic):
        return True
    if isinstance(target, Primitive):
        allowed = _UNSAFE if unsafe else _SAFE
        return isinstance(source, Primitive) and (source, target) in allowed
    if isinstance(target, ObjectType):
        return _to_object(source, target, unsafe=unsafe)
    if isinstance(target, TupleType):
        return _to_tuple(source, target, unsafe=unsafe)
    if isinstance(target, MapType):
        return _to_map(source, target, unsafe=unsafe)
    return _to_sequence(source, target, unsafe=unsafe)


def fits(source: Type, target: Type, *, unsafe: bool) -> bool:
    return source == target or convertible(source, target, unsafe=unsafe)


def _to_object(source: Type, target: ObjectType, *, unsafe: bool) -> bool:
    if isinstance(source, MapType):
        return unsafe and all(
            name in target.optional or fits(source.element, each, unsafe=unsafe)
            for name, each in target.attributes
        )
    if not isinstance(source, ObjectType):
        return False
    given = dict(source.attributes)
    return all(
        fits(given[name], each, unsafe=unsafe) if name in given else name in target.optional
        for name, each in target.attributes
    )


def _to_tuple(source: Type, target: TupleType, *, unsafe: bool) -> bool:
    return (
        isinstance(source, TupleType)
        and len(source.elements) == len(target.elements)
        and all(
            fits(each, wanted, unsafe=unsafe)
            for each, wanted in zip(source.elements, target.elements, strict=True)
        )
    )


def _to_map(source: Type, target: MapType, *, unsafe: bool) -> bool:
    if isinstance(source, MapType):
        return fits(source.element, target.element, unsafe=unsafe)
    if not isinstance(source, ObjectType):
        return False
    attributes = [each for _, each in source.attributes]
    element = element_type(attributes, target.element, unsafe=unsafe)
    return element is not None and _all_fit(attributes, element, unsafe=unsafe)


def _to_sequence(source: Type, target: ListType | SetType, *, unsafe: bool) -> bool:
    if isinstance(source, ListType | SetType):
        loses_order = isinstance(target, SetType) and isinstance(source, ListType)
        if loses_order and not unsafe:
            return False
        return fits(source.element, target.element, unsafe=unsafe)
    if not isinstance(source, TupleType):
        return False
    element = element_type(source.elements, target.element, unsafe=unsafe)
    if element is None:
        return False
    if element == DYNAMIC:
        return all(isinstance(each, Dynamic) for each in source.elements)
    return _all_fit(source.elements, element, unsafe=unsafe)


def _all_fit(types: Iterable[Type], target: Type, *, unsafe: bool) -> bool:
    return all(fits(each, target, unsafe=unsafe) for each in distinct_types(types))


def element_type(types: Sequence[Type], wanted: Type, *, unsafe: bool) -> Type | None:
    """Return the element type of a collection: the wanted type, or for `any` the common type, or
    `None` if there is none."""
    if isinstance(wanted, Unstated):
        return unify([*types, wanted], unsafe=unsafe)
    if not isinstance(wanted, Dynamic) or not types:
        return wanted
    return unify(types, unsafe=unsafe)


def distinct_types(types: Iterable[Type]) -> list[Type]:
    """Return each type once, in order of appearance."""
    by_identity = {id(each): each for each in types}
    return list(dict.fromkeys(by_identity.values()))


def unify(types: Sequence[Type], *, unsafe: bool = True) -> Type | None:
    """Return the most general type, or a new one, to which all types can be converted."""
    if not types:
        return None
    each_once = distinct_types(types)
    unstated = next((each for each in each_once if isinstance(each, Unstated)), None)
    if unstated is not None:
        return _unify_unstated(each_once, unstated, unsafe=unsafe)
    structural = _unify_structural(each_once, unsafe=unsafe)
    if structural is not _UNDECIDED:
        return None if isinstance(structural, _Undecided) else structural
    for wanted in _by_preference(each_once):
        if all(fits(each, wanted, unsafe=unsafe) for each in each_once):
            return wanted
    return None


def _unify_unstated(types: list[Type], unstated: Unstated, *, unsafe: bool) -> Type | None:
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
    element = unify([*_members(stated), unstated], unsafe=unsafe)
    return None if element is None else collection(element)


def _members(types: Iterable[Type]) -> Iterator[Type]:
    """The types of the elements and attributes of collections and structures."""
    for each in types:
        if isinstance(each, ListType | SetType | MapType):
            yield each.element
        elif isinstance(each, TupleType):
            yield from each.elements
        elif isinstance(each, ObjectType):
            yield from (attribute for _, attribute in each.attributes)


def undetermined(types: Sequence[Type]) -> bool:
    """Return whether collections or structures of one kind are mixed with values of unknown type:
    their common type cannot be determined, so all of them become unknown."""
    kinds = {type(each) for each in types}
    return len(kinds) == 2 and Dynamic in kinds and Primitive not in kinds


class _Undecided:
    """The kinds of the types alone do not determine a result."""


_UNDECIDED: Final = _Undecided()


def _unify_structural(types: list[Type], *, unsafe: bool) -> Type | _Undecided | None:
    kinds = {type(each) for each in types}
    dynamic = Dynamic in kinds
    kinds.discard(Dynamic)
    if len(kinds) > 1 and Primitive not in kinds:
        unsettled = next(filter(None, map(_unsettled, types)), None)
        if unsettled is not None:
            rest = [each for each in types if _unsettled(each) is None]
            return _unify_unstated(rest, unsettled, unsafe=unsafe)
    if len(kinds) == 1 and Primitive not in kinds:
        return DYNAMIC if dynamic else _unify_one_kind(types, unsafe=unsafe)
    if kinds == {MapType, ObjectType}:
        return _unify_as(ObjectType, _objects_to_map, types, MapType, unsafe=unsafe)
    if kinds == {ListType, TupleType}:
        return _unify_as(TupleType, _tuples_to_list, types, ListType, unsafe=unsafe)
    if {ObjectType, TupleType} <= kinds:
        return None
    return _UNDECIDED


def _unsettled(type_: Type) -> Unstated | None:
    """The element type of a collection that may be a structure or a set in Terraform, as
    `convert.unsettled` returns them. `None` for other types."""
    if isinstance(type_, ListType | MapType) and isinstance(type_.element, Unstated):
        return type_.element
    return None


def _unify_one_kind(types: list[Type], *, unsafe: bool) -> Type | None:
    first = types[0]
    if isinstance(first, ObjectType):
        return _unify_objects(types, unsafe=unsafe)
    if isinstance(first, TupleType):
        return _unify_tuples(types, unsafe=unsafe)
    if isinstance(first, ListType | SetType | MapType):
        elements = [each.element for each in types if isinstance(each, type(first))]
        element = unify(elements, unsafe=unsafe)
        return None if element is None else _checked(type(first)(element), types, unsafe=unsafe)
    return None


def _checked(result: Type, types: list[Type], *, unsafe: bool) -> Type | None:
    return result if _all_fit(types, result, unsafe=unsafe) else None


def _unify_as(
    kind: type[ObjectType | TupleType],
    together: Callable[..., Type | None],
    types: list[Type],
    wanted: type[MapType | ListType],
    *,
    unsafe: bool,
) -> Type | _Undecided:
    """Unify structures and collections: the structures first become one collection."""
    common = together([each for each in types if isinstance(each, kind)], unsafe=unsafe)
    if not isinstance(common, wanted):
        return _UNDECIDED
    replaced = [common if isinstance(each, kind) else each for each in types]
    result = unify(replaced, unsafe=unsafe)
    return result if isinstance(result, wanted) else _UNDECIDED


def _unify_objects(types: list[Type], *, unsafe: bool) -> Type | None:
    objects = [each for each in types if isinstance(each, ObjectType)]
    names = [name for name, _ in objects[0].attributes]
    if any([name for name, _ in each.attributes] != names for each in objects):
        return _objects_to_map(types, unsafe=unsafe)
    attributes: list[tuple[str, Type]] = []
    for index, name in enumerate(names):
        common = unify([each.attributes[index][1] for each in objects], unsafe=unsafe)
        if common is None:
            return None
        attributes.append((name, common))
    result = ObjectType(tuple(attributes))
    if _all_fit(types, result, unsafe=unsafe):
        return result
    return _objects_to_map(types, unsafe=unsafe)


def _objects_to_map(types: list[Type], *, unsafe: bool) -> Type | None:
    objects = [each for each in types if isinstance(each, ObjectType)]
    element = unify([kind for each in objects for _, kind in each.attributes], unsafe=unsafe)
    return None if element is None else _checked(MapType(element), types, unsafe=unsafe)


def _unify_tuples(types: list[Type], *, unsafe: bool) -> Type | None:
    tuples = [each for each in types if isinstance(each, TupleType)]
    if len({len(each.elements) for each in tuples}) > 1:
        return _tuples_to_list(types, unsafe=unsafe)
    elements: list[Type] = []
    for across in zip(*(each.elements for each in tuples), strict=True):
        common = unify(across, unsafe=unsafe)
        if common is None:
            return None
        elements.append(common)
    result = TupleType(tuple(elements))
    if _all_fit(types, result, unsafe=unsafe):
        return result
    return _tuples_to_list(types, unsafe=unsafe)


def _tuples_to_list(types: list[Type], *, unsafe: bool) -> Type | None:
    tuples = [each for each in types if isinstance(each, TupleType)]
    element = unify([kind for each in tuples for kind in each.elements], unsafe=unsafe)
    return None if element is None else _checked(ListType(element), types, unsafe=unsafe)


def _by_preference(types: list[Type]) -> list[Type]:
    """Sort the most general types first, otherwise in the given order."""
    if len(types) > MAX_MIXED_TYPES:
        raise NotEvaluated(TOO_LARGE)
    below: list[list[int]] = [[] for _ in types]
    above = [0] * len(types)
    for first in range(len(types)):
        for second in range(first + 1, len(types)):
            order = _compare(types[first], types[second])
            general, special = (first, second) if order < 0 else (second, first)
            if order:
                below[general].append(special)
                above[special] += 1
    queue = [index for index, count in enumerate(above) if not count]
    for index in queue:
        for special in below[index]:
            above[special] -= 1
            if not above[special]:
                queue.append(special)
    return [types[index] for index in queue]


def _compare(left: Type, right: Type) -> int:
    """Return a negative number if the left type is the more general one."""
    if isinstance(left, Dynamic) or isinstance(right, Dynamic):
        return isinstance(left, Dynamic) - isinstance(right, Dynamic)
    if isinstance(left, Primitive) and isinstance(right, Primitive):
        return (right == STRING) - (left == STRING)
    for kind in (ListType, SetType, MapType):
        if isinstance(left, kind) and isinstance(right, kind):
            return _compare(left.element, right.element)
    if _is_more_general(left, right):
        return -1
    if _is_more_general(right, left):
        return 1
    return _compare_members(left, right)


def _is_more_general(left: Type, right: Type) -> bool:
    if isinstance(right, SetType):
        return isinstance(left, TupleType | ListType)
    if isinstance(left, ListType):
        return isinstance(right, TupleType)
    return isinstance(left, MapType) and isinstance(right, ObjectType)


def _compare_members(left: Type, right: Type) -> int:
    if isinstance(left, ObjectType) and isinstance(right, ObjectType):
        names = [name for name, _ in left.attributes]
        if names != [name for name, _ in right.attributes]:
            return 0
        pairs = zip(left.attributes, right.attributes, strict=True)
        results = [_compare(one, other) for (_, one), (_, other) in pairs]
    elif isinstance(left, TupleType) and isinstance(right, TupleType):
        if len(left.elements) != len(right.elements):
            return 0
        results = [*map(_compare, left.elements, right.elements)]
    else:
        return 0
    return any(each > 0 for each in results) - any(each < 0 for each in results)
