"""Documents that only exist on the server: a dry run, and the page of a rule."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Final
from urllib.parse import quote, unquote, urlsplit

from lsprotocol.types import Position, Range

from bridgelint.base.failure import Failure
from bridgelint.base.source import SourceFile, Span
from bridgelint.config.config import ConfigurationError
from bridgelint.emit.gathering import gather
from bridgelint.emit.outgoing import OutgoingRequest
from bridgelint.emit.panel import panels
from bridgelint.langserver.checking import asked
from bridgelint.langserver.documents import Document, Places, touches
from bridgelint.lint.loading import Loaded
from bridgelint.lint.rule import Rule
from bridgelint.lint.run_arguments import Arguments
from bridgelint.report.rule_pages import explain
from bridgelint.workspace.block_index import index_files

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


def content(
    uri: str,
    arguments: Arguments,
    rules: Sequence[type[Rule]],
    documents: Sequence[Document],
    plugins: Sequence[type[Rule]] = (),
) -> str | None:
    """Return the current text of a document, or `None` if it does not exist. `plugins` are the
    rules of plugins, which have pages as well."""
    parts = urlsplit(uri)
    if parts.scheme != SCHEME:
        return None
    folder, _, name = unquote(parts.path).removeprefix("/").partition("/")
    if folder == "rules":
        rule = next((each for each in (*rules, *plugins) if f"{each.name}.md" == name), None)
        return None if rule is None else explain(rule, columns=_COLUMNS, colour=False)
    opened = next((each for each in documents if each.uri == unquote(parts.query)), None)
    if folder != "dry-run":
        return None
    if opened is None:
        return "The file is not open.\n"
    action = name if name.startswith("action.") else ""
    return _dry_run(opened, action, arguments, rules, documents)


def action_at(document: Document, position: Position, encoding: str) -> str:
    """Return the address within the module of the action block around a position.

    Empty outside action blocks.
    """
    file = SourceFile(document.path, document.data)
    places = Places(encoding, [document])
    at = Range(position, position)
    index = index_files([file])
    for block in (*index.primary, *index.overrides):
        span = Span(file, block.start, block.end)
        if block.type == "action" and touches(places.range(span), at):
            return ".".join(("action", *block.labels))
    return ""


def _dry_run(
    opened: Document,
    action: str,
    arguments: Arguments,
    rules: Sequence[type[Rule]],
    documents: Sequence[Document],
) -> str:
    try:
        run = asked(arguments, rules, documents, "dry-run")
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
