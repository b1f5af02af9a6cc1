"""`--langserver`."""

from __future__ import annotations

import sys
from collections.abc import Sequence

from bridgelint.base.failure import Failure
from bridgelint.lint.report import FAILURE
from bridgelint.lint.rule import Rule
from bridgelint.lint.run_arguments import Arguments
from bridgelint.report.links import install_extra
from bridgelint.report.terminal import complain, wants_colour


def serve(arguments: Arguments, rules: Sequence[type[Rule]]) -> int:
    """Serve an editor on standard input and output until it exits, and return the exit status."""
    try:
        import pygls as pygls  # an extra; nothing else imports it
    except ImportError:
        message = "--langserver requires pygls, which is not installed"
        failure = Failure(message, install_extra("lsp"))
        complain(failure, colour=wants_colour(sys.stderr, arguments.color))
        return FAILURE
    from bridgelint.langserver.server import Server  # imports pygls

    return Server(arguments, tuple(rules)).run()
