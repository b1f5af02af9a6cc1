"""Output of a report: each format to its destination, failures to standard error."""

from __future__ import annotations

import sys
from typing import Final

from bridgelint.base.finding import Severity
from bridgelint.base.records import replace
from bridgelint.config.config import Config
from bridgelint.config.output import Output, output
from bridgelint.lint.report import Report
from bridgelint.lint.run_arguments import Arguments
from bridgelint.report.default import summary
from bridgelint.report.formats import render
from bridgelint.report.terminal import deliver, failed, wants_colour, write

_DEFAULT: Final = (Output("default"),)
_WITHOUT_SUMMARY: Final = frozenset({None, "compact"})
"""Formats that do not show the coverage on standard output."""


def publish(report: Report, arguments: Arguments, config: Config | None = None) -> int:
    """Write the report in every format and return the exit status, the same for all formats.

    Without outputs on the command line, those of the configuration are used, and the default one if
    it contains none; an empty tuple there disables all output.
    """
    config = config or Config()
    configured = _DEFAULT if config.formats is None else tuple(map(output, config.formats))
    outputs = arguments.outputs or configured

    def document(format_: str, width: int, colour: bool) -> str:  # noqa: FBT001 # as `deliver` says
        return render(report, format_, columns=width, colour=colour)

    failures = [*report.failures, *deliver(outputs, arguments.color, document)]
    failed(*failures, choice=arguments.color)
    shown = next((each.format for each in outputs if each.file is None), None)
    if shown in _WITHOUT_SUMMARY:
        lines = summary(report, colour=wants_colour(sys.stderr, arguments.color))
        write(sys.stderr, "".join(f"{line}\n" for line in lines))
    minimum = arguments.minimum_failure_severity or config.minimum_failure_severity
    force = config.force if arguments.force is None else arguments.force
    report = replace(report, failures=tuple(failures))
    return report.exit_status(minimum or Severity.WARNING, force=bool(force))
