"""Actions of another type: what Terraform says does not depend on the type, except for its schema.

Every recorded probe and life, with `aws_lambda_invoke` in place of `aws_events_put_events`, gives
the same findings except those of rules that need the schema of `config`.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest

from bridgelint_rules import RULES
from support import FIXTURES, bridgelint

GOLDEN = FIXTURES / "golden"
SCHEMA_RULES = {
    "ephemeral_value",
    "invalid_argument_type",
    "provider_version",
    "sensitive_detail",
    "unknown_action_type",
    "unknown_argument",
} | {rule.name for rule in RULES if rule.__module__.split(".")[1] in {"entries", "buses"}}

SCHEMA_DECIDES = {
    ("a56_dynamic_other", "1.16.0-rc2"): {("terraform_version", "warning", "main.tf", 3)},
}
"""Additional findings for a sibling: `dynamic "entries"` generates a block that only the schema of
`aws_events_put_events` rules out."""


def loaded(name: str) -> list[dict[str, Any]]:
    lines = (GOLDEN / name).read_text(encoding="utf-8").splitlines()
    return [json.loads(line) for line in lines]


CASES = [
    (probe["probe"], probe["files"], version)
    for probe in loaded("probes.jsonl")
    for version in ("1.15.9", "1.16.0-rc2")
] + [
    (life["life"], {"main.tf": life["main.tf"]}, life["terraform"])
    for life in loaded("lives.jsonl")
]


def findings(
    files: Mapping[str, str], version: str, directory: Path
) -> set[tuple[str, str, str, int]]:
    """Rule, severity, file and line of each finding that does not need a schema."""
    for path, text in files.items():
        (directory / path).parent.mkdir(parents=True, exist_ok=True)
        (directory / path).write_text(text, encoding="utf-8")
    arguments = ["--format", "json", "--no-config", "--terraform-version", version]
    result = bridgelint(arguments, directory)
    assert result.stderr == ""
    return {
        (
            each["rule"]["name"],
            each["rule"]["severity"],
            each["range"]["filename"],
            each["range"]["start"]["line"],
        )
        for each in json.loads(result.stdout)["issues"]
        if each["rule"]["name"] not in SCHEMA_RULES
    }


@pytest.mark.parametrize(
    ("name", "files", "version"), [pytest.param(*case, id=f"{case[0]}-{case[2]}") for case in CASES]
)
def test_a_sibling_type_gives_the_same(
    name: str, files: dict[str, str], version: str, tmp_path: Path
) -> None:
    other = {
        path: text.replace("aws_events_put_events", "aws_lambda_invoke")
        for path, text in files.items()
    }
    own = findings(files, version, tmp_path / "own")
    expected = own | SCHEMA_DECIDES.get((name, version), set())
    assert findings(other, version, tmp_path / "other") == expected
