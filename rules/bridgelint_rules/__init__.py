"""The rules that ship with bridgelint, in the order of their documentation."""

from __future__ import annotations

from bridgelint.rule import Rule
from bridgelint_rules.duplicate_entry import DuplicateEntry
from bridgelint_rules.event_bus_partition import EventBusPartition
from bridgelint_rules.event_bus_region import EventBusRegion
from bridgelint_rules.fragile_time import FragileTime
from bridgelint_rules.invalid_event_bus import InvalidEventBus
from bridgelint_rules.invalid_region import InvalidRegion
from bridgelint_rules.invalid_time import InvalidTime
from bridgelint_rules.large_request import LargeRequest
from bridgelint_rules.long_detail_type import LongDetailType
from bridgelint_rules.long_source import LongSource
from bridgelint_rules.missing_detail import MissingDetail
from bridgelint_rules.missing_detail_type import MissingDetailType
from bridgelint_rules.missing_entry import MissingEntry
from bridgelint_rules.missing_source import MissingSource
from bridgelint_rules.oversized_request import OversizedRequest
from bridgelint_rules.oversized_resource import OversizedResource
from bridgelint_rules.reserved_source import ReservedSource
from bridgelint_rules.resource_not_arn import ResourceNotArn
from bridgelint_rules.too_many_entries import TooManyEntries
from bridgelint_rules.unlisted_region import UnlistedRegion

RULES: tuple[type[Rule], ...] = (
    MissingEntry,
    TooManyEntries,
    MissingSource,
    ReservedSource,
    LongSource,
    MissingDetailType,
    LongDetailType,
    MissingDetail,
    InvalidTime,
    FragileTime,
    ResourceNotArn,
    OversizedResource,
    InvalidEventBus,
    EventBusPartition,
    EventBusRegion,
    InvalidRegion,
    UnlistedRegion,
    OversizedRequest,
    LargeRequest,
    DuplicateEntry,
)
