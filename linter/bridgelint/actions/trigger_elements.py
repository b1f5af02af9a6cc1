"""Parsing of the elements of `events` and `actions`, and of other keywords of a trigger.

Terraform reads them before it evaluates anything. In JSON syntax each one is a string.
"""

from __future__ import annotations

import re
from typing import Final

from bridgelint.actions.triggers import OnFailure, ReferenceForm, ReferenceKey, TriggerEvent
from bridgelint.base.records import Record, replace
from bridgelint.base.source import SourceFile, Span
from bridgelint.base.words import nearest
from bridgelint.hcl.parse import parse_expression
from bridgelint.hcl.references import IndexStep, Traversal, references
from bridgelint.hcl.tree import (
    Attribute,
    Conditional,
    Expression,
    GetAttribute,
    Index,
    Interpolation,
    Literal,
    Name,
    Parentheses,
    Splat,
    Template,
    chain_of,
    literal_of,
)

_WRITTEN: Final = r"action\.([\w-]+)\.([\w-]+)"
_NO_ACTIONS: Final = frozenset(
    {"caller", "count", "data", "each", "ephemeral", "path", "self", "terraform"}
)

BEFORE_EVENTS: Final = frozenset({"before_create", "before_update"})
"""The `before_*` events of Terraform before 1.16."""

WITHOUT_RESOURCE: Final = frozenset({"before_create", "after_destroy"})
"""The events at which the triggering resource does not exist."""

DESTROY_EVENTS: Final = frozenset({"before_destroy", "after_destroy"})
EVENTS: Final = (
    "before_create",
    "after_create",
    "before_update",
    "after_update",
    "before_destroy",
    "after_destroy",
)
ON_FAILURE: Final = ("halt", "taint", "continue")


class Element(Record):
    """The contents of one element of `actions`, before any name is resolved."""

    form: ReferenceForm
    type: str = ""
    name: str = ""
    key: ReferenceKey | None = None
    trailing: Span | None = None


def event(expression: Expression, *, json: bool) -> TriggerEvent:
    """Parse one element of `events`."""
    word, quoted = word_of(expression) or "", isinstance(expression, Template) and not json
    known = word in EVENTS
    near = None if known or not word else nearest(word, EVENTS)
    return TriggerEvent(word, expression.span, quoted, known, near)


def on_failure(attribute: Attribute, *, json: bool) -> OnFailure:
    """Parse the `on_failure` argument."""
    quoted = isinstance(attribute.value, Template) and not json
    return OnFailure(attribute, quoted, known=word_of(attribute.value) in ON_FAILURE)


def element(expression: Expression, *, json: bool) -> Element:
    """Parse one element of `actions`."""
    if not json:
        return _native(expression)
    if not isinstance(expression, Template):
        return Element("other")
    if expression.literal is None:
        return Element("template")
    from bridgelint.hcl.json.to_tree import string_expression  # where JSON is

    parsed, problems = string_expression(expression)
    return Element("other") if parsed is None or problems else _native(parsed)


def word_of(expression: Expression | None) -> str | None:
    """Return a keyword or a literal string; an empty string for any other expression."""
    if expression is None:
        return None
    return expression.name if isinstance(expression, Name) else literal_of(expression) or ""


def _native(expression: Expression) -> Element:
    found = [each for each in references(expression) if each.root == "action"]
    if len(found) > 1:
        return Element("several")
    root, steps = chain_of(expression)
    match expression:
        case Literal(value=None):
            return Element("null")
        case Template() if expression.literal is not None:
            return _quoted(expression, expression.literal)
        case Template(parts=(Interpolation(),)):
            return _around("template", found)
        case _ if isinstance(root, Name):
            return _reference(root, steps, expression)
        case _:
            return _around(_AROUND.get(type(expression), "other"), found)


_AROUND: Final[dict[type, ReferenceForm]] = {
    Splat: "splat",
    Parentheses: "parentheses",
    Conditional: "conditional",
}


def _reference(root: Name, steps: list[GetAttribute | Index], expression: Expression) -> Element:
    if root.name == "action":
        return _action(root, steps)
    if root.name == "module":
        named = re.search(_WRITTEN, expression.span.text)
        return Element("module", named[1] if named else "", named[2] if named else "")
    if root.name in {"local", "var"}:
        return Element("value")
    if root.name in _NO_ACTIONS or not steps or not isinstance(steps[0], GetAttribute):
        return Element("other object")
    return Element("no prefix", root.name, steps[0].name, _key(steps[1:]))


def _quoted(template: Template, text: str) -> Element:
    parsed = parse_text(text)
    read = _native(parsed) if parsed else None
    if read is None or read.form != "action":
        return Element("quoted")
    key = replace(read.key, span=template.span) if read.key else None
    return Element("quoted", read.type, read.name, key)


def _around(form: ReferenceForm, found: list[Traversal]) -> Element:
    """Return a form that Terraform rejects, with the action that can be read inside it."""
    inner = found[0] if found else None
    type_, name = (inner.attribute(0), inner.attribute(1)) if inner else (None, None)
    if inner is None or type_ is None or name is None:
        return Element(form)
    step = inner.steps[2] if len(inner.steps) > 2 else None
    key = None
    if isinstance(step, IndexStep) and isinstance(step.key, int | str):
        key = ReferenceKey("constant", step.span, step.key)
    return Element(form, type_, name, key)


def _action(root: Name, steps: list[GetAttribute | Index]) -> Element:
    if len(steps) < 2 or not isinstance(steps[0], GetAttribute):
        return Element("short")
    type_, name, rest = steps[0], steps[1], steps[2:]
    if not isinstance(name, GetAttribute):
        return Element("short")
    key = _key(rest)
    last, behind = (rest[0], rest[1:]) if key else (name, rest)
    if not behind:
        return Element("action", type_.name, name.name, key)
    trailing = Span(root.span.file, last.span.end, behind[-1].span.end)
    return Element("attribute", type_.name, name.name, key, trailing)


def _key(steps: list[GetAttribute | Index]) -> ReferenceKey | None:
    """Return the instance key with which the steps start."""
    if not steps or not isinstance(steps[0], Index):
        return None
    key = steps[0].key
    if isinstance(key, Literal):
        if isinstance(key.value, int) and not isinstance(key.value, bool):
            return ReferenceKey("constant", key.span, key.value)
        return ReferenceKey("invalid", key.span)
    if isinstance(key, Template) and key.literal is not None:
        return ReferenceKey("constant", key.span, key.literal)
    root, inner = chain_of(key)
    if not isinstance(root, Name):
        return ReferenceKey("expression", key.span)
    match [root.name, *(each.name if isinstance(each, GetAttribute) else None for each in inner)]:
        case ["count", "index"]:
            return ReferenceKey("count.index", key.span)
        case ["each", "key"]:
            return ReferenceKey("each.key", key.span)
        case ["each", "value", *rest] if None not in rest:
            return ReferenceKey("each.value", key.span)
        case _:
            return ReferenceKey("value", key.span)


def parse_text(text: str) -> Expression | None:
    """Parse the expression in a string. `None` if it is not valid."""
    expression, problems = parse_expression(SourceFile("", text.encode("utf-8", "surrogatepass")))
    return None if problems else expression
