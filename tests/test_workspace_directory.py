"""Blocks by name, parsed on demand, override files merged."""

from __future__ import annotations

from collections.abc import Mapping

import pytest

from bridgelint.base.source import SourceFile
from bridgelint.hcl.tree import Block, Body, Template, UnreadableExpression
from bridgelint.workspace.directory import ModuleDirectory
from bridgelint.workspace.files import loading_order

Shape = dict[str, "str | list[Shape]"]
EMPTY: Shape = {}


def block(header: str, *lines: str) -> str:
    """The text of a block."""
    return "".join(f"{line}\n" for line in (f"{header} {{", *lines, "}"))


def directory(files: Mapping[str, str] | str) -> ModuleDirectory:
    texts = {"main.tf": files} if isinstance(files, str) else files
    ordered = loading_order(texts)
    return ModuleDirectory(".", [SourceFile(name, texts[name].encode()) for name in ordered])


def shape(body: Body) -> Shape:
    """Arguments as they are written, and a list of bodies for each kind of block."""
    found: Shape = {each.name: each.value.span.text.strip() for each in body.attributes}
    for block in body.blocks:
        key = " ".join([block.type, *(label.text for label in block.labels)])
        blocks = found.setdefault(f"{key} {{}}", [])
        assert isinstance(blocks, list)
        blocks.append(shape(block.body))
    return found


def only(blocks: tuple[Block, ...]) -> Shape:
    assert len(blocks) == 1
    return shape(blocks[0].body)


def lines(module: ModuleDirectory) -> list[tuple[str, int, str]]:
    return [(each.span.file.path, each.span.line, each.message) for each in module.problems]


EVERYTHING = """
variable "v" {
  default = 1
}
output "o" {
  value = 2
}
module "m" {
  source = "./m"
}
provider "aws" {
  region = "a"
}
provider "aws" {
  alias  = "west"
  region = "b"
}
resource "t" "n" {
  input = 3
}
data "t" "n" {
  input = 4
}
ephemeral "t" "n" {
  input = 5
}
action "t" "n" {
  config {
    input = 6
  }
}
locals {
  x = 7
  y = [
    8,
  ]
}
"""


def test_lookups_by_name() -> None:
    module = directory(EVERYTHING)
    looked_up = {
        "variable": module.variable("v"),
        "output": module.output("o"),
        "module": module.module_call("m"),
        "provider": module.provider("aws"),
        "alias": module.provider("aws", "west"),
        "resource": module.resource("t", "n"),
        "data": module.resource("t", "n", kind="data"),
        "ephemeral": module.resource("t", "n", kind="ephemeral"),
    }
    assert {name: block and shape(block.body) for name, block in looked_up.items()} == {
        "variable": {"default": "1"},
        "output": {"value": "2"},
        "module": {"source": '"./m"'},
        "provider": {"region": '"a"'},
        "alias": {"alias": '"west"', "region": '"b"'},
        "resource": {"input": "3"},
        "data": {"input": "4"},
        "ephemeral": {"input": "5"},
    }
    assert only(module.blocks("action", "t", "n")) == {"config {}": [{"input": "6"}]}
    assert module.local_names == ("x", "y")
    y = module.local("y")
    assert y is not None
    assert (y.value.span.text, y.name_span.text, y.span.line) == ("[\n    8,\n  ]", "y", 34)


def test_what_is_not_there() -> None:
    module = directory(EVERYTHING)
    assert module.variable("w") is None
    assert module.provider("aws", "east") is None
    assert module.resource("t", "m") is None
    assert module.local("z") is None
    assert module.blocks("check") == ()
    assert directory({}).blocks("action") == ()
    assert directory({}).problems == ()


def test_blocks_by_their_first_labels() -> None:
    module = directory(
        'action "a" "x" {\n}\naction "a" "y" {\n}\naction "b" "x" {\n}\naction "a" {\n}\n'
    )

    def labels(*first: str) -> list[list[str]]:
        return [[each.text for each in block.labels] for block in module.blocks("action", *first)]

    assert labels() == [["a", "x"], ["a", "y"], ["b", "x"], ["a"]]
    assert labels("a") == [["a", "x"], ["a", "y"], ["a"]]
    assert labels("a", "y") == [["a", "y"]]
    assert module.declares("action", "a")
    assert not module.declares("action", "b")


def test_blocks_come_in_the_order_of_files_as_terraform_loads_them() -> None:
    module = directory(
        {"b.tf": "locals {\n}\n", "a.tf.json": '{"locals": {}}', "B.tf": "locals {\n}\n"}
    )
    assert [block.span.file.path for block in module.blocks("locals")] == [
        "B.tf",
        "a.tf.json",
        "b.tf",
    ]


def test_only_what_is_asked_for_is_parsed() -> None:
    variables = block('variable "good"') + block('variable "bad"', "default = 1 2")
    module = directory(variables + block("locals", "good = 1", "bad = 1 2"))
    assert module.variable("good") is not None
    assert module.local("good") is not None
    assert module.problems == ()
    bad = module.variable("bad")
    assert bad is not None
    assert not bad.body.complete
    bad_local = module.local("bad")
    assert bad_local is not None
    assert isinstance(bad_local.value, UnreadableExpression)
    assert [line for _, line, _ in lines(module)] == [4, 8]


def test_of_duplicates_the_first_or_the_last_counts() -> None:
    text = "".join(
        block('variable "v"', f"default = {number}")
        + block('action "a" "n"', f"count = {number}")
        + block("locals", f"x = {number}")
        for number in (1, 2, 3)
    )
    module = directory(text)
    assert only(module.blocks("variable", "v")) == {"default": "3"}
    assert only(module.blocks("action", "a", "n")) == {"count": "1"}
    assert module.local("x") == module.blocks("locals")[2].body.attributes[0]
    (declaration,) = module.declarations("action")
    assert [shape(block.body) for block in declaration.duplicates] == [
        {"count": "2"},
        {"count": "3"},
    ]
    (declaration,) = module.declarations("variable")
    assert [shape(block.body) for block in declaration.duplicates] == [
        {"default": "1"},
        {"default": "2"},
    ]


def test_a_block_is_parsed_once() -> None:
    module = directory(EVERYTHING)
    assert module.variable("v") is module.variable("v")
    assert module.blocks("action")[0] is module.blocks("action", "t", "n")[0]
    assert module.local("x") is module.local("x")


def test_blocks_that_hold_some_bytes() -> None:
    module = directory(
        {
            "b.tf": block('data "t" "b"', 'x = "action_trigger"') + block('resource "t" "b"'),
            "a.tf": block('resource "t" "a"', "x = 1 # action_trigger")
            + block("locals", 'x = "action_trigger"'),
            "x_override.tf": block('resource "t" "b"', block("lifecycle", block("action_trigger"))),
            "c.tf.json": '{"resource": {"t": {"c": {"lifecycle": {"action_trigger": {}}}}}}',
        }
    )
    assert [
        (block.type, *(label.text for label in block.labels))
        for block in module.holding(b"action_trigger")
    ] == [
        ("resource", "t", "a"),
        ("locals",),
        ("data", "t", "b"),
        ("resource", "t", "b"),
        ("resource", "t", "c"),
    ]
    assert [
        (block.type, *(label.text for label in block.labels))
        for block in module.holding(b"nothing")
    ] == []


def test_settings_of_all_terraform_blocks() -> None:
    module = directory(
        {
            "a.tf": 'terraform {\n  required_version = ">= 1.14"\n}\n',
            "b.tf": block(
                "terraform",
                'required_version = "< 2"',
                block("required_providers", 'aws = "6"', "x = {}"),
            ),
            "c.tf.json": '{"terraform": {"required_providers": {"aws": "7"}}}',
        }
    )
    settings = module.settings
    assert [each.value.span.text for each in settings.required_versions] == ['">= 1.14"', '"< 2"']
    assert {name: each.value.span.text for name, each in settings.required_providers.items()} == {
        "aws": '"6"',
        "x": "{}",
    }


def test_json_and_native_syntax_together() -> None:
    module = directory(
        {
            "a.tf": 'variable "x" {\n  default = 1\n}\n',
            "b.tf.json": '{"variable": {"y": {"default": 2}},'
            ' "locals": {"z": 3}, "stray": 1, "//": "x"}',
        }
    )
    y = module.variable("y")
    assert y is not None
    assert (shape(y.body), y.json) == ({"default": "2"}, True)
    z = module.local("z")
    assert z is not None
    assert z.value.span.text == "3"
    assert [(path, message) for path, _, message in lines(module)] == [
        ("b.tf.json", "unexpected argument `stray`")
    ]


@pytest.mark.parametrize(
    "text",
    [
        'action "a" "n" {\n  config {\n',
        'action "a" "n" {\n  count = "1\n}\n',
        'action "a" "n" {\n  count = <<EOT\n}\n',
        'action "a" "n" {\n  count = 1 2\n}\n',
    ],
)
def test_a_block_that_is_not_valid_is_declared_once_and_incomplete(text: str) -> None:
    module = directory(text + '\naction "b" "n" {\n}\n')
    first, second = module.blocks("action")
    assert ([label.text for label in first.labels], first.body.complete) == (["a", "n"], False)
    assert ([label.text for label in second.labels], second.body.complete) == (["b", "n"], True)
    assert len(module.problems) == 1


def test_locals_of_a_block_that_is_not_only_arguments() -> None:
    module = directory("locals {\n  x = 1\n  y {\n  }\n}\n")
    x = module.local("x")
    assert x is not None
    assert x.value.span.text == "1"
    assert module.local_names == ("x",)


def test_a_literal_template_is_read_from_a_local() -> None:
    x = directory('locals { x = "a" }').local("x")
    assert x is not None
    assert isinstance(x.value, Template)
    assert x.value.literal == "a"
