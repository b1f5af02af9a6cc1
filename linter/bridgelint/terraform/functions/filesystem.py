"""Functions of files and paths. Paths are POSIX paths on every platform."""

from __future__ import annotations

import posixpath
import stat
from collections.abc import Callable
from typing import Final

from bridgelint.terraform.functions.contract import (
    Arguments,
    Function,
    FunctionContext,
    Parameter,
)
from bridgelint.terraform.functions.encoding import encode_base64
from bridgelint.terraform.functions.function_arguments import text_of
from bridgelint.terraform.functions.glob import glob
from bridgelint.terraform.functions.hash import digest
from bridgelint.terraform.functions.working_tree import clean, expand_home, read, read_text, status
from bridgelint.terraform.values.errors import FunctionError, NotEvaluated
from bridgelint.terraform.values.types import BOOL, STRING, SetType, Type
from bridgelint.terraform.values.unicode_text import normalized
from bridgelint.terraform.values.values import FALSE, TRUE, Value, set_of, string

_PATH: Final = Parameter("path", STRING)


def _reader(
    compute: Callable[[FunctionContext, Arguments], Value],
    *,
    parameters: tuple[Parameter, ...] = (_PATH,),
    type_: Type = STRING,
) -> Callable[[FunctionContext], Function]:
    """Return a file system function, which a `templatestring` template cannot call."""

    def of_context(context: FunctionContext) -> Function:
        def result(_arguments: Arguments) -> Type:
            if context.inside == "templatestring":
                raise FunctionError("a template of `templatestring` cannot read files")
            return type_

        return Function(parameters, result, lambda arguments, _: compute(context, arguments))

    return of_context


def _file(context: FunctionContext, arguments: Arguments) -> Value:
    return string(normalized(read_text(text_of(arguments[0]), context)))


def _filebase64(context: FunctionContext, arguments: Arguments) -> Value:
    return string(encode_base64(read(text_of(arguments[0]), context)))


def _hashed(name: str) -> Callable[[FunctionContext], Function]:
    return _reader(
        lambda context, arguments: string(digest(name, read(text_of(arguments[0]), context))),
    )


def _fileexists(context: FunctionContext, arguments: Arguments) -> Value:
    path = text_of(arguments[0])
    found = status(expand_home(path), context)
    if found is None:
        return FALSE
    if not stat.S_ISREG(found.st_mode):
        raise FunctionError(f"`{path}` is not a regular file", 0)
    return TRUE


def _fileset(context: FunctionContext, arguments: Arguments) -> Value:
    directory, pattern = clean(text_of(arguments[0])), text_of(arguments[1])
    names: set[str] = set()
    for path in glob(posixpath.join(directory, pattern.lstrip("/")), context):
        found = status(path, context)
        if found is None:
            raise FunctionError(f"`{path}` is a broken symbolic link")
        if stat.S_ISREG(found.st_mode):
            names.add(normalized(_relative(path, directory)))
    if any("\udc80" <= each <= "\udcff" for name in names for each in name):
        raise NotEvaluated("a file name is not valid UTF-8")
    return set_of(STRING, map(string, sorted(names)))


def _relative(path: str, directory: str) -> str:
    steps, base = path.split("/"), [] if directory == "." else directory.split("/")
    shared = 0
    while shared < min(len(steps), len(base)) and steps[shared] == base[shared]:
        shared += 1
    if ".." in base[shared:]:
        raise FunctionError(f"`{path}` cannot be written relative to `{directory}`")
    return "/".join([*[".."] * (len(base) - shared), *steps[shared:]]) or "."


file: Final = _reader(_file)
filebase64: Final = _reader(_filebase64)
filebase64sha256: Final = _hashed("base64sha256")
filebase64sha512: Final = _hashed("base64sha512")
fileexists: Final = _reader(_fileexists, type_=BOOL)
filemd5: Final = _hashed("md5")
fileset: Final = _reader(
    _fileset, parameters=(_PATH, Parameter("pattern", STRING)), type_=SetType(STRING)
)
filesha1: Final = _hashed("sha1")
filesha256: Final = _hashed("sha256")
filesha512: Final = _hashed("sha512")


def _of_path(compute: Callable[[str], str]) -> Function:
    return Function((_PATH,), STRING, lambda arguments, _: string(compute(text_of(arguments[0]))))


def _basename(path: str) -> str:
    if not path.strip("/"):
        return "/" if path else "."
    return path.rstrip("/").rpartition("/")[2]


def _dirname(path: str) -> str:
    return clean(path[: path.rfind("/") + 1])


BASENAME: Final = _of_path(_basename)
DIRNAME: Final = _of_path(_dirname)
PATHEXPAND: Final = _of_path(expand_home)


def abspath(context: FunctionContext) -> Function:
    """`abspath`: relative paths refer to Terraform's working directory."""
    return _of_path(
        lambda path: clean(posixpath.join(context.directory.replace("\\", "/"), path)),
    )
