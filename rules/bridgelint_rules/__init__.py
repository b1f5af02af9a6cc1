"""The rules that ship with bridgelint, in the order of their documentation."""

from __future__ import annotations

from bridgelint.lint import Rule
from bridgelint_rules.blocks.duplicate_action import DuplicateAction
from bridgelint_rules.blocks.ephemeral_value import EphemeralValue
from bridgelint_rules.blocks.invalid_action_block import InvalidActionBlock
from bridgelint_rules.blocks.invalid_argument_type import InvalidArgumentType
from bridgelint_rules.blocks.invalid_expression import InvalidExpression
from bridgelint_rules.blocks.sensitive_detail import SensitiveDetail
from bridgelint_rules.blocks.syntax_error import SyntaxError  # noqa: A004 # as its module says
from bridgelint_rules.blocks.undeclared_provider import UndeclaredProvider
from bridgelint_rules.blocks.unknown_action_type import UnknownActionType
from bridgelint_rules.blocks.unknown_argument import UnknownArgument
from bridgelint_rules.blocks.unused_action import UnusedAction
from bridgelint_rules.buses.event_before_rule import EventBeforeRule
from bridgelint_rules.buses.event_bus_account import EventBusAccount
from bridgelint_rules.buses.event_bus_partition import EventBusPartition
from bridgelint_rules.buses.event_bus_region import EventBusRegion
from bridgelint_rules.buses.event_without_bus import EventWithoutBus
from bridgelint_rules.buses.invalid_event_bus import InvalidEventBus
from bridgelint_rules.buses.invalid_event_pattern import InvalidEventPattern
from bridgelint_rules.buses.literal_event_bus import LiteralEventBus
from bridgelint_rules.buses.undeclared_event_bus import UndeclaredEventBus
from bridgelint_rules.buses.unmatchable_event_pattern import UnmatchableEventPattern
from bridgelint_rules.buses.unmatched_event import UnmatchedEvent
from bridgelint_rules.entries.detail_limits import DetailLimits
from bridgelint_rules.entries.detail_schema import DetailSchema
from bridgelint_rules.entries.duplicate_detail_key import DuplicateDetailKey
from bridgelint_rules.entries.duplicate_entry import DuplicateEntry
from bridgelint_rules.entries.fragile_time import FragileTime
from bridgelint_rules.entries.invalid_detail import InvalidDetail
from bridgelint_rules.entries.invalid_region import InvalidRegion
from bridgelint_rules.entries.invalid_time import InvalidTime
from bridgelint_rules.entries.large_request import LargeRequest
from bridgelint_rules.entries.long_detail_type import LongDetailType
from bridgelint_rules.entries.long_source import LongSource
from bridgelint_rules.entries.missing_detail import MissingDetail
from bridgelint_rules.entries.missing_detail_type import MissingDetailType
from bridgelint_rules.entries.missing_entry import MissingEntry
from bridgelint_rules.entries.missing_source import MissingSource
from bridgelint_rules.entries.oversized_request import OversizedRequest
from bridgelint_rules.entries.oversized_resource import OversizedResource
from bridgelint_rules.entries.reserved_source import ReservedSource
from bridgelint_rules.entries.resource_not_arn import ResourceNotArn
from bridgelint_rules.entries.too_many_entries import TooManyEntries
from bridgelint_rules.entries.unlisted_region import UnlistedRegion
from bridgelint_rules.triggers.action_instance_key import ActionInstanceKey
from bridgelint_rules.triggers.dead_trigger import DeadTrigger
from bridgelint_rules.triggers.duplicate_trigger_action import DuplicateTriggerAction
from bridgelint_rules.triggers.duplicate_trigger_event import DuplicateTriggerEvent
from bridgelint_rules.triggers.fragile_condition import FragileCondition
from bridgelint_rules.triggers.invalid_action_reference import InvalidActionReference
from bridgelint_rules.triggers.invalid_trigger import InvalidTrigger
from bridgelint_rules.triggers.invalid_trigger_condition import InvalidTriggerCondition
from bridgelint_rules.triggers.invalid_trigger_event import InvalidTriggerEvent
from bridgelint_rules.triggers.misplaced_trigger import MisplacedTrigger
from bridgelint_rules.triggers.replacement_cycle import ReplacementCycle
from bridgelint_rules.triggers.trigger_cycle import TriggerCycle
from bridgelint_rules.triggers.triggering_resource_reference import TriggeringResourceReference
from bridgelint_rules.triggers.undeclared_action import UndeclaredAction
from bridgelint_rules.versions.provider_version import ProviderVersion
from bridgelint_rules.versions.real_events_in_test import RealEventsInTest
from bridgelint_rules.versions.terraform_version import TerraformVersion
from bridgelint_rules.versions.unused_ignore import UnusedIgnore

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
    EventBusAccount,
    LiteralEventBus,
    EventWithoutBus,
    EventBeforeRule,
    InvalidEventPattern,
    UnmatchableEventPattern,
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
    ReplacementCycle,
    TriggeringResourceReference,
    TerraformVersion,
    ProviderVersion,
    RealEventsInTest,
    UnusedIgnore,
)
