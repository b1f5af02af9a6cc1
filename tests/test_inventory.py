"""Inventories: what is read, what is invalid, and what `--save-inventory` writes."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import boto3
import pytest
from moto.server import ThreadedMotoServer

from bridgelint.eventbridge.inventory import InvalidInventory, read_inventory
from support import FIXTURES, bridgelint

CASE = FIXTURES / "rules" / "unmatched_event" / "fires_with_an_inventory"
LISTED: dict[str, Any] = json.loads((CASE / "inventory.json").read_text(encoding="utf-8"))


def test_an_inventory_is_read() -> None:
    found = read_inventory("prod.json", json.dumps(LISTED).encode())
    assert (found.account, found.region, found.taken) == (
        "111122223333",
        "eu-central-1",
        "2026-11-28T09:00:00Z",
    )
    assert found.buses == {"default", "orders", "audit"}
    assert [(each.name, each.bus, each.enabled, each.targets) for each in found.receivers] == [
        ("orders/shipped", "orders", True, ("arn:aws:sqs:eu-central-1:111122223333:shipped",)),
        ("archive:audit", "audit", True, ()),
    ]


INVALID: list[tuple[dict[str, Any], str]] = [
    ({"account": "1"}, "`account`: '1' does not match '^[0-9]{12}$'"),
    ({"format_version": "2.0"}, "`format_version`: '1.0' was expected"),
    ({"buses": {}}, "`buses`: {} is not of type 'array'"),
    ({"rules": [{}]}, "`rules[0]`: 'Name' is a required property"),
]


@pytest.mark.parametrize(("change", "message"), INVALID)
def test_an_invalid_inventory_is_refused(change: dict[str, Any], message: str) -> None:
    with pytest.raises(InvalidInventory) as caught:
        read_inventory("prod.json", json.dumps({**LISTED, **change}).encode())
    assert str(caught.value) == message


def write(directory: Path, config: str = "", **change: str) -> None:
    """The case, with another inventory."""
    (directory / "main.tf").write_text((CASE / "main.tf").read_text("utf-8"), encoding="utf-8")
    (directory / "inventory.json").write_text(json.dumps({**LISTED, **change}), encoding="utf-8")
    if config:
        (directory / ".bridgelint.hcl").write_text(config, encoding="utf-8")


@pytest.mark.parametrize(
    ("arguments", "text", "message"),
    [
        ("missing.json", None, "cannot read inventory `missing.json`: No such file or directory"),
        ("broken.json", "{", "invalid inventory `broken.json`: invalid JSON: "),
        ("broken.json", "[]", "invalid inventory `broken.json`: [] is not of type 'object'"),
    ],
)
def test_an_inventory_that_cannot_be_used_is_a_failure(
    tmp_path: Path, arguments: str, text: str | None, message: str
) -> None:
    write(tmp_path)
    if text is not None:
        (tmp_path / "broken.json").write_text(text, encoding="utf-8")
    result = bridgelint(["--inventory", arguments, "."], tmp_path)
    assert result.status == 1
    assert result.stderr.startswith(f"error: {message}")


def test_a_configured_inventory_is_inside_the_tree(tmp_path: Path) -> None:
    tree = tmp_path / "tree"
    tree.mkdir()
    (tree / ".git").mkdir()
    write(tree, 'config {\n  inventory = ["../inventory.json"]\n}\n')
    write(tmp_path)
    result = bridgelint(["."], tree)
    assert result.status == 1
    assert result.stderr == (
        "error: the inventory `../inventory.json` is outside the working tree\n"
        "  pass it with --inventory\n"
    )
    (tree / "inventory.json").unlink()
    (tree / "inventory.json").symlink_to("../inventory.json")
    write_link = 'config {\n  inventory = ["inventory.json"]\n}\n'
    (tree / ".bridgelint.hcl").write_text(write_link, encoding="utf-8")
    assert bridgelint(["."], tree).status == 1
    assert bridgelint(["--inventory", "../inventory.json", "."], tree).status == 2


def test_an_old_inventory_is_said_in_the_summary(tmp_path: Path) -> None:
    write(tmp_path, taken="2020-01-01T00:00:00Z")
    result = bridgelint(["--inventory", "inventory.json", "."], tmp_path)
    assert "; inventory `inventory.json` is " in result.stdout.splitlines()[-1]


def test_a_disabled_rule_stays_disabled(tmp_path: Path) -> None:
    write(tmp_path)
    arguments = ["--inventory", "inventory.json", "--disable-rule", "unmatched_event", "."]
    assert bridgelint(arguments, tmp_path).status == 0


# -- saving


@pytest.fixture(scope="module")
def endpoint() -> Iterator[str]:
    """An emulator on loopback."""
    server = ThreadedMotoServer("127.0.0.1", port=0, verbose=False)
    server.start()
    host, port = server.get_host_and_port()
    yield f"http://{host}:{port}"
    server.stop()


CREDENTIALS = {"AWS_ACCESS_KEY_ID": "testing", "AWS_SECRET_ACCESS_KEY": "testing"}


def test_an_inventory_is_saved_and_read_again(
    endpoint: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name, value in CREDENTIALS.items():
        monkeypatch.setenv(name, value)
    events: Any = boto3.client("events", region_name="eu-west-1", endpoint_url=endpoint)
    events.create_event_bus(Name="orders")
    pattern = json.dumps({"source": ["acme.orders"]})
    for number in range(120):  # more than a page
        events.put_rule(Name=f"r{number:03}", EventBusName="orders", EventPattern=pattern)
    events.put_rule(Name="hourly", ScheduleExpression="rate(1 hour)")
    events.put_targets(
        Rule="r007",
        EventBusName="orders",
        Targets=[{"Id": "q", "Arn": "arn:aws:sqs:eu-west-1:123456789012:orders"}],
    )
    bus = "arn:aws:events:eu-west-1:123456789012:event-bus/orders"
    events.create_archive(ArchiveName="all", EventSourceArn=bus)
    arguments = ["--save-inventory", "prod.json", "--region", "eu-west-1"]
    result = bridgelint([*arguments, "--endpoint-url", endpoint], tmp_path, CREDENTIALS)
    assert result.stderr == ""
    saved = json.loads((tmp_path / "prod.json").read_text(encoding="utf-8"))
    assert [each["Name"] for each in saved["buses"]] == ["default", "orders"]
    found = read_inventory("prod.json", (tmp_path / "prod.json").read_bytes())
    assert (found.account, found.region) == ("123456789012", "eu-west-1")
    # The server is shared with tests that create rules on the default event bus.
    rules = [each for each in found.receivers if each.kind == "rule" and each.bus == "orders"]
    assert len(rules) == 120
    assert next(each.targets for each in found.receivers if each.name == "orders/r007") == (
        "arn:aws:sqs:eu-west-1:123456789012:orders",
    )
    assert [each.name for each in found.receivers if each.kind == "archive"] == ["archive:all"]
    assert sorted(path.name for path in tmp_path.iterdir()) == ["prod.json"]


def test_nothing_is_written_if_aws_is_not_reached(tmp_path: Path) -> None:
    arguments = ["--save-inventory", "prod.json", "--region", "eu-west-1"]
    result = bridgelint([*arguments, "--endpoint-url", "http://127.0.0.1:9"], tmp_path, CREDENTIALS)
    assert result.status == 1
    assert result.stderr.startswith("error: ListEventBuses failed: ")
    assert list(tmp_path.iterdir()) == []


def test_a_region_is_required(tmp_path: Path) -> None:
    environment = {**CREDENTIALS, "AWS_CONFIG_FILE": str(tmp_path / "none")}
    result = bridgelint(["--save-inventory", "prod.json"], tmp_path, environment)
    assert result.status == 1
    assert result.stderr == (
        "error: no region is configured\n"
        "  pass --region, or set AWS_REGION or the region of the profile\n"
    )
