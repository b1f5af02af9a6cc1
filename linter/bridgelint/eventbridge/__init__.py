"""What is special about `aws_events_put_events`.

The names in `_HOMES` are public: rules and plugins use them. `__init__.pyi` shows them to type
checkers. Each is imported when it is first used, because runs that find no action need none.
"""

from __future__ import annotations

_HOMES = {
    "bridgelint.eventbridge.arn": ("parse_arn",),
    "bridgelint.eventbridge.bus_names": (
        "BusName",
        "DEFAULT",
        "arn_head",
        "bus_name",
    ),
    "bridgelint.eventbridge.buses": ("Bus",),
    "bridgelint.eventbridge.destinations": (
        "Destination",
        "may_be_same",
    ),
    "bridgelint.eventbridge.detail.detail": ("judge",),
    "bridgelint.eventbridge.detail.json_tree": (
        "Hole",
        "Json",
        "ONLY_STRING",
        "UNKNOWN",
        "from_value",
        "path_text",
    ),
    "bridgelint.eventbridge.detail.places": (
        "is_text",
        "repeated_items",
        "span_at",
        "span_of",
    ),
    "bridgelint.eventbridge.detail_schema.schema_document": ("SchemaFault",),
    "bridgelint.eventbridge.detail_schema.user_schema": (
        "UserSchema",
        "load_schema",
    ),
    "bridgelint.eventbridge.event_module": (
        "EventModule",
        "Source",
    ),
    "bridgelint.eventbridge.event_rules": ("EventRule",),
    "bridgelint.eventbridge.limits": (
        "LARGE_REQUEST_BYTES",
        "MAX_BUS_NAME",
        "MAX_DETAIL_DEPTH",
        "MAX_DETAIL_TYPE",
        "MAX_ENTRIES",
        "MAX_REQUEST_BYTES",
        "MAX_RESOURCE",
        "MAX_SOURCE",
        "OLD_LIMIT_REGIONS",
        "OLD_REQUEST_BYTES",
        "RESERVED_SOURCE",
    ),
    "bridgelint.eventbridge.lost_event": (
        "LostEvent",
        "is_bus",
        "lost_events",
    ),
    "bridgelint.eventbridge.pattern.event_pattern": (
        "InvalidPattern",
        "match_value",
    ),
    "bridgelint.eventbridge.provider_places": (
        "Account",
        "Region",
        "same_account",
    ),
    "bridgelint.eventbridge.regions": (
        "is_listed",
        "nearest_region",
        "partition_of",
    ),
    "bridgelint.eventbridge.request": (
        "DynamicEntry",
        "Entry",
        "PutEventsRequest",
    ),
    "bridgelint.eventbridge.schema": (
        "ACTION_TYPE",
        "ENTRY",
        "FIRST_PROVIDER_VERSION",
        "mistaken_type",
    ),
    "bridgelint.eventbridge.sdk_time": (
        "FIRST_SENT",
        "LAST_SENT",
        "is_in_range",
        "sent_time",
    ),
    "bridgelint.terraform.functions.rfc3339": ("rfc3339",),
}


def __getattr__(name: str) -> object:
    from importlib import import_module  # noqa: PLC0415 # every run imports this package

    for home, names in _HOMES.items():
        if name in names:
            found = import_module(home)
            return found if home.endswith(f".{name}") else getattr(found, name)
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
