"""`--langserver`."""

from __future__ import annotations

import sys
from collections.abc import Sequence

from bridgelint.report.report import FAILURE, Failure
from bridgelint.rule import Rule
from bridgelint.terminal import complain, wants_colour


def serve(rules: Sequence[type[Rule]]) -> int:
    """Serve an editor on standard input and output; the exit status."""
    failure = Failure(f"this build serves no editor its {len(rules)} rules")
    complain(failure, colour=wants_colour(sys.stderr, None))
    return FAILURE
