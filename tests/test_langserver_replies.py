"""Every capability of the language server, with its whole reply.

The replies are in `fixtures/editor/replies`; `UPDATE=1` writes them.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

import pytest

from bridgelint.config.config_tree import load_schema
from bridgelint_rules import RULES
from editor import Editor, Message, editor
from support import FIXTURES, agree, copy

SHOP = FIXTURES / "editor" / "shop"
SETTINGS = "settings/.bridgelint.hcl"
FILES = ("main.tf", "events.tf", "variables.tf", "terraform.tfvars", SETTINGS)

# One server replies to all of them.
pytestmark = pytest.mark.xdist_group("editor")


@pytest.fixture(scope="module")
def one(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Editor]:
    """An editor with the files of a shop open."""
    root = copy(SHOP, tmp_path_factory.mktemp("a shop")).resolve()
    pulling: dict[str, Message] = {
        "workspace": {"diagnostics": {"refreshSupport": True}},
        "textDocument": {"diagnostic": {}},
    }
    with editor(root, **pulling) as opened:
        for name in FILES:
            opened.open(name)
        opened.ask("textDocument/documentSymbol", document(opened, "main.tf"))
        yield opened


def reply(one: Editor, name: str, found: Any) -> None:  # noqa: ANN401 # JSON
    """Compare a reply with the recorded one; files are named relative to the folder."""
    text = json.dumps(found, indent=2, ensure_ascii=False).replace(f"{one.root.as_uri()}/", "")
    agree(FIXTURES / "editor" / "replies" / f"{name}.json", f"{text}\n")


def document(one: Editor, name: str) -> Message:
    return {"textDocument": {"uri": one.uri(name)}}


def place(one: Editor, name: str, marked: str) -> Message:
    """The place of the `|` in a piece of the file's text."""
    text = (SHOP / name).read_text("utf-8")
    before, _, after = marked.partition("|")
    start = text.index(before + after) + len(before)
    line = text.count("\n", 0, start)
    column = start - (text.rfind("\n", 0, start) + 1)
    return {**document(one, name), "position": {"line": line, "character": column}}


COMPLETIONS = {
    "body_of_file": ("events.tf", "}\n\n|", 1),
    "body_of_config": ("events.tf", "config {\n    |\n", 0),
    "body_of_entry": ("events.tf", "var.token })\n      |\n", 0),
    "body_of_lifecycle": ("main.tf", "    }\n    |\n  }", 0),
    "events": ("main.tf", "[after_create, |]", 0),
    "actions": ("main.tf", '["eu"], |]', 0),
    "source_in_quotes": ("events.tf", 'source         = "|"', 0),
    "detail_type": ("events.tf", "detail_type    = |\n", 0),
    "event_bus_name": ("events.tf", "event_bus_name = |\n", 0),
    "values_file": ("terraform.tfvars", "|source", 0),
    "settings_choice": (SETTINGS, '"lo|kal"', 0),
    "settings_severity": (SETTINGS, "severity = |\n", 0),
}


@pytest.mark.parametrize("name", COMPLETIONS)
def test_completion(one: Editor, name: str) -> None:
    file, marked, more = COMPLETIONS[name]
    where = place(one, file, marked)
    where["position"]["line"] += more and 22
    reply(one, f"completion_{name}", one.ask("textDocument/completion", where))


@pytest.mark.parametrize(
    ("file", "marked"),
    [("events.tf", "bridgelint-ignore: unused|_action"), (SETTINGS, 'rule "|" {}')],
)
def test_completion_of_rules(one: Editor, file: str, marked: str) -> None:
    found = one.ask("textDocument/completion", place(one, file, marked))["items"]
    assert [(each["label"], each["detail"]) for each in found] == [
        (rule.name, rule.summary) for rule in RULES
    ]


def test_completion_of_settings(one: Editor) -> None:
    where = place(one, SETTINGS, '"lokal"\n  |\n')
    found = one.ask("textDocument/completion", where)["items"]
    known = load_schema()["properties"]["config"]["properties"]
    assert [(each["label"], each["documentation"]["value"]) for each in found] == [
        (name, setting["description"])
        for name, setting in known.items()
        if name != "call_module_type"
    ]


HOVERS = {
    "action": ("events.tf", 'acti|on "aws_events_put_events" "placed"'),
    "entry": ("events.tf", "ent|ry {\n      source         = var"),
    "reference": ("events.tf", "= var.so|urce"),
    "unknown": ("events.tf", "id = var.i|d"),
    "sensitive": ("events.tf", "token = var.tok|en"),
    "argument": ("events.tf", "deta|il         = jsonencode"),
    "event": ("main.tf", "after_cr|eate"),
    "action_reference": ("main.tf", "[action.aws_events_put_events.pla|ced"),
    "output_of_a_module": ("main.tf", "value = module.child.na|me"),
    "nothing": ("main.tf", 'resource "aws_cloud|watch_event_bus"'),
}


@pytest.mark.parametrize("name", HOVERS)
def test_hover(one: Editor, name: str) -> None:
    reply(one, f"hover_{name}", one.ask("textDocument/hover", place(one, *HOVERS[name])))


SYMBOLS = {
    "variable": ("events.tf", "= var.so|urce"),
    "variable_in_a_values_file": ("terraform.tfvars", "so|urce"),
    "variable_of_a_child": ("main.tf", "na|me   = var.source"),
    "local": ("events.tf", "local.k|ey"),
    "action": ("main.tf", "action.aws_events_put_events.pla|ced"),
    "bus": ("main.tf", "aws_cloudwatch_event_bus.ord|ers.name"),
    "bus_by_name": ("events.tf", '"ord|ers"'),
    "rule": ("main.tf", '"aws_cloudwatch_event_rule" "pla|ced"'),
    "output_of_a_child": ("main.tf", "module.child.na|me"),
    "module": ("main.tf", "module.chi|ld.name"),
    "declared_action": ("events.tf", '"aws_events_put_events" "pla|ced"'),
    "declared_bus": ("main.tf", '"aws_cloudwatch_event_bus" "ord|ers"'),
    "nothing": ("main.tf", "life|cycle"),
}


@pytest.mark.parametrize("name", SYMBOLS)
def test_definition_and_references(one: Editor, name: str) -> None:
    where = place(one, *SYMBOLS[name])
    found = {
        "definition": one.ask("textDocument/definition", where),
        "references": one.ask(
            "textDocument/references", {**where, "context": {"includeDeclaration": False}}
        ),
    }
    reply(one, f"symbol_{name}", found)


def test_symbols(one: Editor) -> None:
    found = {name: one.ask("textDocument/documentSymbol", document(one, name)) for name in FILES}
    reply(one, "document_symbols", found)
    reply(one, "workspace_symbols", one.ask("workspace/symbol", {"query": "evplac"}))


def test_links(one: Editor) -> None:
    found = {name: one.ask("textDocument/documentLink", document(one, name)) for name in FILES}
    reply(one, "links", found)


def test_code_lenses(one: Editor) -> None:
    reply(one, "code_lenses", one.ask("textDocument/codeLens", document(one, "events.tf")))


def test_diagnostics(one: Editor) -> None:
    """The ones that the editor asks for are those that it is sent otherwise."""
    everything = one.ask("workspace/diagnostic", {"previousResultIds": []})["items"]
    told = [
        {**each, "resultId": "…", "items": [item.get("code") for item in each["items"]]}
        for each in everything
    ]
    reply(one, "workspace_diagnostic", told)
    by_uri = {each["uri"]: each for each in everything}
    for name in FILES:
        found = one.ask("textDocument/diagnostic", document(one, name))
        assert found["items"] == by_uri.get(one.uri(name), {"items": []})["items"]
        again = one.ask(
            "textDocument/diagnostic",
            {**document(one, name), "previousResultId": found["resultId"]},
        )
        assert again == {"kind": "unchanged", "resultId": found["resultId"]}


def test_capabilities(one: Editor) -> None:
    reply(one, "capabilities", one.capabilities)


REQUESTS = (
    "textDocument/codeAction",
    "textDocument/codeLens",
    "textDocument/completion",
    "textDocument/definition",
    "textDocument/diagnostic",
    "textDocument/documentLink",
    "textDocument/documentSymbol",
    "textDocument/hover",
    "textDocument/references",
    "workspace/diagnostic",
    "workspace/executeCommand",
    "workspace/symbol",
    "workspace/textDocumentContent",
)


@pytest.mark.parametrize("method", REQUESTS)
def test_a_request_that_cannot_be_read(one: Editor, method: str) -> None:
    invalid = {"code": -32602, "message": "Invalid Params"}
    assert one.fail(method, {}) == invalid
    if method.startswith("textDocument/"):
        assert one.fail(method, {"textDocument": 3}) == invalid


def test_a_request_that_nothing_answers(one: Editor) -> None:
    unknown = {"code": -32601, "message": "Method Not Found: textDocument/formatting"}
    assert one.fail("textDocument/formatting", {"textDocument": 3}) == unknown
    assert one.fail("textDocument/formatting", {**document(one, "main.tf"), "options": {}}) == (
        unknown
    )
