"""Generated expressions with what the functions of Terraform made of them: `values` are over
numbers, conversions, unknown and marked values and codecs, `functions` over strings, regular
expressions, dates and networks. `unk.str` and the like are unknown values."""

from __future__ import annotations

import json

import pytest

from bridgelint.base.source import SourceFile
from bridgelint.hcl.parse import parse_expression
from bridgelint.hcl.tree import Name
from bridgelint.terraform.expressions.evaluator import evaluate, render
from bridgelint.terraform.expressions.scope import Scope
from bridgelint.terraform.functions.declaration import FunctionContext
from bridgelint.terraform.values.errors import EvaluationError, Problem
from bridgelint.terraform.values.types import (
    BOOL,
    DYNAMIC,
    NUMBER,
    STRING,
    ListType,
    MapType,
    ObjectType,
    SetType,
    TupleType,
    Type,
)
from bridgelint.terraform.values.values import Reason, Unknown, Value, object_of
from golden import Answer, describe
from support import FIXTURES

RECORDED = FIXTURES / "golden"

Answered = tuple[str, str | None, str | None, bool]
"""Result, JSON, type, and whether it is sensitive."""

REASON = Reason("nobody knows", after_apply=True)
TYPES: dict[str, Type] = {
    "str": STRING,
    "num": NUMBER,
    "bool": BOOL,
    "any": DYNAMIC,
    "list": ListType(STRING),
    "nums": ListType(NUMBER),
    "map": MapType(STRING),
    "set": SetType(STRING),
    "obj": ObjectType.of({"a": STRING, "b": NUMBER}),
    "tup": TupleType((STRING, NUMBER)),
}
UNKNOWN = object_of(
    {
        **{name: Value(type_, Unknown(REASON)) for name, type_ in TYPES.items()},
        "nnstr": Value(STRING, Unknown(REASON, not_null=True)),
        "nnlist": Value(ListType(STRING), Unknown(REASON, not_null=True)),
    }
)


def look_up(root: Name, steps: object) -> tuple[Value, int]:
    """Return the one name that the recorded expressions use."""
    del steps
    if root.name == "unk":
        return UNKNOWN, 0
    raise EvaluationError(Problem("not declared", root.span))


SCOPE = Scope(look_up, FunctionContext("/nowhere", "/nowhere", render, since_1_16=False), evaluate)


def given(expression: str) -> Answer:
    """What the expression comes to here."""
    tree, problems = parse_expression(SourceFile("recorded", expression.encode()))
    if tree is None or problems:
        return Answer("error", None, None, sensitive=False, error="syntax")
    try:
        return describe(evaluate(tree, SCOPE))
    except EvaluationError as error:
        return Answer("error", None, None, sensitive=False, error=error.problem.message)


@pytest.mark.parametrize("name", ["values", "functions"])
def test_every_recorded_value_agrees(name: str) -> None:
    deliberate = json.loads((RECORDED / "value_differences.json").read_text("utf-8"))[name]
    differences: dict[str, tuple[str, Answered, Answered]] = {}
    for number, line in enumerate((RECORDED / f"{name}.jsonl").read_text("utf-8").splitlines(), 1):
        recorded = json.loads(line)
        answer = given(recorded["expr"])
        here: Answered = (answer.result, answer.json, answer.type, answer.sensitive)
        there: Answered = (
            recorded["result"],
            recorded["json"],
            recorded["type"],
            recorded.get("sensitive", False),
        )
        if here != there:
            differences[str(number)] = (recorded["expr"], here, there)

    assert {key: each for key, each in differences.items() if key not in deliberate} == {}
    assert set(differences) == set(deliberate)
    assert {here[0] for _, here, _ in differences.values()} <= {"unknown"}
