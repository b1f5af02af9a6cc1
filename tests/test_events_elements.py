"""How the elements of `events` and `actions` read, before anything is looked up."""

from __future__ import annotations

import pytest

from bridgelint.actions.trigger_elements import element, event, on_failure
from bridgelint.actions.triggers import ReferenceKey, TriggerEvent
from bridgelint.base.source import SourceFile
from bridgelint.hcl.parse import parse_expression
from bridgelint.hcl.tree import Attribute, Expression, Template, TemplateText


def expression(text: str) -> Expression:
    tree, problems = parse_expression(SourceFile("main.tf", text.encode()))
    assert tree is not None
    assert problems == ()
    return tree


def json_string(text: str) -> Expression:
    """The element as JSON syntax lowers it."""
    tree = expression(text)
    assert isinstance(tree, Template)
    literal = tree.literal
    parts = tree.parts if literal is None else (TemplateText(literal, tree.span),)
    return Template(parts, "json", tree.span)


def key(found: ReferenceKey | None) -> tuple[str, int | str | None, str] | None:
    return (found.form, found.constant, found.span.text) if found else None


@pytest.mark.parametrize(
    ("text", "form", "named", "index"),
    [
        ("action.t.n", "action", "t.n", None),
        ("action.t.n[0]", "action", "t.n", ("constant", 0, "0")),
        ('action.t.n["k"]', "action", "t.n", ("constant", "k", '"k"')),
        ("action.t.n.0", "action", "t.n", ("constant", 0, "0")),
        ("action.t.n[count.index]", "action", "t.n", ("count.index", None, "count.index")),
        ("action.t.n[each.key]", "action", "t.n", ("each.key", None, "each.key")),
        ("action.t.n[each.value]", "action", "t.n", ("each.value", None, "each.value")),
        ("action.t.n[each.value.id]", "action", "t.n", ("each.value", None, "each.value.id")),
        ('action.t.n["${each.key}"]', "action", "t.n", ("expression", None, '"${each.key}"')),
        ("action.t.n[count.index + 1]", "action", "t.n", ("expression", None, "count.index + 1")),
        ("action.t.n[-1]", "action", "t.n", ("expression", None, "-1")),
        ("action.t.n[local.k]", "action", "t.n", ("value", None, "local.k")),
        ("action.t.n[var.k]", "action", "t.n", ("value", None, "var.k")),
        ("action.t.n[true]", "action", "t.n", ("invalid", None, "true")),
        ("action.t.n[0.5]", "action", "t.n", ("invalid", None, "0.5")),
        ("action.t.n[null]", "action", "t.n", ("invalid", None, "null")),
        ("action.t.n.id", "attribute", "t.n", None),
        ("action.t.n[0].id", "attribute", "t.n", ("constant", 0, "0")),
        ("action.t.n[*]", "splat", "t.n", None),
        ("action.t.n.*.id", "splat", "t.n", None),
        ("(action.t.n)", "parentheses", "t.n", None),
        ("true ? action.t.n : null", "conditional", "t.n", None),
        ("true ? action.t.a : action.t.b", "several", ".", None),
        ("t.n", "no prefix", "t.n", None),
        ("t.n[0]", "no prefix", "t.n", ("constant", 0, "0")),
        ("data.x.y", "other object", ".", None),
        ("self", "other object", ".", None),
        ("each.key", "other object", ".", None),
        ("module.m.action.t.n", "module", "t.n", None),
        ("module.m.x", "module", ".", None),
        ("local.x", "value", ".", None),
        ("var.x", "value", ".", None),
        ("null", "null", ".", None),
        ('"action.t.n"', "quoted", "t.n", None),
        ('"something"', "quoted", ".", None),
        ('"${action.t.n}"', "template", "t.n", None),
        ('"x${action.t.n}"', "other", "t.n", None),
        ("action", "short", ".", None),
        ("action.t", "short", ".", None),
        ('action.t["n"]', "short", ".", None),
        ("1", "other", ".", None),
        ("toset([action.t.n])", "other", "t.n", None),
    ],
)
def test_forms_of_references(
    text: str, form: str, named: str, index: tuple[str, object, str] | None
) -> None:
    found = element(expression(text), json=False)
    assert (found.form, f"{found.type}.{found.name}", key(found.key)) == (
        form,
        named,
        index,
    )


@pytest.mark.parametrize(
    ("text", "form", "named", "index"),
    [
        ('"action.t.n"', "action", "t.n", None),
        ('"action.t.n[1]"', "action", "t.n", ("constant", 1, "1")),
        ('"t.n"', "no prefix", "t.n", None),
        ('"${action.t.n}"', "template", ".", None),
        ('"not an expression"', "other", ".", None),
        ("1", "other", ".", None),
    ],
)
def test_forms_of_references_in_json(
    text: str, form: str, named: str, index: tuple[str, object, str] | None
) -> None:
    item = json_string(text) if text.startswith('"') else expression(text)
    found = element(item, json=True)
    assert (found.form, f"{found.type}.{found.name}", key(found.key)) == (
        form,
        named,
        index,
    )


def test_what_stands_behind() -> None:
    behind = element(expression("action.t.n[0].id.x"), json=False)
    assert behind.trailing is not None
    assert behind.trailing.text == ".id.x"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("after_create", ("after_create", False, True, None)),
        ('"after_create"', ("after_create", True, True, None)),
        ("after_destroy", ("after_destroy", False, True, None)),
        ("after_creat", ("after_creat", False, False, "after_create")),
        ("create", ("create", False, False, None)),
        ("var.event", ("", False, False, None)),
        ("1", ("", False, False, None)),
    ],
)
def test_events(text: str, expected: tuple[str, bool, bool, str | None]) -> None:
    tree = expression(text)
    assert event(tree, json=False) == TriggerEvent(expected[0], tree.span, *expected[1:])


def test_an_event_in_json_stands_in_a_string() -> None:
    tree = json_string('"after_create"')
    assert event(tree, json=True) == TriggerEvent("after_create", tree.span, known=True)


@pytest.mark.parametrize("text", ["after_create", '"after_create"', "create"])
def test_only_a_bare_keyword_is_accepted(text: str) -> None:
    assert event(expression(text), json=False).accepted == (text == "after_create")


@pytest.mark.parametrize(
    ("text", "quoted", "known"),
    [
        ("continue", False, True),
        ('"continue"', True, True),
        ("ignore", False, False),
        ("1", False, False),
    ],
)
def test_on_failure(text: str, quoted: bool, known: bool) -> None:  # noqa: FBT001 # a table
    tree = expression(text)
    found = on_failure(Attribute("on_failure", tree.span, tree, tree.span), json=False)
    assert (found.quoted, found.known) == (quoted, known)
