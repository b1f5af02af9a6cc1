"""Each fix of a rule, in both syntaxes: what it writes, and that the finding no longer occurs."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Final

import pytest

from support import bridgelint

_ACTION: Final = """
action "aws_events_put_events" "x" {
  config {
    entry {
      source         = "acme.orders"
      detail_type    = "Order Created"
      event_bus_name = @bus@
      detail         = jsonencode({ order = @id@ })
    }
  }
}
"""

_TRIGGER: Final = """
terraform {
  required_version = ">= 1.16"
}

resource "aws_cloudwatch_event_bus" "orders" {
  count = 2
  name  = "orders-${count.index}"
}

resource "terraform_data" "order" {
  input = "o-1"

  lifecycle {
    action_trigger {
      events  = @events@
      actions = @actions@
    }
  }
}
"""

_GOOD: Final = {
    "events": "[after_create, after_update]",
    "actions": "[action.aws_events_put_events.x]",
    "bus": "null",
    "id": '"o-1"',
}

_JSON: Final = """{
  "resource": {
    "aws_cloudwatch_event_bus": {"orders": {"name": "orders"}},
    "terraform_data": {"order": {"lifecycle": {"action_trigger": {
      "events": ["after_create"], "actions": [@actions@]
    }}}}
  },
  "terraform": {"required_version": ">= 1.16"},
  "action": {"aws_events_put_events": {"x": {"config": {"entry": {
    "source": "acme.orders", "detail_type": "Order Created", "event_bus_name": @bus@,
    "detail": @detail@
  }}}}}
}
"""

_GOOD_JSON: Final = {
    "actions": '"action.aws_events_put_events.x"',
    "bus": "null",
    "detail": '"{}"',
}

CASES: Final = (
    ("invalid_trigger_event", "events", '["after_create"]', "[after_create]"),
    (
        "invalid_trigger_event",
        "events",
        '["after_update", after_create]',
        "[after_update, after_create]",
    ),
    (
        "invalid_action_reference",
        "actions",
        '["action.aws_events_put_events.x"]',
        "[action.aws_events_put_events.x]",
    ),
    (
        "invalid_action_reference",
        "actions",
        "[aws_events_put_events.x]",
        "[action.aws_events_put_events.x]",
    ),
    ("literal_event_bus", "bus", '"orders-1"', "aws_cloudwatch_event_bus.orders[1].name"),
    (
        "literal_event_bus",
        "bus",
        'join("-", ["orders", 0])',
        "aws_cloudwatch_event_bus.orders[0].name",
    ),
)

JSON_CASES: Final = (
    (
        "invalid_action_reference",
        "actions",
        '"aws_events_put_events.x"',
        '"action.aws_events_put_events.x"',
    ),
    ("literal_event_bus", "bus", '"orders"', '"${aws_cloudwatch_event_bus.orders.name}"'),
    (
        "triggering_resource_reference",
        "detail",
        '"${jsonencode({ id = terraform_data.order.id })}"',
        '"${jsonencode({ id = caller.id })}"',
    ),
)


def filled(text: str, values: dict[str, str], name: str, value: str) -> str:
    for key, each in {**values, name: value}.items():
        text = text.replace(f"@{key}@", each)
    return text


def rules(directory: Path) -> list[str]:
    result = bridgelint(["--format", "json"], directory)
    return [each["rule"]["name"] for each in json.loads(result.stdout)["issues"]]


def fixed(path: Path, before: str, rule: str) -> str:
    """The file after `--fix`; `--diff` says the same and writes nothing."""
    path.write_text(before, encoding="utf-8")
    assert rules(path.parent) == [rule]
    diff = bridgelint(["--diff"], path.parent)
    assert diff.stdout.startswith(f"--- a/{path.name}\n+++ b/{path.name}\n")
    assert path.read_text(encoding="utf-8") == before
    assert bridgelint(["--fix"], path.parent).status == 0
    assert rules(path.parent) == []
    return path.read_text(encoding="utf-8")


@pytest.mark.parametrize(("rule", "name", "wrong", "right"), CASES)
def test_a_fix(tmp_path: Path, rule: str, name: str, wrong: str, right: str) -> None:
    text = _TRIGGER + _ACTION
    made = fixed(tmp_path / "main.tf", filled(text, _GOOD, name, wrong), rule)
    assert made == filled(text, _GOOD, name, right)


@pytest.mark.parametrize(("rule", "name", "wrong", "right"), JSON_CASES)
def test_a_fix_in_json(tmp_path: Path, rule: str, name: str, wrong: str, right: str) -> None:
    made = fixed(tmp_path / "main.tf.json", filled(_JSON, _GOOD_JSON, name, wrong), rule)
    assert made == filled(_JSON, _GOOD_JSON, name, right)


def test_every_reference_to_the_triggering_resource_becomes_caller(tmp_path: Path) -> None:
    reference = '"${terraform_data.order.id}/${terraform_data.order.input}"'
    text = filled(_TRIGGER + _ACTION, {**_GOOD, "events": "[after_create]"}, "id", reference)
    made = fixed(tmp_path / "main.tf", text, "triggering_resource_reference")
    assert made == text.replace("{terraform_data.order.", "{caller.")


def test_no_fix_where_the_word_caller_means_something_else(tmp_path: Path) -> None:
    expression = '[for caller in ["x"] : "${caller}${terraform_data.order.id}"]'
    text = filled(_TRIGGER + _ACTION, {**_GOOD, "events": "[after_create]"}, "id", expression)
    assert unfixable(tmp_path, text) == ["triggering_resource_reference"]


def test_no_fix_that_would_repeat_an_event(tmp_path: Path) -> None:
    text = filled(_TRIGGER + _ACTION, _GOOD, "events", '[after_create, "after_create"]')
    assert unfixable(tmp_path, text) == ["invalid_trigger_event"]


def test_no_fix_to_an_action_that_nobody_declares(tmp_path: Path) -> None:
    text = filled(_TRIGGER + _ACTION, _GOOD, "actions", "[aws_events_put_events.z]")
    assert unfixable(tmp_path, text) == ["invalid_action_reference"]


def unfixable(directory: Path, text: str) -> list[str]:
    """The errors and warnings of a configuration that `--fix` leaves as it is."""
    path = directory / "main.tf"
    path.write_text(text, encoding="utf-8")
    bridgelint(["--fix"], directory)
    assert path.read_text(encoding="utf-8") == text
    return [each for each in rules(directory) if each != "unused_action"]


def test_quotes_with_escapes_come_off(tmp_path: Path) -> None:
    keyed = _ACTION.replace("  config {", '  for_each = toset(["a"])\n  config {', 1)
    wrong = '["action.aws_events_put_events.x[\\"a\\"]"]'
    right = '[action.aws_events_put_events.x["a"]]'
    text = filled(_TRIGGER + keyed, _GOOD, "actions", wrong)
    made = fixed(tmp_path / "main.tf", text, "invalid_action_reference")
    assert made == text.replace(wrong, right)
