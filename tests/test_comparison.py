"""The table that compares tools: what it says of Terraform and of bridgelint."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from support import FIXTURES, ROOT, bridgelint

PROBES: dict[str, dict[str, Any]] = {
    probe["probe"]: probe
    for line in (FIXTURES / "golden" / "probes.jsonl").read_text(encoding="utf-8").splitlines()
    for probe in [json.loads(line)]
}
TABLE = (ROOT / "docs" / "comparison.md").read_text(encoding="utf-8")
STAGES = ("validate", "plan", "apply")
ROWS = [
    ("Misspelled event", "t_unknown_event", "validate", "validate", "invalid_trigger_event"),
    ("Misspelled event", "r_undeclared", "validate", "validate", "undeclared_action"),
    ("Misspelled event", "a20_unknown_argument", "validate", "validate", "unknown_argument"),
    ("Misspelled event", "a27_time_bad", "validate", "validate", "invalid_time"),
    ("Action with `count`", "r_counted_without_index", "plan", "validate", "action_instance_key"),
    ("Instance key that", "r_counted_past_end", "plan", "plan", "action_instance_key"),
    ("`self` in a condition", "c_self_after", "plan", None, "invalid_trigger_condition"),
    ("Condition that is sens", "c_sensitive", "plan", "plan", "invalid_trigger_condition"),
    ("`before_create` action", "d_direct_id_before_create", "plan", "apply", "trigger_cycle"),
    ("Action that reads its", "d_local_after_create", None, "validate", "trigger_cycle"),
    ("`dynamic` in", "a14_dynamic_entry", None, "validate", "terraform_version"),
    ("Same action run twice", "r_same_twice", None, None, "duplicate_trigger_action"),
    ("Trigger that can never", "c_false", None, None, "dead_trigger"),
    ("Sensitive value", "a46_sensitive_variable", None, None, "sensitive_detail"),
]
"""A row, a recorded probe of it, where 1.15.9 and 1.16 reject that, and the rule."""


def row(start: str) -> list[str]:
    """The cells of the row that starts with this text."""
    [line] = [each for each in TABLE.splitlines() if each.startswith(f"| {start}")]
    return [cell.strip() for cell in line.strip("|").split("|")]


def says(cell: str, stage: str, rejected: dict[str, str | None]) -> bool:
    """Whether the cell of a command says what the two versions did."""
    found = [at is not None and STAGES.index(at) <= STAGES.index(stage) for at in rejected.values()]
    if cell.startswith("no"):
        return not any(found)
    if cell == "1.16":
        return found == [False, True]
    if cell == "1.14, 1.15":
        return found == [True, False]
    return any(found)


@pytest.mark.parametrize("case", ROWS, ids=lambda case: case[1])
def test_a_row_says_what_was_recorded(
    case: tuple[str, str, str | None, str | None, str], tmp_path: Path
) -> None:
    start, name, old, new, rule = case
    probe = PROBES[name]
    rejected = {"1.15.9": old, "1.16.0-rc2": new}
    for version, stage in rejected.items():
        assert probe["verdicts"][version]["refused_at"] == stage
    cells = row(start)
    for stage, cell in zip(STAGES, cells[1:4], strict=True):
        assert says(cell, stage, rejected), (stage, cell)
    assert cells[4] == "no"
    assert cells[5].startswith("yes")
    for path, text in probe["files"].items():
        (tmp_path / path).write_text(text, encoding="utf-8")
    version = "1.15.9" if new is None and old is not None else "1.16.0"
    arguments = ["--format", "json", "--terraform-version", version]
    issues = json.loads(bridgelint(arguments, tmp_path).stdout)["issues"]
    assert rule in {each["rule"]["name"] for each in issues}
