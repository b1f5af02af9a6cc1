"""The module in which each of Terraform's built-in functions is declared."""

from __future__ import annotations

from importlib import import_module
from typing import Final, cast

from bridgelint.terraform.functions.contract import Factory, Function, FunctionContext

CORE_NAMESPACE: Final = "core::"

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
    "csvdecode": "csvdecode",
    "datetime": "formatdate plantimestamp timeadd timecmp timestamp",
    "encoding": "base64decode base64encode base64gzip textdecodebase64 textencodebase64 urlencode",
    "filesystem": (
        "abspath basename dirname file filebase64 filebase64sha256 filebase64sha512 "
        "fileexists filemd5 fileset filesha1 filesha256 filesha512 pathexpand"
    ),
    "format": "format formatlist",
    "hash": "base64sha256 base64sha512 bcrypt md5 rsadecrypt sha1 sha256 sha512",
    "jsondecode": "jsondecode",
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
    "templatefile": "templatefile templatestring",
    "uuid": "uuid uuidv5",
    "yamldecode": "yamldecode",
    "yamlencode": "yamlencode",
}
"""The modules of this package with the functions that each one declares."""

FUNCTIONS: Final = {name: family for family, names in _FAMILIES.items() for name in names.split()}
"""Each function's module, which is imported on the first call of one of its functions. There, the
name in uppercase is a `Function`, or the name itself is a factory for a `FunctionContext`."""


COST: Final[dict[str, int]] = {
    "contains": 3,
    "distinct": 3,
    "index": 3,
    "matchkeys": 3,
    "regex": 100,
    "regexall": 100,
    "replace": 20,
    "strrev": 10,
    "substr": 10,
    "yamldecode": 300,
    "yamlencode": 20,
}
"""How many times longer some functions take than a common one for the same arguments."""


def plain_name(name: str) -> str:
    """Return the name without `core::`."""
    return name.removeprefix(CORE_NAMESPACE)


def exists(name: str, context: FunctionContext) -> bool:
    """Return whether Terraform has this function (except `provider::…` and console's `type`)."""
    plain = plain_name(name)
    known = plain in FUNCTIONS or plain in SPECIAL_FORMS - {"type"}
    return known and plain not in context.missing


def find(name: str, context: FunctionContext) -> Function:
    """Return the declaration of a name in `FUNCTIONS`, with or without `core::`."""
    plain = plain_name(name)
    module = import_module(f"bridgelint.terraform.functions.{FUNCTIONS[plain]}")
    declared: Function | None = getattr(module, plain.upper(), None)
    return declared or cast("Factory", getattr(module, plain))(context)
