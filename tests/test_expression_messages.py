"""What is said about every recorded expression that fails or stays unknown.

Whether it does is compared with Terraform elsewhere; here are the whole messages, the places they
point at, and the reasons. Each message of a function is shown once, with the first expression that
brings it.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from math import inf

from bridgelint.base.source import SourceFile, Span
from bridgelint.hcl.parse import parse_expression
from bridgelint.terraform.expressions.scope import Bindings
from bridgelint.terraform.values.errors import Problem
from bridgelint.terraform.values.types import console
from bridgelint.terraform.values.values import Value, all_marks, walk
from bridgelint.terraform.versions import ALWAYS
from evaluation import module_of, plain
from support import FIXTURES, agree
from test_recorded_values import UNKNOWN

GOLDEN = FIXTURES / "golden"
RECORDED = ("expressions", "language", "functions", "values")
OWN = tuple((FIXTURES / "expressions.txt").read_text("utf-8").splitlines())
MESSAGES = FIXTURES / "expression_messages.txt"
PROVIDERS = """
terraform {
  required_providers {
    aws       = { source = "hashicorp/aws" }
    terraform = { source = "terraform.io/builtin/terraform" }
  }
}
"""
BINDINGS = Bindings(iterators={"unk": UNKNOWN})


def expressions() -> Iterator[str]:
    """Every recorded expression that is not a value, and those of `expressions.txt`."""
    yield from OWN
    for name in RECORDED:
        for line in (GOLDEN / f"{name}.jsonl").read_text("utf-8").splitlines():
            recorded = json.loads(line)
            if recorded["result"] != "value":
                yield recorded["expr"]


def said(expression: str) -> list[str]:
    """The messages of the expression, or why it is unknown."""
    tree, mistakes = parse_expression(SourceFile("expression", expression.encode()))
    if tree is None or mistakes:
        return []
    module = module_of(PROVIDERS, root=GOLDEN)
    value = module.evaluate(tree, BINDINGS)
    if module.problems:
        return [_shown(each) for each in module.problems]
    return [_value(value), *(_unknown(each) for each in walk(value) if each.unknown is not None)]


def _value(value: Value) -> str:
    shape = " ".join(console(value.type).split())
    marks = "".join(sorted(f" {each.name.lower()}" for each in all_marks(value)))
    return f"{shape}{marks}: {plain(value)!r}"


def _unknown(value: Value) -> str:
    """What is certain of an unknown part, and why it is unknown."""
    content = value.unknown
    assert content is not None
    bounds = content.bounds
    certain = (
        "not null" if content.not_null else "",
        f"prefix {content.prefix!r}" if content.prefix else "",
        f"length {content.length}" if content.length != (0, None) else "",
        f"{len(content.parts)} parts" if content.parts is not None else "",
        f"{len(content.possible)} possible" if content.possible else "",
        f"from {bounds[0]} to {bounds[1]}" if bounds != (-inf, inf) else "",
        f"JSON {plain(content.json)}" if content.json is not None else "",
    )
    about = ", ".join(filter(None, certain))
    return f"{_place(content.reason.span)} unknown ({about}): {content.reason.text}"


def _shown(problem: Problem) -> str:
    by = problem.refused_by
    refused = "" if by == ALWAYS else f" [since {by.since}, before {by.before}]"
    lines = [f"{_place(problem.span)} {problem.message}{refused}", *problem.help.splitlines()]
    lines += [f"{_place(span)} {label}" for label, span in problem.related]
    return "\n    ".join(lines)


def _place(span: Span | None) -> str:
    return f"`{span.text}`" if span else "-"


def test_the_messages_are_these() -> None:
    shown: dict[str, str] = {}
    for expression in expressions():
        text = "\n    ".join(said(expression))
        kind = re.sub(r"(function `\w+`)|`[^`]*`|\d+", r"\1", text)
        kind = expression if expression in OWN else kind
        if text and kind not in shown:
            shown[kind] = f"{expression}\n    {text}\n"
    agree(MESSAGES, "\n".join(shown.values()))
