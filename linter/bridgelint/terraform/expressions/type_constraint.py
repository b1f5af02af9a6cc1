"""Type constraints: `list(object({ name = string, size = optional(number, 1) }))`."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from bridgelint.base.records import Record, field
from bridgelint.base.source import Span
from bridgelint.hcl.tree import Call, Expression, Name, Object, Template, Tuple, literal_of
from bridgelint.terraform.expressions.scope import Scope, coerce, failure
from bridgelint.terraform.values.errors import EvaluationError, meant_by
from bridgelint.terraform.values.refinements import not_null
from bridgelint.terraform.values.types import (
    BOOL,
    DYNAMIC,
    NUMBER,
    STRING,
    Dynamic,
    ListType,
    MapType,
    ObjectType,
    SetType,
    TupleType,
    Type,
)
from bridgelint.terraform.values.values import Value, object_of, tuple_of

_WORDS: Final[Mapping[str, Type]] = {
    **{each.name: each for each in (STRING, NUMBER, BOOL)},
    "any": DYNAMIC,
}
_COLLECTIONS: Final = {each.kind: each for each in (ListType, SetType, MapType)}
_CONSTRUCTORS: Final = (*_COLLECTIONS, "object", "tuple", "optional")


class Defaults(Record):
    """The defaults of `optional(type, default)` somewhere inside a constraint."""

    values: Mapping[str, Value] = field(default_factory=dict[str, Value])
    """Defaults of the attributes of this object, converted to the attribute's type."""

    parts: Mapping[str | int, Defaults] = field(default_factory=dict[str | int, "Defaults"])
    """Defaults inside the attributes of this object, or the elements of this tuple."""

    element: Defaults | None = None
    """Defaults inside each element of this collection."""


class TypeConstraint(Record):
    type: Type
    """Its object types may have `optional` attributes."""

    defaults: Defaults | None = None

    def applied(self, value: Value, span: Span, complaint: str) -> Value:
        """Set defaults and convert to the type. Raise `EvaluationError` with the complaint."""
        return coerce(_with_defaults(value, self.defaults), self.type, span, complaint)


ANY: Final = TypeConstraint(DYNAMIC)


def parse_variable_type(expression: Expression, scope: Scope) -> TypeConstraint:
    """Parse like `parse_constraint`, but also accept a bare `list` or `map`."""
    expression = _without_quotes(expression)
    if isinstance(expression, Name) and expression.name in {"list", "map"}:
        return TypeConstraint(_COLLECTIONS[expression.name](DYNAMIC))
    return parse_constraint(expression, scope)


def parse_constraint(expression: Expression, scope: Scope) -> TypeConstraint:
    """Parse a type; the scope evaluates the defaults in it. Raise `EvaluationError`."""
    expression = _without_quotes(expression)
    if isinstance(expression, Name):
        return TypeConstraint(_of_word(expression))
    if not isinstance(expression, Call):
        raise failure(
            "invalid type",
            expression.span,
            "use `string`, `number`, `bool`, `any`, or a constructor such as `list(string)`",
        )
    if expression.name in _COLLECTIONS:
        element = parse_constraint(_only_argument(expression), scope)
        defaults = Defaults(element=element.defaults) if element.defaults else None
        return TypeConstraint(_COLLECTIONS[expression.name](element.type), defaults)
    if expression.name == "object":
        return _object(_only_argument(expression), scope)
    if expression.name == "tuple":
        return _tuple(_only_argument(expression), scope)
    raise _not_a_constructor(expression)


def _without_quotes(expression: Expression) -> Expression:
    """Return the type in a string of JSON syntax, or any other expression itself."""
    if not (isinstance(expression, Template) and expression.form == "json"):
        return expression
    from bridgelint.hcl.json.to_tree import string_expression  # where JSON is

    found, problems = string_expression(expression)
    if found is None or problems:
        raise failure("invalid type", problems[0].span if problems else expression.span)
    return _without_quotes(found)


def _of_word(expression: Name) -> Type:
    name = expression.name
    if name in _WORDS:
        return _WORDS[name]
    if name in _CONSTRUCTORS:
        raise failure(f"`{name}` requires the types of its elements", expression.span)
    raise failure(f"unknown type `{name}`", expression.span, meant=meant_by(name, _WORDS))


def _not_a_constructor(expression: Call) -> EvaluationError:
    name = expression.name
    if name in _WORDS:
        return failure(f"`{name}` cannot have an argument", expression.span)
    if name == "optional":
        return failure("`optional` is only allowed for the type of an attribute", expression.span)
    return failure(
        f"unknown type `{name}`", expression.name_span, meant=meant_by(name, _CONSTRUCTORS)
    )


def _only_argument(expression: Call) -> Expression:
    if len(expression.arguments) != 1:
        raise failure(f"`{expression.name}` requires exactly one argument", expression.span)
    return expression.arguments[0]


def _tuple(items: Expression, scope: Scope) -> TypeConstraint:
    if not isinstance(items, Tuple):
        raise failure("`tuple` requires a list of types", items.span)
    parts = [parse_constraint(item, scope) for item in items.items]
    inner: dict[str | int, Defaults] = {
        index: each.defaults for index, each in enumerate(parts) if each.defaults
    }
    defaults = Defaults(parts=inner) if inner else None
    return TypeConstraint(TupleType(tuple(each.type for each in parts)), defaults)


def _object(attributes: Expression, scope: Scope) -> TypeConstraint:
    if not isinstance(attributes, Object):
        raise failure("`object` requires the types of its attributes in braces", attributes.span)
    types: dict[str, Type] = {}
    optional: set[str] = set()
    values: dict[str, Value] = {}
    inner: dict[str | int, Defaults] = {}
    for item in attributes.items:
        name = literal_of(item.key)
        if name is None:
            raise failure("the name of an attribute must be an identifier", item.key.span)
        if name in types:
            raise failure(f"duplicate attribute `{name}`", item.key.span)
        type_expression, default = _unwrapped(item.value)
        if type_expression is not item.value:
            optional.add(name)
        part = parse_constraint(type_expression, scope)
        types[name] = part.type
        if part.defaults:
            inner[name] = part.defaults
        if default is not None:
            complaint = "the default is not compatible with its type"
            value = scope.evaluate(default, scope)
            values[name] = coerce(value, part.type, default.span, complaint)
    type_ = ObjectType.of(types, frozenset(optional))
    return TypeConstraint(type_, Defaults(values, inner) if values or inner else None)


def _unwrapped(expression: Expression) -> tuple[Expression, Expression | None]:
    """Return the type inside `optional(…)` and its default."""
    if not isinstance(expression, Call) or expression.name != "optional":
        return expression, None
    arguments = expression.arguments
    if len(arguments) not in {1, 2}:
        raise failure("`optional` requires a type and, optionally, a default", expression.span)
    return arguments[0], arguments[1] if len(arguments) == 2 else None


def _with_defaults(value: Value, defaults: Defaults | None) -> Value:
    """Set each absent or null attribute to its default. The result is still to be converted."""
    content = value.content
    if defaults is None or not isinstance(content, tuple | dict):
        return value
    if isinstance(content, tuple):
        return tuple_of(
            _with_defaults(each, defaults.parts.get(index, defaults.element))
            for index, each in enumerate(content)
        ).marked(value.marks)
    filled = {
        name: _with_defaults(each, defaults.parts.get(name, defaults.element))
        for name, each in content.items()
    }
    for name, default in defaults.values.items():
        present = filled.get(name)
        if present is None or present.is_null:
            filled[name] = _with_defaults(default, defaults.parts.get(name))
        elif default.is_not_null and not isinstance(present.type, Dynamic):
            filled[name] = not_null(present)
    return object_of(filled).marked(value.marks)
