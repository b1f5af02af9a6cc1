"""The recorded verdicts of four Terraform versions on small configurations, one by one."""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from support import FIXTURES, bridgelint

GOLDEN = FIXTURES / "golden"
ONLY_PUT_EVENTS = {
    "invalid_region",
    "missing_detail",
    "missing_detail_type",
    "missing_entry",
    "missing_source",
    "too_many_entries",
}
"""Rules about what Terraform accepts and PutEvents refuses."""


@dataclass(frozen=True)
class Place:
    file: str
    line: int


def load(name: str) -> dict[str, Any]:
    loaded: dict[str, Any] = json.loads((GOLDEN / name).read_text(encoding="utf-8"))
    return loaded


PROBES: list[dict[str, Any]] = [
    json.loads(line) for line in (GOLDEN / "probes.jsonl").read_text(encoding="utf-8").splitlines()
]
PREFERRED = load("probe_places.json")
"""Where this project points although Terraform names another place, or none that fits."""

DELIBERATE = load("probe_differences.json")
"""Probe and version, with the reason why bridgelint and Terraform differ there."""

QUESTIONS = [
    (probe, version, verdict)
    for probe in PROBES
    for version, verdict in probe["verdicts"].items()
    if not verdict.get("varies_from_run_to_run")
]


def errors(probe: dict[str, Any], version: str, directory: Path) -> list[dict[str, Any]]:
    """The error findings, for this version declared exactly."""
    for path, text in probe["files"].items():
        (directory / path).parent.mkdir(parents=True, exist_ok=True)
        (directory / path).write_text(text, encoding="utf-8")
    arguments = ["--format", "json", "--no-config", "--terraform-version", version]
    result = bridgelint(arguments, directory)
    assert result.stderr == ""
    issues = json.loads(result.stdout)["issues"]
    return [each for each in issues if each["rule"]["severity"] == "error"]


def places(probe: dict[str, Any], verdict: dict[str, Any]) -> set[Place]:
    """Where Terraform points, and where this project does; empty where Terraform names none."""
    named = {
        Place(each[1], each[2]) for each in verdict.get("errors", []) if len(each) > 2 and each[1]
    }
    return named | {Place(*each) for each in PREFERRED.get(probe["probe"], [])}


@pytest.mark.parametrize(
    ("probe", "version", "verdict"),
    [pytest.param(*each, id=f"{each[0]['probe']}-{each[1]}") for each in QUESTIONS],
)
def test_the_verdict_is_terraforms(
    probe: dict[str, Any], version: str, verdict: dict[str, Any], tmp_path: Path
) -> None:
    found = errors(probe, version, tmp_path)
    at = {Place(each["range"]["filename"], each["range"]["start"]["line"]) for each in found}
    if version in DELIBERATE.get(probe["probe"], {}):
        assert at == {Place(*each) for each in DELIBERATE[probe["probe"]][version]["places"]}
        return
    if verdict["refused_at"] is None:
        assert {each["rule"]["name"] for each in found} <= ONLY_PUT_EVENTS
        return
    assert found
    allowed = places(probe, verdict)
    assert not allowed or at & allowed
