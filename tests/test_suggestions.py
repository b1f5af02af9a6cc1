"""Suggestions: each one, when chosen, fixes its finding and changes nothing else."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest

from bridgelint.base.records import replace
from bridgelint.lint.lint import lint
from bridgelint.lint.loading import request
from bridgelint.lint.run_arguments import Arguments
from bridgelint_rules import RULES
from support import FIXTURES, bridgelint, clean_slate

MODULE = """\
variable "region" {
  default = "eu-central-1"
}

locals {
  names = { order = "Order Placed" }
}

module "child" {
  source = "./child"
}

resource "terraform_data" "order" {
  lifecycle {
    action_trigger {
      events  = [after_create]
      actions = [action.aws_events_put_events.placed]
    }
  }
}

action "aws_events_put_events" "placed" {
  config {
    region = var.region
    entry {
      source      = "acme.orders"
      detail_type = local.names.order
      detail      = jsonencode({ id = module.child.id })
      time        = terraform_data.order.id
    }
  }
}
"""

WRONG = [
    ("action_trigger {\n      events", "action_trigger {\n      event", "invalid_trigger"),
    ("[after_create]", "[after_creat]", "invalid_trigger_event"),
    ("[after_create]", '["after_creat"]', "invalid_trigger_event"),
    ("put_events.placed]", "put_events.plased]", "undeclared_action"),
    ("detail_type =", "detailtype =", "unknown_argument"),
    ("entry {", "entries {", "unknown_argument"),
    ("config {", "confg {", "invalid_action_block"),
    ("= var.region", '= "eu_central_1"', "invalid_region"),
    ("eu-central-1", "eu_central_1", "invalid_region"),
    ("= var.region", '= "eu-central-9"', "unlisted_region"),
    ("= var.region", "= var.regoin", "invalid_expression"),
    ("= local.names.order", "= local.name.order", "invalid_expression"),
    ("= local.names.order", "= local.names.oder", "invalid_expression"),
    ("= local.names.order", '= local.names["oder"]', "invalid_expression"),
    ("module.child.id", "module.childs.id", "invalid_expression"),
    ("module.child.id", "module.child.idd", "invalid_expression"),
    ("terraform_data.order.id", "terraform_data.ordr.id", "invalid_expression"),
    ("terraform_data.order.id", "terraform_data.order.ids", "invalid_expression"),
    ("jsonencode", "jsonencod", "invalid_expression"),
    ("# \n", "# bridgelint-ignore: reserved_sorce\n", "unused_ignore"),
]


def written(root: Path, text: str) -> Path:
    (root / "child").mkdir()
    (root / "child" / "main.tf").write_text('output "id" {\n  value = "o-1"\n}\n', "utf-8")
    (root / "main.tf").write_text(text, "utf-8")
    return root


def issues(root: Path) -> list[tuple[str, bool, int]]:
    printed = json.loads(bridgelint(["-f", "json"], root).stdout)
    return [
        (each["rule"]["name"], each["fixable"], each["suggestions"]) for each in printed["issues"]
    ]


@pytest.mark.parametrize(("right", "wrong", "rule"), WRONG)
def test_a_suggestion_is_shown_and_never_applied(
    tmp_path: Path, right: str, wrong: str, rule: str
) -> None:
    good = f"{MODULE}# \n" if right == "# \n" else MODULE
    bad = good.replace(right, wrong, 1)
    assert bad != good
    root = written(tmp_path, bad)
    assert (rule, False, 1) in issues(root)
    bridgelint(["--fix"], root)
    assert (root / "main.tf").read_text("utf-8") == bad
    assert bridgelint(["--diff"], root).stdout.count("\n+") == 0
    shown = bridgelint(["--diff", "--suggestions"], root).stdout
    removed, added = (
        [line for line in shown.split("\n") if line.startswith(sign) and line[:3] != sign * 3]
        for sign in "-+"
    )
    assert len(removed) == len(added) == 1
    fixed = bad.replace(removed[0][1:], added[0][1:], 1)
    (root / "main.tf").write_text(fixed, "utf-8")
    assert (rule, False, 1) not in issues(root)


def test_the_right_word_replaces_a_quoted_one_in_json(tmp_path: Path) -> None:
    text = """{
  "resource": {"terraform_data": {"order": {"lifecycle": {"action_trigger": {
    "events": ["after_creat"], "actions": ["action.aws_events_put_events.plased"]
  }}}}},
  "action": {"aws_events_put_events": {"placed": {"config": {
    "entry": {"source": "acme.orders", "detailtype": "Order Placed", "detail": "{}"}
  }}}}
}
"""
    path = tmp_path / "main.tf.json"
    path.write_text(text, "utf-8")
    assert (
        bridgelint(["--diff", "--suggestions"], tmp_path).stdout.split("\n\n")[0]
        == """\
--- a/main.tf.json
+++ b/main.tf.json
@@ -1,8 +1,8 @@
 {
   "resource": {"terraform_data": {"order": {"lifecycle": {"action_trigger": {
-    "events": ["after_creat"], "actions": ["action.aws_events_put_events.plased"]
+    "events": ["after_create"], "actions": ["action.aws_events_put_events.placed"]
   }}}}},
   "action": {"aws_events_put_events": {"placed": {"config": {
-    "entry": {"source": "acme.orders", "detailtype": "Order Placed", "detail": "{}"}
+    "entry": {"source": "acme.orders", "detail_type": "Order Placed", "detail": "{}"}
   }}}}
 }
"""
    )


def test_suggestions_are_a_kind_of_diff(tmp_path: Path) -> None:
    result = bridgelint(["--suggestions"], tmp_path)
    assert (result.status, result.stdout, result.stderr) == (
        1,
        "",
        "error: --suggestions has no effect without --diff\n",
    )


def test_the_instances_that_exist_are_suggested(tmp_path: Path) -> None:
    """The key of the resource comes first if the action has the same ones."""
    text = MODULE.replace(
        'resource "terraform_data" "order" {', 'resource "terraform_data" "order" {\n  count = 2'
    ).replace(
        '"aws_events_put_events" "placed" {', '"aws_events_put_events" "placed" {\n  count = 2'
    )
    root = written(tmp_path, text)
    assert issues(root)[0] == ("action_instance_key", False, 3)
    shown = bridgelint(["--diff", "--suggestions"], root).stdout
    assert "+      actions = [action.aws_events_put_events.placed[count.index]]\n" in shown


def test_the_field_of_an_event_is_suggested(tmp_path: Path) -> None:
    text = (
        'resource "aws_cloudwatch_event_rule" "placed" {\n'
        '  event_pattern = jsonencode({ detail_type = ["Order Placed"] })\n'
        "}\n"
    )
    root = written(tmp_path, f"{MODULE}\n{text}")
    assert ("unmatchable_event_pattern", False, 1) in issues(root)
    shown = bridgelint(["--diff", "--suggestions"], root).stdout
    assert '+  event_pattern = jsonencode({ detail-type = ["Order Placed"] })\n' in shown


NOT_SUGGESTED = {
    ("invalid_trigger_event", "after_create"): "the list contains the event already",
    (
        "unmatchable_event_pattern",
        "source",
    ): "the name is that of a local value, used elsewhere too",
}


def test_every_finding_that_names_the_right_word_carries_it() -> None:
    """In all examples of the rules, where a finding asks "did you mean", an edit says yes."""
    missing: dict[tuple[str, str], str] = {}
    for module in sorted((FIXTURES / "rules").glob("*/*/")):
        with clean_slate(module):
            asked = request(replace(Arguments(), recursive=True), lambda: RULES)
            for finding in lint(asked).report.findings:
                told = f"{finding.message} {finding.primary.message} {finding.help}"
                meant = re.search(r"did you mean `([^`]+)`", told)
                edits = [edit.text for fix in finding.fixes for edit in fix.edits]
                if meant and not any(
                    (text and text in meant[1]) or meant[1] in text for text in edits
                ):
                    missing[finding.rule, meant[1]] = NOT_SUGGESTED[finding.rule, meant[1]]
    assert missing == NOT_SUGGESTED
