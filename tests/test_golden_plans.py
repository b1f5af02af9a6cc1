"""What Terraform planned and the apply sent, against what is resolved without a plan."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any, cast

import pytest

from bridgelint.actions.fields import Field
from bridgelint.eventbridge.configuration import Options
from bridgelint.eventbridge.event_module import EventModule
from bridgelint.eventbridge.request import Entry, PutEventsRequest
from bridgelint.terraform.values.values import Value, is_wholly_known
from events_support import module_in

GOLDEN = Path(__file__).resolve().parent.parent / "fixtures" / "golden"
FIELDS = ("source", "detail_type", "detail", "event_bus_name", "resources", "time")
PLANS = sorted((GOLDEN / "plans").glob("*/*.plan.json"))
ONLY_A_PLAN_KNOWS = {
    ("caller_and_destroy/1.16.0-update", "resources"),
    ("caller_and_destroy/1.16.0-destroy", "detail"),
}
"""Attributes of a resource that exists: computed when it was created."""

INVOCATIONS: list[dict[str, Any]] = [
    json.loads(line)
    for line in (GOLDEN / "invocations.jsonl").read_text(encoding="utf-8").splitlines()
]


def resolved(directory: Path, plan: dict[str, Any]) -> EventModule:
    """The module with the variables of the plan."""
    given: dict[str, Any] = plan.get("variables") or {}
    values = {name: each["value"] for name, each in given.items()}
    variables = {
        name: value if isinstance(value, str) else json.dumps(value)
        for name, value in values.items()
    }
    return module_in(directory, variables=variables, options=Options(every_call=True))


def requests(module: EventModule) -> dict[tuple[str, str | None], PutEventsRequest]:
    """Every request of the tree by its address and its caller's."""
    return {
        (each.address, each.caller.address if each.caller else None): each
        for below in module.walk()
        for each in below.requests
    }


def request_of(module: EventModule, invocation: dict[str, Any]) -> PutEventsRequest:
    """The request that a plan's invocation is about."""
    found = requests(module)
    trigger = invocation.get("lifecycle_action_trigger", {}).get("triggering_resource_address")
    for caller in (trigger, None):
        if (invocation["address"], caller) in found:
            return found[invocation["address"], caller]
    raise AssertionError((invocation["address"], sorted(map(str, found))))


def plain(value: Value) -> object:
    """A wholly known string or list of strings."""
    return (
        [each.content for each in value.elements]
        if isinstance(value.content, tuple)
        else (value.content)
    )


def differences(
    request: PutEventsRequest, planned: dict[str, Any], name: str = ""
) -> Iterator[tuple[object, ...]]:
    """Where the request is not what the plan holds."""
    values, unknown = planned["config_values"], planned["config_unknown"]
    sensitive = planned["config_sensitive"]
    region = request.region_argument
    if (plain(region.value) if region else None) != values.get("region"):
        yield "region", region and region.value, values.get("region")
    entries = values.get("entry", [])
    if len(entries) != len(request.entries) or not request.complete:
        yield "entries", len(request.entries), len(entries)
    for entry, expected, late, secret in zip(
        request.entries, entries, unknown["entry"], sensitive["entry"], strict=True
    ):
        for field in FIELDS:
            if (name, field) in ONLY_A_PLAN_KNOWS:
                continue
            yield from field_differences(
                entry, field, expected.get(field), late.get(field), secret.get(field)
            )


def field_differences(
    entry: Entry, name: str, expected: object, late: object, secret: object
) -> Iterator[tuple[object, ...]]:
    """One field: unknown where the plan says so, else equal; sensitive where the plan says so."""
    field: Field | None = getattr(entry, name)
    if field is None:
        if expected is not None or late:
            yield entry.index, name, "absent", expected
        return
    if is_true(secret) != field.is_secret:
        yield entry.index, name, "sensitive", secret
    if is_true(late) == field.is_known:
        yield entry.index, name, "unknown", late
    elif isinstance(late, list) and field.value.is_known:
        unknown = [not is_wholly_known(each) for each in field.value.elements]
        if unknown != late:
            yield entry.index, name, unknown, late
    elif field.is_known and shortened(plain(field.value)) != expected:
        yield entry.index, name, plain(field.value), expected


def is_true(mirror: object) -> bool:
    """Something in a mirror of a value is true."""
    if isinstance(mirror, list):
        return any(map(is_true, cast("list[object]", mirror)))
    return bool(mirror)


def shortened(value: object) -> object:
    """Long strings as `invocations.jsonl` holds them."""
    if not isinstance(value, str) or len(value) <= 2000:
        return value
    return {"sha256": hashlib.sha256(value.encode()).hexdigest(), "length": len(value)}


@pytest.mark.parametrize("path", PLANS, ids=lambda path: f"{path.parent.name}/{path.name[:-10]}")
def test_requests_are_what_terraform_plans(path: Path) -> None:
    plan = json.loads(path.read_text(encoding="utf-8"))
    module = resolved(path.parent / "config", plan)
    name = f"{path.parent.name}/{path.name.removesuffix('.plan.json')}"
    invocations = plan.get("action_invocations", [])
    found = [list(differences(request_of(module, each), each, name)) for each in invocations]
    assert found == [[] for _ in invocations]
    assert [each.problems for each in module.walk() if each.problems] == []


def as_sent(request: PutEventsRequest) -> dict[str, Any]:
    """A request as PutEvents gets it."""
    region = request.region_argument
    return {
        "region": plain(region.value) if region else None,
        "Entries": [
            {
                "".join(word.title() for word in field.name.split("_")): plain(field.value)
                for field in entry.fields
                if not field.is_null
            }
            for entry in request.entries
        ],
    }


def is_planned_whole(plan: dict[str, Any]) -> bool:
    """Nothing in the plan's invocations is unknown."""
    return not any(
        is_true(late)
        for each in plan.get("action_invocations", [])
        for entry in each["config_unknown"].get("entry", [])
        for late in entry.values()
    )


@pytest.mark.parametrize("path", PLANS, ids=lambda path: f"{path.parent.name}/{path.name[:-10]}")
def test_requests_are_what_an_apply_sends(path: Path) -> None:
    plan = json.loads(path.read_text(encoding="utf-8"))
    name = f"{path.parent.name}/{path.name.removesuffix('.plan.json')}"
    if not is_planned_whole(plan) or any(name == each for each, _ in ONLY_A_PLAN_KNOWS):
        return
    sent = json.loads(Path(str(path).replace(".plan.", ".sent.")).read_text(encoding="utf-8"))
    module = resolved(path.parent / "config", plan)
    planned = [as_sent(request_of(module, each)) for each in plan.get("action_invocations", [])]
    assert sorted(planned, key=by_text) == sorted(sent, key=by_text)


def by_text(request: dict[str, Any]) -> str:
    """The order of arrival is not fixed."""
    return json.dumps(request, sort_keys=True)


@pytest.mark.parametrize("recorded", INVOCATIONS, ids=lambda each: f"{each['case']}")
def test_requests_of_the_cases(recorded: dict[str, Any]) -> None:
    module = module_in(GOLDEN / "cases" / recorded["case"], options=Options(every_call=True))
    found = {
        address: list(differences(request_of(module, {"address": address}), planned))
        for address, planned in recorded["invocations"].items()
    }
    assert found == {address: [] for address in recorded["invocations"]}
