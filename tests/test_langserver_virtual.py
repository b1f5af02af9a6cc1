"""Documents that only the language server has, as an editor sees them."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from bridgelint_rules import RULES
from editor import Editor, Message, editor
from support import bridgelint
from test_langserver import MODULE, written

VIRTUAL = {
    "workspace": {"textDocumentContent": {"dynamicRegistration": True}},
    "window": {"showDocument": {"support": True}},
}
HERE = {"line": 2, "character": 0}


def execute(one: Editor, command: str, *arguments: Message) -> Any:  # noqa: ANN401 # JSON
    parameters = {"command": f"bridgelint.{command}", "arguments": list(arguments)}
    return one.ask("workspace/executeCommand", parameters)


def text(one: Editor, uri: str) -> str:
    found: str = one.ask("workspace/textDocumentContent", {"uri": uri})["text"]
    return found


def shown(one: Editor) -> str:
    """The document that the editor was asked to show last."""
    asked = [each for each in one.notifications if each["method"] == "window/showDocument"]
    assert asked[-1]["params"]["takeFocus"] is False
    uri: str = asked[-1]["params"]["uri"]
    return uri


def panels(root: Path, *arguments: str) -> list[str]:
    """What the command line prints, without frames and the folding of lines."""
    printed = bridgelint(["--dry-run", "--no-color", *arguments], root).stdout
    return printed.replace("\n", " ").replace("│", " ").replace("─", "").split()


def test_a_dry_run_is_shown_and_follows_the_edits(tmp_path: Path) -> None:
    root = written(tmp_path / "a b", main=MODULE, other=MODULE.replace('"placed"', '"other"'))
    with editor(root, **VIRTUAL) as one:
        registered = [
            each
            for message in one.notifications
            if message["method"] == "client/registerCapability"
            for each in message["params"]["registrations"]
        ]
        one.open("main.tf")
        one.diagnostics("main.tf")
        assert execute(one, "showDryRun", {"uri": one.uri("main.tf"), "position": HERE}) is None
        uri = shown(one)
        before = text(one, uri)
        address = "action.aws_events_put_events.placed"
        assert before.replace("\n", " ").replace("│", " ").replace("─", "").split() == panels(
            root, "--action", address
        )
        one.change("main.tf", 2, MODULE.replace("aws.orders", "acme.orders"))
        one.request("workspace/textDocumentContent/refresh", uri=uri)
        after = text(one, uri)
        assert "source         acme.orders" in after
        assert "ready          yes" in after
        registered += [
            each
            for message in one.notifications
            if message["method"] == "client/registerCapability"
            for each in message["params"]["registrations"]
        ]
    assert {
        "id": "virtual-documents",
        "method": "workspace/textDocumentContent",
        "registerOptions": {"schemes": ["bridgelint"]},
    } in registered


def test_outside_of_an_action_every_action_is_shown(tmp_path: Path) -> None:
    other = MODULE.replace('"placed"', '"other"')
    root = written(tmp_path, main=MODULE, other=other)
    with editor(root) as one:
        one.open("main.tf")
        found = execute(
            one, "showDryRun", {"uri": one.uri("main.tf"), "position": {"line": 10, "character": 0}}
        )
        assert "2 requests with 2 entries" in found
        found = execute(
            one,
            "showDryRun",
            {"uri": one.uri("main.tf"), "action": "action.aws_events_put_events.other"},
        )
        assert "1 request with 1 entry" in found
        assert "action.aws_events_put_events.other" in found


def test_the_page_of_a_rule(tmp_path: Path) -> None:
    root = written(tmp_path, main=MODULE)
    with editor(root) as one:
        page = bridgelint(["--explain", "reserved_source"], root).stdout
        assert execute(one, "showRule", {"rule": "reserved_source"}) == page
        assert execute(one, "listRules") == [
            {"name": each.name, "severity": each.severity.word, "summary": each.summary}
            for each in RULES
        ]
    with editor(root, **VIRTUAL) as one:
        assert execute(one, "showRule", {"rule": "reserved_source"}) is None
        assert shown(one) == "bridgelint:/rules/reserved_source.md"
        assert text(one, "bridgelint:/rules/reserved_source.md") == page


WRONG: list[tuple[str, Any]] = [
    ("showRule", [{"rule": "nonsense"}]),
    ("showRule", []),
    ("showDryRun", ["main.tf"]),
    ("showDryRun", [{"uri": "file:///nowhere.tf"}]),
    ("showDryRun", [{}, {}]),
    ("showDryRun", None),
    ("showDryRun", [{"uri": "main.tf", "position": {"line": "first"}}]),
    ("showRule", None),
    ("showRule", [{"rules": "reserved_source"}]),
    ("showRule", "reserved_source"),
    ("nonsense", []),
]


@pytest.mark.parametrize(("command", "arguments"), WRONG)
def test_what_is_wrong_with_a_command_is_its_reply(
    tmp_path: Path,
    command: str,
    arguments: Any,  # noqa: ANN401 # JSON
) -> None:
    root = written(tmp_path, main=MODULE)
    with editor(root) as one:
        parameters = {"command": f"bridgelint.{command}", "arguments": arguments}
        assert one.fail("workspace/executeCommand", parameters)["code"] == -32602
        wrong = {"uri": "bridgelint:/rules/nonsense.md"}
        assert one.fail("workspace/textDocumentContent", wrong) == {
            "code": -32602,
            "message": "no such document: bridgelint:/rules/nonsense.md",
        }
        assert one.messages == []


def test_a_dry_run_of_a_file_that_was_closed(tmp_path: Path) -> None:
    root = written(tmp_path, main=MODULE)
    with editor(root, **VIRTUAL) as one:
        one.open("main.tf")
        execute(one, "showDryRun", {"uri": one.uri("main.tf")})
        uri = shown(one)
        one.close("main.tf")
        assert text(one, uri) == "The file is not open.\n"
