"""Whole configurations with the outputs that Terraform 1.15.9 plans for them."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from bridgelint.base.source import SourceFile
from bridgelint.terraform.module.module import Module
from bridgelint.terraform.values.types import (
    Collection,
    Dynamic,
    ObjectType,
    Primitive,
    Type,
)
from bridgelint.terraform.values.values import Mark, Value, all_marks, is_wholly_known
from bridgelint.workspace.variable_inputs import VariableOption, gather_inputs
from evaluation import Amount, files_of, module_of, output_of, plain, problems_of
from support import FIXTURES

GOLDEN = FIXTURES / "golden" / "modules"
MODULES = sorted(path.name for path in GOLDEN.iterdir() if path.is_dir())

REFUSED = {
    "035": [
        "main.tf:3:13: invalid value for `var.env`: The env must be dev or prod",
    ],
    "036": [
        (
            "terraform.tfvars:1:5: this value is not compatible with the type of `var.l`: "
            "[0]: a number is required"
        ),
    ],
    "037": ["main.tf:2:3: `local.a` depends on itself (via `local.b`)"],
    "049": ["main.tf:5:24: a splat cannot be applied to a null list"],
}
"""What is certain to fail, with the problems."""

LEFT_OPEN = {
    "038": {"r": "<var.req has no value>"},
    "039": {"k": "<terraform_data.x.id is known after apply>"},
}
"""What Terraform refuses for want of something that may be there when it really runs: an input,
an attribute of a resource that exists already."""


def load(name: str) -> dict[str, Any]:
    text = (GOLDEN / name / "expected.json").read_text("utf-8")
    expected: dict[str, Any] = json.loads(text, parse_int=Amount, parse_float=Amount)
    return expected


def module_for(name: str, expected: dict[str, Any], monkeypatch: pytest.MonkeyPatch) -> Module:
    monkeypatch.chdir(GOLDEN / name)
    options: list[VariableOption] = []
    arguments = iter(expected["args"])
    for each in arguments:
        if each == "-var":
            options.append(VariableOption("var", next(arguments)))
        else:
            options.append(VariableOption("var-file", each.removeprefix("-var-file=")))
    inputs = gather_inputs(
        ".",
        lambda path: SourceFile(path, Path(path).read_bytes()),
        environment=expected["env"],
        options=options,
    )
    assert (inputs.mistakes, inputs.problems) == ((), ())
    return module_of(files_of(Path()), inputs, Path.cwd())


def type_json(type_: Type) -> object:
    if isinstance(type_, Primitive):
        return type_.name
    if isinstance(type_, Dynamic):
        return "dynamic"
    if isinstance(type_, Collection):
        return [type_.kind, type_json(type_.element)]
    if isinstance(type_, ObjectType):
        return ["object", {name: type_json(each) for name, each in type_.attributes}]
    return ["tuple", [type_json(each) for each in type_.elements]]


def known_parts(value: Value) -> object:
    """As a plan's `after` shows them: an unknown attribute is absent, an unknown element null."""
    content = value.content
    if isinstance(content, dict):
        return {key: known_parts(each) for key, each in content.items() if each.is_known}
    if isinstance(content, tuple):
        return [known_parts(each) if each.is_known else None for each in content]
    return plain(value)


def unsigned_zero(value: object) -> object:
    """A plan file does not keep the sign of a zero."""
    return Amount("0") if value == Amount("-0") else value


def shown(value: Value) -> dict[str, Any]:
    """The output as expected.json describes one."""
    result: dict[str, Any] = {
        "known": is_wholly_known(value),
        "sensitive": Mark.SENSITIVE in all_marks(value),
    }
    if result["known"]:
        result["value"] = unsigned_zero(plain(value))
        result["type"] = "dynamic" if value.is_null else type_json(value.type)
    elif value.is_known:
        result["after"] = known_parts(value)
    return result


@pytest.mark.parametrize("name", [each for each in MODULES if load(each)["status"] == "ok"])
def test_outputs_agree(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    expected = load(name)
    module = module_for(name, expected, monkeypatch)
    names = module.declarations.names("output")
    outputs = {each: output_of(module, each) for each in names}
    got = {each: shown(value) for each, value in outputs.items() if value is not None}
    for output in expected["outputs"].values():
        output.pop("listed_in_output_changes")
        output.pop("after_unknown", None)
    assert problems_of(module) == []
    assert got == expected["outputs"]


@pytest.mark.parametrize("name", [each for each in MODULES if load(each)["status"] == "error"])
def test_refusals_agree(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    module = module_for(name, load(name), monkeypatch)
    outputs = {each: output_of(module, each) for each in module.declarations.names("output")}
    if name in LEFT_OPEN:
        assert problems_of(module) == []
        got = {each: plain(value) for each, value in outputs.items() if value is not None}
        assert got == LEFT_OPEN[name]
    else:
        assert problems_of(module) == REFUSED[name]


def test_only_an_apply_makes_the_keys_known(monkeypatch: pytest.MonkeyPatch) -> None:
    module = module_for("039", load("039"), monkeypatch)
    block = module.directory.resource("terraform_data", "y")
    assert block is not None
    expansion = module.expansion(block)
    assert expansion.keys is None
    assert expansion.reason is not None
    assert expansion.reason.after_apply
