"""Amazon Resource Names, parsed leniently: services differ in the parts they omit."""

from __future__ import annotations

import re
from typing import Final

from bridgelint.base.records import dataclass

# Compiled when an ARN is checked, not when bridgelint starts.
_ACCOUNT: Final = r"([0-9]{12}|aws)?"
_SERVICE: Final = r"[a-z0-9-]+"
_REGION: Final = r"[a-z0-9-]*"


@dataclass(frozen=True, slots=True)
class Arn:
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
    from bridgelint.eventbridge.regions import partition_named  # few ARNs need it

    arn = split_arn(text)
    if arn is None or any(character.isspace() for character in text):
        return None
    if partition_named(arn.partition) is None or not re.fullmatch(_SERVICE, arn.service):
        return None
    if not re.fullmatch(_REGION, arn.region) or not re.fullmatch(_ACCOUNT, arn.account):
        return None
    return arn if arn.resource else None
