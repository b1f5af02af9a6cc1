"""What an author may write next, place by place: every label, in order."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from bridgelint.eventbridge.regions import PARTITIONS
from editor import Editor, editor
from test_langserver import written

MODULE = """\
variable "source" {}

locals {
  key = "k"
}

resource "aws_cloudwatch_event_bus" "orders" {
  name = "orders"
}

data "aws_cloudwatch_event_bus" "other" {
  name = "other"
}

action "aws_events_put_events" "one" {
  config {
    entry {
      source      = "acme.orders"
      detail_type = "Order Placed"
      detail      = jsonencode({ id = 1 })
    }
  }
}

action "aws_events_put_events" "many" {
  count = 2
  config {
    entry {
      source      = "acme.stock"
      detail_type = "Stock Changed"
      detail      = jsonencode({ id = count.index })
    }
  }
}

action "aws_events_put_events" "some" {
  for_each = var.source
  config {}
}

resource "terraform_data" "order" {
  lifecycle {
    action_trigger {
      events  = [after_create]
      actions = [action.aws_events_put_events.one]
    }
  }
}
"""
REGIONS = sorted(region for each in PARTITIONS for region in each.regions)
VALUES = ["var.source", "local.key"]
BUSES = [
    "aws_cloudwatch_event_bus.orders.name",
    "aws_cloudwatch_event_bus.orders.arn",
    "data.aws_cloudwatch_event_bus.other.name",
    "data.aws_cloudwatch_event_bus.other.arn",
]
ENTRY = ["source", "detail_type", "detail", "event_bus_name", "resources", "time"]


@pytest.fixture(scope="module")
def one(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Editor]:
    root = written(tmp_path_factory.mktemp("completion"), main=MODULE, new="")
    with editor(root) as opened:
        for name in ("main.tf", "new.tf"):
            opened.open(name)
        yield opened


def labels(one: Editor, name: str, text: str) -> list[str]:
    """The labels at the `|` of a text, which replaces a file for one request."""
    before, _, after = text.partition("|")
    uri = one.uri(name)
    opened = {"uri": uri, "languageId": "terraform", "version": 2, "text": before + after}
    one.notify("textDocument/didOpen", {"textDocument": opened})
    where = {"line": before.count("\n"), "character": len(before) - before.rfind("\n") - 1}
    asked = {"textDocument": {"uri": uri}, "position": where}
    found = one.ask("textDocument/completion", asked)["items"]
    one.close(name)
    return [each["label"] for each in found]


def entry(line: str) -> str:
    return f'action "aws_events_put_events" "new" {{\n  config {{\n    entry {{\n      {line}\n'


def trigger(line: str) -> str:
    opening = "lifecycle {\n    action_trigger {\n"
    return f'resource "terraform_data" "new" {{\n  {opening}      {line}\n    }}\n  }}\n}}\n'


TERRAFORM: dict[str, tuple[str, list[str]]] = {
    "outside of blocks": ("|", ["action"]),
    "an action": (
        'action "a" "b" {\n  |\n}\n',
        ["config", "count", "for_each", "provider"],
    ),
    "a config": (
        'action "a" "b" {\n  config {\n    |\n  }\n}\n',
        ["entry", "region", "dynamic"],
    ),
    "an entry": (entry("|"), ENTRY),
    "an entry that has a source": (entry('source = "a"\n      |'), ENTRY[1:]),
    "the entry of a dynamic block": (
        'action "a" "b" {\n  config {\n    dynamic "entry" {\n      content {\n        |',
        ENTRY,
    ),
    "a source": (entry("source = |"), ['"acme.orders"', '"acme.stock"', *VALUES]),
    "a detail type in quotes": (entry('detail_type = "|"'), ["Order Placed", "Stock Changed"]),
    "an event bus": (entry("event_bus_name = |"), [*BUSES, *VALUES]),
    "a detail": (entry("detail = jsonencode({ id = |"), VALUES),
    "a region": ('action "a" "b" {\n  config {\n    region = "|"\n  }\n}\n', REGIONS),
    "a resource": ('resource "a" "b" {\n  |\n}\n', ["lifecycle"]),
    "a lifecycle": ('resource "a" "b" {\n  lifecycle {\n    |\n  }\n}\n', ["action_trigger"]),
    "a trigger": (trigger("|"), ["events", "actions", "condition", "on_failure"]),
    "events": (
        trigger("events = [after_create, |]"),
        ["before_create", "before_update", "after_update", "before_destroy", "after_destroy"],
    ),
    "actions": (
        trigger("actions = [|]"),
        [
            "action.aws_events_put_events.one",
            "action.aws_events_put_events.many[0]",
            "action.aws_events_put_events.many[1]",
            "action.aws_events_put_events.some[each.key]",
        ],
    ),
    "what happens after a failure": (trigger("on_failure = |"), ["halt", "taint", "continue"]),
    "a condition": (trigger("condition = |"), VALUES),
    "a text": (entry('detail = "|"'), []),
    "a comment": ("# |\n", []),
    "a heredoc": ("locals {\n  x = <<EOT\n|\nEOT\n}\n", []),
}


@pytest.mark.parametrize("name", TERRAFORM)
def test_in_a_module(one: Editor, name: str) -> None:
    text, expected = TERRAFORM[name]
    assert labels(one, "new.tf", text) == expected


SETTINGS = {
    "a rule": ('rule "long_source" {\n  |\n}\n', ["enabled", "severity", "ignorable"]),
    "a rule with settings of its own": (
        'rule "detail_schema" {\n  enabled = true\n  |\n}\n',
        ["severity", "ignorable", "directory", "schema"],
    ),
    "a block of a rule": (
        'rule "detail_schema" {\n  schema {\n    |\n  }\n}\n',
        ["source", "detail_type", "file"],
    ),
    "a switch": ('rule "long_source" {\n  enabled = |\n}\n', ["true", "false"]),
    "a choice": ('config {\n  preset = "|"\n}\n', ["recommended", "all"]),
    "outside of blocks": ("|", ["config", "plugin", "rule"]),
}


@pytest.mark.parametrize("name", SETTINGS)
def test_in_the_configuration_file(one: Editor, name: str) -> None:
    text, expected = SETTINGS[name]
    assert labels(one, ".bridgelint.hcl", text) == expected


def test_in_json_nothing_is_offered(one: Editor) -> None:
    assert labels(one, "new.tf.json", '{"action": {|}}') == []
    assert labels(one, ".bridgelint.json", "{|}") == []


def test_names_of_rules_in_a_comment(one: Editor) -> None:
    found = labels(one, "new.tf", "# bridgelint-ignore: long_|\n")
    assert "long_source" in found
    assert labels(one, "new.tf", "# bridgelint-ignore: long_source, |\n") == found


def test_what_is_written_of_a_word_is_replaced(tmp_path: Path) -> None:
    root = written(tmp_path, main=trigger("events = [after_cr]"))
    with editor(root) as one:
        one.open("main.tf")
        where = {"line": 3, "character": 24}
        asked = {"textDocument": {"uri": one.uri("main.tf")}, "position": where}
        found = one.ask("textDocument/completion", asked)["items"]
        edits = {each["label"]: each["textEdit"]["range"]["start"] for each in found}
        assert edits["after_create"] == {"line": 3, "character": 16}
