"""`--langserver`, as an editor sees it."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterable
from pathlib import Path

import pytest

from bridgelint.base.finding import Finding
from bridgelint.langserver.code_actions import ignoring
from bridgelint.langserver.hover import EVENT_PAGES
from bridgelint.lint.fixes import spliced
from bridgelint.lint.lint import lint
from bridgelint.lint.loading import request
from bridgelint.lint.run_arguments import Arguments
from bridgelint_rules import RULES
from editor import PATIENCE, Editor, Message, editor
from support import FIXTURES, bridgelint, clean_slate, copy

ACTION = """\
action "aws_events_put_events" "placed" {
  config {
    entry {
      source      = "aws.orders"
      detail_type = "Order Placed"
      detail      = jsonencode({ id = 1 })
    }
  }
}
"""
TRIGGER = """\
resource "terraform_data" "order" {
  lifecycle {
    action_trigger {
      events  = [after_create]
      actions = [action.aws_events_put_events.placed]
    }
  }
}
"""
MODULE = f"{ACTION}\n{TRIGGER}"


def written(directory: Path, **files: str) -> Path:
    """A directory with `NAME.tf` files."""
    directory.mkdir(parents=True, exist_ok=True)
    for name, text in files.items():
        (directory / f"{name}.tf").write_bytes(text.encode())
    return directory.resolve()


def at(line: int, first: int, last: int) -> Message:
    return {"start": {"line": line, "character": first}, "end": {"line": line, "character": last}}


def codes(diagnostics: Iterable[Message]) -> list[str]:
    return [each["code"] for each in diagnostics]


def edited(text: str, edits: Iterable[Message]) -> str:
    """The text with LSP edits made; positions in UTF-16."""
    lines = [f"{line}\n" for line in text.split("\n")]

    def offset(position: Message) -> int:
        line: int = position["line"]
        rest = lines[line].encode("utf-16-le")[: 2 * position["character"]]
        return len("".join(lines[:line])) + len(rest.decode("utf-16-le"))

    for edit in sorted(edits, key=lambda each: offset(each["range"]["start"]), reverse=True):
        start, end = offset(edit["range"]["start"]), offset(edit["range"]["end"])
        text = text[:start] + edit["newText"] + text[end:]
    return text


def changes(action: Message, uri: str) -> list[Message]:
    found: list[Message] = action["edit"]["changes"][uri]
    return found


def test_says_what_is_wrong_and_that_it_no_longer_is(tmp_path: Path) -> None:
    root = written(tmp_path, main=MODULE)
    with editor(root) as one:
        one.open("main.tf")
        assert one.diagnostics("main.tf") == [
            {
                "range": at(3, 20, 32),
                "severity": 1,
                "code": "reserved_source",
                "codeDescription": {
                    "href": "https://bridgelint.github.io/bridgelint/rules/reserved_source/"
                },
                "source": "bridgelint",
                "message": "source `aws.orders` uses the reserved prefix `aws.`\n"
                "PutEvents rejects it with `NotAuthorizedForSourceException`\n"
                'help: use the name of your system, such as "acme.orders"',
            }
        ]
        one.change("main.tf", 2, MODULE.replace("aws.orders", "acme.orders"))
        assert one.diagnostics("main.tf", 2) == []
        one.change("main.tf", 3, MODULE.replace("aws.orders", "aws.x"))
        assert codes(one.diagnostics("main.tf", 3)) == ["reserved_source"]
        one.close("main.tf")
        assert one.diagnostics("main.tf") == []
        assert one.messages == []
    assert sorted(path.name for path in root.iterdir()) == ["main.tf"]
    assert (root / "main.tf").read_text("utf-8") == MODULE


def test_points_into_other_files_and_speaks_of_them(tmp_path: Path) -> None:
    """The unsaved text of one file decides about another, which need not be open."""
    variables = 'variable "source" {\n  default = "acme.orders"\n}\n'
    root = written(tmp_path, main=MODULE.replace('"aws.orders"', "var.source"), variables=variables)
    with editor(root) as one:
        one.open("variables.tf")
        assert one.diagnostics("variables.tf") == []
        one.change("variables.tf", 2, f"\n{variables.replace('acme', 'aws')}")
        (found,) = one.diagnostics("main.tf")
        assert found["range"] == at(3, 20, 30)
        assert found["relatedInformation"] == [
            {
                "location": {"uri": one.uri("variables.tf"), "range": at(2, 12, 24)},
                "message": "`var.source` is set here",
            }
        ]
        one.close("variables.tf")
        assert one.diagnostics("main.tf") == []


@pytest.mark.parametrize(("encoding", "column"), [("utf-16", 20), ("utf-8", 25), ("utf-32", 19)])
def test_counts_columns_as_agreed(tmp_path: Path, encoding: str, column: int) -> None:
    """What an editor takes for a line break is one; a form feed, U+2028 and others are none."""
    text = MODULE.replace("      source      = ", "/* \u2028 \x0c\x85 😀 */source=")
    root = written(tmp_path, main="")
    with editor(root, general={"positionEncodings": [encoding]}) as one:
        assert one.capabilities["positionEncoding"] == encoding
        one.open("main.tf", f"# é\r\n/* \r */ {text}")
        (found,) = one.diagnostics("main.tf", 1)
        assert found["range"] == at(5, column, column + 12)


def test_minds_every_module_on_its_own(tmp_path: Path) -> None:
    written(tmp_path / "good", main=MODULE)
    written(tmp_path / "bad", main=f"{ACTION}}} ${{ \0 action_trigger <<EOT\n")
    root = tmp_path.resolve()
    with editor(root) as one:
        one.open("bad/main.tf")
        assert set(codes(one.diagnostics("bad/main.tf"))) >= {"syntax_error"}
        one.notify(
            "textDocument/didOpen",
            {
                "textDocument": {
                    "uri": "untitled:one.tf",
                    "languageId": "terraform",
                    "version": 1,
                    "text": ACTION,
                }
            },
        )
        one.open("gone/main.tf", ACTION)
        one.open("good/main.tf")
        assert codes(one.diagnostics("good/main.tf")) == ["reserved_source"]
        assert one.messages == []


def test_judges_a_called_module_by_its_call(tmp_path: Path) -> None:
    call = 'module "orders" {\n  source = "./orders"\n  name   = "aws.orders"\n}\n'
    variable = 'variable "name" {\n  type = string\n}\n'
    root = written(tmp_path, main=call)
    written(root / "orders", main=MODULE.replace('"aws.orders"', "var.name"), variables=variable)
    with editor(root) as one:
        one.open("orders/main.tf")
        assert one.diagnostics("orders/main.tf") == []
        one.open("main.tf")
        (found,) = one.diagnostics("orders/main.tf")
        assert [
            (each["message"], each["location"]["uri"], each["location"]["range"])
            for each in found["relatedInformation"]
        ] == [
            ("`var.name` is set here", one.uri("main.tf"), at(2, 11, 23)),
            ("called from here", one.uri("main.tf"), at(0, 0, 15)),
        ]


def test_a_broken_configuration_is_wrong_at_its_place(tmp_path: Path) -> None:
    root = written(tmp_path, main=MODULE)
    settings = root / ".bridgelint.hcl"
    settings.write_text('rule "unused_actions" {\n}\n', "utf-8")
    watch = {"didChangeWatchedFiles": {"dynamicRegistration": True}}
    with editor(root, workspace=watch) as one:
        one.open("main.tf")
        assert one.diagnostics(".bridgelint.hcl") == [
            {
                "range": at(0, 5, 21),
                "severity": 1,
                "source": "bridgelint",
                "message": "no such rule: `unused_actions`\ndid you mean `unused_action`?",
            }
        ]
        one.change("main.tf", 2, f"{MODULE}\n")
        one.save("main.tf")
        settings.write_text('rule "reserved_source" {\n  severity = "notice"\n}\n', "utf-8")
        changed = {"uri": settings.as_uri(), "type": 2}
        one.notify("workspace/didChangeWatchedFiles", {"changes": [changed]})
        assert [each["severity"] for each in one.diagnostics("main.tf", 2)] == [3]
        assert one.messages == []
        (registered,) = (
            each["params"]["registrations"]
            for each in one.notifications
            if each["method"] == "client/registerCapability"
        )
        assert [each["method"] for each in registered] == ["workspace/didChangeWatchedFiles"]


def test_takes_the_options_of_the_command(tmp_path: Path) -> None:
    root = written(tmp_path, main=MODULE)
    with editor(root, "--disable-rule", "reserved_source") as one:
        one.open("main.tf")
        assert one.diagnostics("main.tf") == []


DEMO = FIXTURES / "demo"
FIX_ALL = "source.fixAll.bridgelint"


def test_mends_what_can_be_mended(tmp_path: Path) -> None:
    root = copy(DEMO, tmp_path / "demo").resolve()
    text = (root / "events.tf").read_bytes().decode()
    both = {"workspaceEdit": {"documentChanges": True}}
    with editor(root, workspace=both) as one:
        one.open("events.tf")
        (bus,) = (
            each for each in one.diagnostics("events.tf") if each["code"] == "literal_event_bus"
        )
        action, *others = one.actions("events.tf", bus["range"], "quickfix")
        assert action == {
            "title": "Refer to the event bus",
            "kind": "quickfix",
            "diagnostics": [bus],
            "isPreferred": True,
            "edit": {
                "documentChanges": [
                    {
                        "textDocument": {"uri": one.uri("events.tf"), "version": 1},
                        "edits": [
                            {
                                "range": bus["range"],
                                "newText": "aws_cloudwatch_event_bus.storefront.name",
                            }
                        ],
                    }
                ]
            },
        }
        assert [each["title"] for each in others] == ["Ignore literal_event_bus here"]
        (everything,) = one.actions("events.tf", at(0, 0, 0), "source.fixAll")
        assert everything["kind"] == FIX_ALL
        assert everything["edit"] == action["edit"]
        assert one.actions("events.tf", at(0, 0, 0), "quickfix") == []
        mended = edited(text, action["edit"]["documentChanges"][0]["edits"])
        one.change("events.tf", 2, mended)
        # The findings that are known are of another text, so nothing is offered for them.
        assert one.actions("events.tf", bus["range"]) == []
        assert "literal_event_bus" not in codes(one.diagnostics("events.tf", 2))


IN_TEXT = MODULE.replace(
    "jsonencode({ id = 1 })", '<<-EOT\n        { "a": 1,\n        }\n      EOT'
)
COMMENTED = MODULE.replace(
    "      source", "      # bridgelint-ignore: unused_action # é 😀\n      source"
)
COMMENT = "      # bridgelint-ignore: reserved_source"


@pytest.mark.parametrize(
    ("text", "rule", "line", "comment"),
    [
        pytest.param(MODULE, "reserved_source", 4, COMMENT, id="line"),
        pytest.param(MODULE.replace("\n", "\r\n"), "reserved_source", 4, COMMENT, id="CRLF"),
        pytest.param(
            IN_TEXT, "invalid_detail", 1, "# bridgelint-ignore: invalid_detail", id="inside a text"
        ),
        pytest.param(
            COMMENTED,
            "reserved_source",
            4,
            "      # bridgelint-ignore: unused_action, reserved_source # é 😀",
            id="one more name",
        ),
    ],
)
def test_offers_to_ignore_a_finding(
    tmp_path: Path, text: str, rule: str, line: int, comment: str
) -> None:
    root = written(tmp_path, main=text)
    with editor(root) as one:
        one.open("main.tf")
        (found,) = (each for each in one.diagnostics("main.tf") if each["code"] == rule)
        (action,) = (
            each
            for each in one.actions("main.tf", found["range"])
            if each["diagnostics"] == [found]
        )
        assert action["title"] == f"Ignore {rule} here"
        after = edited(text, changes(action, one.uri("main.tf")))
        assert after.split("\n")[line - 1].rstrip("\r") == comment
        assert after.count("\n") - after.count("\r\n") in {0, after.count("\n")}
        one.change("main.tf", 2, after)
        assert rule not in codes(one.diagnostics("main.tf", 2))


@pytest.mark.parametrize("name", ["demo", "company/mistakes"])
def test_an_ignored_finding_is_gone_and_nothing_else_is_new(name: str) -> None:
    """For each finding that there is in a module with many."""
    with clean_slate(FIXTURES / name):
        before = findings({})
        offered = [(each, edit) for each in before if (edit := ignoring(each)) is not None]
        assert {each.rule for each in before} - {each.rule for each, _ in offered} == set()
        for finding, edit in offered:
            file = edit.span.file
            after = {identity(each) for each in findings({file.path: spliced(file, [edit])})}
            assert identity(finding) not in after
            assert after <= {identity(each) for each in before}


def findings(overlay: dict[str, bytes]) -> tuple[Finding, ...]:
    return lint(request(Arguments(no_config=True), lambda: RULES, overlay)).report.findings


def identity(finding: Finding) -> tuple[str, ...]:
    path = finding.primary.span.file.path
    return finding.rule, path, finding.address, finding.argument, finding.message


HIDDEN = 'variable "token" {\n  default   = "hush"\n  sensitive = true\n}\n'
UNKNOWN = 'variable "id" {\n  type = string\n}\n'
EVENT = """\
**`action.aws_events_put_events.placed`**: 1 entry, at least 60 of 1,048,576 bytes

```json
{
  "Source": "aws.orders",
  "DetailType": "Order Placed"
}
```

`Detail`

```json
{
  "id": "(unknown)",
  "text": "*é*",
  "token": "(sensitive)"
}
```

Unknown:

- `detail.id`: var.id has no value
"""


def test_shows_the_event_and_the_page_of_a_rule(tmp_path: Path) -> None:
    detail = '{ id = var.id, token = var.token, text = "*é*" }'
    text = MODULE.replace("{ id = 1 }", detail).replace(
        "      source", "      # bridgelint-ignore: reserved_source, nonsense\n      source"
    )
    root = written(tmp_path, main=text, variables=HIDDEN + UNKNOWN)
    with editor(root) as one:
        one.open("main.tf")
        assert one.hover("main.tf", 0, 3) == {
            "contents": {"kind": "markdown", "value": EVENT},
            "range": at(0, 0, 39),
        }
        entry = one.hover("main.tf", 2, 5)
        assert entry is not None
        assert (entry["contents"]["value"], entry["range"]) == (EVENT, at(2, 4, 9))
        page = one.hover("main.tf", 3, 30)
        assert page is not None
        told = bridgelint(["--explain", "reserved_source"], root).stdout
        assert page == {
            "contents": {"kind": "markdown", "value": told},
            "range": at(3, 27, 42),
        }
        places = ((3, 46), (9, 0), (1, 3), (500, 0))
        assert [one.hover("main.tf", *place) for place in places] == [None] * len(places)


EVENTS = {
    "before_create": "before Terraform creates the resource. A replacement also fires it. Terraform"
    " 1.14",
    "after_create": "after Terraform has created the resource. A replacement also fires it."
    " Terraform 1.14",
    "before_update": "before Terraform updates the resource in place. A replacement does not fire"
    " it. Terraform 1.14",
    "after_update": "after Terraform has updated the resource in place. A replacement does not fire"
    " it. Terraform 1.14",
    "before_destroy": "before Terraform destroys the resource. A replacement also fires it."
    " Terraform 1.16",
    "after_destroy": "after Terraform has destroyed the resource. A replacement also fires it."
    " Terraform 1.16",
}


def test_it_is_said_when_an_event_fires_and_since_which_release() -> None:
    expected = {event: f"Fires {text} and later." for event, text in EVENTS.items()}
    assert expected == EVENT_PAGES


def test_a_value_does_not_get_out_of_its_fence(tmp_path: Path) -> None:
    text = MODULE.replace("{ id = 1 }", '{ id = "```" }')
    root = written(tmp_path, main=text)
    with editor(root) as one:
        one.open("main.tf")
        event = one.hover("main.tf", 0, 3)
        assert event is not None
        assert '````json\n{\n  "id": "```"\n}\n````\n' in event["contents"]["value"]


def test_without_pygls_one_line_says_so(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "pygls", None)
    result = bridgelint(["--langserver"], tmp_path)
    assert (result.status, result.stdout, result.stderr) == (
        1,
        "",
        (
            "error: --langserver requires pygls, which is not installed\n"
            "  install bridgelint with the extra `lsp`: "
            "https://bridgelint.github.io/bridgelint/#install\n"
        ),
    )


def test_an_editor_that_goes_without_a_word(tmp_path: Path) -> None:
    done = subprocess.run(  # our own program
        [sys.executable, "-m", "bridgelint", "--langserver"],
        cwd=tmp_path,
        input=b"",
        capture_output=True,
        check=False,
        timeout=PATIENCE,
    )
    assert (done.returncode, done.stdout) == (1, b"")


def test_survives_what_no_editor_should_say(tmp_path: Path) -> None:
    root = written(tmp_path, main=MODULE)
    with editor(root) as one:
        one.notify("textDocument/didChange", {"textDocument": {"uri": 3}})
        one.notify("$/nonsense", {})
        one.open("main.tf")
        assert codes(one.diagnostics("main.tf")) == ["reserved_source"]
        assert lone_surrogate(one) == ["reserved_source"]


def lone_surrogate(one: Editor) -> list[str]:
    """Half of a character, as an editor has it between two keys."""
    one.change("main.tf", 2, MODULE.replace("Order Placed", "Order \ud83d"))
    return codes(one.diagnostics("main.tf", 2))
