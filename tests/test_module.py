"""What names come to in a module, and why something is unknown."""

from __future__ import annotations

import time
from types import EllipsisType

import pytest

from bridgelint.terraform.expressions.scope import Bindings
from bridgelint.terraform.values.values import Mark, Reason, all_marks, number, string
from bridgelint.workspace.variable_inputs import Inputs, VariableOption, gather_inputs
from evaluation import evaluated, local_of, module_of, plain, problems_of, value_of


def given(*options: str) -> Inputs:
    """The inputs of `--var` options."""
    return gather_inputs(
        "/nowhere",
        lambda _: pytest.fail("no file is read"),
        environment={},
        options=[VariableOption("var", each) for each in options],
    )


REASONS = {
    "var.none": "<var.none has no value>",
    "var.typed.name": "<var.typed has no value>",
    "local.through": "<var.none has no value>",
    "upper(local.through)": "<var.none has no value>",
    "aws_sns_topic.one.arn": "<aws_sns_topic.one.arn is known after apply>",
    "aws_sns_topic.one.tags.a": "b",
    "aws_sns_topic.one.name": "orders",
    "aws_sns_topic.one.absent": "<aws_sns_topic.one.absent is known after apply>",
    "aws_sns_topic.one.list": (
        "<aws_sns_topic.one.list is converted to the type in the provider's schema>"
    ),
    "aws_sns_topic.one.nothing": "<aws_sns_topic.one.nothing is known after apply>",
    "aws_sns_topic.one": "<aws_sns_topic.one is known after apply>",
    "local.topic.name": "orders",
    "local.topic.arn": "<aws_sns_topic.one.arn is known after apply>",
    "aws_sns_topic.many[1].arn": "<aws_sns_topic.many[1].arn is known after apply>",
    "aws_sns_topic.many[1].name": "orders-1",
    "aws_sns_topic.one[*].name": ["orders"],
    "aws_sns_topic.many[*].name": ["orders-0", "orders-1"],
    "aws_sns_topic.many[local.one].name": "orders-1",
    'aws_sns_topic.by_key["eu"].name': "topic-eu",
    'aws_sns_topic.by_key["eu"].arn': '<aws_sns_topic.by_key["eu"].arn is known after apply>',
    "{ for key, topic in aws_sns_topic.by_key : key => topic.name }": {
        "eu": "topic-eu",
        "us": "topic-us",
    },
    "aws_sns_topic.unsure[0].name": "<var.none has no value>",
    "data.aws_region.here.name": "<data.aws_region.here.name is read during plan>",
    "data.aws_region.here.region": "eu-west-1",
    "ephemeral.aws_secretsmanager_secret_version.s.secret_string": (
        "<ephemeral.aws_secretsmanager_secret_version.s.secret_string "
        "is known only during a run of Terraform>"
    ),
    "terraform_data.a.input": "in",
    "terraform_data.a.output": "<terraform_data.a.output is known after apply>",
    "terraform_data.empty.output": None,
    "terraform_data.a.id == null": False,
    "terraform.workspace": "default",
    "terraform.applying": "<terraform.applying is known only during apply>",
    "path.module": ".",
    "module.elsewhere.url": "<module.elsewhere.url comes from a registry>",
    "provider::other::f(1)": "<provider::other::f is a provider-defined function>",
    'provider::aws::arn_parse("arn:aws:sns:eu-west-1:1:t:u").resource': "t:u",
    'provider::aws::arn_build("aws", "sns", "eu-west-1", "1", "t")': "arn:aws:sns:eu-west-1:1:t",
    'provider::aws::trim_iam_role_path("arn:aws:iam::1:role/a/b")': "arn:aws:iam::1:role/b",
    "try(local.topic.arn, 1)": "<aws_sns_topic.one.arn is known after apply>",
    "var.none ? 1 : 2": "<var.none has no value>",
}
CONFIGURATION = """
terraform {
  required_providers {
    aws   = { source = "hashicorp/aws" }
    other = { source = "example/other" }
  }
}
variable "none" {}
variable "typed" { type = object({ name = string }) }
locals {
  through = local.further
  further = "${var.none}"
  one     = 1
  topic   = aws_sns_topic.one
}
resource "aws_sns_topic" "one" {
  name    = "orders"
  tags    = { a = "b" }
  list    = ["x", "y"]
  nothing = null
}
resource "aws_sns_topic" "many" {
  count = 2
  name  = "orders-${count.index}"
}
resource "aws_sns_topic" "by_key" {
  for_each = toset(["us", "eu"])
  name     = "topic-${each.key}"
}
resource "aws_sns_topic" "unsure" {
  count = var.none
  name  = "orders"
}
data "aws_region" "here" { region = "eu-west-1" }
resource "terraform_data" "a" { input = "in" }
resource "terraform_data" "empty" {}
ephemeral "aws_secretsmanager_secret_version" "s" { secret_id = "id" }
module "elsewhere" { source = "terraform-aws-modules/sns/aws" }
"""


@pytest.mark.parametrize(("text", "expected"), REASONS.items())
def test_values_and_reasons(text: str, expected: object) -> None:
    module = module_of(CONFIGURATION)
    assert plain(evaluated(module, text)) == expected
    assert problems_of(module) == []


REFUSED = {
    "var.typd": "undeclared input variable `typd`; did you mean `var.typed`?",
    "var.q": 'undeclared input variable `q`; declare it with `variable "q" {}`',
    "local.throuh": ("undeclared local value `throuh`; did you mean `local.through`?"),
    "vars.none": ("undeclared resource `vars.none`; did you mean `var.none`?"),
    "aws_sns_topic.on.arn": (
        "undeclared resource `aws_sns_topic.on`; did you mean `aws_sns_topic.one`?"
    ),
    "aws_region.here.name": (
        "undeclared resource `aws_region.here`; did you mean `data.aws_region.here`?"
    ),
    "try(aws_sns_topic.nope, 1)": "undeclared resource `aws_sns_topic.nope`",
    "true ? 1 : var.nope": ("undeclared input variable `nope`; did you mean `var.none`?"),
    "module.elsewher.x": ("undeclared module call `elsewher`; did you mean `module.elsewhere`?"),
    "aws_sns_topic": (
        "invalid reference `aws_sns_topic`: a resource type must be followed by a resource name; "
        'use `"aws_sns_topic"` for a string, `var.aws_sns_topic` for a variable, '
        "`local.aws_sns_topic` for a local"
    ),
    "data.aws_region": ("`data` must be followed by a type and a name; use `data.TYPE.NAME`"),
    "var": "`var` is not a value by itself; add a dot and the name of a variable",
    "each.key": "reference to `each.key` in a block without `for_each`",
    "count.index": "reference to `count.index` in a block without `count`",
    "count.indx": "invalid reference `count.indx`; did you mean `count.index`?",
    "path.rot": "invalid reference `path.rot`; did you mean `path.root`?",
    "terraform.env": (
        "invalid reference `terraform.env`; "
        "only `terraform.applying` and `terraform.workspace` can be used"
    ),
    "self.id": "`self` cannot be used here",
    "caller.id": "`caller` cannot be used here",
    "template.x": (
        "`template` is a reserved word; use `resource.template` for a resource of this type"
    ),
    "action.aws_events_put_events.a": (
        "actions cannot be referenced here; an action has no value; refer to it only in "
        "`actions` of an `action_trigger`"
    ),
    "aws_sns_topic.many.arn": (
        "missing instance key: `aws_sns_topic.many` uses `count`; "
        "refer to one instance, for example `aws_sns_topic.many[count.index]`"
    ),
    "aws_sns_topic.one[0].arn": (
        "unexpected instance key: `aws_sns_topic.one` uses neither `count` nor `for_each`; "
        "remove the instance key"
    ),
    "provider::nope::f()": ("the provider `nope` is not in `required_providers` of this module"),
    "try(terraform_data.a.ouput, 1)": (
        "`terraform_data.a` does not have an attribute named `ouput`; did you mean `output`?"
    ),
    "try(terraform_data.a.id.x, 1)": "a string does not have any attributes",
    "can(terraform_data.a.id[0])": "a string does not have any elements",
    "nope(1)": "unknown function `nope`",
    "lenght([])": "unknown function `lenght`; did you mean `length`?",
    "aws_sns_topic.many[2].name": "index 2 is out of range: the collection has 2 elements",
    'aws_sns_topic.by_key["de"].name': "the key `de` does not identify an element",
}


@pytest.mark.parametrize(("text", "expected"), REFUSED.items())
def test_references_that_mean_nothing(text: str, expected: str) -> None:
    module = module_of(CONFIGURATION)
    value = evaluated(module, text)
    assert value.unknown is not None
    assert value.unknown.reason.failed
    found = [each.partition(": ")[2] for each in problems_of(module)]
    assert found == [expected]


def test_a_function_that_does_not_exist_counts_only_where_it_is_called() -> None:
    assert plain(value_of("true ? 1 : nope()")) == 1
    assert plain(value_of("try(nope(), 2)")) == 2


def test_what_only_an_apply_makes_known() -> None:
    module = module_of(CONFIGURATION)
    reasons = {}
    for text in ("aws_sns_topic.one.arn", "data.aws_region.here.name", "var.none"):
        content = evaluated(module, text).unknown
        assert content is not None
        reasons[text] = content.reason.after_apply
    assert reasons == {
        "aws_sns_topic.one.arn": True,
        "data.aws_region.here.name": False,
        "var.none": False,
    }


def test_bindings() -> None:
    bindings = Bindings(
        count_index=number(3),
        each_key=string("k"),
        each_value=string("v"),
        self=string("s"),
        caller=string("c"),
    ).with_iterator("entry", string("e"))
    assert plain(
        value_of("[count.index, each.key, each.value, self, caller, entry]", "", bindings)
    ) == [3, "k", "v", "s", "c", "e"]


def test_files_in_any_order() -> None:
    parts = {
        "a": 'locals { a = "${local.b}-a" }\n',
        "b": "locals { b = upper(local.c) }\n",
        "c": "locals { c = var.v }\n",
        "d": 'variable "v" { default = "x" }\n',
    }
    forward = module_of({f"{index}.tf": text for index, text in enumerate(parts.values())})
    backward = module_of(
        {f"{index}.tf": text for index, text in enumerate(reversed(parts.values()))}
    )
    assert plain(evaluated(forward, "local.a")) == plain(evaluated(backward, "local.a")) == "X-a"


CYCLES = {
    "locals { a = local.a }": ["main.tf:1:10: `local.a` depends on itself"],
    "locals {\n  b = local.a\n  a = [for x in [1] : local.b]\n}": [
        "main.tf:2:3: `local.b` depends on itself (via `local.a`)"
    ],
    "locals {\n  a = try(local.b, 1)\n  b = false ? local.a : 2\n  c = local.a\n}": [
        "main.tf:2:3: `local.a` depends on itself (via `local.b`)"
    ],
    'resource "terraform_data" "x" {\n  input = local.a\n}\n'
    "locals { a = terraform_data.x.output }": [
        (
            "main.tf:1:1: `terraform_data.x.output` depends on itself "
            "(via `terraform_data.x.input`, then `local.a`)"
        ),
    ],
}


@pytest.mark.parametrize(("text", "expected"), CYCLES.items())
def test_a_cycle_is_reported_once(text: str, expected: list[str]) -> None:
    module = module_of(text)
    first = evaluated(module, "local.a")
    for name in ("b", "c", "a"):
        local_of(module, name)
    assert first.unknown is not None
    assert first.unknown.reason.failed
    assert problems_of(module) == expected


def test_the_place_of_a_cycle_does_not_depend_on_where_it_is_entered() -> None:
    text = "locals {\n  a = local.b\n  b = local.c\n  c = local.a\n}"
    found: list[list[str]] = []
    for name in "abc":
        module = module_of(text)
        local_of(module, name)
        found.append(problems_of(module))
    expected = ["main.tf:2:3: `local.a` depends on itself (via `local.b`, then `local.c`)"]
    assert found == [expected] * 3


def test_a_long_chain_of_locals() -> None:
    count = 5000
    lines = [f"v{index} = local.v{index + 1} + 1" for index in range(count)]
    module = module_of("locals {\n" + "\n".join([*lines, f"v{count} = 0"]) + "\n}")
    start = time.monotonic()
    assert plain(evaluated(module, "local.v0")) == count
    assert time.monotonic() - start < 20
    assert problems_of(module) == []


def test_a_problem_is_reported_once_where_it_stands() -> None:
    module = module_of(
        {
            "main.tf": (
                'module "m" {\n  source = "./m"\n  v = local.bad\n}\n'
                "locals {\n  bad = [][0]\n  also = [local.bad, local.bad, try(local.bad, 1)]\n}\n"
            ),
            "m/main.tf": 'variable "v" {}\noutput "o" { value = upper(var.v) }\n',
        }
    )
    assert plain(evaluated(module, "[module.m.o, local.also]")) == [
        "<the index does not identify an element: the collection is empty>",
        ["<the index does not identify an element: the collection is empty>"] * 3,
    ]
    assert problems_of(module) == [
        "main.tf:6:12: the index does not identify an element: the collection is empty"
    ]
    assert problems_of(module.module_call("m")[0]) == []


MODULES = {
    "main.tf": (
        'module "each" {\n'
        '  source   = "./child"\n'
        '  for_each = { eu = "Europe", us = "America" }\n'
        "  name     = each.value\n"
        "  other    = var.none\n"
        "}\n"
        'module "counted" {\n'
        '  source = "./child"\n'
        "  count  = 2\n"
        '  name   = "n${count.index}"\n'
        '  other  = "o"\n'
        "}\n"
        'module "unsure" {\n'
        '  source = "./child"\n'
        "  count  = var.none\n"
        '  name   = "n${count.index}"\n'
        '  other  = "o"\n'
        "}\n"
        'module "away" { source = "example/away/aws" }\n'
        'variable "none" {}\n'
    ),
    "child/main.tf": (
        'variable "name" { type = string }\n'
        'variable "other" {}\n'
        'module "grandchild" {\n'
        '  source = "../grandchild"\n'
        "  up     = upper(var.name)\n"
        "}\n"
        'output "name" { value = module.grandchild.up }\n'
        'output "other" { value = var.other }\n'
        'output "secret" {\n  value = "s"\n  sensitive = true\n}\n'
        'output "passing" {\n  value = "p"\n  ephemeral = true\n}\n'
        'output "where" { value = [path.module, path.root] }\n'
    ),
    "grandchild/main.tf": 'variable "up" {}\noutput "up" { value = var.up }\n',
}


def test_modules_within_modules() -> None:
    module = module_of(MODULES)
    values = {
        text: plain(evaluated(module, text))
        for text in (
            'module.each["eu"].name',
            "module.counted[*].name",
            "{ for key, each in module.each : key => each.other }",
            'try(module.each["de"].name, "none")',
            "try(module.counted[2].name, 1)",
            "module.counted[0].where",
            "length(module.counted)",
            "module.unsure[0].name",
        )
    }
    assert values == {
        'module.each["eu"].name': "EUROPE",
        "module.counted[*].name": ["N0", "N1"],
        "{ for key, each in module.each : key => each.other }": {
            "eu": "<var.none has no value>",
            "us": "<var.none has no value>",
        },
        'try(module.each["de"].name, "none")': "none",
        "try(module.counted[2].name, 1)": 1,
        "module.counted[0].where": ["child", "."],
        "length(module.counted)": 2,
        "module.unsure[0].name": "<var.none has no value>",
    }
    assert problems_of(module) == []


def test_the_tree_of_modules() -> None:
    module = module_of(MODULES)
    found = [
        (each.address, each.path, each.call_path, len(each.callers))
        for child in module.children
        for each in (child, *child.children)
    ]
    assert found == [
        ('module.each["eu"]', "child", ("each",), 1),
        ('module.each["eu"].module.grandchild', "grandchild", ("each", "grandchild"), 2),
        ('module.each["us"]', "child", ("each",), 1),
        ('module.each["us"].module.grandchild', "grandchild", ("each", "grandchild"), 2),
        ("module.counted[0]", "child", ("counted",), 1),
        ("module.counted[0].module.grandchild", "grandchild", ("counted", "grandchild"), 2),
        ("module.counted[1]", "child", ("counted",), 1),
        ("module.counted[1].module.grandchild", "grandchild", ("counted", "grandchild"), 2),
        ("module.unsure", "child", ("unsure",), 1),
        ("module.unsure.module.grandchild", "grandchild", ("unsure", "grandchild"), 2),
    ]


def test_marks_of_outputs() -> None:
    module = module_of(MODULES)
    marks = {
        name: evaluated(module, f"module.counted[0].{name}").marks
        for name in ("name", "secret", "passing")
    }
    assert marks == {
        "name": frozenset(),
        "secret": {Mark.SENSITIVE},
        "passing": {Mark.EPHEMERAL},
    }


def test_an_output_that_is_not_there() -> None:
    module = module_of(
        {
            "main.tf": 'module "m" { source = "./m" }\n',
            "m/main.tf": 'output "orders" { value = 1 }\n',
        }
    )
    evaluated(module, "[try(module.m.order, 0), module.m.order]")
    assert problems_of(module) == [
        "expression:1:35: `module.m` does not have an output named `order`; did you mean `orders`?"
    ]


def test_outputs_depend_on_inputs_one_by_one() -> None:
    """Two modules may feed each other as long as no single value needs itself."""
    module = module_of(
        {
            "main.tf": (
                'module "a" {\n  source = "./m"\n  x = 1\n  y = module.b.x\n}\n'
                'module "b" {\n  source = "./m"\n  x = module.a.x\n  y = module.a.y\n}\n'
            ),
            "m/main.tf": (
                'variable "x" {}\nvariable "y" {}\n'
                'output "x" { value = var.x + 1 }\noutput "y" { value = var.y + 1 }\n'
            ),
        }
    )
    assert plain(evaluated(module, "[module.a.y, module.b.y]")) == [4, 5]
    assert problems_of(module) == []


def test_a_module_that_calls_itself() -> None:
    module = module_of('module "m" { source = "./" }\noutput "o" { value = module.m.o }\n')
    assert plain(evaluated(module, "module.m.o")) == "<module.m.o calls its own directory>"
    assert module.children == ()


VARIABLES: dict[str, tuple[str, object, list[str]]] = {
    'variable "v" { type = number }': ("v=12", 12, []),
    'variable "v" { type = string }': ("v=[1]", "[1]", []),
    'variable "v" {}': ("v=[1]", "[1]", []),
    'variable "v" { type = list(number) }': ('v=[1, "2"]', [1, 2], []),
    'variable "v" { type = list }': ('v=[1, "2"]', ["1", "2"], []),
    'variable "v" { type = any }': ("v={ a = true }", {"a": True}, []),
    'variable "v" { type = map(string) }': (
        "v={",
        "<the value of `--var v` is not a valid expression>",
        ["main.tf:1:1: the value of `--var v` is not a valid expression"],
    ),
    'variable "v" { type = set(number) }': (
        'v=["x"]',
        (
            "<the value of `--var v` is not compatible with the type of `var.v`: [0]: a number is "
            "required>"
        ),
        [
            (
                "main.tf:1:1: the value of `--var v` is not compatible with the type of `var.v`: "
                "[0]: a number is required"
            ),
        ],
    ),
}


@pytest.mark.parametrize("declaration", VARIABLES)
def test_texts_for_variables(declaration: str) -> None:
    option, expected, problems = VARIABLES[declaration]
    module = module_of(declaration, given(option))
    assert (plain(evaluated(module, "var.v")), problems_of(module)) == (expected, problems)


def test_validation() -> None:
    module = module_of(
        'variable "env" {\n'
        "  validation {\n"
        '    condition     = contains(["dev", var.other], var.env)\n'
        '    error_message = "It is ${var.env}."\n'
        "  }\n"
        "}\n"
        'variable "other" { default = "prod" }\n',
        given("env=test"),
    )
    assert plain(evaluated(module, "var.env")) == "test"
    assert problems_of(module) == ["main.tf:1:1: invalid value for `var.env`: It is test"]


def test_validation_of_an_argument() -> None:
    module = module_of(
        {
            "main.tf": 'module "m" {\n  source = "./m"\n  env = "test"\n}\n',
            "m/main.tf": (
                'variable "env" {\n  validation {\n    condition = var.env != "test"\n'
                '    error_message = "No test."\n  }\n}\noutput "o" { value = var.env }\n'
            ),
        }
    )
    assert plain(evaluated(module, "module.m.o")) == "test"
    assert problems_of(module) == ["main.tf:3:9: invalid value for `var.env`: No test"]


def test_validation_waits_for_what_is_unknown() -> None:
    module = module_of(
        'variable "env" {\n  validation {\n    condition = var.env != "test"\n'
        '    error_message = "No test."\n  }\n}\n'
    )
    assert plain(evaluated(module, "var.env")) == "<var.env has no value>"
    assert problems_of(module) == []


def test_null_for_a_variable_that_takes_none() -> None:
    child = 'variable "v" {\n  nullable = false\n  default = "d"\n}\noutput "o" { value = var.v }\n'
    call = 'module "m" {\n  source = "./m"\n  v = null\n}\n'
    module = module_of({"main.tf": call, "m/main.tf": child})
    assert plain(evaluated(module, "module.m.o")) == "d"
    without = child.replace('default = "d"', "")
    module = module_of({"main.tf": call, "m/main.tf": without})
    evaluated(module, "module.m.o")
    assert problems_of(module) == [
        "main.tf:3:7: `var.v` is null, but its declaration sets `nullable = false`"
    ]


def test_an_argument_that_a_module_needs() -> None:
    module = module_of(
        {
            "main.tf": 'module "m" {\n  source = "./m"\n}\n',
            "m/main.tf": 'variable "v" { type = string }\noutput "o" { value = var.v }\n',
        }
    )
    assert plain(evaluated(module, "module.m.o")) == "<missing required argument `v`>"
    assert problems_of(module) == ["main.tf:1:1: missing required argument `v`"]


def test_sensitive_and_ephemeral_variables() -> None:
    module = module_of(
        'variable "s" {\n  default = { a = 1 }\n  sensitive = true\n}\n'
        'variable "e" {\n  ephemeral = true\n}\n'
    )
    assert evaluated(module, "var.s.a").marks == {Mark.SENSITIVE}
    assert all_marks(evaluated(module, '{ x = "${var.e}-${var.s.a}" }')) == set(Mark)


EXPANSIONS: dict[
    str, tuple[str, tuple[object, ...] | None, Reason | EllipsisType | None, list[str]]
] = {
    "count = 2": ("count", (0, 1), None, []),
    'count = "1"': ("count", (0,), None, []),
    "count = 0": ("count", (), None, []),
    "for_each = { b = 1, a = 2 }": ("for_each", ("a", "b"), None, []),
    'for_each = toset(["b", "a", "b"])': ("for_each", ("a", "b"), None, []),
    "for_each = {}": ("for_each", (), None, []),
    "for_each = { a = var.none }": ("for_each", ("a",), None, []),
    "count = var.none": (
        "count",
        None,
        Reason("var.none has no value"),
        [],
    ),
    "for_each = toset([terraform_data.x.id])": (
        "for_each",
        None,
        Reason("terraform_data.x.id is known after apply", after_apply=True),
        [],
    ),
    "count = null": ("count", None, ..., ["`count` is null; use 0 for no instances"]),
    "count = -1": ("count", None, ..., ["`count` is negative: -1"]),
    "count = 1.5": ("count", None, ..., ["`count` must be an integer"]),
    "count = []": (
        "count",
        None,
        ...,
        ["unsuitable `count`: a number is required, not a tuple"],
    ),
    "for_each = null": (
        "for_each",
        None,
        ...,
        ["`for_each` is null; use a map or a set of strings, or `{}` for no instances"],
    ),
    'for_each = ["a"]': (
        "for_each",
        None,
        ...,
        [
            (
                "`for_each` must be a map or a set of strings, not a tuple; "
                "convert the list with `toset()`"
            ),
        ],
    ),
    "for_each = toset([1])": (
        "for_each",
        None,
        ...,
        ["`for_each` must be a map or a set of strings, not a set of number"],
    ),
    'for_each = toset([null, "a"])': (
        "for_each",
        None,
        ...,
        ["the set in `for_each` contains null"],
    ),
    "for_each = sensitive({})": (
        "for_each",
        None,
        ...,
        [
            (
                "`for_each` cannot be a sensitive value: its keys appear in addresses; "
                "if the keys are not secret, unmark them with `nonsensitive()`"
            ),
        ],
    ),
    "count = var.passing": ("count", None, ..., ["`count` cannot be an ephemeral value"]),
    "count = [1][1]": (
        "count",
        None,
        ...,
        ["index 1 is out of range: the collection has 1 element"],
    ),
}


@pytest.mark.parametrize("argument", EXPANSIONS)
def test_expansion(argument: str) -> None:
    mode, keys, reason, problems = EXPANSIONS[argument]
    module = module_of(
        f'action "aws_events_put_events" "a" {{\n  {argument}\n}}\n'
        'variable "none" {}\n'
        'variable "passing" {\n  ephemeral = true\n  default = 1\n}\n'
        'resource "terraform_data" "x" {}\n'
    )
    expansion = module.expansion(module.directory.blocks("action")[0])
    found = [each.partition(": ")[2] for each in problems_of(module)]
    assert (expansion.mode, expansion.keys, found) == (mode, keys, problems)
    if reason is ...:
        assert expansion.reason is not None
        assert expansion.reason.failed
    else:
        bare = expansion.reason and Reason(
            expansion.reason.text, after_apply=expansion.reason.after_apply
        )
        assert bare == reason


def test_bindings_of_instances() -> None:
    module = module_of(
        'resource "terraform_data" "x" {\n  for_each = { a = 1, b = [2] }\n}\n'
        'resource "terraform_data" "y" {\n  count = 2\n}\n'
    )
    each, counted = module.directory.blocks("resource")
    found = [
        (key, plain(bindings.each_key), plain(bindings.each_value))
        for key, bindings in module.expansion(each).all_bindings()
        if bindings.each_key and bindings.each_value
    ]
    assert found == [("a", "a", 1), ("b", "b", [2])]
    assert [
        (key, plain(bindings.count_index))
        for key, bindings in module.expansion(counted).all_bindings()
        if bindings.count_index
    ] == [(0, 0), (1, 1)]


def test_what_is_not_valid_is_not_missing() -> None:
    """A block that cannot be read is reported by the parser, and by nobody else."""
    module = module_of(
        'variable "v" {\n  default = [1,,]\n}\n'
        'resource "terraform_data" "x" {\n  count = (\n}\n'
        "locals {\n  a = 1 +\n  b = 2\n}\n"
    )
    values = plain(evaluated(module, "[var.v, terraform_data.x, local.a]"))
    assert problems_of(module) == []
    assert values == [
        "<var.v is invalid>",
        "<it could not be parsed>",
        "<it could not be parsed>",
    ]
