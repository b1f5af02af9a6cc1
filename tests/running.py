"""bridgelint run as its command runs it: with what was recorded before."""

from __future__ import annotations

import contextlib
import io
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from bridgelint import cli
from bridgelint.cache import repeat
from support import Result, clean_slate


@dataclass(frozen=True)
class Made:
    """A result, and whether it was worked out or is that of a run before."""

    result: Result
    is_repeated: bool


def run(
    directory: Path, cache: Path, *arguments: str, environment: dict[str, str] | None = None
) -> Made:
    """The command in a directory, with the cache of that user."""
    streams = [io.TextIOWrapper(io.BytesIO(), encoding="utf-8") for _ in range(2)]
    calls: list[Sequence[str]] = []

    def work(argv: Sequence[str]) -> int:
        calls.append(argv)
        return cli.main(argv)

    told = {"XDG_CACHE_HOME": str(cache), **(environment or {})}
    with (
        clean_slate(directory, told),
        contextlib.redirect_stdout(streams[0]),
        contextlib.redirect_stderr(streams[1]),
    ):
        status = repeat.main(list(arguments), work)
    texts: list[str] = []
    for stream in streams:
        stream.seek(0)
        texts.append(stream.read())
    return Made(Result(status, *texts), not calls)
