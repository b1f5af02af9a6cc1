"""Rules and a module in, findings out."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from bridgelint.actions.action import Action
from bridgelint.actions.triggers import ActionReference, ActionTrigger
from bridgelint.base.finding import Finding, Severity
from bridgelint.config.config import Config, RuleConfig
from bridgelint.eventbridge.event_module import EventModule
from bridgelint.eventbridge.request import Entry, PutEventsRequest
from bridgelint.lint.report import Coverage
from bridgelint.lint.root_modules import coverage, directories, seen
from bridgelint.lint.rule import Rule
from bridgelint.lint.rule_run import run, select
from bridgelint.lint.run_arguments import Switches
from events_support import module_of

TEXT = """\
variable "id" {}

resource "terraform_data" "t" {
  lifecycle {
    action_trigger {
      events    = [after_create]
      actions   = [action.aws_events_put_events.x["a"], action.aws_events_put_events.x["b"]]
      condition = var.id == "1"
    }
  }
}

action "aws_events_put_events" "x" {
  for_each = toset(["a", "b"])
  config {
    entry {
      source      = "my.${each.key}"
      detail_type = "X"
      detail      = jsonencode({ id = var.id })
    }
    entry {
      source      = "my.${each.key}"
      detail_type = "Y"
      detail      = jsonencode({})
    }
  }
}
"""


class EveryHook(Rule):
    """Says what it was shown."""

    name = "every_hook"
    severity = Severity.WARNING
    summary = "says what it was shown"

    def check_module(self, module: EventModule) -> Iterator[Finding]:
        yield self.finding(f"module {module.path}", module.actions[0].header)

    def check_action(self, module: EventModule, action: Action) -> Iterator[Finding]:
        yield self.finding(f"action {action.address}", action.header)

    def check_request(self, module: EventModule, request: PutEventsRequest) -> Iterator[Finding]:
        yield self.finding(f"request {request.key}", request.action.header)

    def check_entry(
        self, module: EventModule, request: PutEventsRequest, entry: Entry
    ) -> Iterator[Finding]:
        yield self.finding(f"entry {request.key} {entry.index}", entry.header)

    def check_trigger(self, module: EventModule, trigger: ActionTrigger) -> Iterator[Finding]:
        yield self.finding(f"trigger {trigger.resource.address}", trigger.block.header)

    def check_reference(
        self, module: EventModule, trigger: ActionTrigger, reference: ActionReference
    ) -> Iterator[Finding]:
        yield self.finding(f"reference {reference.span.text}", reference.span)


class Crashing(EveryHook):
    """Breaks in the middle of one hook and at the start of another."""

    name = "crashing"

    def check_request(self, module: EventModule, request: PutEventsRequest) -> Iterator[Finding]:
        yield self.finding(f"request {request.key}", request.action.header)
        raise ZeroDivisionError(request.address)

    def check_entry(
        self, module: EventModule, request: PutEventsRequest, entry: Entry
    ) -> Iterator[Finding]:
        raise KeyError(entry.index)


class Milder(Rule):
    """Makes one finding at its own severity, one milder, one worse."""

    name = "milder"
    severity = Severity.WARNING
    summary = "makes findings of every severity"

    def check_action(self, module: EventModule, action: Action) -> Iterator[Finding]:
        for severity in Severity:
            yield self.finding(severity.word, action.header, severity=severity)


def shown(kind: type[Rule], directory: Path) -> list[str]:
    rules = select([kind], Switches(), Config())
    return [each.message for each in run(rules, module_of(directory, TEXT)).findings]


def test_a_finding_is_about_what_its_hook_is_called_for(tmp_path: Path) -> None:
    rules = select([EveryHook], Switches(), Config())
    found = run(rules, module_of(tmp_path, TEXT)).findings
    action = "action.aws_events_put_events.x"
    assert {each.message.split()[0]: each.address for each in found} == {
        "module": "",
        "action": action,
        "request": f'{action}["b"]',
        "entry": f'{action}["b"]',
        "trigger": "terraform_data.t",
        "reference": "terraform_data.t",
    }


def test_every_hook_is_called_for_every_part(tmp_path: Path) -> None:
    assert shown(EveryHook, tmp_path) == [
        "module ",
        "action action.aws_events_put_events.x",
        "request a",
        "entry a 0",
        "entry a 1",
        "request b",
        "entry b 0",
        "entry b 1",
        "trigger terraform_data.t",
        'reference action.aws_events_put_events.x["a"]',
        'reference action.aws_events_put_events.x["b"]',
    ]


def test_a_hook_that_raises_is_given_up_and_the_next_one_is_called(tmp_path: Path) -> None:
    rules = select([Crashing, EveryHook], Switches(), Config())
    done = run(rules, module_of(tmp_path, TEXT))
    assert [each.message for each in done.findings if each.rule == "crashing"] == [
        "module ",
        "action action.aws_events_put_events.x",
        "request a",
        "request b",
        "trigger terraform_data.t",
        'reference action.aws_events_put_events.x["a"]',
        'reference action.aws_events_put_events.x["b"]',
    ]
    assert sum(each.rule == "every_hook" for each in done.findings) == 11
    assert [(rule, str(error)) for rule, error in done.crashes.items()] == [
        ("crashing", 'action.aws_events_put_events.x["a"]')
    ]


@pytest.mark.parametrize(
    ("wanted", "severities"),
    [
        (None, ["notice", "warning", "error"]),
        (Severity.NOTICE, ["notice", "notice", "notice"]),
        (Severity.WARNING, ["notice", "warning", "warning"]),
        (Severity.ERROR, ["notice", "error", "error"]),
    ],
)
def test_a_configured_severity(
    tmp_path: Path, wanted: Severity | None, severities: list[str]
) -> None:
    config = Config(rules={"milder": RuleConfig(severity=wanted)})
    done = run(select([Milder], Switches(), config), module_of(tmp_path, TEXT))
    assert [each.severity.word for each in done.findings] == severities


def test_the_calls_that_lead_to_a_child_module(tmp_path: Path) -> None:
    root = module_of(
        tmp_path,
        {"main.tf": 'module "m" {\n  source = "./child"\n  id = "1"\n}\n', "child/main.tf": TEXT},
    )
    rules = select([EveryHook], Switches(), Config())
    found = run(rules, root.children[0]).findings[1]
    assert found.message == "action module.m.action.aws_events_put_events.x"
    assert [(each.file.path, each.text) for each in found.callers] == [("main.tf", 'module "m"')]


def test_coverage_counts_each_place_once(tmp_path: Path) -> None:
    module = module_of(tmp_path, TEXT)
    # Two instances of two entries: two places, of which one detail is unknown, and the condition.
    places = seen(module) | seen(module) | directories(["elsewhere"])
    assert coverage(places) == Coverage(
        modules=2, actions=1, triggers=1, entries=2, unknown_values=2
    )
