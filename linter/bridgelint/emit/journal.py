"""The receipt: a journal on disk, written before each request and after each answer."""

from __future__ import annotations

import contextlib
import json
import os
import secrets
import stat
import sys
import threading
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Final, Literal, NamedTuple

from bridgelint.base.failure import ReportedError
from bridgelint.report.json_format import FORMAT_VERSION
from bridgelint.version import VERSION

_FOLDERS: Final = (".bridgelint", ".bridgelint/receipts")
_FLAGS: Final = os.O_RDWR | os.O_APPEND | getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_CLOEXEC", 0)

Status = Literal["accepted", "failed", "unknown", "not sent"]
STATUSES: Final[tuple[Status, ...]] = ("accepted", "failed", "unknown", "not sent")

Event = Mapping[str, Any]
"""One line of a journal."""

_HELP: Final = "pass another file as --receipt"

_NO_ANSWER: Final[Event] = {"error_message": "sent, and no response was read"}


class JournalError(ReportedError):
    """The journal cannot be made, read or written."""


class Outcome(NamedTuple):
    """The last that is known of an entry, with the names of JSON documents."""

    status: Status = "not sent"
    """`unknown`: it was sent, and EventBridge may have it or not."""

    event_id: str | None = None
    error_code: str | None = None
    error_message: str | None = None
    attempts: int = 0
    """How often it was sent."""


class Ledger:
    """The outcome of every entry that a journal speaks of: the only reader of its events."""

    def __init__(self) -> None:
        self.start: Event = {}
        self.requests: dict[int, Event] = {}
        """By number, as in the `start` line."""

        self.contradictions: list[str] = []
        """Answers whose `FailedEntryCount` is not that of their entries."""

        self.attempts: dict[int, int] = {}
        """The number of the last attempt of each request that was sent."""

        self._answers: dict[tuple[int, int], dict[int, Event | None]] = {}
        """By request, entry and attempt; `None` where none was read."""

    def apply(self, event: Event) -> None:
        """Take note of a line. Raise `KeyError`, `TypeError` or `ValueError` if it is not one."""
        match event["event"]:
            case "start":
                self.start = event
                for each in event["requests"]:
                    self.requests[each["request"]] = each
                    for entry in each["entries"]:
                        self._answers[each["request"], entry["entry"]] = {}
            case "request-sent":
                self.attempts[event["request"]] = event["attempt"]
                for index in event["entries"]:
                    self._answers[event["request"], index][event["attempt"]] = None
            case "answer":
                self._apply_answer(event)
            case "resume" | "end":
                pass
            case kind:
                raise ValueError(kind)

    def _apply_answer(self, event: Event) -> None:
        request = event["request"]
        for each in event["entries"]:
            if each["status"] not in STATUSES:
                raise ValueError(each["status"])
            self._answers[request, each["entry"]][event["attempt"]] = each
        if "failed_entry_count" in event:
            count = event["failed_entry_count"]
            told = f"FailedEntryCount is {count}, which contradicts the entries"
            self.contradictions.append(f"`{self.requests[request]['address']}`: {told}")

    def outcome(self, request: int, entry: int) -> Outcome:
        """What became of an entry."""
        return _outcome(self._answers[request, entry].values())

    @property
    def counts(self) -> dict[str, int]:
        """How many entries have each status, in the names of JSON documents."""
        found = Counter(_outcome(each.values()).status for each in self._answers.values())
        return {status.replace(" ", "_"): found[status] for status in STATUSES}

    @property
    def exit_status(self) -> int:
        """0 if every entry was accepted without an error, 5 if the outcome of some is unknown,
        otherwise 4."""
        outcomes = [_outcome(each.values()) for each in self._answers.values()]
        if any(each.status == "unknown" for each in outcomes):
            return 5
        complete = all(each.status == "accepted" and not each.error_code for each in outcomes)
        return 0 if complete and not self.contradictions else 4


def _outcome(answers: Iterable[Event | None]) -> Outcome:
    attempts = list(answers)
    found: dict[Status, Event] = {"unknown": _NO_ANSWER} if None in attempts else {}
    found |= {each["status"]: each for each in attempts if each is not None}
    for status in ("accepted", "unknown", "failed"):
        if status in found:
            last = found[status]
            keys = ("event_id", "error_code", "error_message")
            told: dict[str, Any] = {key: last.get(key) for key in keys}
            return Outcome(status, **told, attempts=len(attempts))
    return Outcome()


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

    def begin(self, kind: Literal["start", "resume"], header: Mapping[str, object]) -> None:
        """Write what is about to be sent (`targets`, `plan`, `requests`), and sync."""
        common = {"format_version": FORMAT_VERSION, "version": VERSION}
        self._write(kind, {**common, "directory": str(Path.cwd()), **header}, sync=True)
        with contextlib.suppress(OSError):  # not every system can sync a directory
            _sync_directories(self.path)

    def sent(self, request: int, attempt: int, entries: Sequence[int], digest: str) -> None:
        """Write that a request leaves now, and sync."""
        place = {"request": request, "attempt": attempt}
        address = self.ledger.requests[request]["address"]
        about = {**place, "address": address, "entries": entries, "sha256": digest}
        self._write("request-sent", about, sync=True)

    def answer(
        self,
        request: int,
        attempt: int,
        entries: Sequence[Mapping[str, object]],
        failed_entry_count: int | None = None,
    ) -> None:
        """Write what an answer says of each entry, and a `FailedEntryCount` that contradicts it."""
        told: dict[str, object] = {"request": request, "attempt": attempt, "entries": entries}
        if failed_entry_count is not None:
            told["failed_entry_count"] = failed_entry_count
        try:
            self._write("answer", told)
        except JournalError:
            why = "a response arrived, but the journal could not be written"
            lost = [{**each, "status": "unknown", "error_message": why} for each in entries]
            with self._lock:
                self.ledger.apply({**told, "event": "answer", "entries": lost})
            raise

    def end(self) -> None:
        """Write the outcome. Nothing is written after it."""
        with contextlib.suppress(JournalError):
            outcome = {"exit_status": self.ledger.exit_status, **self.ledger.counts}
            self._write("end", outcome, sync=True)
        with self._lock:
            os.close(self._handle)
            self._handle = -1

    def _write(self, kind: str, fields: Mapping[str, object], *, sync: bool = False) -> None:
        moment = datetime.now(UTC)
        time = f"{moment:%Y-%m-%dT%H:%M:%S}.{moment.microsecond // 1000:03d}Z"
        event = {"event": kind, **fields, "time": time}
        data = f"{json.dumps(event, separators=(',', ':'))}\n".encode()
        with self._lock:
            if self.failure or self._handle < 0:
                raise JournalError(self.failure or "the journal is closed", _HELP)
            try:
                written = os.write(self._handle, data)
            except OSError as error:
                written, self.failure = 0, error.strerror or str(error)
            if written < len(data):
                # A full disk takes a part first. What is left of the line would be taken for one.
                self.failure = self.failure or "only a part of a line could be written"
                with contextlib.suppress(OSError):
                    os.ftruncate(self._handle, self._size)
                raise JournalError(self.failure, _HELP)
            self._size += written
            self.ledger.apply(event)
        try:
            if sync:
                os.fsync(self._handle)
        except OSError as error:
            self.failure = error.strerror or str(error)
            raise JournalError(self.failure, _HELP) from None


def create(path: str | None) -> Journal:
    """A new journal, locked; raises `JournalError`."""
    try:
        if path is None:
            for folder in _FOLDERS:
                Path(folder).mkdir(exist_ok=True)
                if Path(folder).is_symlink():
                    told = f"cannot create a journal: `{folder}` is a symbolic link"
                    raise JournalError(told, _HELP)
            now = datetime.now(UTC).strftime("%Y%m%dT%H%M%SZ")
            path = f"{_FOLDERS[-1]}/{now}-{secrets.token_hex(4)}.jsonl"
        handle = os.open(path, _FLAGS | os.O_CREAT | os.O_EXCL, 0o600)
        if hasattr(os, "fchmod"):
            os.fchmod(handle, 0o600)
    except FileExistsError:
        told = f"`{path}` already exists, and a journal is never overwritten"
        raise JournalError(told, _HELP) from None
    except OSError as error:
        told = f"cannot create the journal `{path}`: {error.strerror}"
        raise JournalError(told, _HELP) from None
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
    except Exception as error:
        os.close(handle)
        if isinstance(error, OSError):
            raise JournalError(f"cannot read the journal `{path}`: {error.strerror}") from None
        if isinstance(error, ValueError | KeyError | TypeError | RecursionError):
            raise JournalError(f"`{path}` is not a bridgelint journal") from None
        raise


def _read(path: str, handle: int) -> Journal:
    if not stat.S_ISREG(os.fstat(handle).st_mode):
        raise ValueError(path)
    _lock(handle, path)
    with open(handle, "rb", closefd=False) as file:  # a descriptor has no path
        data = file.read()
    # A line that a crash tore off does not count, and must not touch what is appended.
    whole = _without_torn_line(data)
    journal = Journal(path, handle, len(whole))
    if len(whole) < len(data):
        os.ftruncate(handle, len(whole))
    for line in whole.splitlines():
        journal.ledger.apply(json.loads(line))
    if not journal.ledger.start:
        raise ValueError(path)
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
    own = (Path(each).parent for each in _FOLDERS if path.startswith(each))
    for folder in {Path(path).parent, *own}:
        handle = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)
