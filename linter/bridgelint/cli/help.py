"""The output of `bridgelint --help`, made from the table of options."""

from __future__ import annotations

from collections.abc import Iterator
from textwrap import wrap
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
    yield from wrap(SUMMARY, _COLUMNS)
    for group, options in GROUPS.items():
        yield from ("", f"{group}:")
        for option in options:
            short = f"{option.short}, " if option.short else "    "
            yield from _entry(f"  {short}{usage(option)}", sentence(option))
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


def _entry(left: str, text: str, *, indent: int = _INDENT) -> Iterator[str]:
    first = f"{left:{indent}}"
    if len(left) + 2 > indent:
        yield left
        first = " " * indent
    yield from wrap(
        text,
        _COLUMNS,
        initial_indent=first,
        subsequent_indent=" " * indent,
        break_on_hyphens=False,
        break_long_words=False,
    )
