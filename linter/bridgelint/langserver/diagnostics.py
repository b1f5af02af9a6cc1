"""Findings and configuration errors for an editor: sent after each check, or when it asks."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Mapping, Sequence
from functools import partial
from hashlib import sha256
from typing import Final

from lsprotocol import types

from bridgelint.base.failure import Failure
from bridgelint.base.finding import Finding, Severity
from bridgelint.base.records import replace
from bridgelint.base.source import SourceFile, Span
from bridgelint.config.config_file import mistakes
from bridgelint.langserver.connection import EditorConnection
from bridgelint.langserver.documents import Places
from bridgelint.lint.rule import Rule
from bridgelint.report.formats import rule_page
from bridgelint.report.terminal import printable

_SEVERITY: Final = {
    Severity.ERROR: types.DiagnosticSeverity.Error,
    Severity.WARNING: types.DiagnosticSeverity.Warning,
    Severity.NOTICE: types.DiagnosticSeverity.Information,
}

Diagnostics = Mapping[str, list[types.Diagnostic]]
"""The diagnostics by URI."""

Everything = Callable[[types.ProgressToken | None], Awaitable[Diagnostics]]
"""Checks the whole workspace."""


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
        self._published: Diagnostics = {}
        self._versions: Mapping[str, int | None] = {}
        self._everywhere: Diagnostics = {}
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

    def publish(self, found: Diagnostics, places: Places) -> None:
        """Publish findings for every open document, and for other files that changed."""
        before, self._published = self._published, found
        self._versions = {each.uri: each.version for each in places.documents.values()}
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


def of_finding(finding: Finding, places: Places) -> types.Diagnostic:
    """Return the diagnostic of a finding in a file."""
    advice = f"help: {finding.help}" if finding.help else ""
    link = rule_page(finding.rule, finding.link)
    told = [(each.message or "related", each.span) for each in finding.related]
    told += [("called from here", span) for span in finding.callers]
    return types.Diagnostic(
        range=places.range(finding.primary.span),
        severity=_SEVERITY[finding.severity],
        code=finding.rule,
        code_description=types.CodeDescription(link) if link else None,
        source="bridgelint",
        message=_text(finding.message, finding.primary.message, advice),
        related_information=[
            types.DiagnosticRelatedInformation(places.location(span), printable(message))
            for message, span in told
            if places.is_file(span)
        ]
        or None,
    )


def of_settings(
    failures: Sequence[Failure], rules: Sequence[type[Rule]], places: Places
) -> dict[str, list[types.Diagnostic]]:
    """Return what is wrong in configuration files, open or at fault for a failure, by URI."""
    opened = [each for each in places.documents.values() if each.is_settings]
    names = partial(_names, rules)
    wrong = [one for each in opened for one in mistakes(SourceFile(each.path, each.data), names)]
    found: dict[str, dict[Failure, types.Diagnostic]] = {}
    for failure in (*wrong, *failures):
        if failure.span is not None:
            # Two readings of a file have different spans.
            key = replace(failure, span=None)
            diagnostic = types.Diagnostic(
                range=places.range(failure.span),
                severity=types.DiagnosticSeverity.Error,
                source="bridgelint",
                message=_text(failure.message, failure.help),
            )
            by_failure = found.setdefault(places.uri(failure.span.file.path), {})
            by_failure.setdefault(key, diagnostic)
    return {uri: list(by_failure.values()) for uri, by_failure in found.items()}


def _names(rules: Sequence[type[Rule]], plugins: Mapping[str, Span]) -> tuple[str, ...]:
    """Return the names of the rules, with those of plugins. Raise `ConfigurationError`."""
    from bridgelint.lint.plugins import Plugins  # only with a configuration file

    return tuple(each.name for each in (*rules, *Plugins(rules).load(plugins)))


def _text(*parts: str) -> str:
    return "\n".join(printable(part) for part in parts if part)
