"""Template files, as `templatefile` and `templatestring` evaluate them."""

from __future__ import annotations

from collections.abc import Sequence

from bridgelint.base.source import SourceFile
from bridgelint.hcl.tree import Call, Name
from bridgelint.terraform.expressions.evaluator import evaluate
from bridgelint.terraform.expressions.scope import Scope, Step, failure
from bridgelint.terraform.functions.declaration import FunctionContext
from bridgelint.terraform.values.errors import EvaluationError, FunctionError, Work
from bridgelint.terraform.values.types import DYNAMIC
from bridgelint.terraform.values.values import Reason, Value, unknown


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
