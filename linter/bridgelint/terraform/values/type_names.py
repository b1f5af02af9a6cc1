"""Types as phrases for messages, and as `terraform console` writes them."""

from __future__ import annotations

from bridgelint.terraform.values.types import (
    Collection,
    Dynamic,
    ObjectType,
    Primitive,
    TupleType,
    Type,
)


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
