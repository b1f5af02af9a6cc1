"""Function calls: the names, and the rules for argument counts, types, null, unknown and marks."""

from __future__ import annotations

from importlib import import_module
from typing import Final

from bridgelint.base.records import replace
from bridgelint.terraform.functions.declaration import (
    Function,
    FunctionContext,
    FunctionTable,
    Parameter,
    converted,
)
from bridgelint.terraform.values.convert import ConversionError
from bridgelint.terraform.values.errors import TOO_DEEP, FunctionError, NotEvaluated, check_values
from bridgelint.terraform.values.refinements import not_null
from bridgelint.terraform.values.types import (
    DYNAMIC,
    Dynamic,
    ObjectType,
    TupleType,
    Type,
    conforms,
    friendly,
    replacing_any,
)
from bridgelint.terraform.values.unicode_text import normalized
from bridgelint.terraform.values.values import (
    NO_MARKS,
    Reason,
    Value,
    all_marks,
    boolean,
    first_reason,
    is_wholly_known,
    number,
    string,
    unknown,
    unmark_deep,
    unstated_in,
)

SPECIAL_FORMS: Final = frozenset({"try", "can", "convert", "type"})
"""Names that are not in `FUNCTIONS` because their arguments are expressions instead of values: the
evaluator handles them itself. `type` only exists in `terraform console`."""

_FAMILIES: Final = {
    "collection": (
        "alltrue anytrue coalesce coalescelist compact contains distinct index length matchkeys"
    ),
    "conversion": (
        "ephemeralasnull issensitive list map nonsensitive sensitive tobool tolist tomap "
        "tonumber toset tostring"
    ),
    "datetime": "formatdate plantimestamp timeadd timecmp timestamp",
    "decoding": "csvdecode jsondecode",
    "encoding": "base64decode base64encode base64gzip textdecodebase64 textencodebase64 urlencode",
    "filesystem": (
        "abspath basename dirname file filebase64 filebase64sha256 filebase64sha512 "
        "fileexists filemd5 fileset filesha1 filesha256 filesha512 pathexpand templatefile "
        "templatestring"
    ),
    "format": "format formatlist",
    "hash": "base64sha256 base64sha512 bcrypt md5 rsadecrypt sha1 sha256 sha512 uuid uuidv5",
    "jsonencode": "jsonencode",
    "mapping": "keys lookup merge transpose values zipmap",
    "network": "cidrhost cidrnetmask cidrsubnet cidrsubnets",
    "numeric": "abs ceil floor log max min parseint pow signum sum",
    "regex": "regex regexall replace",
    "sequence": "chunklist concat element flatten one range reverse slice sort",
    "sets": "setintersection setproduct setsubtract setunion",
    "string": (
        "chomp endswith indent join lower split startswith strcontains strrev substr title "
        "trim trimprefix trimspace trimsuffix upper"
    ),
    "yamldecode": "yamldecode",
    "yamlencode": "yamlencode",
}
"""The modules of this package with the functions that each one declares."""

FUNCTIONS: Final = {name: family for family, names in _FAMILIES.items() for name in names.split()}
"""Each function's module, which is imported on the first call of one of its functions."""


def exists(name: str, context: FunctionContext) -> bool:
    """Return whether Terraform has this function (except `provider::…` and console's `type`)."""
    known = name in FUNCTIONS or name in SPECIAL_FORMS - {"type"}
    return known and name not in context.missing


def find(name: str) -> Function:
    """Return the declaration of a name in `FUNCTIONS`."""
    family = import_module(f"bridgelint.terraform.functions.{FUNCTIONS[name]}")
    declared: FunctionTable = family.DECLARED
    return declared[name]


def call(name: str, arguments: tuple[Value, ...], context: FunctionContext) -> Value:
    """Return the result of a function in `FUNCTIONS`.

    Raise `FunctionError` if Terraform rejects the call. A result that is unknown because of the
    call itself (too large, known only after apply) has a reason without a span.
    """
    return apply(find(name), arguments, context)


def apply(
    function: Function, arguments: tuple[Value, ...], context: FunctionContext | None = None
) -> Value:
    """Apply a function declaration to arguments, like `call`."""
    parameters = _parameters(function, len(arguments))
    try:
        check_values(*arguments)
        return _apply(function, parameters, arguments, context)
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
        missing = list(function.parameters)[count]
        raise FunctionError(f"{least}{named} {plural} required; `{missing}` is missing")
    if count > named and function.variadic is None:
        raise FunctionError(f"only {named} {plural} allowed, not {count}", named)
    extra = [function.variadic] * (count - named) if function.variadic else []
    return [*function.parameters.values(), *extra]


def _apply(
    function: Function,
    parameters: list[Parameter],
    arguments: tuple[Value, ...],
    context: FunctionContext | None,
) -> Value:
    plain: list[Value] = []
    marks = NO_MARKS
    for index, (argument, parameter) in enumerate(zip(arguments, parameters, strict=True)):
        value = converted(argument, parameter.type, index)
        if not parameter.allow_marked:
            value, its_marks = unmark_deep(value)
            marks |= its_marks
        plain.append(value)
    undecided = _first_undecided(plain, parameters)
    if undecided is not None:
        return unknown(undecided.type, first_reason([undecided])).marked(marks)
    leading: list[object] = [context] if function.needs_context else []
    type_ = function.result
    if callable(type_):
        type_ = type_(*leading, *plain)
        leading.append(type_)
    pairs = list(zip(plain, parameters, strict=True))
    hidden = [
        each
        for each, parameter in pairs
        if not (each.is_known or parameter.allow_unknown)
        or (parameter.wholly_known and not is_wholly_known(each))
    ]
    # Terraform loses marks if a function that handles them itself is not called.
    marks = marks.union(*(value.marks for value in hidden))
    if hidden:
        result = unknown(type_, first_reason(hidden))
    else:
        given = [each.content if parameter.is_plain else each for each, parameter in pairs]
        result = _computed(function, [*leading, *given], type_)
    if not result.is_known:
        cause = next(filter(None, (unstated_in(each.type) for each in plain)), None)
        if cause is not None:
            result = replace(result, type=replacing_any(result.type, cause))
    if function.never_null and not isinstance(result.type, Dynamic):
        result = not_null(result)
    return result.marked(marks)


def _first_undecided(values: list[Value], parameters: list[Parameter]) -> Value | None:
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


def _computed(function: Function, given: list[object], type_: Type) -> Value:
    try:
        found = function.compute(*given)
    except NotEvaluated as error:
        # The type of a structure would be as large as the result itself.
        structural = isinstance(type_, ObjectType | TupleType)
        return unknown(DYNAMIC if structural else type_, Reason(error.reason))
    if isinstance(found, Value):
        return found
    if isinstance(found, str):
        return string(normalized(found))
    return boolean(found) if isinstance(found, bool) else number(found)
