"""Terraform actions of every type: blocks, instances, triggers, references, conditions."""

from __future__ import annotations

from bridgelint.base import on_first_use

__getattr__ = on_first_use(
    globals(),
    {
        "bridgelint.actions.action": (
            "Action ActionInstance Caller LateCaller ProviderConfiguration ProviderReference"
        ),
        "bridgelint.actions.body_schema": "Unsupported blocks_of_type",
        "bridgelint.actions.fields": "Field Origin key_text",
        "bridgelint.actions.ordering": "CycleOnReplacement may_cycle",
        "bridgelint.actions.requirements": "RequiredProvider WordUse",
        "bridgelint.actions.resource": "Resource",
        "bridgelint.actions.test_runs": "TestRun",
        "bridgelint.actions.trigger_elements": "BEFORE_EVENTS EVENTS ON_FAILURE",
        "bridgelint.actions.triggers": (
            "ActionReference ActionTrigger ActionUse ConditionValue MisplacedTriggerBlock "
            "OnFailure ReferenceForm ReferenceKey ReferenceTarget TriggerCondition TriggerEvent"
        ),
        "bridgelint.hcl.references": "Traversal",
        "bridgelint.hcl.tree": "Attribute Block Expression Template Tuple items_of",
        "bridgelint.terraform.expressions.reference_address": "InstanceKey",
        "bridgelint.terraform.values.values": "SENSITIVE Mark Value all_marks is_wholly_known",
        "bridgelint.terraform.versions": (
            "ALWAYS ATTRIBUTE_BEHIND_ACTION BEFORE_1_16 CONDITION_BESIDE_DESTROY_EVENT "
            "CONDITION_DOWNSTREAM CONDITION_UNKNOWN_IN_PLAN COUNT_OR_EACH_BESIDE_BEFORE_EVENT "
            "FUNCTIONS MISPLACED_TRIGGER_CRASH NEEDS_RESOURCE_BEFORE_EVENT "
            "NEEDS_RESOURCE_INDIRECTLY OWN_ADDRESS_BESIDE_BEFORE_EVENT OWN_ADDRESS_IN_CONDITION "
            "OWN_UNKNOWN_AT_CREATE SELF_BESIDE_BEFORE_CREATE SELF_IN_CONDITION SINCE_1_16 "
            "UNCONFIRMED WORDS WRONG_KEY_THAT_NEVER_FIRES Rejection may_reach parse_constraints "
            "parse_version"
        ),
    },
)
