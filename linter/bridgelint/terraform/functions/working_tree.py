"""The files that functions can read: those below the root of the working tree."""

from __future__ import annotations

import os
import posixpath
import stat
from pathlib import Path
from typing import Final

from bridgelint.terraform.functions.declaration import FunctionContext
from bridgelint.terraform.values.errors import FunctionError, NotEvaluated

MAX_FILE_BYTES: Final = 1 << 20
"""The entries of a PutEvents request cannot be larger, so a larger file cannot be in an event."""


def clean(path: str) -> str:
    """Return the shortest equivalent path, ignoring symbolic links; `.` for an empty one."""
    # Two leading slashes have a special meaning in POSIX, but not in Go.
    return posixpath.normpath("/" + path.lstrip("/") if path.startswith("/") else path)


def expand_home(path: str) -> str:
    """Return the path unless it starts with `~`, which is unknown or, with a name, an error."""
    if not path.startswith("~"):
        return path
    if path[1:2] not in {"", "/", "\\"}:
        raise FunctionError("the home directory of another user cannot be determined", 0)
    raise NotEvaluated("the home directory depends on the user who runs Terraform")


def locate(path: str, context: FunctionContext) -> str:
    """Return the path with all links resolved. Raise `NotEvaluated` if that is outside."""
    if "\0" in path:
        raise FunctionError("a path cannot contain the character U+0000", 0)
    given = posixpath.join(context.directory, clean(path))
    real = os.path.realpath(given)
    root = os.path.realpath(context.root)
    if real != root and not real.startswith(root.rstrip(os.sep) + os.sep):
        raise NotEvaluated("files outside the working tree are not read")
    return real


def status(path: str, context: FunctionContext) -> os.stat_result | None:
    """Return the status of the path with links resolved. `None` if it does not exist."""
    real = locate(path, context)
    try:
        return Path(real).stat()
    except FileNotFoundError:
        return None
    except OSError as error:
        raise _unreadable(error) from None


def read(path: str, context: FunctionContext) -> bytes:
    """Return the content of a file. Raise `FunctionError` if it does not exist."""
    found = status(expand_home(path), context)
    if found is None:
        raise FunctionError(
            f"`{path}` does not exist; relative paths refer to the root module's directory", 0
        )
    if stat.S_ISDIR(found.st_mode):
        raise FunctionError(f"`{path}` is a directory", 0)
    if not stat.S_ISREG(found.st_mode):
        raise NotEvaluated("only regular files can be read")
    if found.st_size > MAX_FILE_BYTES:
        raise NotEvaluated("files larger than 1 MiB are not read")
    try:
        with Path(locate(path, context)).open("rb") as file:
            return file.read(MAX_FILE_BYTES)
    except OSError as error:
        raise _unreadable(error) from None


def _unreadable(error: OSError) -> Exception:
    import errno  # needed for a rare error only

    if error.errno in {errno.ENOTDIR, errno.ELOOP, errno.ENAMETOOLONG}:
        return FunctionError(f"the path cannot be resolved: {os.strerror(error.errno)}", 0)
    return NotEvaluated("the file cannot be read")


def read_text(path: str, context: FunctionContext) -> str:
    """Return the content of a file that must be UTF-8."""
    try:
        return read(path, context).decode()
    except UnicodeDecodeError:
        raise FunctionError(f"the content of `{path}` is not valid UTF-8", 0) from None
