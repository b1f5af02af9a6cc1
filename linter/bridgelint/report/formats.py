"""The formats by name, each imported on demand."""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING

from bridgelint.lint.report import Report

if TYPE_CHECKING:
    from collections.abc import Callable


def render(report: Report, format_: str, *, columns: int, colour: bool) -> str:
    """Return the report in one format. Only `default` uses columns and colour."""
    if format_ == "default":
        from bridgelint.report.default import default  # one format is used

        return default(report, columns=columns, colour=colour)
    # Each of the others is a function in a module of its name; `json` is that of a library.
    name = "json_format" if format_ == "json" else format_
    function: Callable[[Report], str] = getattr(import_module(f"bridgelint.report.{name}"), name)
    return function(report)
