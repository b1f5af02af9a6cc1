"""`templatefile` and `templatestring`."""

from __future__ import annotations

import os
import posixpath
from collections.abc import Callable

from bridgelint.base.records import replace
from bridgelint.base.source import SourceFile
from bridgelint.hcl.identifiers import is_identifier
from bridgelint.terraform.functions.contract import (
    FunctionContext,
    Parameter,
    entries_of,
    function,
    text_of,
)
from bridgelint.terraform.functions.working_tree import locate, read_text
from bridgelint.terraform.values.convert import ConversionError, convert
from bridgelint.terraform.values.errors import FunctionError
from bridgelint.terraform.values.types import DYNAMIC, STRING, MapType, ObjectType, Type
from bridgelint.terraform.values.unicode_text import normalized
from bridgelint.terraform.values.values import Value


def _renders(type_: Type) -> Callable[..., Type]:
    """Return the `result` of a function that a template cannot call."""

    def result(context: FunctionContext, *_: Value) -> Type:
        if context.inside:
            raise FunctionError(f"a template of `{context.inside}` cannot render another template")
        return type_

    return result


def _variables(value: Value) -> dict[str, Value]:
    if not isinstance(value.type, MapType | ObjectType):
        raise FunctionError("the variables of a template must be a map or an object", 1)
    variables = entries_of(value)
    for name in variables:
        if not is_identifier(name):
            raise FunctionError(f"`{name}` is not a valid template variable name", 1)
    return variables


@function("templatefile", _renders(DYNAMIC), path=STRING, vars=DYNAMIC, needs_context=True)
def _templatefile(context: FunctionContext, _: Type, path: str, variables: Value) -> Value:
    """The result can have any type if the template is one interpolation."""
    text = normalized(read_text(path, context))
    shown = os.path.relpath(locate(path, context), os.path.realpath(context.root))
    file = SourceFile(shown.replace(os.sep, posixpath.sep), text.encode())
    inner = replace(context, inside="templatefile")
    return context.render(file, _variables(variables), inner)


@function(
    "templatestring",
    _renders(STRING),
    template=Parameter(DYNAMIC, allow_dynamic=True),
    vars=DYNAMIC,
    needs_context=True,
)
def _templatestring(context: FunctionContext, _: Type, template: Value, variables: Value) -> Value:
    """The evaluator has already checked the form of the template."""
    if template.type != STRING:
        raise FunctionError("the template must be a string", 0)
    file = SourceFile("the template", text_of(template).encode())
    inner = replace(context, inside="templatestring")
    rendered = context.render(file, _variables(variables), inner)
    try:
        return convert(rendered, STRING)
    except ConversionError as error:
        raise FunctionError(f"the result of the template: {error.message}") from None
