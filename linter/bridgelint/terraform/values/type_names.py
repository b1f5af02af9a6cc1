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


def console(type_: Type) -> str:
    """Return the type as console's `type()` prints it: objects and tuples on several lines."""
    lines: list[str] = []
    _write(type_, lines, 0)
    return "".join(lines)


def _write(type_: Type, out: list[str], indent: int) -> None:
    if isinstance(type_, Primitive | Dynamic):
        out.append(friendly(type_))
    elif isinstance(type_, ObjectType):
        members = [(f"{name}: ", each) for name, each in type_.attributes]
        _write_members("object({", members, "})", out, indent)
    elif isinstance(type_, TupleType):
        _write_members("tuple([", [("", each) for each in type_.elements], "])", out, indent)
    else:
        _write_collection(type_, out, indent)


def _write_members(
    opening: str, members: list[tuple[str, Type]], closing: str, out: list[str], indent: int
) -> None:
    out.append(opening)
    if members:
        out.append("\n")
        for label, member in members:
            out.append(_spaces(indent + 1) + label)
            _write(member, out, indent + 1)
            out.append(",\n")
        out.append(_spaces(indent))
    out.append(closing)


def _write_collection(type_: Collection, out: list[str], indent: int) -> None:
    structural = isinstance(type_.element, ObjectType | TupleType)
    out.append(f"{type_.kind}(")
    if structural:
        out.append("\n" + _spaces(indent + 1))
    _write(type_.element, out, indent + structural)
    if structural:
        out.append(",\n" + _spaces(indent))
    out.append(")")


def _spaces(indent: int) -> str:
    return "    " * indent
