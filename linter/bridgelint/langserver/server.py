"""The server: what the editor says goes to checks and hovers, what they find goes back."""

from __future__ import annotations

import asyncio
import contextlib
import gc
import os
from collections.abc import Callable, Iterable, Sequence
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from typing import Final, TypeVar

from lsprotocol import types
from pygls.exceptions import PyglsError
from pygls.lsp.server import LanguageServer
from pygls.uris import to_fs_path

from bridgelint.cli.arguments import Arguments
from bridgelint.config.config import ConfigurationError
from bridgelint.langserver.checking import Checked, check
from bridgelint.langserver.code_actions import KINDS, code_actions
from bridgelint.langserver.documents import Document, document
from bridgelint.langserver.hover import hover
from bridgelint.lint.report import FAILURE, OK, Failure, our_fault
from bridgelint.lint.rule import Rule
from bridgelint.version import VERSION

_DEBOUNCE: Final = 0.2
"""Seconds of quiet after which a text that changes is checked."""

_WATCHED: Final = (
    "**/*.{tf,tf.json,tfvars,tfvars.json}",
    "**/.bridgelint.{hcl,json}",
    "**/.terraform/modules/modules.json",
    "**/.terraform.lock.hcl",
)

_T = TypeVar("_T")


class Server:
    """One editor's server. Checks and hovers run one after the other on a thread of their own."""

    def __init__(self, arguments: Arguments, rules: tuple[type[Rule], ...]) -> None:
        self._arguments: Final = arguments
        self._rules: Final = rules
        self._pool: Final = ThreadPoolExecutor(1)
        self._checked = Checked()
        self._published: dict[str, list[types.Diagnostic]] = {}
        self._told: frozenset[str] = frozenset()
        self._timer: asyncio.TimerHandle | None = None
        self._task: asyncio.Task[None] | None = None
        self._again = False
        self._ended = False
        # Whole texts: pygls takes U+2028 and form feeds for line breaks where editors do not, and
        # would put a partial change into the wrong line.
        self._server: Final = LanguageServer(
            "bridgelint", VERSION, text_document_sync_kind=types.TextDocumentSyncKind.Full
        )
        self._register()

    def run(self) -> int:
        """Serve until the editor says goodbye; 1 if it went without a word."""
        # A command ends before cycles are worth looking for. Here each check leaves some behind.
        gc.collect()
        gc.freeze()
        try:
            self._server.start_io()
        finally:
            self._pool.shutdown(wait=False, cancel_futures=True)
        return OK if self._ended else FAILURE

    def _register(self) -> None:
        self._on(types.INITIALIZE, self._initialize)
        self._on(types.INITIALIZED, self._initialized)
        self._on(types.SHUTDOWN, self._shutdown)
        self._on(types.TEXT_DOCUMENT_DID_OPEN, self._opened)
        self._on(types.TEXT_DOCUMENT_DID_CHANGE, self._changed)
        self._on(types.TEXT_DOCUMENT_DID_SAVE, self._changed)
        self._on(types.TEXT_DOCUMENT_DID_CLOSE, self._changed)
        self._on(types.WORKSPACE_DID_CHANGE_WATCHED_FILES, self._changed)
        kinds = types.CodeActionOptions(code_action_kinds=KINDS)
        self._on(types.TEXT_DOCUMENT_CODE_ACTION, self._code_actions, kinds)
        self._on(types.TEXT_DOCUMENT_HOVER, self._hover)

    def _on(
        self, method: str, handler: Callable[..., object], options: object | None = None
    ) -> None:
        # pygls writes on the function that it is given, and a method cannot be written on.
        self._server.feature(method, options)(partial(handler))

    # -- what the editor says

    def _initialize(self, params: types.InitializeParams) -> None:
        """Paths in messages, and the configuration of the run, are those of the editor's folder."""
        folders = [each.uri for each in params.workspace_folders or ()]
        root = next((each for each in (*folders, params.root_uri) if each), None)
        path = (to_fs_path(root) if root else None) or params.root_path
        if path and self._arguments.chdir is None:
            with contextlib.suppress(OSError):
                os.chdir(path)

    async def _initialized(self, params: types.InitializedParams) -> None:
        workspace = self._server.client_capabilities.workspace
        watching = workspace.did_change_watched_files if workspace else None
        if watching is None or not watching.dynamic_registration:
            return
        watchers = [types.FileSystemWatcher(pattern) for pattern in _WATCHED]
        registration = types.Registration(
            id="watched-files",
            method=types.WORKSPACE_DID_CHANGE_WATCHED_FILES,
            register_options=types.DidChangeWatchedFilesRegistrationOptions(watchers),
        )
        with contextlib.suppress(PyglsError):  # it watches nothing then
            await self._server.client_register_capability_async(
                types.RegistrationParams([registration])
            )

    def _shutdown(self, params: None) -> None:
        self._ended = True
        if self._timer is not None:
            self._timer.cancel()

    def _opened(self, params: types.DidOpenTextDocumentParams) -> None:
        self._check_in(0)

    def _changed(self, params: object) -> None:
        self._check_in(_DEBOUNCE)

    def _code_actions(self, params: types.CodeActionParams) -> list[types.CodeAction]:
        workspace = self._server.client_capabilities.workspace
        edits = workspace.workspace_edit if workspace else None
        return code_actions(
            params,
            self._checked,
            self._documents(),
            self._encoding,
            versioned=bool(edits and edits.document_changes),
        )

    async def _hover(self, params: types.HoverParams) -> types.Hover | None:
        documents, encoding = self._documents(), self._encoding
        return await self._work(
            partial(hover, params, self._arguments, self._rules, documents, encoding)
        )

    # -- checks

    def _check_in(self, seconds: float) -> None:
        if self._timer is not None:
            self._timer.cancel()
        self._timer = asyncio.get_running_loop().call_later(seconds, self._start)

    def _start(self) -> None:
        self._again = True
        if self._task is None or self._task.done():
            self._task = asyncio.get_running_loop().create_task(self._check())

    async def _check(self) -> None:
        while self._again and not self._ended:
            self._again = False
            documents, encoding = self._documents(), self._encoding
            try:
                checked = await self._work(
                    partial(check, self._arguments, self._rules, documents, encoding)
                )
            except ConfigurationError as error:
                self._tell(error.failures)
            except Exception as error:  # noqa: BLE001 # the next text may go well
                self._tell([our_fault("in the language server", error)])
            else:
                self._tell(checked.failures)
                self._publish(checked)
            await self._work(gc.collect)

    async def _work(self, work: Callable[[], _T]) -> _T:
        return await asyncio.get_running_loop().run_in_executor(self._pool, work)

    def _documents(self) -> tuple[Document, ...]:
        """What is open now."""
        found = (
            document(uri, each.version, each.source)
            for uri, each in self._server.workspace.text_documents.items()
        )
        return tuple(each for each in found if each is not None)

    @property
    def _encoding(self) -> str:
        encoding = self._server.workspace.position_encoding
        return str(getattr(encoding, "value", encoding) or "utf-16")

    # -- what the editor is told

    def _publish(self, checked: Checked) -> None:
        """Every open document hears of itself, other files where something changes."""
        self._checked = checked
        found = {uri: [each.diagnostic for each in shown] for uri, shown in checked.shown.items()}
        versions = {each.uri: each.version for each in checked.documents}
        for uri in dict.fromkeys((*versions, *found, *self._published)):
            diagnostics = found.get(uri, [])
            if uri in versions or diagnostics != self._published.get(uri):
                self._server.text_document_publish_diagnostics(
                    types.PublishDiagnosticsParams(uri, diagnostics, versions.get(uri))
                )
        self._published = found

    def _tell(self, failures: Iterable[Failure]) -> None:
        """Each trouble once, until it is over."""
        texts = dict.fromkeys(map(_text, failures))
        for text in texts:
            if text not in self._told:
                self._server.window_show_message(
                    types.ShowMessageParams(types.MessageType.Error, text)
                )
        self._told = frozenset(texts)


def _text(failure: Failure) -> str:
    place = ""
    if failure.span is not None:
        span = failure.span
        place = f"{span.file.path}:{span.line}:{span.column}: "
    parts: Sequence[str] = (f"bridgelint: {place}{failure.message}", failure.help)
    return "\n".join(part for part in parts if part)
