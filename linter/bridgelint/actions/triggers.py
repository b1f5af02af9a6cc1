"""The model of triggers: what runs an action, when, and how it refers to it.

Rules import these names from `bridgelint.actions`.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import ClassVar, Literal, TypeVar

from bridgelint.actions.action import Action
from bridgelint.actions.body_schema import Unsupported
from bridgelint.actions.fields import InstanceKey
from bridgelint.actions.resource import Resource
from bridgelint.base.records import Record
from bridgelint.base.source import Span
from bridgelint.hcl.references import Traversal
from bridgelint.hcl.tree import Attribute, Block, Expression
from bridgelint.terraform.values.values import Value


class TriggerEvent(Record):
    """One element of a trigger's `events`."""

    argument: ClassVar[str] = "events"
    name: str
    """The keyword, without quotes; empty if the element is not a word."""

    span: Span
    """The element."""

    quoted: bool = False
    """Written as a string in native syntax, which Terraform rejects."""

    known: bool = False
    """Whether it is a keyword in some version of Terraform."""

    nearest: str | None = None
    """For an unknown word: the nearest keyword, if one is near."""

    @property
    def accepted(self) -> bool:
        """Whether some version of Terraform accepts it as written."""
        return self.known and not self.quoted


class ConditionValue(Record, eq=False):
    """The value of a condition for one instance of the resource."""

    key: InstanceKey
    value: Value
    """Converted to a bool; unknown with a failed reason if that is impossible. Null is false."""


class TriggerCondition(Record, eq=False):
    """A trigger's `condition`."""

    argument: ClassVar[str] = "condition"
    attribute: Attribute
    values: tuple[ConditionValue, ...]
    """One per known instance of the resource, or a single one if the instances are unknown (then
    `count` and `each` are unknown in it)."""

    mismatch: str = ""
    """Why it cannot be a bool, as a noun phrase (`a list`); otherwise empty."""

    references: tuple[Traversal, ...] = ()
    """Everything it refers to directly, in text order."""

    constant: bool = False
    """Whether it consists of literals, functions and locals that refer to nothing else: no
    variable, resource, data source, module, `path` or `terraform`."""

    after_apply: tuple[Traversal, ...] = ()
    """Attributes of other managed resources that it reads (directly or through locals) and that are
    known only after apply."""

    own_after_apply: tuple[Traversal, ...] = ()
    """Whether the same is true of the triggering resource itself and of no other."""

    def of(self, *roots: str) -> tuple[Traversal, ...]:
        """Return the direct references with one of these roots (`self`, `count`, `var`)."""
        return tuple(each for each in self.references if each.root in roots)

    @property
    def span(self) -> Span:
        return self.attribute.value.span

    @property
    def always_false(self) -> bool:
        """Whether it is false (or null) for every known instance, and there is at least one."""
        return bool(self.values) and all(
            each.value.content is None or each.value.content is False for each in self.values
        )


ReferenceForm = Literal[
    "action",
    "attribute",
    "no prefix",
    "other object",
    "value",
    "quoted",
    "template",
    "module",
    "splat",
    "parentheses",
    "conditional",
    "several",
    "short",
    "null",
    "other",
]
"""The form of an element of `actions`. Only `action` is valid in every version: `action.TYPE.NAME`,
with or without an instance key. `attribute`: with a trailing attribute, ignored before 1.16, an
error in 1.16 and later. `no prefix`: `TYPE.NAME` of a declared or likely action type. `other
object`: refers to something that is not an action. `value`: `local.x` or `var.x`. `quoted`: a
string that contains a reference, in native syntax. `template`: `"${action.t.x}"`. `module`:
something in a child module. `conditional`: one action and something else. `several`: more than one
action. `short`: `action` or `action.TYPE`. `other`: a literal, a function call, an operator."""


class ReferenceKey(Record, eq=False):
    """The instance key of a reference: `[0]`, `["eu"]`, `[each.key]`."""

    form: Literal[
        "constant", "count.index", "each.key", "each.value", "value", "expression", "invalid"
    ]
    """`constant`: an integer or a string. `each.value`: rejected. `value`: `local` or `var`,
    rejected (before 1.16 by a crash). `expression`: the result of an operator, a template or a
    function, including `-1`; rejected. `invalid`: a bool, a fraction or null; rejected."""

    span: Span
    """The key expression."""

    constant: int | str | None = None


class ReferenceTarget(Record):
    """The action instance that one instance of the resource runs."""

    resource_key: InstanceKey
    action_key: InstanceKey
    exists: bool | None
    """`None` if the action's instances are unknown."""


class ActionReference(Record, eq=False):
    """One element of a trigger's `actions`."""

    argument: ClassVar[str] = "actions"
    expression: Expression
    form: ReferenceForm
    type: str = ""
    """The action type in the reference, if one can be read, in any form."""

    name: str = ""
    """The action name in the reference, if one can be read, in any form."""

    key: ReferenceKey | None = None
    trailing: Span | None = None
    """From the first dot after the action to the end, for `attribute`."""

    action: Action | None = None
    """The action of this module to which it refers, if declared. Also set for a form that Terraform
    rejects, if a type and a name can be read."""

    targets: tuple[ReferenceTarget, ...] = ()
    """For `action` and `attribute` on a known action: one per known instance of the resource; empty
    if Terraform rejects the form of the instance key."""

    nearest: str | None = None
    """For an undeclared action: the nearest declared action, as `action.TYPE.NAME`."""

    elsewhere: str = ""
    """For an action not declared here: the module (`module.orders`, or `the root module`) that
    declares an action of this type and name."""

    @property
    def span(self) -> Span:
        return self.expression.span

    @property
    def intended(self) -> str:
        """The correct reference without an instance key, or empty if no name can be read."""
        return f"action.{self.type}.{self.name}" if self.type and self.name else ""


class OnFailure(Record, eq=False):
    """A trigger's `on_failure` (1.16 and later)."""

    attribute: Attribute
    quoted: bool
    known: bool
    """`halt`, `taint` or `continue`."""


class ActionTrigger(Record, eq=False):
    """One `action_trigger` block in the lifecycle of a managed resource."""

    resource: Resource
    block: Block
    events: tuple[TriggerEvent, ...] = ()
    """The elements of `events`; empty if it is absent or not a literal list."""

    references: tuple[ActionReference, ...] = ()
    """The elements of `actions`, likewise."""

    condition: TriggerCondition | None = None
    on_failure: OnFailure | None = None
    unsupported: tuple[Unsupported, ...] = ()

    @property
    def event_names(self) -> tuple[str, ...]:
        """The accepted keywords of `events`, each once, in order."""
        return tuple(dict.fromkeys(each.name for each in self.events if each.accepted))

    @property
    def runs_before(self) -> bool:
        """Whether one of its events fires before the change of the resource."""
        return any(name.startswith("before_") for name in self.event_names)

    @property
    def fires_at_create(self) -> bool:
        """Whether the first plan fires one of its events."""
        return any(name.endswith("_create") for name in self.event_names)


class MisplacedTriggerBlock(Record, eq=False):
    """An `action_trigger` where Terraform does not allow it."""

    place: str
    """The type of the enclosing top-level block, or `dynamic` for `dynamic "action_trigger"`."""

    address: str
    """The address of the enclosing block."""

    span: Span
    """The keyword `action_trigger` (or `dynamic`)."""

    in_lifecycle: bool = True


class ActionUse(Record, eq=False):
    """`action.…` in an expression outside the `actions` of a trigger."""

    argument: str
    """The name of the argument that contains it."""

    address: str
    """The enclosing object: `output.o`, `local.a`, `aws_sqs_queue.jobs`, `module.m`."""

    span: Span
    """The reference."""


def by_action(triggers: Iterable[ActionTrigger]) -> dict[Action, list[ActionTrigger]]:
    """Return the triggers that refer to each action, in any form."""
    return grouped(
        (action, trigger)
        for trigger in triggers
        for action in dict.fromkeys(reference.action for reference in trigger.references)
        if action is not None
    )


_K = TypeVar("_K")
_V = TypeVar("_V")


def grouped(pairs: Iterable[tuple[_K, _V]]) -> dict[_K, list[_V]]:
    """Return the second of each pair by the first, in order."""
    groups: dict[_K, list[_V]] = {}
    for key, each in pairs:
        groups.setdefault(key, []).append(each)
    return groups
