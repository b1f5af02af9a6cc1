"""Who receives an entry: the index of patterns, the field that decides, and the event bus."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from bridgelint.eventbridge.detail.json_tree import Json, JsonText
from bridgelint.eventbridge.event_module import EventModule
from bridgelint.eventbridge.pattern.event_patterns import (
    Pattern,
    PatternIndex,
    difference,
    read_pattern,
    undecided,
)
from bridgelint.eventbridge.pattern.pattern_operators import InvalidPattern
from events_support import module_of
from support import FIXTURES, agree, bridgelint

GOLDEN = Path(__file__).parent.parent / "fixtures" / "golden"


def recorded() -> tuple[list[dict[str, Json]], list[Pattern]]:
    """The recorded events, and the recorded patterns that are valid."""
    events: list[dict[str, Json]] = json.loads((GOLDEN / "pattern_events.json").read_text("utf-8"))
    lines = (GOLDEN / "patterns.jsonl").read_text("utf-8").splitlines()
    texts = dict.fromkeys(str(json.loads(line)["pattern"]) for line in lines)
    patterns: list[Pattern] = []
    for text in texts:
        try:
            patterns.append(read_pattern(JsonText(text)))
        except InvalidPattern:
            continue
    return events, patterns


def test_the_index_finds_every_pattern_that_matches() -> None:
    events, patterns = recorded()
    index = PatternIndex((pattern, number) for number, pattern in enumerate(patterns))
    for event in events:
        matching = [n for n, pattern in enumerate(patterns) if pattern.matches(event) is not False]
        candidates = index.candidates(event)
        assert candidates == sorted(candidates)
        assert set(matching) <= set(candidates)


def test_the_index_leaves_out_most_patterns() -> None:
    patterns = [
        read_pattern(JsonText(json.dumps({"source": ["acme"], "detail": {"id": [f"o-{n}"]}})))
        for n in range(100)
    ]
    index = PatternIndex((pattern, number) for number, pattern in enumerate(patterns))
    assert index.candidates({"source": "acme", "detail": {"id": "o-7"}}) == [7]
    assert index.candidates({"source": "acme", "detail": {"id": ["o-7", "o-9"]}}) == [7, 9]
    assert index.candidates({"source": "other", "detail": {}}) == []


def test_every_recorded_mismatch_has_a_difference() -> None:
    events, patterns = recorded()
    for event in events:
        for pattern in patterns:
            found = difference(pattern, event)
            assert pattern.matches(event) is not False or found is not None


@pytest.mark.parametrize(
    ("pattern", "event", "expected"),
    [
        ({"a": ["x"]}, {"a": "y"}, ("a", '"y"', '"x"', 1)),
        ({"a": ["x", 1, None]}, {"a": True}, ("a", "true", '"x", 1 or null', 1)),
        ({"a": ["x"]}, {}, ("a", "", '"x"', 1)),
        ({"a": {"b": ["x"]}}, {"a": {"b": ["y", "z"]}}, ("a.b", '"y" or "z"', '"x"', 1)),
        ({"a": {"b": ["x"]}}, {"a": {"c": 1}}, ("a.b", "", '"x"', 1)),
        ({"a.b": ["x"]}, {"a": {"b": "y"}}, ("a.b", '"y"', '"x"', 1)),
        (
            {"detail": {"n": [{"numeric": [">", 1]}]}, "source": ["x"]},
            {"detail": {"n": 1}, "source": "y"},
            ("source", '"y"', '"x"', 2),
        ),
        (
            {"$or": [{"a": ["x"], "b": ["x"]}, {"a": ["y"]}]},
            {"a": "z", "b": "z"},
            ("a", '"z"', '"x" or "y"', 1),
        ),
        (
            {"a": {"x": ["1"], "y": ["2"]}},
            {"a": [{"x": "1", "y": "0"}, {"x": "0", "y": "2"}]},
            ("", "", "", 1),
        ),
        ({"a": [{"exists": False}]}, {"a": 1}, ("a", "1", '{"exists": false}', 1)),
    ],
)
def test_the_first_difference(
    pattern: dict[str, Any], event: dict[str, Json], expected: tuple[str, str, str, int]
) -> None:
    read = read_pattern(JsonText(json.dumps(pattern)))
    assert read.matches(event) is False
    found = difference(read, event)
    assert found is not None
    assert (found.field, found.value, found.expected, found.count) == expected
    assert undecided(read, event) == ""


RULE = """
resource "aws_cloudwatch_event_rule" "NAME" {
  event_pattern = jsonencode(PATTERN)
REST
}
"""

MAIN = """
provider "aws" {
  region = "eu-central-1"
}
provider "aws" {
  alias  = "us"
  region = "us-east-1"
}
variable "unknown" {
  type = string
}
resource "aws_cloudwatch_event_bus" "orders" {
  name = "orders"
}
resource "aws_cloudwatch_event_bus" "unnamed" {
  name = var.unknown
}
action "aws_events_put_events" "x" {
  config {
    entry {
      source         = "acme"
      detail_type    = "Created"
      detail         = jsonencode({ id = "o-1", other = var.unknown })
      event_bus_name = BUS
    }
  }
}
"""


def rule(name: str, pattern: str, rest: str = "") -> str:
    """A rule."""
    return RULE.replace("NAME", name).replace("PATTERN", pattern).replace("REST", rest)


def received(module: EventModule) -> list[tuple[str, str, str]]:
    """Who receives the entry: name, match and reason."""
    request = module.requests[0]
    found = module.receptions(request, request.entries[0])
    return [(each.receiver.name, each.match, each.reason) for each in found]


ACME = '{ source = ["acme"] }'
HERE = "  event_bus_name = aws_cloudwatch_event_bus.orders.name"
ON = "aws_cloudwatch_event_rule"


@pytest.mark.parametrize(
    ("bus", "rules", "expected"),
    [
        (
            "aws_cloudwatch_event_bus.orders.name",
            (rule("a", ACME, HERE), rule("b", ACME, '  event_bus_name = "orders"')),
            [(f"{ON}.a", "yes", ""), (f"{ON}.b", "yes", "")],
        ),
        (
            "aws_cloudwatch_event_bus.orders.arn",
            (rule("a", ACME, HERE), rule("b", ACME)),
            [(f"{ON}.a", "yes", "")],
        ),
        (
            "aws_cloudwatch_event_bus.unnamed.name",
            (rule("a", ACME, "  event_bus_name = aws_cloudwatch_event_bus.unnamed.arn"),),
            [(f"{ON}.a", "yes", "")],
        ),
        (
            "null",
            (rule("a", ACME), rule("b", '{ detail = { other = ["z"] } }')),
            [
                (f"{ON}.a", "yes", ""),
                (f"{ON}.b", "maybe", "detail.other is unknown: var.unknown has no value"),
            ],
        ),
        (
            "null",
            (rule("a", '{ account = ["111122223333"] }'),),
            [(f"{ON}.a", "maybe", "account is known only when the event is sent")],
        ),
        (
            "null",
            (rule("a", "{ source = [var.unknown] }"),),
            [(f"{ON}.a", "maybe", "its pattern is unknown: var.unknown has no value")],
        ),
        (
            "null",
            (rule("a", ACME, '  state = "DISABLED"'), rule("b", '{ source = ["b"] }')),
            [(f"{ON}.a", "no", "the rule is disabled")],
        ),
        (
            "null",
            (rule("a", ACME, "  is_enabled = false"),),
            [(f"{ON}.a", "no", "the rule is disabled")],
        ),
        (
            "null",
            (rule("a", ACME, "  state = var.unknown"),),
            [(f"{ON}.a", "maybe", "whether the rule is enabled is unknown")],
        ),
        (
            "null",
            (rule("a", ACME, "  count = var.unknown"),),
            [(f"{ON}.a", "maybe", "the instances of the rule are unknown")],
        ),
        (
            "null",
            (
                rule("a", '{ source = ["acme"], detail = { id = ["o-2"] } }'),
                rule("b", "{ x = [1] }"),
            ),
            [(f"{ON}.a", "no", 'detail.id is "o-1", but the pattern expects "o-2"')],
        ),
        (
            "null",
            (rule("a", '{ source = "acme" }'),),
            [
                (
                    f"{ON}.a",
                    "no",
                    "its pattern is invalid: a field must be an array of values or an object",
                )
            ],
        ),
        (
            '"other"',
            (rule("a", ACME),),
            [(f"{ON}.a", "no", "it is on the event bus default in eu-central-1")],
        ),
        (
            "null",
            (rule("a", ACME, "  provider = aws.us"),),
            [(f"{ON}.a", "no", "it is on the event bus default in us-east-1")],
        ),
        (
            "var.unknown",
            (rule("a", ACME), rule("b", '{ source = ["b"] }')),
            [(f"{ON}.a", "maybe", "the event bus is unknown: var.unknown has no value")],
        ),
        (
            "null",
            (rule("a", ACME, "  event_bus_name = var.unknown"),),
            [(f"{ON}.a", "maybe", "its event bus is unknown")],
        ),
        ("null", (), []),
    ],
)
def test_who_receives_an_entry(
    tmp_path: Path, bus: str, rules: tuple[str, ...], expected: list[tuple[str, str, str]]
) -> None:
    module = module_of(tmp_path, MAIN.replace("BUS", bus) + "".join(rules))
    assert received(module) == expected


def test_rules_and_targets_of_called_modules_count(tmp_path: Path) -> None:
    target = """
resource "aws_cloudwatch_event_target" "known" {
  rule = aws_cloudwatch_event_rule.a.name
  arn  = "arn:aws:sqs:eu-central-1:111122223333:orders"
}
resource "aws_cloudwatch_event_target" "unknown" {
  rule = "a"
  arn  = aws_sqs_queue.jobs.arn
}
resource "aws_cloudwatch_event_archive" "all" {
  name             = "all"
  event_source_arn = var.bus
}
variable "bus" {}
"""
    main = MAIN.replace("BUS", "aws_cloudwatch_event_bus.orders.name")
    call = 'module "m" {\n  source = "./m"\n  bus = aws_cloudwatch_event_bus.orders.arn\n}\n'
    child = rule("a", ACME, '  name = "a"\n  event_bus_name = var.bus') + target
    module = module_of(tmp_path, {"main.tf": main + call, "m/main.tf": child})
    request = module.requests[0]
    found = module.receptions(request, request.entries[0])
    assert [(each.receiver.name, each.receiver.bus, each.receiver.targets) for each in found] == [
        (
            "module.m.aws_cloudwatch_event_rule.a",
            "orders",
            (
                "arn:aws:sqs:eu-central-1:111122223333:orders",
                "module.m.aws_cloudwatch_event_target.unknown",
            ),
        ),
        ("module.m.aws_cloudwatch_event_archive.all", "orders", ()),
    ]


@pytest.mark.parametrize(
    ("format_", "file"),
    [("default", "dry_run.txt"), ("json", "dry_run.json"), ("markdown", "dry_run.md")],
)
@pytest.mark.parametrize("case", ["orders", "forty", "unknown"])
def test_a_dry_run_shows_who_receives_each_entry(case: str, format_: str, file: str) -> None:
    place = FIXTURES / "graph" / case
    result = bridgelint(["--no-config", "--dry-run", "-f", format_], place)
    assert (result.status, result.stderr) == (0, "")
    agree(place / file, result.stdout)


def test_a_dry_run_with_an_inventory() -> None:
    place = FIXTURES / "rules" / "unmatched_event" / "silent_with_an_inventory"
    arguments = ["--no-config", "--inventory", "inventory.json", "--dry-run", "-f", "json"]
    document = json.loads(bridgelint(arguments, place).stdout)
    shown = {each["address"].split(".")[-1]: each["rules"] for each in document["actions"]}
    assert shown["shipped"] == [
        {
            "entry": 0,
            "rule": "orders/shipped",
            "bus": "orders",
            "targets": ["arn:aws:sqs:eu-central-1:111122223333:shipped"],
            "match": "yes",
            "reason": None,
        }
    ]
    assert [(each["rule"], each["match"]) for each in shown["archived"]] == [
        ("archive:audit", "yes")
    ]


PLANNED: list[dict[str, Any]] = [
    {
        "address": f"{ON}.{name}",
        "mode": "managed",
        "type": ON,
        "name": name,
        "provider_name": "registry.terraform.io/hashicorp/aws",
        "provider_config_key": "aws",
        "values": {},
    }
    for name in "ab"
]


def test_a_plan_decides_who_receives_its_invocations(tmp_path: Path) -> None:
    patterns = ('{ detail = { id = ["planned"] } }', '{ detail = { id = ["o-1"] } }')
    rules = "".join(map(rule, "ab", patterns))
    action = MAIN[MAIN.index("action ") :].replace("BUS", "null")
    main = action.replace('id = "o-1", other = var.unknown', "id = var.unknown")
    main += 'variable "unknown" {\n  type = string\n}\n'
    (tmp_path / "main.tf").write_text(main + rules, encoding="utf-8")
    entry = {
        "source": "acme",
        "detail_type": "Created",
        "detail": json.dumps({"id": "planned"}),
        "event_bus_name": None,
        "resources": None,
        "time": None,
    }
    plan: dict[str, Any] = {
        "format_version": "1.2",
        "terraform_version": "1.16.0",
        "applyable": True,
        "complete": True,
        "errored": False,
        "planned_values": {"root_module": {"resources": PLANNED}},
        "configuration": {
            "root_module": {
                "resources": PLANNED,
                "variables": {"unknown": {}},
                "actions": [
                    {
                        "address": "action.aws_events_put_events.x",
                        "type": "aws_events_put_events",
                        "name": "x",
                        "provider_config_key": "aws",
                    }
                ],
            }
        },
        "action_invocations": [
            {
                "address": "action.aws_events_put_events.x",
                "type": "aws_events_put_events",
                "name": "x",
                "config_values": {"region": None, "entry": [entry]},
                "config_sensitive": {"entry": [{}]},
                "config_unknown": {"entry": [{}]},
                "provider_name": "registry.terraform.io/hashicorp/aws",
                "invoke_action_trigger": {},
            }
        ],
    }
    (tmp_path / "plan.json").write_text(json.dumps(plan), encoding="utf-8")
    result = bridgelint(["--dry-run", "--plan", "plan.json", "-f", "json"], tmp_path)
    assert result.stderr == ""
    (shown,) = json.loads(result.stdout)["actions"]
    assert [(each["rule"], each["match"]) for each in shown["rules"]] == [(f"{ON}.a", "yes")]
