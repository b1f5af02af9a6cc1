"""Files: the names and the order of those that Terraform reads, their bytes, and replacing them."""

from __future__ import annotations

import os
import stat
from collections.abc import Callable, Iterable, Iterator
from typing import Final

from bridgelint.base.records import Record
from bridgelint.base.source import SourceFile

MAX_SIZE: Final = 64 << 20
"""The maximum number of bytes of a file; no configuration is larger."""

_NOT_REGULAR: Final = "Not a regular file"
_FIRST_READ: Final = 1 << 16
_NO_LINK: Final = getattr(os, "O_NOFOLLOW", 0)
# Without O_NONBLOCK a named pipe called main.tf would block until it is written to.
_FLAGS: Final = (
    os.O_RDONLY
    | getattr(os, "O_CLOEXEC", 0)
    | getattr(os, "O_NONBLOCK", 0)
    | getattr(os, "O_BINARY", 0)
)


class UnreadableFile(Record):
    """A file or directory that cannot be read."""

    path: str
    reason: str
    """The reason, such as `Permission denied`."""


def read_bytes(
    path: str, *, anywhere: bool = False, directory: int | None = None
) -> bytes | UnreadableFile:
    """Return the whole content of a regular file, or why it cannot be read.

    A link is followed only to a file in the working tree, unless it may lead `anywhere`.
    `directory` is that of the file if it is open.
    """
    name = path if directory is None else path.rpartition("/")[2]
    try:
        handle = os.open(name, _FLAGS if anywhere else _FLAGS | _NO_LINK, dir_fd=directory)
    except (OSError, ValueError) as error:
        if not anywhere and _NO_LINK and os.path.islink(path):
            return _read_link(path)
        return UnreadableFile(path, reason(error))
    try:
        data = os.read(handle, _FIRST_READ)
        if not data and not stat.S_ISREG(os.fstat(handle).st_mode):
            return UnreadableFile(path, _NOT_REGULAR)  # a named pipe without a writer, a device
        return data if len(data) < _FIRST_READ else _rest(handle, path, data)
    except BlockingIOError:
        return UnreadableFile(path, _NOT_REGULAR)  # a named pipe whose writer waits
    except OSError as error:
        return UnreadableFile(path, reason(error))
    finally:
        os.close(handle)


def open_directory(path: str) -> int | None:
    """Open a directory, so that the way to it is not looked up again for each of its files.

    `None` if it cannot be opened, or the system does not look up files in open directories.
    """
    if os.open not in os.supports_dir_fd:
        return None
    try:
        return os.open(path, os.O_RDONLY)
    except OSError:
        return None


def _read_link(path: str) -> bytes | UnreadableFile:
    from bridgelint.workspace.confinement import OUTSIDE, leads_outside  # rare

    return UnreadableFile(path, OUTSIDE) if leads_outside(path) else read_bytes(path, anywhere=True)


def reason(error: OSError | ValueError) -> str:
    """Return what went wrong, without the path and the number."""
    if isinstance(error, OSError):
        return error.strerror or str(error)
    if isinstance(error, UnicodeError):
        return str(error)
    return "Null byte in the name"  # worded differently by each Python version


def _rest(handle: int, path: str, data: bytes) -> bytes | UnreadableFile:
    status = os.fstat(handle)
    if not stat.S_ISREG(status.st_mode):
        return UnreadableFile(path, _NOT_REGULAR)
    too_large = UnreadableFile(path, f"Larger than {MAX_SIZE >> 20} MB")
    if status.st_size > MAX_SIZE:
        return too_large
    with open(handle, "rb", closefd=False) as stream:
        data += stream.read(MAX_SIZE)
    return data if len(data) <= MAX_SIZE else too_large


SUFFIXES: Final = (".tf", ".tf.json")
TEST_SUFFIX: Final = ".tftest.hcl"
TEST_DIRECTORY: Final = "tests"
_OVERRIDES: Final = ("_override.tf", "_override.tf.json")
_OVERRIDE: Final = frozenset({"override.tf", "override.tf.json"})


def is_configuration(name: str) -> bool:
    """Return whether Terraform reads a file of this name. (Editor backups have other endings.)"""
    return name.endswith(SUFFIXES) and not name.startswith(".")


def is_override(name: str) -> bool:
    """Return whether a configuration file of this name is an override file."""
    return name.endswith(_OVERRIDES) or name in _OVERRIDE


def loading_order(names: Iterable[str]) -> tuple[str, ...]:
    """Sort configuration files by name, override files last."""
    ordered = sorted(names)
    if "override" in "\n".join(ordered):  # cheaper than to ask each name
        ordered.sort(key=is_override)
    return tuple(ordered)


def test_files(
    directory: str, read: Callable[[str], SourceFile | UnreadableFile]
) -> tuple[SourceFile, ...]:
    """Return the `*.tftest.hcl` files of a module directory and of its `tests` directory, by name.
    Unreadable ones are left out."""
    found = (read(path) for path in sorted(_paths(directory)))
    return tuple(each for each in found if isinstance(each, SourceFile))


def _paths(directory: str) -> Iterator[str]:
    prefix = "" if directory == "." else f"{directory}/"
    for folder in (prefix, f"{prefix}{TEST_DIRECTORY}/"):
        try:
            names = os.listdir(folder or ".")
        except OSError:
            continue
        for name in names:
            if name.endswith(TEST_SUFFIX) and not name.startswith("."):
                yield folder + name


def module_of_test(path: str) -> str | None:
    """Return the module directory of a test file, or `None` for any other file."""
    if not path.endswith(TEST_SUFFIX):
        return None
    folder, _, _ = path.rpartition("/")
    outer, _, last = folder.rpartition("/")
    return (outer if last == TEST_DIRECTORY else folder) or "."


def replace_file(path: str, data: bytes) -> None:
    """Replace a file, or the target of a symbolic link, in one step. Raise `OSError` if it fails.

    A full disk or an interruption leaves the old content. Mode and owner are kept. A special file,
    such as `/dev/stdout`, is written directly.
    """
    from contextlib import suppress  # few runs write files
    from pathlib import Path  # as above

    target = Path(os.path.realpath(path))
    try:
        status = target.stat()
    except FileNotFoundError:
        status = None
    if status is not None and not stat.S_ISREG(status.st_mode):
        target.write_bytes(data)
        return
    part = target.with_name(f".bridgelint-{os.getpid()}.part")
    try:
        with part.open("xb") as stream:
            stream.write(data)
            stream.flush()
            os.fsync(stream.fileno())
        if status is not None:
            part.chmod(status.st_mode & 0o7777)
            with suppress(OSError, AttributeError):  # only root may; Windows cannot
                os.chown(part, status.st_uid, status.st_gid)
        part.replace(target)
    finally:
        part.unlink(missing_ok=True)
