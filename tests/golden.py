"""Evaluates single expressions as `terraform console` does, for comparison with recordings."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from bridgelint.base.source import SourceFile
from bridgelint.hcl.parse import parse_expression
from bridgelint.terraform.expressions.evaluator import render
from bridgelint.terraform.functions.declaration import FunctionContext
from bridgelint.terraform.functions.jsonencode import json_text
from bridgelint.terraform.module.evaluation_settings import Settings
from bridgelint.terraform.module.module import Module
from bridgelint.terraform.values.errors import FunctionError
from bridgelint.terraform.values.types import console
from bridgelint.terraform.values.values import Mark, Value, all_marks, is_wholly_known, unmark_deep
from bridgelint.workspace.directory import ModuleDirectory
from evaluation import local_of


@dataclass(frozen=True)
class Answer:
    """In the words of the recordings."""

    result: str
    json: str | None
    type: str | None
    sensitive: bool
    error: str | None
    json_error: bool = False


def _follow(_caller: ModuleDirectory, _calls: tuple[str, ...], _source: str) -> str:
    return "is not read"


def answer(expression: str, directory: Path, *, in_file: bool) -> Answer:
    """What the expression comes to in a configuration without anything else: typed at the console,
    or as a local value in a file."""
    settings = Settings(
        functions=FunctionContext(
            root=str(directory), directory=str(directory), render=render, since_1_16=False
        ),
        follow=_follow,
        workspace="default",
        working_directory=str(directory),
    )
    if in_file:
        text = f"locals {{\n  e = {expression}\n}}\n"
        module = Module(ModuleDirectory("", [SourceFile("main.tf", text.encode())]), settings)
        value = local_of(module, "e")
        messages = [each.message for each in module.directory.problems]
    else:
        module = Module(ModuleDirectory("", []), settings)
        tree, mistakes = parse_expression(SourceFile("console", expression.encode()))
        value = None if tree is None or mistakes else module.evaluate(tree)
        messages = [each.message for each in mistakes]
    messages += [each.message for each in module.problems]
    if value is None or messages:
        return Answer("error", None, None, sensitive=False, error="; ".join(messages))
    return describe(value)


def describe(value: Value) -> Answer:
    """A value in the words of the recordings."""
    sensitive = Mark.SENSITIVE in all_marks(value)
    if not is_wholly_known(value):
        return Answer("unknown", None, console(value.type), sensitive, None)
    try:
        text = json_text(unmark_deep(value)[0])
    except FunctionError as error:
        return Answer("value", None, console(value.type), sensitive, error.message, json_error=True)
    return Answer("value", text, console(value.type), sensitive, None)
