"""Terraform repositories made from a seed, for the benchmark.

Every input is what the table of docs/performance.md names: a monorepo, one small module, one dense
module.
"""

from __future__ import annotations

import random
from pathlib import Path

_RESOURCES = (
    ("aws_s3_bucket", ("bucket", "force_destroy", "tags")),
    ("aws_iam_role", ("name", "assume_role_policy", "tags")),
    ("aws_security_group", ("name", "description", "vpc_id", "tags")),
    ("aws_lambda_function", ("function_name", "handler", "runtime", "memory_size", "tags")),
    ("aws_sqs_queue", ("name", "visibility_timeout_seconds", "tags")),
    ("aws_db_instance", ("identifier", "engine", "instance_class", "allocated_storage", "tags")),
)
_WORDS = (
    "alpha",
    "billing",
    "catalog",
    "checkout",
    "customer",
    "delivery",
    "events",
    "fraud",
    "gateway",
    "identity",
    "invoice",
    "ledger",
    "mailer",
    "metrics",
    "notify",
    "orders",
    "payments",
    "pricing",
    "profile",
    "quota",
    "refunds",
    "search",
    "shipping",
    "stock",
    "tax",
)


def monorepo(
    root: Path, *, modules: int = 2_000, files: int = 10_000, with_events: int = 20, seed: int = 7
) -> None:
    """Write `modules` directories with `files` files of 3.3 kB; `with_events` have an action."""
    chance = random.Random(seed)
    shared = [root / "modules" / f"{word}" for word in _WORDS]
    services = [
        root / "teams" / f"team{number // 40:02}" / f"{chance.choice(_WORDS)}-{number:04}"
        for number in range(modules - len(shared))
    ]
    places = shared + services
    chosen = set(chance.sample(places, with_events))
    for number, place in enumerate(places):
        place.mkdir(parents=True)
        count = files // modules + (number < files % modules)
        names = ["main.tf", "variables.tf", "outputs.tf", "iam.tf", "data.tf"]
        names += [f"part{extra}.tf" for extra in range(max(0, count - len(names)))]
        for position, name in enumerate(names[:count]):
            text = _file(chance, 3_300)
            if position == 0 and place not in shared and chance.random() < 0.3:
                text += _call(chance, place, root)
            if position == 0 and place in chosen:
                text += module_with_events(1)
            (place / name).write_text(text, encoding="utf-8")


def small(root: Path) -> None:
    """Write one module with two actions and one trigger."""
    root.mkdir(parents=True)
    (root / "main.tf").write_text(_SMALL, encoding="utf-8")


def dense(root: Path, actions: int) -> None:
    """Write one directory with that many actions, each with its trigger."""
    root.mkdir(parents=True)
    (root / "main.tf").write_text(module_with_events(actions), encoding="utf-8")


def module_with_events(actions: int) -> str:
    """Blocks with that many actions, each run by a resource of its own."""
    return "\n".join(_event(number) for number in range(actions))


def _event(number: int) -> str:
    word = _WORDS[number % len(_WORDS)]
    return f"""
action "aws_events_put_events" "{word}_{number}" {{
  config {{
    entry {{
      source         = "company.{word}"
      detail_type    = "{word.title()} Changed"
      event_bus_name = "default"
      detail = jsonencode({{
        id      = "{word}-{number}"
        version = {number}
        tags    = ["{word}", "generated"]
      }})
    }}
  }}
}}

resource "terraform_data" "{word}_{number}" {{
  input = "{word}-{number}"

  lifecycle {{
    action_trigger {{
      events  = [after_create, after_update]
      actions = [action.aws_events_put_events.{word}_{number}]
    }}
  }}
}}
"""


def _call(chance: random.Random, place: Path, root: Path) -> str:
    up = "/".join([".."] * len(place.relative_to(root).parts))
    word = chance.choice(_WORDS)
    return f'\nmodule "{word}" {{\n  source = "{up}/modules/{word}"\n  name   = "{word}"\n}}\n'


def _file(chance: random.Random, size: int) -> str:
    parts: list[str] = []
    length = 0
    while length < size:
        part = _block(chance, len(parts))
        parts.append(part)
        length += len(part) + 1
    return "\n".join(parts)


def _block(chance: random.Random, number: int) -> str:
    kind, arguments = chance.choice(_RESOURCES)
    name = f"{chance.choice(_WORDS)}_{number}"
    lines = [f'resource "{kind}" "{name}" {{']
    lines += [f"  {argument} = {_value(chance, argument)}" for argument in arguments]
    if chance.random() < 0.3:
        lines += [
            "",
            "  # Kept in step with the account's baseline.",
            "  lifecycle {",
            "    ignore_changes = [tags]",
            "  }",
        ]
    lines.append("}\n")
    return "\n".join(lines)


def _value(chance: random.Random, argument: str) -> str:
    word = chance.choice(_WORDS)
    if argument == "tags":
        return (
            "merge(local.tags, {\n"
            f'    Name  = "${{var.environment}}-{word}"\n'
            f'    Owner = "team-{word}@example.com"\n'
            "  })"
        )
    if argument == "assume_role_policy":
        return (
            "jsonencode({\n"
            '    Version = "2012-10-17"\n'
            "    Statement = [{\n"
            '      Effect    = "Allow"\n'
            '      Action    = "sts:AssumeRole"\n'
            f'      Principal = {{ Service = "{word}.amazonaws.com" }}\n'
            "    }]\n"
            "  })"
        )
    if argument in {"memory_size", "allocated_storage", "visibility_timeout_seconds"}:
        return str(chance.randrange(30, 900))
    if argument == "vpc_id":
        return "var.vpc_id"
    if argument == "force_destroy":
        return 'var.environment != "production"'
    return f'"${{var.prefix}}-{word}-{chance.randrange(1000)}"'


_SMALL = """variable "environment" {
  type    = string
  default = "staging"
}

resource "terraform_data" "deploy" {
  input = var.environment

  lifecycle {
    action_trigger {
      events  = [after_create, after_update]
      actions = [action.aws_events_put_events.deployed, action.aws_events_put_events.audit]
    }
  }
}

action "aws_events_put_events" "deployed" {
  config {
    entry {
      source      = "company.deployments"
      detail_type = "Deployment Complete"
      detail = jsonencode({
        environment = var.environment
        version     = "1.4.2"
      })
    }
  }
}

action "aws_events_put_events" "audit" {
  config {
    entry {
      source         = "company.audit"
      detail_type    = "Change"
      event_bus_name = "audit"
      detail         = jsonencode({ environment = var.environment })
    }
  }
}
"""
