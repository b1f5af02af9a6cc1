"""Schema files: their text, its faults, the schema of `detail` in it and its dialect, and the other
files to which its references can refer.

A schema registry of EventBridge describes the whole event; only its `detail` is used. `OpenApi3`
exports contain the envelope in `components.schemas`, `JSONSchemaDraft4` exports are the envelope
itself. Any other file is a JSON Schema of the detail, in the draft named by `$schema` (default
2020-12).

Nothing is ever fetched: a URI is another name for a file here, or unresolved.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from functools import cached_property
from importlib import import_module
from pathlib import Path
from typing import Any, Final
from urllib.parse import unquote, urljoin, urlsplit

from jsonschema.validators import Draft202012Validator, validator_for

from bridgelint.base.records import Record
from bridgelint.eventbridge.detail.json_parser import parse, places
from bridgelint.eventbridge.detail.json_tree import Json, JsonPath, JsonText
from bridgelint.workspace.exclusions import git_root
from bridgelint.workspace.files import UnreadableFile, read_bytes

KNOWN: Final[Any] = import_module("jsonschema_specifications").REGISTRY  # it has no types
"""The metaschemas of the drafts."""

_MOST_METASCHEMAS: Final = 10
DEEPEST: Final = 100
_MOST_FILES: Final = 2000
"""The maximum number of files of a directory that are searched for an identifier."""
_SOURCE: Final = "x-amazon-events-source"
_DETAIL_TYPE: Final = "x-amazon-events-detail-type"
_DRAFT4: Final = "http://json-schema.org/draft-04/schema#"
_DRAFT2020: Final = "https://json-schema.org/draft/2020-12/schema"

JsonObject = dict[str, Json]


class UncheckedError(Exception):
    """A limit kept a detail from being checked; the text of the exception says which."""


class SchemaFault(Record):
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
    text = data.decode("utf-8-sig")
    known = places(JsonText(text))
    while path and path not in known:
        path = path[:-1]
    place = known.get(path)
    return _at(text, place.value[0] if place else 0, message, file)


def _at(text: str, offset: int, message: str, file: str | None) -> SchemaFault:
    line = text.count("\n", 0, offset) + 1
    return SchemaFault(message, line, offset - text.rfind("\n", 0, offset), file=file)


class LocatedSchema(Record, eq=False):
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


class SchemaFiles:
    def __init__(self, path: str, directory: str) -> None:
        """`directory` contains the documents that the schema refers to by non-`file:` URIs."""
        self.path = Path(path).absolute()
        self.uri = self.path.as_uri()
        """The base URI of the schema."""

        self.directory = Path(directory).absolute() if directory else None
        self.identifier = ""
        """The URI that the schema declares for itself."""

        self.read: dict[Path, bytes | None] = {}
        """The files that were read; `None` for one that cannot be read."""

    def find(self, uri: str) -> tuple[str, bytes] | None:
        """Return the path and content of a URI without its fragment. `None` if no file has it."""
        for path in self._candidates(uri):
            data = self._content(path)
            if data is not None:
                return str(path), data
        return None

    def is_stale(self) -> bool:
        return any(_bytes(path) != data for path, data in self.read.items())

    def _candidates(self, uri: str) -> Iterator[Path]:
        parts = urlsplit(uri)
        if parts.scheme == "file":
            from urllib.request import url2pathname  # it loads HTTP and SSL

            yield Path(url2pathname(parts.path))
            return
        around = urljoin(self.identifier, ".")
        if self.identifier and uri.startswith(around):
            yield self.path.parent / unquote(uri[len(around) :])
        known = self._identified.get(uri.rstrip("#"))
        if known is not None:
            yield known
        below = unquote(parts.path).lstrip("/")
        if below and self.directory is not None:
            yield self.directory / parts.netloc / below
            yield self.directory / below

    @cached_property
    def _identified(self) -> dict[str, Path]:
        """The files of the directory by the URI that they declare for themselves."""
        found: dict[str, Path] = {}
        paths = sorted(self.directory.rglob("*.json")) if self.directory is not None else []
        for path in paths[:_MOST_FILES]:
            identifier = _identifier(self._content(path))
            if identifier:
                found.setdefault(identifier.rstrip("#"), path)
        return found

    def _content(self, path: Path) -> bytes | None:
        """Return the bytes of a regular file in the working tree. `None` for any other path."""
        if path not in self.read:
            root = Path(git_root(str(self.path.parent)) or Path.cwd())
            try:
                is_inside = path.resolve().is_relative_to(root.resolve())
            except (OSError, ValueError, RuntimeError):  # a null byte, a cycle of links
                is_inside = False
            self.read[path] = _bytes(path) if is_inside else None
        return self.read[path]


def _bytes(path: Path) -> bytes | None:
    data = read_bytes(str(path))
    return None if isinstance(data, UnreadableFile) else data


def _identifier(data: bytes | None) -> str:
    if data is None or b'id"' not in data:
        return ""
    try:
        document: Json = json.loads(data)
    except (ValueError, RecursionError):
        return ""
    return identifier_of(document) if isinstance(document, dict) else ""


def identifier_of(document: Mapping[str, Json]) -> str:
    """Return the URI that a schema declares for itself, or an empty string."""
    found = document.get("$id", document.get("id"))
    return found if isinstance(found, str) else ""


def dialect_of(uri: str, files: SchemaFiles) -> tuple[Any, dict[str, Any]]:
    """Return jsonschema's class for the draft in `$schema`, and its functions for the keywords that
    assert something; 2020-12 if there is no such draft or metaschema."""
    vocabularies: dict[str, Json] | None = None
    find_draft: Any = validator_for
    for _ in range(_MOST_METASCHEMAS):
        if not is_uri(uri):
            break
        draft = find_draft({"$schema": uri}, default=None)
        if draft is not None:
            return draft, _spoken(draft, vocabularies)
        file = files.find(uri) if urlsplit(uri).scheme else None
        metaschema = parse_document(file[1]) if file is not None else None
        if not isinstance(metaschema, dict):
            break
        found = metaschema.get("$vocabulary")
        vocabularies = vocabularies or (found if isinstance(found, dict) else None)
        uri = str(metaschema.get("$schema", ""))
    default: Any = Draft202012Validator
    return default, _spoken(default, vocabularies)


def is_uri(text: str) -> bool:
    """Return whether the text can be parsed as a URI."""
    try:
        urlsplit(text)
    except ValueError:
        return False
    return True


def _spoken(draft: Any, vocabularies: dict[str, Json] | None) -> dict[str, Any]:  # noqa: ANN401 # as above
    """Return the keywords of a draft, without vocabularies that the metaschema omits."""
    keywords: dict[str, Any] = dict(draft.VALIDATORS)
    if vocabularies is None:
        return keywords
    mine: set[str] = set()
    others: set[str] = set()
    for vocabulary in draft.META_SCHEMA.get("$vocabulary", {}):
        metaschema = KNOWN.contents(vocabulary.replace("/vocab/", "/meta/"))
        (mine if vocabulary in vocabularies else others).update(metaschema.get("properties", ()))
    return {name: each for name, each in keywords.items() if name in mine or name not in others}
