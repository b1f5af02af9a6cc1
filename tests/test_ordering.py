"""Who waits for whom: the recorded runs of Terraform 1.15.9 and 1.16, as tables."""

from __future__ import annotations

from pathlib import Path

import pytest

from bridgelint.actions.dependencies import Node
from bridgelint.eventbridge.configuration import Options
from events_support import module_of

OLD, NEW, BOTH = ">= 1.14, < 1.16", ">= 1.16", ">= 1.14"

LOCAL = "locals {\n  other = terraform_data.other.id\n}"
SECOND = """
  lifecycle {
    action_trigger {
      events  = [after_create]
      actions = [action.aws_events_put_events.y]
    }
  }
"""
SECOND_ACTION = """
action "aws_events_put_events" "y" {
  config {
    entry {
      source = terraform_data.other.id
    }
  }
}
"""
SHAPES = {
    "nothing": ("", '"a"', ""),
    "resource depends": ("depends_on = [terraform_data.other]", '"a"', ""),
    "resource refers": ("input = local.other", '"a"', LOCAL),
    "action refers": ("", "terraform_data.other.id", ""),
    "action refers indirectly": ("", "local.other", LOCAL),
    "another action of the resource refers": (SECOND, '"a"', SECOND_ACTION),
    "depends on a module": (
        "depends_on = [module.m]",
        '"a"',
        'module "m" {\n  source = "./m"\n}',
    ),
}
"""What the arguments of the resource, the source of the entry, and further text are."""


def text(shape: str, event: str) -> str:
    """A resource, an action that it triggers, and another resource."""
    arguments, source, rest = SHAPES[shape]
    return f"""
resource "terraform_data" "other" {{}}
{rest}
resource "terraform_data" "t" {{
  {arguments}
  lifecycle {{
    action_trigger {{
      events  = [{event}]
      actions = [action.aws_events_put_events.x]
    }}
  }}
}}
action "aws_events_put_events" "x" {{
  config {{
    entry {{
      source = {source}
    }}
  }}
}}
"""


@pytest.mark.parametrize(
    ("shape", "event", "versions", "exists"),
    [
        # A: before_* starts while the dependencies of the resource are still being created.
        ("resource depends", "before_create", OLD, False),
        ("resource depends", "before_update", OLD, False),
        ("resource depends", "before_create", NEW, True),
        ("resource depends", "before_update", NEW, True),
        ("resource depends", "before_create", BOTH, False),
        ("resource refers", "before_create", OLD, False),
        ("resource refers", "before_create", NEW, True),
        # after_* runs after the resource, hence after its dependencies.
        ("resource depends", "after_create", OLD, True),
        ("resource depends", "after_update", OLD, True),
        ("resource depends", "after_create", NEW, True),
        ("resource refers", "after_create", BOTH, True),
        # What the action refers to is waited for, every version and event.
        ("action refers", "before_create", OLD, True),
        ("action refers", "after_create", OLD, True),
        ("action refers", "before_create", NEW, True),
        ("action refers indirectly", "before_update", BOTH, True),
        ("action refers", "after_destroy", NEW, True),
        # B: what an action refers to becomes a dependency of the resource.
        ("another action of the resource refers", "before_create", NEW, True),
        ("another action of the resource refers", "after_create", NEW, True),
        ("another action of the resource refers", "after_create", OLD, False),
        # The destroy events exist in 1.16 only; the dependencies are destroyed later.
        ("resource depends", "before_destroy", NEW, True),
        ("resource depends", "after_destroy", NEW, True),
        ("resource depends", "before_destroy", BOTH, True),
        ("nothing", "before_destroy", NEW, False),
        ("nothing", "before_create", NEW, False),
        ("nothing", "after_create", OLD, False),
    ],
)
def test_what_exists_when_an_action_runs(
    tmp_path: Path,
    shape: str,
    event: str,
    versions: str,
    exists: bool,  # noqa: FBT001 # a table
) -> None:
    module = module_of(tmp_path, text(shape, event), options=Options(terraform_version=versions))
    other = Node(module.dependencies, "resource", "terraform_data.other")
    action, resource = module.actions[-1].block, module.triggers[-1].resource.block
    found = module.exists(other, event, action=action, resource=resource)
    assert found is exists


@pytest.mark.parametrize(
    ("event", "exists"),
    [
        ("before_create", False),
        ("after_create", True),
        ("before_update", True),
        ("after_update", True),
        ("before_destroy", True),
        ("after_destroy", False),
    ],
)
@pytest.mark.parametrize("versions", [OLD, NEW])
def test_the_triggering_resource_itself(
    tmp_path: Path,
    event: str,
    exists: bool,  # noqa: FBT001 # a table
    versions: str,
) -> None:
    options = Options(terraform_version=versions)
    module = module_of(tmp_path, text("nothing", event), options=options)
    action, resource = module.actions[0].block, module.triggers[0].resource.block
    node = module.dependencies.resource(resource)
    found = module.exists(node, event, action=action, resource=resource)
    assert found is exists


def test_a_module_as_a_whole_is_waited_for(tmp_path: Path) -> None:
    child = 'resource "terraform_data" "other" {}\nmodule "n" {\n  source = "./n"\n}\n'
    files = {
        "main.tf": text("depends on a module", "after_create"),
        "m/main.tf": child,
        "m/n/main.tf": 'resource "terraform_data" "deep" {}\n',
    }
    module = module_of(tmp_path, files)
    needed = module.dependencies.needed(module.triggers[0].resource.block)
    assert sorted(each.address for each in needed) == [
        "module.m",
        "module.m.module.n",
        "module.m.module.n.terraform_data.deep",
        "module.m.terraform_data.other",
    ]


CYCLES = """
resource "OTHER" "other" {
  name = "a"
}
resource "TYPE" "t" {
  REPLACED
  lifecycle {
    LIFECYCLE
    action_trigger {
      events  = [EVENTS]
      actions = [action.aws_events_put_events.x]
    }
  }
}
action "aws_events_put_events" "x" {
  config {
    entry {
      source = SOURCE
    }
  }
}
"""


@pytest.mark.parametrize(
    ("changes", "found"),
    [
        # Runs of 1.15.9, second plan: T replaced, R created, updated or replaced.
        ({}, ["other"]),
        ({"EVENTS": "before_update"}, ["other"]),
        ({"REPLACED": "triggers_replace = [terraform_data.other.id]"}, ["other because of it"]),
        (
            {"LIFECYCLE": "replace_triggered_by = [terraform_data.other]"},
            ["other because of it"],
        ),
        ({"TYPE": "aws_instance", "OTHER": "aws_cloudwatch_event_bus"}, ["other"]),
        # Applied.
        ({"SOURCE": '"a"', "REPLACED": "input = terraform_data.other.id"}, []),
        ({"OTHER": "aws_cloudwatch_event_bus"}, []),
        ({"LIFECYCLE": "create_before_destroy = true"}, []),
        ({"EVENTS": "after_create"}, []),
    ],
)
def test_replacement_cycles(tmp_path: Path, changes: dict[str, str], found: list[str]) -> None:
    other = changes.get("OTHER", "terraform_data")
    words = {
        "OTHER": other,
        "TYPE": "terraform_data",
        "REPLACED": "",
        "LIFECYCLE": "",
        "EVENTS": "before_create",
        "SOURCE": f"{other}.other.id",
        **changes,
    }
    written = CYCLES
    for word, replacement in words.items():
        written = written.replace(word, replacement)
    module = module_of(tmp_path, written)
    cycles = module.replacement_cycles(module.triggers[0], module.actions[0])
    assert [
        f"{each.block.labels[1].text}{' because of it' if each.cause else ''}" for each in cycles
    ] == found
