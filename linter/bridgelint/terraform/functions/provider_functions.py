"""The functions of hashicorp/aws and of terraform.io/builtin/terraform.

The source for those of hashicorp/aws is internal/function in the provider's repository.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from itertools import groupby
from typing import Final

from bridgelint.base.source import SourceFile
from bridgelint.hcl.identifiers import is_identifier
from bridgelint.hcl.parse import parse_body
from bridgelint.terraform.expressions.evaluator import CONSTANT
from bridgelint.terraform.functions.declaration import (
    Function,
    Parameter,
    check_size,
    plain_text,
    takes,
)
from bridgelint.terraform.functions.jsonencode import json_prefix
from bridgelint.terraform.values.equality import escaped
from bridgelint.terraform.values.errors import EvaluationError, FunctionError
from bridgelint.terraform.values.types import DYNAMIC, STRING, MapType, ObjectType, Type
from bridgelint.terraform.values.values import (
    Unknown,
    Value,
    first_reason,
    is_wholly_known,
    object_of,
    size,
    string,
)

_ARN_PARTS: Final[dict[str, Type]] = dict.fromkeys(
    ("partition", "service", "region", "account_id", "resource"), STRING
)


def _parse(text: str) -> list[str]:
    parts = text.split(":", 5)
    if parts[0] != "arn":
        raise FunctionError("an ARN must start with `arn:`", 0)
    if len(parts) != 6:
        raise FunctionError("an ARN must have six parts separated by colons", 0)
    return parts[1:]


def _arn_parse(arn: str) -> Value:
    return object_of(dict(zip(_ARN_PARTS, map(string, _parse(arn)), strict=True)))


def _arn_build(*parts: str) -> str:
    return ":".join(["arn", *parts])


def _trim_iam_role_path(arn: str) -> str:
    *parts, resource = _parse(arn)
    if parts[1] != "iam":
        raise FunctionError("the service of the ARN must be `iam`", 0)
    if parts[2]:
        raise FunctionError("the ARN of a role cannot have a region", 0)
    if not resource.startswith("role/"):
        raise FunctionError("the resource of the ARN must start with `role/`", 0)
    return _arn_build(*parts, f"role/{resource.rsplit('/', 1)[1]}")


_ESCAPES: Final = {"\n": "n", "\r": "r", "\t": "t", '"': '"', "\\": "\\"}
_OPENED: Final = {"[": 1, "{": 1, "]": -1, "}": -1}


def _pieces(value: Value) -> Iterator[str]:
    """Yield the source text of a value in pieces; brackets, `=` and line breaks are alone."""
    content = value.content
    if isinstance(content, tuple):
        yield "["
        for index, each in enumerate(content):
            if index:
                yield ", "
            yield from _pieces(each)
        yield "]"
    elif isinstance(content, dict):
        yield "{"
        if content:
            yield "\n"
        yield from _items(content)
        yield "}"
    else:
        yield _quoted(content) if isinstance(content, str) else plain_text(content)


def _items(content: dict[str, Value]) -> Iterator[str]:
    for name in sorted(content):
        yield name if is_identifier(name) else _quoted(name)
        yield "="
        yield from _pieces(content[name])
        yield "\n"


def _laid_out(pieces: Iterator[str]) -> str:
    """Return the text in the layout of `terraform fmt`: the `=` of adjacent arguments that end on
    their line are aligned."""
    lines: list[list[str]] = [[]]
    for piece in pieces:
        if piece == "\n":
            lines.append([])
        else:
            lines[-1].append(piece)
    indents: list[int] = []
    written: list[str] = []
    for is_whole, group in groupby(lines, lambda line: "=" in line and not _opened(line)):
        run = list(group)
        width = max(len(line[0]) for line in run) if is_whole else 0
        for line in run:
            indent = "  " * _depth(indents, _opened(line))
            if "=" in line:
                line[:2] = [f"{line[0]:<{width}} = "]
            written.append(indent + "".join(line) if line else "")
    return "\n".join(written)


def _opened(line: list[str]) -> int:
    """Return the number of brackets opened on the line minus those closed on it."""
    return sum(_OPENED.get(piece, 0) for piece in line)


def _depth(indents: list[int], opened: int) -> int:
    """Return the depth of a line; `indents` contains the brackets that enclosing lines opened."""
    if opened > 0:
        indents.append(opened)
        return len(indents) - 1
    closed = -opened
    while closed > 0 and indents:
        if closed < indents[-1]:
            indents[-1] -= closed
            break
        closed -= indents.pop()
    return len(indents)


def _quoted(text: str) -> str:
    written = "".join(escaped(each, _ESCAPES) for each in text)
    return f'"{written.replace("${", "$${").replace("%{", "%%{")}"'


def _encode_expr(value: Value) -> Value | str:
    if not is_wholly_known(value):
        return Value(STRING, Unknown(first_reason([value]), prefix=json_prefix(value)))
    check_size(elements=size(value))
    return _laid_out(_pieces(value))


def _encode_tfvars(value: Value) -> str:
    content = value.content
    if not isinstance(value.type, MapType | ObjectType) or not isinstance(content, dict):
        raise FunctionError("an object with the variable values is required", 0)
    for name in content:
        if not is_identifier(name):
            raise FunctionError(f"`{name}` is not a valid variable name", 0)
    check_size(elements=size(value))
    return _laid_out(_items(content))


def _decode_tfvars(text: str) -> Value:
    body, problems = parse_body(SourceFile("the argument of decode_tfvars", text.encode()))
    if problems:
        raise FunctionError(f"it cannot be parsed: {problems[0].message}", 0)
    if body.blocks:
        raise FunctionError("a variable definitions file cannot contain blocks", 0)
    values: dict[str, Value] = {}
    for attribute in body.attributes:
        try:
            values[attribute.name] = CONSTANT.evaluate(attribute.value, CONSTANT)
        except EvaluationError as error:
            raise FunctionError(error.problem.message, 0) from error
    return object_of(values)


_ANY: Final = takes(value=Parameter(DYNAMIC, allow_unknown=True))
_WHOLLY_KNOWN: Final = takes(value=Parameter(DYNAMIC, wholly_known=True))

PROVIDER_FUNCTIONS: Final[Mapping[str, Mapping[str, Function]]] = {
    "hashicorp/aws": {
        "arn_build": Function(takes(**_ARN_PARTS), STRING, _arn_build),
        "arn_parse": Function(takes(arn=STRING), ObjectType.of(_ARN_PARTS), _arn_parse),
        "trim_iam_role_path": Function(takes(arn=STRING), STRING, _trim_iam_role_path),
    },
    "terraform.io/builtin/terraform": {
        "encode_expr": Function(_ANY, STRING, _encode_expr),
        "encode_tfvars": Function(_WHOLLY_KNOWN, STRING, _encode_tfvars),
        "decode_tfvars": Function(takes(src=STRING), DYNAMIC, _decode_tfvars),
    },
}
"""Maps the address of a provider to its functions, by the last part of their name."""
