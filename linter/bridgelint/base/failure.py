"""Errors that end the program, or that prevent a part of the input from being checked."""

from __future__ import annotations

from bridgelint.base.records import dataclass
from bridgelint.base.source import Span


@dataclass(frozen=True, slots=True)
class Failure:
    """An error that prevented a check; it is never reported as a clean run."""

    message: str
    """One line: what failed, and with what."""

    help: str = ""
    """One line: what to do about it."""

    span: Span | None = None
    """The place, if it is in a file."""


def our_fault(where: str, error: Exception) -> Failure:
    """Return the failure for a bug, worded so that it is not mistaken for a user error."""
    what = f"{type(error).__name__}: {error}" if str(error) else type(error).__name__
    return Failure(
        f"bug in bridgelint, {where}: {what}",
        "please report it, with the traceback that BRIDGELINT_DEBUG=1 shows",
    )
