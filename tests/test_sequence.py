"""The order of all actions in a dry run, and triggers whose reference leads to no instance."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from support import FIXTURES, bridgelint

MODULE = """
variable "on" {
  default = true
}

resource "terraform_data" "release" {
  for_each = toset(["a", "b"])
  input    = "r1"

  lifecycle {
    action_trigger {
      events  = [after_update, after_create]
      actions = [action.aws_lambda_invoke.warm[each.key], action.aws_events_put_events.released]
    }
    action_trigger {
      events    = [after_create]
      condition = !var.on
      actions   = [action.local_command.never]
    }
    action_trigger {
      events    = [before_create]
      condition = var.on
      actions   = [action.local_command.check]
    }
  }
}

action "aws_lambda_invoke" "warm" {
  for_each = toset(["a"])
  config {
    function_name = "warm"
    payload       = "{}"
  }
}

action "local_command" "check" {}

action "local_command" "never" {}

action "aws_events_put_events" "released" {
  config {
    entry {
      source      = "acme.releases"
      detail_type = "Released"
      detail      = "{}"
    }
  }
}
"""
WRONG = """
resource "terraform_data" "t" {
  lifecycle {
    action_trigger {
      events  = [after_create]
      actions = [action.aws_events_put_events.x]
    }
  }
}

action "aws_events_put_events" "x" {
  count = 1
  config {
    entry {
      source      = "acme.releases"
      detail_type = "Released"
      detail      = "{}"
    }
  }
}
"""


def document(directory: Path, text: str) -> dict[str, Any]:
    """The JSON document of a dry run of this module."""
    (directory / "main.tf").write_text(text, encoding="utf-8")
    result = bridgelint(["--dry-run", "--format", "json"], directory)
    assert (result.status, result.stderr) == (0, "")
    made: dict[str, Any] = json.loads(result.stdout)
    return made


def test_the_actions_of_each_event_are_in_order(tmp_path: Path) -> None:
    steps = [
        (
            step["resource"],
            step["event"],
            [(action["address"], action["type"]) for action in step["actions"]],
        )
        for step in document(tmp_path, MODULE)["sequence"]
    ]
    check = ("action.local_command.check", "local_command")
    warm = ('action.aws_lambda_invoke.warm["a"]', "aws_lambda_invoke")
    released = ("action.aws_events_put_events.released", "aws_events_put_events")
    assert steps == [
        ('terraform_data.release["a"]', "before_create", [check]),
        ('terraform_data.release["a"]', "after_create", [warm, released]),
        ('terraform_data.release["a"]', "after_update", [warm, released]),
        ('terraform_data.release["b"]', "before_create", [check]),
        ('terraform_data.release["b"]', "after_create", [released]),
        ('terraform_data.release["b"]', "after_update", [released]),
    ]


@pytest.mark.parametrize("form", ["default", "markdown"])
def test_a_person_sees_the_order_where_there_are_other_actions(tmp_path: Path, form: str) -> None:
    (tmp_path / "main.tf").write_text(MODULE, encoding="utf-8")
    shown = bridgelint(["--dry-run", "--format", form], tmp_path).stdout
    assert "rder of all actions" in shown
    assert "action.local_command.check" in shown
    assert "action.local_command.never" not in shown
    (tmp_path / "main.tf").write_text(WRONG, encoding="utf-8")
    assert "rder of all actions" not in bridgelint(["--dry-run", "-f", form], tmp_path).stdout


def test_a_plan_has_its_own_order() -> None:
    directory = FIXTURES / "golden" / "plans" / "basic"
    path = directory / "1.16.0-create.plan.json"
    arguments = ["--dry-run", "-f", "json", "--plan", str(path)]
    result = bridgelint(arguments, directory / "config")
    planned = json.loads(path.read_text(encoding="utf-8"))["action_invocations"]
    steps = json.loads(result.stdout)["sequence"]
    assert [action["address"] for step in steps for action in step["actions"]] == [
        each["address"] for each in planned
    ]


def test_a_trigger_without_the_key_is_not_nothing(tmp_path: Path) -> None:
    made = document(tmp_path, WRONG)
    error = "`action.aws_events_put_events.x` is not an instance of the action"
    assert made["actions"][0]["triggers"] == [
        {"resource": "terraform_data.t", "events": ["after_create"], "error": error}
    ]
    assert made["sequence"] == []
    shown = " ".join(bridgelint(["--dry-run"], tmp_path).stdout.replace("│", "").split())
    assert f"triggered by terraform_data.t after_create, but {error}" in shown
