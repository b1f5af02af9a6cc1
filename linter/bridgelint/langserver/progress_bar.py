"""The progress of a check that takes long, as the editor shows it."""

from __future__ import annotations

import asyncio
import contextlib
from typing import Final, TypeVar

from lsprotocol.types import (
    ProgressToken,
    WorkDoneProgressBegin,
    WorkDoneProgressEnd,
    WorkDoneProgressReport,
)
from pygls.progress import Progress

from bridgelint.lint.progress import counts

_PATIENCE: Final = 0.8
"""Seconds after which a check shows its progress."""

_INTERVAL: Final = 0.3

_T = TypeVar("_T")


async def with_progress(
    running: asyncio.Future[_T],
    bar: Progress,
    token: ProgressToken | None,
    *,
    patience: float = _PATIENCE,
    interval: float = _INTERVAL,
) -> _T:
    """Show how many modules are checked until the check is done. Return its result.

    `token` is that of the request; without one the editor is asked for a progress bar.
    """
    done, _ = await asyncio.wait([running], timeout=patience)
    if done:
        return await running
    if token is None:
        token = "bridgelint"  # noqa: S105 # the name of a progress bar
        with contextlib.suppress(Exception):  # the editor does without
            await bar.create_async(token)  # pyright: ignore[reportUnknownMemberType]
    bar.begin(token, WorkDoneProgressBegin("bridgelint", percentage=0))
    while not done:
        number, total = counts
        text, part = f"{number:,} of {total:,} modules", 100 * number // max(total, 1)
        bar.report(token, WorkDoneProgressReport(message=text, percentage=part))
        done, _ = await asyncio.wait([running], timeout=interval)
    bar.end(token, WorkDoneProgressEnd())
    return await running
