"""The rules that ship with bridgelint, in the order of their documentation."""

from __future__ import annotations

from bridgelint.rule import Rule
from bridgelint_rules.action_instance_key import ActionInstanceKey
from bridgelint_rules.dead_trigger import DeadTrigger
from bridgelint_rules.detail_limits import DetailLimits
from bridgelint_rules.detail_schema import DetailSchema
from bridgelint_rules.duplicate_action import DuplicateAction
from bridgelint_rules.duplicate_detail_key import DuplicateDetailKey
from bridgelint_rules.duplicate_entry import DuplicateEntry
from bridgelint_rules.duplicate_trigger_action import DuplicateTriggerAction
from bridgelint_rules.duplicate_trigger_event import DuplicateTriggerEvent
from bridgelint_rules.ephemeral_value import EphemeralValue
from bridgelint_rules.event_bus_partition import EventBusPartition
from bridgelint_rules.event_bus_region import EventBusRegion
from bridgelint_rules.fragile_condition import FragileCondition
from bridgelint_rules.fragile_time import FragileTime
from bridgelint_rules.invalid_action_block import InvalidActionBlock
from bridgelint_rules.invalid_action_reference import InvalidActionReference
from bridgelint_rules.invalid_argument_type import InvalidArgumentType
from bridgelint_rules.invalid_detail import InvalidDetail
from bridgelint_rules.invalid_event_bus import InvalidEventBus
from bridgelint_rules.invalid_expression import InvalidExpression
from bridgelint_rules.invalid_region import InvalidRegion
from bridgelint_rules.invalid_time import InvalidTime
from bridgelint_rules.invalid_trigger import InvalidTrigger
from bridgelint_rules.invalid_trigger_condition import InvalidTriggerCondition
from bridgelint_rules.invalid_trigger_event import InvalidTriggerEvent
from bridgelint_rules.large_request import LargeRequest
from bridgelint_rules.literal_event_bus import LiteralEventBus
from bridgelint_rules.long_detail_type import LongDetailType
from bridgelint_rules.long_source import LongSource
from bridgelint_rules.misplaced_trigger import MisplacedTrigger
from bridgelint_rules.missing_detail import MissingDetail
from bridgelint_rules.missing_detail_type import MissingDetailType
from bridgelint_rules.missing_entry import MissingEntry
from bridgelint_rules.missing_source import MissingSource
from bridgelint_rules.oversized_request import OversizedRequest
from bridgelint_rules.oversized_resource import OversizedResource
from bridgelint_rules.provider_version import ProviderVersion
from bridgelint_rules.reserved_source import ReservedSource
from bridgelint_rules.resource_not_arn import ResourceNotArn
from bridgelint_rules.sensitive_detail import SensitiveDetail
from bridgelint_rules.syntax_error import SyntaxError  # noqa: A004 # as its module says
from bridgelint_rules.terraform_version import TerraformVersion
from bridgelint_rules.too_many_entries import TooManyEntries
from bridgelint_rules.trigger_cycle import TriggerCycle
from bridgelint_rules.triggering_resource_reference import TriggeringResourceReference
from bridgelint_rules.undeclared_action import UndeclaredAction
from bridgelint_rules.undeclared_event_bus import UndeclaredEventBus
from bridgelint_rules.undeclared_provider import UndeclaredProvider
from bridgelint_rules.unknown_action_type import UnknownActionType
from bridgelint_rules.unknown_argument import UnknownArgument
from bridgelint_rules.unlisted_region import UnlistedRegion
from bridgelint_rules.unmatched_event import UnmatchedEvent
from bridgelint_rules.unused_action import UnusedAction
from bridgelint_rules.unused_ignore import UnusedIgnore

RULES: tuple[type[Rule], ...] = (
    SyntaxError,
    InvalidActionBlock,
    DuplicateAction,
    UnknownArgument,
    UnknownActionType,
    UndeclaredProvider,
    InvalidArgumentType,
    InvalidExpression,
    EphemeralValue,
    SensitiveDetail,
    UnusedAction,
    MissingEntry,
    TooManyEntries,
    MissingSource,
    ReservedSource,
    LongSource,
    MissingDetailType,
    LongDetailType,
    MissingDetail,
    InvalidDetail,
    DuplicateDetailKey,
    DetailLimits,
    DetailSchema,
    InvalidTime,
    FragileTime,
    ResourceNotArn,
    OversizedResource,
    InvalidEventBus,
    EventBusPartition,
    EventBusRegion,
    LiteralEventBus,
    UndeclaredEventBus,
    InvalidRegion,
    UnlistedRegion,
    OversizedRequest,
    LargeRequest,
    DuplicateEntry,
    UnmatchedEvent,
    MisplacedTrigger,
    InvalidTrigger,
    InvalidTriggerEvent,
    DuplicateTriggerEvent,
    UndeclaredAction,
    InvalidActionReference,
    ActionInstanceKey,
    DuplicateTriggerAction,
    InvalidTriggerCondition,
    FragileCondition,
    DeadTrigger,
    TriggerCycle,
    TriggeringResourceReference,
    TerraformVersion,
    ProviderVersion,
    UnusedIgnore,
)
