"""Diagnostics on their way to the editor: sent after each check, or when the editor asks."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Mapping, Sequence
from hashlib import sha256
from typing import Final

from lsprotocol import types

from bridgelint.langserver.checking import Checked
from bridgelint.langserver.connection import EditorConnection

Everything = Callable[[types.ProgressToken | None], Awaitable[Mapping[str, list[types.Diagnostic]]]]
"""Checks the whole workspace. Returns the diagnostics by URI."""


class Publishing:
    """The diagnostics of the last check, and of the whole workspace as it was last saved."""

    def __init__(
        self,
        connection: EditorConnection,
        settled: Callable[[], Awaitable[None]],
        check_everything: Everything,
    ) -> None:
        """`settled` waits until the newest texts are checked."""
        self._connection: Final = connection
        self._settled: Final = settled
        self._check_everything: Final = check_everything
        self._published: Mapping[str, list[types.Diagnostic]] = {}
        self._versions: Mapping[str, int | None] = {}
        self._everywhere: Mapping[str, list[types.Diagnostic]] = {}
        self._news: Final = asyncio.Event()
        self.stale = True
        """Whether a file was saved since the whole workspace was checked."""

    @property
    def editor_asks(self) -> bool:
        """Whether the editor asks for diagnostics, so that none are sent unasked.

        It must also accept requests to refresh them: a change of one file concerns others.
        """
        capabilities = self._connection.client_capabilities
        workspace = capabilities.workspace
        asking = capabilities.text_document and capabilities.text_document.diagnostic
        refreshed = workspace and workspace.diagnostics and workspace.diagnostics.refresh_support
        return bool(asking and refreshed)

    def publish(self, checked: Checked, settings: Mapping[str, Sequence[types.Diagnostic]]) -> None:
        """Publish findings for every open document, and for other files that changed."""
        found = {uri: [each.diagnostic for each in shown] for uri, shown in checked.shown.items()}
        for uri, diagnostics in settings.items():
            found.setdefault(uri, []).extend(diagnostics)
        before, self._published = self._published, found
        self._versions = {each.uri: each.version for each in checked.places.documents.values()}
        self._news.set()
        if self.editor_asks:
            if found != before:
                self._connection.workspace_diagnostic_refresh(None)
            return
        for uri in dict.fromkeys((*self._versions, *found, *before)):
            diagnostics = found.get(uri, [])
            if uri in self._versions or diagnostics != before.get(uri):
                version = self._versions.get(uri)
                parameters = types.PublishDiagnosticsParams(uri, diagnostics, version)
                self._connection.text_document_publish_diagnostics(parameters)

    async def of_document(
        self, params: types.DocumentDiagnosticParams
    ) -> types.RelatedFullDocumentDiagnosticReport | types.RelatedUnchangedDocumentDiagnosticReport:
        """Report the diagnostics of a document."""
        await self._settled()
        items = self._published.get(params.text_document.uri, [])
        name = _name(items)
        if name == params.previous_result_id:
            return types.RelatedUnchangedDocumentDiagnosticReport(name)
        return types.RelatedFullDocumentDiagnosticReport(items, result_id=name)

    async def of_workspace(
        self, params: types.WorkspaceDiagnosticParams
    ) -> types.WorkspaceDiagnosticReport:
        """Report every file whose diagnostics have changed. Wait until there is one."""
        before = {each.uri: each.value for each in params.previous_result_ids}
        while True:
            await self._settled()
            if self.stale:
                self.stale = False
                self._everywhere = await self._check_everything(params.work_done_token)
            found = {**self._everywhere, **self._published}
            reports = [
                types.WorkspaceFullDocumentDiagnosticReport(
                    uri, items, self._versions.get(uri), result_id=_name(items)
                )
                for uri, items in ((uri, found.get(uri, [])) for uri in {**before, **found})
                if before.get(uri, _name([])) != _name(items)
            ]
            if reports or not before:
                return types.WorkspaceDiagnosticReport(reports)
            self._news.clear()
            await self._news.wait()


def _name(diagnostics: Sequence[types.Diagnostic]) -> str:
    """Return a name of a list of diagnostics: the same for the same ones."""
    return sha256(repr(diagnostics).encode("utf-8", "replace")).hexdigest()[:16]
