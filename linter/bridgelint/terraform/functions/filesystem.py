"""Functions of files, paths and templates. Paths are POSIX paths on every platform."""

from __future__ import annotations

import os
import posixpath
import stat
from collections.abc import Callable
from functools import partial
from typing import Final

from bridgelint.base.records import replace
from bridgelint.base.source import SourceFile
from bridgelint.hcl.identifiers import is_identifier
from bridgelint.terraform.functions.declaration import (
    FunctionContext,
    FunctionTable,
    Parameter,
    entries_of,
    text_of,
)
from bridgelint.terraform.functions.encoding import encode_base64
from bridgelint.terraform.functions.hash import digest
from bridgelint.terraform.functions.working_tree import (
    clean,
    expand_home,
    glob,
    locate,
    read,
    read_text,
    status,
)
from bridgelint.terraform.values.convert import ConversionError, convert
from bridgelint.terraform.values.errors import FunctionError, NotEvaluated
from bridgelint.terraform.values.types import (
    BOOL,
    DYNAMIC,
    STRING,
    MapType,
    ObjectType,
    SetType,
    Type,
)
from bridgelint.terraform.values.unicode_text import normalized
from bridgelint.terraform.values.values import Value, set_of, string

DECLARED: Final = FunctionTable()


def _outside_templates(type_: Type, *, renders: bool = False) -> Callable[..., Type]:
    """Return the `result` of a function that a template of `templatestring` cannot call; with
    `renders`, no template can."""

    def result(context: FunctionContext, *_: Value) -> Type:
        if renders and context.inside:
            raise FunctionError(f"a template of `{context.inside}` cannot render another template")
        if context.inside == "templatestring":
            raise FunctionError("a template of `templatestring` cannot read files")
        return type_

    return result


def _digest(name: str, context: FunctionContext, _: Type, path: str) -> str:
    return digest(name, read(path, context))


for _name in ("base64sha256", "base64sha512", "md5", "sha1", "sha256", "sha512"):
    DECLARED.add(f"file{_name}", _outside_templates(STRING), path=STRING, needs_context=True)(
        partial(_digest, _name)
    )


@DECLARED.add("file", _outside_templates(STRING), path=STRING, needs_context=True)
def _file(context: FunctionContext, _: Type, path: str) -> str:
    return read_text(path, context)


@DECLARED.add("filebase64", _outside_templates(STRING), path=STRING, needs_context=True)
def _filebase64(context: FunctionContext, _: Type, path: str) -> str:
    return encode_base64(read(path, context))


@DECLARED.add("fileexists", _outside_templates(BOOL), path=STRING, needs_context=True)
def _fileexists(context: FunctionContext, _: Type, path: str) -> bool:
    found = status(expand_home(path), context)
    if found is not None and not stat.S_ISREG(found.st_mode):
        raise FunctionError(f"`{path}` is not a regular file", 0)
    return found is not None


@DECLARED.add(
    "fileset", _outside_templates(SetType(STRING)), path=STRING, pattern=STRING, needs_context=True
)
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
    shared = len(posixpath.commonprefix([steps, base]))
    if ".." in base[shared:]:
        raise FunctionError(f"`{path}` cannot be written relative to `{directory}`")
    return "/".join([*[".."] * (len(base) - shared), *steps[shared:]]) or "."


@DECLARED.add("basename", STRING, path=STRING)
def _basename(path: str) -> str:
    if not path.strip("/"):
        return "/" if path else "."
    return path.rstrip("/").rpartition("/")[2]


@DECLARED.add("dirname", STRING, path=STRING)
def _dirname(path: str) -> str:
    return clean(path[: path.rfind("/") + 1])


@DECLARED.add("abspath", STRING, path=STRING, needs_context=True)
def _abspath(context: FunctionContext, path: str) -> str:
    return clean(posixpath.join(context.directory.replace("\\", "/"), path))


DECLARED.add("pathexpand", STRING, path=STRING)(expand_home)


def _variables(value: Value) -> dict[str, Value]:
    if not isinstance(value.type, MapType | ObjectType):
        raise FunctionError("the variables of a template must be a map or an object", 1)
    variables = entries_of(value)
    for name in variables:
        if not is_identifier(name):
            raise FunctionError(f"`{name}` is not a valid template variable name", 1)
    return variables


@DECLARED.add(
    "templatefile",
    _outside_templates(DYNAMIC, renders=True),
    path=STRING,
    vars=DYNAMIC,
    needs_context=True,
)
def _templatefile(context: FunctionContext, _: Type, path: str, variables: Value) -> Value:
    """The result can have any type if the template is one interpolation."""
    text = normalized(read_text(path, context))
    shown = os.path.relpath(locate(path, context), os.path.realpath(context.root))
    file = SourceFile(shown.replace(os.sep, posixpath.sep), text.encode())
    inner = replace(context, inside="templatefile")
    return context.render(file, _variables(variables), inner)


@DECLARED.add(
    "templatestring",
    _outside_templates(STRING, renders=True),
    template=Parameter(DYNAMIC, allow_dynamic=True),
    vars=DYNAMIC,
    needs_context=True,
)
def _templatestring(context: FunctionContext, _: Type, template: Value, variables: Value) -> Value:
    """The evaluator has already checked the form of the template."""
    if template.type != STRING:
        raise FunctionError("the template must be a string", 0)
    file = SourceFile("the template", text_of(template).encode())
    inner = replace(context, inside="templatestring")
    rendered = context.render(file, _variables(variables), inner)
    try:
        return convert(rendered, STRING)
    except ConversionError as error:
        raise FunctionError(f"the result of the template: {error.message}") from None
