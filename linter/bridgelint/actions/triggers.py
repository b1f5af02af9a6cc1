"""The part of the model about triggers: who runs an action, when, and how it is named.

Rules import these names from `bridgelint.eventbridge.event_module`.
"""

from __future__ import annotations

import enum
from collections.abc import Iterable
from typing import TYPE_CHECKING, Literal

from bridgelint.actions.fields import Expansion, InstanceKey, Unsupported
from bridgelint.base.records import dataclass
from bridgelint.base.source import Span
from bridgelint.hcl.references import Traversal
from bridgelint.hcl.tree import Attribute, Block, Expression
from bridgelint.terraform.values.errors import Problem
from bridgelint.terraform.values.values import Value

if TYPE_CHECKING:
    from bridgelint.actions.action import Action, OtherAction


@dataclass(frozen=True, slots=True, eq=False)
class Resource:
    """A `resource`, `data` or `ephemeral` block."""

    mode: Literal["managed", "data", "ephemeral"]
    type: str
    name: str
    address: str
    """With the module path: `module.orders.aws_sqs_queue.jobs`."""

    block: Block
    expansion: Expansion
    lifecycles: tuple[Block, ...] = ()
    """Its `lifecycle` blocks; Terraform refuses a second one."""

    @property
    def local_address(self) -> str:
        """As the module itself writes it: `aws_sqs_queue.jobs`, `data.aws_region.here`."""
        word = {"managed": "", "data": "data.", "ephemeral": "ephemeral."}[self.mode]
        return f"{word}{self.type}.{self.name}"


@dataclass(frozen=True, slots=True)
class TriggerEvent:
    """One element of a trigger's `events`."""

    name: str
    """The keyword (also when it is quoted); empty where the element is no word."""

    span: Span
    """The element."""

    quoted: bool = False
    """Written as a string in native syntax, which Terraform refuses."""

    known: bool = False
    """A keyword of some version of Terraform."""

    nearest: str | None = None
    """For an unknown word: the nearest keyword, if one is near."""

    @property
    def accepted(self) -> bool:
        """Some version of Terraform takes it as it is written."""
        return self.known and not self.quoted


@dataclass(frozen=True, slots=True, eq=False)
class ConditionValue:
    """What a condition comes to for one instance of the resource."""

    key: InstanceKey
    value: Value
    """Converted to a bool; unknown with a failed reason where that cannot be. Null is false."""


@dataclass(frozen=True, slots=True, eq=False)
class TriggerCondition:
    """A trigger's `condition`."""

    attribute: Attribute
    values: tuple[ConditionValue, ...]
    """One for each known instance of the resource, or one alone where the instances are not known
    (then `count` and `each` are unknown in it)."""

    mismatch: str = ""
    """Why it can be no bool, as a clause (`a list`), else empty."""

    references: tuple[Traversal, ...] = ()
    """Everything it refers to directly, in the order of the text."""

    constant: bool = False
    """Made of literals, functions and locals that refer to nothing else: no variable, resource,
    data source, module, `path` or `terraform` behind it."""

    after_apply: tuple[Traversal, ...] = ()
    """Attributes of other managed resources it reads (directly or through locals) that only an
    apply makes known."""

    own_after_apply: tuple[Traversal, ...] = ()
    """The same of the triggering resource itself, where it reads those of no other."""

    def of(self, *roots: str) -> tuple[Traversal, ...]:
        """The direct references that begin with one of these words (`self`, `count`, `var`)."""
        return tuple(each for each in self.references if each.root in roots)

    @property
    def span(self) -> Span:
        """The expression."""
        return self.attribute.value.span

    @property
    def always_false(self) -> bool:
        """False (or null) for every known instance, and there is one."""
        return bool(self.values) and all(
            each.value.content is None or each.value.content is False for each in self.values
        )


class ReferenceForm(enum.Enum):
    """How an element of `actions` is written. Only `ACTION` is right in every version."""

    ACTION = "action"
    """`action.TYPE.NAME`, with or without an index."""

    ATTRIBUTE = "attribute"
    """An attribute behind it: before 1.16 it is ignored, from 1.16 on refused."""

    NO_PREFIX = "no prefix"
    """`TYPE.NAME` of a declared or likely action type, without `action.`."""

    OTHER_OBJECT = "other object"
    """A reference to a resource, data source or anything else that is no action."""

    VALUE = "value"
    """`local.x` or `var.x`."""

    QUOTED = "quoted"
    """A string that holds a reference, in native syntax."""

    TEMPLATE = "template"
    """`"${action.t.x}"`."""

    MODULE = "module"
    """Something in a child module."""

    SPLAT = "splat"
    PARENTHESES = "parentheses"
    CONDITIONAL = "conditional"
    """One action and something else, in `? :`."""

    SEVERAL = "several"
    """More than one action in one element."""

    SHORT = "short"
    """`action` or `action.TYPE` alone."""

    NULL = "null"
    OTHER = "other"
    """Any other expression: a literal, a function call, an operator."""


@dataclass(frozen=True, slots=True, eq=False)
class ReferenceKey:
    """The index of a reference: `[0]`, `["eu"]`, `[each.key]`."""

    form: Literal[
        "constant",
        "count.index",
        "each.key",
        "each.value",
        "value",
        "expression",
        "invalid",
    ]
    """`constant`: a whole number or a string. `each.value`: refused. `value`: `local` or `var`,
    refused (before 1.16 by a crash). `expression`: anything made by an operator, a template or a
    function, `-1` among them; refused. `invalid`: a bool, a fraction or null; refused."""

    span: Span
    """The key expression."""

    constant: int | str | None = None
    expression: Expression | None = None


@dataclass(frozen=True, slots=True)
class ReferenceTarget:
    """Which instance of the action one instance of the resource runs."""

    resource_key: InstanceKey
    action_key: InstanceKey
    exists: bool | None
    """Nothing where the action's instances are not known."""


@dataclass(frozen=True, slots=True, eq=False)
class ActionReference:
    """One element of a trigger's `actions`."""

    index: int
    expression: Expression
    span: Span
    """The element."""

    form: ReferenceForm
    type: str = ""
    """The action type it names, where one can be read, whatever the form."""

    name: str = ""
    """The action name it names, where one can be read, whatever the form."""

    key: ReferenceKey | None = None
    trailing: Span | None = None
    """From the first dot behind the action to the end, for `ATTRIBUTE`."""

    action: Action | None = None
    """The `aws_events_put_events` action of this module that it names, if it is declared. Also set
    for a form that Terraform refuses, when a type and a name can be read."""

    other: OtherAction | None = None
    """The action of another type that it names, if it is declared."""

    targets: tuple[ReferenceTarget, ...] = ()
    """For `ACTION` and `ATTRIBUTE` on a known action, one for each known instance of the resource;
    empty where the index is one that Terraform refuses for its form."""

    nearest: str | None = None
    """For what is not declared: the nearest declared action, as `action.TYPE.NAME`."""

    elsewhere: str = ""
    """For what is not declared here: the module (`module.orders`, or `the root module`) that
    declares an action of this type and name."""

    first_action: Span | None = None
    """Where the first `action.…` stands inside the element, for the forms around one."""

    @property
    def intended(self) -> str:
        """What it has to read, without an index, or empty where no name can be read."""
        return f"action.{self.type}.{self.name}" if self.type and self.name else ""

    @property
    def declared(self) -> bool:
        """The module declares an action of this type and name."""
        return self.action is not None or self.other is not None


@dataclass(frozen=True, slots=True, eq=False)
class OnFailure:
    """A trigger's `on_failure` (from 1.16 on)."""

    attribute: Attribute
    word: str
    """The keyword, also when it is quoted; empty where it is no word."""

    quoted: bool
    known: bool
    """`halt`, `taint` or `continue`."""


@dataclass(frozen=True, slots=True, eq=False)
class ActionTrigger:
    """One `action_trigger` block in the lifecycle of a managed resource."""

    resource: Resource
    block: Block
    index: int
    """Its 0-based place among the resource's triggers."""

    lifecycle: int = 0
    """Which of the resource's `lifecycle` blocks holds it; Terraform refuses any but the first."""

    events_attribute: Attribute | None = None
    events: tuple[TriggerEvent, ...] | None = ()
    """Nothing where `events` is no literal list; empty where it is absent or empty."""

    actions_attribute: Attribute | None = None
    actions: tuple[ActionReference, ...] | None = ()
    """Nothing where `actions` is no literal list; empty where it is absent or empty."""

    condition: TriggerCondition | None = None
    on_failure: OnFailure | None = None
    unsupported: tuple[Unsupported, ...] = ()

    @property
    def references(self) -> tuple[ActionReference, ...]:
        """The elements of `actions`, none where that is no list."""
        return self.actions or ()

    @property
    def event_names(self) -> tuple[str, ...]:
        """The accepted keywords of `events`, each once, in their order."""
        return tuple(dict.fromkeys(each.name for each in self.events or () if each.accepted))

    @property
    def runs_before(self) -> bool:
        """One of its events comes before the change of the resource."""
        return any(name.startswith("before_") for name in self.event_names)

    @property
    def fires_at_create(self) -> bool:
        """The first plan fires one of its events."""
        return any(name.endswith("_create") for name in self.event_names)

    @property
    def header(self) -> Span:
        """Where a finding about something absent points."""
        return self.block.header


@dataclass(frozen=True, slots=True, eq=False)
class MisplacedTriggerBlock:
    """An `action_trigger` where Terraform has no place for it."""

    place: Literal[
        "data",
        "ephemeral",
        "module",
        "resource",
        "action",
        "removed",
        "dynamic",
        "check",
        "other",
    ]
    """`data`, `ephemeral`: in its lifecycle (or body); `resource`: in the body, outside a
    lifecycle; `dynamic`: `dynamic "action_trigger"`; `check`: the data source of a check."""

    address: str
    """What it sits in."""

    span: Span
    """The word `action_trigger` (with `dynamic`: that word)."""

    in_lifecycle: bool = True


@dataclass(frozen=True, slots=True, eq=False)
class ActionUse:
    """`action.…` in an expression outside the `actions` of a trigger."""

    place: Literal[
        "depends_on",
        "replace_triggered_by",
        "output",
        "local",
        "argument",
        "condition",
        "config",
        "check",
        "other",
    ]
    """`condition`: of a trigger; `config`: inside an action."""

    address: str
    """What it stands in: `output.o`, `local.a`, `aws_sqs_queue.jobs`, `module.m`."""

    span: Span
    """The reference."""

    problem: Problem | None = None


def by_action(triggers: Iterable[ActionTrigger]) -> dict[Action, list[ActionTrigger]]:
    """The triggers that name each action, whatever the form of the reference."""
    found: dict[Action, list[ActionTrigger]] = {}
    for trigger in triggers:
        for action in dict.fromkeys(reference.action for reference in trigger.references):
            if action is not None:
                found.setdefault(action, []).append(trigger)
    return found
