"""Override files merge as Terraform merges them (internal/configs/module_merge.go)."""

from __future__ import annotations

import pytest

from test_workspace_directory import EMPTY, Shape, block, directory, only, shape

ACTION = """action "a" "n" {
  count = 1
  config {
    region = "x"
    entry {
      source = "one"
    }
    entry {
      source = "two"
    }
    other {
    }
  }
}
"""


def merged(base: str, override: str, type_: str) -> Shape:
    return only(directory({"main.tf": base, "main_override.tf": override}).blocks(type_))


def test_one_entry_in_an_override_takes_the_place_of_all() -> None:
    override = 'action "a" "n" {\n  config {\n    entry {\n      source = "three"\n    }\n  }\n}\n'
    assert merged(ACTION, override, "action") == {
        "count": "1",
        "config {}": [
            {"region": '"x"', "other {}": [EMPTY], "entry {}": [{"source": '"three"'}]},
        ],
    }


def test_a_dynamic_entry_counts_as_entry() -> None:
    dynamic = (
        'action "a" "n" {\n  config {\n    dynamic "entry" {\n      for_each = []\n'
        "      content {\n      }\n    }\n  }\n}\n"
    )
    replaced: Shape = {"dynamic entry {}": [{"for_each": "[]", "content {}": [EMPTY]}]}
    with_dynamic: Shape = {"region": '"x"', "other {}": [EMPTY], **replaced}
    assert merged(ACTION, dynamic, "action") == {"count": "1", "config {}": [with_dynamic]}
    entry = 'action "a" "n" {\n  config {\n    entry {\n    }\n  }\n}\n'
    assert merged(dynamic, entry, "action") == {"config {}": [{"entry {}": [EMPTY]}]}


def test_arguments_of_an_action_and_of_its_config_are_replaced() -> None:
    override = (
        'action "a" "n" {\n  count = 2\n  for_each = {}\n  config {\n    region = "y"\n  }\n}\n'
    )
    assert merged(
        'action "a" "n" {\n  count = 1\n  config {\n    region = "x"\n  }\n}\n', override, "action"
    ) == {
        "count": "2",
        "for_each": "{}",
        "config {}": [{"region": '"y"'}],
    }


def test_where_one_side_has_no_config_the_parts_tell() -> None:
    """Terraform crashes on both; the rules see it from the parts."""
    bare = 'action "a" "n" {\n  count = 2\n}\n'
    for files in ({"a.tf": ACTION, "override.tf": bare}, {"a.tf": bare, "override.tf": ACTION}):
        (declaration,) = directory(files).declarations("action")
        parts = (declaration.base, *declaration.overrides)
        assert sorted(bool(part.body.blocks_of("config")) for part in parts) == [False, True]
        assert len(declaration.block.body.blocks_of("config")) == 1


def test_a_second_config_stays_visible() -> None:
    two = 'action "a" "n" {\n  config {\n  }\n  config {\n  }\n}\n'
    one = 'action "a" "n" {\n  config {\n  }\n}\n'
    assert merged(two, one, "action") == {"config {}": [EMPTY, EMPTY, EMPTY]}
    assert merged(one, two, "action") == {"config {}": [EMPTY, EMPTY, EMPTY]}


def test_override_files_merge_one_after_the_other() -> None:
    files = {
        "main.tf": 'action "a" "n" {\n  count = 1\n  provider = aws.x\n}\n',
        "z_override.tf": 'action "a" "n" {\n  count = 3\n}\n',
        "a_override.tf.json": '{"action": {"a": {"n": {"count": 2, "provider": "aws.y"}}}}',
    }
    (declaration,) = directory(files).declarations("action")
    assert shape(declaration.block.body) == {"count": "3", "provider": '"aws.y"'}
    assert shape(declaration.base.body) == {"count": "1", "provider": "aws.x"}
    assert [block.span.file.path for block in declaration.overrides] == [
        "a_override.tf.json",
        "z_override.tf",
    ]


RESOURCE = """resource "t" "n" {
  input      = 1
  depends_on = [x.y]
  ebs {
    a = 1
  }
  provisioner "p" {
  }
  lifecycle {
    prevent_destroy      = true
    ignore_changes       = [a]
    replace_triggered_by = [x.y]
    action_trigger {
      events = [after_create]
    }
    action_trigger {
      events = [after_update]
    }
    postcondition {
    }
  }
}
"""


def test_triggers_of_an_override_take_the_place_of_all() -> None:
    override = """resource "t" "n" {
  input      = 2
  depends_on = [z.z]
  ebs {
    b = 2
  }
  lifecycle {
    ignore_changes       = all
    replace_triggered_by = [z.z]
    action_trigger {
      events = [before_create]
    }
    precondition {
    }
  }
}
"""
    assert merged(RESOURCE, override, "resource") == {
        "input": "2",
        "depends_on": "[x.y]",
        "ebs {}": [{"b": "2"}],
        "provisioner p {}": [EMPTY],
        "lifecycle {}": [
            {
                "prevent_destroy": "true",
                "ignore_changes": "all",
                "replace_triggered_by": "[x.y]",
                "postcondition {}": [EMPTY],
                "action_trigger {}": [{"events": "[before_create]"}],
            }
        ],
    }


def test_a_lifecycle_without_triggers_keeps_those_of_the_base() -> None:
    override = 'resource "t" "n" {\n  lifecycle {\n    prevent_destroy = false\n  }\n}\n'
    lifecycle = merged(RESOURCE, override, "resource")["lifecycle {}"]
    assert lifecycle == [
        {
            "prevent_destroy": "false",
            "ignore_changes": "[a]",
            "replace_triggered_by": "[x.y]",
            "action_trigger {}": [{"events": "[after_create]"}, {"events": "[after_update]"}],
            "postcondition {}": [EMPTY],
        }
    ]


def test_triggers_come_to_a_resource_without_a_lifecycle() -> None:
    base = 'resource "t" "n" {\n}\n'
    lifecycle = block("lifecycle", "destroy = false", block("action_trigger"))
    override = block('resource "t" "n"', lifecycle)
    assert merged(base, override, "resource") == {"lifecycle {}": [{"action_trigger {}": [EMPTY]}]}


@pytest.mark.parametrize(
    ("type_", "base", "override", "expected"),
    [
        (
            "variable",
            "type = string\n default = 1\n validation {\n }",
            "default = 2\n sensitive = true\n validation {\n x = 1\n }",
            {"type": "string", "default": "2", "sensitive": "true", "validation {}": [EMPTY]},
        ),
        (
            "output",
            "value = 1\n depends_on = [a.b]",
            "value = 2\n depends_on = [c.d]\n precondition {\n }",
            {"value": "2", "depends_on": "[a.b]"},
        ),
        (
            "module",
            'source = "./a"\n x = 1\n depends_on = [a.b]',
            'source = "./b"\n y = 2\n depends_on = [c.d]',
            {"source": '"./b"', "x": "1", "depends_on": "[a.b]", "y": "2"},
        ),
        (
            "provider",
            "region = 1\n assume {\n }",
            "region = 2\n assume {\n x = 1\n }",
            {"region": "2", "assume {}": [{"x": "1"}]},
        ),
    ],
)
def test_what_has_one_label(type_: str, base: str, override: str, expected: Shape) -> None:
    found = merged(f'{type_} "n" {{\n {base}\n}}\n', f'{type_} "n" {{\n {override}\n}}\n', type_)
    assert found == expected


def test_a_data_sources_lifecycle_is_left_alone() -> None:
    base = 'data "t" "n" {\n  x = 1\n  lifecycle {\n    postcondition {\n    }\n  }\n}\n'
    override = 'data "t" "n" {\n  x = 2\n  lifecycle {\n    precondition {\n    }\n  }\n}\n'
    assert merged(base, override, "data") == {
        "x": "2",
        "lifecycle {}": [{"postcondition {}": [EMPTY]}],
    }


def test_local_values_are_replaced_one_by_one() -> None:
    module = directory(
        {
            "a.tf": "locals {\n  x = 1\n  y = 1\n}\n",
            "b.tf": "locals {\n  z = 1\n}\n",
            "override.tf": "locals {\n  y = 2\n  z = 2\n  new = 2\n}\n",
        }
    )
    found = {name: module.local(name) for name in module.local_names}
    assert {name: each and each.value.span.text for name, each in found.items()} == {
        "x": "1",
        "y": "2",
        "z": "2",
    }
    assert [shape(block.body) for block in module.blocks("locals")] == [
        {"x": "1", "y": "2"},
        {"z": "2"},
    ]


def test_provider_configurations_are_told_apart_by_alias() -> None:
    module = directory(
        {
            "a.tf": 'provider "aws" {\n  alias = "x"\n  region = 1\n}\n',
            "override.tf": (
                block('provider "aws"', "region = 2")
                + block('provider "aws"', 'alias = "x"', "region = 3")
                + block('provider "aws"', 'alias = "y"')
            ),
        }
    )
    assert [shape(block.body) for block in module.blocks("provider", "aws")] == [
        {"alias": '"x"', "region": "3"},
        {"region": "2"},
    ]
    default = module.provider("aws")
    assert default is not None
    assert shape(default.body) == {"region": "2"}
    assert [shape(block.body) for block in module.orphans("provider")] == [{"alias": '"y"'}]


def test_settings_are_replaced_as_a_whole_and_providers_by_name() -> None:
    module = directory(
        {
            "a.tf": block(
                "terraform",
                'required_version = "1"',
                block("required_providers", "a = 1", "b = 1"),
            ),
            "b_override.tf": block(
                "terraform",
                'required_version = "2"',
                block("required_providers", "b = 2", "c = 2"),
            ),
            "c_override.tf": block("terraform", 'required_version = "3"')
            + block("terraform", 'required_version = "4"'),
        }
    )
    settings = module.settings
    assert [each.value.span.text for each in settings.required_versions] == ['"3"', '"4"']
    assert {name: each.value.span.text for name, each in settings.required_providers.items()} == {
        "a": "1",
        "b": "2",
        "c": "2",
    }


def test_what_overrides_nothing() -> None:
    module = directory(
        {
            "a.tf": 'action "a" "n" {\n}\n',
            "override.tf": 'action "a" "n" {\n}\naction "a" "m" {\n}\nlocals {\n}\n',
        }
    )
    assert [block.header.text for block in module.orphans("action")] == ['action "a" "m"']
    assert [block.header.text for block in module.blocks("action")] == ['action "a" "n"']
    assert not module.declares("action", "a", "m")
    assert module.orphans("locals") == ()


def test_what_is_merged_from_an_invalid_part_is_incomplete() -> None:
    files = {"a.tf": 'action "a" "n" {\n}\n', "override.tf": 'action "a" "n" {\n  count = 1 2\n}\n'}
    (block,) = directory(files).blocks("action")
    assert not block.body.complete
