"""What is special about `aws_events_put_events`."""

from __future__ import annotations

from bridgelint.base import on_first_use

__getattr__ = on_first_use(
    globals(),
    {
        "bridgelint.eventbridge.arn": "DEFAULT BusName arn_head bus_name parse_arn",
        "bridgelint.eventbridge.buses": "Bus Destination may_be_same",
        "bridgelint.eventbridge.detail.detail": "judge",
        "bridgelint.eventbridge.detail.json_tree": (
            "ONLY_STRING UNKNOWN Hole Json from_value path_text"
        ),
        "bridgelint.eventbridge.detail.places": "is_text repeated_items span_at span_of",
        "bridgelint.eventbridge.detail_schema.schema_document": "SchemaFault UncheckedError",
        "bridgelint.eventbridge.detail_schema.user_schema": "UserSchema load_schema",
        "bridgelint.eventbridge.event_module": "EventModule",
        "bridgelint.eventbridge.event_rules": (
            "EventRule Receiver nearest_event_field pattern_span unmatchable_field"
        ),
        "bridgelint.eventbridge.inventory": "Inventory covering",
        "bridgelint.eventbridge.limits": (
            "FIRST_SENT LARGE_REQUEST_BYTES LAST_SENT MAX_BUS_NAME MAX_DETAIL_DEPTH "
            "MAX_DETAIL_TYPE MAX_ENTRIES MAX_REQUEST_BYTES MAX_RESOURCE MAX_SOURCE "
            "OLD_LIMIT_REGIONS OLD_REQUEST_BYTES RESERVED_SOURCE is_in_range sent_time"
        ),
        "bridgelint.eventbridge.missing_bus": "LostEvent is_bus is_undeclared lost_events",
        "bridgelint.eventbridge.pattern.event_patterns": "pattern_of",
        "bridgelint.eventbridge.pattern.pattern_operators": "InvalidPattern",
        "bridgelint.eventbridge.provider_places": "Account Region same_account",
        "bridgelint.eventbridge.receptions": "Reception argument_of",
        "bridgelint.eventbridge.regions": "is_listed nearest_region partition_of",
        "bridgelint.eventbridge.request": "Entry PutEventsRequest",
        "bridgelint.eventbridge.schema": "ACTION_TYPE ENTRY FIRST_PROVIDER_VERSION mistaken_type",
        "bridgelint.terraform.functions": "rfc3339",
    },
)
