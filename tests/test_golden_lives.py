"""Recorded lives of resources: what a later step refuses is at least a warning today."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from support import FIXTURES, bridgelint

LIVES: list[dict[str, Any]] = [
    json.loads(line)
    for line in (FIXTURES / "golden" / "lives.jsonl").read_text(encoding="utf-8").splitlines()
]
UNCONFIRMED = {
    ("condition_self_counted", "1.16.0-rc2"),
}
"""A warning about a life that went well: it depends on timing whether such a one does."""


def severities(life: dict[str, Any], directory: Path) -> set[str]:
    """The severities of the findings, for this version declared exactly."""
    (directory / "main.tf").write_text(life["main.tf"], encoding="utf-8")
    arguments = ["--format", "json", "--no-config", "--terraform-version", life["terraform"]]
    result = bridgelint(arguments, directory)
    assert result.stderr == ""
    return {each["rule"]["severity"] for each in json.loads(result.stdout)["issues"]}


@pytest.mark.parametrize(
    "life", [pytest.param(each, id=f"{each['life']}-{each['terraform']}") for each in LIVES]
)
def test_what_a_step_refuses_is_found(life: dict[str, Any], tmp_path: Path) -> None:
    refused = any(step["outcome"] != "applied" for step in life["steps"].values())
    expected = refused or (life["life"], life["terraform"]) in UNCONFIRMED
    assert bool(severities(life, tmp_path) & {"error", "warning"}) == expected
