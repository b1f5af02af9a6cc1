"""JSON documents that should be schemas, and the places of their faults."""

from __future__ import annotations

from typing import Final

from bridgelint.base.records import dataclass
from bridgelint.eventbridge.detail.json_tree import Json, JsonPath, JsonText

DEEPEST: Final = 100

JsonObject = dict[str, Json]


class UncheckedError(Exception):
    """A limit kept a detail from being checked; the text of the exception says which."""


@dataclass(frozen=True, slots=True)
class SchemaFault:
    """Why a schema file cannot be used, and where."""

    message: str
    """A clause without a full stop."""

    line: int = 1
    column: int = 1
    """1-based; columns count characters."""

    readable: bool = True
    """Whether the file could be read, so that its text is at fault."""

    file: str | None = None
    """The path of the file, if it is not the requested one."""


def parse_document(data: bytes) -> Json | SchemaFault:
    """Read a schema file: an object, or `true` or `false`."""
    from bridgelint.eventbridge.detail.json_parser import parse  # where a schema is

    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        return SchemaFault(f"invalid UTF-8 at byte {error.start}")
    parsed = parse(JsonText(text))
    if parsed.fault is not None:
        return _at(text, parsed.fault.start, parsed.fault.message, None)
    if parsed.depth > DEEPEST:
        return SchemaFault(f"nesting of more than {DEEPEST} levels is not supported")
    if not isinstance(parsed.tree, dict | bool):
        return SchemaFault("a schema must be a JSON object")
    return parsed.tree


def fault_at(data: bytes, path: JsonPath, message: str, file: str | None = None) -> SchemaFault:
    """Return a fault at the value of a path, or at the nearest enclosing one in the text."""
    from bridgelint.eventbridge.detail.json_parser import places  # as above

    text = data.decode("utf-8-sig")
    known = places(JsonText(text))
    while path and path not in known:
        path = path[:-1]
    place = known.get(path)
    return _at(text, place.value[0] if place else 0, message, file)


def _at(text: str, offset: int, message: str, file: str | None) -> SchemaFault:
    line = text.count("\n", 0, offset) + 1
    return SchemaFault(message, line, offset - text.rfind("\n", 0, offset), file=file)
