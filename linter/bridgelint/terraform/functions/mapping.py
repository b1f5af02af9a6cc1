"""Functions of maps and objects."""

from __future__ import annotations

from typing import Final

from bridgelint.base.words import plural
from bridgelint.terraform.functions.declaration import (
    MARKED,
    FunctionContext,
    FunctionTable,
    Parameter,
    check_size,
    converted,
    entries_of,
    like_list,
    required,
    text_of,
    unknown_by,
)
from bridgelint.terraform.values.convert import ConversionError, convert
from bridgelint.terraform.values.errors import FunctionError
from bridgelint.terraform.values.types import (
    DYNAMIC,
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
from bridgelint.terraform.values.values import (
    NO_MARKS,
    Value,
    all_marks,
    is_wholly_known,
    list_of,
    map_of,
    object_of,
    string,
    unknown,
    unmark_deep,
    unstated_in,
)
from bridgelint.terraform.versions import BEFORE_1_16

DECLARED: Final = FunctionTable()


def _like_map(type_: Type, entries: dict[str, Value]) -> Value:
    return map_of(type_.element, entries) if isinstance(type_, MapType) else object_of(entries)


def _keys_type(mapping: Value) -> Type:
    if isinstance(mapping.type, MapType):
        return ListType(STRING)
    if isinstance(mapping.type, ObjectType):
        return TupleType((STRING,) * len(mapping.type.attributes))
    raise required("a map or an object", mapping.type, 0)


@DECLARED.add(
    "keys", _keys_type, inputMap=Parameter(DYNAMIC, allow_unknown=True, allow_marked=True)
)
def _keys(result: Type, mapping: Value) -> Value:
    if isinstance(mapping.type, ObjectType):
        names = mapping.type.names
    elif mapping.is_known:
        names = tuple(entries_of(mapping))
    else:
        return unknown_by(result, mapping)
    return like_list(result, map(string, names)).marked(mapping.marks)


def _values_type(mapping: Value) -> Type:
    if isinstance(mapping.type, MapType):
        return ListType(mapping.type.element)
    if isinstance(mapping.type, ObjectType):
        return TupleType(tuple(each for _, each in mapping.type.attributes))
    raise required("a map or an object", mapping.type, 0)


@DECLARED.add("values", _values_type, mapping=MARKED)
def _values(result: Type, mapping: Value) -> Value:
    return like_list(result, mapping.elements).marked(mapping.marks)


def _lookup_type(mapping: Value, key: Value, *default: Value) -> Type:
    if default[1:]:
        raise FunctionError("only one default is allowed", 3)
    type_ = mapping.type
    if isinstance(type_, MapType):
        try:
            for each in default:
                convert(each, type_.element)
        except ConversionError:
            raise FunctionError("the default must have the type of the elements", 2) from None
        return type_.element
    if not isinstance(type_, ObjectType):
        raise required("a map", type_, 0)
    if not key.is_known:
        return DYNAMIC
    found = type_.attribute(text_of(key))
    if found is not None:
        return found
    if not default:
        raise FunctionError(f"the object does not have an attribute named `{text_of(key)}`", 0)
    return default[0].type


@DECLARED.add(
    "lookup",
    _lookup_type,
    inputMap=Parameter(DYNAMIC, allow_unknown=True, allow_marked=True),
    key=Parameter(STRING, allow_unknown=True, allow_marked=True),
    variadic=Parameter(
        DYNAMIC, allow_unknown=True, allow_dynamic=True, allow_null=True, allow_marked=True
    ),
    never_null=False,
)
def _lookup(result: Type, mapping: Value, key: Value, *default: Value) -> Value:
    marks = mapping.marks | key.marks
    if not (mapping.is_known and key.is_known):
        return unknown_by(result, mapping, key).marked(marks)
    found = entries_of(mapping).get(text_of(key))
    if found is not None:
        return found.marked(marks)
    if not default:
        raise FunctionError(f"the map does not have an element with the key `{text_of(key)}`", 1)
    cause = unstated_in(mapping.type) if isinstance(mapping.type, MapType) else None
    if cause is not None:
        return unknown(result, cause.reason).marked(marks | default[0].marks)
    return converted(default[0], result, 2).marked(marks)


def _merge_type(context: FunctionContext, *maps: Value) -> Type:
    if context.since_1_16 is not True and _are_null_objects(maps):
        # Terraform before 1.16 crashes on nulls of one object type alone.
        raise FunctionError("every argument is a null object", 0, BEFORE_1_16)
    attributes: dict[str, Type] = {}
    types: list[Type] = []
    all_keys_known = True
    for index, each in enumerate(maps):
        type_ = each.type
        if isinstance(type_, Dynamic):
            return DYNAMIC
        if isinstance(type_, ObjectType):
            type_ = ObjectType(()) if each.is_null else type_
            attributes.update(type_.attributes)
        elif isinstance(type_, MapType):
            attributes.update(dict.fromkeys(entries_of(each), type_.element))
            all_keys_known &= each.is_known
        else:
            raise required("a map or an object", type_, index)
        types.append(type_)
    if all(each == types[0] for each in types):
        return types[0] if types else ObjectType(())
    return ObjectType.of(attributes) if all_keys_known else DYNAMIC


def _are_null_objects(values: tuple[Value, ...]) -> bool:
    """They are null and have the same object type, which has attributes."""
    types = {each.type if each.is_null else None for each in values}
    only = types.pop() if len(types) == 1 else None
    return isinstance(only, ObjectType) and bool(only.attributes)


@DECLARED.add(
    "merge",
    _merge_type,
    variadic=Parameter(DYNAMIC, allow_dynamic=True, allow_null=True, allow_marked=True),
    needs_context=True,
)
def _merge(_: FunctionContext, result: Type, *maps: Value) -> Value:
    marks = NO_MARKS.union(*(each.marks for each in maps if not each.is_null))
    merged: dict[str, Value] = {}
    for index, each in enumerate(maps):
        merged.update(_merged_entries(each, index))
    check_size(elements=len(merged))
    return _like_map(result, merged).marked(marks)


def _merged_entries(value: Value, index: int) -> dict[str, Value]:
    """After a null, Terraform does not check types: it uses a set's elements as keys."""
    if isinstance(value.type, SetType) and all(
        isinstance(each.content, str) for each in value.elements
    ):
        return {text_of(each): each for each in value.elements}
    has_no_keys = isinstance(value.type, Primitive) and not value.is_null
    if has_no_keys or (value.elements and not isinstance(value.type, MapType | ObjectType)):
        raise required("a map or an object", value.type, index)
    return entries_of(value)


_LISTS_BY_KEY: Final = MapType(ListType(STRING))


@DECLARED.add("transpose", _LISTS_BY_KEY, values=Parameter(_LISTS_BY_KEY, wholly_known=True))
def _transpose(mapping: Value) -> Value:
    transposed: dict[str, list[str]] = {}
    for key, items in entries_of(mapping).items():
        if items.is_null or any(each.is_null for each in items.elements):
            raise FunctionError("lists and elements cannot be null", 0)
        for each in items.elements:
            transposed.setdefault(text_of(each), []).append(key)
    return map_of(
        ListType(STRING),
        {key: list_of(STRING, map(string, sorted(keys))) for key, keys in transposed.items()},
    )


def _zipmap_type(keys: Value, values: Value) -> Type:
    if isinstance(values.type, ListType):
        return MapType(values.type.element)
    if not isinstance(values.type, TupleType):
        raise required("a list or a tuple", values.type, 1)
    if not is_wholly_known(keys):
        return DYNAMIC
    names = _zipmap_names(keys, len(values.type.elements))
    return ObjectType.of(dict(zip(names, values.type.elements, strict=True)))


def _zipmap_names(keys: Value, count: int) -> list[str]:
    if len(keys.elements) != count:
        raise FunctionError(
            f"{plural(len(keys.elements), 'key')} cannot be combined with {plural(count, 'value')}",
            1,
        )
    if any(each.is_null for each in keys.elements):
        raise FunctionError("keys cannot be null", 0)
    return [text_of(each) for each in keys.elements]


@DECLARED.add(
    "zipmap", _zipmap_type, keys=Parameter(ListType(STRING), allow_marked=True), values=MARKED
)
def _zipmap(result: Type, keys: Value, values: Value) -> Value:
    if not is_wholly_known(keys):
        return unknown_by(result, keys).marked(keys.marks | values.marks)
    names = _zipmap_names(unmark_deep(keys)[0], len(values.elements))
    entries = dict(zip(names, values.elements, strict=True))
    return _like_map(result, entries).marked(values.marks | all_marks(keys))
