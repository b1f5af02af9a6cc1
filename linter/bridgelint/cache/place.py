"""Where the cache of a user is, and the name that a run has in it. Imports as little as it can."""

from __future__ import annotations

import os
import sys

from bridgelint.observed import digest

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from typing import Final

FORMAT: Final = "bridgelint run 1"

_NEVER: Final = frozenset(
    (
        "-",
        "--chdir",
        "--diff",
        "--dry-run",
        "--emit",
        "--fix",
        "--init",
        "--langserver",
        "--no-cache",
        "--plan",
        "--stdin-filename",
        "--update-baseline",
    )
)
"""A run with one of these does more than look and write, or looks at more than files."""

_VARIABLES: Final = (
    "BRIDGELINT_DEBUG",
    "COLUMNS",
    "FORCE_COLOR",
    "NO_COLOR",
    "TERM",
)
"""All of the environment that a lint depends on, besides what is Terraform's."""

_CODE: Final = (".py", ".json", ".lark", ".so", ".pyd")


def may_repeat(argv: Sequence[str]) -> bool:
    """A run with these arguments can be one that was made before."""
    return not any(each.partition("=")[0] in _NEVER for each in argv)


def directory(argv: Sequence[str]) -> str:
    """Where entries are: what `--cache-dir` says, else where the platform has its caches."""
    chosen = ""
    for position, each in enumerate(argv):
        option, equals, value = each.partition("=")
        if option == "--cache-dir":
            chosen = value if equals else "".join(argv[position + 1 : position + 2])
        if each == "--":
            break
    return chosen or _of_platform()


def _of_platform() -> str:
    if sys.platform == "win32":
        base = os.environ.get("LOCALAPPDATA") or os.path.expanduser(r"~\AppData\Local")
        return os.path.join(base, "bridgelint", "Cache")
    chosen = os.environ.get("XDG_CACHE_HOME", "")
    if os.path.isabs(chosen):
        return os.path.join(chosen, "bridgelint")
    below = "Library/Caches" if sys.platform == "darwin" else ".cache"
    home = os.path.expanduser("~")
    return os.path.join(home, below, "bridgelint") if os.path.isabs(home) else ""


def name(argv: Sequence[str]) -> str:
    """What tells this run from others before a single file is read."""
    environment = sorted(
        (variable, value)
        for variable, value in os.environ.items()
        if variable in _VARIABLES or variable.startswith("TF_")
    )
    streams = [_stream(number) for number in (1, 2)]
    told = (FORMAT, sys.version, code_state(), os.getcwd(), tuple(argv), environment, streams)
    return digest(repr(told).encode("utf-8", "backslashreplace"))


def _stream(number: int) -> tuple[bool, int]:
    """Whether somebody looks at standard output or standard error, and how wide it is."""
    try:
        return os.isatty(number), os.get_terminal_size(number).columns
    except (OSError, ValueError):
        return False, 0


def code_state() -> list[tuple[str, int, int]]:
    """The state of bridgelint's own files, and of the places that what it uses was installed in."""
    here = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
    state = list(_files(here))
    found = False
    for path in sys.path[1:]:
        try:
            state.append((path, os.stat(path).st_mtime_ns, 0))
            if not found:
                state += _files(os.path.join(path, "bridgelint_rules"))
                found = True
        except (OSError, ValueError):
            continue
    return state


def _files(top: str) -> Iterator[tuple[str, int, int]]:
    """Name, time and size of the files of a package."""
    waiting = [top]
    while waiting:
        with os.scandir(waiting.pop()) as entries:
            for each in entries:
                if each.name.endswith(_CODE):
                    status = each.stat()
                    yield each.path, status.st_mtime_ns, status.st_size
                elif "." not in each.name and each.name != "__pycache__" and each.is_dir():
                    waiting.append(each.path)
