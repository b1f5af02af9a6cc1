"""The declaration of Terraform functions, the context of a call, and the content of arguments.

The model is that of the cty library's `function` package, because Terraform's functions are
declared with it and their behaviour on unknown and marked values follows from the declaration.
`calling.apply` applies a declaration to arguments.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import TYPE_CHECKING, Final, TypeVar
from typing import Literal as Choice

from bridgelint.base.records import Record
from bridgelint.base.source import SourceFile
from bridgelint.terraform.values.convert import ConversionError, convert
from bridgelint.terraform.values.errors import (
    TOO_LARGE,
    FunctionError,
    NotEvaluated,
    Work,
    check_text,
)
from bridgelint.terraform.values.types import DYNAMIC, ListType, Primitive, Type, friendly
from bridgelint.terraform.values.values import (
    Content,
    Number,
    Value,
    first_reason,
    is_number,
    list_of,
    tuple_of,
    unknown,
)


class Parameter(Record):
    type: Type
    """Arguments are converted to this type; `DYNAMIC` accepts anything unchanged."""

    allow_null: bool = False
    allow_unknown: bool = False
    """Whether `compute` receives unknown arguments; otherwise one makes the result unknown."""

    allow_dynamic: bool = False
    """Whether `result` and `compute` receive arguments of unknown type."""

    allow_marked: bool = False
    """Whether `compute` receives the marks; otherwise they move, from any depth, to the result."""

    wholly_known: bool = False
    """Whether an argument that is unknown inside makes the result unknown, too."""

    @property
    def is_plain(self) -> bool:
        """Whether `compute` receives the content of the arguments instead of the values."""
        special = self.allow_null or self.allow_unknown or self.allow_marked
        return isinstance(self.type, Primitive) and not special


ANYTHING: Final = Parameter(DYNAMIC, allow_null=True, allow_unknown=True, allow_dynamic=True)
MARKED: Final = Parameter(DYNAMIC, allow_marked=True)


class Function(Record):
    parameters: Mapping[str, Parameter]
    result: Type | Callable[..., Type]
    """The type, or what returns it for converted, possibly unknown values. Raises
    `FunctionError`."""

    compute: Callable[..., Value | str | Number]
    """Returns the result, or the content of a string, number or bool. Raises `FunctionError` or
    `NotEvaluated`. Its arguments are the context if `needs_context`, the type of the result if
    `result` is a function, and the arguments of the call as values or as their content (see
    `Parameter.is_plain`). Called only if the parameters allow every argument; a known argument may
    still contain unknown elements."""

    variadic: Parameter | None = None
    never_null: bool = True
    """Whether an unknown result is not null (cty's `RefineResult: refineNonNull`)."""

    needs_context: bool = False
    """Whether `result` and `compute` receive the `FunctionContext` as their first argument."""

    cost: int = 1
    """Its duration as a multiple of that of a common function with the same arguments."""


if TYPE_CHECKING:
    _Compute = TypeVar("_Compute", bound=Callable[..., Value | str | Number])


class FunctionTable(dict[str, Function]):
    """The built-in functions that a module declares, by name."""

    def add(
        self,
        name: str,
        result: Type | Callable[..., Type],
        /,
        *,
        variadic: Parameter | None = None,
        never_null: bool = True,
        needs_context: bool = False,
        cost: int = 1,
        **parameters: Type | Parameter,
    ) -> Callable[[_Compute], _Compute]:
        """Declare a function by its `compute`; a type is a parameter that allows nothing
        special."""

        def declare(compute: _Compute) -> _Compute:
            self[name] = Function(
                takes(**parameters), result, compute, variadic, never_null, needs_context, cost
            )
            return compute

        return declare


def takes(**parameters: Type | Parameter) -> dict[str, Parameter]:
    """Return the parameters by name; a type is one that allows nothing special."""
    return {
        name: each if isinstance(each, Parameter) else Parameter(each)
        for name, each in parameters.items()
    }


MAX_ELEMENTS: Final = 100_000
"""A function that would create more elements raises `NotEvaluated(TOO_LARGE)`."""


def check_size(*, elements: int = 0, characters: int = 0) -> None:
    """Raise `NotEvaluated` for a result of this size; call it before creating the result."""
    check_text(characters)
    if elements > MAX_ELEMENTS:
        raise NotEvaluated(TOO_LARGE)


Render = Callable[[SourceFile, dict[str, Value], "FunctionContext"], Value]
"""Evaluates a whole file as a template in a scope of these variables only. Function calls inside
get the given context. Raises `FunctionError` if the template is invalid, refers to a variable that
does not exist, or fails."""


class FunctionContext(Record):
    """What a function can use in addition to its arguments."""

    root: str
    """Absolute path of the directory outside which no file is read."""

    directory: str
    """Absolute path to which relative paths refer: Terraform's working directory."""

    render: Render
    """Evaluates a template for `templatefile` and `templatestring`."""

    inside: Choice["", "templatefile", "templatestring"] = ""
    """The function whose template is being evaluated; it cannot call either of them again."""

    work: Work | None = None
    """The remaining budget of the expression that calls a template function."""

    missing: frozenset[str] = frozenset()
    """Functions that the Terraform versions do not support, such as `convert` in 1.14."""

    since_1_16: bool | None = None
    """Whether the releases in question are 1.16 and later; `None` if only some are."""

    plan_time: str = ""
    """The result of `plantimestamp`, if a plan provides it."""

    sent_at: str = ""
    """What `timestamp` returns while events are sent; empty before, when nothing is known of it."""


_MAX_INT: Final = (1 << 63) - 1


def type_of(value: Value) -> Type:
    """Return the type of a value: the `result` of a function that keeps it."""
    return value.type


def text_of(value: Value) -> str:
    """Return the content of a known string."""
    return value.content if isinstance(value.content, str) else ""


def amount_of(value: Value) -> Number:
    """Return the content of a known number."""
    return value.content if is_number(value.content) else 0


def plain_text(content: Content) -> str:
    """Return null, a bool or a number as Terraform, JSON and YAML write it."""
    if content is None:
        return "null"
    if isinstance(content, bool):
        return "true" if content else "false"
    from bridgelint.terraform.values.numbers import text  # few details have a number

    return text(content) if is_number(content) else ""


def entries_of(value: Value) -> dict[str, Value]:
    """Return the content of a known map or object."""
    return value.content if isinstance(value.content, dict) else {}


def integer(amount: Number, argument: int) -> int:
    """Return a number that must be an integer. Raise `FunctionError` for any other number."""
    if isinstance(amount, float) or amount.denominator != 1:
        raise FunctionError("an integer is required", argument)
    return int(amount)


def whole(amount: Number, argument: int) -> int:
    """Like `integer`; also raise `FunctionError` for more than 64 bits."""
    found = integer(amount, argument)
    if not -_MAX_INT - 1 <= found <= _MAX_INT:
        raise FunctionError("the number is too large", argument)
    return found


def converted(value: Value, type_: Type, argument: int) -> Value:
    """Convert an argument or a part of it. Raise `FunctionError` if that is impossible."""
    try:
        return convert(value, type_)
    except ConversionError as error:
        raise FunctionError(error.message, argument) from None


def unified(types: Sequence[Type], what: str, argument: int | None = None) -> Type:
    """Return the common type. Raise `FunctionError` if there is none."""
    from bridgelint.terraform.values.unify import unify  # few functions unify types

    common = unify(types)
    if common is None:
        raise FunctionError(f"{what} must have a common type", argument)
    return common


def required(what: str, given: Type, argument: int) -> FunctionError:
    """Return the error for an argument of another type."""
    return FunctionError(f"{what} is required, not {friendly(given)}", argument)


def unknown_by(type_: Type, *causes: Value) -> Value:
    """Return an unknown value with the reason of the first unknown part of the causes."""
    return unknown(type_, first_reason(causes))


def like_list(type_: Type, elements: Iterable[Value]) -> Value:
    """Return a list of the type, or a tuple for any other type; elements have their types."""
    if isinstance(type_, ListType):
        return list_of(type_.element, elements)
    return tuple_of(elements)


def length_hidden_by(items: Value) -> Value | None:
    """Return the sequence itself if its length is unknown: it is unknown, or a set with unknown
    elements that may be equal."""
    if not items.is_known:
        return items
    from bridgelint.terraform.values.equality import length_range  # few lengths are unknown

    least, most = length_range(items)
    return items if least != most else None
