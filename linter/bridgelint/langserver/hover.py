"""Hover texts: the page of a rule, and the event that would be sent."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Sequence
from typing import Final

from lsprotocol.types import Hover, HoverParams, MarkupContent, MarkupKind, Position, Range

from bridgelint.base.source import SourceFile, Span
from bridgelint.base.words import plural
from bridgelint.config.config import ConfigurationError
from bridgelint.emit.outgoing import Draft, OutgoingRequest, Part, requests_of
from bridgelint.emit.pretty import pretty
from bridgelint.eventbridge.limits import MAX_REQUEST_BYTES
from bridgelint.langserver.checking import asked
from bridgelint.langserver.documents import Document, Places, touches
from bridgelint.lint.ignore_comments import ignored_names
from bridgelint.lint.loading import read
from bridgelint.lint.rule import Rule
from bridgelint.lint.run_arguments import Arguments
from bridgelint.report.rule_pages import explain
from bridgelint.report.terminal_text import printable

_MOST_REQUESTS: Final = 3
_MOST_LINES: Final = 120
_HEADER: Final = re.compile(r"\s*(action|entry|dynamic|content)\b")


def hover(
    params: HoverParams,
    arguments: Arguments,
    rules: Sequence[type[Rule]],
    documents: Sequence[Document],
    encoding: str,
) -> Hover | None:
    """Return the hover text of a place. `None` for most places."""
    document = next((each for each in documents if each.uri == params.text_document.uri), None)
    if document is None:
        return None
    places = Places(encoding, documents)
    at = Range(params.position, params.position)
    file = SourceFile(document.path, document.data)
    for name in ignored_names(file):
        rule = next((each for each in rules if each.name == name.name), None)
        if rule is not None and touches(places.range(name.span), at):
            return _hover(explain(rule, columns=80, colour=False), places.range(name.span))
    if not _may_be_header(file, params.position):
        return None
    try:
        run = asked(arguments, rules, documents, "dry-run")
    except ConfigurationError:
        return None  # the check says so
    if run is None:
        return None
    requests = tuple(requests_of(read(run).modules))
    return _event(requests, places, file.path, at)


def _may_be_header(file: SourceFile, position: Position) -> bool:
    """Return whether it is worth evaluating the events, which takes a while."""
    if file.path.endswith(".json"):
        return True
    line = position.line + 1
    if line > len(file.line_starts):
        return False
    return _HEADER.match(file.line_text(line)) is not None


def _event(
    requests: Sequence[OutgoingRequest], places: Places, path: str, at: Range
) -> Hover | None:
    """Return the requests of the action with this header, or the entries of the block."""

    def is_there(span: Span) -> bool:
        return span.file.path == path and touches(places.range(span), at)

    entries = [
        (request, [each for each in request.drafts if is_there(each.span)]) for request in requests
    ]
    chosen = [(request, drafts) for request, drafts in entries if drafts]
    if chosen:
        return _hover(_page(chosen), places.range(chosen[0][1][0].span))
    actions = [each for each in requests if is_there(each.instance.action.header)]
    if actions:
        page = _page([(each, each.drafts) for each in actions])
        return _hover(page, places.range(actions[0].instance.action.header))
    return None


def _hover(text: str, where: Range) -> Hover:
    return Hover(MarkupContent(MarkupKind.Markdown, text), where)


def _page(chosen: Sequence[tuple[OutgoingRequest, Sequence[Draft]]]) -> str:
    parts = ["\n".join(_request(*each)) for each in chosen[:_MOST_REQUESTS]]
    more = len(chosen) - _MOST_REQUESTS
    if more > 0:
        parts.append(f"and {plural(more, 'more request')}: `bridgelint --dry-run` shows all\n")
    return "\n---\n\n".join(parts)


def _request(request: OutgoingRequest, drafts: Sequence[Draft]) -> Iterator[str]:
    yield f"**{_code(request.title)}**: {_size(request, drafts)}"
    yield ""
    shown = dict(zip(request.drafts, request.view.entries, strict=True))
    for draft in drafts:
        envelope = dict(shown[draft])
        detail = envelope.pop("Detail", None)
        yield from _fenced(json.dumps(envelope, indent=2, ensure_ascii=False).split("\n"))
        if isinstance(detail, str):
            yield "`Detail`"
            yield ""
            lines = pretty(detail, is_json=True)
            yield from _fenced(["".join(piece.text for piece in line) for line in lines])
    indices = {each.index for each in drafts}
    about = [each for each in request.view.unknown if each.entry is None or each.entry in indices]
    if about:
        yield "Known after apply:"
        yield ""
        yield from (f"- {_part(each)}" for each in about)
        yield ""


def _size(request: OutgoingRequest, drafts: Sequence[Draft]) -> str:
    if len(drafts) == len(request.drafts):
        count, size = plural(len(drafts), "entry"), request.size
        limit = f" of {MAX_REQUEST_BYTES:,}"
    else:
        count, size = f"{plural(len(drafts), 'entry')} of {len(request.drafts):,}", drafts[0].size
        limit = ""
    exact = "" if size.exact is not None else "at least "
    return f"{count}, {exact}{size.least:,}{limit} bytes"


def _part(part: Part) -> str:
    return f"{_code(part.name)}: {_escaped(part.reason)}"


def _code(text: str) -> str:
    return _escaped(text) if "`" in text else f"`{printable(text)}`"


def _escaped(text: str) -> str:
    return re.sub(r"([\\`*_\[\]<>])", r"\\\1", printable(text))


def _fenced(lines: Sequence[str]) -> Iterator[str]:
    """Return a block of JSON with a fence that none of its lines contains."""
    longest = max((len(run) for line in lines for run in re.findall("`+", line)), default=0)
    fence = "`" * max(3, longest + 1)
    yield f"{fence}json"
    yield from map(printable, lines[:_MOST_LINES])
    if len(lines) > _MOST_LINES:
        yield "…"
    yield fence
    yield ""
