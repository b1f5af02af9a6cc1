"""Mapping from an offset in a string back to the place in the template that produced it."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from itertools import pairwise
from typing import Final

from bridgelint.base.source import Span
from bridgelint.eventbridge.detail.text_languages import leftmost
from bridgelint.hcl.tree import Template, TemplatePart, TemplateText

# Compiled when a place is needed, not when bridgelint starts.
_ESCAPE: Final = (
    r"\\u[dD][89abAB][0-9a-fA-F]{2}\\u[dD][c-fC-F][0-9a-fA-F]{2}"
    r"|\\u[0-9a-fA-F]{4}|\\U[0-9a-fA-F]{8}|\\.|\$\$\{|%%\{|."
)
_PLAIN: Final = r"\$\$\{|%%\{|."


def place_of(template: Template, text: str, start: int, end: int) -> Span:
    """Return the bytes of the template that produced `text[start:end]`.

    `text` is the value of the template, with a mark for each unknown part. Inside an interpolation
    or a directive, the place is the whole of it; if the text cannot be mapped back with certainty,
    it is the whole template.
    """
    if start == 0 and end == len(text):
        return template.span
    for part, first, last in _places(template.parts, text):
        if first <= start < last or (start == last == len(text) and first < last):
            return _in_part(part, start - first, min(end, last) - first, template)
    return template.span


def _places(parts: tuple[TemplatePart, ...], text: str) -> Iterator[tuple[TemplatePart, int, int]]:
    """Yield each part whose range in the text is certain, with that range.

    The literal texts are searched from the left and from the right; if both find one at the same
    place, no other reading of the whole text exists.
    """
    literals = [part.text if isinstance(part, TemplateText) else None for part in parts]
    mirrored = [each and each[::-1] for each in reversed(literals)]
    starts, ends = leftmost(literals, text), leftmost(mirrored, text[::-1])
    if starts is None or ends is None:
        return
    lefts = pairwise([*starts, len(text)])
    rights = pairwise([0, *(len(text) - each for each in reversed(ends))])
    for part, left, right in zip(parts, lefts, rights, strict=True):
        if left == right:
            yield part, *left


def _in_part(part: TemplatePart, start: int, end: int, template: Template) -> Span:
    if not isinstance(part, TemplateText):
        return part.span
    source = list(_source(part, template.form))
    places: list[tuple[int, int]] = []
    at = 0
    for character in part.text[: max(end, start + 1)]:
        while at < len(source) and source[at][0] != character:
            if at and not source[at][0].isspace():
                return part.span
            at += 1
        if at == len(source):
            return part.span
        places.append(source[at][1:])
        at += 1
    base = part.span.start
    last = places[-1][1] if places else part.span.end - base
    first = places[start][0] if start < len(places) else last
    return Span(part.span.file, base + first, base + (last if end > start else first))


def _source(part: TemplateText, form: str) -> Iterator[tuple[str, int, int]]:
    """Yield the characters that the source of a literal text represents, with indentation, each
    with its place."""
    position = 0
    for token in re.findall(_PLAIN if form == "heredoc" else _ESCAPE, part.span.text, re.DOTALL):
        size = len(token.encode("utf-8", "surrogatepass"))
        yield from ((each, position, position + size) for each in _decoded(token))
        position += size


def _decoded(token: str) -> str:
    if len(token) == 1 or token[0] != "\\":
        return token[1:] or token
    digits = token[2:]
    if len(digits) == 8:
        code = int(digits, 16)
        return chr(code) if code <= 0x10FFFF else token
    if digits or token[1] in "bfnrt":
        decoded: str = json.loads(f'"{token}"')
        return decoded
    return token[1]
