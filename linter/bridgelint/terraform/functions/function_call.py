"""A call of a function: its rules for counts, types, null, unknown and marks."""

from __future__ import annotations

from collections.abc import Sequence

from bridgelint.terraform.functions.contract import Function, FunctionContext, Parameter
from bridgelint.terraform.functions.function_index import find
from bridgelint.terraform.values.convert import ConversionError, convert
from bridgelint.terraform.values.errors import TOO_DEEP, FunctionError, NotEvaluated
from bridgelint.terraform.values.limits import check_values
from bridgelint.terraform.values.marks import unmark_deep
from bridgelint.terraform.values.refinements import not_null
from bridgelint.terraform.values.type_names import friendly
from bridgelint.terraform.values.types import (
    DYNAMIC,
    Dynamic,
    ObjectType,
    TupleType,
    Type,
    conforms,
)
from bridgelint.terraform.values.values import (
    NO_MARKS,
    Mark,
    Reason,
    Unknown,
    Value,
    all_marks,
    first_reason,
    unknown,
)


def call(name: str, arguments: tuple[Value, ...], context: FunctionContext) -> Value:
    """The result of a function in `FUNCTIONS`, with or without `core::`.

    Raises `FunctionError` where Terraform would refuse the call. A result that is unknown because
    of the call itself (too large, decided during apply) has a reason without a span.
    """
    return apply(find(name, context), arguments)


def apply(function: Function, arguments: tuple[Value, ...]) -> Value:
    """As `call`, for a declaration at hand."""
    parameters = _parameters(function, len(arguments))
    try:
        check_values(*arguments)
        return _apply(function, parameters, arguments)
    except NotEvaluated as error:
        return unknown(DYNAMIC, Reason(error.reason))
    except RecursionError:
        return unknown(DYNAMIC, Reason(TOO_DEEP))
    except FunctionError as error:
        if any(map(all_marks, arguments)):
            raise FunctionError(
                "an argument is not valid (the details are sensitive)", error.argument
            ) from None
        raise


def _parameters(function: Function, count: int) -> list[Parameter]:
    """One for each argument; raises `FunctionError` for too few or too many."""
    named = len(function.parameters)
    least = "at least " if function.variadic else ""
    if count < named:
        missing = function.parameters[count].name
        plural = "argument" if named == 1 else "arguments"
        raise FunctionError(f"{least}{named} {plural} required: `{missing}` is missing")
    if count > named and function.variadic is None:
        plural = "argument is" if named == 1 else "arguments are"
        raise FunctionError(f"only {named} {plural} allowed, not {count}", named)
    extra = [function.variadic] * (count - named) if function.variadic else []
    return [*function.parameters, *extra]


def _apply(function: Function, parameters: list[Parameter], arguments: tuple[Value, ...]) -> Value:
    converted = [
        _converted(value, parameter, index)
        for index, (value, parameter) in enumerate(zip(arguments, parameters, strict=True))
    ]
    plain, marks = _unmarked(converted, parameters)
    undecided = _first_undecided(plain, parameters)
    if undecided is not None:
        return unknown(DYNAMIC, _reason([undecided])).marked(marks)
    type_ = function.result(plain)
    hidden = [
        value
        for value, parameter in zip(plain, parameters, strict=True)
        if not (value.is_known or parameter.allow_unknown)
    ]
    # Terraform loses marks where a function that handles them itself is not even called.
    marks = marks.union(*(value.marks for value in hidden))
    result = unknown(type_, _reason(hidden)) if hidden else _computed(function, plain, type_)
    if function.never_null and not isinstance(result.type, Dynamic):
        result = not_null(result)
    return result.marked(marks)


def _converted(value: Value, parameter: Parameter, index: int) -> Value:
    try:
        return convert(value, parameter.type)
    except ConversionError as error:
        raise FunctionError(error.message, index) from None


def _unmarked(
    values: Sequence[Value], parameters: Sequence[Parameter]
) -> tuple[tuple[Value, ...], frozenset[Mark]]:
    """The values without the marks that the parameters do not allow, and those marks."""
    marks = NO_MARKS
    plain: list[Value] = []
    for value, parameter in zip(values, parameters, strict=True):
        if parameter.allow_marked:
            plain.append(value)
        else:
            each, its_marks = unmark_deep(value)
            plain.append(each)
            marks |= its_marks
    return tuple(plain), marks


def _first_undecided(values: Sequence[Value], parameters: Sequence[Parameter]) -> Value | None:
    """The first value whose type is not known though its parameter asks for that. Raises
    `FunctionError` for a null before it that is not allowed."""
    for index, (value, parameter) in enumerate(zip(values, parameters, strict=True)):
        if value.is_null and not parameter.allow_null:
            raise FunctionError("the argument must not be null", index)
        if isinstance(value.type, Dynamic):
            if not parameter.allow_dynamic:
                return value
        elif not conforms(value.type, parameter.type):
            raise FunctionError(
                f"{friendly(parameter.type, constraint=True)} is required,"
                f" not {friendly(value.type)}",
                index,
            )
    return None


def _reason(values: Sequence[Value]) -> Reason:
    if values[0].is_null:
        return Reason("the type of a null is not known")
    return first_reason(values)


def _computed(function: Function, arguments: tuple[Value, ...], type_: Type) -> Value:
    try:
        return function.compute(arguments, type_)
    except NotEvaluated as error:
        # The type of a structure would be as large as the result itself.
        structural = isinstance(type_, ObjectType | TupleType)
        return Value(DYNAMIC if structural else type_, Unknown(Reason(error.reason)))
