"""Names and ARNs of buses, ARNs, regions."""

from __future__ import annotations

import json
from importlib.resources import files

import pytest

from bridgelint.eventbridge.arn import Arn, BusName, bus_name, parse_arn
from bridgelint.eventbridge.regions import PARTITIONS, is_listed, nearest_region, partition_of

ORDERS = "arn:aws:events:eu-west-1:123456789012:event-bus/orders"


def arn(resource: str, service: str = "events") -> Arn:
    return Arn("aws", service, "eu-west-1", "123456789012", resource)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("orders", BusName("orders", "orders", None, None)),
        ("default", BusName("default", "default", None, None)),
        ("a.b_c-D9", BusName("a.b_c-D9", "a.b_c-D9", None, None)),
        (ORDERS, BusName(ORDERS, "orders", arn("event-bus/orders"), None)),
        ("", BusName("", "", None, "empty")),
        ("my bus", BusName("my bus", "my bus", None, "character", " ")),
        ("orders/eu", BusName("orders/eu", "orders/eu", None, "character", "/")),
        ("orders\n", BusName("orders\n", "orders\n", None, "character", "\n")),
        (
            "aws.partner/shop.example/1",
            BusName("aws.partner/shop.example/1", "aws.partner/shop.example/1", None, "partner"),
        ),
        (
            "arn:aws:events:eu-west-1:123456789012:event-bus/aws.partner/a/b",
            BusName(
                "arn:aws:events:eu-west-1:123456789012:event-bus/aws.partner/a/b",
                "aws.partner/a/b",
                arn("event-bus/aws.partner/a/b"),
                "partner",
            ),
        ),
        (
            "arn:aws:events:eu-west-1:123456789012:event-busv2/orders/abc",
            BusName(
                "arn:aws:events:eu-west-1:123456789012:event-busv2/orders/abc",
                "orders",
                arn("event-busv2/orders/abc"),
                "v2",
            ),
        ),
        (
            "arn:aws:events:eu-west-1:123456789012:rule/orders",
            BusName(
                "arn:aws:events:eu-west-1:123456789012:rule/orders",
                "",
                arn("rule/orders"),
                "no bus",
            ),
        ),
        (
            "arn:aws:sns:eu-west-1:123456789012:orders",
            BusName(
                "arn:aws:sns:eu-west-1:123456789012:orders", "", arn("orders", "sns"), "no bus"
            ),
        ),
        (
            "arn:aws:events:eu-west-1:1234:event-bus/orders",
            BusName(
                "arn:aws:events:eu-west-1:1234:event-bus/orders",
                "",
                Arn("aws", "events", "eu-west-1", "1234", "event-bus/orders"),
                "malformed ARN",
            ),
        ),
        ("arn:aws:events", BusName("arn:aws:events", "", None, "malformed ARN")),
        (
            "arn:aws:events:eu-west-1:123456789012:event-bus/a b",
            BusName(
                "arn:aws:events:eu-west-1:123456789012:event-bus/a b",
                "a b",
                arn("event-bus/a b"),
                "character",
                " ",
            ),
        ),
    ],
)
def test_what_a_bus_name_is(text: str, expected: BusName) -> None:
    assert bus_name(text) == expected


def test_the_longest_name() -> None:
    assert bus_name("x" * 1600).trouble is None
    assert bus_name("x" * 1601).trouble == "too long"


@pytest.mark.parametrize(
    "text",
    [
        "arn:aws:s3:::bucket/key:with:colons",
        "arn:aws:iam::aws:policy/ReadOnlyAccess",
        "arn:aws-cn:sqs:cn-north-1:123456789012:jobs",
        "arn:aws:events:eu-west-1::event-source/aws.partner/a",
        ORDERS,
    ],
)
def test_well_formed_arns(text: str) -> None:
    parsed = parse_arn(text)
    assert parsed is not None
    assert ":".join(["arn", *(getattr(parsed, name) for name in vars(Arn)["__slots__"])]) == text


@pytest.mark.parametrize(
    "text",
    [
        "",
        "order-1",
        "arn:aws:s3:bucket",
        "ARN:aws:s3:::bucket",
        "arn:awz:s3:::bucket",
        "arn:aws::::bucket",
        "arn:aws:sqs:eu-west-1:1234:jobs",
        "arn:aws:s3:::",
        "arn:aws:s3:::a bucket",
        "arn:aws:s3:::bucket\n",
    ],
)
def test_what_is_no_arn(text: str) -> None:
    assert parse_arn(text) is None


@pytest.mark.parametrize(
    ("region", "partition", "listed", "near"),
    [
        ("eu-west-1", "aws", True, "eu-west-1"),
        ("eu-wset-1", "aws", False, "eu-west-1"),
        ("eu-west-9", "aws", False, "eu-west-1"),
        ("eu-west-1a", None, False, "eu-west-1"),
        ("us-gov-west-1", "aws-us-gov", True, "us-gov-west-1"),
        ("us-isob-west-9", "aws-iso-b", False, "us-isob-west-1"),
        ("cn-north-1", "aws-cn", True, "cn-north-1"),
        ("eusc-de-east-1", "aws-eusc", True, "eusc-de-east-1"),
        ("mars", None, False, None),
        ("aws-global", None, False, None),
        ("eu-west-1\n", None, False, "eu-west-1"),
    ],
)
def test_regions(region: str, partition: str | None, listed: bool, near: str | None) -> None:  # noqa: FBT001 # a table
    found = partition_of(region)
    assert (found and found.name, is_listed(region), nearest_region(region)) == (
        partition,
        listed,
        near,
    )


def test_every_listed_region_has_its_own_partition() -> None:
    found = {region: partition_of(region) is each for each in PARTITIONS for region in each.regions}
    assert set(found.values()) == {True}


def test_the_partitions_are_those_of_the_sdk() -> None:
    data = json.loads(files("botocore").joinpath("data/partitions.json").read_text("utf-8"))
    assert {(each.name, each.pattern, each.regions) for each in PARTITIONS} == {
        (
            each["id"],
            each["regionRegex"].strip("^$").replace("\\-", "-"),
            frozenset(name for name in each["regions"] if not name.endswith("-global")),
        )
        for each in data["partitions"]
    }
