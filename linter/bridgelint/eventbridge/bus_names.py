"""Names and ARNs of event buses, as PutEvents takes them.

The pattern, the lengths and the outcome are those of `PutEventsRequestEntry.EventBusName` in the
service model: what does not match in full refuses the whole request.
"""

from __future__ import annotations

import re
from typing import Final, Literal

from bridgelint.base.records import dataclass
from bridgelint.eventbridge.arn import Arn, split_arn
from bridgelint.eventbridge.limits import MAX_BUS_NAME

# Compiled when a bus is judged, not when bridgelint starts.
_PATTERN: Final = (
    r"(arn:aws[\w-]*:events:[a-z]+-[a-z]+-[\w-]+:[0-9]{12}:event-bus/)?[.\-_A-Za-z0-9]+"
)
_NAME_CHARACTER: Final = r"[.\-_A-Za-z0-9]"
DEFAULT: Final = "default"
"""The bus that every account has."""

Trouble = Literal["empty", "too long", "partner", "v2", "no bus", "malformed ARN", "character"]


@dataclass(frozen=True, slots=True)
class BusName:
    """A known `event_bus_name`."""

    text: str
    name: str
    """The bus's own name, behind the `/` of an ARN; empty where none can be read."""

    arn: Arn | None
    """Where the text is an ARN."""

    trouble: Trouble | None
    """Why PutEvents refuses it. `partner`: a bus of a partner event source, which only the partner
    writes to. `v2`: the ARN of an `event-busv2`, which has an API of its own. `no bus`: the ARN of
    something else. `malformed ARN`: begins with `arn:` and is none of a bus. `character`: a
    character that no name may have."""

    character: str = ""
    """For `character`: the first of them."""


def bus_name(text: str) -> BusName:
    """What a known `event_bus_name` is, and whether PutEvents takes it."""
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
    if re.fullmatch(_PATTERN, text, re.ASCII):
        return BusName(text, name, arn, None)
    wrong = next((each for each in name if not re.match(_NAME_CHARACTER, each)), "")
    if text.startswith("arn:") and not (arn and wrong):
        return BusName(text, "", arn, "malformed ARN")
    return BusName(text, name, arn, "character", wrong)


def arn_head(beginning: str) -> tuple[str, str] | None:
    """Partition and region of an ARN, from as much of its text as is certain; nothing where that
    is no ARN or does not reach behind the region."""
    parts = beginning.split(":")
    if len(parts) < 5 or parts[0] != "arn":
        return None
    return parts[1], parts[3]
