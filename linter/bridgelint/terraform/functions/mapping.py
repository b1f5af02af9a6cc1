"""Functions of maps and objects."""

from __future__ import annotations

from typing import Final

from bridgelint.base.words import plural
from bridgelint.terraform.functions.contract import (
    Arguments,
    Function,
    FunctionContext,
    Parameter,
    check_size,
    takes,
)
from bridgelint.terraform.functions.function_arguments import (
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
    tuple_of,
    unknown,
    unmark_deep,
    unstated_in,
)
from bridgelint.terraform.versions import BEFORE_1_16


def _keys_type(arguments: Arguments) -> Type:
    type_ = arguments[0].type
    if isinstance(type_, MapType):
        return ListType(STRING)
    if isinstance(type_, ObjectType):
        return TupleType((STRING,) * len(type_.attributes))
    raise required("a map or an object", type_, 0)


def _keys(arguments: Arguments, result: Type) -> Value:
    (mapping,) = arguments
    if isinstance(mapping.type, ObjectType):
        names = [name for name, _ in mapping.type.attributes]
        return tuple_of(map(string, names)).marked(mapping.marks)
    if not mapping.is_known:
        return unknown_by(result, mapping)
    return list_of(STRING, map(string, entries_of(mapping))).marked(mapping.marks)


KEYS: Final = Function(
    (Parameter("inputMap", DYNAMIC, allow_unknown=True, allow_marked=True),), _keys_type, _keys
)


def _values_type(arguments: Arguments) -> Type:
    type_ = arguments[0].type
    if isinstance(type_, MapType):
        return ListType(type_.element)
    if isinstance(type_, ObjectType):
        return TupleType(tuple(each for _, each in type_.attributes))
    raise required("a map or an object", type_, 0)


def _values(arguments: Arguments, result: Type) -> Value:
    (mapping,) = arguments
    return like_list(result, mapping.elements).marked(mapping.marks)


VALUES: Final = Function((Parameter("mapping", DYNAMIC, allow_marked=True),), _values_type, _values)


def _lookup_type(arguments: Arguments) -> Type:
    if arguments[3:]:
        raise FunctionError("only one default is allowed", 3)
    mapping, key, default = arguments[0], arguments[1], arguments[2:]
    type_ = mapping.type
    if isinstance(type_, MapType):
        _check_default(default, type_.element)
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


def _check_default(default: Arguments, element: Type) -> None:
    try:
        for each in default:
            convert(each, element)
    except ConversionError:
        raise FunctionError("the default must have the type of the elements", 2) from None


def _lookup(arguments: Arguments, result: Type) -> Value:
    mapping, key, default = arguments[0], arguments[1], arguments[2:]
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


LOOKUP: Final = Function(
    (
        Parameter("inputMap", DYNAMIC, allow_unknown=True, allow_marked=True),
        Parameter("key", STRING, allow_unknown=True, allow_marked=True),
    ),
    _lookup_type,
    _lookup,
    variadic=Parameter(
        "default",
        DYNAMIC,
        allow_unknown=True,
        allow_dynamic=True,
        allow_null=True,
        allow_marked=True,
    ),
    never_null=False,
)


def _merge_type(arguments: Arguments) -> Type:
    attributes: dict[str, Type] = {}
    types: list[Type] = []
    all_keys_known = True
    for index, each in enumerate(arguments):
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


def _merge(arguments: Arguments, result: Type) -> Value:
    marks = NO_MARKS.union(*(each.marks for each in arguments if not each.is_null))
    merged: dict[str, Value] = {}
    for index, each in enumerate(arguments):
        merged.update(_merged_entries(each, index))
    check_size(elements=len(merged))
    if isinstance(result, MapType):
        return map_of(result.element, merged).marked(marks)
    return object_of(merged).marked(marks)


def _are_null_objects(arguments: Arguments) -> bool:
    """They are null and have the same object type, which has attributes."""
    types = {each.type for each in arguments if each.is_null}
    only = types.pop() if len(types) == 1 else None
    return (
        isinstance(only, ObjectType)
        and bool(only.attributes)
        and all(each.is_null for each in arguments)
    )


def merge(context: FunctionContext) -> Function:
    """Make the function. Terraform before 1.16 crashes on nulls of one object type alone."""

    def result(arguments: Arguments) -> Type:
        if context.since_1_16 is not True and _are_null_objects(arguments):
            raise FunctionError("every argument is a null object", 0, BEFORE_1_16)
        return _merge_type(arguments)

    maps = Parameter("maps", DYNAMIC, allow_dynamic=True, allow_null=True, allow_marked=True)
    return Function((), result, _merge, variadic=maps)


_LISTS_BY_KEY: Final = MapType(ListType(STRING))


def _transpose(arguments: Arguments, result: Type) -> Value:
    (mapping,) = arguments
    if not is_wholly_known(mapping):
        return unknown_by(result, mapping)
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


TRANSPOSE: Final = Function(takes(values=_LISTS_BY_KEY), _LISTS_BY_KEY, _transpose)


def _zipmap_type(arguments: Arguments) -> Type:
    keys, values = arguments
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


def _zipmap(arguments: Arguments, result: Type) -> Value:
    keys, values = arguments
    marks = keys.marks | values.marks
    if not is_wholly_known(keys):
        return unknown_by(result, keys).marked(marks)
    marks = values.marks | all_marks(keys)
    names = _zipmap_names(unmark_deep(keys)[0], len(values.elements))
    entries = dict(zip(names, values.elements, strict=True))
    if isinstance(result, MapType):
        return map_of(result.element, entries).marked(marks)
    return object_of(entries).marked(marks)


ZIPMAP: Final = Function(
    (
        Parameter("keys", ListType(STRING), allow_marked=True),
        Parameter("values", DYNAMIC, allow_marked=True),
    ),
    _zipmap_type,
    _zipmap,
)
