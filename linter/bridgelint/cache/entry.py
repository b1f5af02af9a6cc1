"""A recorded run as a file.

Entries are data that anybody may have written. What does not look exactly as expected is not
there; a path in an entry is looked at, and nothing of what it holds is shown.
"""

from __future__ import annotations

import os
import stat

from bridgelint.cache.place import FORMAT
from bridgelint.observed import MAX_LOOKS, MAX_OUTPUT, answer, digest

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from typing import Final

    Look = tuple[str, str, str]
    """What was asked, of which path, and the answer."""

    Output = tuple[bool, bytes]
    """Whether to standard error, and what."""

_MAX_SIZE: Final = 4 << 20
_KINDS: Final = frozenset(("bytes", "names", "status", "link", "real"))
_STATUSES: Final = frozenset((0, 2))


class Entry:
    """The looks of a run, what it wrote, and its exit status."""

    def __init__(self, status: int, looks: Sequence[Look], output: Sequence[Output]) -> None:
        self.status: int = status
        self.looks: Sequence[Look] = looks
        self.output: Sequence[Output] = output

    def is_current(self) -> bool:
        """Every look finds what it found."""
        return all(answer(kind, path) == found for kind, path, found in self.looks)


def encode(entry: Entry, name: str) -> bytes:
    """Lines for the looks, then what was written; a digest in front of it all."""
    head = [f"{entry.status} {len(entry.looks)} {len(entry.output)}"]
    head += [f"{kind}\t{found}\t{path}" for kind, path, found in entry.looks]
    head += [f"{is_error:d} {len(data)}" for is_error, data in entry.output]
    lines = "".join(f"{line}\n" for line in head).encode("utf-8", "surrogateescape")
    body = lines + b"".join(data for _, data in entry.output)
    return f"{FORMAT}\n{name}\n{digest(body)}\n".encode() + body


def decode(data: bytes, name: str) -> Entry | None:
    """The run of that name; nothing where the data is anything else."""
    try:
        format_, own_name, check, body = data.split(b"\n", 3)
        if format_.decode() != FORMAT or own_name.decode() != name:
            return None
        if check.decode() != digest(body):
            return None
        return _decode_body(body)
    except (ValueError, IndexError):
        return None


def _decode_body(body: bytes) -> Entry:
    first, rest = body.split(b"\n", 1)
    status, looks, pieces = map(int, first.split(b" "))
    if status not in _STATUSES or not 0 <= looks <= MAX_LOOKS or not 0 <= pieces <= MAX_OUTPUT:
        raise ValueError(status)
    *lines, rest = rest.split(b"\n", looks + pieces)
    if len(lines) != looks + pieces:
        raise ValueError(looks)
    output: list[Output] = []
    for line in lines[looks:]:
        is_error, size = map(int, line.split(b" "))
        if not 0 <= size <= len(rest):
            raise ValueError(size)
        output.append((bool(is_error), rest[:size]))
        rest = rest[size:]
    if rest:
        raise ValueError(rest)
    return Entry(status, list(_looks(lines[:looks])), output)


def _looks(lines: Iterable[bytes]) -> Iterable[Look]:
    for line in lines:
        kind, found, path = line.decode("utf-8", "surrogateescape").split("\t", 2)
        if kind not in _KINDS:
            raise ValueError(kind)
        yield kind, path, found


def load(directory: str, name: str) -> Entry | None:
    """The entry of that name, if one can be read that only this user can have written."""
    try:
        handle = os.open(os.path.join(directory, name), os.O_RDONLY | getattr(os, "O_BINARY", 0))
    except (OSError, ValueError):
        return None
    try:
        if not _is_ours(os.fstat(handle)):
            return None
        return decode(os.read(handle, _MAX_SIZE + 1), name)
    except OSError:
        return None
    finally:
        os.close(handle)


def _is_ours(status: os.stat_result) -> bool:
    if not stat.S_ISREG(status.st_mode) or status.st_size > _MAX_SIZE:
        return False
    if os.name != "posix":
        return True
    return status.st_uid == os.geteuid() and not status.st_mode & (stat.S_IWGRP | stat.S_IWOTH)
