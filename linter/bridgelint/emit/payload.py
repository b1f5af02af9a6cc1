"""Entries as PutEvents accepts them, their hashes, and the secrets in them."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from functools import cached_property
from hashlib import sha256
from typing import Final

from bridgelint.base.records import replace
from bridgelint.emit.outgoing import Draft, OutgoingArgument, OutgoingRequest
from bridgelint.eventbridge.limits import sent_milliseconds, sent_time
from bridgelint.report.terminal import printable
from bridgelint.terraform.functions.jsonencode import json_string
from bridgelint.terraform.functions.rfc3339 import NoTimestamp, Timestamp, parse
from bridgelint.terraform.values.convert import convert
from bridgelint.terraform.values.types import BOOL, NUMBER, STRING
from bridgelint.terraform.values.values import NO_MARKS, Unknown, Value, walk

Entry = dict[str, object]

HIDDEN: Final = "(the message repeats a sensitive value)"
_LONGEST_MESSAGE: Final = 400
_SHORTEST: Final = 4
"""A shorter secret, such as `1`, would hide every message."""

_SAMPLE: Final = 8
"""So many characters of a secret in a row are taken for a repetition of it."""


def payload(draft: Draft) -> Entry:
    """An entry of a ready request as boto3 takes it; `Time` is a `datetime`."""
    arguments = (each for each in draft.arguments if not each.sent.is_null)
    return {each.key: _plain(each.name, each.sent) for each in arguments}


def _plain(name: str, value: Value) -> object:
    if name == "resources":
        return [each.content for each in value.elements]
    return sent_time(_moment(value)) if name == "time" else value.content


def _moment(value: Value) -> Timestamp:
    moment = parse(str(value.content))
    if isinstance(moment, NoTimestamp):
        raise TypeError(moment.reason)
    return moment


def hash_of_entry(draft: Draft) -> str:
    """SHA-256 of the JSON of an entry."""
    return _hash(_json(draft))


def hash_of_request(drafts: Iterable[Draft]) -> str:
    """SHA-256 of the JSON of a request."""
    return _hash({"Entries": [_json(each) for each in drafts]})


def _hash(tree: object) -> str:
    text = json.dumps(tree, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return sha256(text.encode("utf-8", "surrogatepass")).hexdigest()


def _json(draft: Draft) -> Entry:
    """As botocore writes it; `(at sending)` replaces what is evaluated only then."""
    return {each.key: _json_of(each) for each in draft.arguments}


def _json_of(argument: OutgoingArgument) -> object:
    if argument.late is not None:
        return replace(argument, value=_revealed(argument.value)).rendered.shown
    if argument.name != "time":
        return _plain(argument.name, argument.value)
    count = sent_milliseconds(_moment(argument.value))
    return count / 1000 if count % 1000 else count // 1000


def _revealed(value: Value) -> Value:
    """The value without any mark inside it, also inside what is known of an unknown one."""
    content = value.content
    if isinstance(content, tuple):
        content = tuple(map(_revealed, content))
    elif isinstance(content, dict):
        content = {key: _revealed(each) for key, each in content.items()}
    elif isinstance(content, Unknown):
        parts = content.parts and tuple(
            each if isinstance(each, str) else _revealed(each) for each in content.parts
        )
        content = replace(content, json=content.json and _revealed(content.json), parts=parts)
    return replace(value, content=content, marks=NO_MARKS)


# -- kept out of what others say


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
