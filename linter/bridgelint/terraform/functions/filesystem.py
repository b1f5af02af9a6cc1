"""Functions of files and paths. Paths are POSIX paths on every platform."""

from __future__ import annotations

import posixpath
import stat
from collections.abc import Callable
from functools import partial

from bridgelint.terraform.functions.contract import FunctionContext, function
from bridgelint.terraform.functions.encoding import encode_base64
from bridgelint.terraform.functions.glob import glob
from bridgelint.terraform.functions.hash import digest
from bridgelint.terraform.functions.working_tree import clean, expand_home, read, read_text, status
from bridgelint.terraform.values.errors import FunctionError, NotEvaluated
from bridgelint.terraform.values.types import BOOL, STRING, SetType, Type
from bridgelint.terraform.values.unicode_text import normalized
from bridgelint.terraform.values.values import Value, set_of, string


def _reads(type_: Type) -> Callable[..., Type]:
    """Return the `result` of a function that reads files, which a template of `templatestring`
    cannot call."""

    def result(context: FunctionContext, *_: Value) -> Type:
        if context.inside == "templatestring":
            raise FunctionError("a template of `templatestring` cannot read files")
        return type_

    return result


def _digest(name: str, context: FunctionContext, _: Type, path: str) -> str:
    return digest(name, read(path, context))


for _name in ("base64sha256", "base64sha512", "md5", "sha1", "sha256", "sha512"):
    function(f"file{_name}", _reads(STRING), path=STRING, needs_context=True)(
        partial(_digest, _name)
    )


@function("file", _reads(STRING), path=STRING, needs_context=True)
def _file(context: FunctionContext, _: Type, path: str) -> str:
    return read_text(path, context)


@function("filebase64", _reads(STRING), path=STRING, needs_context=True)
def _filebase64(context: FunctionContext, _: Type, path: str) -> str:
    return encode_base64(read(path, context))


@function("fileexists", _reads(BOOL), path=STRING, needs_context=True)
def _fileexists(context: FunctionContext, _: Type, path: str) -> bool:
    found = status(expand_home(path), context)
    if found is not None and not stat.S_ISREG(found.st_mode):
        raise FunctionError(f"`{path}` is not a regular file", 0)
    return found is not None


@function("fileset", _reads(SetType(STRING)), path=STRING, pattern=STRING, needs_context=True)
def _fileset(context: FunctionContext, _: Type, path: str, pattern: str) -> Value:
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


@function("basename", STRING, path=STRING)
def _basename(path: str) -> str:
    if not path.strip("/"):
        return "/" if path else "."
    return path.rstrip("/").rpartition("/")[2]


@function("dirname", STRING, path=STRING)
def _dirname(path: str) -> str:
    return clean(path[: path.rfind("/") + 1])


@function("abspath", STRING, path=STRING, needs_context=True)
def _abspath(context: FunctionContext, path: str) -> str:
    return clean(posixpath.join(context.directory.replace("\\", "/"), path))


function("pathexpand", STRING, path=STRING)(expand_home)
