"""Whole modules, as rules see them."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

import pytest

from bridgelint.actions.body_schema import Unsupported
from bridgelint.actions.fields import Field
from bridgelint.eventbridge.configuration import Options
from bridgelint.eventbridge.event_module import EventModule
from bridgelint.eventbridge.provider_places import Region
from bridgelint.eventbridge.request import PutEventsRequest
from bridgelint.eventbridge.size import Size
from events_support import module_of

ENTRY = """
    entry {
      source      = "acme"
      detail_type = "Made"
      detail      = "{}"
    }
"""
CONFIG = f"  config {{{ENTRY}  }}\n"
ACTION = f'action "aws_events_put_events" "x" {{\n{CONFIG}}}\n'


def trigger(
    actions: str = "action.aws_events_put_events.x",
    *,
    head: str = "",
    body: str = "",
    name: str = "t",
) -> str:
    return f"""
resource "terraform_data" "{name}" {{
  {head}
  lifecycle {{
    action_trigger {{
      events  = [after_create]
      actions = [{actions}]
      {body}
    }}
  }}
}}
"""


def entries(module: EventModule) -> list[tuple[str, list[dict[str, object]]]]:
    """Every request with its known arguments."""
    return [
        (
            each.address,
            [{field.name: shown(field) for field in entry.fields} for entry in each.entries],
        )
        for each in module.requests
    ]


def shown(field: Field) -> object:
    unknown = field.value.unknown
    if unknown:
        return f"({unknown.reason.text})"
    content = field.value.content
    return [each.content for each in content] if isinstance(content, tuple) else content


def kinds(found: Iterable[Unsupported]) -> list[tuple[object, ...]]:
    return [(each.kind, each.inside, each.name, each.nearest, each.span.line) for each in found]


# -- actions


def test_one_action(tmp_path: Path) -> None:
    module = module_of(tmp_path, ACTION + trigger())
    [action] = module.actions
    [instance] = module.requests
    assert (action.address, action.local_address) == (
        "action.aws_events_put_events.x",
        "action.aws_events_put_events.x",
    )
    assert module.instances_of(action) == (instance.instance,)
    assert [each.resource.address for each in module.triggers_of(action)] == ["terraform_data.t"]
    assert entries(module) == [
        (
            "action.aws_events_put_events.x",
            [{"source": "acme", "detail_type": "Made", "detail": "{}"}],
        )
    ]
    assert instance.size == Size(10, 10)
    assert (instance.complete, instance.example, instance.caller) == (True, False, None)


def test_what_the_loader_and_the_schema_have_no_place_for(tmp_path: Path) -> None:
    text = """
action "aws_events_put_events" "x" {
  depends_on = []
  for_eech   = {}
  count {}
  provisioner "x" {}
  config "label" {
    regoin = "eu-west-1"
    source = "acme"
    entry  = []
    entries {}
    region {}
    entry "label" {
      detailtype = "x"
      detail {}
    }
    dynamic "entry" {
      for_each = []
      nonsense = 1
      content {
        tmie = "x"
      }
    }
    dynamic "entries" {
      for_each = []
      content {}
    }
    dynamic "entry" {}
  }
}
"""
    module = module_of(tmp_path, text)
    assert kinds(module.actions[0].unsupported) == [
        ("argument", "action", "depends_on", None, 3),
        ("argument", "action", "for_eech", "for_each", 4),
        ("argument as block", "action", "count", "count", 5),
        ("block", "action", "provisioner", None, 6),
        ("label", "action", "label", None, 7),
        ("argument", "config", "regoin", "region", 8),
        ("argument", "config", "source", None, 9),
        ("block as argument", "config", "entry", "entry", 10),
        ("block", "config", "entries", "entry", 11),
        ("argument as block", "config", "region", "region", 12),
        ("label", "entry", "label", None, 13),
        ("argument", "entry", "detailtype", "detail_type", 14),
        ("argument as block", "entry", "detail", "detail", 15),
        ("argument", "dynamic", "nonsense", None, 19),
        ("argument", "entry", "tmie", "time", 21),
        ("block", "config", "entries", "entry", 24),
        ("dynamic", "dynamic", "dynamic", None, 28),
        ("dynamic", "dynamic", "dynamic", None, 28),
    ]
    assert [each.message for each in module.actions[0].unsupported if each.kind == "dynamic"] == [
        "missing required argument `for_each` in the `dynamic` block",
        "missing `content` in the `dynamic` block",
    ]
    assert not module.requests[0].complete


def test_actions_of_every_type_and_those_without_two_labels(tmp_path: Path) -> None:
    text = """
action "aws_lambda_invoke" "warm" {}
action "aws_events_put_event" "x" {}
action "aws_events_put_events" {}
action "aws_events_put_events" "a" "b" {}
action "aws_events_put_events" "1x" {}
"""
    module = module_of(tmp_path, text)
    assert [(each.type, each.name) for each in module.actions] == [
        ("aws_lambda_invoke", "warm"),
        ("aws_events_put_event", "x"),
        ("aws_events_put_events", "1x"),
    ]
    assert [each.span.line for each in module.malformed_actions] == [4, 5]
    assert [label.text for each in module.actions for label in each.bad_labels] == ["1x"]


def test_duplicates_and_overrides(tmp_path: Path) -> None:
    files = {
        "a.tf": ACTION,
        "b.tf": ACTION,
        "override.tf": """
action "aws_events_put_events" "x" {
  config {
    nonsense = 1
    entry {
      source = "over"
    }
  }
}
action "aws_events_put_events" "nobody" {}
""",
    }
    module = module_of(tmp_path, files)
    [action] = module.actions
    assert [each.span.file.path for each in action.duplicates] == ["b.tf"]
    assert [each.span.file.path for each in action.overrides] == ["override.tf"]
    assert [(each.name, each.merged) for each in action.unsupported] == [("nonsense", True)]
    assert [each.header.text for each in module.orphan_overrides] == [
        'action "aws_events_put_events" "nobody"'
    ]
    assert entries(module) == [("action.aws_events_put_events.x", [{"source": "over"}])]


def test_an_override_without_config(tmp_path: Path) -> None:
    files = {
        "main.tf": ACTION,
        "override.tf": 'action "aws_events_put_events" "x" {\n  count = 1\n}\n',
    }
    [action] = module_of(tmp_path, files).actions
    assert [each.span.file.path for each in action.without_config] == ["override.tf"]
    assert (action.expansion.mode, action.expansion.keys) == ("count", (0,))


# -- instances and entries


@pytest.mark.parametrize(
    ("argument", "mode", "keys", "addresses"),
    [
        ("", "single", (None,), [""]),
        ("count = 2", "count", (0, 1), ["[0]", "[1]"]),
        ("count = 0", "count", (), []),
        ('for_each = toset(["b", "a"])', "for_each", ("a", "b"), ['["a"]', '["b"]']),
        ("for_each = var.none", "for_each", None, [""]),
        ("count = length(terraform_data.t.id)", "count", None, [""]),
        ("count = -1", "count", None, [""]),
    ],
)
def test_expansion(
    tmp_path: Path, argument: str, mode: str, keys: object, addresses: list[str]
) -> None:
    text = ACTION.replace("  config {", f"  {argument}\n  config {{", 1)
    rest = 'variable "none" {\n  type = set(string)\n}\nresource "terraform_data" "t" {}\n'
    module = module_of(tmp_path, text + rest)
    [action] = module.actions
    assert (action.expansion.mode, action.expansion.keys) == (mode, keys)
    assert [each.address for each in module.requests] == [
        f"action.aws_events_put_events.x{key}" for key in addresses
    ]
    assert {each.example for each in module.requests} <= {keys is None}
    assert action.expansion.after_apply == ("terraform_data" in argument)


def test_dynamic_entries(tmp_path: Path) -> None:
    text = """
variable "none" { type = list(string) }
action "aws_events_put_events" "x" {
  for_each = { eu = ["a", "b"] }
  config {
    dynamic "entry" {
      for_each = each.value
      iterator = it
      content {
        source = "${each.key}.${it.key}.${it.value}"
      }
    }
    entry {
      source = "fixed"
    }
  }
}
action "aws_events_put_events" "y" {
  config {
    dynamic "entry" {
      for_each = var.none
      content {
        source      = "aws.${entry.value}"
        detail_type = "fixed"
      }
    }
  }
}
action "aws_events_put_events" "z" {
  config {
    dynamic "entry" {
      for_each = null
      content {
        source = "x"
      }
    }
  }
}
"""
    module = module_of(tmp_path, text)
    first, second, third = module.requests
    assert [
        (each.source and each.source.text, each.dynamic is not None, each.certain)
        for each in first.entries
    ] == [("eu.0.a", True, True), ("eu.1.b", True, True), ("fixed", False, True)]
    assert first.entries[0].header.text == 'dynamic "entry"'
    assert first.complete
    [entry] = second.entries
    assert entry.source is not None
    assert entry.detail_type is not None
    assert (entry.source.prefix, entry.detail_type.text, entry.certain) == ("aws.", "fixed", False)
    assert (second.complete, second.size) == (False, Size(0, 0))
    assert not third.complete
    assert [(each.message, each.span.line) for each in module.problems] == [
        ("`for_each` must be a collection, not null", 32)
    ]


def test_values_of_the_wrong_type(tmp_path: Path) -> None:
    text = """
action "aws_events_put_events" "x" {
  config {
    region = []
    entry {
      source    = 5
      detail    = { a = 1 }
      resources = "arn:aws:s3:::b"
      time      = null
    }
  }
}
"""
    [instance] = module_of(tmp_path, text).requests
    [entry] = instance.entries
    assert [(each.name, each.text, each.is_null, each.mismatch) for each in entry.fields] == [
        ("source", "5", False, ""),
        ("detail", None, False, "a string is required, not an object"),
        ("resources", None, False, "a list of strings is required, not a string"),
        ("time", None, True, ""),
    ]
    assert instance.region_argument is not None
    assert instance.region_argument.mismatch == "a string is required, not a tuple"


@pytest.mark.parametrize(
    ("arguments", "size"),
    [
        ('source = "é"', Size(2, 2)),
        ('source = "a"\ntime = "2024-01-02T03:04:05Z"', Size(15, 15)),
        ('source = "a"\nresources = ["abc", "de"]', Size(6, 6)),
        ('source = "a"\nevent_bus_name = "not counted"', Size(1, 1)),
        ('source = "a"\ndetail = jsonencode("<")', Size(9, 9)),
        ('source = "a.${var.none}"', Size(2, None)),
        ('source = "a"\ntime = timestamp()', Size(15, 15)),
        ('source = "a"\nresources = [var.none, "abc"]', Size(4, None)),
        (
            'source = ""\ndetail = jsonencode({ id = var.none, list = [1, true, null, "<"] })',
            Size(39, None),
        ),
    ],
)
def test_sizes(tmp_path: Path, arguments: str, size: Size) -> None:
    text = f'variable "none" {{ type = string }}\n{ACTION}'
    text = text.replace(ENTRY, f"\nentry {{\n{arguments}\n}}\n")
    [instance] = module_of(tmp_path, text).requests
    assert instance.size == size


# -- where values come from


def test_origins(tmp_path: Path) -> None:
    files = {
        "main.tf": """
module "m" {
  source = "./m"
  names  = local.names
  given  = var.given
}
variable "given" {}
locals {
  names = { a = local.list[1] }
  list  = ["zero", "one"]
}
""",
        "terraform.tfvars": 'given = "tfvars"\n',
        "m/main.tf": """
variable "names" {}
variable "given" {}
variable "default" { default = { a = ["x"] } }
action "aws_events_put_events" "x" {
  config {
    entry {
      source         = var.names.a
      detail_type    = "${var.given}"
      detail         = (var.default.a[0])
      event_bus_name = upper("x")
    }
  }
}
""",
    }
    [child] = module_of(tmp_path, files).children
    [entry] = child.requests[0].entries
    assert {
        field.name: (
            field.text,
            [(each.address, each.span.text) for each in field.origins],
        )
        for field in entry.fields
    } == {
        "source": (
            "one",
            [
                ("var.names", "local.names"),
                ("local.names", "local.list[1]"),
                ("local.list", '"one"'),
            ],
        ),
        "detail_type": (
            "tfvars",
            [("var.given", "var.given"), ("var.given", '"tfvars"')],
        ),
        "detail": ("x", [("var.default", '"x"')]),
        "event_bus_name": ("X", []),
    }


# -- providers


def regions(module: EventModule) -> list[tuple[str, str | None, str]]:
    return [
        (each.address, each.region.name, each.region.source)
        for below in module.walk()
        for each in below.requests
    ]


def test_regions(tmp_path: Path) -> None:
    def action(name: str, provider: str, region: str = "") -> str:
        head = f"  provider = {provider}\n" if provider else ""
        config = CONFIG.replace("{", f"{{\n{region}", 1)
        return f'action "aws_events_put_events" "{name}" {{\n{head}{config}}}\n'

    files = {
        "main.tf": """
provider "aws" { region = "eu-west-1" }
provider "aws" {
  alias  = "us"
  region = var.region
}
provider "aws" { alias = "nowhere" }
variable "region" { default = "us-east-1" }
module "inherits" { source = "./m" }
module "given" {
  source    = "./m"
  providers = { aws = aws.us }
}
"""
        + action("default", "")
        + action("alias", "aws.us")
        + action("quoted", '"aws.us"')
        + action("without", "aws.nowhere")
        + action("undeclared", "aws.missing")
        + action("own", "aws.us", 'region = "ap-south-1"')
        + action("null", "aws.us", "region = null")
        + action("unreadable", "var.region[0]"),
        "m/main.tf": ACTION,
    }
    module = module_of(tmp_path, files)
    assert [
        (address.rpartition(".")[2] if "module" not in address else address, name, source)
        for address, name, source in regions(module)
    ] == [
        ("default", "eu-west-1", "provider"),
        ("alias", "us-east-1", "provider"),
        ("quoted", "us-east-1", "provider"),
        ("without", None, "unknown"),
        ("undeclared", None, "unknown"),
        ("own", "ap-south-1", "action"),
        ("null", "us-east-1", "provider"),
        ("unreadable", None, "unknown"),
        ("module.inherits.action.aws_events_put_events.x", "eu-west-1", "provider"),
        ("module.given.action.aws_events_put_events.x", "us-east-1", "provider"),
    ]
    assert [
        (each.name, each.provider.text, each.provider.declared, each.provider.readable)
        for each in module.actions
        if not (each.provider.declared and each.provider.readable)
    ] == [("undeclared", "aws.missing", False, True), ("unreadable", "aws", True, False)]


def test_an_alias_from_the_caller(tmp_path: Path) -> None:
    text = """
terraform {
  required_providers {
    aws = {
      source                = "hashicorp/aws"
      version               = "~> 6.15"
      configuration_aliases = [aws.west]
    }
  }
}
"""
    action = ACTION.replace("  config", "  provider = aws.west\n  config", 1)
    module = module_of(tmp_path, text + action)
    [required] = module.required_providers
    assert module.actions[0].provider.declared
    assert (required.name, required.is_hashicorp_aws, required.version) == (
        "aws",
        True,
        "~> 6.15",
    )


def test_a_region_that_is_no_string_is_unknown_as_a_failure(tmp_path: Path) -> None:
    text = 'provider "aws" {\n  region = ["eu-west-1"]\n}\n'
    [instance] = module_of(tmp_path, text + ACTION).requests
    unknown = instance.region.value.unknown
    assert unknown is not None
    reason = unknown.reason
    assert (reason.text, reason.failed) == ("`region` is not a string", True)
    assert reason.span is not None
    assert reason.span.text == '["eu-west-1"]'


# -- triggers


def targets(module: EventModule) -> list[tuple[object, ...]]:
    [first, *_] = module.triggers
    return [
        (each.resource_key, each.action_key, each.exists) for each in first.references[0].targets
    ]


@pytest.mark.parametrize(
    ("action", "resource", "index", "expected"),
    [
        ("", "", "", [(None, None, True)]),
        ("", "", "[0]", [(None, 0, False)]),
        ("", "count = 2", "", [(0, None, True), (1, None, True)]),
        ("count = 2", "", "", [(None, None, False)]),
        ("count = 2", "", "[1]", [(None, 1, True)]),
        ("count = 2", "", "[2]", [(None, 2, False)]),
        ("count = 2", "", '["1"]', [(None, "1", False)]),
        ("count = var.none", "", "[1]", [(None, 1, None)]),
        ("count = var.none", "", '["a"]', [(None, "a", False)]),
        (
            "count = 2",
            "count = 3",
            "[count.index]",
            [(0, 0, True), (1, 1, True), (2, 2, False)],
        ),
        ("count = 2", "count = var.none", "[2]", [(None, 2, None)]),
        ("count = 2", "count = var.none", '["a"]', [(None, "a", False)]),
        ("count = 2", "count = 0", "[5]", []),
        (
            'for_each = toset(["a"])',
            'for_each = toset(["a", "b"])',
            "[each.key]",
            [("a", "a", True), ("b", "b", False)],
        ),
        ("count = 2", "", "[local.x]", []),
    ],
)
def test_targets(
    tmp_path: Path, action: str, resource: str, index: str, expected: list[tuple[object, ...]]
) -> None:
    text = ACTION.replace("  config", f"  {action}\n  config", 1)
    reference = f"action.aws_events_put_events.x{index}"
    rest = 'variable "none" {\n  type = number\n}\n'
    assert targets(module_of(tmp_path, text + trigger(reference, head=resource) + rest)) == expected


def test_an_index_that_the_resource_does_not_have(tmp_path: Path) -> None:
    text = ACTION.replace("  config", "  count = 2\n  config", 1)
    module = module_of(tmp_path, text + trigger("action.aws_events_put_events.x[count.index]"))
    assert [each.message for each in module.problems] == [
        "`terraform_data.t` has no `count`, so `count` is not available"
    ]


def test_references_that_lead_nowhere(tmp_path: Path) -> None:
    files = {
        "main.tf": ACTION
        + 'action "aws_lambda_invoke" "warm" {}\n'
        + 'module "child" {\n  source = "./child"\n}\n'
        + trigger(
            "action.aws_events_put_events.xx, action.aws_event_put_events.x, "
            "action.aws_events_put_events.there, aws_lambda_invoke.warm, aws_sqs_queue.x"
        ),
        "child/main.tf": ACTION.replace('"x"', '"there"'),
    }
    [found] = module_of(tmp_path, files).triggers
    assert [
        (each.form, each.action is not None, each.nearest, each.elsewhere)
        for each in found.references
    ] == [
        ("action", False, "action.aws_events_put_events.x", ""),
        ("action", False, "action.aws_events_put_events.x", ""),
        ("action", False, None, "module.child"),
        ("no prefix", True, None, ""),
        ("other object", False, None, ""),
    ]


def test_the_parts_of_a_trigger(tmp_path: Path) -> None:
    text = (
        ACTION
        + """
resource "terraform_data" "t" {
  lifecycle {
    action_trigger {
      events     = [before_create, "after_create", nonsense]
      actions    = [action.aws_events_put_events.x]
      on_failure = continue
      conditions = true
    }
    action_trigger {
      events  = var.events
      actions = var.actions
    }
    action_trigger {}
  }
  lifecycle {
    action_trigger {
      events  = []
      actions = []
    }
  }
}
"""
    )
    module = module_of(tmp_path, text)
    first, second, third, fourth = module.triggers
    assert (first.event_names, first.block.header.line) == (("before_create",), 13)
    assert first.on_failure is not None
    assert (first.on_failure.known, kinds(first.unsupported)) == (
        True,
        [("argument", "action_trigger", "conditions", "condition", 17)],
    )
    assert [(each.events, each.references) for each in (second, third, fourth)] == [((), ())] * 3
    assert len(first.resource.lifecycles) == 2
    assert module.triggers_in(first.resource) == module.triggers


@pytest.mark.parametrize(
    ("condition", "expected"),
    [
        ("true", (True, "", True, "")),
        ('"false"', (False, "", True, "")),
        ("null", (None, "", True, "")),
        ("1", ("failed", "a number", True, "")),
        ('"yes"', ("failed", "a string other than `true` and `false`", True, "")),
        ("var.off", (False, "", False, "")),
        ("var.none", ("var.none has no value", "", False, "")),
        ("terraform_data.z.id != null", (True, "", False, "")),
        (
            'terraform_data.z.id == "x"',
            ("terraform_data.z.id is known after apply", "", False, "terraform_data.z.id"),
        ),
        ('self.input == "1"', (True, "", False, "")),
        ('caller.input == "2"', (False, "", False, "")),
    ],
)
def test_conditions(tmp_path: Path, condition: str, expected: tuple[object, ...]) -> None:
    rest = """
variable "off" { default = false }
variable "none" { type = bool }
resource "terraform_data" "z" {}
"""
    text = ACTION + trigger(head='input = "1"', body=f"condition = {condition}") + rest
    module = module_of(tmp_path, text)
    found = module.triggers[0].condition
    assert found is not None
    [only] = found.values
    unknown = only.value.unknown
    reason = unknown and ("failed" if unknown.reason.failed else unknown.reason.text)
    assert (
        reason or only.value.content,
        found.mismatch,
        found.constant,
        " ".join(each.span.text for each in found.after_apply),
    ) == expected
    assert module.problems == ()


def test_a_condition_for_each_instance(tmp_path: Path) -> None:
    body = 'condition = each.key == "a"'
    text = ACTION + trigger(head='for_each = toset(["a", "b"])', body=body)
    found = module_of(tmp_path, text).triggers[0].condition
    assert found is not None
    assert [(each.key, each.value.content) for each in found.values] == [("a", True), ("b", False)]
    assert (found.always_false, [each.span.text for each in found.of("each")]) == (
        False,
        ["each.key"],
    )


def test_a_condition_on_its_own_resource(tmp_path: Path) -> None:
    text = ACTION + trigger(body='condition = terraform_data.t.id == "x"')
    found = module_of(tmp_path, text).triggers[0].condition
    assert found is not None
    assert [each.span.text for each in found.own_after_apply] == ["terraform_data.t.id"]
    assert found.after_apply == ()


def test_triggers_in_other_places(tmp_path: Path) -> None:
    block = "action_trigger {\n  events = [after_create]\n  actions = [action.a.b]\n}\n"
    inside = f"lifecycle {{\n{block}}}\n"
    text = f"""
data "aws_region" "r" {{
{inside}}}
ephemeral "random_password" "p" {{
{inside}}}
resource "terraform_data" "t" {{
{block}}}
resource "terraform_data" "u" {{
  lifecycle {{
    dynamic "action_trigger" {{
      for_each = []
      content {{
        actions = [action.a.b]
      }}
    }}
  }}
}}
module "m" {{
  source = "./m"
{inside}}}
removed {{
  from = terraform_data.gone
{inside}}}
action "aws_events_put_events" "x" {{
{inside}}}
check "c" {{
  data "aws_region" "r" {{
{inside}}}
}}
"""
    module = module_of(tmp_path, text)
    assert [
        (each.place, each.address, each.in_lifecycle) for each in module.misplaced_triggers
    ] == [
        ("data", "data.aws_region.r", True),
        ("ephemeral", "ephemeral.random_password.p", True),
        ("resource", "terraform_data.t", False),
        ("dynamic", "terraform_data.u", True),
        ("module", "module.m", True),
        ("removed", "removed", True),
        ("action", "action.aws_events_put_events.x", True),
        ("check", "check.c", True),
    ]
    assert (module.triggers, module.action_uses, module.actions[0].unsupported) == ((), (), ())


def test_actions_in_other_places(tmp_path: Path) -> None:
    text = ACTION + trigger(
        head='depends_on = ["action.a.b"]', body="condition = action.a.b != null"
    ).replace("lifecycle {", "lifecycle {\n    replace_triggered_by = [action.a.b]\n", 1)
    text += """
output "o" { value = action.a.b }
locals { a = action.a.b }
check "c" {
  assert {
    condition     = action.a.b != null
    error_message = "m"
  }
}
action "aws_events_put_events" "y" {
  config {
    entry {
      source = action.a.b
    }
  }
}
resource "terraform_data" "z" { input = transaction.a.b }
"""
    module = module_of(tmp_path, text)
    assert [(each.argument, each.address, each.span.text) for each in module.action_uses] == [
        ("depends_on", "terraform_data.t", '"action.a.b"'),
        ("replace_triggered_by", "terraform_data.t", "action.a.b"),
        ("condition", "terraform_data.t", "action.a.b"),
        ("value", "output.o", "action.a.b"),
        ("a", "local.a", "action.a.b"),
        ("condition", "check.c", "action.a.b"),
        ("source", "action.aws_events_put_events.y", "action.a.b"),
    ]
    places = {each.span.start for each in module.action_uses}
    assert {each.span.start for each in module.problems} <= places


def test_words_that_only_look_like_actions(tmp_path: Path) -> None:
    text = (
        ACTION
        + """
resource "aws_lb_listener_rule" "r" {
  dynamic "action" {
    for_each = [{ type = "forward" }]
    content {
      type = action.value.type
      nested { x = action.key }
    }
  }
  dynamic "other" {
    for_each = []
    iterator = action
    content { type = action.value }
  }
  list = [for action in [] : action.x]
  lifecycle {
    ignore_changes = [action.0.type]
  }
}
"""
    )
    assert module_of(tmp_path, text).action_uses == ()


# -- callers


def callers(module: EventModule) -> list[tuple[str, str | None, object]]:
    return [
        (each.address, each.caller.address if each.caller else None, source(each))
        for each in module.requests
    ]


def source(instance: PutEventsRequest) -> object:
    field = instance.entries[0].source
    return shown(field) if field else None


CALLER = ACTION.replace('"acme"', "caller.input")


def test_a_request_for_each_caller(tmp_path: Path) -> None:
    text = CALLER + trigger(head='for_each = toset(["a", "b"])\n  input = each.key')
    module = module_of(tmp_path, text + trigger(head='input = "u"', name="u"))
    address = "action.aws_events_put_events.x"
    assert callers(module) == [
        (address, 'terraform_data.t["a"]', "a"),
        (address, 'terraform_data.t["b"]', "b"),
        (address, "terraform_data.u", "u"),
    ]
    assert [span.text for span in module.actions[0].caller_words] == ["caller"]
    assert [each.word for each in module.words] == ["action", "caller"]


def test_an_instance_has_its_own_callers(tmp_path: Path) -> None:
    text = CALLER.replace("  config", "  count = 2\n  config", 1)
    reference = "action.aws_events_put_events.x[count.index]"
    module = module_of(tmp_path, text + trigger(reference, head="count = 2\n  input = count.index"))
    address = "action.aws_events_put_events.x"
    assert callers(module) == [
        (f"{address}[0]", "terraform_data.t[0]", "0"),
        (f"{address}[1]", "terraform_data.t[1]", "1"),
    ]


def test_a_caller_that_nobody_is(tmp_path: Path) -> None:
    module = module_of(tmp_path, CALLER)
    assert callers(module)[0][1] is None
    assert [each.span.text for each in module.problems] == ["caller"]


def test_a_caller_that_is_not_known(tmp_path: Path) -> None:
    text = CALLER + trigger(head="for_each = var.none")
    module = module_of(tmp_path, text + 'variable "none" {\n  type = set(string)\n}\n')
    assert callers(module) == [
        ("action.aws_events_put_events.x", "terraform_data.t", "(var.none has no value)")
    ]
    assert module.problems == ()


def test_what_is_not_known_of_a_caller(tmp_path: Path) -> None:
    detail = 'jsonencode([caller.input, caller.id, self["output"], caller])'
    text = ACTION.replace('"{}"', detail) + trigger(head='input = "1"')
    [request] = module_of(tmp_path, text).requests
    assert [
        (each.span.text, each.reason, each.at_update) for each in request.instance.late_caller
    ] == [
        ("caller.id", "terraform_data.t.id is known after apply", False),
        ('self["output"]', "terraform_data.t.output is known after apply", True),
    ]


# -- versions and words


def test_words_at_their_first_use(tmp_path: Path) -> None:
    text = trigger(body="on_failure = taint").replace("after_create", "before_destroy")
    text += ACTION.replace(ENTRY, '\ndynamic "entry" {\n for_each = []\n content {}\n}\n')
    module = module_of(tmp_path, {"a.tf": text, "b.tf": text.replace('"t"', '"u"')})
    assert [(each.word, each.span.file.path, each.span.line) for each in module.words] == [
        ("before_destroy", "a.tf", 6),
        ("on_failure", "a.tf", 8),
        ("action", "a.tf", 12),
        ("dynamic", "a.tf", 14),
    ]


@pytest.mark.parametrize(
    ("options", "root", "child"),
    [
        (Options(), ">= 1.14", "< 1.16, >= 1.14"),
        (Options(terraform_version="~> 1.16.0"), "~> 1.16.0", "~> 1.16.0"),
        (Options(default_terraform_version="~> 1.16.0"), ">= 1.14", "< 1.16, >= 1.14"),
    ],
)
def test_versions(tmp_path: Path, options: Options, root: str, child: str) -> None:
    files = {
        "main.tf": (
            'terraform {\n  required_version = ">= 1.14"\n}\nmodule "m" {\n  source = "./m"\n}\n'
        ),
        "m/main.tf": 'terraform {\n  required_version = "< 1.16"\n}\n' + ACTION,
    }
    module = module_of(tmp_path, files, options=options)
    assert [each.versions.text for each in module.walk()] == [root, child]


def test_the_default_version_counts_where_nobody_requires_one(tmp_path: Path) -> None:
    module = module_of(tmp_path, ACTION, options=Options(default_terraform_version="1.15.0"))
    assert (module.versions.text, module.versions.declared) == ("1.15.0", True)


def test_the_locked_provider(tmp_path: Path) -> None:
    lock = 'provider "registry.terraform.io/hashicorp/aws" {\n  version = "5.1.0"\n}\n'
    module = module_of(tmp_path, {"main.tf": ACTION, ".terraform.lock.hcl": lock})
    assert module.locked_provider is not None
    assert module.locked_provider.version == "5.1.0"


# -- modules


MODULES = {
    "main.tf": """
module "a" {
  source   = "./m"
  for_each = toset(["x", "y"])
  name     = each.key
}
module "b" {
  source = "./m"
  name   = "same"
}
module "c" {
  source = "./m"
  count  = 2
  name   = "same"
}
module "plain" { source = "./plain" }
""",
    "m/main.tf": 'variable "name" {}\n' + ACTION.replace('"acme"', "var.name"),
    "plain/main.tf": 'output "x" { value = 1 }\n',
}


def tree(module: EventModule) -> list[tuple[str, object]]:
    return [
        (each.path, source(each.requests[0]) if each.requests else None) for each in module.walk()
    ]


def test_equal_calls_are_resolved_once(tmp_path: Path) -> None:
    module = module_of(tmp_path, MODULES)
    assert tree(module) == [
        ("", None),
        ('module.a["x"]', "x"),
        ('module.a["y"]', "y"),
        ("module.b", "same"),
    ]
    [*_, last] = module.walk()
    assert ([each.text for each in last.callers], last.root, last.parent) == (
        ['module "b"'],
        module,
        module,
    )


def test_every_call_is_resolved_on_request(tmp_path: Path) -> None:
    module = module_of(tmp_path, MODULES, options=Options(every_call=True))
    assert [path for path, _ in tree(module)] == [
        "",
        'module.a["x"]',
        'module.a["y"]',
        "module.b",
        "module.c[0]",
        "module.c[1]",
    ]


def test_a_module_that_calls_itself_ends(tmp_path: Path) -> None:
    module = module_of(tmp_path, ACTION + 'module "m" {\n  source = "./."\n}\n')
    assert [each.path for each in module.walk()] == [""]


def test_a_problem_stands_where_the_expression_is(tmp_path: Path) -> None:
    files = {
        "main.tf": 'module "m" {\n  source = "./m"\n  name   = var.missing\n}\n',
        "m/main.tf": 'variable "name" {}\n' + ACTION.replace('"acme"', "var.name"),
    }
    root, child = module_of(tmp_path, files).walk()
    assert [each.span.text for each in root.problems] == ["var.missing"]
    assert child.problems == ()


def test_what_cannot_be_read(tmp_path: Path) -> None:
    text = ACTION.replace('"Made"', '"Made')
    module = module_of(tmp_path, text + trigger())
    assert [each.span.line for each in module.syntax_problems] == [5]
    assert [(each.complete, each.action.readable) for each in module.requests] == [(False, False)]


# -- buses and rules


def test_buses_and_rules(tmp_path: Path) -> None:
    text = (
        ACTION
        + """
resource "aws_cloudwatch_event_bus" "one" { name = "orders" }
resource "aws_cloudwatch_event_bus" "many" {
  for_each = toset(["a", "b"])
  name     = "bus-${each.key}"
}
data "aws_cloudwatch_event_bus" "read" { name = var.none }
variable "none" {}
resource "aws_cloudwatch_event_rule" "r" {
  event_bus_name = "orders"
  event_pattern  = jsonencode({ source = ["acme"] })
}
"""
    )
    module = module_of(tmp_path, text)
    assert [
        (each.reference, each.name.content if each.name.is_known else None) for each in module.buses
    ] == [
        ("aws_cloudwatch_event_bus.one.name", "orders"),
        ('aws_cloudwatch_event_bus.many["a"].name', "bus-a"),
        ('aws_cloudwatch_event_bus.many["b"].name', "bus-b"),
        ("data.aws_cloudwatch_event_bus.read.name", None),
    ]
    assert [each.resource.name for each in module.buses_named("bus-b")] == ["many"]
    assert [
        (each.destination and each.destination.name, each.pattern.content)
        for each in module.event_rules
    ] == [("orders", '{"source":["acme"]}')]
    assert Region(module.buses[0].name, "unknown").name == "orders"


TENANTS = """
variable "tenants" {
  type    = map(string)
  default = {}
}

module "tenant" {
  source   = "./tenant"
  for_each = var.tenants
  name     = each.key
  system   = "acme"
}
"""
TENANT = """
variable "name" {
  type = string
}

variable "system" {
  type = string
}

action "aws_events_put_events" "x" {
  config {
    entry {
      source      = "${var.system}.tenants"
      detail_type = var.name
    }
  }
}
"""


def test_a_call_without_an_instance_is_read_with_unknown_inputs(tmp_path: Path) -> None:
    files = {"main.tf": TENANTS, "tenant/main.tf": TENANT}
    [child] = module_of(tmp_path, files).children
    assert (child.path, child.absent, child.requests) == ("module.tenant", True, ())
    [request] = child.absent_requests
    [entry] = request.entries
    assert (request.instance.absent, request.example) == (True, False)
    assert entry.source is not None
    assert entry.source.text == "acme.tenants"
    assert entry.detail_type is not None
    assert entry.detail_type.value.unknown is not None


def test_a_call_without_an_instance_is_left_out_where_every_call_counts(tmp_path: Path) -> None:
    files = {"main.tf": TENANTS, "tenant/main.tf": TENANT}
    assert module_of(tmp_path, files, options=Options(every_call=True)).children == ()


def test_an_action_without_an_instance_has_unknown_inputs(tmp_path: Path) -> None:
    text = """
variable "source_name" {
  type    = string
  default = ""
}

action "aws_events_put_events" "x" {
  count = var.source_name == "" ? 0 : 1
  config {
    entry {
      source = var.source_name
    }
  }
}

action "aws_lambda_invoke" "y" {
  count = 0
  config {
    payload = jsonencode(local.undeclared)
  }
}
"""
    module = module_of(tmp_path, text)
    assert module.requests == ()
    [request] = module.absent_requests
    assert request.entries[0].source is not None
    assert request.entries[0].source.value.unknown is not None
    assert [(each.action.name, each.example, each.absent) for each in module.instances] == [
        ("x", True, True),
        ("y", True, True),
    ]
    assert [each.message for each in module.problems] == ["undeclared local value `undeclared`"]


def test_the_config_of_another_type_is_evaluated(tmp_path: Path) -> None:
    text = """
action "aws_lambda_invoke" "warm" {
  for_each = toset(["a", "b"])
  config {
    function_name = each.key
    payload       = jsonencode({ n = tonumber("x") })
    dynamic "header" {
      for_each = { one = 1 }
      content {
        name  = header.key
        value = nosuch(header.value)
      }
    }
  }
}
"""
    module = module_of(tmp_path, text)
    assert [each.address for each in module.instances] == [
        'action.aws_lambda_invoke.warm["a"]',
        'action.aws_lambda_invoke.warm["b"]',
    ]
    assert [each.span.line for each in module.problems] == [6, 11]
