"""Function calls: the rules for argument counts, types, null, unknown values and marks."""

from __future__ import annotations

from collections.abc import Sequence

from bridgelint.base.records import replace
from bridgelint.terraform.functions.contract import Arguments, Function, FunctionContext, Parameter
from bridgelint.terraform.functions.function_arguments import converted
from bridgelint.terraform.functions.function_index import find
from bridgelint.terraform.values.convert import ConversionError
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
    replacing_any,
)
from bridgelint.terraform.values.values import (
    NO_MARKS,
    Mark,
    Reason,
    Unknown,
    Unstated,
    Value,
    all_marks,
    first_reason,
    unknown,
    unstated_in,
)


def call(name: str, arguments: Arguments, context: FunctionContext) -> Value:
    """Return the result of a function in `FUNCTIONS`, with or without `core::`.

    Raise `FunctionError` if Terraform rejects the call. A result that is unknown because of the
    call itself (too large, known only after apply) has a reason without a span.
    """
    return apply(find(name, context), arguments)


def apply(function: Function, arguments: Arguments) -> Value:
    """Apply a function declaration to arguments, like `call`."""
    parameters = _parameters(function, len(arguments))
    try:
        check_values(*arguments)
        return _apply(function, parameters, arguments)
    except NotEvaluated as error:
        return unknown(DYNAMIC, Reason(error.reason))
    except RecursionError:
        return unknown(DYNAMIC, Reason(TOO_DEEP))
    except (FunctionError, ConversionError) as error:
        known = error if isinstance(error, FunctionError) else FunctionError(error.message)
        if any(map(all_marks, arguments)):
            known.message = "invalid argument (the details are sensitive)"
        raise known from None


def _parameters(function: Function, count: int) -> list[Parameter]:
    """Return a parameter for each argument. Raise `FunctionError` for too few or too many."""
    named = len(function.parameters)
    least = "at least " if function.variadic else ""
    plural = "argument is" if named == 1 else "arguments are"
    if count < named:
        missing = function.parameters[count].name
        raise FunctionError(f"{least}{named} {plural} required; `{missing}` is missing")
    if count > named and function.variadic is None:
        raise FunctionError(f"only {named} {plural} allowed, not {count}", named)
    extra = [function.variadic] * (count - named) if function.variadic else []
    return [*function.parameters, *extra]


def _apply(function: Function, parameters: list[Parameter], arguments: Arguments) -> Value:
    given = [
        converted(value, parameter.type, index)
        for index, (value, parameter) in enumerate(zip(arguments, parameters, strict=True))
    ]
    plain, marks = _unmarked(given, parameters)
    undecided = _first_undecided(plain, parameters)
    if undecided is not None:
        return _of_undecided(undecided).marked(marks)
    type_ = function.result(plain) if callable(function.result) else function.result
    hidden = [
        value
        for value, parameter in zip(plain, parameters, strict=True)
        if not (value.is_known or parameter.allow_unknown)
    ]
    # Terraform loses marks if a function that handles them itself is not called.
    marks = marks.union(*(value.marks for value in hidden))
    result = unknown(type_, first_reason(hidden)) if hidden else _computed(function, plain, type_)
    cause = None if result.is_known else next(filter(None, map(_unstated, plain)), None)
    if cause is not None:
        result = replace(result, type=replacing_any(result.type, cause))
    if function.never_null and not isinstance(result.type, Dynamic):
        result = not_null(result)
    return result.marked(marks)


def _unmarked(
    values: Sequence[Value], parameters: Sequence[Parameter]
) -> tuple[tuple[Value, ...], frozenset[Mark]]:
    """Return the values without the marks that the parameters do not allow, and those marks."""
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
    """Return the first value of unknown type whose parameter requires the type. Raise
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


def _of_undecided(argument: Value) -> Value:
    if argument.is_null:
        return Value(argument.type, Unknown(Reason("the type of a null is unknown")))
    return unknown(argument.type, first_reason([argument]))


def _unstated(value: Value) -> Unstated | None:
    return unstated_in(value.type)


def _computed(function: Function, arguments: Arguments, type_: Type) -> Value:
    try:
        return function.compute(arguments, type_)
    except NotEvaluated as error:
        # The type of a structure would be as large as the result itself.
        structural = isinstance(type_, ObjectType | TupleType)
        return unknown(DYNAMIC if structural else type_, Reason(error.reason))
