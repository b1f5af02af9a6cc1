"""The receipt: a journal on disk, written before each request and after each answer."""

from __future__ import annotations

import contextlib
import json
import os
import secrets
import stat
import sys
import threading
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Final, Literal, cast

from bridgelint.emit.ledger import Event, Ledger
from bridgelint.report.json_format import FORMAT_VERSION
from bridgelint.version import VERSION

_FOLDERS: Final = (".bridgelint", ".bridgelint/receipts")
_FLAGS: Final = os.O_RDWR | os.O_APPEND | getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_CLOEXEC", 0)


class JournalError(Exception):
    """The journal cannot be made, read or written."""


class Journal:
    """An open and locked journal. Every event is on disk before `ledger` knows of it."""

    def __init__(self, path: str, handle: int, size: int = 0) -> None:
        self.path: Final = path
        self.ledger: Final = Ledger()
        self.failure = ""
        """Why no more can be written; empty while it can."""

        self._handle = handle
        self._size = size
        self._lock = threading.Lock()

    def begin(self, event: Literal["start", "resume"], header: Mapping[str, object]) -> None:
        """Write what is about to be sent (`targets`, `plan`, `requests`), and sync."""
        common = {"format_version": FORMAT_VERSION, "version": VERSION}
        self._write({"event": event, **common, "directory": str(Path.cwd()), **header})
        self._sync()
        with contextlib.suppress(OSError):  # not every system can sync a directory
            _sync_directories(self.path)

    def sent(self, request: int, attempt: int, entries: Sequence[int], digest: str) -> None:
        """Write that a request leaves now, and sync."""
        address = self.ledger.requests[request]["address"]
        self._write(
            {
                "event": "request-sent",
                "request": request,
                "attempt": attempt,
                "address": address,
                "entries": entries,
                "sha256": digest,
            }
        )
        self._sync()

    def answer(
        self,
        request: int,
        attempt: int,
        entries: Sequence[Mapping[str, object]],
        failed_entry_count: int | None = None,
    ) -> None:
        """Write what an answer says of each entry, and a `FailedEntryCount` that contradicts it."""
        event: dict[str, object] = {
            "event": "answer",
            "request": request,
            "attempt": attempt,
            "entries": entries,
        }
        if failed_entry_count is not None:
            event["failed_entry_count"] = failed_entry_count
        try:
            self._write(event)
        except JournalError:
            told = "a response arrived, but the journal could not be written"
            lost = [{**each, "status": "unknown", "error_message": told} for each in entries]
            with self._lock:
                self.ledger.apply({**event, "entries": lost})
            raise

    def end(self) -> None:
        """Write the outcome. Nothing is written after it."""
        ledger = self.ledger
        with contextlib.suppress(JournalError):
            self._write(
                {
                    "event": "end",
                    "exit_status": ledger.exit_status,
                    **ledger.counts,
                }
            )
            self._sync()
        with self._lock:
            os.close(self._handle)
            self._handle = -1

    def _write(self, event: dict[str, object]) -> None:
        moment = datetime.now(UTC)
        event["time"] = f"{moment:%Y-%m-%dT%H:%M:%S}.{moment.microsecond // 1000:03d}Z"
        data = f"{json.dumps(event, separators=(',', ':'))}\n".encode()
        with self._lock:
            if self.failure or self._handle < 0:
                raise JournalError(self.failure or "the journal is closed")
            try:
                written = os.write(self._handle, data)
            except OSError as error:
                written, self.failure = 0, error.strerror or str(error)
            if written < len(data):
                # A full disk takes a part first. What is left of the line would be taken for one.
                self.failure = self.failure or "only a part of a line could be written"
                with contextlib.suppress(OSError):
                    os.ftruncate(self._handle, self._size)
                raise JournalError(self.failure)
            self._size += written
            self.ledger.apply(event)

    def _sync(self) -> None:
        try:
            os.fsync(self._handle)
        except OSError as error:
            self.failure = error.strerror or str(error)
            raise JournalError(self.failure) from None


def create(path: str | None) -> Journal:
    """A new journal, locked; raises `JournalError`."""
    try:
        if path is None:
            for folder in _FOLDERS:
                Path(folder).mkdir(exist_ok=True)
                if Path(folder).is_symlink():
                    raise JournalError(f"cannot create a journal: `{folder}` is a symbolic link")
            now = datetime.now(UTC).strftime("%Y%m%dT%H%M%SZ")
            path = f"{_FOLDERS[-1]}/{now}-{secrets.token_hex(4)}.jsonl"
        handle = os.open(path, _FLAGS | os.O_CREAT | os.O_EXCL, 0o600)
        if hasattr(os, "fchmod"):
            os.fchmod(handle, 0o600)
    except FileExistsError:
        raise JournalError(f"`{path}` already exists, and a journal is never overwritten") from None
    except OSError as error:
        raise JournalError(f"cannot create the journal `{path}`: {error.strerror}") from None
    _lock(handle, path)
    return Journal(path, handle)


def reopen(path: str) -> Journal:
    """The journal of an earlier run, locked and read; raises `JournalError`."""
    try:
        handle = os.open(path, _FLAGS | getattr(os, "O_NONBLOCK", 0))
    except OSError as error:
        raise JournalError(f"cannot open the journal `{path}`: {error.strerror}") from None
    try:
        return _read(path, handle)
    except OSError as error:
        os.close(handle)
        raise JournalError(f"cannot read the journal `{path}`: {error.strerror}") from None
    except (ValueError, KeyError, TypeError, RecursionError):
        os.close(handle)
        raise JournalError(f"`{path}` is not a bridgelint journal") from None
    except JournalError:
        os.close(handle)
        raise


def _read(path: str, handle: int) -> Journal:
    if not stat.S_ISREG(os.fstat(handle).st_mode):
        raise ValueError
    _lock(handle, path)
    with open(handle, "rb", closefd=False) as file:  # a descriptor has no path
        data = file.read()
    # A line that a crash tore off does not count, and must not touch what is appended.
    whole = _without_torn_line(data)
    journal = Journal(path, handle, len(whole))
    if len(whole) < len(data):
        os.ftruncate(handle, len(whole))
    for line in whole.splitlines():
        event: object = json.loads(line)
        if not isinstance(event, dict):
            raise TypeError
        journal.ledger.apply(cast("Event", event))
    if not journal.ledger.start:
        raise ValueError
    return journal


def _without_torn_line(data: bytes) -> bytes:
    whole = data[: data.rfind(b"\n") + 1]
    last = whole.rstrip(b"\n").rfind(b"\n") + 1
    try:
        json.loads(whole[last:])
    except ValueError:
        return whole[:last]
    return whole


def _lock(handle: int, path: str) -> None:
    try:
        if sys.platform == "win32":
            import msvcrt  # as above

            msvcrt.locking(handle, msvcrt.LK_NBLCK, 1)
        else:
            import fcntl  # as above

            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:
        raise JournalError(f"another run is using the journal `{path}`") from None


def _sync_directories(path: str) -> None:
    folders = {
        Path(path).parent,
        *(Path(each).parent for each in _FOLDERS if path.startswith(each)),
    }
    for folder in folders:
        handle = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)
