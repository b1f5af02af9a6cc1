"""Imports point one way, and only the command line and the API know the rules."""

from __future__ import annotations

import ast
from pathlib import Path

import pytest

from support import ROOT

ENGINE = ROOT / "linter" / "bridgelint"
STAGES = ("syntax", "workspace", "evaluate", "events")
"""In the order of the flow: each may import itself and those before it."""

FOR_RULES = ("bridgelint.events", "bridgelint.lint.rule", "bridgelint.base.finding")
TYPES_FOR_RULES = (
    "bridgelint.terraform.values.values",
    "bridgelint.base.records",
    "bridgelint.base.source",
    "bridgelint.hcl.tree",
)
STAND_ALONE = {"bridgelint.base.finding", "bridgelint.base.records"}
"""What every stage may use."""


def imports(path: Path) -> set[str]:
    """The modules that a file imports, wherever in it."""
    names: set[str] = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            names.update(alias.name for alias in node.names)
        if isinstance(node, ast.ImportFrom) and node.module:
            names.add(node.module)
    return names


@pytest.mark.parametrize("stage", STAGES)
def test_a_stage_imports_only_what_stands_before_it(stage: str) -> None:
    allowed = {f"bridgelint.{each}" for each in STAGES[: STAGES.index(stage) + 1]}
    wrong = {
        (path.name, name)
        for path in (ENGINE / stage).rglob("*.py")
        for name in imports(path)
        if name.startswith("bridgelint")
        and ".".join(name.split(".")[:2]) not in allowed
        and name not in STAND_ALONE
    }
    assert wrong == set()


def test_only_the_command_line_and_the_api_name_the_rules() -> None:
    naming = {
        path.relative_to(ENGINE).as_posix()
        for path in ENGINE.rglob("*.py")
        if any(name.split(".")[0] == "bridgelint_rules" for name in imports(path))
    }
    assert naming == {"api.py", "cli.py"}


def test_only_the_language_server_needs_its_library() -> None:
    needing = {
        path.relative_to(ENGINE).parts[0]
        for path in ENGINE.rglob("*.py")
        if {name.partition(".")[0] for name in imports(path)} & {"pygls", "lsprotocol"}
    }
    assert needing == {"langserver"}


def test_a_rule_sees_the_model_and_nothing_behind_it() -> None:
    wrong = {
        (path.name, name)
        for path in (ROOT / "rules" / "bridgelint_rules").glob("[!_]*.py")
        for name in imports(path)
        if name.startswith("bridgelint")
        and not name.startswith(FOR_RULES)
        and name not in TYPES_FOR_RULES
    }
    assert wrong == set()
