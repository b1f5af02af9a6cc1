"""A user's JSON Schema of `detail`, optionally an export of an EventBridge schema registry.

A registry describes the whole event; only its `detail` is used. `OpenApi3` exports contain the
envelope in `components.schemas`, `JSONSchemaDraft4` exports are the envelope itself. Any other
file is a JSON Schema of the detail, in the draft named by `$schema` (default 2020-12).
"""

from __future__ import annotations

from functools import cached_property, lru_cache
from typing import TYPE_CHECKING, Final

from bridgelint.base.records import dataclass, replace
from bridgelint.eventbridge.detail.json_tree import Json, JsonPath
from bridgelint.eventbridge.detail_schema.schema_document import (
    DEEPEST,
    JsonObject,
    SchemaFault,
    parse_document,
)
from bridgelint.workspace.file_reading import UnreadableFile, read_bytes

if TYPE_CHECKING:
    from bridgelint.eventbridge.detail_schema.schema_checker import Checker
    from bridgelint.eventbridge.detail_schema.schema_files import SchemaFiles
    from bridgelint.eventbridge.detail_schema.schema_violation import Violation

_SOURCE: Final = "x-amazon-events-source"
_DETAIL_TYPE: Final = "x-amazon-events-detail-type"
_DRAFT4: Final = "http://json-schema.org/draft-04/schema#"
_DRAFT2020: Final = "https://json-schema.org/draft/2020-12/schema"


@dataclass(frozen=True, eq=False)
class UserSchema:
    """A schema of `detail`, ready for use."""

    source: str | None
    detail_type: str | None
    """The source and detail type in the envelope."""

    document: JsonObject
    """The whole file, converted to plain JSON Schema."""

    pointer: JsonPath
    """The path of the schema of the detail in it."""

    dialect: str
    """The URI of the draft."""

    data: bytes = b""
    """The text of the file."""

    files: SchemaFiles | None = None
    """The documents to which it refers."""

    def violations(self, tree: Json) -> tuple[Violation, ...]:
        """Return what certainly violates the schema in a detail, in path order. Raise
        `UncheckedError` above a limit."""
        return self.checker.violations(tree)

    @property
    def remarks(self) -> tuple[str, ...]:
        """The regular expressions that cannot be matched in linear time, and so match anything."""
        return tuple(self.checker.remarks)

    @cached_property
    def checker(self) -> Checker:
        """The schema in the form that jsonschema requires."""
        from bridgelint.eventbridge.detail_schema.schema_checker import (
            Checker,  # jsonschema is slow
        )

        assert self.files is not None  # noqa: S101 # `_read` sets it
        return Checker(self.data, self.document, self.pointer, self.dialect, self.files)


def load_schema(path: str, directory: str = "") -> UserSchema | SchemaFault:
    """Load the schema from a file; `directory` contains the documents it refers to by URLs."""
    data = read_bytes(path)
    if isinstance(data, UnreadableFile):
        return SchemaFault(data.reason, readable=False)
    schema, files = _read(data, path, directory)
    if files.is_stale():
        _read.cache_clear()
        schema, files = _read(data, path, directory)
    return schema


def read_schema(data: bytes) -> UserSchema | SchemaFault:
    """Read a schema that is not in a file."""
    return _read(data, "", "")[0]


@lru_cache(maxsize=64)
def _read(data: bytes, path: str, directory: str) -> tuple[UserSchema | SchemaFault, SchemaFiles]:
    from bridgelint.eventbridge.detail_schema.schema_files import (  # urllib is slow
        SchemaFiles,
        identifier_of,
    )

    files = SchemaFiles(path, directory)
    document = parse_document(data)
    if isinstance(document, SchemaFault):
        return document, files
    if not isinstance(document, dict):
        return SchemaFault("a schema must be a JSON object"), files
    schema = _schema(document)
    if isinstance(schema, SchemaFault):
        return schema, files
    files.identifier = identifier_of(document)
    schema = replace(schema, data=data, files=files)
    return schema.checker.trouble() or schema, files


def _schema(document: JsonObject) -> UserSchema | SchemaFault:
    if "openapi" in document:
        return _open_api(document)
    if "swagger" in document:
        return SchemaFault("Swagger 2 is not supported: export it as OpenApi3 or JSONSchemaDraft4")
    root, path = _followed(document, document, ())
    dialect = document.get("$schema")
    known = dialect if isinstance(dialect, str) else None
    if not _is_envelope(root):
        return UserSchema(None, None, document, (), known or _DRAFT2020)
    return _enveloped(document, root, path, known or _DRAFT4)


def _open_api(document: JsonObject) -> UserSchema | SchemaFault:
    version = str(document["openapi"])
    if not version.startswith("3."):
        return SchemaFault(f"OpenAPI {version} is not supported, only 3.0 and 3.1")
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
        return SchemaFault("the envelope of the event does not describe `detail`")
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
    """Return the object, or an empty one for anything else."""
    return node if isinstance(node, dict) else {}


def _followed(
    document: JsonObject, schema: JsonObject, path: JsonPath
) -> tuple[JsonObject, JsonPath]:
    """Return the schema to which a reference at the top level resolves."""
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
