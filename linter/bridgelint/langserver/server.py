"""The server: connects the editor's messages to checks and hovers, and sends the results."""

from __future__ import annotations

import asyncio
import contextlib
import gc
import os
import time
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from hashlib import sha256
from typing import Any, Final, Protocol, TypeVar, cast

from lsprotocol import types
from pygls.exceptions import JsonRpcInvalidParams, PyglsError
from pygls.uris import to_fs_path

from bridgelint.base.failure import Failure, our_fault
from bridgelint.base.records import replace
from bridgelint.config.config import ConfigurationError
from bridgelint.langserver.checking import (
    Checked,
    check,
    check_everything,
    settings_diagnostics,
)
from bridgelint.langserver.code_actions import KINDS, code_actions
from bridgelint.langserver.completion import TRIGGERS, complete
from bridgelint.langserver.documents import Document, Places, document, moved
from bridgelint.langserver.hover import hover
from bridgelint.langserver.navigation import Symbol, bus_at, definitions, routed, symbol_at, uses
from bridgelint.langserver.progress_bar import with_progress
from bridgelint.langserver.protocol import EditorConnection
from bridgelint.langserver.protocol import Protocol as Replying
from bridgelint.langserver.symbols import code_lenses, document_symbols, links, workspace_symbols
from bridgelint.langserver.virtual import SCHEME, action_at, content, dry_run_uri, rule_uri
from bridgelint.lint.report import FAILURE, OK
from bridgelint.lint.rule import Rule
from bridgelint.lint.run_arguments import Arguments
from bridgelint.version import VERSION
from bridgelint.workspace.known_trees import KnownTrees

_SHORTEST_PAUSE: Final = 0.03
_LONGEST_PAUSE: Final = 0.5
"""Bounds of the seconds of quiet after which a text that changes is checked. In between it is what
the last check took: a check that is over at once needs no quiet."""

_LONG: Final = 0.2
"""Seconds of a check that hover and completion do not wait for."""

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


class Server:
    """The server of one editor. Checks and hovers run one after the other on a separate thread."""

    def __init__(self, arguments: Arguments, rules: tuple[type[Rule], ...]) -> None:
        self._arguments: Final = arguments
        self._rules: Final = rules
        self._pool: Final = ThreadPoolExecutor(1)
        self._query_pool: Final = ThreadPoolExecutor(1)
        """For what an editor asks about the last check while the next one runs."""

        self._slow_pool: Final = ThreadPoolExecutor(1)
        """For checks of the whole workspace, which nothing waits for."""

        self._checked = Checked()
        self._trees: Final = KnownTrees()
        self._published: dict[str, list[types.Diagnostic]] = {}
        self._told: frozenset[str] = frozenset()
        self._everywhere: Mapping[str, list[types.Diagnostic]] = {}
        """The diagnostics of the whole workspace, as it was when something was last saved."""

        self._stale = True
        self._news: Final = asyncio.Event()
        self._cost = 0.0
        """The seconds that the last check took."""

        self._uncollected = 0
        """The number of checks since unreachable objects were collected."""

        self._timer: asyncio.TimerHandle | None = None
        self._task: asyncio.Task[None] | None = None
        self._again = False
        self._ended = False
        self._shown: dict[str, str] = {}
        """The virtual documents that were shown, with their texts."""

        # Whole texts: unlike editors, pygls treats U+2028 and form feeds as line breaks, and would
        # apply a partial change to the wrong line.
        self._server: Final = EditorConnection(
            "bridgelint",
            VERSION,
            text_document_sync_kind=types.TextDocumentSyncKind.Full,
            protocol_cls=Replying,
        )
        self._register()

    def run(self) -> int:
        """Serve until the editor exits; return 1 if it did so without a shutdown request."""
        gc.collect()
        gc.freeze()
        try:
            self._server.start_io()
        finally:
            self._pool.shutdown(wait=False, cancel_futures=True)
            self._query_pool.shutdown(wait=False, cancel_futures=True)
            self._slow_pool.shutdown(wait=False, cancel_futures=True)
        return OK if self._ended else FAILURE

    def _register(self) -> None:
        self._on(types.INITIALIZE, self._initialize)
        self._on(types.INITIALIZED, self._initialized)
        self._on(types.SHUTDOWN, self._shutdown)
        self._on(types.TEXT_DOCUMENT_DID_OPEN, self._opened)
        self._on(types.TEXT_DOCUMENT_DID_CHANGE, self._changed)
        self._on(types.TEXT_DOCUMENT_DID_SAVE, self._saved)
        self._on(types.TEXT_DOCUMENT_DID_CLOSE, self._saved)
        self._on(types.WORKSPACE_DID_CHANGE_WATCHED_FILES, self._saved)
        kinds = types.CodeActionOptions(code_action_kinds=KINDS)
        self._on(types.TEXT_DOCUMENT_CODE_ACTION, self._code_actions, kinds)
        self._on(types.TEXT_DOCUMENT_HOVER, self._hover)
        completing = types.CompletionOptions(trigger_characters=TRIGGERS)
        self._on(types.TEXT_DOCUMENT_COMPLETION, self._completion, completing)
        self._on(types.TEXT_DOCUMENT_DEFINITION, self._definition)
        self._on(types.TEXT_DOCUMENT_REFERENCES, self._references)
        self._on(types.TEXT_DOCUMENT_DOCUMENT_SYMBOL, self._document_symbols)
        self._on(types.WORKSPACE_SYMBOL, self._workspace_symbols)
        self._on(types.TEXT_DOCUMENT_DOCUMENT_LINK, self._links, types.DocumentLinkOptions())
        self._on(types.TEXT_DOCUMENT_CODE_LENS, self._lenses, types.CodeLensOptions())
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
        if self._pulls:
            options = types.DiagnosticOptions(
                inter_file_dependencies=True, workspace_diagnostics=True
            )
            self._on(types.TEXT_DOCUMENT_DIAGNOSTIC, self._pull, options)
            self._on(types.WORKSPACE_DIAGNOSTIC, self._pull_workspace)
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
        self._check_in(max(_SHORTEST_PAUSE, min(_LONGEST_PAUSE, self._cost)))

    def _saved(self, params: object) -> None:
        self._stale = True
        self._changed(params)

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
        uri, position = params.text_document.uri, params.position
        before, now = self._checked.document(uri), self._document(uri)
        # While a long check runs, a line that did not change is as it was.
        old = moved(position, now, before) if self._cost > _LONG and before and now else None
        if old is None:
            await self._settled()
        found = await self._asked(
            params,
            lambda checked, opened, places: hover(
                checked, opened, old or position, self._known_rules, places
            ),
        )
        if found is not None and old is not None and old != position:
            found.range = None
        return found

    async def _completion(self, params: types.CompletionParams) -> types.CompletionList | None:
        if self._cost <= _LONG or self._checked.workspace is None:
            await self._settled()
        opened = self._document(params.text_document.uri)
        if opened is None:
            return None
        places = Places(self._encoding, [opened])
        work = partial(complete, opened, params.position, self._checked, self._known_rules, places)
        return await self._query(work)

    async def _definition(self, params: types.DefinitionParams) -> list[types.Location] | None:
        await self._settled()
        return await self._asked(params, partial(_defined, params.position))

    async def _references(self, params: types.ReferenceParams) -> list[types.Location] | None:
        await self._settled()
        declared = params.context.include_declaration
        return await self._asked(params, partial(_used, params.position, declared=declared))

    async def _document_symbols(
        self, params: types.DocumentSymbolParams
    ) -> list[types.DocumentSymbol] | None:
        await self._settled()
        return await self._asked(
            params, lambda checked, opened, places: document_symbols(checked.file(opened), places)
        )

    async def _workspace_symbols(
        self, params: types.WorkspaceSymbolParams
    ) -> list[types.WorkspaceSymbol]:
        await self._settled()
        checked, places = self._checked, Places(self._encoding, self._checked.documents)
        if checked.workspace is None:
            return []
        directories = {each.directory: None for each in checked.modules}
        directories |= dict.fromkeys(checked.directories)
        files = [file for each in directories for file in checked.workspace.directory(each).files]
        return await self._query(partial(workspace_symbols, files, params.query, places))

    async def _links(self, params: types.DocumentLinkParams) -> list[types.DocumentLink] | None:
        await self._settled()
        return await self._asked(
            params,
            lambda checked, opened, places: links(
                opened, checked.file(opened), self._known_rules, places
            ),
        )

    async def _lenses(self, params: types.CodeLensParams) -> list[types.CodeLens] | None:
        await self._settled()
        return await self._asked(
            params,
            lambda checked, opened, places: code_lenses(opened, checked, places),
        )

    async def _asked(
        self, params: _AboutDocument, work: Callable[[Checked, Document, Places], _T]
    ) -> _T | None:
        """Return what the last check tells of a document. `None` if the document is not open."""
        checked = self._checked
        opened = checked.document(params.text_document.uri)
        if opened is None:
            return None
        return await self._work(
            partial(work, checked, opened, Places(self._encoding, checked.documents))
        )

    async def _settled(self) -> None:
        """Wait until the newest texts are checked."""
        if self._timer is not None and not self._ended:
            self._timer.cancel()
            self._start()
        if self._task is not None:
            await asyncio.shield(self._task)

    # -- diagnostics that the editor asks for

    @property
    def _pulls(self) -> bool:
        """Whether the editor asks for diagnostics, so that none are sent unasked.

        It must also accept requests to refresh them: a change of one file concerns others.
        """
        capabilities = self._server.client_capabilities
        workspace = capabilities.workspace
        asking = capabilities.text_document and capabilities.text_document.diagnostic
        refreshed = workspace and workspace.diagnostics and workspace.diagnostics.refresh_support
        return bool(asking and refreshed)

    async def _pull(
        self, params: types.DocumentDiagnosticParams
    ) -> types.RelatedFullDocumentDiagnosticReport | types.RelatedUnchangedDocumentDiagnosticReport:
        await self._settled()
        items = self._published.get(params.text_document.uri, [])
        name = _name(items)
        if name == params.previous_result_id:
            return types.RelatedUnchangedDocumentDiagnosticReport(name)
        return types.RelatedFullDocumentDiagnosticReport(items, result_id=name)

    async def _pull_workspace(
        self, params: types.WorkspaceDiagnosticParams
    ) -> types.WorkspaceDiagnosticReport:
        """Report every file whose diagnostics have changed. Wait until there is one."""
        before = {each.uri: each.value for each in params.previous_result_ids}
        while True:
            await self._settled()
            if self._stale:
                self._stale = False
                await self._check_everything(params.work_done_token)
            found = {**self._everywhere, **self._published}
            versions = {each.uri: each.version for each in self._checked.documents}
            reports = [
                types.WorkspaceFullDocumentDiagnosticReport(
                    uri, items, versions.get(uri), result_id=_name(items)
                )
                for uri, items in ((uri, found.get(uri, [])) for uri in {**before, **found})
                if before.get(uri, _name([])) != _name(items)
            ]
            if reports or not before:
                return types.WorkspaceDiagnosticReport(reports)
            self._news.clear()
            await self._news.wait()

    async def _check_everything(self, token: types.ProgressToken | None) -> None:
        uris = [each.uri for each in self._server.workspace.folders.values()]
        folders = [path for path in map(to_fs_path, uris) if path is not None]
        work = partial(
            check_everything,
            self._arguments,
            self._rules,
            self._documents(),
            folders or ["."],
            self._encoding,
        )
        running = asyncio.get_running_loop().run_in_executor(self._slow_pool, work)
        window = self._server.client_capabilities.window
        shown = token is not None or bool(window and window.work_done_progress)
        future = asyncio.ensure_future(running)
        with contextlib.suppress(ConfigurationError):  # the check of the open documents says so
            self._everywhere = await (
                with_progress(future, self._server.work_done_progress, token) if shown else future
            )

    # -- virtual documents

    async def _content(
        self, params: types.TextDocumentContentParams
    ) -> types.TextDocumentContentResult:
        return types.TextDocumentContentResult(await self._text(params.uri))

    async def _text(self, uri: str) -> str:
        text = await self._work(
            partial(
                content, uri, self._arguments, self._rules, self._documents(), self._checked.plugins
            )
        )
        if text is None:
            raise JsonRpcInvalidParams(f"no such document: {uri}")
        return text

    async def _show_dry_run(self, *arguments: object) -> str | None:
        """Show what an action sends: `{"uri", "position"}` or `{"uri", "action"}`."""
        asked = _record(arguments)
        uri, action, position = asked.get("uri"), asked.get("action"), asked.get("position")
        opened = self._document(str(uri))
        if opened is None:
            raise JsonRpcInvalidParams("`uri` must be that of an open file")
        if position is not None:
            action = action_at(opened, _position(position), self._encoding)
        return await self._show(dry_run_uri(opened.uri, str(action or "")))

    async def _show_rule(self, *arguments: object) -> str | None:
        """Show the page of a rule: `{"rule"}`."""
        return await self._show(rule_uri(str(_record(arguments).get("rule"))))

    @property
    def _known_rules(self) -> tuple[type[Rule], ...]:
        """The rules, and those of the plugins of the last check."""
        return (*self._rules, *self._checked.plugins)

    def _list_rules(self, *arguments: object) -> list[dict[str, str]]:
        return [
            {"name": each.name, "severity": each.severity.word, "summary": each.summary}
            for each in self._known_rules
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
                partial(
                    content,
                    uri,
                    self._arguments,
                    self._rules,
                    self._documents(),
                    self._checked.plugins,
                )
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
        self._timer = None
        self._again = True
        if self._task is None or self._task.done():
            self._task = asyncio.get_running_loop().create_task(self._check())

    async def _check(self) -> None:
        while self._again and not self._ended:
            self._again = False
            documents, encoding = self._documents(), self._encoding
            begun = time.perf_counter()
            failures: Sequence[Failure]
            try:
                checked = await self._work(
                    partial(check, self._arguments, self._rules, documents, encoding, self._trees)
                )
            except ConfigurationError as error:
                checked, failures = replace(self._checked, documents=documents), error.failures
            except Exception as error:  # noqa: BLE001 # the next text may go well
                checked, failures = self._checked, [our_fault("in the language server", error)]
            else:
                failures = checked.failures
                if checked.broken:
                    checked = replace(checked, shown=self._checked.shown)
            self._cost = time.perf_counter() - begun
            settings = await self._work(
                partial(settings_diagnostics, documents, failures, self._rules, encoding)
            )
            self._checked = checked
            self._tell(each for each in failures if each.span is None)
            self._publish(checked, settings)
            await self._refresh()
            self._uncollected += 1
            if self._uncollected >= _CHECKS and gc.get_count()[0] > _GARBAGE:
                await self._work(gc.collect)
                self._uncollected = 0

    async def _work(self, work: Callable[[], _T]) -> _T:
        return await asyncio.get_running_loop().run_in_executor(self._pool, work)

    async def _query(self, work: Callable[[], _T]) -> _T:
        return await asyncio.get_running_loop().run_in_executor(self._query_pool, work)

    def _document(self, uri: str) -> Document | None:
        """Return an open document as it is now."""
        return next((each for each in self._documents() if each.uri == uri), None)

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

    def _publish(
        self, checked: Checked, settings: Mapping[str, Sequence[types.Diagnostic]]
    ) -> None:
        """Publish findings for every open document, and for other files that changed."""
        found = {uri: [each.diagnostic for each in shown] for uri, shown in checked.shown.items()}
        for uri, diagnostics in settings.items():
            found.setdefault(uri, []).extend(diagnostics)
        versions = {each.uri: each.version for each in checked.documents}
        before, self._published = self._published, found
        self._news.set()
        if self._pulls:
            if found != before:
                self._server.workspace_diagnostic_refresh(None)
            return
        for uri in dict.fromkeys((*versions, *found, *before)):
            diagnostics = found.get(uri, [])
            if uri in versions or diagnostics != before.get(uri):
                self._server.text_document_publish_diagnostics(
                    types.PublishDiagnosticsParams(uri, diagnostics, versions.get(uri))
                )

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


def _defined(
    position: types.Position, checked: Checked, opened: Document, places: Places
) -> list[types.Location]:
    found = _symbol(position, checked, opened, places)
    if checked.workspace is None or found is None:
        return []
    return [places.location(each) for each in definitions(checked.workspace, found)]


def _used(
    position: types.Position,
    checked: Checked,
    opened: Document,
    places: Places,
    *,
    declared: bool,
) -> list[types.Location]:
    found = _symbol(position, checked, opened, places)
    if checked.workspace is None or found is None:
        return []
    directories = (*checked.directories, *(each.directory for each in checked.modules))
    spans = [
        *(definitions(checked.workspace, found) if declared else ()),
        *uses(checked.workspace, directories, found),
        *routed(checked.modules, found),
    ]
    return [places.location(each) for each in dict.fromkeys(spans)]


def _symbol(
    position: types.Position, checked: Checked, opened: Document, places: Places
) -> Symbol | None:
    """Return what is named at a position; for the name of an event bus in a string, the bus."""
    if checked.workspace is None:
        return None
    file = checked.file(opened)
    offset = places.offset(file, position)
    found = symbol_at(checked.workspace, file, offset)
    return found[0] if found else bus_at(checked.module(opened.directory), file, offset)


def _name(diagnostics: Sequence[types.Diagnostic]) -> str:
    """Return a name of a list of diagnostics: the same for the same ones."""
    return sha256(repr(diagnostics).encode("utf-8", "replace")).hexdigest()[:16]
