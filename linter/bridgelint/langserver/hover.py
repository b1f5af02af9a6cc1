"""Hover texts: the page of a rule, a value, what an event keyword means, the event to be sent."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator, Sequence
from typing import Final

from lsprotocol.types import Hover, MarkupContent, MarkupKind, Position

from bridgelint.actions.fields import Origin, origins
from bridgelint.actions.mentions import NOT_OBJECTS
from bridgelint.base.source import Span
from bridgelint.base.words import plural
from bridgelint.emit.outgoing import Draft, OutgoingRequest
from bridgelint.emit.rendering import UNKNOWN, pretty, rendered_json
from bridgelint.eventbridge.limits import MAX_REQUEST_BYTES
from bridgelint.hcl.parse import parse_expression
from bridgelint.langserver.checking import Checked, Surroundings
from bridgelint.langserver.documents import Document
from bridgelint.lint.ignore_comments import ignored_names
from bridgelint.lint.loading import directory_of
from bridgelint.report.markdown import fenced
from bridgelint.report.rule_pages import explain
from bridgelint.report.terminal import printable
from bridgelint.terraform.values.values import SENSITIVE, Value
from bridgelint.terraform.versions import WORDS

_MOST_PARTS: Final = 3
"""Requests or values on one page."""

_MOST_LINES: Final = 120
_SEPARATOR: Final = "\n---\n\n"

_MOMENTS: Final = {
    "before_create": "before Terraform creates the resource",
    "after_create": "after Terraform has created the resource",
    "before_update": "before Terraform updates the resource in place",
    "after_update": "after Terraform has updated the resource in place",
    "before_destroy": "before Terraform destroys the resource",
    "after_destroy": "after Terraform has destroyed the resource",
}


def _event_page(event: str) -> str:
    major, minor, _ = WORDS.get(event, WORDS["action_trigger"]).since
    replaced = "does not fire it" if event.endswith("_update") else "also fires it"
    return (
        f"Fires {_MOMENTS[event]}. A replacement {replaced}. Terraform {major}.{minor} and later."
    )


EVENT_PAGES: Final = {event: _event_page(event) for event in _MOMENTS}
"""When each event fires, and since which release."""

Page = tuple[str, Span]
"""Markdown, and what it is about."""

Chosen = tuple[OutgoingRequest, Sequence[Draft]]
"""A request, and those of its entries that are shown."""


def hover(checked: Checked, document: Document, position: Position) -> Hover | None:
    """Return what there is to say about a place, or `None`."""
    place = checked.place(document, position)
    page = _rule(checked, place)
    if page is None and place.blocks:
        page = _event(checked, place) or _trigger(checked, place) or _value(checked, place)
    if page is None:
        return None
    text, span = page
    return Hover(MarkupContent(MarkupKind.Markdown, text), checked.places.range(span))


def _rule(checked: Checked, place: Surroundings) -> Page | None:
    """Return the page of a rule that an ignore comment names at the place."""
    for name in ignored_names(place.file):
        rule = next((each for each in checked.rules if each.name == name.name), None)
        if rule is not None and place.is_in(name.span):
            return explain(rule, columns=80, colour=False), name.span
    return None


def _event(checked: Checked, place: Surroundings) -> Page | None:
    """Return the event of the action or entry whose header is at the place."""
    header, whole = place.blocks[-1].header, len(place.blocks) == 1
    if place.blocks[0].type != "action" or not place.is_in(header):
        return None
    chosen = [
        (each, [one for one in each.drafts if whole or _same(one.span, header)])
        for each in checked.requests_in(place.blocks[0])
    ]
    return _requests([each for each in chosen if whole or each[1]], header)


def _same(one: Span, other: Span) -> bool:
    return one.file is other.file and one.start == other.start


def _trigger(checked: Checked, place: Surroundings) -> Page | None:
    """Return what an event keyword means, or what an action in a trigger sends."""
    if place.blocks[-1].type != "action_trigger" or place.attribute is None:
        return None
    module = checked.module(directory_of(place.file.path))
    for trigger in module.triggers if module else ():
        for event in trigger.events:
            if place.is_in(event.span):
                page = EVENT_PAGES.get(event.name)
                return (f"{_code(event.name)}: {page}\n", event.span) if page else None
        for reference in trigger.references:
            if place.is_in(reference.span):
                own = checked.requests([reference.action] if reference.action else [])
                keys = {each.action_key for each in reference.targets}
                chosen = [each for each in own if not keys or each.instance.key in keys]
                return _requests([(each, each.drafts) for each in chosen], reference.span)
    return None


def _value(checked: Checked, place: Surroundings) -> Page | None:
    """Return the value of the reference at the place, or of its argument."""
    module = checked.module(directory_of(place.file.path))
    reference = place.reference
    if module is not None and reference is not None and reference.root not in NOT_OBJECTS:
        expression = parse_expression(place.file, reference.span.start, reference.span.end)[0]
        if expression is not None:
            value = module.evaluated.evaluate(expression)
            lines = _shown(reference.span.text, value, origins(module.evaluated, expression))
            return "\n".join([*lines, ""]), reference.span
    return _argument(checked, place)


def _argument(checked: Checked, place: Surroundings) -> Page | None:
    """Return the values of an argument of an entry, by instance."""
    attribute = place.attribute
    if attribute is None or place.blocks[0].type != "action":
        return None
    pages: dict[str, str] = {}
    for request in checked.requests_in(place.blocks[0]):
        for field in request.instance.fields:
            if _same(field.attribute.span, attribute.span):
                page = _shown(field.name, field.value, field.origins, field.encoded)
                pages.setdefault("\n".join([*page, ""]), request.title)
    if len(pages) == 1:
        return next(iter(pages)), attribute.name_span
    parts = [f"**{_code(title)}**\n\n{page}" for page, title in pages.items()][:_MOST_PARTS]
    more = len(pages) - len(parts)
    parts += [f"and {plural(more, 'more value')}\n"] if more else []
    return (_SEPARATOR.join(parts), attribute.name_span) if parts else None


def _shown(
    title: str, value: Value, declared: Iterable[Origin], encoded: Value | None = None
) -> Iterator[str]:
    """Yield a value as it may be shown, where it is set, and why a part of it is unknown."""
    shown = rendered_json(value if encoded is None or not value.is_secret else encoded)
    hidden = shown.text.strip('"')
    if hidden in {UNKNOWN, SENSITIVE}:
        yield f"{_code(title)}: {hidden.strip('()')}"
        yield ""
    else:
        lines = _lines(shown.text)
        yield f"{_code(title)} = {_code(lines[0])}" if len(lines) == 1 else _code(title)
        yield ""
        yield from _fenced(lines) if len(lines) > 1 else ()
    for each in declared:
        place = f"{each.span.file.path}:{each.span.line}"
        yield f"- {_code(each.address)} is set in {_code(place)}"
    for reason in dict.fromkeys(gap.reason.text for gap in shown.gaps):
        yield f"- unknown: {_escaped(reason)}"


def _requests(chosen: Sequence[Chosen], span: Span) -> Page | None:
    parts = ["\n".join(_request(*each)) for each in chosen[:_MOST_PARTS]]
    more = len(chosen) - len(parts)
    rest = f"and {plural(more, 'more request')}: `bridgelint --dry-run` shows all\n"
    parts += [rest] if more else []
    return (_SEPARATOR.join(parts), span) if parts else None


def _request(request: OutgoingRequest, drafts: Sequence[Draft]) -> Iterator[str]:
    yield f"**{_code(request.title)}**: {_size(request, drafts)}"
    yield ""
    for draft in drafts:
        envelope = dict(request.shown(draft))
        detail = envelope.pop("Detail", None)
        yield from _fenced(json.dumps(envelope, indent=2, ensure_ascii=False).split("\n"))
        if isinstance(detail, str):
            yield "`Detail`"
            yield ""
            yield from _fenced(_lines(detail))
    indices = {None, *(each.index for each in drafts)}
    about = [each for each in request.view.unknown if each.entry in indices]
    yield from _listed(
        "Unknown:", (f"{_code(each.name)}: {_escaped(each.reason)}" for each in about)
    )
    receivers = (each for draft in drafts for each in _receivers(request, draft))
    yield from _listed("Received by:", dict.fromkeys(receivers))


def _listed(heading: str, items: Iterable[str]) -> Iterator[str]:
    lines = [f"- {each}" for each in items]
    yield from (heading, "", *lines, "") if lines else ()


def _receivers(request: OutgoingRequest, draft: Draft) -> Iterator[str]:
    """Yield who receives an entry, or may receive it."""
    for each in request.receptions(draft):
        if each.match != "no":
            certain = "" if each.match == "yes" else f" (maybe: {_escaped(each.reason)})"
            yield f"{_code(each.receiver.name)}{certain}"


def _size(request: OutgoingRequest, drafts: Sequence[Draft]) -> str:
    count, size, limit = plural(len(drafts), "entry"), request.size, f" of {MAX_REQUEST_BYTES:,}"
    if len(drafts) < len(request.drafts):
        count, size, limit = f"{count} of {len(request.drafts):,}", drafts[0].size, ""
    exact = "" if size.exact is not None else "at least "
    return f"{count}, {exact}{size.least:,}{limit} bytes"


def _code(text: str) -> str:
    return _escaped(text) if "`" in text else f"`{printable(text)}`"


def _escaped(text: str) -> str:
    return re.sub(r"([\\`*_\[\]<>])", r"\\\1", printable(text))


def _lines(text: str) -> list[str]:
    return ["".join(part for part, _ in line) for line in pretty(text, is_json=True)]


def _fenced(lines: Sequence[str]) -> Iterator[str]:
    more = ["…"] if len(lines) > _MOST_LINES else []
    return fenced("json", [*map(printable, lines[:_MOST_LINES]), *more])
