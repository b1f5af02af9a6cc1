"""Modules that grow with a number: what costs more than its share shows between N and 4N."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Final, NamedTuple

_TYPE: Final = "aws_events_put_events"
_ON_BUS: Final = "      event_bus_name = aws_cloudwatch_event_bus.bus.name\n"


_ACTION: Final[dict[str, object]] = {
    "address": f"action.{_TYPE}.a",
    "type": _TYPE,
    "name": "a",
    "expressions": {},
}
_RESOURCE: Final[dict[str, object]] = {
    "address": "terraform_data.r",
    "mode": "managed",
    "type": "terraform_data",
    "name": "r",
    "expressions": {},
}


class Shape(NamedTuple):
    """A kind of input."""

    make: Callable[[int], str]
    size: int
    """The smaller size."""

    arguments: tuple[str, ...] = ()
    """`{}` is the directory."""

    prepares: str = ""
    """With this option too, a run that is not measured comes first."""

    file: str = "main.tf"


def action(name: str, detail: str = "jsonencode({ id = 1 })", more: str = "") -> str:
    """An action with one entry."""
    return (
        f'action "{_TYPE}" "{name}" {{\n  config {{\n    entry {{\n'
        f'      source = "shop.orders"\n      detail_type = "Order Placed"\n'
        f"      detail = {detail}\n{more}    }}\n  }}\n}}\n"
    )


def trigger(name: str, event: str = "after_create") -> str:
    """A trigger that runs one action."""
    reference = f"action.{_TYPE}.{name}"
    return (
        f"    action_trigger {{\n      events = [{event}]\n      actions = [{reference}]\n    }}\n"
    )


def resource(name: str, triggers: str) -> str:
    """A resource with triggers."""
    return f'resource "terraform_data" "{name}" {{\n  lifecycle {{\n{triggers}  }}\n}}\n'


def triggered(name: str, detail: str = "jsonencode({ id = 1 })", more: str = "") -> str:
    """An action and the resource that triggers it."""
    return action(name, detail, more) + resource(f"on_{name}", trigger(name))


def _undeclared_variables(n: int) -> str:
    return "".join(
        f'variable "setting_number_{i}" {{}}\n'
        + triggered(f"a{i}", f"jsonencode({{ id = var.setting_numbr_{i} }})")
        for i in range(n)
    )


def _misspelt_actions(n: int) -> str:
    return "".join(
        action(f"notify_team_{i}") + resource(f"r{i}", trigger(f"notify_taem_{i}"))
        for i in range(n)
    )


def _ignore_comments(n: int) -> str:
    ignored = "# bridgelint-ignore: unused_action\n"
    return triggered("x") + "".join(ignored + action(f"a{i}") for i in range(n))


def _triggers_of_one_action(n: int) -> str:
    return action("a") + "".join(resource(f"r{i}", trigger("a")) for i in range(n))


def _triggers_in_one_resource(n: int) -> str:
    names = [f"a{i}" if i % 2 else "a0" for i in range(n)]
    return "".join(map(action, dict.fromkeys(names))) + resource("r", "".join(map(trigger, names)))


def _trigger_chain(n: int, event: str = "after_create") -> str:
    links = "".join(
        action(f"a{i}", f"jsonencode({{ id = terraform_data.r{i + 1}.id }})")
        + resource(f"r{i}", trigger(f"a{i}", event))
        for i in range(n)
    )
    return links + f'resource "terraform_data" "r{n}" {{}}\n'


def _before_chain(n: int) -> str:
    return _trigger_chain(n, "before_create")


def _rules(n: int, source: Callable[[int], str]) -> str:
    rules = "".join(
        f'resource "aws_cloudwatch_event_rule" "r{i}" {{\n{_ON_BUS}'
        f'  event_pattern = jsonencode({{ source = ["{source(i)}"] }})\n}}\n'
        for i in range(n)
    )
    bus = 'resource "aws_cloudwatch_event_bus" "bus" {\n  name = "shop"\n}\n'
    return bus + rules + "".join(triggered(f"a{i}", more=_ON_BUS) for i in range(n))


def _rules_that_match_nothing(n: int) -> str:
    return _rules(n, lambda i: f"shop.part{i}")


def _rules_that_match_all(n: int) -> str:
    return _rules(n, lambda _: "shop.orders")


def _reserved_sources(n: int) -> str:
    return "".join(triggered(f"a{i}") for i in range(n)).replace("shop.orders", "aws.orders")


def _entries_of_for_each(n: int) -> str:
    keys = ", ".join(f'"key{i}"' for i in range(n))
    head = f"  for_each = toset([{keys}])\n"
    text = triggered("a", "jsonencode({ id = each.key })").replace(
        "action.aws_events_put_events.a]", "action.aws_events_put_events.a[each.key]]"
    )
    return text.replace('"a" {\n', '"a" {\n' + head).replace('"on_a" {\n', '"on_a" {\n' + head)


def _json_text(n: int) -> str:
    members = ",\n".join(f'"key{i}": "the value of the key {i} in thirty bytes"' for i in range(n))
    return triggered("a", f"<<EOT\n{{{members}}}\nEOT\n")


def _nested_functions(n: int) -> str:
    return (
        triggered("a", f"jsonencode({{ id = {'upper(' * n}var.id{')' * n} }})")
        + 'variable "id" {}\n'
    )


def _actions(n: int) -> str:
    return "".join(triggered(f"a{i}") for i in range(n))


def _locals_chain(n: int) -> str:
    chained = "".join(f"  v{i} = local.v{i + 1}\n" for i in range(n))
    chain = f'locals {{\n{chained}  v{n} = "x"\n}}\n'
    return chain + triggered("a", "jsonencode({ id = local.v0 })")


_ALL: Final = ("--preset", "all")

GROWING: Final = {
    "undeclared references, declared names": Shape(_undeclared_variables, 150),
    "misspelled actions, actions": Shape(_misspelt_actions, 150),
    "ignore comments, findings": Shape(_ignore_comments, 400),
    "triggers of one action": Shape(_triggers_of_one_action, 300),
    "triggers in one resource": Shape(_triggers_in_one_resource, 300),
    "chain of triggers": Shape(_trigger_chain, 200),
    "chain of `before_*` triggers": Shape(_before_chain, 200, _ALL),
    "event rules, entries": Shape(_rules_that_match_nothing, 150, _ALL),
    "event rules that match, entries": Shape(_rules_that_match_all, 75, _ALL),
    "actions": Shape(_actions, 300),
    "nested calls of functions": Shape(_nested_functions, 30),
    "entries of `for_each`": Shape(_entries_of_for_each, 100),
    "JSON text of a detail": Shape(_json_text, 10_000),
    "baseline entries, findings": Shape(
        _reserved_sources, 150, ("--baseline", "{}/baseline.json"), "--update-baseline"
    ),
    "chain of locals": Shape(_locals_chain, 3000),
}
"""By what grows."""


def deep_detail(depth: int) -> str:
    """An event whose detail is nested so deep."""
    return triggered("a", f'<<EOT\n{{"id": {"[" * depth}{"]" * depth}}}\nEOT\n')


def json_module(names: int) -> str:
    """A `.tf.json` file with so many local values, 45 bytes each."""
    detail = {
        "source": "shop.orders",
        "detail_type": "Order",
        "detail": "${jsonencode(local.name1)}",
    }
    run = {"events": ["after_create"], "actions": [f"action.{_TYPE}.a"]}
    return json.dumps(
        {
            "locals": {f"name{i}": {"zone": ["west", i], "on": True} for i in range(names)},
            "action": {_TYPE: {"a": {"config": {"entry": detail}}}},
            "resource": {"terraform_data": {"r": {"lifecycle": {"action_trigger": [run]}}}},
        }
    )


def json_templates(names: int) -> str:
    """A `.tf.json` file with so many local values, each of them a template."""
    document = json.loads(json_module(2))
    document["locals"] = {
        f"name{i}": {"zone": "${local.region}-west", "on": "${true}"} for i in range(names)
    } | {"region": "eu"}
    return json.dumps(document)


def plan_module(directory: Path, resources: int) -> None:
    """A module and its plan, `plan.json`, with so many other resources, 1.6 kB each."""
    module = action("a", "jsonencode({ id = terraform_data.r.id })") + resource("r", trigger("a"))
    (directory / "main.tf").write_text(module, encoding="utf-8")
    plan: dict[str, object] = {
        "format_version": "1.2",
        "terraform_version": "1.14.0",
        "planned_values": {"root_module": {"resources": list(_planned(resources))}},
        "resource_changes": [
            {**each, "change": {"actions": ["create"], "after": each["values"]}}
            for each in _planned(resources)
        ],
        "configuration": {"root_module": {"actions": [_ACTION], "resources": [_RESOURCE]}},
    }
    (directory / "plan.json").write_text(json.dumps(plan), encoding="utf-8")


def _planned(count: int) -> Iterator[dict[str, object]]:
    for i in range(count):
        values = {"bucket": f"logs-{i}", "tags": {f"key{k}": "v" * 20 for k in range(16)}}
        address = f"aws_s3_bucket.b{i}"
        yield {"address": address, "mode": "managed", "type": "aws_s3_bucket", "values": values}
