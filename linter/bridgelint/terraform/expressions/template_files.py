"""Template files, as `templatefile` and `templatestring` evaluate them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from bridgelint.base.records import dataclass
from bridgelint.base.source import SourceFile
from bridgelint.hcl.tree import Call, Name
from bridgelint.terraform.expressions.evaluator import evaluate
from bridgelint.terraform.expressions.scope import Scope, Step, failure
from bridgelint.terraform.functions.declaration import FunctionContext
from bridgelint.terraform.values.errors import EvaluationError, FunctionError, Work
from bridgelint.terraform.values.types import DYNAMIC
from bridgelint.terraform.values.values import Reason, Value, unknown


@dataclass(frozen=True, slots=True)
class _Variables:
    """The variables of a template: the only names that it can use."""

    values: Mapping[str, Value]

    def resolve(self, root: Name, steps: Sequence[Step]) -> tuple[Value, int]:
        value = self.values.get(root.name)
        if value is None:
            raise failure(f"the template variable `{root.name}` is not set", root.span)
        return value, 0

    def provider_function(self, call: Call, arguments: tuple[Value, ...]) -> Value:
        return unknown(DYNAMIC, Reason(f"{call.name} is a provider-defined function", call.span))


def _scope(variables: dict[str, Value], context: FunctionContext) -> Scope:
    names = _Variables(variables)
    return Scope(names, context, evaluate, work=context.work or Work())


def render(file: SourceFile, variables: dict[str, Value], context: FunctionContext) -> Value:
    """Evaluate the file as a template with these variables. Raise `FunctionError`."""
    from bridgelint.hcl.parse import parse_template  # few runs need a template
    from bridgelint.hcl.references import references  # as above

    template, problems = parse_template(file)
    if template is None or problems:
        message = problems[0].message if problems else "it cannot be parsed"
        place = f"{file.path}:{problems[0].span.line}" if problems else file.path
        raise FunctionError(f"invalid template: {message} ({place})", 0)
    for each in references(template):
        if each.root not in variables:
            place = f"{file.path}:{each.span.line}"
            raise FunctionError(f"the template variable `{each.root}` is not set ({place})", 1)
    try:
        value = evaluate(template, _scope(variables, context))
    except EvaluationError as error:
        problem = error.problem
        raise FunctionError(f"{problem.message} ({file.path}:{problem.span.line})") from error
    if value.is_null:
        raise FunctionError("the result of the template is null")
    return value
