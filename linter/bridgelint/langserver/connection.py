"""pygls, with a reply to every request and no message box for what a request gets as its reply."""

from __future__ import annotations

import asyncio
import contextlib
import logging
from typing import Any, Final, TypeVar

from lsprotocol import types
from pygls.exceptions import JsonRpcException, JsonRpcInvalidParams, JsonRpcMethodNotFound
from pygls.lsp.server import LanguageServer
from pygls.progress import Progress
from pygls.protocol import LanguageServerProtocol

from bridgelint.lint.progress import counts

_log = logging.getLogger(__name__)

# It logs each message that it cannot read with a traceback of two kilobytes. We log a line.
logging.getLogger("pygls").setLevel(logging.CRITICAL)


class Protocol(LanguageServerProtocol):
    """The protocol. pygls does not reply to a request whose parameters it cannot read."""

    def structure_message(self, data: dict[str, Any]) -> Any:  # noqa: ANN401 # any message
        """Read a message. One that cannot be read becomes a notification that nothing handles."""
        try:
            return super().structure_message(data)
        except JsonRpcException:
            if "id" in data and "method" in data:
                method = data["method"]
                known = method in self.fm.features or method in self.fm.builtin_features  # pyright: ignore[reportUnknownMemberType]
                told = JsonRpcInvalidParams() if known else JsonRpcMethodNotFound.of(method)
                self._send_response(data["id"], error=told.to_response_error())
            _log.warning("unreadable message: %s", data.get("method"))
            return types.SetTraceNotification(params=types.SetTraceParams(self.trace))


class EditorConnection(LanguageServer):
    """The connection to the editor."""

    def report_server_error(self, error: Exception, source: object) -> None:
        """Log an error. A request has it as its reply."""
        _log.error("%s: %s", source, error)


_PATIENCE: Final = 0.8
"""Seconds after which a check shows its progress."""

_INTERVAL: Final = 0.3

_T = TypeVar("_T")


async def with_progress(
    running: asyncio.Future[_T],
    bar: Progress,
    token: types.ProgressToken | None,
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
    bar.begin(token, types.WorkDoneProgressBegin("bridgelint", percentage=0))
    while not done:
        number, total = counts
        text, part = f"{number:,} of {total:,} modules", 100 * number // max(total, 1)
        bar.report(token, types.WorkDoneProgressReport(message=text, percentage=part))
        done, _ = await asyncio.wait([running], timeout=interval)
    bar.end(token, types.WorkDoneProgressEnd())
    return await running
