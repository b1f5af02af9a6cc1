"""`--dry-run --format json` against what Terraform planned and sent."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any, cast

import boto3
import pytest
from botocore.validate import ParamValidator

from bridgelint.eventbridge.limits import sent_time
from bridgelint.terraform.functions.rfc3339 import Timestamp, parse
from support import FIXTURES, bridgelint

PLANS = sorted((FIXTURES / "golden" / "plans").glob("*/*.plan.json"))
KEYS = {
    "Source": "source",
    "DetailType": "detail_type",
    "Detail": "detail",
    "EventBusName": "event_bus_name",
    "Resources": "resources",
    "Time": "time",
}
ONLY_A_PLAN_KNOWS = {
    ("caller_and_destroy/1.16.0-update", "Resources"),
    ("caller_and_destroy/1.16.0-destroy", "Detail"),
}
"""Attributes of a resource that exists: computed when it was created."""


def plan_name(path: Path) -> str:
    """The configuration, and what was done with it."""
    return f"{path.parent.name}/{path.name.removesuffix('.plan.json')}"


def variables_of(plan: dict[str, Any]) -> list[str]:
    """The options that give the variables of a plan."""
    given: dict[str, Any] = plan.get("variables") or {}
    texts = {
        name: each["value"] if isinstance(each["value"], str) else json.dumps(each["value"])
        for name, each in given.items()
    }
    return [word for name, text in texts.items() for word in ("--var", f"{name}={text}")]


def dry_run(directory: Path, *arguments: str) -> list[dict[str, Any]]:
    """The actions of a dry run that goes well."""
    result = bridgelint(["--dry-run", "-f", "json", *arguments], directory)
    assert (result.status, result.stderr) == (0, "")
    document = json.loads(result.stdout)
    assert document["format_version"] == "1.0"
    return cast("list[dict[str, Any]]", document["actions"])


def request_of(actions: list[dict[str, Any]], invocation: dict[str, Any]) -> dict[str, Any]:
    """The request that a plan's invocation is about."""
    trigger = invocation.get("lifecycle_action_trigger", {}).get("triggering_resource_address")
    (found,) = [
        each
        for each in actions
        if each["address"] == invocation["address"] and each.get("caller", trigger) == trigger
    ]
    return found


def is_true(mirror: object) -> bool:
    """Something in a mirror of a value is true."""
    if isinstance(mirror, dict):
        return any(map(is_true, cast("dict[str, object]", mirror).values()))
    if isinstance(mirror, list):
        return any(map(is_true, cast("list[object]", mirror)))
    return bool(mirror)


def places(request: dict[str, Any], what: str) -> set[tuple[int, str]]:
    """The entries and fields that have such parts."""
    return {(each["entry"], each["field"]) for each in request[what]}


@pytest.mark.parametrize("path", PLANS, ids=plan_name)
def test_entries_are_what_terraform_plans(path: Path) -> None:
    plan = json.loads(path.read_text(encoding="utf-8"))
    actions = dry_run(path.parent / "config", *variables_of(plan))
    for invocation in plan.get("action_invocations", []):
        request = request_of(actions, invocation)
        values = invocation["config_values"]
        unknown, sensitive = set[tuple[int, str]](), set[tuple[int, str]]()
        assert request["region"] == values["region"]
        assert len(request["entries"]) == len(values["entry"])
        for index, entry in enumerate(request["entries"]):
            for key, name in KEYS.items():
                if (plan_name(path), key) in ONLY_A_PLAN_KNOWS:
                    unknown.add((index, key))
                    continue
                if is_true(invocation["config_unknown"]["entry"][index].get(name)):
                    unknown.add((index, key))
                if is_true(invocation["config_sensitive"]["entry"][index].get(name)):
                    sensitive.add((index, key))
                if {(index, key)} & (unknown | sensitive):
                    hidden = ("(unknown)", "(sensitive)", "(at sending)")
                    assert any(each in str(entry[key]) for each in hidden)
                else:
                    assert entry.get(key) == values["entry"][index].get(name)
        late = {
            (index, key)
            for index, entry in enumerate(request["entries"])
            for key, shown in entry.items()
            if "(at sending)" in str(shown)
        }
        assert places(request, "unknown") == unknown - late
        assert places(request, "sensitive") == sensitive
        assert request["ready"] == (not unknown - late and not request["errors"])
        assert request["size_is_lower_bound"] == bool(unknown)


@pytest.mark.parametrize("path", PLANS, ids=plan_name)
def test_ready_requests_are_what_an_apply_sends(path: Path) -> None:
    plan = json.loads(path.read_text(encoding="utf-8"))
    sent = json.loads(Path(str(path).replace(".plan.", ".sent.")).read_text(encoding="utf-8"))
    actions = dry_run(path.parent / "config", *variables_of(plan))
    planned = [request_of(actions, each) for each in plan.get("action_invocations", [])]
    if not all(each["ready"] for each in planned):
        return
    found = [{"region": each["region"], "Entries": each["entries"]} for each in planned]
    assert sorted(found, key=by_text) == sorted(sent, key=by_text)


def by_text(request: object) -> str:
    """The order of arrival is not fixed."""
    return json.dumps(request, sort_keys=True)


@pytest.mark.parametrize("path", PLANS, ids=plan_name)
def test_ready_entries_are_parameters_of_boto3(path: Path) -> None:
    plan = json.loads(path.read_text(encoding="utf-8"))
    client: Any = boto3.client("events", region_name="eu-west-1")
    shape = client.meta.service_model.operation_model("PutEvents").input_shape
    for request in dry_run(path.parent / "config", *variables_of(plan)):
        if request["ready"]:
            entries = [with_moment(each) for each in request["entries"]]
            report = ParamValidator().validate({"Entries": entries}, shape)
            assert report.generate_report() == ""


def with_moment(entry: dict[str, Any]) -> dict[str, Any]:
    """The entry with its time as boto3 wants it."""
    if "Time" not in entry:
        return entry
    moment = parse(entry["Time"])
    assert isinstance(moment, Timestamp)
    return {**entry, "Time": sent_time(moment)}


def test_the_whole_document(tmp_path: Path) -> None:
    (tmp_path / "main.tf").write_text(
        """\
variable "deployment_id" {
  type = string
}

action "aws_events_put_events" "deployment" {
  config {
    entry {
      source         = "mycompany.deployments"
      detail_type    = "Deployment Complete"
      detail         = jsonencode({ environment = "prod", deployment_id = var.deployment_id })
      event_bus_name = "custom-bus"
      resources      = []
      time           = "2023-01-01T12:00:00Z"
    }
  }
}

resource "terraform_data" "deploy" {
  input = var.deployment_id
  lifecycle {
    action_trigger {
      events  = [before_create, before_update]
      actions = [action.aws_events_put_events.deployment]
    }
  }
}
"""
    )
    assert dry_run(tmp_path) == [
        {
            "address": "action.aws_events_put_events.deployment",
            "directory": ".",
            "region": None,
            "triggers": [
                {"resource": "terraform_data.deploy", "events": ["before_create", "before_update"]}
            ],
            "entries": [
                {
                    "Source": "mycompany.deployments",
                    "DetailType": "Deployment Complete",
                    "Detail": '{"deployment_id":"(unknown)","environment":"prod"}',
                    "EventBusName": "custom-bus",
                    "Resources": [],
                    "Time": "2023-01-01T12:00:00Z",
                }
            ],
            "unknown": [
                {
                    "entry": 0,
                    "field": "Detail",
                    "path": ["deployment_id"],
                    "reason": "var.deployment_id has no value",
                    "range": {
                        "filename": "main.tf",
                        "start": {"line": 10, "column": 75},
                        "end": {"line": 10, "column": 92},
                    },
                }
            ],
            "sensitive": [],
            "rules": [],
            "size": 95,
            "size_is_lower_bound": True,
            "errors": [],
            "ready": False,
        }
    ]
    (known,) = dry_run(tmp_path, "--var", "deployment_id=d-<1>")
    assert known["entries"][0]["Detail"] == (
        '{"deployment_id":"d-\\u003c1\\u003e","environment":"prod"}'
    )
    assert (known["unknown"], known["ready"], known["size"]) == ([], True, 110)
