"""The output of `bridgelint --help`, made from the table of options."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Final

from bridgelint.cli.options import ENVIRONMENT, EXAMPLES, GROUPS, STATUS, Option

_COLUMNS: Final = 80
_INDENT: Final = 30

SUMMARY: Final = (
    "Checks Terraform actions, the triggers that run them, and the events they send. "
    "PATH is a module directory or a file in one (default: the current directory)."
)


def help_text() -> str:
    """Return every option by group, the environment variables and examples."""
    return "".join(f"{line}\n" for line in _lines())


def _lines() -> Iterator[str]:
    yield "Usage: bridgelint [OPTIONS] [PATH ...]"
    yield ""
    yield from _wrapped(SUMMARY.split(), _COLUMNS)
    for group, options in GROUPS.items():
        yield from ("", f"{group}:")
        for option in options:
            yield from _entry(_shown(option), sentence(option))
    yield from ("", "Environment variables:")
    for name, meaning in ENVIRONMENT.items():
        yield from _entry(f"  {name}", meaning)
    yield from ("", "Examples:")
    for command, meaning in EXAMPLES.items():
        yield from _entry(f"  {command}", meaning, indent=48)
    yield from ("", "Exit status:")
    for status, meaning in STATUS.items():
        yield from _entry(f"  {status}", meaning, indent=5)


def usage(option: Option) -> str:
    """The long name with its value, as a user types it."""
    optional = option.metavar.startswith("[")
    return f"{option.name}{'' if optional or not option.metavar else ' '}{option.metavar}"


def sentence(option: Option) -> str:
    """The option's help, with what the table knows of it."""
    return f"{option.help} (repeatable)" if option.repeated else option.help


def _shown(option: Option) -> str:
    short = f"{option.short}, " if option.short else "    "
    return f"  {short}{usage(option)}"


def _entry(left: str, text: str, *, indent: int = _INDENT) -> Iterator[str]:
    lines = _wrapped(text.split(), _COLUMNS - indent)
    if len(left) + 2 > indent:
        yield left
    else:
        yield f"{left:{indent}}{next(lines)}"
    yield from (f"{'':{indent}}{line}" for line in lines)


def _wrapped(words: Iterable[str], columns: int) -> Iterator[str]:
    line = ""
    for word in words:
        if line and len(line) + 1 + len(word) > columns:
            yield line
            line = ""
        line = f"{line} {word}" if line else word
    yield line
