"""The functions of hashicorp/aws, which depend only on their arguments.

Source: internal/function in the provider's repository.
"""

from __future__ import annotations

from typing import Final

from bridgelint.terraform.functions.contract import Function, takes
from bridgelint.terraform.functions.function_arguments import of_texts
from bridgelint.terraform.values.errors import FunctionError
from bridgelint.terraform.values.types import STRING, ObjectType
from bridgelint.terraform.values.values import Value, object_of, string

_ARN_PARTS: Final = ("partition", "service", "region", "account_id", "resource")


def _parse(text: str) -> list[str]:
    parts = text.split(":", 5)
    if parts[0] != "arn":
        raise FunctionError("an ARN must start with `arn:`", 0)
    if len(parts) != 6:
        raise FunctionError("an ARN must have six parts separated by colons", 0)
    return parts[1:]


def _arn_parse(arn: str) -> Value:
    parts = _parse(arn)
    return object_of({name: string(part) for name, part in zip(_ARN_PARTS, parts, strict=True)})


def _arn_build(*parts: str) -> Value:
    return string(":".join(["arn", *parts]))


def _trim_iam_role_path(arn: str) -> Value:
    parts = _parse(arn)
    service, region, resource = parts[1], parts[2], parts[4]
    if service != "iam":
        raise FunctionError("the service of the ARN must be `iam`", 0)
    if region:
        raise FunctionError("the ARN of a role cannot have a region", 0)
    if not resource.startswith("role/"):
        raise FunctionError("the resource of the ARN must start with `role/`", 0)
    name = resource.rsplit("/", 1)[1]
    return string(":".join(["arn", *parts[:4], f"role/{name}"]))


_ARN_TYPE: Final = ObjectType.of(dict.fromkeys(_ARN_PARTS, STRING))

AWS_FUNCTIONS: Final = {
    "arn_build": Function(takes(**dict.fromkeys(_ARN_PARTS, STRING)), STRING, of_texts(_arn_build)),
    "arn_parse": Function(takes(arn=STRING), _ARN_TYPE, of_texts(_arn_parse)),
    "trim_iam_role_path": Function(takes(arn=STRING), STRING, of_texts(_trim_iam_role_path)),
}
"""Maps the name after `provider::aws::` to its function."""
