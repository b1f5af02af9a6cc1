"""Errors that end the program, or that prevent a part of the input from being checked."""

from __future__ import annotations

import os

from bridgelint.base.records import Record
from bridgelint.base.source import Span


class Failure(Record):
    """An error that prevented a check; it is never reported as a clean run."""

    message: str
    """One line: what failed, and with what."""

    help: str = ""
    """One line: what to do about it."""

    span: Span | None = None
    """The place, if it is in a file."""

    rule: str | None = None
    """The rule that reports it, if there is one."""

    @property
    def shown(self) -> str:
        """The message, with the rule."""
        return f"{self.message} ({self.rule})" if self.rule else self.message

    @property
    def text(self) -> str:
        """The message and the help on one line."""
        return f"{self.message}: {self.help}" if self.help else self.message


class ReportedError(Exception):
    """An error that ends something, with the failure that is reported."""

    def __init__(self, message: str, help_text: str = "") -> None:
        super().__init__(message)
        self.failure = Failure(message, help_text)


def described(error: BaseException) -> str:
    """Return the name of the exception's class, and its text if it has one."""
    return f"{type(error).__name__}: {error}" if str(error) else type(error).__name__


def is_debugged() -> bool:
    """Return whether a bug is to end with its stack trace."""
    return os.environ.get("BRIDGELINT_DEBUG", "0") not in {"", "0"}


def our_fault(where: str, error: Exception) -> Failure:
    """Return the failure for a bug, worded so that it is not mistaken for a user error."""
    return Failure(
        f"bug in bridgelint, {where}: {described(error)}",
        "please report it, with the traceback that BRIDGELINT_DEBUG=1 shows",
    )
