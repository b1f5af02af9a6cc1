"""What is said about every recorded expression that fails or stays unknown.

Whether it does is compared with Terraform elsewhere; here are the whole messages, the places they
point at, and the reasons. Each message of a function is shown once, with the first expression that
brings it.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator

from bridgelint.base.source import SourceFile, Span
from bridgelint.hcl.parse import parse_expression
from bridgelint.terraform.expressions.bindings import Bindings
from bridgelint.terraform.values.errors import Problem
from bridgelint.terraform.values.values import Unknown, walk
from bridgelint.terraform.versions import ALWAYS
from evaluation import module_of
from support import FIXTURES, agree
from test_recorded_values import UNKNOWN

GOLDEN = FIXTURES / "golden"
RECORDED = ("expressions", "language", "functions", "values")
MORE = FIXTURES / "expressions.txt"
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
    yield from MORE.read_text("utf-8").splitlines()
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
    reasons = [each.content.reason for each in walk(value) if isinstance(each.content, Unknown)]
    return [f"{_place(each.span)} unknown: {each.text}" for each in dict.fromkeys(reasons)]


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
        if text and kind not in shown:
            shown[kind] = f"{expression}\n    {text}\n"
    agree(MESSAGES, "\n".join(shown.values()))
