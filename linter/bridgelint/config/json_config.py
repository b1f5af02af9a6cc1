"""A configuration file in JSON as plain values, with the place of each."""

from __future__ import annotations

from bridgelint.base.failure import Failure
from bridgelint.config.config_tree import Path, Plain, Tree
from bridgelint.hcl.tree import Expression, Literal, Object, Tuple, literal_of

_COMMENT = "//"
_DEEPEST = 20
"""The maximum depth; deeper values are left for the schema to reject."""


def read_json_tree(value: Expression) -> Tree:
    """Read an object. It never fails: invalid parts are omitted and recorded in `failures`."""
    tree = Tree()
    if not isinstance(value, Object):
        tree.failures.append(Failure("expected an object", "", value.span))
        return tree
    tree.values.update(_object(tree, value, ()))
    return tree


def _object(tree: Tree, value: Object, path: Path) -> dict[str, Plain]:
    values: dict[str, Plain] = {}
    for item in value.items:
        name = literal_of(item.key) or ""
        here = (*path, name)
        if name == _COMMENT:
            continue
        if name in values:
            tree.failures.append(Failure(f"duplicate `{name}`", "remove one", item.key.span))
            continue
        tree.names[here] = item.key.span
        values[name] = _value(tree, item.value, here)
    return values


def _value(tree: Tree, value: Expression, path: Path) -> Plain:
    tree.spans[path] = value.span
    if len(path) > _DEEPEST:
        return None
    if isinstance(value, Object):
        return _object(tree, value, path)
    if isinstance(value, Tuple):
        return [_value(tree, each, (*path, place)) for place, each in enumerate(value.items)]
    if not isinstance(value, Literal):
        return literal_of(value)
    if value.value is None or isinstance(value.value, bool):
        return value.value
    return float(value.span.text)
