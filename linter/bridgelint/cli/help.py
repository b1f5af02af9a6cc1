"""The output of `bridgelint --help`, made from the table of options."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from bridgelint.cli.options import ENVIRONMENT, EXAMPLES, GROUPS, STATUS, Option
from bridgelint.report.terminal import NARROW, wrap

_WIDEST: Final = 80
_NARROWEST: Final = 40

SUMMARY: Final = (
    "Checks Terraform actions, the triggers that run them, and the events they send. "
    "PATH is a module directory or a file in one (default: the current directory)."
)


def help_text(columns: int = _WIDEST) -> str:
    """Return every option by group, the environment variables and examples."""
    width = max(_NARROWEST, min(columns, _WIDEST))
    return "".join(f"{line}\n" for line in _lines(width))


def _lines(width: int) -> Iterator[str]:
    narrow = width < NARROW
    yield "Usage: bridgelint [OPTIONS] [PATH ...]"
    yield ""
    yield from wrap(SUMMARY, width)
    for group, options in GROUPS.items():
        yield from ("", f"{group}:")
        for option in options:
            short = f"{option.short}, " if option.short else "    "
            left = f"  {short}{usage(option)}"
            yield from _entry(left, sentence(option), 8 if narrow else 30, width)
    tables = {"Environment variables": ENVIRONMENT, "Examples": EXAMPLES, "Exit status": STATUS}
    for (title, rows), indent in zip(tables.items(), (30, 48, 5), strict=True):
        yield from ("", f"{title}:")
        for name, meaning in rows.items():
            yield from _entry(f"  {name}", meaning, min(indent, 8) if narrow else indent, width)


def usage(option: Option) -> str:
    """The long name with its value, as a user types it."""
    optional = option.metavar.startswith("[")
    return f"{option.name}{'' if optional or not option.metavar else ' '}{option.metavar}"


def sentence(option: Option) -> str:
    """The option's help, with what the table knows of it."""
    return f"{option.help} (repeatable)" if option.repeated else option.help


def _entry(left: str, text: str, indent: int, width: int) -> Iterator[str]:
    lines = wrap(text, width - indent)
    if len(left) + 2 > indent:
        yield from [left] if len(left) <= width else wrap(left.lstrip(), width)
    else:
        yield f"{left:{indent}}{next(lines)}"
    yield from (f"{'':{indent}}{line}" for line in lines)
