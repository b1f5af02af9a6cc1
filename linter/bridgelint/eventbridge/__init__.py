"""What is special about `aws_events_put_events`.

The names imported here are public: rules and plugins use them.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Final

from bridgelint.eventbridge.arn import parse_arn as parse_arn
from bridgelint.eventbridge.bus_names import DEFAULT as DEFAULT
from bridgelint.eventbridge.bus_names import BusName as BusName
from bridgelint.eventbridge.bus_names import arn_head as arn_head
from bridgelint.eventbridge.bus_names import bus_name as bus_name
from bridgelint.eventbridge.buses import Bus as Bus
from bridgelint.eventbridge.destinations import Destination as Destination
from bridgelint.eventbridge.destinations import may_be_same as may_be_same
from bridgelint.eventbridge.detail.detail import judge as judge
from bridgelint.eventbridge.detail.json_tree import ONLY_STRING as ONLY_STRING
from bridgelint.eventbridge.detail.json_tree import UNKNOWN as UNKNOWN
from bridgelint.eventbridge.detail.json_tree import Hole as Hole
from bridgelint.eventbridge.detail.json_tree import Json as Json
from bridgelint.eventbridge.detail.json_tree import from_value as from_value
from bridgelint.eventbridge.detail.json_tree import path_text as path_text
from bridgelint.eventbridge.detail.places import is_text as is_text
from bridgelint.eventbridge.detail.places import repeated_items as repeated_items
from bridgelint.eventbridge.detail.places import span_at as span_at
from bridgelint.eventbridge.detail.places import span_of as span_of
from bridgelint.eventbridge.event_module import EventModule as EventModule
from bridgelint.eventbridge.event_module import Source as Source
from bridgelint.eventbridge.event_rules import EventRule as EventRule
from bridgelint.eventbridge.limits import LARGE_REQUEST_BYTES as LARGE_REQUEST_BYTES
from bridgelint.eventbridge.limits import MAX_BUS_NAME as MAX_BUS_NAME
from bridgelint.eventbridge.limits import MAX_DETAIL_DEPTH as MAX_DETAIL_DEPTH
from bridgelint.eventbridge.limits import MAX_DETAIL_TYPE as MAX_DETAIL_TYPE
from bridgelint.eventbridge.limits import MAX_ENTRIES as MAX_ENTRIES
from bridgelint.eventbridge.limits import MAX_REQUEST_BYTES as MAX_REQUEST_BYTES
from bridgelint.eventbridge.limits import MAX_RESOURCE as MAX_RESOURCE
from bridgelint.eventbridge.limits import MAX_SOURCE as MAX_SOURCE
from bridgelint.eventbridge.limits import OLD_LIMIT_REGIONS as OLD_LIMIT_REGIONS
from bridgelint.eventbridge.limits import OLD_REQUEST_BYTES as OLD_REQUEST_BYTES
from bridgelint.eventbridge.limits import RESERVED_SOURCE as RESERVED_SOURCE
from bridgelint.eventbridge.lost_events import LostEvent as LostEvent
from bridgelint.eventbridge.lost_events import is_bus as is_bus
from bridgelint.eventbridge.lost_events import lost_events as lost_events
from bridgelint.eventbridge.provider_places import Account as Account
from bridgelint.eventbridge.provider_places import Region as Region
from bridgelint.eventbridge.provider_places import same_account as same_account
from bridgelint.eventbridge.regions import is_listed as is_listed
from bridgelint.eventbridge.regions import nearest_region as nearest_region
from bridgelint.eventbridge.regions import partition_of as partition_of
from bridgelint.eventbridge.request import DynamicEntry as DynamicEntry
from bridgelint.eventbridge.request import Entry as Entry
from bridgelint.eventbridge.request import PutEventsRequest as PutEventsRequest
from bridgelint.eventbridge.schema import ACTION_TYPE as ACTION_TYPE
from bridgelint.eventbridge.schema import ENTRY as ENTRY
from bridgelint.eventbridge.schema import FIRST_PROVIDER_VERSION as FIRST_PROVIDER_VERSION
from bridgelint.eventbridge.schema import mistaken_type as mistaken_type
from bridgelint.eventbridge.sent_time import FIRST_SENT as FIRST_SENT
from bridgelint.eventbridge.sent_time import LAST_SENT as LAST_SENT
from bridgelint.eventbridge.sent_time import is_in_range as is_in_range
from bridgelint.eventbridge.sent_time import sent_time as sent_time
from bridgelint.terraform.functions import rfc3339 as rfc3339

if TYPE_CHECKING:
    from bridgelint.eventbridge.detail_schema.schema_document import SchemaFault as SchemaFault
    from bridgelint.eventbridge.detail_schema.user_schema import UserSchema as UserSchema
    from bridgelint.eventbridge.detail_schema.user_schema import load_schema as load_schema
    from bridgelint.eventbridge.event import argument_of as argument_of
    from bridgelint.eventbridge.pattern.event_pattern import InvalidPattern as InvalidPattern
    from bridgelint.eventbridge.pattern.event_pattern import match_value as match_value
    from bridgelint.eventbridge.receivers import Receiver as Receiver
    from bridgelint.eventbridge.receivers import Reception as Reception
    from bridgelint.eventbridge.rule_patterns import nearest_event_field as nearest_event_field
    from bridgelint.eventbridge.rule_patterns import pattern_of as pattern_of
    from bridgelint.eventbridge.rule_patterns import pattern_span as pattern_span
    from bridgelint.eventbridge.rule_patterns import unmatchable_field as unmatchable_field

_HOMES: Final = {
    "SchemaFault": "bridgelint.eventbridge.detail_schema.schema_document",
    "UserSchema": "bridgelint.eventbridge.detail_schema.user_schema",
    "load_schema": "bridgelint.eventbridge.detail_schema.user_schema",
    "InvalidPattern": "bridgelint.eventbridge.pattern.event_pattern",
    "match_value": "bridgelint.eventbridge.pattern.event_pattern",
    "Receiver": "bridgelint.eventbridge.receivers",
    "Reception": "bridgelint.eventbridge.receivers",
    "argument_of": "bridgelint.eventbridge.event",
    "nearest_event_field": "bridgelint.eventbridge.rule_patterns",
    "pattern_of": "bridgelint.eventbridge.rule_patterns",
    "pattern_span": "bridgelint.eventbridge.rule_patterns",
    "unmatchable_field": "bridgelint.eventbridge.rule_patterns",
}


def __getattr__(name: str) -> object:
    """Import a public name when it is first used."""
    if name not in _HOMES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(import_module(_HOMES[name]), name)
