"""`--emit` against an emulator: what the target of a rule receives is what the dry run shows."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import boto3
import pytest
from moto.server import ThreadedMotoServer

from emit_support import ENVIRONMENT, Endpoint, action, emit, receipt, trigger
from support import FIXTURES, bridgelint, copy
from test_dry_run import PLANS, by_text, plan_name

KEYS = {"Source": "source", "DetailType": "detail-type", "Resources": "resources"}


@pytest.fixture(scope="module")
def moto() -> Iterator[Endpoint]:
    """An emulator on loopback; `--endpoint-url` leads to it."""
    server = ThreadedMotoServer("127.0.0.1", port=0, verbose=False)
    server.start()
    host, port = server.get_host_and_port()
    yield Endpoint(url=f"http://{host}:{port}")
    server.stop()


class Consumer:
    """A queue, the target of a rule that matches everything on a bus."""

    def __init__(
        self, moto: Endpoint, monkeypatch: pytest.MonkeyPatch, region: str, bus: str
    ) -> None:
        for name in ("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY"):
            monkeypatch.setenv(name, ENVIRONMENT[name])
        self.sqs = boto3.client("sqs", region_name=region, endpoint_url=moto.url)
        self.events = boto3.client("events", region_name=region, endpoint_url=moto.url)
        self.region, self.bus = region, bus
        self.url = self.sqs.create_queue(QueueName="events")["QueueUrl"]
        if bus != "default":
            self.events.create_event_bus(Name=bus)
        pattern = json.dumps({"account": ["123456789012"]})
        self.events.put_rule(Name="all", EventBusName=bus, EventPattern=pattern)
        queue = f"arn:aws:sqs:{region}:123456789012:events"
        self.events.put_targets(
            Rule="all", EventBusName=bus, Targets=[{"Id": "queue", "Arn": queue}]
        )

    def received(self) -> list[dict[str, Any]]:
        """Every event in the queue, in order."""
        found: list[dict[str, Any]] = []
        while True:
            answer = self.sqs.receive_message(QueueUrl=self.url, MaxNumberOfMessages=10)
            messages = answer.get("Messages", [])
            if not messages:
                return found
            for each in messages:
                found.append(json.loads(each["Body"]))
                self.sqs.delete_message(QueueUrl=self.url, ReceiptHandle=each["ReceiptHandle"])


@pytest.fixture
def fresh(moto: Endpoint) -> Endpoint:
    """With nothing in it."""
    import urllib.request  # only here

    request = urllib.request.Request(f"{moto.url}/moto-api/reset", method="POST")  # noqa: S310 # ours
    urllib.request.urlopen(request).close()  # noqa: S310 # as above
    return moto


def as_received(entry: dict[str, Any]) -> dict[str, Any]:
    """What a consumer gets of an entry of a dry run, less what EventBridge adds."""
    return {
        **{name: entry.get(key, []) for key, name in KEYS.items()},
        "detail": json.loads(entry["Detail"]),
    }


def entries_of(directory: Path, *arguments: str) -> list[dict[str, Any]]:
    """Every entry of a dry run."""
    result = bridgelint(["--dry-run", "-f", "json", *arguments], directory, ENVIRONMENT)
    actions = json.loads(result.stdout)["actions"]
    return [entry for each in actions for entry in each["entries"]]


def without_additions(event: dict[str, Any]) -> dict[str, Any]:
    """Of an event, what the sender said."""
    return {key: event[key] for key in (*KEYS.values(), "detail")}


EMITTED = [
    path
    for path in PLANS
    if path.name.startswith("1.15.9-create")
    and path.parent.name
    not in {"conversions", "unknown_and_sensitive_parts", "variables_from_files"}
]
"""Those of which everything is known, and which EventBridge takes."""


@pytest.mark.parametrize("path", EMITTED, ids=plan_name)
def test_what_arrives_is_what_the_dry_run_shows(
    path: Path, fresh: Endpoint, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    directory = copy(path.parent / "config", tmp_path)
    entries = entries_of(directory)
    buses = {each.get("EventBusName", "default") for each in entries}
    consumers = [Consumer(fresh, monkeypatch, "eu-west-1", bus) for bus in sorted(buses)]
    result = emit(directory, fresh, "--verify-bus", "-f", "json")
    assert (result.status, receipt(result)["accepted"]) == (0, len(entries))
    events = consumers[0].received()
    assert sorted(map(without_additions, events), key=by_text) == sorted(
        map(as_received, entries), key=by_text
    )


def test_the_event_ids_are_those_of_the_events(
    fresh: Endpoint, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "main.tf").write_text(action("a", *map(str, range(10))) + trigger("a"))
    consumer = Consumer(fresh, monkeypatch, "eu-west-1", "default")
    ((request,),) = [receipt(emit(tmp_path, fresh, "-f", "json"))["requests"]]
    events = consumer.received()
    assert [each["status"] for each in request["entries"]] == ["accepted"] * 10
    assert sorted(each["detail"]["id"] for each in events) == sorted(map(str, range(10)))


def test_a_bus_and_a_region_of_its_own(
    fresh: Endpoint, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    text = action("a", "1", region="us-east-2").replace(
        "detail_type", 'event_bus_name = "orders"\n      detail_type'
    )
    (tmp_path / "main.tf").write_text(text + action("b", "2") + trigger("a", "b"))
    far = Consumer(fresh, monkeypatch, "us-east-2", "orders")
    near = Consumer(fresh, monkeypatch, "eu-west-1", "default")
    result = emit(tmp_path, fresh, "--verify-bus")
    name = "action.aws_events_put_events"
    assert (result.status, result.stderr.splitlines()[2:]) == (
        0,
        [
            f"  {name}.a: terraform_data.t after_create",
            "    region us-east-2 (action), 1 entry, 34 bytes",
            "    1  bus orders  source acme.orders  detail_type Order Created",
            f"  {name}.b: terraform_data.t after_create",
            "    region eu-west-1 (AWS_REGION), 1 entry, 34 bytes",
            "    1  bus default  source acme.orders  detail_type Order Created",
            f"  endpoint  {fresh.url}",
            "  identity  arn:aws:sts::123456789012:user/moto",
            "  account   123456789012, us-east-2",
            f"  endpoint  {fresh.url}",
            "  identity  arn:aws:sts::123456789012:user/moto",
            "  account   123456789012, eu-west-1",
        ],
    )
    assert [each["detail"] for each in far.received()] == [{"id": "1"}]
    assert [(each["detail"], each["region"]) for each in near.received()] == [
        ({"id": "2"}, "eu-west-1")
    ]


def test_a_bus_that_is_missing_in_its_region(fresh: Endpoint, tmp_path: Path) -> None:
    text = action("a", "1").replace("detail_type", 'event_bus_name = "orders"\n      detail_type')
    (tmp_path / "main.tf").write_text(text + trigger("a"))
    result = emit(tmp_path, fresh, "--verify-bus")
    assert result.status == 3
    assert "no event bus `orders` in eu-west-1: ResourceNotFoundException" in result.stderr


def test_times_and_sensitive_values_arrive(
    fresh: Endpoint, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    text = action("a", "${var.token}").replace(
        "detail_type", 'time = "2023-01-01T12:00:00.5+02:00"\n      detail_type'
    )
    variable = 'variable "token" {\n  sensitive = true\n}\n'
    (tmp_path / "main.tf").write_text(text + variable + trigger("a"))
    consumer = Consumer(fresh, monkeypatch, "eu-west-1", "default")
    result = emit(tmp_path, fresh, "--var", "token=marker-9Qz")
    (event,) = consumer.received()
    assert (event["detail"], event["time"]) == ({"id": "marker-9Qz"}, "2023-01-01T10:00:00Z")
    assert "marker-9Qz" not in result.stdout + result.stderr


def test_a_plan_can_be_emitted(
    fresh: Endpoint, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    plan = FIXTURES / "golden" / "plans" / "caller_and_destroy" / "1.16.0-update.plan.json"
    consumer = Consumer(fresh, monkeypatch, "eu-west-1", "default")
    address = "action.aws_events_put_events.queue"
    directory = copy(plan.parent / "config", tmp_path)
    assert emit(directory, fresh, "--action", address).status == 3
    assert emit(directory, fresh, "--action", address, "--plan", str(plan)).status == 0
    assert [each["detail"] for each in consumer.received()] == [{"name": "jobs", "delay": 2}]
