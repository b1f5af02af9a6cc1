"""Templates: quoted strings, heredocs, the strings of JSON syntax, and template files."""

from __future__ import annotations

from itertools import takewhile

from bridgelint.base.records import dataclass, field
from bridgelint.base.source import Span
from bridgelint.hcl.tree import (
    ForDirective,
    IfDirective,
    Interpolation,
    Template,
    TemplatePart,
    TemplateText,
)
from bridgelint.terraform.expressions.scope import Scope, coerce, condition_of, failure
from bridgelint.terraform.values.errors import EvaluationError, check_text
from bridgelint.terraform.values.types import STRING, Dynamic
from bridgelint.terraform.values.unicode_text import normalized
from bridgelint.terraform.values.values import (
    NO_MARKS,
    Mark,
    Reason,
    Unknown,
    Value,
    first_reason,
    string,
)


@dataclass(slots=True)
class _Joined:
    """The parts so far: adjacent known texts are kept in one list until they are joined."""

    parts: list[str | Value] = field(default_factory=list[str | Value])
    marks: frozenset[Mark] = NO_MARKS

    def value(self) -> Value:
        unknown = next((part for part in self.parts if isinstance(part, Value)), None)
        if unknown is None:
            known = [part for part in self.parts if isinstance(part, str)]
            check_text(sum(map(len, known)))
            return string(normalized("".join(known))).marked(self.marks)
        from bridgelint.terraform.values.partial_strings import (
            merged,  # most templates are known
            safe_prefix_of_template,
        )

        leading = takewhile(lambda part: not isinstance(part, Value), self.parts)
        prefix = safe_prefix_of_template("".join(map(str, leading)))
        reason, parts = first_reason([unknown]), merged(self.parts)
        content = Unknown(reason, not_null=True, prefix=prefix, parts=parts)
        return Value(STRING, content, self.marks)


def evaluate_template(expression: Template, scope: Scope) -> Value:
    parts = expression.parts
    if not parts:
        return string("")
    first = parts[0]
    if len(parts) == 1:
        if isinstance(first, TemplateText):
            return string(normalized(first.text))
        if isinstance(first, Interpolation):
            return scope.evaluate(first.expression, scope)
    return scope.work.made(_join(parts, scope).value())


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
