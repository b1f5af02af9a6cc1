"""Schema files: their text, the places of their faults, and the schema of `detail` in them.

A schema registry of EventBridge describes the whole event; only its `detail` is used. `OpenApi3`
exports contain the envelope in `components.schemas`, `JSONSchemaDraft4` exports are the envelope
itself. Any other file is a JSON Schema of the detail, in the draft named by `$schema` (default
2020-12).
"""

from __future__ import annotations

from typing import Final

from bridgelint.base.records import dataclass
from bridgelint.eventbridge.detail.json_tree import Json, JsonPath, JsonText

DEEPEST: Final = 100
_SOURCE: Final = "x-amazon-events-source"
_DETAIL_TYPE: Final = "x-amazon-events-detail-type"
_DRAFT4: Final = "http://json-schema.org/draft-04/schema#"
_DRAFT2020: Final = "https://json-schema.org/draft/2020-12/schema"

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


@dataclass(frozen=True, slots=True, eq=False)
class LocatedSchema:
    """The schema of `detail` in a document."""

    document: JsonObject
    """The whole file, converted to plain JSON Schema."""

    pointer: JsonPath
    """The path of the schema in it."""

    dialect: str
    """The URI of the draft."""


def located_schema(document: JsonObject) -> LocatedSchema | SchemaFault:
    """Return the schema of the detail in a file, or why there is none."""
    if "openapi" in document:
        return _in_open_api(document, str(document["openapi"]))
    if "swagger" in document:
        return SchemaFault("Swagger 2 is not supported: export it as OpenApi3 or JSONSchemaDraft4")
    root, path = _followed(document)
    named = document.get("$schema")
    dialect = named if isinstance(named, str) else ""
    if not _is_envelope(root):
        return LocatedSchema(document, (), dialect or _DRAFT2020)
    return _in_envelope(document, root, path, dialect or _DRAFT4)


def components(document: JsonObject) -> JsonObject:
    """Return the schemas of an OpenAPI document by name."""
    return _object(_object(document.get("components")).get("schemas"))


def _in_open_api(document: JsonObject, version: str) -> LocatedSchema | SchemaFault:
    if not version.startswith("3."):
        return SchemaFault(f"OpenAPI {version} is not supported, only 3.0 and 3.1")
    schemas = components(document)
    envelopes = [name for name, each in schemas.items() if _is_envelope(_object(each), name)]
    if not envelopes:
        return SchemaFault("no schema in `components.schemas` is the envelope of an event")
    if len(envelopes) > 1:
        names = ", ".join(f"`{name}`" for name in envelopes)
        return SchemaFault(f"several schemas are envelopes of an event: {names}")
    plain, dialect = document, _DRAFT2020
    if not version.startswith("3.1"):
        plain, dialect = _object(_plain(document)), _DRAFT4
    path = ("components", "schemas", envelopes[0])
    return _in_envelope(plain, _object(schemas[envelopes[0]]), path, dialect)


def _in_envelope(
    document: JsonObject, envelope: JsonObject, path: JsonPath, dialect: str
) -> LocatedSchema | SchemaFault:
    if "detail" not in _object(envelope.get("properties")):
        return SchemaFault("the envelope of the event does not describe `detail`")
    return LocatedSchema(document, (*path, "properties", "detail"), dialect)


def _is_envelope(schema: JsonObject, name: str = "") -> bool:
    if _SOURCE in schema or _DETAIL_TYPE in schema or name == "AWSEvent":
        return True
    return {"detail", "detail-type", "source"} <= _object(schema.get("properties")).keys()


def _object(node: Json) -> JsonObject:
    """Return the object, or an empty one for anything else."""
    return node if isinstance(node, dict) else {}


def _followed(document: JsonObject) -> tuple[JsonObject, JsonPath]:
    """Return the schema to which a reference at the top level resolves."""
    schema = document
    path: JsonPath = ()
    for _ in range(DEEPEST):
        reference = schema.get("$ref")
        if not isinstance(reference, str) or not reference.startswith("#/"):
            break
        steps = [each.replace("~1", "/").replace("~0", "~") for each in reference[2:].split("/")]
        target: Json = document
        for step in steps:
            target = _object(target).get(step)
        if not isinstance(target, dict):
            break
        schema, path = target, tuple(steps)
    return schema, path


def _plain(node: Json) -> Json:
    """Convert OpenAPI 3.0 to JSON Schema: `nullable` becomes a choice."""
    if isinstance(node, list):
        return [_plain(each) for each in node]
    if not isinstance(node, dict):
        return node
    plain = {key: _plain(each) for key, each in node.items()}
    if plain.get("nullable") is not True:
        return plain
    del plain["nullable"]
    kind = plain.get("type")
    if isinstance(kind, str) and "enum" not in plain:
        return {**plain, "type": [kind, "null"]}
    return {"anyOf": [plain, {"type": "null"}]}
