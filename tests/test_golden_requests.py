"""Whole configurations against the requests that a real Terraform sent for them."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any, cast

import pytest

from bridgelint.eventbridge.limits import sent_milliseconds
from bridgelint.terraform.functions.rfc3339 import Timestamp, parse
from support import FIXTURES, bridgelint

REQUESTS = FIXTURES / "golden" / "requests"
CASES = sorted(each.parent for each in REQUESTS.glob("*/expected.json"))
NOT_RUN = {("module_teardown_events_1_16", "aws_sqs_queue.worker[0]")}
"""Callers whose condition is false (`count.index > 0`)."""


def expected(case: Path) -> dict[str, Any]:
    """What Terraform did."""
    found: dict[str, Any] = json.loads((case / "expected.json").read_text("utf-8"))
    return found


def arguments(case: dict[str, Any]) -> list[str]:
    """The options that ask for the version of the recording."""
    version = case["terraform"].removesuffix("-dev")
    return ["--terraform-version", version, *case["args"]]


SENT = [each for each in CASES if expected(each)["refused"] is None]
REFUSED = [each for each in CASES if expected(each)["refused"] is not None]


@pytest.mark.parametrize("path", SENT, ids=lambda path: path.name)
def test_each_field_is_what_was_sent(path: Path) -> None:
    case = expected(path)
    result = bridgelint(["--dry-run", "-f", "json", *arguments(case)], path / "config")
    assert (result.status, result.stderr) == (0, "")
    actions: list[dict[str, Any]] = json.loads(result.stdout)["actions"]
    ran = [
        each
        for each in actions
        if each["address"] in case["addresses"] and (path.name, each.get("caller")) not in NOT_RUN
    ]
    found = sorted(ran, key=lambda each: str(each["address"]))
    assert [each["address"] for each in found] == case["addresses"]
    recorded_region: object = case["region"]
    regions = [recorded_region] * len(found)
    if isinstance(recorded_region, list):
        regions = cast("list[object]", recorded_region)
    for request, sent, unknown, sensitive, region in zip(
        found, case["requests"], case["unknown"], case["sensitive"], regions, strict=True
    ):
        assert request["region"] == region
        assert len(request["entries"]) == len(sent)
        hidden = {
            "unknown": {(place, field) for place, field in unknown},
            "sensitive": {(place, field) for place, field in sensitive},
        }
        for what, places in hidden.items():
            assert {(each["entry"], each["field"]) for each in request[what]} == places
        for place, (entry, recorded) in enumerate(zip(request["entries"], sent, strict=True)):
            assert entry.keys() == recorded.keys()
            for field, text in entry.items():
                if (place, field) not in hidden["unknown"] | hidden["sensitive"]:
                    assert as_sent(field, text) == recorded[field]


def as_sent(field: str, shown: object) -> object:
    """A time is shown as it is configured."""
    if field != "Time":
        return shown
    moment = parse(str(shown))
    assert isinstance(moment, Timestamp)
    return sent_milliseconds(moment) / 1000


@pytest.mark.parametrize("path", REFUSED, ids=lambda path: path.name)
def test_what_terraform_refused_is_a_finding(path: Path) -> None:
    case = expected(path)
    result = bridgelint(["-f", "json", *arguments(case)], path / "config")
    issues = json.loads(result.stdout)["issues"]
    severities = {each["rule"]["severity"] for each in issues}
    assert ("warning" if case.get("warning_is_enough") else "error") in severities
