"""Which files may contain an action or a trigger."""

from __future__ import annotations

import pytest

from bridgelint.workspace.survey import is_marked


@pytest.mark.parametrize(
    "text",
    [
        'action "aws_lambda_invoke" "warm" {',
        '\n  action\t"local_command" "x" {}',
        "action local_command x {",
        'action "only_one_label" {',
        '/* x */ action "a" "b" {',
        "    action_trigger {",
        'acton "aws_events_put_event" "x" {',
    ],
)
def test_actions_and_triggers_are_seen(text: str) -> None:
    assert is_marked("main.tf", text.encode())


@pytest.mark.parametrize(
    "text",
    [
        'resource "aws_wafv2_web_acl" "x" {\n  action {\n    allow {}\n  }\n}',
        'actions = ["s3:GetObject"]',
        'action = "lambda:InvokeFunction"',
        'dynamic "action" {',
        "# take action when the queue is full",
        'default_action "forward" {',
        'transaction "x" "y" {',
        '{"action": "lambda:InvokeFunction"}',
        "action = {",
    ],
)
def test_other_actions_are_not(text: str) -> None:
    assert not is_marked("main.tf", text.encode())


def test_json() -> None:
    assert is_marked("main.tf.json", b'{"action": {"local_command": {}}}')
    assert is_marked("main.tf.json", b'{"lifecycle": {"action_trigger": {}}}')
    assert not is_marked("main.tf.json", b'{"actions": ["s3:*"], "Action": "x"}')
