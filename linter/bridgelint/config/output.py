"""Output formats by name, and where each goes."""

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
    """One format and where it goes."""

    format: str
    file: str | None = None
    """A path; nothing for standard output."""


def output(text: str) -> Output:
    """Read `FORMAT` or `FORMAT=FILE`; raises `ValueError` with a sentence for the user."""
    name, equals, file = text.partition("=")
    if name not in NAMES:
        from bridgelint.base.words import nearest  # noqa: PLC0415 # only for a mistake

        meant = nearest(name, NAMES)
        hint = f"did you mean `{meant}`?" if meant else f"there are {', '.join(NAMES)}"
        raise ValueError(f"no such format: `{name}`: {hint}")
    if equals and not file:
        raise ValueError(f"`{text}` names no file")
    return Output(name, file or None)
