"""`--emit --plan`: exactly the plan's invocations, and no plan that says something else."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from bridgelint.eventbridge.limits import sent_milliseconds
from bridgelint.terraform.functions.rfc3339 import Timestamp, parse
from emit_support import Endpoint, emit, events, journal, receipt, serving
from support import FIXTURES, Result, bridgelint, copy
from test_dry_run import PLANS, by_text, plan_name
from test_plan import firing

Plan = dict[str, Any]
Change = Callable[[Plan], object]
GOLDEN = FIXTURES / "golden" / "plans"
REFUSED = {
    "conversions/1.15.9-create": "missing_detail_type",
    "conversions/1.16.0-create": "missing_detail_type",
    "caller_and_destroy/1.16.0-create": None,
    "unknown_and_sensitive_parts/1.15.9-create": None,
    "unknown_and_sensitive_parts/1.16.0-create": None,
}
"""EventBridge would reject an entry, or a value is known after apply."""


@pytest.fixture
def endpoint() -> Iterator[Endpoint]:
    with serving() as endpoint:
        yield endpoint


def as_sent(entry: dict[str, Any]) -> dict[str, Any]:
    """An entry of a recording, with its time as PutEvents accepts it."""
    if "Time" not in entry:
        return entry
    moment = parse(entry["Time"])
    assert isinstance(moment, Timestamp)
    return {**entry, "Time": sent_milliseconds(moment) / 1000}


@pytest.mark.parametrize("path", PLANS, ids=plan_name)
def test_what_is_sent_is_what_the_apply_sent(
    path: Path, endpoint: Endpoint, tmp_path: Path
) -> None:
    plan = json.loads(path.read_text(encoding="utf-8"))
    directory = copy(path.parent / "config", tmp_path)
    result = emit(directory, endpoint, "-f", "json", "--plan", str(path))
    document = receipt(result)
    if plan_name(path) in REFUSED:
        rule = REFUSED[plan_name(path)]
        assert (result.status, document["errors"][0]["rule"]) == (3, rule)
        assert endpoint.received == []
        return
    invocations = plan.get("action_invocations", [])
    assert result.status == 0
    assert [(each["address"], each["firing"]) for each in document["requests"]] == [
        (each["address"], firing(each)) for each in invocations
    ]
    values = [each["config_values"]["entry"] for each in invocations]
    assert [[one["DetailType"] for one in each] for each in endpoint.received] == [
        [one["detail_type"] for one in each] for each in values
    ]
    sent = json.loads(Path(str(path).replace(".plan.", ".sent.")).read_text(encoding="utf-8"))
    recorded = [[as_sent(one) for one in each["Entries"]] for each in sent]
    assert sorted(endpoint.received, key=by_text) == sorted(recorded, key=by_text)


UPDATE = GOLDEN / "caller_and_destroy" / "1.16.0-update.plan.json"
BASIC = GOLDEN / "basic" / "1.16.0-create.plan.json"


def changed(
    tmp_path: Path, source: Path, change: Callable[[Plan], object] = lambda _: None
) -> Path:
    """A copy of the configuration of a plan, with the plan changed as `plan.json` in it."""
    plan = json.loads(source.read_text(encoding="utf-8"))
    change(plan)
    directory = copy(source.parent / "config", tmp_path)
    (directory / "plan.json").write_text(json.dumps(plan))
    return directory


def with_plan(directory: Path, endpoint: Endpoint, *arguments: str) -> Result:
    """`--emit` with the plan of the directory."""
    return emit(directory, endpoint, "-f", "json", "--plan", "plan.json", *arguments)


def test_the_confirmation_and_the_journal_name_the_plan(tmp_path: Path, endpoint: Endpoint) -> None:
    directory = changed(tmp_path, BASIC)
    result = with_plan(directory, endpoint)
    assert result.stderr.splitlines()[:3] == [
        "Sending 1 entry in 1 request, as in plan.json",
        f"  directory  {directory}",
        "  action.aws_events_put_events.deployed: terraform_data.deploy before_create, in the plan",
    ]
    start = events(journal(directory))[0]
    assert start["plan"]["file"] == "plan.json"
    assert start["requests"][0]["firing"] == {
        "resource": "terraform_data.deploy",
        "event": "before_create",
    }


def test_a_plan_is_narrowed(tmp_path: Path, endpoint: Endpoint) -> None:
    directory = changed(tmp_path, GOLDEN / "expanded_actions" / "1.16.0-create.plan.json")
    name = "action.aws_events_put_events"
    result = with_plan(directory, endpoint, "--action", f'{name}.numbered[1],{name}.changed["eu"]')
    assert [each["address"] for each in receipt(result)["requests"]] == [
        f'{name}.changed["eu"]',
        f"{name}.numbered[1]",
        f"{name}.numbered[1]",
    ]


def test_what_the_plan_does_not_run_is_not_sent(tmp_path: Path, endpoint: Endpoint) -> None:
    directory = changed(tmp_path, UPDATE)
    result = with_plan(directory, endpoint, "--action", "action.aws_events_put_events.gone")
    (error,) = receipt(result)["errors"]
    assert (result.status, error["message"], endpoint.received) == (
        3,
        "the plan does not run `action.aws_events_put_events.gone`",
        [],
    )


def with_values(**values: object) -> Change:
    """Return a change of values at the top of a plan."""
    return lambda plan: plan.update(values)


def defer(plan: Plan) -> None:
    """The only invocation is left to a later plan."""
    (invocation,) = plan.pop("action_invocations")
    plan["deferred_action_invocations"] = [
        {"reason": "deferred_prereq", "action_invocation": invocation}
    ]


@pytest.mark.parametrize(
    ("change", "message"),
    [
        (with_values(errored=True), "is incomplete: planning failed"),
        (with_values(complete=False), "is incomplete"),
        (with_values(applyable=False), "cannot be applied"),
        (defer, "defers `action.aws_events_put_events.deployed`: deferred prereq"),
    ],
)
def test_plans_that_are_not_applied(
    tmp_path: Path, endpoint: Endpoint, change: Change, message: str
) -> None:
    directory = changed(tmp_path, BASIC, change)
    for arguments in ((), ("--allow-stale-plan",)):
        result = with_plan(directory, endpoint, *arguments)
        assert (result.status, endpoint.received) == (3, [])
        assert message in receipt(result)["errors"][0]["message"]


def test_a_plan_that_runs_nothing(tmp_path: Path, endpoint: Endpoint) -> None:
    directory = changed(tmp_path, GOLDEN / "resource_life" / "1.16.0-nochange.plan.json")
    result = with_plan(directory, endpoint)
    assert (result.status, receipt(result)["requests"]) == (0, [])


def entry_of(plan: Plan) -> dict[str, Any]:
    """The first entry of the first invocation."""
    entry: dict[str, Any] = plan["action_invocations"][0]["config_values"]["entry"][0]
    return entry


def with_entry(**values: object) -> Change:
    """Return a change of values in the first entry of a plan."""
    return lambda plan: entry_of(plan).update(values)


def change_region(plan: Plan) -> None:
    """The invocation is sent to another region."""
    plan["action_invocations"][0]["config_values"]["region"] = "eu-north-1"


def add_entry(plan: Plan) -> None:
    """One more entry than the configuration has."""
    invocation = plan["action_invocations"][0]
    for key in ("config_values", "config_unknown", "config_sensitive"):
        invocation[key]["entry"].append(invocation[key]["entry"][0])


@pytest.mark.parametrize(
    ("change", "what"),
    [
        (with_entry(detail="{}"), "entry 1, `detail`"),
        (with_entry(event_bus_name="x"), "entry 1, `event_bus_name`"),
        (with_entry(time=None), "entry 1, `time`"),
        (with_entry(resources=["arn:aws:s3:::a"]), "entry 1, `resources`"),
        (change_region, "`region`"),
        (add_entry, "the number of entries: 2 in the plan, 1 in the configuration"),
    ],
)
def test_a_stale_plan(tmp_path: Path, endpoint: Endpoint, change: Change, what: str) -> None:
    directory = changed(tmp_path, BASIC, change)
    result = with_plan(directory, endpoint)
    (error,) = receipt(result)["errors"]
    assert (result.status, endpoint.received) == (3, [])
    assert error["message"].endswith(f"the plan is stale: the configuration differs in {what}")
    dry_run = bridgelint(["--dry-run", "-f", "json", "--plan", "plan.json"], directory)
    (request,) = json.loads(dry_run.stdout)["actions"]
    assert (request["ready"], len(request["errors"])) == (False, 1)
    result = with_plan(directory, endpoint, "--allow-stale-plan")
    planned = json.loads((directory / "plan.json").read_text())
    assert (result.status, len(endpoint.received)) == (0, 1)
    assert endpoint.received[0][0]["Detail"] == entry_of(planned)["detail"]


def test_an_action_that_is_no_longer_declared(tmp_path: Path, endpoint: Endpoint) -> None:
    directory = changed(tmp_path, UPDATE)
    text = (directory / "main.tf").read_text()
    (directory / "main.tf").write_text(
        text.replace('"queue" {', '"other" {').replace("put_events.queue", "put_events.other")
    )
    assert with_plan(directory, endpoint).status == 3
    assert endpoint.received == []
    result = with_plan(directory, endpoint, "--allow-stale-plan")
    assert (result.status, len(endpoint.received)) == (0, 1)
    address = receipt(result)["requests"][0]["address"]
    assert address == "action.aws_events_put_events.queue"


def test_a_caller_that_the_plan_destroys(tmp_path: Path, endpoint: Endpoint) -> None:
    """The configuration no longer has the instance; the plan has its values."""

    def move(plan: Plan) -> None:
        for each in plan["action_invocations"]:
            each["lifecycle_action_trigger"]["triggering_resource_address"] += '["old"]'

    directory = changed(tmp_path, GOLDEN / "caller_and_destroy" / "1.16.0-destroy.plan.json", move)
    result = with_plan(directory, endpoint)
    assert (result.status, len(endpoint.received)) == (0, 1)


def test_the_time_of_the_plan(tmp_path: Path, endpoint: Endpoint) -> None:
    def late(plan: Plan) -> None:
        plan["timestamp"] = "2020-01-02T03:04:05Z"
        entry_of(plan).pop("detail")
        plan["action_invocations"][0]["config_unknown"]["entry"][0]["detail"] = True

    directory = changed(tmp_path, BASIC, late)
    text = (directory / "main.tf").read_text()
    detail = next(line for line in text.splitlines() if " detail " in line)
    late_detail = "      detail = jsonencode({ plan = plantimestamp(), at = timestamp() })"
    (directory / "main.tf").write_text(text.replace(detail, late_detail))
    result = with_plan(directory, endpoint)
    assert (result.status, result.stderr.count("error")) == (0, 0)
    sent = json.loads(endpoint.received[0][0]["Detail"])
    assert sent["plan"] == "2020-01-02T03:04:05Z"
    assert sent["at"] > "2026"
