"""Output formats by name, and the destination of each."""

from __future__ import annotations

from typing import Final

from bridgelint.base.records import dataclass

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


@dataclass(frozen=True, slots=True)
class Output:
    """One format and its destination."""

    format: str
    file: str | None = None
    """A path; `None` for standard output."""


def output(text: str) -> Output:
    """Parse `FORMAT` or `FORMAT=FILE`. Raise `ValueError` with a message for the user."""
    name, equals, file = text.partition("=")
    if name not in NAMES:
        from bridgelint.base.words import nearest  # noqa: PLC0415 # only for a mistake

        meant = nearest(name, NAMES)
        hint = f"did you mean `{meant}`?" if meant else f"the formats are {', '.join(NAMES)}"
        raise ValueError(f"unknown format `{name}`: {hint}")
    if equals and not file:
        raise ValueError(f"missing file name after `{text}`")
    return Output(name, file or None)
