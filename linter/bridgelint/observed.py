"""What a run saw of the file system and what it wrote, so that the next run need not do it again.

Whoever looks at a path that is not bridgelint's own says so here: `note` before looking, or
`note_bytes` with what was read. Without a recording both do nothing. A recording belongs to the
process and not to a value that is passed on, because every look would have to be handed it, down
to the functions that Terraform's expressions call.

Imports nothing that the interpreter has not loaded already: a repeated run loads this and little
more.
"""

from __future__ import annotations

import os
import stat
from _blake2 import blake2b  # hashlib's own; hashlib itself takes as long to load as all of this

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable
    from typing import Final, Literal

    Kind = Literal["bytes", "names", "status", "link", "real"]
    """What was asked: a file's content, a directory's entries, what is at a path when links are
    followed or when they are not, where a path leads."""

MAX_LOOKS: Final = 400
"""A run that looks at more paths is not recorded: seeing whether it all is as before would take as
long as a run."""

MAX_OUTPUT: Final = 1 << 20

_MAX_BYTES: Final = 64 << 20
_FLAGS: Final = (
    os.O_RDONLY
    | getattr(os, "O_CLOEXEC", 0)
    | getattr(os, "O_NONBLOCK", 0)
    | getattr(os, "O_BINARY", 0)
)


class Recording:
    """The looks of a run and the answers it got, and what it wrote."""

    def __init__(self) -> None:
        self.looks: dict[tuple[str, str], str] = {}
        self.output: list[tuple[bool, bytes]] = []
        """In order; true for standard error."""

        self.size: int = 0
        self.is_spoiled: bool = False
        """Something happened that a repetition could not stand for."""

        self.is_repeatable: bool = False
        """The run came to an end that a repetition can stand for."""


_current: list[Recording] = []


def record() -> Recording:
    """Begin to record what this process sees from now on."""
    _current[:] = [Recording()]
    return _current[0]


def stop() -> None:
    """End the recording."""
    _current.clear()


def spoil() -> None:
    """This run does, or depends on, something that is not recorded."""
    for each in _current:
        each.is_spoiled = True
    _current.clear()


def approve() -> None:
    """The run has done all that it does, and nothing but to look and to write."""
    for each in _current:
        each.is_repeatable = True


def note(kind: Kind, path: str) -> None:
    """A run is about to look at a path. (Were it to change right now, the next run would see.)"""
    if _current and (kind, path) not in _current[0].looks:
        _add(kind, path, answer(kind, path))


def note_bytes(path: str, data: bytes | None) -> None:
    """A run has read a file; nothing for one that cannot be read."""
    if not _current:
        return
    known = _current[0].looks.get(("bytes", path))
    found = answer("bytes", path) if data is None else digest(data)
    if known is not None and known != found:
        spoil()  # it changed while we ran
        return
    _add("bytes", path, found)


def note_output(data: bytes, *, is_error: bool) -> None:
    """A run writes."""
    for each in _current:
        each.size += len(data)
        each.output.append((is_error, data))
        if each.size > MAX_OUTPUT:
            spoil()


def _add(kind: Kind, path: str, found: str) -> None:
    looks = _current[0].looks
    looks[kind, path] = found
    if len(looks) > MAX_LOOKS or "\n" in path:
        spoil()


def digest(data: bytes) -> str:
    """Of a content; two contents with the same one are the same."""
    return blake2b(data, digest_size=20).hexdigest()


def answer(kind: str, path: str) -> str:
    """What a look at a path finds now. Waits for nobody and follows links only as a run does."""
    try:
        if kind == "bytes":
            return digest(_content(path))
        if kind == "names":
            with os.scandir(path) as entries:
                return _names(entries)
        if kind == "real":
            return digest(os.fsencode(os.path.realpath(path)))
        found = os.lstat(path) if kind == "link" else os.stat(path)
        return f"mode {stat.S_IFMT(found.st_mode):o}"
    except OSError as error:
        return f"error {error.errno}"
    except ValueError:
        return "error"


def _names(entries: Iterable[os.DirEntry[str]]) -> str:
    shown = sorted(
        f"{each.name}\0{each.is_dir(follow_symlinks=False):d}{each.is_symlink():d}"
        for each in entries
    )
    return digest(os.fsencode("\0\0".join(shown)))


def _content(path: str) -> bytes:
    handle = os.open(path, _FLAGS)
    try:
        status = os.fstat(handle)
        if not stat.S_ISREG(status.st_mode) or status.st_size > _MAX_BYTES:
            raise ValueError(path)
        chunks: list[bytes] = []
        while chunk := os.read(handle, 1 << 20):
            chunks.append(chunk)
            if len(chunks) > _MAX_BYTES >> 20:
                raise ValueError(path)
        return b"".join(chunks)
    finally:
        os.close(handle)
