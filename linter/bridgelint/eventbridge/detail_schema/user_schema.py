"""A user's JSON Schema of `detail`; imported only if there is one."""

from __future__ import annotations

from collections.abc import Iterator
from functools import lru_cache
from graphlib import CycleError, TopologicalSorter
from typing import Any, Final, cast
from urllib.parse import urldefrag, urljoin, urlsplit

from jsonschema import FormatChecker, validators
from jsonschema.exceptions import SchemaError, ValidationError
from referencing import Registry, Resource
from referencing.exceptions import NoSuchResource, Unresolvable
from referencing.jsonschema import specification_with

from bridgelint.base.records import Record, replace
from bridgelint.eventbridge.detail.json_tree import NUMBER, Json, JsonPath, walk
from bridgelint.eventbridge.detail_schema.ecma_pattern import matcher
from bridgelint.eventbridge.detail_schema.schema_document import (
    DEEPEST,
    KNOWN,
    JsonObject,
    LocatedSchema,
    SchemaFault,
    SchemaFiles,
    UncheckedError,
    components,
    dialect_of,
    fault_at,
    identifier_of,
    is_uri,
    located_schema,
    parse_document,
)
from bridgelint.eventbridge.detail_schema.schema_keywords import (
    CERTAIN,
    Effort,
    TooMuchError,
    Validator,
    keywords,
)
from bridgelint.eventbridge.detail_schema.schema_violation import Violation, violation
from bridgelint.workspace.files import UnreadableFile, read_bytes

_TOO_DEEP: Final = f"more than {DEEPEST} levels of nesting"
_TOO_LONG: Final = "it takes too long to evaluate"
_REFERENCES: Final = ("$ref", "$dynamicRef", "$recursiveRef")
_MAPS: Final = frozenset(
    {"properties", "patternProperties", "$defs", "definitions", "dependentSchemas", "dependencies"}
)
"""The keywords whose value is an object of schemas."""

_DATA: Final = frozenset({"enum", "const", "default", "example", "examples"})
"""The keywords whose value is not a schema."""

_IN_PLACE: Final = frozenset({"allOf", "anyOf", "oneOf", "not", "if", "then", "else"})
"""The keywords whose schemas apply to the same value."""


class _Place(Record):
    data: bytes
    file: str | None
    """The URI of the document; `None` for the schema's own file."""

    path: JsonPath

    def broken(self, message: str, *steps: str | int) -> _BrokenError:
        """Return an error at the part, or below it."""
        return _BrokenError(fault_at(self.data, (*self.path, *steps), message, self.file))


class _BrokenError(Exception):
    def __init__(self, fault: SchemaFault) -> None:
        super().__init__(fault.message)
        self.fault = fault


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


@lru_cache(maxsize=64)
def _read(data: bytes, path: str, directory: str) -> tuple[UserSchema | SchemaFault, SchemaFiles]:
    files = SchemaFiles(path, directory)
    document = parse_document(data)
    if isinstance(document, SchemaFault):
        return document, files
    if not isinstance(document, dict):
        return SchemaFault("a schema must be a JSON object"), files
    found = located_schema(document)
    if isinstance(found, SchemaFault):
        return found, files
    if not is_uri(found.dialect):
        return fault_at(data, ("$schema",), "`$schema` is not a valid URI"), files
    files.identifier = identifier_of(document)
    schema = UserSchema(data, found, files)
    return schema.trouble() or schema, files


class UserSchema:
    """A schema of `detail`, ready for use."""

    def __init__(self, data: bytes, found: LocatedSchema, files: SchemaFiles) -> None:
        """`data` is the text of the file; call `trouble` first."""
        self.files = files
        self.document = cast("JsonObject", _prepared(found.document))
        self.remarks: list[str] = []
        """The regular expressions that cannot be matched in linear time, and so match anything."""

        self._places: dict[int, _Place] = {}
        """By the identity of an object in a document."""

        self._documents: dict[str, Any] = {}
        """The other requested documents, by URI."""

        self._remember(self.document, data, None)
        untyped: Any = validators
        registry: Any = Registry
        self._registry = KNOWN.combine(registry(retrieve=self._retrieve))
        self.draft, known = dialect_of(found.dialect, files)
        self._effort = Effort()
        # A keyword that the dialect does not have would otherwise be the draft's.
        ignored = dict.fromkeys(self.draft.VALIDATORS, _ignored)
        self._class = untyped.extend(self.draft, {**ignored, **keywords(known, self._effort)})
        steps = (str(step).replace("~", "~0").replace("/", "~1") for step in found.pointer)
        self._pointer = "".join(f"/{step.replace('%', '%25')}" for step in steps)

    def trouble(self) -> SchemaFault | None:
        """Return why the document is not a valid schema, or `None` if it is."""
        try:
            for path, schema in _schemas(self.document):
                self._check(schema, path)
            self._check_references()
            self._effort.renew(1)
            list(self._validator.iter_errors({}))
        except _BrokenError as error:
            return error.fault
        except TooMuchError:
            return SchemaFault(_TOO_LONG)
        return None

    def violations(self, tree: Json) -> tuple[Violation, ...]:
        """Return what certainly violates the schema in a detail, in path order. Raise
        `UncheckedError` above a limit."""
        paths = [path for path, _ in walk(tree)]
        if any(len(path) > DEEPEST for path in paths):
            raise UncheckedError(_TOO_DEEP)
        self._effort.renew(len(paths))
        try:
            errors: list[ValidationError] = list(self._validator.iter_errors(_measurable(tree)))
        except RecursionError as error:
            raise UncheckedError(_TOO_DEEP) from error
        except Unresolvable as error:
            raise UncheckedError(f"`{error.ref}` cannot be resolved") from error
        except TooMuchError as error:
            raise UncheckedError(_TOO_LONG) from error
        found = {violation(each): None for each in errors}
        return tuple(sorted(found, key=_order))

    @property
    def _validator(self) -> Validator:
        reference = {"$ref": f"{self._uri}#{self._pointer}"}
        made: Validator = self._class(reference, registry=self._complete, format_checker=CERTAIN)
        return made

    @property
    def _uri(self) -> str:
        identifier = self.draft.ID_OF(self.document)
        return str(urldefrag(urljoin(self.files.uri, identifier or "")).url)

    @property
    def _complete(self) -> Any:  # noqa: ANN401 # referencing's type is generic in what it holds
        """Return the documents for references: the file, other files, and the drafts."""
        own = (self._uri, self._resource(self.document))
        return self._registry.with_resources([*self._documents.items(), own])

    # -- validation of the schema itself

    def _check(self, schema: Json, path: JsonPath = ()) -> None:
        try:
            self.draft.check_schema(schema, format_checker=FormatChecker(()))
        except SchemaError as error:
            place = self._places.get(id(schema)) or self._places[id(self.document)]
            message = error.message if len(error.message) <= 200 else f"{error.message[:200]}…"
            where = error.absolute_path if id(schema) in self._places else (*path,)
            raise place.broken(message, *where) from None

    def _check_references(self) -> None:
        """Follow every reference, including those to other files."""
        root = self._places[id(self.document)]
        self._inside(self._resource(self.document), self._registry.resolver(self.files.uri), root)
        start = self._complete.resolver(self._uri)
        waiting = [(self._resource(each), start, False) for _, each in _schemas(self.document)]
        leads: dict[int, list[int]] = {}
        names: dict[int, tuple[_Place, str, object]] = {}
        while waiting:
            resource, resolver, is_inside = waiting.pop()
            contents: Json = resource.contents
            if not isinstance(contents, dict) or id(contents) in leads:
                continue
            node: JsonObject = contents
            place = self._places[id(node)]
            leads[id(node)] = list(_same_place(node))
            if not is_inside:
                resolver = self._inside(resource, resolver, place)
            waiting += [(each, resolver, False) for each in resource.subresources()]
            for keyword in _REFERENCES:
                if keyword not in node:
                    continue
                resolved = self._followed(node, keyword, resolver, place)
                target = resolved.contents
                if id(target) in self._places:
                    leads[id(node)].append(id(target))
                    waiting.append((self._resource(target), resolved.resolver, True))
                    self._check(target)
                names.setdefault(id(node), (place, keyword, node[keyword]))
            self._notice_patterns(node)
        try:
            TopologicalSorter(leads).prepare()
        except CycleError as error:
            place, keyword, name = next(names[each] for each in error.args[1] if each in names)
            raise place.broken(f"`{name}` refers to itself", keyword) from None

    def _inside(self, resource: Any, resolver: Any, place: _Place) -> Any:  # noqa: ANN401 # as above
        name = "id" if "id" in self.draft.META_SCHEMA else "$id"
        try:
            inside = resolver.in_subresource(resource)
            identifier = resource.id()
            if identifier is not None:
                urlsplit(urljoin(self._uri, identifier))
        except (ValueError, TypeError, AttributeError):
            raise place.broken(f"`{name}` is not a valid URI", name) from None
        return inside

    def _followed(self, node: JsonObject, keyword: str, resolver: Any, place: _Place) -> Any:  # noqa: ANN401 # as above
        reference = node[keyword]
        if not isinstance(reference, str):
            raise place.broken(f"`{keyword}` must be a string", keyword)
        try:
            resolved = resolver.lookup(reference)
        except ValueError:
            raise place.broken(f"`{reference}` is not a valid URI", keyword) from None
        except (Unresolvable, LookupError, TypeError, AttributeError) as error:
            where = "this file" if reference.startswith("#") else "the working tree"
            message = f"unresolved reference: `{reference}` does not exist in {where}"
            raise _cause(error) or place.broken(message, keyword) from None
        if not isinstance(resolved.contents, dict | bool):
            raise place.broken(f"`{reference}` does not refer to a schema", keyword)
        return resolved

    def _notice_patterns(self, node: JsonObject) -> None:
        patterns = node.get("patternProperties")
        found = [node.get("pattern"), *(patterns if isinstance(patterns, dict) else ())]
        for pattern in found:
            if isinstance(pattern, str) and matcher(pattern) is None:
                self.remarks += [pattern] if pattern not in self.remarks else []

    # -- other documents

    def _retrieve(self, uri: str) -> Any:  # noqa: ANN401 # as above
        found = None if uri in self._documents else self.files.find(uri)
        if found is not None:
            path, data = found
            document = parse_document(data)
            if isinstance(document, SchemaFault):
                raise _BrokenError(replace(document, file=path))
            prepared = _prepared(document)
            self._remember(prepared, data, path)
            dialect = document.get("$schema") if isinstance(document, dict) else None
            known = dialect if isinstance(dialect, str) else None
            self._documents[uri] = self._resource(prepared, known)
        if uri not in self._documents:
            missing: Any = NoSuchResource
            raise missing(ref=uri)
        return self._documents[uri]

    def _resource(self, contents: Json, dialect: str | None = None) -> Any:  # noqa: ANN401 # as above
        resource: Any = Resource
        draft = dialect_of(dialect, self.files)[0] if dialect else self.draft
        specification = specification_with(str(draft.ID_OF(draft.META_SCHEMA)))
        return resource(contents=contents, specification=specification)

    def _remember(self, document: Json, data: bytes, file: str | None) -> None:
        for path, node in walk(document):
            if isinstance(node, dict):
                self._places[id(node)] = _Place(data, file, path)


def _ignored(*_: object) -> tuple[ValidationError, ...]:
    return ()


def _cause(error: BaseException | None) -> _BrokenError | None:
    """Return the fault of another document that caused a reference error, or `None`."""
    while error is not None and not isinstance(error, _BrokenError):
        error = error.__cause__
    return error


def _same_place(node: JsonObject) -> Iterator[int]:
    """Return the identities of the schemas that apply to the same value."""
    for keyword in _IN_PLACE & node.keys():
        value = node[keyword]
        yield from (id(each) for each in (value if isinstance(value, list) else [value]))


def _order(each: Violation) -> tuple[tuple[tuple[int, str], ...], str]:
    steps = ((step, "") if isinstance(step, int) else (-1, step) for step in each.path)
    return tuple(steps), each.message


def _prepared(node: Json) -> Json:
    """Adapt a schema for jsonschema.

    Remove `$schema`, at which jsonschema would change its class and lose our keywords; remove an
    empty `required`, which draft 4 does not allow but everyone accepts; and use `{"not": {}}` for a
    property that is `false`, because jsonschema would not report its place.
    """
    if isinstance(node, list):
        return [_prepared(each) for each in node]
    if not isinstance(node, dict):
        return node
    prepared: JsonObject = {}
    for key, each in node.items():
        if (key == "$schema" and isinstance(each, str)) or (key == "required" and each == []):
            continue
        if key in _MAPS and isinstance(each, dict):
            never: Json = {"not": {}} if key in {"properties", "patternProperties"} else False
            prepared[key] = {
                name: never if inner is False else _prepared(inner) for name, inner in each.items()
            }
        else:
            prepared[key] = each if key in _DATA else _prepared(each)
    return prepared


def _measurable(node: Json) -> Json:
    """Treat numbers outside the range of a double as unknown numbers."""
    if isinstance(node, list):
        return [_measurable(each) for each in node]
    if isinstance(node, dict):
        return {key: _measurable(each) for key, each in node.items()}
    return NUMBER if isinstance(node, float) and abs(node) == float("inf") else node


def _schemas(document: JsonObject) -> Iterator[tuple[JsonPath, Json]]:
    """Return the schemas of a file; of an OpenAPI document, those in its components."""
    if "openapi" not in document:
        yield (), document
        return
    for name, schema in components(document).items():
        yield ("components", "schemas", name), schema
