"""Functions of files and paths. Paths are POSIX paths on every platform."""

from __future__ import annotations

import posixpath
import stat
from collections.abc import Callable
from functools import partial
from typing import Final

from bridgelint.terraform.functions.contract import (
    Arguments,
    Function,
    FunctionContext,
    Parameter,
    takes,
)
from bridgelint.terraform.functions.encoding import encode_base64
from bridgelint.terraform.functions.function_arguments import of_texts, texts_to_text
from bridgelint.terraform.functions.glob import glob
from bridgelint.terraform.functions.hash import digest
from bridgelint.terraform.functions.working_tree import clean, expand_home, read, read_text, status
from bridgelint.terraform.values.errors import FunctionError, NotEvaluated
from bridgelint.terraform.values.types import BOOL, STRING, SetType, Type
from bridgelint.terraform.values.unicode_text import normalized
from bridgelint.terraform.values.values import FALSE, TRUE, Value, set_of, string


def _reader(
    compute: Callable[..., Value],
    *,
    parameters: tuple[Parameter, ...] = takes(path=STRING),
    type_: Type = STRING,
) -> Callable[[FunctionContext], Function]:
    """Return a file system function, which a `templatestring` template cannot call."""

    def of_context(context: FunctionContext) -> Function:
        def result(_arguments: Arguments) -> Type:
            if context.inside == "templatestring":
                raise FunctionError("a template of `templatestring` cannot read files")
            return type_

        return Function(parameters, result, of_texts(partial(compute, context)))

    return of_context


def _file(context: FunctionContext, path: str) -> Value:
    return string(normalized(read_text(path, context)))


def _filebase64(context: FunctionContext, path: str) -> Value:
    return string(encode_base64(read(path, context)))


def _hashed(name: str) -> Callable[[FunctionContext], Function]:
    def compute(context: FunctionContext, path: str) -> Value:
        return string(digest(name, read(path, context)))

    return _reader(compute)


def _fileexists(context: FunctionContext, path: str) -> Value:
    found = status(expand_home(path), context)
    if found is None:
        return FALSE
    if not stat.S_ISREG(found.st_mode):
        raise FunctionError(f"`{path}` is not a regular file", 0)
    return TRUE


def _fileset(context: FunctionContext, path: str, pattern: str) -> Value:
    directory = clean(path)
    names: set[str] = set()
    for each in glob(posixpath.join(directory, pattern.lstrip("/")), context):
        found = status(each, context)
        if found is None:
            raise FunctionError(f"`{each}` is a broken symbolic link")
        if stat.S_ISREG(found.st_mode):
            names.add(normalized(_relative(each, directory)))
    if any("\udc80" <= letter <= "\udcff" for name in names for letter in name):
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
    _fileset, parameters=takes(path=STRING, pattern=STRING), type_=SetType(STRING)
)
filesha1: Final = _hashed("sha1")
filesha256: Final = _hashed("sha256")
filesha512: Final = _hashed("sha512")


def _basename(path: str) -> str:
    if not path.strip("/"):
        return "/" if path else "."
    return path.rstrip("/").rpartition("/")[2]


def _dirname(path: str) -> str:
    return clean(path[: path.rfind("/") + 1])


BASENAME: Final = Function(takes(path=STRING), STRING, texts_to_text(_basename))
DIRNAME: Final = Function(takes(path=STRING), STRING, texts_to_text(_dirname))
PATHEXPAND: Final = Function(takes(path=STRING), STRING, texts_to_text(expand_home))


def abspath(context: FunctionContext) -> Function:
    """`abspath`: relative paths refer to Terraform's working directory."""

    def compute(path: str) -> str:
        return clean(posixpath.join(context.directory.replace("\\", "/"), path))

    return Function(takes(path=STRING), STRING, texts_to_text(compute))
