"""What depends on what."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

import pytest

from bridgelint.actions.dependencies import Dependencies, Node
from bridgelint.base.source import Span
from bridgelint.eventbridge.event_module import EventModule
from bridgelint_rules.triggers.trigger_cycle import TriggerCycle
from events_support import module_of

TRIGGER = """
resource "terraform_data" "t" {
  input = "1"
  lifecycle {
    action_trigger {
      events  = [EVENT]
      actions = [action.aws_events_put_events.x]
    }
  }
}
"""

ACTION = """
action "aws_events_put_events" "x" {
  config {
    entry {
      source = DETAIL
    }
  }
}
"""


def module(tmp_path: Path, detail: str, rest: str = "", event: str = "after_create") -> EventModule:
    text = ACTION.replace("DETAIL", detail) + TRIGGER.replace("EVENT", event) + rest
    return module_of(tmp_path, text)


def chain(found: EventModule, *, since_1_16: bool = False) -> list[str]:
    """The addresses from the action to the resource."""
    action, resource = found.actions[0].block, found.triggers[0].resource.block
    steps = found.dependencies.path(action, resource, since_1_16=since_1_16)
    return [node.address for node, _ in steps]


@pytest.mark.parametrize(
    ("detail", "rest", "expected"),
    [
        ("terraform_data.t.id", "", ["terraform_data.t"]),
        ("terraform_data.t[0].id", "", ["terraform_data.t"]),
        ("resource.terraform_data.t.id", "", ["terraform_data.t"]),
        ("jsonencode(terraform_data.t)", "", ["terraform_data.t"]),
        ("terraform_data.u.id", 'resource "terraform_data" "u" {}', []),
        (
            "local.id",
            "locals {\n  id = terraform_data.t.id\n}",
            ["local.id", "terraform_data.t"],
        ),
        (
            "local.a",
            "locals {\n  a = local.b\n  b = local.a\n}",
            [],
        ),
        (
            "terraform_data.down.id",
            'resource "terraform_data" "down" {\n  input = terraform_data.t.id\n}',
            ["terraform_data.down", "terraform_data.t"],
        ),
        (
            "terraform_data.down.id",
            'resource "terraform_data" "down" {\n  depends_on = [terraform_data.t]\n}',
            ["terraform_data.down", "terraform_data.t"],
        ),
        (
            "terraform_data.down.id",
            'resource "terraform_data" "down" {\n  depends_on = ["terraform_data.t"]\n}',
            ["terraform_data.down", "terraform_data.t"],
        ),
        (
            "x.down.id",
            'resource "x" "down" {\n  lifecycle { ignore_changes = [terraform_data.t] }\n}',
            [],
        ),
        (
            "data.aws_ssm_parameter.p.value",
            'data "aws_ssm_parameter" "p" {\n  name = terraform_data.t.id\n}',
            ["data.aws_ssm_parameter.p", "terraform_data.t"],
        ),
    ],
)
def test_chains(tmp_path: Path, detail: str, rest: str, expected: list[str]) -> None:
    assert chain(module(tmp_path, detail, rest)) == expected


CHILD = {
    "m/main.tf": """
variable "x" {}
variable "unused" { default = null }
output "id" { value = upper(var.x) }
output "fixed" { value = "1" }
"""
}


@pytest.mark.parametrize(
    ("detail", "arguments", "expected"),
    [
        (
            "module.m.id",
            "x = terraform_data.t.id",
            ["module.m.output.id", "module.m.var.x", "terraform_data.t"],
        ),
        (
            "jsonencode(module.m)",
            "x = terraform_data.t.id",
            ["module.m.output.id", "module.m.var.x", "terraform_data.t"],
        ),
        ("module.m.fixed", "x = terraform_data.t.id", []),
        ("module.m.id", 'x = "1"\nunused = terraform_data.t.id', []),
        (
            "module.m.fixed",
            'x = "1"\ndepends_on = [terraform_data.t]',
            ["module.m", "terraform_data.t"],
        ),
        (
            "module.m[0].fixed",
            'x = "1"\ncount = terraform_data.t.input',
            ["module.m", "terraform_data.t"],
        ),
    ],
)
def test_chains_through_modules(
    tmp_path: Path, detail: str, arguments: str, expected: list[str]
) -> None:
    call = f'module "m" {{\n  source = "./m"\n{arguments}\n}}\n'
    text = ACTION.replace("DETAIL", detail) + TRIGGER.replace("EVENT", "after_create") + call
    assert chain(module_of(tmp_path, {"main.tf": text, **CHILD})) == expected


def test_a_module_that_is_not_read_says_nothing(tmp_path: Path) -> None:
    call = 'module "m" {\n  source = "registry.example/a/b"\n  x = terraform_data.t.id\n}\n'
    assert chain(module(tmp_path, "module.m.id", call)) == []


DOWNSTREAM = """
action "aws_events_put_events" "y" {
  config {
    entry {
      source = terraform_data.t.id
    }
  }
}
resource "terraform_data" "u" {
  lifecycle {
    action_trigger {
      events    = [EVENT]
      condition = CONDITION
      actions   = [action.aws_events_put_events.y]
    }
  }
}
"""


@pytest.mark.parametrize(
    ("event", "condition", "before", "since"),
    [
        (
            "after_create",
            "true",
            [],
            ["terraform_data.u", "action.aws_events_put_events.y", "terraform_data.t"],
        ),
        (
            "before_create",
            "true",
            ["terraform_data.u", "action.aws_events_put_events.y", "terraform_data.t"],
            ["terraform_data.u", "action.aws_events_put_events.y", "terraform_data.t"],
        ),
        (
            "after_create",
            "terraform_data.t.output == null",
            [],
            ["terraform_data.u", "terraform_data.t"],
        ),
    ],
)
def test_triggers_make_dependencies(
    tmp_path: Path, event: str, condition: str, before: list[str], since: list[str]
) -> None:
    rest = DOWNSTREAM.replace("EVENT", event).replace("CONDITION", condition)
    found = module(tmp_path, "terraform_data.u.id", rest)
    assert (chain(found), chain(found, since_1_16=True)) == (before, since)


def test_a_first_step_can_be_left_out(tmp_path: Path) -> None:
    rest = "locals {\n  id = terraform_data.t.id\n}"
    found = module(tmp_path, '"${terraform_data.t.id}${local.id}"', rest)
    graph, resource = found.dependencies, found.triggers[0].resource.block
    action = found.actions[0].block
    assert [node.address for node, _ in graph.path(action, resource)] == ["terraform_data.t"]
    indirect = graph.path(action, resource, not_through=[resource])
    assert [(node.address, span.text) for node, span in indirect] == [
        ("local.id", "local.id"),
        ("terraform_data.t", "terraform_data.t.id"),
    ]
    assert [each.span.text for each in graph.direct(action, resource)] == ["terraform_data.t.id"]


def test_a_resource_depends_on_another(tmp_path: Path) -> None:
    rest = TRIGGER.replace('"t"', '"u"').replace('"1"', "terraform_data.t.id")
    found = module(tmp_path, '"a"', rest.replace("EVENT", "after_create"))
    first, second = (each.resource.block for each in found.triggers)
    graph = found.dependencies
    assert graph.resource(first) in graph.needed(second)
    assert graph.resource(second) not in graph.needed(first)


@pytest.mark.parametrize(
    ("condition", "constant", "read"),
    [
        ("false", True, []),
        ("local.off", True, []),
        ("upper(local.off) == local.also", True, []),
        ("local.given", False, []),
        ("local.missing", False, []),
        ("var.on", False, []),
        ("path.module == local.off", False, []),
        ('terraform.workspace == "prod"', False, []),
        ("data.aws_region.here.name == local.off", False, []),
        ("terraform_data.z.id != null", False, ["terraform_data.z.id"]),
        ("local.of_resource", False, ["terraform_data.z.output"]),
        ("count.index == 0", False, []),
        ("alltrue([for x in local.list : x])", True, []),
    ],
)
def test_constants_and_resources_read(
    tmp_path: Path,
    condition: str,
    constant: bool,  # noqa: FBT001 # a table
    read: list[str],
) -> None:
    rest = """
variable "on" { default = true }
data "aws_region" "here" {}
resource "terraform_data" "z" {}
locals {
  off         = "x"
  also        = local.off
  given       = var.on
  of_resource = terraform_data.z.output
  list        = [true, local.off == local.also]
}
"""
    text = TRIGGER.replace("events", f"condition = {condition}\n      events")
    found = module_of(
        tmp_path, ACTION.replace("DETAIL", '"a"') + text.replace("EVENT", "after_create") + rest
    )
    expression = found.triggers[0].block.body.attribute("condition")
    assert expression is not None
    graph = found.dependencies
    assert (
        graph.constant(expression.value),
        [each.span.text for each in graph.resources_read(expression.value)],
    ) == (constant, read)


def test_a_chain_of_thousands_is_followed(tmp_path: Path) -> None:
    lines = [f"  l{number} = local.l{number + 1}" for number in range(3000)]
    rest = "locals {\n" + "\n".join(lines) + "\n  l3000 = terraform_data.t.id\n}\n"
    assert len(chain(module(tmp_path, "local.l0", rest))) == 3002


def test_outputs_that_read_a_resource(tmp_path: Path) -> None:
    rest = 'module "m" {\n  source = "./m"\n}\n'
    text = TRIGGER.replace("events", "condition = module.m.late && module.m.early\n      events")
    child = """
resource "terraform_data" "z" {}
locals { id = terraform_data.z.id }
output "late" { value = local.id == "x" }
output "early" { value = true }
"""
    main = ACTION.replace("DETAIL", '"a"') + text.replace("EVENT", "after_create") + rest
    found = module_of(tmp_path, {"main.tf": main, "m/main.tf": child}).triggers[0].condition
    assert found is not None
    assert [each.span.text for each in found.after_apply] == ["module.m.late"]


def test_calls_that_only_an_apply_evaluates(tmp_path: Path) -> None:
    rest = """
locals {
  now   = { at = local.stamp }
  stamp = upper(timestamp())
  other = uuid()
}
"""
    found = module(tmp_path, 'jsonencode([for x in [1] : "${local.now.at}${bcrypt(x)}"])', rest)
    calls = found.dependencies.calls_of(found.actions[0].block)
    assert [(each.text, each.line) for each in calls] == [("bcrypt", 5), ("timestamp", 22)]


LINK = """
action "aws_events_put_events" "x{}" {{
  config {{
    entry {{
      source = terraform_data.t{}.id
    }}
  }}
}}
resource "terraform_data" "t{}" {{
  lifecycle {{
    action_trigger {{
      events  = [{}]
      actions = [action.aws_events_put_events.x{}]
    }}
  }}
}}
"""


def links(numbers: Iterable[int], event: str = "after_create", *, last: int) -> str:
    """A trigger for each number, whose action needs the next resource; the last needs `last`."""
    each = list(numbers)
    following = [*each[1:], last]
    return "".join(
        LINK.format(number, after, number, event, number)
        for number, after in zip(each, following, strict=True)
    )


def in_cycle(found: EventModule) -> list[str]:
    graph = found.dependencies
    return [each.resource.name for each in found.triggers if graph.in_cycle(each.resource.block)]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (links(range(3), last=9), []),
        (links(range(1), last=0), ["t0"]),
        (links(range(3), last=0), ["t0", "t1", "t2"]),
        (links(range(4), last=2), ["t2", "t3"]),
        (links(range(2), last=0) + links(range(2, 4), last=1), ["t0", "t1"]),
        (links(range(2), last=2) + links(range(2, 4), last=2), ["t2", "t3"]),
        (links(range(2), "before_create", last=0), ["t0", "t1"]),
    ],
)
def test_resources_that_depend_on_themselves(
    tmp_path: Path, text: str, expected: list[str]
) -> None:
    assert in_cycle(module_of(tmp_path, text)) == expected


def test_cycles_are_searched_once(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A search per trigger would visit the rest of the chain each time."""
    found = module_of(tmp_path, links(range(30), last=30))
    visits: list[str] = []
    edges = Dependencies.edges

    def counted(
        self: Dependencies, node: Node, *, since_1_16: bool
    ) -> tuple[tuple[Node, Span], ...]:
        visits.append(node.name)
        return edges(self, node, since_1_16=since_1_16)

    monkeypatch.setattr(Dependencies, "edges", counted)
    rule = TriggerCycle()
    assert [list(rule.check_trigger(found, each)) for each in found.triggers] == [[]] * 30
    assert len(visits) == len(set(visits)) == 61
