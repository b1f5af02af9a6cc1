"""Each rule about a value fires once, at the right place, however the value gets there."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

import pytest

from support import bridgelint

HERE: Final = "@here@"
"""Stands at the end of the line that the finding has to point at."""


@dataclass(frozen=True)
class Mistake:
    rule: str
    argument: str
    value: str | list[str]


@dataclass(frozen=True)
class Form:
    """Files that bring a value to an argument, and how to call bridgelint on them."""

    files: dict[str, str]
    arguments: tuple[str, ...] = ()
    environment: dict[str, str] = field(default_factory=dict)


MISTAKES: Final = (
    Mistake("missing_source", "source", ""),
    Mistake("reserved_source", "source", "aws.orders"),
    Mistake("long_source", "source", "acme." + "x" * 252),
    Mistake("missing_detail_type", "detail_type", ""),
    Mistake("long_detail_type", "detail_type", "x" * 129),
    Mistake("missing_detail", "detail", ""),
    Mistake("invalid_detail", "detail", '{"order": "o-1",}'),
    Mistake("duplicate_detail_key", "detail", '{"order": 1, "order": 2}'),
    Mistake("detail_limits", "detail", '{"order": 9223372036854775808}'),
    Mistake("invalid_time", "time", "2026-01-31"),
    Mistake("fragile_time", "time", "2026-01-31T3:04:05Z"),
    Mistake("resource_not_arn", "resources", ["orders"]),
    Mistake("oversized_resource", "resources", ["arn:aws:s3:::" + "x" * 2048]),
    Mistake("invalid_event_bus", "event_bus_name", "order bus"),
    Mistake(
        "event_bus_partition",
        "event_bus_name",
        "arn:aws:events:cn-north-1:111122223333:event-bus/x",
    ),
    Mistake(
        "event_bus_region", "event_bus_name", "arn:aws:events:us-east-1:111122223333:event-bus/x"
    ),
    Mistake("invalid_region", "region", "europe"),
    Mistake("unlisted_region", "region", "eu-west-9"),
)

_GOOD: Final = {
    "source": '"acme.orders"',
    "detail_type": '"Order Created"',
    "detail": '"{}"',
}

_TRIGGER: Final = """
provider "aws" {
  region = "eu-west-1"
}

resource "terraform_data" "order" {
  lifecycle {
    action_trigger {
      events  = [after_create]
      actions = [action.aws_events_put_events.x@key@]
    }
  }
}
"""


def _hcl(value: str | list[str]) -> str:
    """The value as a literal; JSON's escapes are HCL's."""
    return json.dumps(value)


def _trigger(key: str = "") -> str:
    return _TRIGGER.replace("@key@", key)


def _entry(argument: str, expression: str, indent: str = "      ") -> str:
    arguments = {**_GOOD, argument: f"{expression} {HERE}"}
    arguments.pop("region", None)
    return "\n".join(f"{indent}{name} = {value}" for name, value in arguments.items())


def _region(argument: str, expression: str) -> str:
    return f"    region = {expression} {HERE}\n" if argument == "region" else ""


def _action(argument: str, expression: str, before: str = "") -> str:
    return (
        f'action "aws_events_put_events" "x" {{\n{before}  config {{\n'
        f"{_region(argument, expression)}    entry {{\n{_entry(argument, expression)}\n    }}\n"
        "  }\n}\n"
    )


def _literal(argument: str, value: str | list[str]) -> Form:
    return Form({"main.tf": _trigger() + _action(argument, _hcl(value))})


def _local(argument: str, value: str | list[str]) -> Form:
    return Form(
        {
            "locals.tf": f"locals {{\n  all = {{ it = {_hcl(value)} }}\n  it = local.all.it\n}}\n",
            "main.tf": _trigger() + _action(argument, "local.it"),
        }
    )


def _typed(value: str | list[str]) -> str:
    return "string" if isinstance(value, str) else "list(string)"


def _default(argument: str, value: str | list[str]) -> Form:
    variable = f'variable "it" {{\n  type    = {_typed(value)}\n  default = {_hcl(value)}\n}}\n'
    return Form({"main.tf": variable + _trigger() + _action(argument, "var.it")})


def _given(argument: str, value: str | list[str]) -> dict[str, str]:
    variable = f'variable "it" {{\n  type = {_typed(value)}\n}}\n'
    return {"main.tf": variable + _trigger() + _action(argument, "var.it")}


def _tfvars(argument: str, value: str | list[str]) -> Form:
    return Form({**_given(argument, value), "terraform.tfvars": f"it = {_hcl(value)}\n"})


def _auto_tfvars(argument: str, value: str | list[str]) -> Form:
    return Form(
        {**_given(argument, value), "prod.auto.tfvars.json": json.dumps({"it": value}) + "\n"}
    )


def _environment(argument: str, value: str | list[str]) -> Form:
    text = value if isinstance(value, str) else _hcl(value)
    return Form(_given(argument, value), environment={"TF_VAR_it": text})


def _argument(argument: str, value: str | list[str]) -> Form:
    text = value if isinstance(value, str) else _hcl(value)
    return Form(_given(argument, value), ("--var", f"it={text}"))


def _for_each(argument: str, value: str | list[str]) -> Form:
    before = f"  for_each = {{ one = {_hcl(value)}, two = {_hcl(value)} }}\n"
    return Form({"main.tf": _trigger('["one"]') + _action(argument, "each.value", before)})


def _count(argument: str, value: str | list[str]) -> Form:
    values = f"locals {{\n  all = [{_hcl(value)}, {_hcl(value)}]\n}}\n"
    action = _action(argument, "local.all[count.index]", "  count = 2\n")
    return Form({"main.tf": values + _trigger("[0]") + action})


def _dynamic(argument: str, value: str | list[str]) -> Form:
    if argument == "region":
        return _count(argument, value)
    expression = "each_one.value"
    content = _entry(argument, expression, "        ")
    return Form(
        {
            "main.tf": _trigger() + 'action "aws_events_put_events" "x" {\n  config {\n'
            f'    dynamic "entry" {{\n      for_each = [{_hcl(value)}]\n'
            f"      iterator = each_one\n      content {{\n{content}\n      }}\n    }}\n  }}\n}}\n"
        }
    )


def _template(argument: str, value: str | list[str]) -> Form:
    text = value if isinstance(value, str) else value[0]
    half = len(text) // 2
    halves = f"locals {{\n  a = {_hcl(text[:half])}\n  b = {_hcl(text[half:])}\n}}\n"
    expression = '"${local.a}${local.b}"'
    if not isinstance(value, str):
        expression = f"[{expression}]"
    return Form({"main.tf": halves + _trigger() + _action(argument, expression)})


def _heredoc(argument: str, value: str | list[str]) -> Form:
    text = value if isinstance(value, str) else value[0]
    # In a call, for a bare heredoc ends in a line break.
    expression = f"trimspace(<<-EOT{HERE}\n        {text}\n      EOT\n      )"
    if not isinstance(value, str):
        expression = f"[{expression}]"
    made = _action(argument, expression)
    return Form({"main.tf": _trigger() + made.replace(f"{expression} {HERE}", expression)})


def _child(argument: str, value: str | list[str]) -> Form:
    call = f'module "orders" {{\n  source = "./orders"\n  it = {_hcl(value)}\n}}\n'
    return Form(
        {
            "main.tf": call,
            "orders/main.tf": 'variable "it" {}\n' + _trigger() + _action(argument, "var.it"),
        }
    )


def _child_for_each(argument: str, value: str | list[str]) -> Form:
    call = (
        f'module "orders" {{\n  source = "./orders"\n'
        f"  for_each = {{ one = {_hcl(value)}, two = {_hcl(value)} }}\n  it = each.value\n}}\n"
    )
    return Form({**_child(argument, value).files, "main.tf": call})


def _output(argument: str, value: str | list[str]) -> Form:
    return Form(
        {
            "main.tf": 'module "names" {\n  source = "./names"\n}\n'
            + _trigger()
            + _action(argument, "module.names.it"),
            "names/main.tf": f'output "it" {{\n  value = {_hcl(value)}\n}}\n',
        }
    )


def _override(argument: str, value: str | list[str]) -> Form:
    good = 'action "aws_events_put_events" "x" {\n  config {\n    entry {\n'
    good += "".join(f"      {name} = {text}\n" for name, text in _GOOD.items())
    good += "    }\n  }\n}\n"
    return Form({"main.tf": _trigger() + good, "x_override.tf": _action(argument, _hcl(value))})


def _json(argument: str, value: str | list[str]) -> Form:
    entry = {name: json.loads(text) for name, text in _GOOD.items()}
    config: dict[str, object] = {"entry": [entry]}
    (config if argument == "region" else entry)[argument] = value
    text = json.dumps({"action": {"aws_events_put_events": {"x": {"config": config}}}}, indent=2)
    lines = text.splitlines()
    at = next(i for i, line in enumerate(lines) if line.strip().startswith(f'"{argument}":'))
    # The finding points at the element, which stands on the line below its list.
    at += isinstance(value, list)
    lines[at] += HERE
    return Form({"main.tf": _trigger(), "action.tf.json": "\n".join(lines) + "\n"})


def _conditional(argument: str, value: str | list[str]) -> Form:
    expression = f'path.module == "." ? {_hcl(value)} : {_hcl(value)}'
    return Form({"main.tf": _trigger() + _action(argument, expression)})


FORMS: Final[dict[str, Callable[[str, str | list[str]], Form]]] = {
    "literal": _literal,
    "local": _local,
    "variable with default": _default,
    "terraform.tfvars": _tfvars,
    "auto.tfvars.json": _auto_tfvars,
    "TF_VAR": _environment,
    "--var": _argument,
    "for_each": _for_each,
    "count": _count,
    "dynamic": _dynamic,
    "template": _template,
    "heredoc": _heredoc,
    "conditional": _conditional,
    "child module": _child,
    "child module with for_each": _child_for_each,
    "output of a child module": _output,
    "override file": _override,
    "tf.json": _json,
}


@pytest.mark.parametrize("form", FORMS)
@pytest.mark.parametrize("mistake", MISTAKES, ids=lambda each: each.rule)
def test_the_rule_fires_once_where_the_value_is_used(
    tmp_path: Path, mistake: Mistake, form: str
) -> None:
    made = FORMS[form](mistake.argument, mistake.value)
    expected = [
        (mistake.rule, name, number)
        for name, text in made.files.items()
        for number, line in enumerate(text.splitlines(), 1)
        if HERE in line
    ]
    for name, text in made.files.items():
        path = tmp_path / name
        path.parent.mkdir(exist_ok=True)
        path.write_text(text.replace(HERE, ""), encoding="utf-8")
    result = bridgelint(["--format", "json", *made.arguments], tmp_path, made.environment)
    assert result.stderr == ""
    found = [
        (each["rule"]["name"], each["range"]["filename"], each["range"]["start"]["line"])
        for each in json.loads(result.stdout)["issues"]
    ]
    assert found == expected
