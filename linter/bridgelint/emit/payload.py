"""Entries as PutEvents accepts them, sensitive values included, and their hashes."""

from __future__ import annotations

import json
from collections.abc import Iterable
from hashlib import sha256

from bridgelint.base.records import replace
from bridgelint.emit.outgoing import Draft, OutgoingArgument
from bridgelint.eventbridge.limits import sent_milliseconds, sent_time
from bridgelint.terraform.functions.rfc3339 import NoTimestamp, Timestamp, parse
from bridgelint.terraform.values.values import NO_MARKS, Unknown, Value

Entry = dict[str, object]


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
        encoded = content.json and _revealed(content.json)
        content = replace(content, json=encoded, parts=parts)
    return replace(value, content=content, marks=NO_MARKS)
