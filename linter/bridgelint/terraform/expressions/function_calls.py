"""Function calls, and the functions whose arguments are expressions instead of values."""

from __future__ import annotations

from typing import Final

from bridgelint.base.records import replace
from bridgelint.hcl.tree import Call, Expression, GetAttribute, Index, Name, Splat, Template
from bridgelint.terraform.expressions.scope import Scope, coerce, failure
from bridgelint.terraform.expressions.type_constraint import parse_constraint
from bridgelint.terraform.functions.calling import FUNCTIONS, SPECIAL_FORMS, call, exists, find
from bridgelint.terraform.functions.declaration import FunctionContext
from bridgelint.terraform.values.errors import EvaluationError, FunctionError, Problem, meant_by
from bridgelint.terraform.values.types import (
    BOOL,
    DYNAMIC,
    Dynamic,
    SequenceType,
    a_value_of,
    without_optional,
)
from bridgelint.terraform.values.values import (
    FALSE,
    TRUE,
    Unknown,
    Value,
    first_reason,
    is_wholly_known,
    size,
    unknown,
)
from bridgelint.terraform.versions import BEFORE_1_16

_DURING_APPLY: Final = frozenset({"bcrypt", "timestamp", "uuid"})
"""Functions that Terraform only calls during apply."""

Argument = Expression | Value
"""An argument as written, or one that results from an expansion (`list...`)."""


def evaluate_call(expression: Call, scope: Scope) -> Value:
    context = scope.functions
    if context is None:
        raise failure("functions cannot be called here", expression.span)
    name = expression.name.removeprefix("core::")
    provider_function = scope.provider_function if "::" in name else None
    if not (provider_function or exists(name, context)):
        raise _no_function(expression, context)
    arguments = _expanded(expression, scope)
    if isinstance(arguments, Value):
        return arguments
    if name in _OF_EXPRESSIONS:
        return _OF_EXPRESSIONS[name](expression, arguments, scope)
    if name == "templatestring":
        _check_template_argument(expression)
    if name in {"templatefile", "templatestring"}:
        context = replace(context, work=scope.work)
    values = tuple(_value(each, scope) for each in arguments)
    if provider_function is not None:
        try:
            return provider_function(expression, values)
        except FunctionError as error:
            raise EvaluationError(_problem(expression, expression.name, error)) from error
    scope.work.spend(1 + sum(map(size, values)) * find(name).cost // 10)
    return scope.work.made(_call(expression, name, values, context, scope))


def _call(
    expression: Call,
    name: str,
    values: tuple[Value, ...],
    context: FunctionContext,
    scope: Scope,
) -> Value:
    try:
        result = call(name, values, context)
    except FunctionError as error:
        problem = _problem(expression, name, error)
        if context.since_1_16 is None and error.refused_by == BEFORE_1_16:
            scope.report(problem)
            return _call(expression, name, values, replace(context, since_1_16=True), scope)
        raise EvaluationError(problem) from error
    content = result.content
    if isinstance(content, Unknown) and content.reason.span is None:
        after_apply = content.reason.after_apply or name in _DURING_APPLY
        reason = replace(content.reason, span=expression.span, after_apply=after_apply)
        return replace(result, content=replace(content, reason=reason))
    return result


def _problem(expression: Call, name: str, error: FunctionError) -> Problem:
    span = expression.span
    if error.argument is not None and expression.arguments:
        last = len(expression.arguments) - 1
        span = expression.arguments[min(error.argument, last)].span
    message = f"call to function `{name}` failed: {error.message}"
    return Problem(message, span, refused_by=error.refused_by)


def _no_function(expression: Call, context: FunctionContext) -> EvaluationError:
    name = expression.name.removeprefix("core::")
    if name in context.missing:
        return failure(
            f"the allowed Terraform versions do not support the function `{name}`",
            expression.name_span,
        )
    known = [*FUNCTIONS, *SPECIAL_FORMS]
    return failure(f"unknown function `{name}`", expression.name_span, meant=meant_by(name, known))


def _value(argument: Argument, scope: Scope) -> Value:
    if isinstance(argument, Value):
        return argument
    return scope.evaluate(argument, scope)


def _expanded(expression: Call, scope: Scope) -> list[Argument] | Value:
    """Return the arguments with `...` expanded, or an unknown result if that is impossible."""
    if not expression.expand:
        return list(expression.arguments)
    last = expression.arguments[-1]
    value = scope.evaluate(last, scope)
    if value.is_null:
        raise failure("cannot expand null into arguments", last.span)
    if isinstance(value.content, Unknown) and isinstance(value.type, SequenceType | Dynamic):
        return unknown(DYNAMIC, value.content.reason)
    if not isinstance(value.content, tuple):
        raise failure(
            f"only a list, a set or a tuple can be expanded, not {a_value_of(value.type)}",
            last.span,
        )
    elements = [each.marked(value.marks) for each in value.content]
    return [*expression.arguments[:-1], *elements]


def _try(expression: Call, arguments: list[Argument], scope: Scope) -> Value:
    """Return the first argument that does not fail; a partly unknown one may still fail."""
    if not arguments:
        raise failure("`try` requires at least one argument", expression.span)
    problems: list[Problem] = []
    for each in arguments:
        try:
            value = _value(each, scope)
        except EvaluationError as error:
            problems.append(error.problem)
            continue
        if is_wholly_known(value):
            return value
        return unknown(DYNAMIC, first_reason((value,)))
    related = tuple((problem.message, problem.span) for problem in problems)
    raise EvaluationError(Problem("all arguments of `try` fail", expression.span, related=related))


def _can(expression: Call, arguments: list[Argument], scope: Scope) -> Value:
    if len(arguments) != 1:
        raise failure("`can` requires exactly one argument", expression.span)
    try:
        value = _value(arguments[0], scope)
    except EvaluationError:
        return FALSE
    return TRUE if is_wholly_known(value) else unknown(BOOL, first_reason((value,)))


def _convert(expression: Call, arguments: list[Argument], scope: Scope) -> Value:
    if len(arguments) != 2 or isinstance(arguments[1], Value):
        raise failure("`convert` requires a value and a type", expression.span)
    constraint = parse_constraint(arguments[1], Scope(scope.look_up, None, scope.evaluate))
    value = _value(arguments[0], scope)
    if value.unknown is not None and not value.unknown.possible:
        # Terraform does not look at the type of an unknown value.
        type_ = without_optional(constraint.type)
        return unknown(type_, value.unknown.reason).marked(value.marks)
    complaint = "call to function `convert` failed"
    span = expression.arguments[0].span
    converted = coerce(value, constraint.type, span, complaint)
    return constraint.applied(converted, span, complaint)


_OF_EXPRESSIONS: Final = {"try": _try, "can": _can, "convert": _convert}


def _check_template_argument(expression: Call) -> None:
    """Check that the template is a reference, and not text or a call."""
    if not expression.arguments:
        return
    source = expression.arguments[0]
    while isinstance(source, GetAttribute | Index | Splat):
        source = source.source
    if isinstance(source, Name):
        return
    help_ = "write the template inline" if isinstance(source, Template) else "use a local for it"
    raise failure(
        "the template of `templatestring` must be a reference",
        expression.arguments[0].span,
        help_,
    )
