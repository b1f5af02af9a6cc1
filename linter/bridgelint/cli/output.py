"""Output of a report: each format to its destination, failures to standard error."""

from __future__ import annotations

import sys
from typing import Final

from bridgelint.base.failure import Failure
from bridgelint.base.finding import Severity
from bridgelint.base.records import replace
from bridgelint.config.config import Config
from bridgelint.config.output import Output, output
from bridgelint.lint.report import Report
from bridgelint.lint.run_arguments import Arguments
from bridgelint.report.formats import render
from bridgelint.report.summary import summary
from bridgelint.report.terminal import (
    OutputError,
    columns,
    complain,
    encoded,
    put,
    wants_colour,
    write,
)

_DEFAULT: Final = (Output("default"),)
_WITHOUT_SUMMARY: Final = frozenset({None, "compact"})
"""Formats that do not show the coverage on standard output."""


def publish(report: Report, arguments: Arguments, config: Config | None = None) -> int:
    """Write the report in every format and return the exit status, the same for all formats.

    Without outputs on the command line, those of the configuration are used, and the default one if
    it contains none; an empty tuple there disables all output.
    """
    config = config or Config()
    outputs = arguments.outputs or _configured(config)
    failures = list(report.failures)
    for each in outputs:
        failure = _put(report, each, arguments)
        failures += [failure] if failure else []
    for failure in failures:
        complain(failure, colour=wants_colour(sys.stderr, arguments.color))
    shown = next((each.format for each in outputs if each.file is None), None)
    if shown in _WITHOUT_SUMMARY:
        lines = summary(report, colour=wants_colour(sys.stderr, arguments.color))
        write(sys.stderr, "".join(f"{line}\n" for line in lines))
    minimum = arguments.minimum_failure_severity or config.minimum_failure_severity
    force = config.force if arguments.force is None else arguments.force
    report = replace(report, failures=tuple(failures))
    return report.exit_status(minimum or Severity.WARNING, force=bool(force))


def _configured(config: Config) -> tuple[Output, ...]:
    if config.formats is None:
        return _DEFAULT
    return tuple(output(each) for each in config.formats)


def _put(report: Report, wanted: Output, arguments: Arguments) -> Failure | None:
    if wanted.file is None:
        colour = wants_colour(sys.stdout, arguments.color)
        try:
            put(render(report, wanted.format, columns=columns(sys.stdout), colour=colour))
        except OutputError as error:
            return error.failure
        return None
    text = render(report, wanted.format, columns=80, colour=False)
    try:
        from bridgelint.workspace.file_writing import replace_file  # noqa: PLC0415 # with a file

        replace_file(wanted.file, encoded(text))
    except OSError as error:
        return Failure(f"cannot write `{wanted.file}`: {error.strerror}")
    return None
