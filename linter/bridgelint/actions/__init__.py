"""Terraform actions of every type: blocks, instances, triggers, references, conditions.

The names in `_HOMES` are public: rules and plugins use them. `__init__.pyi` shows them to type
checkers. Each is imported when it is first used, because runs that find no action need none.
"""

from __future__ import annotations

_HOMES = {
    "bridgelint.actions.action": (
        "Action",
        "ActionInstance",
        "Caller",
        "LateCaller",
        "MalformedAction",
        "ProviderConfiguration",
        "ProviderReference",
    ),
    "bridgelint.actions.body_schema": ("blocks_of_type",),
    "bridgelint.actions.dependencies": ("DependencyStep",),
    "bridgelint.actions.fields": (
        "Field",
        "Origin",
        "Unsupported",
        "key_text",
    ),
    "bridgelint.actions.replacement": (
        "BEFORE_EVENTS",
        "CycleOnReplacement",
        "may_cycle",
    ),
    "bridgelint.actions.requirements": (
        "LockedProvider",
        "RequiredProvider",
        "VersionRequirement",
    ),
    "bridgelint.actions.resource": ("Resource",),
    "bridgelint.actions.trigger_elements": (
        "EVENTS",
        "ON_FAILURE",
    ),
    "bridgelint.actions.triggers": (
        "ActionReference",
        "ActionTrigger",
        "ActionUse",
        "ConditionValue",
        "MisplacedTriggerBlock",
        "OnFailure",
        "ReferenceForm",
        "ReferenceKey",
        "ReferenceTarget",
        "TriggerCondition",
        "TriggerEvent",
    ),
    "bridgelint.actions.version_words": ("WordUse",),
    "bridgelint.hcl.tree": (
        "Attribute",
        "Block",
        "Template",
    ),
    "bridgelint.terraform.expressions.reference_address": ("InstanceKey",),
    "bridgelint.terraform.values.values": (
        "Mark",
        "Value",
        "all_marks",
        "is_wholly_known",
    ),
    "bridgelint.terraform.version_constraints": (
        "may_reach",
        "parse_constraints",
        "parse_version",
    ),
    "bridgelint.terraform.versions": (
        "ALWAYS",
        "ATTRIBUTE_BEHIND_ACTION",
        "BEFORE_1_16",
        "CONDITION_BESIDE_DESTROY_EVENT",
        "CONDITION_DOWNSTREAM",
        "CONDITION_UNKNOWN_IN_PLAN",
        "COUNT_OR_EACH_BESIDE_BEFORE_EVENT",
        "FUNCTIONS",
        "MISPLACED_TRIGGER_CRASH",
        "NEEDS_RESOURCE_BEFORE_EVENT",
        "NEEDS_RESOURCE_INDIRECTLY",
        "OWN_ADDRESS_BESIDE_BEFORE_EVENT",
        "OWN_ADDRESS_IN_CONDITION",
        "OWN_UNKNOWN_AT_CREATE",
        "Refusal",
        "SELF_BESIDE_BEFORE_CREATE",
        "SELF_IN_CONDITION",
        "SINCE_1_16",
        "UNCONFIRMED",
        "WORDS",
        "WRONG_KEY_THAT_NEVER_FIRES",
    ),
}


def __getattr__(name: str) -> object:
    from importlib import import_module  # noqa: PLC0415 # every run imports this package

    for home, names in _HOMES.items():
        if name in names:
            found = import_module(home)
            return found if home.endswith(f".{name}") else getattr(found, name)
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
