"""`templatefile` and `templatestring`."""

from __future__ import annotations

import os
import posixpath
from collections.abc import Callable
from typing import Final

from bridgelint.base.records import replace
from bridgelint.base.source import SourceFile
from bridgelint.hcl.identifiers import is_identifier
from bridgelint.terraform.functions.contract import Arguments, Function, FunctionContext, Parameter
from bridgelint.terraform.functions.function_arguments import entries_of, text_of
from bridgelint.terraform.functions.working_tree import locate, read_text
from bridgelint.terraform.values.convert import ConversionError, convert
from bridgelint.terraform.values.errors import FunctionError
from bridgelint.terraform.values.types import DYNAMIC, STRING, MapType, ObjectType, Type
from bridgelint.terraform.values.unicode_text import normalized
from bridgelint.terraform.values.values import Value

_VARS: Final = Parameter("vars", DYNAMIC)


def _checked(context: FunctionContext, type_: Type) -> Callable[[Arguments], Type]:
    """Return the type of the result; a template cannot render another template."""

    def result(_arguments: Arguments) -> Type:
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


def templatefile(context: FunctionContext) -> Function:
    """`templatefile`: its result can have any type if the template is one interpolation."""

    def compute(arguments: Arguments, _result: Type) -> Value:
        path = text_of(arguments[0])
        text = normalized(read_text(path, context))
        shown = os.path.relpath(locate(path, context), os.path.realpath(context.root))
        file = SourceFile(shown.replace(os.sep, posixpath.sep), text.encode())
        inner = replace(context, inside="templatefile")
        return context.render(file, _variables(arguments[1]), inner)

    parameters = (Parameter("path", STRING), _VARS)
    return Function(parameters, _checked(context, DYNAMIC), compute)


def templatestring(context: FunctionContext) -> Function:
    """`templatestring`: the evaluator has already checked the form of its template."""

    def compute(arguments: Arguments, _result: Type) -> Value:
        template = arguments[0]
        if template.type != STRING:
            raise FunctionError("the template must be a string", 0)
        file = SourceFile("the template", text_of(template).encode())
        inner = replace(context, inside="templatestring")
        rendered = context.render(file, _variables(arguments[1]), inner)
        try:
            return convert(rendered, STRING)
        except ConversionError as error:
            raise FunctionError(f"the result of the template: {error.message}") from None

    parameters = (Parameter("template", DYNAMIC, allow_dynamic=True), _VARS)
    return Function(parameters, _checked(context, STRING), compute)
