"""The module in which each of Terraform's built-in functions is declared."""

from __future__ import annotations

from importlib import import_module
from typing import Final, cast

from bridgelint.terraform.functions.contract import Function, FunctionContext, FunctionSource

CORE_NAMESPACE: Final = "core::"

SPECIAL_FORMS: Final = frozenset({"try", "can", "convert", "type"})
"""Names that are not in `FUNCTIONS` because their arguments are expressions instead of values: the
evaluator handles them itself. `type` only exists in `terraform console`."""

FUNCTIONS: Final[dict[str, tuple[str, str]]] = {
    "abs": ("numeric", "ABS"),
    "abspath": ("filesystem", "abspath"),
    "alltrue": ("collection", "ALLTRUE"),
    "anytrue": ("collection", "ANYTRUE"),
    "base64decode": ("encoding", "BASE64DECODE"),
    "base64encode": ("encoding", "BASE64ENCODE"),
    "base64gzip": ("encoding", "BASE64GZIP"),
    "base64sha256": ("hash", "BASE64SHA256"),
    "base64sha512": ("hash", "BASE64SHA512"),
    "basename": ("filesystem", "BASENAME"),
    "bcrypt": ("hash", "BCRYPT"),
    "ceil": ("numeric", "CEIL"),
    "chomp": ("string", "CHOMP"),
    "chunklist": ("sequence", "CHUNKLIST"),
    "cidrhost": ("network", "CIDRHOST"),
    "cidrnetmask": ("network", "CIDRNETMASK"),
    "cidrsubnet": ("network", "CIDRSUBNET"),
    "cidrsubnets": ("network", "CIDRSUBNETS"),
    "coalesce": ("collection", "COALESCE"),
    "coalescelist": ("collection", "COALESCELIST"),
    "compact": ("collection", "COMPACT"),
    "concat": ("sequence", "CONCAT"),
    "contains": ("collection", "contains"),
    "csvdecode": ("csvdecode", "CSVDECODE"),
    "dirname": ("filesystem", "DIRNAME"),
    "distinct": ("collection", "DISTINCT"),
    "element": ("sequence", "ELEMENT"),
    "endswith": ("string", "ENDSWITH"),
    "ephemeralasnull": ("conversion", "EPHEMERALASNULL"),
    "file": ("filesystem", "file"),
    "filebase64": ("filesystem", "filebase64"),
    "filebase64sha256": ("filesystem", "filebase64sha256"),
    "filebase64sha512": ("filesystem", "filebase64sha512"),
    "fileexists": ("filesystem", "fileexists"),
    "filemd5": ("filesystem", "filemd5"),
    "fileset": ("filesystem", "fileset"),
    "filesha1": ("filesystem", "filesha1"),
    "filesha256": ("filesystem", "filesha256"),
    "filesha512": ("filesystem", "filesha512"),
    "flatten": ("sequence", "FLATTEN"),
    "floor": ("numeric", "FLOOR"),
    "format": ("format", "FORMAT"),
    "formatdate": ("datetime", "FORMATDATE"),
    "formatlist": ("format", "FORMATLIST"),
    "indent": ("string", "INDENT"),
    "index": ("collection", "INDEX"),
    "issensitive": ("conversion", "ISSENSITIVE"),
    "join": ("string", "JOIN"),
    "jsondecode": ("jsondecode", "JSONDECODE"),
    "jsonencode": ("jsonencode", "JSONENCODE"),
    "keys": ("mapping", "KEYS"),
    "length": ("collection", "LENGTH"),
    "list": ("conversion", "LIST"),
    "log": ("numeric", "LOG"),
    "lookup": ("mapping", "LOOKUP"),
    "lower": ("string", "LOWER"),
    "map": ("conversion", "MAP"),
    "matchkeys": ("collection", "MATCHKEYS"),
    "max": ("numeric", "MAX"),
    "md5": ("hash", "MD5"),
    "merge": ("mapping", "merge"),
    "min": ("numeric", "MIN"),
    "nonsensitive": ("conversion", "NONSENSITIVE"),
    "one": ("sequence", "ONE"),
    "parseint": ("numeric", "PARSEINT"),
    "pathexpand": ("filesystem", "PATHEXPAND"),
    "plantimestamp": ("datetime", "plantimestamp"),
    "pow": ("numeric", "POW"),
    "range": ("sequence", "RANGE"),
    "regex": ("regex", "REGEX"),
    "regexall": ("regex", "REGEXALL"),
    "replace": ("regex", "REPLACE"),
    "reverse": ("sequence", "REVERSE"),
    "rsadecrypt": ("hash", "RSADECRYPT"),
    "sensitive": ("conversion", "SENSITIVE"),
    "setintersection": ("sets", "SETINTERSECTION"),
    "setproduct": ("sets", "SETPRODUCT"),
    "setsubtract": ("sets", "SETSUBTRACT"),
    "setunion": ("sets", "SETUNION"),
    "sha1": ("hash", "SHA1"),
    "sha256": ("hash", "SHA256"),
    "sha512": ("hash", "SHA512"),
    "signum": ("numeric", "SIGNUM"),
    "slice": ("sequence", "SLICE"),
    "sort": ("sequence", "SORT"),
    "split": ("string", "SPLIT"),
    "startswith": ("string", "STARTSWITH"),
    "strcontains": ("string", "STRCONTAINS"),
    "strrev": ("string", "STRREV"),
    "substr": ("string", "SUBSTR"),
    "sum": ("numeric", "SUM"),
    "templatefile": ("templatefile", "templatefile"),
    "templatestring": ("templatefile", "templatestring"),
    "textdecodebase64": ("encoding", "TEXTDECODEBASE64"),
    "textencodebase64": ("encoding", "TEXTENCODEBASE64"),
    "timeadd": ("datetime", "TIMEADD"),
    "timecmp": ("datetime", "TIMECMP"),
    "timestamp": ("datetime", "timestamp"),
    "title": ("string", "TITLE"),
    "tobool": ("conversion", "TOBOOL"),
    "tolist": ("conversion", "TOLIST"),
    "tomap": ("conversion", "TOMAP"),
    "tonumber": ("conversion", "TONUMBER"),
    "toset": ("conversion", "TOSET"),
    "tostring": ("conversion", "TOSTRING"),
    "transpose": ("mapping", "TRANSPOSE"),
    "trim": ("string", "TRIM"),
    "trimprefix": ("string", "TRIMPREFIX"),
    "trimspace": ("string", "TRIMSPACE"),
    "trimsuffix": ("string", "TRIMSUFFIX"),
    "upper": ("string", "UPPER"),
    "urlencode": ("encoding", "URLENCODE"),
    "uuid": ("uuid", "uuid"),
    "uuidv5": ("uuid", "UUIDV5"),
    "values": ("mapping", "VALUES"),
    "yamldecode": ("yamldecode", "YAMLDECODE"),
    "yamlencode": ("yamlencode", "YAMLENCODE"),
    "zipmap": ("mapping", "ZIPMAP"),
}
"""Each function's module in this package and its name there. A constant is a `Function`; a
lowercase name is a factory for a `FunctionContext`. The module is imported on the first call of one
of its functions."""


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
    family, attribute = FUNCTIONS[plain_name(name)]
    module = import_module(f"bridgelint.terraform.functions.{family}")
    source = cast("FunctionSource", getattr(module, attribute))
    return source if isinstance(source, Function) else source(context)
