"""JSON for tests: texts with holes, and schemas."""

from __future__ import annotations

from pathlib import Path
from tempfile import TemporaryDirectory

from bridgelint.eventbridge.detail.json_tree import MARK, JsonText, TextHole
from bridgelint.eventbridge.detail_schema.schema_document import SchemaFault
from bridgelint.eventbridge.detail_schema.user_schema import UserSchema, load_schema

ANY = TextHole("any")


def text(*parts: str | TextHole) -> JsonText:
    """The parts joined, a mark at each hole."""
    joined = ""
    holes: list[tuple[int, TextHole]] = []
    for part in parts:
        if isinstance(part, TextHole):
            holes.append((len(joined), part))
        joined += part if isinstance(part, str) else MARK
    return JsonText(joined, tuple(holes))


def read_schema(data: bytes) -> UserSchema | SchemaFault:
    """The schema of a file with that text."""
    with TemporaryDirectory() as directory:
        path = Path(directory, "schema.json")
        path.write_bytes(data)
        return load_schema(str(path))
