"""ARNs, and the names and ARNs of event buses."""

from __future__ import annotations

import re
from typing import Final, Literal

from bridgelint.base.records import Record
from bridgelint.eventbridge.limits import MAX_BUS_NAME

# Compiled when an ARN is checked, not when bridgelint starts.
_ARN: Final = r"arn:[^:]*:[a-z0-9-]+:[a-z0-9-]*:([0-9]{12}|aws)?:\S+"


class Arn(Record):
    """`arn:partition:service:region:account:resource`; region and account may be empty."""

    partition: str
    service: str
    region: str
    account: str
    resource: str


def split_arn(text: str) -> Arn | None:
    """Split an ARN into its six parts without checking them. `None` if it is not an ARN."""
    parts = text.split(":", 5)
    if len(parts) < 6 or parts[0] != "arn":
        return None
    return Arn(*parts[1:])


def parse_arn(text: str) -> Arn | None:
    """Parse a well-formed ARN: a known partition, a service, an account that is empty, twelve
    digits or `aws`, a resource, and no white space. `None` if it is not well formed."""
    from bridgelint.eventbridge.regions import PARTITIONS  # few ARNs need it

    arn = split_arn(text) if re.fullmatch(_ARN, text) else None
    return arn if arn and any(each.name == arn.partition for each in PARTITIONS) else None


# Compiled when an event bus is checked, not when bridgelint starts.
_CHARACTER: Final = r"[.\-_A-Za-z0-9]"
_NAME: Final = rf"{_CHARACTER}+"
_PATTERN: Final = rf"(arn:aws[\w-]*:events:[a-z]+-[a-z]+-[\w-]+:[0-9]{{12}}:event-bus/)?{_NAME}"
DEFAULT: Final = "default"
"""The event bus that every account has."""

Trouble = Literal["empty", "too long", "partner", "v2", "no bus", "malformed ARN", "character"]


class BusName(Record):
    """A known `event_bus_name`."""

    text: str
    name: str
    """The event bus's own name, after the `/` of an ARN; empty if it cannot be read."""

    arn: Arn | None
    """Set if the text is an ARN."""

    trouble: Trouble | None
    """Why PutEvents rejects it. `partner`: a partner event bus, to which only the partner can send.
    `v2`: the ARN of an `event-busv2`, which has its own API. `no bus`: the ARN of something else.
    `malformed ARN`: starts with `arn:` but is not the ARN of an event bus. `character`: contains a
    character that a name cannot have."""

    character: str = ""
    """For `character`: the first such character."""


def bus_name(text: str) -> BusName:
    """Return what a known `event_bus_name` is, and whether PutEvents accepts it."""
    arn = split_arn(text)
    kind, _, name = arn.resource.partition("/") if arn else ("", "", text)
    if not text:
        return BusName(text, "", None, "empty")
    if name.startswith("aws.partner/") and (arn is None or kind == "event-bus"):
        return BusName(text, name, arn, "partner")
    if arn and kind == "event-busv2":
        return BusName(text, name.partition("/")[0], arn, "v2")
    if arn and (arn.service != "events" or kind != "event-bus"):
        return BusName(text, "", arn, "no bus")
    if len(text) > MAX_BUS_NAME:
        return BusName(text, name, arn, "too long")
    if re.fullmatch(_PATTERN if arn else _NAME, text, re.ASCII):
        return BusName(text, name, arn, None)
    wrong = next((each for each in name if not re.match(_CHARACTER, each)), "")
    if text.startswith("arn:") and not (arn and wrong):
        return BusName(text, "", arn, "malformed ARN")
    return BusName(text, name, arn, "character", wrong)


def arn_head(beginning: str) -> tuple[str, str] | None:
    """Return partition and region of an ARN from its known prefix. `None` if it is not an ARN or
    ends before the region is complete."""
    parts = beginning.split(":")
    if len(parts) < 5 or parts[0] != "arn":
        return None
    return parts[1], parts[3]
