"""Documents that only exist on the server: a dry run, and the page of a rule."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Iterator, Sequence
from typing import Final
from urllib.parse import quote, unquote, urlsplit

from lsprotocol import types
from pygls.exceptions import JsonRpcInvalidParams

from bridgelint.base.failure import Failure
from bridgelint.base.records import replace
from bridgelint.base.source import SourceFile
from bridgelint.config.config import ConfigurationError
from bridgelint.emit.gathering import gather
from bridgelint.emit.outgoing import OutgoingRequest
from bridgelint.langserver.checking import asked
from bridgelint.langserver.connection import EditorConnection
from bridgelint.langserver.documents import Document, Places, blocks_of
from bridgelint.lint.loading import Loaded
from bridgelint.lint.rule import Rule
from bridgelint.lint.run_arguments import Arguments
from bridgelint.report.rule_pages import explain

SCHEME: Final = "bridgelint"

_COLUMNS: Final = 100


def rule_uri(name: str) -> str:
    """Return the URI of the page of a rule."""
    return f"{SCHEME}:/rules/{quote(name)}.md"


def dry_run_uri(document: str, action: str) -> str:
    """Return the URI of a dry run of the document's module.

    `action` is the address within the module; empty for every action.
    """
    return f"{SCHEME}:/dry-run/{quote(action or 'all actions')}?{quote(document, safe='')}"


class VirtualDocuments:
    """The documents that the editor shows, refreshed when their text changes."""

    def __init__(
        self, connection: EditorConnection, content: Callable[[str], Awaitable[str | None]]
    ) -> None:
        """`content` returns the current text of a document, or `None` if it does not exist."""
        self._connection: Final = connection
        self._content: Final = content
        self._shown: dict[str, str] = {}
        """The documents that were shown, with their texts."""

    async def text(
        self, params: types.TextDocumentContentParams
    ) -> types.TextDocumentContentResult:
        """Return the text of a document."""
        text = await self._content(params.uri)
        if text is None:
            raise JsonRpcInvalidParams(f"no such document: {params.uri}")
        return types.TextDocumentContentResult(text)

    async def show(self, uri: str) -> str | None:
        """Show a document. Return its text if the editor cannot show one."""
        text = (await self.text(types.TextDocumentContentParams(uri))).text
        workspace = self._connection.client_capabilities.workspace
        if workspace is None or workspace.text_document_content is None:
            return text
        self._shown[uri] = text
        self._connection.window_show_document(types.ShowDocumentParams(uri, take_focus=False))
        return None

    async def refresh(self) -> None:
        """Ask the editor to reload the documents whose text has changed."""
        for uri, before in list(self._shown.items()):
            text = await self._content(uri)
            if text is not None and text != before:
                self._shown[uri] = text
                parameters = types.TextDocumentContentRefreshParams(uri)
                self._connection.workspace_text_document_content_refresh(parameters)


def content(
    uri: str,
    arguments: Arguments,
    rules: Sequence[type[Rule]],
    pages: Sequence[type[Rule]],
    places: Places,
) -> str | None:
    """Return the current text of a document, or `None` if it does not exist.

    `pages` are the rules that have pages: those of plugins too.
    """
    parts = urlsplit(uri)
    if parts.scheme != SCHEME:
        return None
    folder, _, name = unquote(parts.path).removeprefix("/").partition("/")
    if folder == "rules":
        rule = next((each for each in pages if f"{each.name}.md" == name), None)
        return None if rule is None else explain(rule, columns=_COLUMNS, colour=False)
    if folder != "dry-run":
        return None
    opened = places.document(unquote(parts.query))
    if opened is None:
        return "The file is not open.\n"
    return _dry_run(opened, name if name.startswith("action.") else "", arguments, rules, places)


def action_at(document: Document, position: types.Position, places: Places) -> str:
    """Return the address within the module of the action block around a position.

    Empty outside action blocks.
    """
    file = SourceFile(document.path, document.data)
    offset = places.offset(file, position)
    block = next((each for each in blocks_of(file) if each.start <= offset <= each.end), None)
    return ".".join(("action", *block.labels)) if block and block.type == "action" else ""


def _dry_run(
    opened: Document,
    action: str,
    arguments: Arguments,
    rules: Sequence[type[Rule]],
    places: Places,
) -> str:
    from bridgelint.emit.panel import panels  # imports rich

    try:
        run = asked(replace(arguments, mode="dry-run"), rules, places)
    except ConfigurationError as error:
        return "".join(_lines(error.failures))
    if run is None:
        return "The file does not belong to a module.\n"

    def narrow(_: Loaded, requests: Sequence[OutgoingRequest]) -> Sequence[OutgoingRequest]:
        return [
            each
            for each in requests
            if each.action
            and each.module.directory == opened.directory
            and action in {"", each.action.local_address}
        ]

    gathered = gather(run, narrow)
    shown = panels(gathered.requests, columns=_COLUMNS, colour=False)
    return "".join((*_lines((*gathered.unusable, *gathered.refused)), shown))


def _lines(failures: Sequence[Failure]) -> Iterator[str]:
    for each in failures:
        yield f"error: {each.message}\n"
        if each.help:
            yield f"  {each.help}\n"
