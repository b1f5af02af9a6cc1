"""`--dry-run` and `--emit`."""

from __future__ import annotations

import sys

from bridgelint.reading import Request
from bridgelint.report.report import FAILURE, Failure
from bridgelint.terminal import complain, wants_colour


def emit(asked: Request) -> int:
    """Show or send what the actions would send; the exit status."""
    failure = Failure(f"this build has no --{asked.arguments.mode}")
    complain(failure, colour=wants_colour(sys.stderr, asked.arguments.color))
    return FAILURE
