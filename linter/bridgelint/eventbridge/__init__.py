"""What is special about `aws_events_put_events`.

The public names, which rules and plugins import from here, are listed in `__init__.pyi`. They are
imported on first use, because a run that finds no action needs none of them.
"""

from __future__ import annotations

_HOMES = (
    "bridgelint.eventbridge.arn",
    "bridgelint.eventbridge.bus_names",
    "bridgelint.eventbridge.buses",
    "bridgelint.eventbridge.destinations",
    "bridgelint.eventbridge.detail.detail",
    "bridgelint.eventbridge.detail.json_tree",
    "bridgelint.eventbridge.detail.places",
    "bridgelint.eventbridge.event_module",
    "bridgelint.eventbridge.event_rules",
    "bridgelint.eventbridge.limits",
    "bridgelint.eventbridge.lost_event",
    "bridgelint.eventbridge.provider_places",
    "bridgelint.eventbridge.regions",
    "bridgelint.eventbridge.request",
    "bridgelint.eventbridge.schema",
    "bridgelint.eventbridge.sdk_time",
    "bridgelint.eventbridge.detail_schema.schema_document",
    "bridgelint.eventbridge.detail_schema.user_schema",
    "bridgelint.eventbridge.pattern.event_pattern",
    "bridgelint.eventbridge.receivers",
    "bridgelint.eventbridge.rule_patterns",
    "bridgelint.eventbridge.event",
    "bridgelint.eventbridge.inventory",
    "bridgelint.eventbridge.undeclared_bus",
)
# Those of event patterns and schemas are the last, so that nothing else loads them.
_MODULES = {"rfc3339": "bridgelint.terraform.functions.rfc3339"}


def __getattr__(name: str) -> object:
    """Import a public name on first use."""
    from importlib import import_module  # noqa: PLC0415 # every run imports this package

    if name in _MODULES:
        return import_module(_MODULES[name])
    for home in () if name.startswith("_") else _HOMES:
        module = import_module(home)
        if hasattr(module, name):
            globals()[name] = getattr(module, name)
            return globals()[name]
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
