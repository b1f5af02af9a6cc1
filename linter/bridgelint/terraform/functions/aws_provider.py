"""The functions of hashicorp/aws, which depend only on their arguments.

Source: internal/function in the provider's repository.
"""

from __future__ import annotations

from typing import Final

from bridgelint.terraform.functions.contract import Function, takes
from bridgelint.terraform.values.errors import FunctionError
from bridgelint.terraform.values.types import STRING, ObjectType, Type
from bridgelint.terraform.values.values import Value, object_of, string

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


AWS_FUNCTIONS: Final = {
    "arn_build": Function(takes(**_ARN_PARTS), STRING, _arn_build),
    "arn_parse": Function(takes(arn=STRING), ObjectType.of(_ARN_PARTS), _arn_parse),
    "trim_iam_role_path": Function(takes(arn=STRING), STRING, _trim_iam_role_path),
}
"""Maps the name after `provider::aws::` to its function."""
