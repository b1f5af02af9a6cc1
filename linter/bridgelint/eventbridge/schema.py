"""The schema of the AWS provider's `aws_events_put_events` action.

Source: terraform-provider-aws, internal/service/events/put_events_action.go, and the schema of
`action` blocks in Terraform's loader. The provider has no validators beyond these types, except
that `time` must be an RFC 3339 timestamp.
"""

from __future__ import annotations

from typing import Final

from bridgelint.actions.body_schema import BodySchema
from bridgelint.base.words import nearest
from bridgelint.terraform.values.types import STRING, ListType, Type

ACTION_TYPE: Final = "aws_events_put_events"

FIRST_PROVIDER_VERSION: Final = (6, 15, 0)
"""hashicorp/aws 6.15.0, October 2, 2025, is the first release with the action."""


ENTRY: Final[dict[str, Type]] = {
    "source": STRING,
    "detail_type": STRING,
    "detail": STRING,
    "event_bus_name": STRING,
    "resources": ListType(STRING),
    "time": STRING,
}
"""The arguments of an `entry`, in the order of rules and output; only `source` is required."""

CONFIG: Final[dict[str, Type]] = {"region": STRING}
"""The arguments of `config`; its only block type is `entry`, a list of any length."""

_ENTRY_BODY: Final = BodySchema("entry", ENTRY.keys())
CONFIG_BODY: Final = BodySchema("config", CONFIG.keys(), {"entry": _ENTRY_BODY})

_MISTAKEN: Final = frozenset(
    {
        "aws_cloudwatch_event_put_events",
        "aws_cloudwatch_events_put_events",
        "aws_cloudwatch_put_event",
        "aws_cloudwatch_put_events",
        "aws_event_bridge_put_events",
        "aws_eventbridge_put_event",
        "aws_eventbridge_put_events",
        "aws_eventbridge_send_events",
        "aws_events_put",
        "aws_events_put_entries",
        "aws_events_send_events",
        "aws_put_events",
    }
)


def mistaken_type(type_: str) -> str | None:
    """Return `aws_events_put_events` if the type is a likely misspelling of it, or `None`."""
    if type_ == ACTION_TYPE or not type_.startswith("aws_"):
        return None
    if type_.lower().replace("-", "_") in _MISTAKEN:
        return ACTION_TYPE
    return nearest(type_, [ACTION_TYPE], at_most=3)
