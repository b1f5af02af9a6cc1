"""Hover texts: the page of a rule, and the event that would be sent."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Sequence
from typing import Final

from lsprotocol.types import Hover, MarkupContent, MarkupKind, Position, Range

from bridgelint.actions.fields import Field, Origin
from bridgelint.actions.value_origins import origins
from bridgelint.base.source import Span
from bridgelint.base.words import plural
from bridgelint.emit.outgoing import Draft, OutgoingRequest, Part
from bridgelint.emit.rendering import UNKNOWN, pretty, rendered_json
from bridgelint.eventbridge.limits import MAX_REQUEST_BYTES
from bridgelint.hcl.parse import parse_expression
from bridgelint.langserver.checking import Checked
from bridgelint.langserver.documents import Document
from bridgelint.langserver.event_words import EVENT_PAGES
from bridgelint.langserver.syntax import Surroundings, place_at
from bridgelint.lint.ignore_comments import ignored_names
from bridgelint.lint.loading import directory_of
from bridgelint.report.rule_pages import explain
from bridgelint.report.terminal import printable
from bridgelint.terraform.values.values import SENSITIVE, Value

_MOST_REQUESTS: Final = 3
_MOST_LINES: Final = 120


def hover(checked: Checked, document: Document, position: Position) -> Hover | None:
    """Return what there is to say about a place, or `None`."""
    file, places = checked.file(document), checked.places
    offset = places.offset(file, position)
    for name in ignored_names(file):
        rule = next((each for each in checked.rules if each.name == name.name), None)
        if rule is not None and name.span.start <= offset <= name.span.end:
            return _hover(explain(rule, columns=80, colour=False), places.range(name.span))
    place = place_at(file, offset)
    if not place.blocks:
        return None
    found = _event(checked, place) or _trigger(checked, place) or _value(checked, place)
    if found is None:
        return None
    text, span = found
    return _hover(text, places.range(span))


Page = tuple[str, Span]


def _event(checked: Checked, place: Surroundings) -> Page | None:
    """Return the event of the action or entry whose header is at the place."""
    header = place.blocks[-1].header
    if place.blocks[0].type != "action" or not place.is_in(header):
        return None
    own = checked.requests(checked.actions(place.blocks[0].span))
    if len(place.blocks) == 1:
        return _events([(each, each.drafts) for each in own], header)
    chosen = [(each, [one for one in each.drafts if _same(one.span, header)]) for each in own]
    return _events([each for each in chosen if each[1]], header)


def _events(chosen: Sequence[tuple[OutgoingRequest, Sequence[Draft]]], span: Span) -> Page | None:
    return (_page(chosen), span) if chosen else None


def _same(one: Span, other: Span) -> bool:
    return one.file is other.file and one.start == other.start


def _trigger(checked: Checked, place: Surroundings) -> Page | None:
    """Return what an event keyword means, or what an action in a trigger sends."""
    if not place.within("action_trigger") or place.attribute is None:
        return None
    module = checked.module(directory_of(place.file.path))
    for trigger in module.triggers if module else ():
        for event in trigger.events or ():
            if event.span.file is place.file and place.is_in(event.span):
                page = EVENT_PAGES.get(event.name)
                return (f"{_code(event.name)}: {page}\n", event.span) if page else None
        for reference in trigger.references:
            if reference.span.file is place.file and place.is_in(reference.span):
                own = checked.requests([reference.action] if reference.action else [])
                keys = {each.action_key for each in reference.targets}
                chosen = [each for each in own if not keys or each.instance.key in keys]
                return _events([(each, each.drafts) for each in chosen], reference.span)
    return None


def _value(checked: Checked, place: Surroundings) -> Page | None:
    """Return the value of the reference at the place, or of its argument."""
    module = checked.module(directory_of(place.file.path))
    reference = place.reference
    if module is not None and reference is not None and reference.root not in _BOUND:
        expression = parse_expression(place.file, reference.span.start, reference.span.end)[0]
        if expression is not None:
            value = module.evaluated.evaluate(expression)
            declared = origins(module.evaluated, expression)
            text = "\n".join(_shown(reference.span.text, value, declared))
            return f"{text}\n", reference.span
    return _argument(checked, place)


_BOUND: Final = frozenset({"action", "caller", "count", "each", "path", "self", "terraform"})
"""References whose value depends on the place, or that have none."""


def _argument(checked: Checked, place: Surroundings) -> Page | None:
    """Return the values of an argument of an entry, by instance."""
    attribute = place.attribute
    if attribute is None or place.blocks[0].type != "action":
        return None
    pages: dict[str, list[str]] = {}
    for request in checked.requests(checked.actions(place.blocks[0].span)):
        for field in _fields(request):
            if _same(field.attribute.span, attribute.span):
                page = _shown(field.name, field.value, field.origins, field.encoded)
                pages.setdefault("\n".join(page), []).append(request.title)
    if len(pages) == 1:
        return f"{next(iter(pages))}\n", attribute.name_span
    shown = [f"**{_code(titles[0])}**\n\n{page}\n" for page, titles in pages.items()]
    more = len(shown) - _MOST_REQUESTS
    if more > 0:
        shown[_MOST_REQUESTS:] = [f"and {plural(more, 'more value')}\n"]
    return ("\n---\n\n".join(shown), attribute.name_span) if shown else None


def _fields(request: OutgoingRequest) -> Iterator[Field]:
    region = request.instance.region_argument
    if region is not None:
        yield region
    for entry in request.instance.entries:
        yield from entry.fields


def _shown(
    title: str, value: Value, origins: Sequence[Origin], encoded: Value | None = None
) -> Iterator[str]:
    """Yield a value as it may be shown, where it is set, and why a part of it is unknown."""
    shown = rendered_json(value if encoded is None or not value.is_secret else encoded)
    text = shown.text if shown.text not in {f'"{UNKNOWN}"', f'"{SENSITIVE}"'} else shown.text[1:-1]
    if text in {UNKNOWN, SENSITIVE}:
        yield f"{_code(title)}: {text.strip('()')}"
        yield ""
    else:
        lines = ["".join(text for text, _ in line) for line in pretty(shown.text, is_json=True)]
        yield f"{_code(title)} = {_code(lines[0])}" if len(lines) == 1 else _code(title)
        yield ""
        yield from _fenced(lines) if len(lines) > 1 else ()
    for each in origins:
        place = f"{each.span.file.path}:{each.span.line}"
        yield f"- {_code(each.address)} is set in {_code(place)}"
    for reason in dict.fromkeys(gap.reason.text for gap in shown.gaps):
        yield f"- unknown: {_escaped(reason)}"


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
            yield from _fenced(["".join(text for text, _ in line) for line in lines])
    indices = {each.index for each in drafts}
    about = [each for each in request.view.unknown if each.entry is None or each.entry in indices]
    if about:
        yield "Unknown:"
        yield ""
        yield from (f"- {_part(each)}" for each in about)
        yield ""
    receivers = [each for draft in drafts for each in _receivers(request, draft)]
    if receivers:
        yield "Received by:"
        yield ""
        yield from (f"- {each}" for each in dict.fromkeys(receivers))
        yield ""


def _receivers(request: OutgoingRequest, draft: Draft) -> Iterator[str]:
    """Yield who receives an entry, or may receive it."""
    entry = next((each for each in request.instance.entries if each.index == draft.index), None)
    for each in request.module.receptions(request.instance, entry) if entry else ():
        if each.match != "no":
            certain = "" if each.match == "yes" else f" (maybe: {_escaped(each.reason)})"
            yield f"{_code(each.receiver.name)}{certain}"


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
