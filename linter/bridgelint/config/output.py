"""Output formats by name, and the destination of each."""

from __future__ import annotations

from typing import Final

from bridgelint.base.records import Record

NAMES: Final = (
    "default",
    "compact",
    "json",
    "sarif",
    "checkstyle",
    "junit",
    "github",
    "gitlab",
    "markdown",
)


class Output(Record):
    """One format and its destination."""

    format: str
    file: str | None = None
    """A path; `None` for standard output."""


def output(text: str) -> Output:
    """Parse `FORMAT` or `FORMAT=FILE`. Raise `ValueError` with a message and a help."""
    name, equals, file = text.partition("=")
    if name not in NAMES:
        from bridgelint.base.words import hint  # only for a mistake

        told = hint(name, NAMES, f"the formats are {', '.join(NAMES)}")
        raise ValueError(f"unknown format `{name}`", told)
    if equals and not file:
        raise ValueError(f"missing file name after `{text}`", f"use `{name}=FILE`")
    return Output(name, file or None)
