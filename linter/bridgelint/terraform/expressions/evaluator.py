"""Evaluation of the syntax tree, with the semantics of HashiCorp's hclsyntax package."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from itertools import takewhile
from typing import Any, Final

from bridgelint.base.records import Record, field
from bridgelint.base.source import SourceFile, Span
from bridgelint.hcl.parse import parse_template
from bridgelint.hcl.references import references, traversal
from bridgelint.hcl.tree import (
    Binary,
    Body,
    Call,
    Conditional,
    Expression,
    For,
    ForDirective,
    GetAttribute,
    IfDirective,
    Index,
    Interpolation,
    Literal,
    Name,
    Object,
    Parentheses,
    Splat,
    SplatItem,
    Template,
    TemplatePart,
    TemplateText,
    Tuple,
    Unary,
    UnreadableExpression,
)
from bridgelint.terraform.expressions.access import evaluate_access
from bridgelint.terraform.expressions.function_calls import evaluate_call
from bridgelint.terraform.expressions.scope import Scope, Step, coerce, condition_of, failure
from bridgelint.terraform.functions.declaration import FunctionContext
from bridgelint.terraform.values.errors import (
    EvaluationError,
    FunctionError,
    NotEvaluated,
    Work,
    check_text,
)
from bridgelint.terraform.values.refinements import merged, safe_prefix_of_template
from bridgelint.terraform.values.types import BOOL, DYNAMIC, NUMBER, STRING, Dynamic
from bridgelint.terraform.values.unicode_text import normalized
from bridgelint.terraform.values.values import (
    NO_MARKS,
    Mark,
    Reason,
    Unknown,
    Value,
    boolean,
    first_reason,
    null,
    number,
    object_of,
    string,
    tuple_of,
    unknown,
)


def evaluate(expression: Expression, scope: Scope) -> Value:
    """Evaluate the expression. Raise `EvaluationError` at the smallest invalid part of it."""
    return _EVALUATORS[type(expression)](expression, scope)


def _literal(expression: Literal, _scope: Scope) -> Value:
    amount = expression.value
    if amount is None:
        return null()
    if isinstance(amount, bool):
        return boolean(amount)
    if isinstance(amount, int) and amount.bit_length() < 64:
        return number(amount)
    from bridgelint.terraform.values.numbers import rounded  # few numbers are that long

    try:
        return number(rounded(amount))
    except NotEvaluated as error:
        return unknown(NUMBER, Reason(error.reason, expression.span))


def _unreadable(expression: UnreadableExpression, _scope: Scope) -> Value:
    """Return an unknown value for an expression whose parse error was already reported."""
    return unknown(DYNAMIC, Reason("it could not be parsed", expression.span, failed=True))


def _splat_item(expression: SplatItem, scope: Scope) -> Value:
    if scope.item is None:
        raise failure("this is only allowed inside a splat", expression.span)
    return scope.item


def _parentheses(expression: Parentheses, scope: Scope) -> Value:
    inner: Expression = expression
    while isinstance(inner, Parentheses):
        inner = inner.inner
    return evaluate(inner, scope)


def _tuple(expression: Tuple, scope: Scope) -> Value:
    scope.work.spend(len(expression.items) // 4)
    return tuple_of([evaluate(item, scope) for item in expression.items])


def _object(expression: Object, scope: Scope) -> Value:
    """Evaluate an object. The later of two equal keys wins; an unknown key hides all others."""
    attributes: dict[str, Value] = {}
    marks = NO_MARKS
    reason: Reason | None = None
    scope.work.spend(len(expression.items) // 4)
    for item in expression.items:
        if isinstance(item.key, GetAttribute | Index) and traversal(item.key) is not None:
            raise failure(
                "ambiguous key: it may be a reference or a name that contains a dot",
                item.key.span,
                "use parentheses for a reference, or quotes for a name",
            )
        key = evaluate(item.key, scope)
        value = evaluate(item.value, scope)
        if key.is_null:
            raise failure("an object key cannot be null", item.key.span)
        marks |= key.marks
        text = coerce(key, STRING, item.key.span, "unsuitable object key")
        if isinstance(text.content, Unknown):
            reason = reason or text.content.reason
        else:
            attributes[str(text.content)] = value
    if reason is not None:
        return unknown(DYNAMIC, reason)
    return object_of(attributes).marked(marks)


def _operation(expression: Unary | Binary | Conditional, scope: Scope) -> Value:
    from bridgelint.terraform.expressions.operators import evaluate_operation  # few modules use one

    return evaluate_operation(expression, scope)


def _iteration(expression: For | Splat, scope: Scope) -> Value:
    from bridgelint.terraform.expressions.iteration import evaluate_iteration  # as above

    return evaluate_iteration(expression, scope)


class _Joined(Record, frozen=False):
    """The parts so far: adjacent known texts are kept in one list until they are joined."""

    parts: list[str | Value] = field(default_factory=list[str | Value])
    marks: frozenset[Mark] = NO_MARKS

    def value(self) -> Value:
        unknown = next((part for part in self.parts if isinstance(part, Value)), None)
        if unknown is None:
            known = [part for part in self.parts if isinstance(part, str)]
            check_text(sum(map(len, known)))
            return string(normalized("".join(known))).marked(self.marks)
        leading = takewhile(lambda part: not isinstance(part, Value), self.parts)
        prefix = safe_prefix_of_template("".join(map(str, leading)))
        reason, parts = first_reason([unknown]), merged(self.parts)
        content = Unknown(reason, not_null=True, prefix=prefix, parts=parts)
        return Value(STRING, content, self.marks)


def _template(expression: Template, scope: Scope) -> Value:
    only = expression.parts[0] if len(expression.parts) == 1 else None
    if isinstance(only, TemplateText):
        return string(normalized(only.text))
    if isinstance(only, Interpolation):
        return scope.evaluate(only.expression, scope)
    return scope.work.made(_join(expression.parts, scope).value())


def _join(parts: tuple[TemplatePart, ...], scope: Scope) -> _Joined:
    joined = _Joined()
    for part in parts:
        _add(part, joined, scope)
    return joined


def _add(part: TemplatePart, joined: _Joined, scope: Scope) -> None:
    if isinstance(part, TemplateText):
        joined.parts.append(part.text)
    elif isinstance(part, Interpolation):
        _add_value(scope.evaluate(part.expression, scope), part.expression.span, joined)
    elif isinstance(part, IfDirective):
        _add_if(part, joined, scope)
    else:
        _add_for(part, joined, scope)


def _add_value(value: Value, span: Span, joined: _Joined) -> None:
    if value.is_null:
        raise failure(
            "a null value cannot be used in a template",
            span,
            'set a default, for example with `coalesce(…, "")`',
        )
    joined.marks |= value.marks
    if value.unknown is None or value.unknown.possible:
        value = coerce(value, STRING, span, "this value cannot be used in a template")
    joined.parts.append(value.content if isinstance(value.content, str) else value)


def _add_if(part: IfDirective, joined: _Joined, scope: Scope) -> None:
    # Like a conditional, it has the marks of both branches, and only an error of one is raised.
    condition = scope.evaluate(part.condition, scope)
    then, otherwise = _attempt(part.then, scope), _attempt(part.otherwise, scope)
    joined.marks |= condition.marks | then[0].marks | otherwise[0].marks
    truth = condition_of(condition, part.condition.span)
    if isinstance(truth.content, Unknown):
        joined.parts.append(_some_text(truth.content.reason))
        return
    chosen, error = then if truth.content is True else otherwise
    if error is not None:
        raise error
    joined.parts += chosen.parts


def _some_text(reason: Reason, *, not_null: bool = True) -> Value:
    return Value(STRING, Unknown(reason, not_null=not_null))


def _attempt(
    parts: tuple[TemplatePart, ...], scope: Scope
) -> tuple[_Joined, EvaluationError | None]:
    try:
        return _join(parts, scope), None
    except EvaluationError as error:
        return _Joined(), error


def _add_for(part: ForDirective, joined: _Joined, scope: Scope) -> None:
    from bridgelint.terraform.expressions.iteration import (  # few templates have a `for`
        iterate,
        names_in,
    )

    collection = scope.evaluate(part.collection, scope)
    joined.marks |= collection.marks
    pairs = iterate(collection, part.collection.span)
    if isinstance(pairs, Reason):
        joined.parts.append(_some_text(pairs, not_null=not isinstance(collection.type, Dynamic)))
        return
    scope.work.spend(len(collection.elements))
    for key, value in pairs:
        inner = scope.with_locals(names_in(part, key, value))
        for each in part.body:
            _add(each, joined, inner)


_EVALUATORS: Final[dict[type, Callable[[Any, Scope], Value]]] = {
    Literal: _literal,
    Template: _template,
    Name: lambda expression, scope: scope.resolve(expression, ())[0],
    GetAttribute: evaluate_access,
    Index: evaluate_access,
    SplatItem: _splat_item,
    Splat: _iteration,
    Call: evaluate_call,
    Unary: _operation,
    Binary: _operation,
    Conditional: _operation,
    Parentheses: _parentheses,
    Tuple: _tuple,
    Object: _object,
    For: _iteration,
    UnreadableExpression: _unreadable,
}


def _no_name(root: Name, _steps: Sequence[Step]) -> tuple[Value, int]:
    text = f"`{root.name}` cannot be referenced here: only a constant value is allowed"
    raise failure(text, root.span)


CONSTANT = Scope(_no_name, None, evaluate)
"""The scope of constant values: no names and no functions."""


def constant_flag(body: Body, name: str, *, default: bool = False) -> bool:
    """Return a bool that a declaration sets, or the default if it is absent or not constant."""
    expression = body.value(name)
    if expression is None:
        return default
    try:
        value = coerce(evaluate(expression, CONSTANT), BOOL, expression.span, "")
    except EvaluationError:
        return default
    return value.content is True


def declared_marks(body: Body) -> frozenset[Mark]:
    """Return the marks that a declaration sets with `sensitive` and `ephemeral`."""
    return frozenset(each for each in Mark if constant_flag(body, each.value))


def render(file: SourceFile, variables: dict[str, Value], context: FunctionContext) -> Value:
    """Evaluate the file as `templatefile` and `templatestring` do, with these variables. Raise
    `FunctionError`."""
    template, problems = parse_template(file)
    if template is None or problems:
        message = problems[0].message if problems else "it cannot be parsed"
        place = f"{file.path}:{problems[0].span.line}" if problems else file.path
        raise FunctionError(f"invalid template: {message} ({place})", 0)
    for each in references(template):
        if each.root not in variables:
            place = f"{file.path}:{each.span.line}"
            raise FunctionError(f"the template variable `{each.root}` is not set ({place})", 1)

    def look_up(root: Name, _steps: Sequence[Step]) -> tuple[Value, int]:
        if root.name not in variables:
            raise failure(f"the template variable `{root.name}` is not set", root.span)
        return variables[root.name], 0

    def provider_function(call: Call, _arguments: tuple[Value, ...]) -> Value:
        return unknown(DYNAMIC, Reason(f"{call.name} is a provider-defined function", call.span))

    scope = Scope(look_up, context, evaluate, provider_function, work=context.work or Work())
    try:
        value = evaluate(template, scope)
    except EvaluationError as error:
        problem = error.problem
        raise FunctionError(f"{problem.message} ({file.path}:{problem.span.line})") from error
    if value.is_null:
        raise FunctionError("the result of the template is null")
    return value
