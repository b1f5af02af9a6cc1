"""The server: connects the editor's messages to checks and hovers, and sends the results."""

from __future__ import annotations

import asyncio
import contextlib
import gc
import os
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from typing import Any, Final, TypeVar, cast

from lsprotocol import types
from pygls.exceptions import JsonRpcInvalidParams, PyglsError
from pygls.lsp.server import LanguageServer
from pygls.uris import to_fs_path

from bridgelint.base.failure import Failure, our_fault
from bridgelint.config.config import ConfigurationError
from bridgelint.langserver.checking import Checked, check
from bridgelint.langserver.code_actions import KINDS, code_actions
from bridgelint.langserver.documents import Document, document
from bridgelint.langserver.hover import hover
from bridgelint.langserver.virtual import SCHEME, action_at, content, dry_run_uri, rule_uri
from bridgelint.lint.report import FAILURE, OK
from bridgelint.lint.rule import Rule
from bridgelint.lint.run_arguments import Arguments
from bridgelint.version import VERSION

_DEBOUNCE: Final = 0.2
"""Seconds of inactivity after which a changed text is checked."""

_WATCHED: Final = (
    "**/*.{tf,tf.json,tfvars,tfvars.json}",
    "**/.bridgelint.{hcl,json}",
    "**/.terraform/modules/modules.json",
    "**/.terraform.lock.hcl",
)

_T = TypeVar("_T")


class Server:
    """The server of one editor. Checks and hovers run one after the other on a separate thread."""

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
        self._shown: dict[str, str] = {}
        """The virtual documents that were shown, with their texts."""

        # Whole texts: unlike editors, pygls treats U+2028 and form feeds as line breaks, and would
        # apply a partial change to the wrong line.
        self._server: Final = LanguageServer(
            "bridgelint", VERSION, text_document_sync_kind=types.TextDocumentSyncKind.Full
        )
        self._register()

    def run(self) -> int:
        """Serve until the editor exits; return 1 if it did so without a shutdown request."""
        # A command ends before its reference cycles matter. Here each check leaves some.
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
        self._on(types.WORKSPACE_TEXT_DOCUMENT_CONTENT, self._content)
        self._command("bridgelint.showDryRun", self._show_dry_run)
        self._command("bridgelint.showRule", self._show_rule)
        self._command("bridgelint.listRules", self._list_rules)

    def _on(
        self, method: str, handler: Callable[..., object], options: object | None = None
    ) -> None:
        # pygls sets attributes on the function, which is impossible on a method.
        self._server.feature(method, options)(partial(handler))

    def _command(self, name: str, handler: Callable[[Any], object]) -> None:
        self._server.command(name)(partial(handler))

    # -- messages of the editor

    def _initialize(self, params: types.InitializeParams) -> None:
        """The editor's folder determines paths in messages and the configuration of the run."""
        folders = [each.uri for each in params.workspace_folders or ()]
        root = next((each for each in (*folders, params.root_uri) if each), None)
        path = (to_fs_path(root) if root else None) or params.root_path
        if path and self._arguments.chdir is None:
            with contextlib.suppress(OSError):
                os.chdir(path)

    async def _initialized(self, params: types.InitializedParams) -> None:
        registrations = list(self._registrations())
        if registrations:
            with contextlib.suppress(PyglsError):  # the editor does not support it
                await self._server.client_register_capability_async(
                    types.RegistrationParams(registrations)
                )

    def _registrations(self) -> Iterator[types.Registration]:
        """Yield what can only be registered while the editor runs."""
        workspace = self._server.client_capabilities.workspace
        watching = workspace.did_change_watched_files if workspace else None
        if watching is not None and watching.dynamic_registration:
            watchers = [types.FileSystemWatcher(pattern) for pattern in _WATCHED]
            yield types.Registration(
                id="watched-files",
                method=types.WORKSPACE_DID_CHANGE_WATCHED_FILES,
                register_options=types.DidChangeWatchedFilesRegistrationOptions(watchers),
            )
        contents = workspace.text_document_content if workspace else None
        if contents is not None and contents.dynamic_registration:
            yield types.Registration(
                id="virtual-documents",
                method=types.WORKSPACE_TEXT_DOCUMENT_CONTENT,
                register_options=types.TextDocumentContentRegistrationOptions([SCHEME]),
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

    # -- virtual documents

    async def _content(
        self, params: types.TextDocumentContentParams
    ) -> types.TextDocumentContentResult:
        return types.TextDocumentContentResult(await self._text(params.uri))

    async def _text(self, uri: str) -> str:
        text = await self._work(
            partial(content, uri, self._arguments, self._rules, self._documents())
        )
        if text is None:
            raise JsonRpcInvalidParams(f"no such document: {uri}")
        return text

    async def _show_dry_run(self, *arguments: object) -> str | None:
        """Show what an action sends: `{"uri", "position"}` or `{"uri", "action"}`."""
        asked = _record(arguments)
        uri, action, position = asked.get("uri"), asked.get("action"), asked.get("position")
        opened = next((each for each in self._documents() if each.uri == uri), None)
        if opened is None:
            raise JsonRpcInvalidParams("`uri` must be that of an open file")
        if position is not None:
            action = action_at(opened, _position(position), self._encoding)
        return await self._show(dry_run_uri(opened.uri, str(action or "")))

    async def _show_rule(self, *arguments: object) -> str | None:
        """Show the page of a rule: `{"rule"}`."""
        return await self._show(rule_uri(str(_record(arguments).get("rule"))))

    def _list_rules(self, *arguments: object) -> list[dict[str, str]]:
        return [
            {"name": each.name, "severity": each.severity.word, "summary": each.summary}
            for each in self._rules
        ]

    async def _show(self, uri: str) -> str | None:
        """Show a virtual document. Return its text if the editor cannot show one."""
        text = await self._text(uri)
        workspace = self._server.client_capabilities.workspace
        if workspace is None or workspace.text_document_content is None:
            return text
        self._shown[uri] = text
        self._server.window_show_document(types.ShowDocumentParams(uri, take_focus=False))
        return None

    async def _refresh(self) -> None:
        """Ask the editor to reload the dry runs whose text has changed."""
        for uri, before in list(self._shown.items()):
            text = await self._work(
                partial(content, uri, self._arguments, self._rules, self._documents())
            )
            if text is not None and text != before:
                self._shown[uri] = text
                self._server.workspace_text_document_content_refresh(
                    types.TextDocumentContentRefreshParams(uri)
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
                await self._refresh()
            await self._work(gc.collect)

    async def _work(self, work: Callable[[], _T]) -> _T:
        return await asyncio.get_running_loop().run_in_executor(self._pool, work)

    def _documents(self) -> tuple[Document, ...]:
        """Return the documents that are open now."""
        found = (
            document(each.uri, each.version, each.source)
            for each in self._server.workspace.text_documents.values()
        )
        return tuple(each for each in found if each is not None)

    @property
    def _encoding(self) -> str:
        encoding = self._server.workspace.position_encoding
        return str(getattr(encoding, "value", encoding) or "utf-16")

    # -- messages to the editor

    def _publish(self, checked: Checked) -> None:
        """Publish findings for every open document, and for other files that changed."""
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
        """Report each failure once, until it no longer occurs."""
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


def _record(arguments: Sequence[object]) -> Mapping[str, object]:
    """Return the argument of a command, which must be one object."""
    if len(arguments) != 1 or not isinstance(arguments[0], dict):
        raise JsonRpcInvalidParams("expected one object")
    return cast("dict[str, object]", arguments[0])


def _position(position: object) -> types.Position:
    if isinstance(position, dict):
        found = cast("dict[str, object]", position)
        line, character = found.get("line"), found.get("character")
        if isinstance(line, int) and isinstance(character, int):
            return types.Position(line, character)
    raise JsonRpcInvalidParams("`position` must have a `line` and a `character`")
