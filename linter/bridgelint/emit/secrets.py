"""Sensitive values, kept out of what others say."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from functools import cached_property
from typing import Final

from bridgelint.emit.outgoing import OutgoingArgument, OutgoingRequest
from bridgelint.report.terminal import printable
from bridgelint.terraform.functions.jsonencode import json_string
from bridgelint.terraform.values.convert import convert
from bridgelint.terraform.values.types import BOOL, NUMBER, STRING
from bridgelint.terraform.values.values import Value, walk

HIDDEN: Final = "(the message repeats a sensitive value)"
_LONGEST_MESSAGE: Final = 400
_SHORTEST: Final = 4
"""A shorter secret, such as `1`, would hide every message."""

_SAMPLE: Final = 8
"""So many characters of a secret in a row are taken for a repetition of it."""


class Secrets:
    """The sensitive values of some requests. Its own text says nothing of them."""

    def __init__(self, requests: Iterable[OutgoingRequest]) -> None:
        self._requests = tuple(requests)

    @cached_property
    def _texts(self) -> frozenset[str]:
        found = {text for each in self._requests for text in _secrets(each)}
        written = {form for text in found for form in (json_string(text)[1:-1], repr(text)[1:-1])}
        return frozenset(each for each in found | written if len(each) >= _SHORTEST)

    def without(self, message: str) -> str:
        """The message on one line; nothing of it where it repeats a piece of a secret."""
        for text in self._texts:
            length = min(_SAMPLE, len(text))
            samples = {message[at : at + length] for at in range(len(message) - length + 1)}
            if any(each in text for each in samples):
                return HIDDEN
        shown = printable(" ".join(message.split()))
        return shown if len(shown) <= _LONGEST_MESSAGE else f"{shown[:_LONGEST_MESSAGE]}…"


def _secrets(request: OutgoingRequest) -> Iterator[str]:
    sensitive = {(each.entry, each.field) for each in request.view.sensitive}
    for draft in request.drafts:
        for argument in draft.arguments:
            if (draft.index, argument.key) in sensitive:
                yield from _of_argument(argument)
    if (None, "region") in sensitive and request.region.name:
        yield request.region.name


def _of_argument(argument: OutgoingArgument) -> Iterator[str]:
    argument = argument.late or argument
    if argument.encoded is None or argument.encoded.is_secret:
        yield from _texts_in(argument.value)
        return
    for each in walk(argument.encoded):
        if each.is_secret:
            yield from _texts_in(each)


def _texts_in(value: Value) -> Iterator[str]:
    for each in walk(value):
        content = each.content
        if isinstance(content, str):
            yield content
        elif isinstance(content, dict):
            yield from content
        elif each.type in {BOOL, NUMBER} and content is not None and each.is_known:
            yield str(convert(each, STRING).content)
