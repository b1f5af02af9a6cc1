"""Conversions of values between types, as cty defines them; `convert.py` is the way in."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from bridgelint.base.records import replace
from bridgelint.terraform.values import numbers
from bridgelint.terraform.values.errors import (
    TOO_DEEP,
    ConversionError,
    NotEvaluated,
    Step,
    check_values,
)
from bridgelint.terraform.values.refinements import with_length
from bridgelint.terraform.values.types import (
    DYNAMIC,
    NUMBER,
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
    members,
    replacing_any,
    same_shape,
    with_members,
    without_optional,
)
from bridgelint.terraform.values.unify import element_type, mismatch, unify
from bridgelint.terraform.values.values import (
    FALSE,
    TRUE,
    Reason,
    Unknown,
    Unstated,
    Value,
    all_marks,
    first_reason,
    is_number,
    list_of,
    map_of,
    null,
    number,
    object_of,
    string,
    tuple_of,
    unknown,
    unstated_in,
)


def convert(value: Value, target: Type) -> Value:
    """`convert.convert`."""
    try:
        check_values(value)
        if value.type == without_optional(target):
            return value
        found = mismatch(value.type, target)
        if found is not None:
            raise ConversionError(*found)  # noqa: TRY301 # handled as those of its parts
        return _convert(value, target)
    except ConversionError as error:
        if not all_marks(value):
            raise
        # The path may contain a secret key.
        raise ConversionError(error.reason) from None
    except NotEvaluated as error:
        return unknown(without_optional(target), Reason(error.reason)).marked(value.marks)
    except RecursionError:
        return unknown(without_optional(target), Reason(TOO_DEEP)).marked(value.marks)


def _convert(value: Value, target: Type) -> Value:
    """Convert the value; the conversion is known to exist for the types."""
    if target in (DYNAMIC, value.type):
        return value
    if value.marks:
        return _convert(value.unmarked(), target).marked(value.marks)
    if isinstance(target, Dynamic):
        return unsettled(value, target) if isinstance(target, Unstated) else value
    if value.content is None:
        return null(resolved(value.type, without_optional(target)))
    if isinstance(value.content, Unknown):
        settled = _settled(value.content, target)
        return settled or _convert_unknown(value, value.content, without_optional(target))
    if isinstance(target, Primitive):
        return _to_primitive(value, target)
    if isinstance(target, ObjectType):
        return _to_object(value, target)
    if isinstance(target, TupleType):
        pairs = zip(value.elements, target.elements, strict=True)
        return tuple_of(_inside(each, to, index) for index, (each, to) in enumerate(pairs))
    return _to_collection(value, target)


def unsettled(value: Value, type_: Unstated) -> Value:
    """Return what is certain of a value that is converted to an unstated type.

    A string stays a string. A number or bool may become a string. An object may become a map, so
    it is treated as a map of an unstated type. A tuple may become a list or a set, and a set
    sorts its elements.
    """
    content = value.content
    if value.marks:
        return unsettled(value.unmarked(), type_).marked(value.marks)
    if content is None or isinstance(value.type, Dynamic):
        return replace(value, type=type_)
    if value.type == STRING:
        return value
    reason = Reason(f"its type depends on another value: {type_.reason.text}", type_.reason.span)
    if isinstance(content, Unknown):
        return Value(type_, Unknown(content.reason, not_null=content.not_null))
    if isinstance(content, dict):
        return map_of(type_, {key: unsettled(each, type_) for key, each in content.items()})
    if isinstance(content, tuple):
        if not (isinstance(value.type, ListType) or _is_sorted(content)):
            return Value(type_, Unknown(reason, not_null=True))
        return list_of(type_, (unsettled(each, type_) for each in content))
    possible = (value, _to_primitive(value, STRING))
    return Value(type_, Unknown(reason, not_null=True, possible=possible))


def _is_sorted(elements: tuple[Value, ...]) -> bool:
    """They are distinct and in the order of a set, whether they become strings or not."""
    from bridgelint.terraform.values.equality import make_set  # few values are sets

    if len(elements) < 2:
        return True
    if not all(isinstance(each.content, str) or is_number(each.content) for each in elements):
        return False
    given = [each.unmarked() for each in elements]
    texts = [_to_primitive(each, STRING) if each.type != STRING else each for each in given]
    alike = len({each.type for each in given}) == 1
    return all(
        make_set(each[0].type, each).elements == tuple(each)
        for each in ((texts, given) if alike else (texts,))
    )


def _settled(content: Unknown, target: Type) -> Value | None:
    """The value that each of the possible values becomes, or `None` if they differ."""
    found: list[Value] = []
    for each in content.possible:
        try:
            converted = convert(each, target)
        except ConversionError:
            continue
        if converted not in found:
            found.append(converted)
    return found[0] if len(found) == 1 else None


def _inside(value: Value, target: Type, step: Step) -> Value:
    try:
        return _convert(value, target)
    except ConversionError as error:
        raise error.inside(step) from None


def _to_primitive(value: Value, target: Primitive) -> Value:
    content = value.content
    if target == STRING:
        if isinstance(content, bool):
            return string("true" if content else "false")
        if is_number(content):
            return string(numbers.text(content))
    if not isinstance(content, str):
        raise ConversionError(f"a {target.name} is required")
    if target == NUMBER:
        return _number(content)
    if content in {"true", "1"}:
        return TRUE
    if content in {"false", "0"}:
        return FALSE
    is_other_case = content.lower() in {"true", "false"}
    hint = ": `true` and `false` must be lowercase" if is_other_case else ""
    raise ConversionError(f"a bool is required{hint}")


def _number(text: str) -> Value:
    try:
        amount = numbers.parse(text)
    except NotEvaluated as error:
        return Value(NUMBER, Unknown(Reason(error.reason), not_null=True))
    if amount is None:
        raise ConversionError("a number is required")
    return number(amount)


def _to_object(value: Value, target: ObjectType) -> Value:
    entries = value.content if isinstance(value.content, dict) else {}
    attributes: dict[str, Value] = {}
    for name, wanted in target.attributes:
        if name in entries:
            # Whether an element of a map becomes an optional attribute only shows here.
            found = mismatch(entries[name].type, wanted)
            if found is not None:
                raise ConversionError(*found).inside(name)
            attributes[name] = _plain_null(_inside(entries[name], wanted, name))
        elif name in target.optional:
            attributes[name] = null(without_optional(wanted))
        else:
            raise ConversionError(f"the attribute `{name}` is required")
    return object_of(attributes)


def _plain_null(value: Value) -> Value:
    """Return a null without its marks, which Terraform loses in some conversions."""
    return value.unmarked() if value.is_null else value


def _to_collection(value: Value, target: Collection) -> Value:
    from bridgelint.terraform.values.equality import length_range, make_set  # few values are sets

    is_list, is_map = isinstance(target, ListType), isinstance(target, MapType)
    if is_list and isinstance(value.type, SetType):
        least, most = length_range(value)
        if least != most:
            return unknown(ListType(value.type.element), first_reason([value]))
    items = value.elements
    keys = list(value.content) if isinstance(value.content, dict) else []
    steps: Sequence[Step] = keys or range(len(items))
    wanted = element_type([each.type for each in items], target.element) or target.element
    elements = [_inside(each, wanted, step) for each, step in zip(items, steps, strict=True)]
    from_tuple = is_list and isinstance(value.type, TupleType)
    if items and (isinstance(wanted, Collection | ObjectType) if is_map else from_tuple):
        common = unify([each.type for each in elements])
        if common is None:
            raise ConversionError("the elements do not have a common type")
        elements = [_inside(each, common, index) for index, each in enumerate(elements)]
    elif not is_map:
        elements = [_plain_null(each) for each in elements]
    type_, elements = homogeneous(elements, target.kind)
    if not items:
        type_ = without_optional(wanted)
        if isinstance(wanted, Dynamic) and isinstance(value.type, Collection):
            type_ = value.type.element
    if is_map:
        return map_of(type_, dict(zip(keys, elements, strict=True)))
    return list_of(type_, elements) if is_list else make_set(type_, elements)


def homogeneous(elements: Iterable[Value], kind: str) -> tuple[Type, list[Value]]:
    """Return the one type of the elements, and the elements converted to it: those of unknown type
    (a bare null, an unknown) get it. Raise `ConversionError` if types differ."""
    items = list(elements)
    types = [each.type for each in items if not isinstance(each.type, Dynamic)]
    common = types[0] if types else items[-1].type if items else DYNAMIC
    others = [each for each in types if each != common and not unstated_in(each)]
    if others and not unstated_in(common):
        raise ConversionError(f"all elements of a {kind} must have the same type")
    return common, [
        replace(each, type=common) if isinstance(each.type, Dynamic) else each for each in items
    ]


def _convert_unknown(value: Value, content: Unknown, target: Type) -> Value:
    """Convert an unknown value and keep what is known of it: not null, and its length."""
    source, type_ = value.type, resolved(value.type, target)
    result = Value(type_, Unknown(content.reason, not_null=content.not_null))
    if isinstance(source, Collection):
        least, most = content.length
    elif isinstance(type_, Collection) and isinstance(source, ObjectType | TupleType):
        least = most = len(members(source))
    else:
        return result
    return with_length(result, min(least, 1) if isinstance(type_, SetType) else least, most)


def resolved(source: Type, target: Type) -> Type:
    """Return the target with `any` replaced by the corresponding type of the source. A conversion
    from the source must exist; no attribute of the target is optional."""
    if isinstance(source, Unstated):
        return replacing_any(target, source)
    if isinstance(source, Dynamic) or isinstance(target, Primitive | Unstated):
        return target
    if isinstance(target, Dynamic):
        return source
    pairs = zip(_counterparts(source, target), members(target), strict=True)
    return with_members(
        target, (each if given is None else resolved(given, each) for given, each in pairs)
    )


def _counterparts(source: Type, target: Type) -> list[Type | None]:
    """Return what becomes each type directly inside the target; `None` if there is no such type."""
    if isinstance(source, Collection):
        return [source.element] * len(members(target))
    if isinstance(target, Collection):
        return [unify(members(source))]
    if isinstance(source, ObjectType) and isinstance(target, ObjectType):
        given = dict(source.attributes)
        return [given.get(name) for name in target.names]
    return [*members(source)] if same_shape(source, target) else [None] * len(members(target))
