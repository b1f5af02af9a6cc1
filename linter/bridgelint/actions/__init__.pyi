from bridgelint.actions.action import Action as Action
from bridgelint.actions.action import ActionInstance as ActionInstance
from bridgelint.actions.action import Caller as Caller
from bridgelint.actions.action import LateCaller as LateCaller
from bridgelint.actions.action import ProviderConfiguration as ProviderConfiguration
from bridgelint.actions.action import ProviderReference as ProviderReference
from bridgelint.actions.body_schema import Unsupported as Unsupported
from bridgelint.actions.body_schema import blocks_of_type as blocks_of_type
from bridgelint.actions.fields import Field as Field
from bridgelint.actions.fields import Origin as Origin
from bridgelint.actions.fields import key_text as key_text
from bridgelint.actions.ordering import CycleOnReplacement as CycleOnReplacement
from bridgelint.actions.ordering import may_cycle as may_cycle
from bridgelint.actions.requirements import RequiredProvider as RequiredProvider
from bridgelint.actions.requirements import WordUse as WordUse
from bridgelint.actions.resource import Resource as Resource
from bridgelint.actions.test_runs import TestRun as TestRun
from bridgelint.actions.trigger_elements import BEFORE_EVENTS as BEFORE_EVENTS
from bridgelint.actions.trigger_elements import EVENTS as EVENTS
from bridgelint.actions.trigger_elements import ON_FAILURE as ON_FAILURE
from bridgelint.actions.triggers import ActionReference as ActionReference
from bridgelint.actions.triggers import ActionTrigger as ActionTrigger
from bridgelint.actions.triggers import ActionUse as ActionUse
from bridgelint.actions.triggers import ConditionValue as ConditionValue
from bridgelint.actions.triggers import MisplacedTriggerBlock as MisplacedTriggerBlock
from bridgelint.actions.triggers import OnFailure as OnFailure
from bridgelint.actions.triggers import ReferenceForm as ReferenceForm
from bridgelint.actions.triggers import ReferenceKey as ReferenceKey
from bridgelint.actions.triggers import ReferenceTarget as ReferenceTarget
from bridgelint.actions.triggers import TriggerCondition as TriggerCondition
from bridgelint.actions.triggers import TriggerEvent as TriggerEvent
from bridgelint.hcl.references import Traversal as Traversal
from bridgelint.hcl.tree import Attribute as Attribute
from bridgelint.hcl.tree import Block as Block
from bridgelint.hcl.tree import Expression as Expression
from bridgelint.hcl.tree import Template as Template
from bridgelint.hcl.tree import Tuple as Tuple
from bridgelint.hcl.tree import items_of as items_of
from bridgelint.terraform.expressions.reference_address import InstanceKey as InstanceKey
from bridgelint.terraform.values.values import SENSITIVE as SENSITIVE
from bridgelint.terraform.values.values import Mark as Mark
from bridgelint.terraform.values.values import Value as Value
from bridgelint.terraform.values.values import all_marks as all_marks
from bridgelint.terraform.values.values import is_wholly_known as is_wholly_known
from bridgelint.terraform.versions import ALWAYS as ALWAYS
from bridgelint.terraform.versions import ATTRIBUTE_BEHIND_ACTION as ATTRIBUTE_BEHIND_ACTION
from bridgelint.terraform.versions import BEFORE_1_16 as BEFORE_1_16
from bridgelint.terraform.versions import (
    CONDITION_BESIDE_DESTROY_EVENT as CONDITION_BESIDE_DESTROY_EVENT,
)
from bridgelint.terraform.versions import CONDITION_DOWNSTREAM as CONDITION_DOWNSTREAM
from bridgelint.terraform.versions import CONDITION_UNKNOWN_IN_PLAN as CONDITION_UNKNOWN_IN_PLAN
from bridgelint.terraform.versions import (
    COUNT_OR_EACH_BESIDE_BEFORE_EVENT as COUNT_OR_EACH_BESIDE_BEFORE_EVENT,
)
from bridgelint.terraform.versions import FUNCTIONS as FUNCTIONS
from bridgelint.terraform.versions import MISPLACED_TRIGGER_CRASH as MISPLACED_TRIGGER_CRASH
from bridgelint.terraform.versions import NEEDS_RESOURCE_BEFORE_EVENT as NEEDS_RESOURCE_BEFORE_EVENT
from bridgelint.terraform.versions import NEEDS_RESOURCE_INDIRECTLY as NEEDS_RESOURCE_INDIRECTLY
from bridgelint.terraform.versions import (
    OWN_ADDRESS_BESIDE_BEFORE_EVENT as OWN_ADDRESS_BESIDE_BEFORE_EVENT,
)
from bridgelint.terraform.versions import OWN_ADDRESS_IN_CONDITION as OWN_ADDRESS_IN_CONDITION
from bridgelint.terraform.versions import OWN_UNKNOWN_AT_CREATE as OWN_UNKNOWN_AT_CREATE
from bridgelint.terraform.versions import SELF_BESIDE_BEFORE_CREATE as SELF_BESIDE_BEFORE_CREATE
from bridgelint.terraform.versions import SELF_IN_CONDITION as SELF_IN_CONDITION
from bridgelint.terraform.versions import SINCE_1_16 as SINCE_1_16
from bridgelint.terraform.versions import UNCONFIRMED as UNCONFIRMED
from bridgelint.terraform.versions import WORDS as WORDS
from bridgelint.terraform.versions import WRONG_KEY_THAT_NEVER_FIRES as WRONG_KEY_THAT_NEVER_FIRES
from bridgelint.terraform.versions import Rejection as Rejection
from bridgelint.terraform.versions import may_reach as may_reach
from bridgelint.terraform.versions import parse_constraints as parse_constraints
from bridgelint.terraform.versions import parse_version as parse_version
