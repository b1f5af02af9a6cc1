"""What stops the program, or keeps a part of the input from being checked."""

from __future__ import annotations

from bridgelint.base.records import dataclass
from bridgelint.base.source import Span


@dataclass(frozen=True, slots=True)
class Failure:
    """Something that kept bridgelint from doing its work; it never looks like a clean run."""

    message: str
    """One line: what went wrong, and with what."""

    help: str = ""
    """One line: what to do about it."""

    span: Span | None = None
    """Where, if it is in a file."""


def our_fault(where: str, error: Exception) -> Failure:
    """A bug: named so that it is never taken for the user's mistake."""
    what = f"{type(error).__name__}: {error}" if str(error) else type(error).__name__
    return Failure(
        f"a bug in bridgelint, {where}: {what}",
        "please report it; BRIDGELINT_DEBUG=1 shows where it happened",
    )
