"""Writing entries, and keeping them few. Whatever goes wrong here, the run has been made."""

from __future__ import annotations

import contextlib
import os
from typing import Final

from bridgelint.cache.entry import Entry, encode

MAX_ENTRIES: Final = 256
MAX_BYTES: Final = 16 << 20

_PART: Final = ".part"


def store(directory: str, name: str, entry: Entry) -> None:
    """Write an entry in one step, so that no run sees half of it."""
    with contextlib.suppress(OSError, ValueError):
        os.makedirs(directory, mode=0o700, exist_ok=True)
        part = os.path.join(directory, f"{name}.{os.urandom(6).hex()}{_PART}")
        flags = os.O_WRONLY | os.O_CREAT | os.O_EXCL | getattr(os, "O_BINARY", 0)
        handle = os.open(part, flags, 0o600)
        try:
            with open(handle, "wb") as stream:
                stream.write(encode(entry, name))
            os.replace(part, os.path.join(directory, name))
        except BaseException:
            os.unlink(part)
            raise
        limit(directory)


def limit(directory: str) -> None:
    """Take out the oldest entries where there are too many, down to half of what may be."""
    found: list[tuple[float, int, str]] = []
    with os.scandir(directory) as entries:
        for each in entries:
            if _is_entry(each.name):
                status = each.stat(follow_symlinks=False)
                found.append((status.st_mtime, status.st_size, each.path))
    if len(found) <= MAX_ENTRIES and sum(size for _, size, _ in found) <= MAX_BYTES:
        return
    found.sort(reverse=True)
    total = 0
    for position, (_, size, path) in enumerate(found):
        total += size
        if position >= MAX_ENTRIES // 2 or total > MAX_BYTES // 2:
            with contextlib.suppress(OSError):
                os.unlink(path)


def _is_entry(name: str) -> bool:
    """A file that we wrote: others in a directory that somebody chose are left alone."""
    stem = name.partition(".")[0]
    return len(stem) == 40 and set(stem) <= set("0123456789abcdef")
