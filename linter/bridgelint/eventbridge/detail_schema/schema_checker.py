"""A JSON Schema as jsonschema takes it; imported only where there is a schema."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, Final, cast
from urllib.parse import urldefrag, urljoin

from jsonschema import FormatChecker, validators
from jsonschema.exceptions import SchemaError, ValidationError
from jsonschema.validators import Draft202012Validator, validator_for
from referencing import Registry, Resource
from referencing.exceptions import Unresolvable
from referencing.jsonschema import specification_with

from bridgelint.eventbridge.detail.json_tree import NUMBER, Json, JsonPath, walk
from bridgelint.eventbridge.detail_schema.schema_keywords import CERTAIN, Validator, keywords
from bridgelint.eventbridge.detail_schema.schema_violation import Violation, violation

_URI: Final = "https://schema.invalid/"
"""What a file without an `$id` is called; nothing is ever fetched."""

_DEEPEST: Final = 100
_REFERENCES: Final = frozenset({"$ref", "$dynamicRef"})


class Checker:
    """A schema inside a document, ready to judge details."""

    def __init__(self, document: dict[str, Json], pointer: JsonPath, dialect: str) -> None:
        base: Any = validator_for({"$schema": dialect}, default=Draft202012Validator)
        self.draft = base
        self.identifier = "$id" if "$id" in base.META_SCHEMA else "id"
        self.document = cast("dict[str, Json]", _prepared(document))
        self.uri = urldefrag(urljoin(_URI, base.ID_OF(self.document) or "")).url
        registry = _registry(self.uri, self.document, base.ID_OF(base.META_SCHEMA))
        steps = "".join(f"/{_escaped(str(step))}" for step in pointer)
        untyped: Any = validators
        self.validator: Validator = untyped.extend(base, keywords(base.VALIDATORS))(
            {"$ref": f"{self.uri}#{steps}"}, registry=registry, format_checker=CERTAIN
        )

    def trouble(self) -> tuple[JsonPath, str] | None:
        """Why the document is no schema, and where in it."""
        for path, schema in _schemas(self.document):
            try:
                self.draft.check_schema(schema, format_checker=FormatChecker(()))
            except SchemaError as error:
                where = (*path, *error.absolute_path)
                return where, f"it is no valid schema: {_shortened(error.message)}"
        return self._unresolved()

    def _unresolved(self) -> tuple[JsonPath, str] | None:
        nodes = list(walk(self.document))
        named = (len(path) > 1 and path[-1] == self.identifier and node for path, node in nodes)
        if any(isinstance(each, str) for each in named):
            return self._tried({}, (), "a reference")
        for path, node in nodes:
            if path and path[-1] in _REFERENCES and isinstance(node, str):
                schema: dict[str, Json] = {"$ref": urljoin(self.uri, node)}
                found = self._tried(schema, path, f"`{node}`")
                if found is not None:
                    return found
        return None

    def _tried(
        self, schema: dict[str, Json], path: JsonPath, name: str
    ) -> tuple[JsonPath, str] | None:
        validator = self.validator.evolve(schema=schema) if schema else self.validator
        try:
            list(validator.iter_errors({}))
        except Unresolvable:
            return path, f"{name} leads to nothing in this file"
        except RecursionError:
            return path, f"{name} leads back to itself"
        return None

    def violations(self, tree: Json) -> tuple[Violation, ...]:
        """What is certain to break the schema; nothing for what is nested too deeply to tell."""
        if any(len(path) > _DEEPEST for path, _ in walk(tree)):
            return ()
        try:
            errors: list[ValidationError] = list(self.validator.iter_errors(_measurable(tree)))
        except (RecursionError, Unresolvable):
            return ()
        found = {violation(each): None for each in errors}
        return tuple(sorted(found, key=_order))


def _registry(uri: str, document: dict[str, Json], dialect: str) -> object:
    """What references find: the file, and the drafts' own schemas."""
    resource: Any = Resource
    registry: Any = Registry
    contents = resource(contents=document, specification=specification_with(dialect))
    return registry().with_resource(uri, contents)


def _shortened(message: str) -> str:
    return message if len(message) <= 200 else f"{message[:200]}…"


def _order(each: Violation) -> tuple[tuple[tuple[int, str], ...], str]:
    steps = ((step, "") if isinstance(step, int) else (-1, step) for step in each.path)
    return tuple(steps), each.message


def _escaped(step: str) -> str:
    return step.replace("~", "~0").replace("/", "~1").replace("%", "%25")


def _prepared(node: Json) -> Json:
    """As jsonschema serves us best.

    Without `$schema`, at which it would change its class and lose our keywords; without an empty
    `required`, which draft 4 does not allow and everyone understands; and with `{"not": {}}` for a
    property that is `false`, of which it would not say where it stands.
    """
    if isinstance(node, list):
        return [_prepared(each) for each in node]
    if not isinstance(node, dict):
        return node
    dropped = {key for key in ("$schema",) if isinstance(node.get(key), str)}
    dropped |= {key for key in ("required",) if node.get(key) == []}
    prepared = {key: _prepared(each) for key, each in node.items() if key not in dropped}
    for name in ("properties", "patternProperties"):
        inner = prepared.get(name)
        if isinstance(inner, dict):
            prepared[name] = {
                key: {"not": {}} if each is False else each for key, each in inner.items()
            }
    return prepared


def _measurable(node: Json) -> Json:
    """Numbers beyond a double are unknown numbers."""
    if isinstance(node, list):
        return [_measurable(each) for each in node]
    if isinstance(node, dict):
        return {key: _measurable(each) for key, each in node.items()}
    return NUMBER if isinstance(node, float) and abs(node) == float("inf") else node


def _schemas(document: dict[str, Json]) -> Iterator[tuple[JsonPath, Json]]:
    """The schemas of a file: of an OpenAPI document, those among its components."""
    if "openapi" not in document:
        yield (), document
        return
    components = document.get("components")
    schemas = components.get("schemas") if isinstance(components, dict) else None
    if isinstance(schemas, dict):
        for name, schema in schemas.items():
            yield ("components", "schemas", name), schema
