"""The files that functions may read: those below the working tree's root."""

from __future__ import annotations

import os
import posixpath
import stat
from pathlib import Path
from typing import Final

from bridgelint.terraform.functions.contract import FunctionContext
from bridgelint.terraform.values.errors import FunctionError, NotEvaluated

MAX_FILE_BYTES: Final = 1 << 20
"""No more fits the entries of a PutEvents request, so a larger file cannot stand in an event."""

_OUTSIDE: Final = "a file outside the working tree is not read"
_AT_HOME: Final = "the home directory is that of whoever runs Terraform"


def clean(path: str) -> str:
    """The shortest path of the same meaning, symbolic links aside; `.` for none."""
    # Two slashes at the start mean something of their own to POSIX, but not to Go.
    return posixpath.normpath("/" + path.lstrip("/") if path.startswith("/") else path)


def expand_home(path: str) -> str:
    """The path itself unless it starts with `~`, which is unknown or, with a name, an error."""
    if not path.startswith("~"):
        return path
    if path[1:2] not in {"", "/", "\\"}:
        raise FunctionError("the home directory of another user cannot be told", 0)
    raise NotEvaluated(_AT_HOME)


def locate(path: str, context: FunctionContext) -> str:
    """Where a path leads, all links followed; raises `NotEvaluated` when that is outside."""
    if "\0" in path:
        raise FunctionError("a path cannot hold the character U+0000", 0)
    given = posixpath.join(context.directory, clean(path))
    real = os.path.realpath(given)
    root = os.path.realpath(context.root)
    if real != root and not real.startswith(root.rstrip(os.sep) + os.sep):
        raise NotEvaluated(_OUTSIDE)
    return real


def status(path: str, context: FunctionContext) -> os.stat_result | None:
    """What is at the path, links followed; nothing when there is nothing."""
    real = locate(path, context)
    try:
        return Path(real).stat()
    except FileNotFoundError:
        return None
    except OSError as error:
        raise _unreadable(error) from None


def read(path: str, context: FunctionContext) -> bytes:
    """The content of a file; raises `FunctionError` when there is no such file."""
    found = status(expand_home(path), context)
    if found is None:
        raise FunctionError(
            f"there is no file `{path}`; a relative path starts from the root module's directory", 0
        )
    if stat.S_ISDIR(found.st_mode):
        raise FunctionError(f"`{path}` is a directory", 0)
    if not stat.S_ISREG(found.st_mode):
        raise NotEvaluated("only regular files are read")
    if found.st_size > MAX_FILE_BYTES:
        raise NotEvaluated("a file of more than 1 MiB is not read")
    try:
        with Path(locate(path, context)).open("rb") as file:
            return file.read(MAX_FILE_BYTES)
    except OSError as error:
        raise _unreadable(error) from None


def _unreadable(error: OSError) -> Exception:
    import errno  # noqa: PLC0415 # needed for a rare error only

    if error.errno in {errno.ENOTDIR, errno.ELOOP, errno.ENAMETOOLONG}:
        return FunctionError(f"the path leads nowhere: {os.strerror(error.errno)}", 0)
    return NotEvaluated("the file cannot be read here")


def read_text(path: str, context: FunctionContext) -> str:
    """The content of a file that has to be UTF-8."""
    try:
        return read(path, context).decode()
    except UnicodeDecodeError:
        raise FunctionError(f"the content of `{path}` is no UTF-8", 0) from None
