"""The server: what an editor may ask, and who answers."""

from __future__ import annotations

import asyncio
import contextlib
import gc
import os
from collections.abc import Callable, Iterable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from typing import Any, Final, Protocol, TypedDict, TypeVar

from lsprotocol import types
from pygls.exceptions import JsonRpcInvalidParams, PyglsError
from pygls.uris import to_fs_path

from bridgelint.base.failure import Failure, our_fault
from bridgelint.base.records import replace
from bridgelint.config.config import ConfigurationError
from bridgelint.langserver import navigation, outline, virtual
from bridgelint.langserver.checking import Checked, CheckLoop, by_uri, check, check_everything
from bridgelint.langserver.code_actions import KINDS, code_actions
from bridgelint.langserver.completion import TRIGGERS, complete
from bridgelint.langserver.connection import EditorConnection, with_progress
from bridgelint.langserver.connection import Protocol as Replying
from bridgelint.langserver.diagnostics import Diagnostics, Publishing, of_settings
from bridgelint.langserver.documents import Document, Places, document, moved
from bridgelint.langserver.hover import hover
from bridgelint.lint.report import FAILURE, OK
from bridgelint.lint.rule import Rule
from bridgelint.lint.run_arguments import Arguments
from bridgelint.version import VERSION
from bridgelint.workspace.known_trees import KnownTrees
from bridgelint.workspace.workspace import Workspace

_WATCHED: Final = (
    "**/*.{tf,tf.json,tfvars,tfvars.json}",
    "**/.bridgelint.{hcl,json}",
    "**/.terraform/modules/modules.json",
    "**/.terraform.lock.hcl",
)

_GARBAGE: Final = 50_000
_CHECKS: Final = 8
"""Each check leaves unreachable objects, and looking for them takes as long as there are objects.
It pays when so many are new, about 5 MB, after so many checks. (Python does it after a million.)"""

_T = TypeVar("_T")


class _AboutDocument(Protocol):
    @property
    def text_document(self) -> types.TextDocumentIdentifier: ...


Answer = Callable[[Checked, Document, Any], object]
"""Replies to a request about a document, as it was checked."""

_ANSWERS: Final[Mapping[str, tuple[Answer, object]]] = {
    types.TEXT_DOCUMENT_DEFINITION: (navigation.definition, None),
    types.TEXT_DOCUMENT_REFERENCES: (navigation.used, None),
    types.TEXT_DOCUMENT_DOCUMENT_SYMBOL: (outline.document_symbols, None),
    types.TEXT_DOCUMENT_DOCUMENT_LINK: (outline.links, types.DocumentLinkOptions()),
    types.TEXT_DOCUMENT_CODE_LENS: (outline.code_lenses, types.CodeLensOptions()),
}


class CommandArguments(TypedDict, total=False):
    """The argument of a command that shows a document: the page of a rule, or the dry run of a
    file, with a position in it or the address of an action."""

    rule: str
    uri: str
    position: types.Position
    action: str


_NOTHING: Final[CommandArguments] = {}
"""What is shown without an argument: pygls does not read an optional one."""


class Server:
    """The server of one editor. Checks run one after the other on a thread, and on another one what
    an editor asks about the last of them."""

    def __init__(self, arguments: Arguments, rules: tuple[type[Rule], ...]) -> None:
        self._arguments: Final = arguments
        self._rules: Final = rules
        self._checks: Final = ThreadPoolExecutor(1)
        self._queries: Final = ThreadPoolExecutor(1)
        self._slow: Final = ThreadPoolExecutor(1)
        """For checks of the whole workspace, which nothing waits for."""

        # Whole texts: unlike editors, pygls treats U+2028 and form feeds as line breaks, and would
        # apply a partial change to the wrong line.
        self._connection: Final = EditorConnection(
            "bridgelint",
            VERSION,
            text_document_sync_kind=types.TextDocumentSyncKind.Full,
            protocol_cls=Replying,
        )
        self._loop: Final = CheckLoop(self._check)
        self._publishing: Final = Publishing(
            self._connection, self._loop.settled, self._check_everything
        )
        self._virtual: Final = virtual.VirtualDocuments(self._connection, self._content)
        self._checked = Checked(Places(types.PositionEncodingKind.Utf16), rules, Workspace())
        self._trees: Final = KnownTrees()
        self._uncollected = 0
        """The number of checks since unreachable objects were collected."""

        self._told: frozenset[str] = frozenset()
        self._register()

    def run(self) -> int:
        """Serve until the editor exits; return 1 if it did so without a shutdown request."""
        gc.collect()
        gc.freeze()
        try:
            self._connection.start_io()
        finally:
            for pool in (self._checks, self._queries, self._slow):
                pool.shutdown(wait=False, cancel_futures=True)
        return OK if self._loop.ended else FAILURE

    def _register(self) -> None:
        self._on(types.INITIALIZE, self._initialize)
        self._on(types.INITIALIZED, self._initialized)
        self._on(types.SHUTDOWN, self._loop.end)
        self._on(types.TEXT_DOCUMENT_DID_OPEN, self._loop.check_now)
        self._on(types.TEXT_DOCUMENT_DID_CHANGE, self._loop.check_soon)
        self._on(types.TEXT_DOCUMENT_DID_SAVE, self._saved)
        self._on(types.TEXT_DOCUMENT_DID_CLOSE, self._saved)
        self._on(types.WORKSPACE_DID_CHANGE_WATCHED_FILES, self._saved)
        kinds = types.CodeActionOptions(code_action_kinds=KINDS)
        self._on(types.TEXT_DOCUMENT_CODE_ACTION, self._code_actions, kinds)
        self._on(types.TEXT_DOCUMENT_HOVER, self._hover)
        completing = types.CompletionOptions(trigger_characters=TRIGGERS)
        self._on(types.TEXT_DOCUMENT_COMPLETION, self._completion, completing)
        for method, (answer, options) in _ANSWERS.items():
            self._on(method, partial(self._answer, answer), options)
        self._on(types.WORKSPACE_SYMBOL, self._workspace_symbols)
        self._on(types.WORKSPACE_TEXT_DOCUMENT_CONTENT, self._virtual.text)
        self._command(outline.DRY_RUN, self._show_dry_run)
        self._command("bridgelint.showRule", self._show_rule)
        self._command("bridgelint.listRules", self._list_rules)

    def _on(
        self, method: str, handler: Callable[..., object], options: object | None = None
    ) -> None:
        # pygls sets attributes on the function, which is impossible on a method.
        self._connection.feature(method, options)(partial(handler))

    def _command(self, name: str, handler: Callable[..., object]) -> None:
        self._connection.command(name)(partial(handler))

    # -- the life of the server

    def _initialize(self, params: types.InitializeParams) -> None:
        """The editor's folder determines paths in messages and the configuration of the run."""
        if self._publishing.editor_asks:
            options = types.DiagnosticOptions(
                inter_file_dependencies=True, workspace_diagnostics=True
            )
            self._on(types.TEXT_DOCUMENT_DIAGNOSTIC, self._publishing.of_document, options)
            self._on(types.WORKSPACE_DIAGNOSTIC, self._publishing.of_workspace)
        folders = [each.uri for each in params.workspace_folders or ()]
        root = next((each for each in (*folders, params.root_uri) if each), None)
        path = (to_fs_path(root) if root else None) or params.root_path
        if path and self._arguments.chdir is None:
            with contextlib.suppress(OSError):
                os.chdir(path)

    async def _initialized(self, params: types.InitializedParams) -> None:
        """Register what can only be registered while the editor runs."""
        workspace = self._connection.client_capabilities.workspace
        watching = workspace.did_change_watched_files if workspace else None
        watchers = [types.FileSystemWatcher(pattern) for pattern in _WATCHED]
        watched = types.DidChangeWatchedFilesRegistrationOptions(watchers)
        contents = workspace.text_document_content if workspace else None
        schemes = types.TextDocumentContentRegistrationOptions([virtual.SCHEME])
        registrations = [
            types.Registration(name, method, options)
            for supported, name, method, options in (
                (watching, "watched-files", types.WORKSPACE_DID_CHANGE_WATCHED_FILES, watched),
                (contents, "virtual-documents", types.WORKSPACE_TEXT_DOCUMENT_CONTENT, schemes),
            )
            if supported is not None and supported.dynamic_registration
        ]
        if registrations:
            with contextlib.suppress(PyglsError):  # the editor does not support it
                await self._connection.client_register_capability_async(
                    types.RegistrationParams(registrations)
                )

    def _saved(self, params: object) -> None:
        self._publishing.stale = True
        self._loop.check_soon()

    # -- requests about a document

    async def _answer(self, answer: Answer, params: _AboutDocument) -> object:
        await self._loop.settled()
        checked = self._checked
        opened = checked.places.document(params.text_document.uri)
        return await self._in(self._queries, answer, checked, opened, params) if opened else None

    async def _hover(self, params: types.HoverParams) -> types.Hover | None:
        uri, position = params.text_document.uri, params.position
        before, now = self._checked.places.document(uri), self._places().document(uri)
        # While a long check runs, a line that did not change is as it was.
        old = moved(position, now, before) if self._loop.is_slow and before and now else None
        if old is None:
            await self._loop.settled()
        checked = self._checked
        opened = checked.places.document(uri)
        if opened is None:
            return None
        found = await self._in(self._queries, hover, checked, opened, old or position)
        if found is not None and old is not None and old != position:
            found.range = None
        return found

    async def _completion(self, params: types.CompletionParams) -> types.CompletionList | None:
        if not self._loop.is_slow:
            await self._loop.settled()
        opened = self._places().document(params.text_document.uri)
        if opened is None:
            return None
        return await self._in(self._queries, complete, self._checked, opened, params.position)

    def _code_actions(self, params: types.CodeActionParams) -> list[types.CodeAction]:
        workspace = self._connection.client_capabilities.workspace
        edits = workspace.workspace_edit if workspace else None
        versioned = bool(edits and edits.document_changes)
        return code_actions(self._checked, self._places(), params, versioned=versioned)

    async def _workspace_symbols(
        self, params: types.WorkspaceSymbolParams
    ) -> list[types.WorkspaceSymbol]:
        await self._loop.settled()
        return await self._in(self._queries, outline.workspace_symbols, self._checked, params.query)

    # -- commands

    async def _show_dry_run(self, of: CommandArguments = _NOTHING) -> str | None:
        """Show what an action sends, or every action outside of one."""
        opened = self._places().document(of.get("uri", ""))
        if opened is None:
            raise JsonRpcInvalidParams("`uri` must be that of an open file")
        action = of.get("action", "")
        if "position" in of:
            action = virtual.action_at(opened, of["position"], self._places())
        return await self._virtual.show(virtual.dry_run_uri(opened.uri, action))

    async def _show_rule(self, of: CommandArguments = _NOTHING) -> str | None:
        """Show the page of a rule."""
        return await self._virtual.show(virtual.rule_uri(of.get("rule", "")))

    def _list_rules(self, *_: object) -> list[dict[str, str]]:
        return [
            {"name": each.name, "severity": each.severity.word, "summary": each.summary}
            for each in self._checked.rules
        ]

    async def _content(self, uri: str) -> str | None:
        pages, places = self._checked.rules, self._places()
        return await self._in(
            self._checks, virtual.content, uri, self._arguments, self._rules, pages, places
        )

    # -- checks

    async def _check(self) -> None:
        """Check the open documents, and publish what is wrong in them."""
        places = self._places()
        failures: Sequence[Failure]
        try:
            checked = await self._in(
                self._checks, check, self._arguments, self._rules, places, self._trees
            )
        except ConfigurationError as error:
            checked, failures = replace(self._checked, places=places), error.failures
        except Exception as error:  # noqa: BLE001 # the next text may go well
            checked, failures = self._checked, [our_fault("in the language server", error)]
        else:
            failures = checked.failures
            if checked.broken:
                checked = replace(checked, shown=self._checked.shown)
        settings = await self._in(self._checks, of_settings, failures, self._rules, places)
        self._checked = checked
        self._tell(each for each in failures if each.span is None)
        found = by_uri(checked.shown)
        for uri, wrong in settings.items():
            found.setdefault(uri, []).extend(wrong)
        self._publishing.publish(found, checked.places)
        await self._virtual.refresh()
        self._uncollected += 1
        if self._uncollected >= _CHECKS and gc.get_count()[0] > _GARBAGE:
            await self._in(self._checks, gc.collect)
            self._uncollected = 0

    async def _check_everything(self, token: types.ProgressToken | None) -> Diagnostics:
        uris = [each.uri for each in self._connection.workspace.folders.values()]
        folders = [path for path in map(to_fs_path, uris) if path is not None] or ["."]
        work = partial(check_everything, self._arguments, self._rules, self._places(), folders)
        running = asyncio.ensure_future(self._in(self._slow, work))
        window = self._connection.client_capabilities.window
        with contextlib.suppress(ConfigurationError):  # the check of the open documents says so
            if token is not None or (window and window.work_done_progress):
                return await with_progress(running, self._connection.work_done_progress, token)
            return await running
        return {}

    def _tell(self, failures: Iterable[Failure]) -> None:
        """Report each failure once, until it no longer occurs."""
        texts = dict.fromkeys(
            "\n".join(filter(None, (f"bridgelint: {each.message}", each.help))) for each in failures
        )
        for text in texts:
            if text not in self._told:
                self._connection.window_show_message(
                    types.ShowMessageParams(types.MessageType.Error, text)
                )
        self._told = frozenset(texts)

    # -- the open documents

    def _places(self) -> Places:
        """Return the places in the open documents as they are now."""
        workspace = self._connection.workspace
        encoding = workspace.position_encoding or types.PositionEncodingKind.Utf16
        opened = (
            document(each.uri, each.version, each.source)
            for each in workspace.text_documents.values()
        )
        return Places(encoding, filter(None, opened))

    async def _in(
        self, pool: ThreadPoolExecutor, work: Callable[..., _T], *arguments: object
    ) -> _T:
        return await asyncio.get_running_loop().run_in_executor(pool, work, *arguments)
