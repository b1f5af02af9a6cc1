"""What bodies and expressions mention: references, calls and resources."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from bridgelint.actions.trigger_elements import parse_text
from bridgelint.hcl.references import Traversal, references, scoped_children, traversal
from bridgelint.hcl.tree import Body, Call, Expression, TemplatePart, items_of, literal_of

NOT_OBJECTS: Final = frozenset({"action", "caller", "count", "each", "path", "self", "terraform"})
"""Roots of references that do not lead to anything with dependencies."""

IMPURE: Final = frozenset({"bcrypt", "timestamp", "uuid"})
"""Functions whose result is unknown in a plan."""

_OTHER_ROOTS: Final = NOT_OBJECTS | {"data", "ephemeral", "local", "module", "var"}
QUOTED_REFERENCES: Final = frozenset({"depends_on", "replace_triggered_by"})
NO_REFERENCES: Final = frozenset({"ignore_changes", "iterator", "provider", "providers"})
"""Arguments whose words are not references."""


def body_references(body: Body) -> Iterator[Traversal]:
    """Yield every reference in a body and its blocks, except in `action_trigger` blocks."""
    for each in bodies(body, without="action_trigger"):
        for attribute in each.attributes:
            if attribute.name not in NO_REFERENCES:
                yield from references(attribute.value)
            if attribute.name in QUOTED_REFERENCES:
                yield from _quoted(attribute.value)


def bodies(body: Body, *, without: str = "") -> Iterator[Body]:
    """Yield a body and those of its blocks at any depth, except of a type, in file order."""
    waiting = [body]
    while waiting:
        each = waiting.pop()
        yield each
        waiting.extend(block.body for block in reversed(each.blocks) if block.type != without)


def calls(expression: Expression) -> Iterator[Call]:
    """Yield every function call in an expression."""
    waiting: list[Expression | TemplatePart] = [expression]
    while waiting:
        node = waiting.pop()
        if isinstance(node, Call):
            yield node
        waiting.extend(child for child, _ in reversed(scoped_children(node)))


def _quoted(value: Expression) -> Iterator[Traversal]:
    """Yield the references in strings of a list: JSON syntax, and an old native form."""
    for item in items_of(value):
        text = literal_of(item)
        parsed = parse_text(text) if text is not None else None
        found = traversal(parsed) if parsed is not None else None
        if found is not None:
            yield Traversal(found.root, item.span, found.steps, item.span, found.expression)


def managed(reference: Traversal) -> str:
    """Return `TYPE.NAME` of the managed resource it refers to, or an empty string."""
    words = (reference.root, reference.attribute(0), reference.attribute(1))
    type_, name = words[1:] if reference.root == "resource" else words[:2]
    if reference.root in _OTHER_ROOTS or type_ is None or name is None:
        return ""
    return f"{type_}.{name}"
