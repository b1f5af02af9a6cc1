"""`--langserver`."""

from __future__ import annotations

from collections.abc import Sequence

from bridgelint.base.failure import Failure
from bridgelint.lint.rule import Rule
from bridgelint.lint.run_arguments import Arguments
from bridgelint.report.formats import install_extra
from bridgelint.report.terminal import failed


def serve(arguments: Arguments, rules: Sequence[type[Rule]]) -> int:
    """Serve an editor on standard input and output until it exits, and return the exit status."""
    try:
        import pygls as pygls  # an extra; nothing else imports it
    except ImportError:
        message = "--langserver requires pygls, which is not installed"
        return failed(Failure(message, install_extra("lsp")), choice=arguments.color)
    from bridgelint.langserver.server import Server  # imports pygls

    return Server(arguments, tuple(rules)).run()
