"""An inventory: the event buses, rules and archives that one account and region has."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Any, Final

from bridgelint.base.records import Record
from bridgelint.eventbridge.arn import DEFAULT, bus_name
from bridgelint.eventbridge.buses import Destination
from bridgelint.eventbridge.event_rules import Receiver
from bridgelint.eventbridge.request import PutEventsRequest
from bridgelint.terraform.values.types import STRING
from bridgelint.terraform.values.values import null, string

if TYPE_CHECKING:
    from datetime import datetime, timedelta

STALE_DAYS: Final = 30
"""An older inventory is mentioned in the summary."""

_ARCHIVE_RULE: Final = "Events-Archive-"
"""EventBridge manages a rule of this name for each archive, which is listed itself."""


class InvalidInventory(Exception):  # noqa: N818 # what is wrong, not an accident
    """The text is not an inventory. The message says where and why."""


class Inventory(Record, eq=False):
    """What is deployed in one account and region."""

    path: str
    account: str
    region: str
    taken: str
    """When it was made: `2026-11-28T09:00:00Z`; empty if that is not stated."""

    buses: frozenset[str]
    """The names of the event buses, with `default`."""

    receivers: tuple[Receiver, ...]

    def age(self, now: datetime) -> timedelta | None:
        """Return how long ago it was made, or `None` if that is not stated."""
        if not self.taken:
            return None
        from datetime import UTC, datetime  # few inventories are read

        return now - datetime.fromisoformat(self.taken).astimezone(UTC)


def read_inventory(path: str, data: bytes) -> Inventory:
    """Parse an inventory. Raise `InvalidInventory`."""
    try:
        document = json.loads(data)
    except (ValueError, RecursionError) as error:
        raise InvalidInventory(f"invalid JSON: {error}") from error
    _check(document)
    account, region = document["account"], document["region"]
    return Inventory(
        path,
        account,
        region,
        document.get("taken", ""),
        frozenset({DEFAULT, *(each["Name"] for each in document["buses"])}),
        tuple(_receivers(document, account, region)),
    )


def covering(inventories: Sequence[Inventory], request: PutEventsRequest) -> tuple[Inventory, ...]:
    """Return the inventories of the action's account and region. An unknown account or region is
    that of the inventory if there is only one."""
    here, ids = request.region.name, request.account.ids
    only = len(inventories) == 1
    return tuple(
        each
        for each in inventories
        if (each.region == here if here else only) and (each.account in ids if ids else only)
    )


def _check(document: Any) -> None:  # noqa: ANN401 # JSON
    from pathlib import Path  # as above

    from jsonschema.validators import Draft202012Validator  # only with an inventory

    schema = json.loads(Path(__file__).with_name("inventory.schema.json").read_bytes())
    errors = Draft202012Validator(schema).iter_errors(document)  # pyright: ignore[reportUnknownMemberType]
    for error in errors:
        place = error.json_path.removeprefix("$").removeprefix(".")
        raise InvalidInventory(f"{f'`{place}`: ' if place else ''}{error.message}")


def _receivers(document: Mapping[str, Any], account: str, region: str) -> Iterator[Receiver]:
    for rule in document["rules"]:
        pattern = rule.get("EventPattern")
        if pattern is None or rule["Name"].startswith(_ARCHIVE_RULE):
            continue
        bus = bus_name(rule.get("EventBusName") or DEFAULT).name or DEFAULT
        yield Receiver(
            f"{bus}/{rule['Name']}",
            "rule",
            Destination(bus, "arn", region, None, account),
            string(pattern),
            rule.get("State", "ENABLED").startswith("ENABLED"),
            tuple(each["Arn"] for each in rule.get("Targets", ())),
        )
    for archive in document.get("archives", ()):
        bus = bus_name(archive["EventSourceArn"]).name or DEFAULT
        pattern = archive.get("EventPattern")
        yield Receiver(
            f"archive:{archive['ArchiveName']}",
            "archive",
            Destination(bus, "arn", region, None, account),
            string(pattern) if pattern else null(STRING),
            archive.get("State", "ENABLED") != "DISABLED",
            (),
        )
