"""A configuration file in JSON as plain values, with the place of each."""

from __future__ import annotations

from bridgelint.base.failure import Failure
from bridgelint.config.config_tree import Path, Plain, Tree
from bridgelint.hcl.json.reader import JsonArray, JsonNumber, JsonObject, JsonString, JsonValue

_COMMENT = "//"
_DEEPEST = 20
"""The maximum depth; deeper values are left for the schema to reject."""


def read_json_tree(value: JsonValue) -> Tree:
    """Read an object. It never fails: invalid parts are omitted and recorded in `failures`."""
    tree = Tree()
    if not isinstance(value, JsonObject):
        tree.failures.append(Failure("expected an object", "", value.span))
        return tree
    tree.values.update(_object(tree, value, ()))
    return tree


def _object(tree: Tree, value: JsonObject, path: Path) -> dict[str, Plain]:
    values: dict[str, Plain] = {}
    for member in value.members:
        name = member.name.text
        here = (*path, name)
        if name == _COMMENT:
            continue
        if name in values:
            tree.failures.append(Failure(f"duplicate `{name}`", "remove one", member.name.span))
            continue
        tree.names[here] = member.name.span
        values[name] = _value(tree, member.value, here)
    return values


def _value(tree: Tree, value: JsonValue, path: Path) -> Plain:
    tree.spans[path] = value.span
    if len(path) > _DEEPEST:
        return None
    if isinstance(value, JsonObject):
        return _object(tree, value, path)
    if isinstance(value, JsonArray):
        return [_value(tree, each, (*path, place)) for place, each in enumerate(value.items)]
    if isinstance(value, JsonString):
        return value.text
    return float(value.numeral) if isinstance(value, JsonNumber) else value.value
