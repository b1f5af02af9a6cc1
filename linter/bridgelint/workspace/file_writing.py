"""Files replaced in one step, so that a full disk or an interruption leaves the old content."""

from __future__ import annotations

import contextlib
import os
import stat
from pathlib import Path


def replace_file(path: str, data: bytes) -> None:
    """Replace a file, or the target of a symbolic link. Raise `OSError` if it fails.

    Mode and owner are kept. A special file, such as `/dev/stdout`, is written directly.
    """
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
            with contextlib.suppress(OSError, AttributeError):  # only root may; Windows cannot
                os.chown(part, status.st_uid, status.st_gid)
        part.replace(target)
    finally:
        part.unlink(missing_ok=True)
