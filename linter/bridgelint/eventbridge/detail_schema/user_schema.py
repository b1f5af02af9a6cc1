"""A user's JSON Schema of `detail`, also as an EventBridge schema registry exports it.

A registry describes the whole event; what counts here is its `detail`. `OpenApi3` exports hold the
envelope among `components.schemas`, `JSONSchemaDraft4` exports are the envelope themselves. Any
other file is a JSON Schema of the detail, of the draft that its `$schema` names (2020-12 without).
"""

from __future__ import annotations

from functools import cached_property, lru_cache
from typing import TYPE_CHECKING, Final

from bridgelint.base.records import dataclass
from bridgelint.eventbridge.detail.json_text import JsonText
from bridgelint.eventbridge.detail.json_tree import Json, JsonPath
from bridgelint.workspace.file_reading import UnreadableFile, read_bytes

if TYPE_CHECKING:
    from bridgelint.eventbridge.detail_schema.schema_checker import Checker
    from bridgelint.eventbridge.detail_schema.schema_violation import Violation

_SOURCE: Final = "x-amazon-events-source"
_DETAIL_TYPE: Final = "x-amazon-events-detail-type"
_DEEPEST: Final = 100
_DRAFT4: Final = "http://json-schema.org/draft-04/schema#"
_DRAFT2020: Final = "https://json-schema.org/draft/2020-12/schema"

JsonObject = dict[str, Json]


@dataclass(frozen=True, slots=True)
class SchemaFault:
    """Why a schema file is of no use, and where."""

    message: str
    """A clause without a full stop."""

    line: int = 1
    column: int = 1
    """1-based; columns count characters."""

    readable: bool = True
    """The file could be read, and its text is at fault."""


@dataclass(frozen=True, eq=False)
class UserSchema:
    """A schema of `detail`, ready for use."""

    source: str | None
    detail_type: str | None
    """What the envelope says it is about."""

    document: JsonObject
    """The whole file, made plain JSON Schema."""

    pointer: JsonPath
    """Where in it the schema of the detail stands."""

    dialect: str
    """The URI of the draft."""

    def violations(self, tree: Json) -> tuple[Violation, ...]:
        """What in a detail is certain to break the schema, in the order of the paths."""
        return self.checker.violations(tree)

    @cached_property
    def checker(self) -> Checker:
        """The schema as jsonschema takes it."""
        from bridgelint.eventbridge.detail_schema.schema_checker import Checker  # noqa: PLC0415 # jsonschema is slow

        return Checker(self.document, self.pointer, self.dialect)


def load_schema(path: str) -> UserSchema | SchemaFault:
    """Read the schema in a file."""
    data = read_bytes(path)
    return (
        SchemaFault(data.reason, readable=False)
        if isinstance(data, UnreadableFile)
        else read_schema(data)
    )


@lru_cache(maxsize=64)
def read_schema(data: bytes) -> UserSchema | SchemaFault:
    """Read a schema file."""
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        return SchemaFault(f"it is no UTF-8: byte {error.start}")
    from bridgelint.eventbridge.detail.json_parser import parse  # noqa: PLC0415 # only where there is a schema

    parsed = parse(JsonText(text))
    if parsed.fault is not None:
        return _at(text, parsed.fault.start, parsed.fault.message)
    if parsed.depth > _DEEPEST:
        return SchemaFault(f"it is nested more than {_DEEPEST} levels deep")
    if not isinstance(parsed.tree, dict):
        return SchemaFault("a schema is a JSON object")
    schema = _schema(parsed.tree)
    if isinstance(schema, SchemaFault):
        return schema
    trouble = schema.checker.trouble()
    if trouble is None:
        return schema
    path, message = trouble
    return _at(text, _offset(text, path), message)


def _at(text: str, offset: int, message: str) -> SchemaFault:
    line = text.count("\n", 0, offset) + 1
    return SchemaFault(message, line, offset - text.rfind("\n", 0, offset))


def _offset(text: str, path: JsonPath) -> int:
    from bridgelint.eventbridge.detail.json_parser import places  # noqa: PLC0415 # as above

    known = places(JsonText(text))
    while path and path not in known:
        path = path[:-1]
    place = known.get(path)
    return place.value[0] if place else 0


def _schema(document: JsonObject) -> UserSchema | SchemaFault:
    if "openapi" in document:
        return _open_api(document)
    if "swagger" in document:
        return SchemaFault("it is Swagger 2: export the schema as OpenApi3 or JSONSchemaDraft4")
    root, path = _followed(document, document, ())
    dialect = document.get("$schema")
    known = dialect if isinstance(dialect, str) else None
    if not _is_envelope(root):
        return UserSchema(None, None, document, (), known or _DRAFT2020)
    return _enveloped(document, root, path, known or _DRAFT4)


def _open_api(document: JsonObject) -> UserSchema | SchemaFault:
    version = str(document["openapi"])
    if not version.startswith("3."):
        return SchemaFault(f"OpenAPI {version}: only 3.0 and 3.1 are known")
    components = _object(_object(document.get("components")).get("schemas"))
    envelopes = [
        (name, each) for name, each in components.items() if _is_envelope(_object(each), name)
    ]
    if not envelopes:
        return SchemaFault("no schema in `components.schemas` is the envelope of an event")
    if len(envelopes) > 1:
        names = ", ".join(f"`{name}`" for name, _ in envelopes)
        return SchemaFault(f"several schemas are envelopes of an event: {names}")
    name, envelope = envelopes[0]
    plain = document if version.startswith("3.1") else _object(_plain(document))
    dialect = _DRAFT2020 if version.startswith("3.1") else _DRAFT4
    return _enveloped(plain, _object(envelope), ("components", "schemas", name), dialect)


def _enveloped(
    document: JsonObject, envelope: JsonObject, path: JsonPath, dialect: str
) -> UserSchema | SchemaFault:
    if "detail" not in _object(envelope.get("properties")):
        return SchemaFault("the envelope of the event describes no `detail`")
    source, detail_type = envelope.get(_SOURCE), envelope.get(_DETAIL_TYPE)
    return UserSchema(
        source if isinstance(source, str) else None,
        detail_type if isinstance(detail_type, str) else None,
        document,
        (*path, "properties", "detail"),
        dialect,
    )


def _is_envelope(schema: JsonObject, name: str = "") -> bool:
    properties = _object(schema.get("properties"))
    if _SOURCE in schema or _DETAIL_TYPE in schema or name == "AWSEvent":
        return True
    return {"detail", "detail-type", "source"} <= properties.keys()


def _object(node: Json) -> JsonObject:
    """The object, or an empty one for anything else."""
    return node if isinstance(node, dict) else {}


def _followed(
    document: JsonObject, schema: JsonObject, path: JsonPath
) -> tuple[JsonObject, JsonPath]:
    """The schema that a reference at the top leads to."""
    for _ in range(_DEEPEST):
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
    """OpenAPI 3.0 as JSON Schema: `nullable` becomes a choice."""
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
