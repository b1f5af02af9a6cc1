"""The small parts of the model: arguments, expansions, what a schema has no place for.

Rules import these names from `bridgelint.eventbridge.event_module`.
"""

from __future__ import annotations

from typing import Final, Literal

from bridgelint.base.records import dataclass
from bridgelint.base.source import Span
from bridgelint.hcl.tree import Attribute, Block, Expression, Tuple
from bridgelint.terraform.expressions.reference_address import InstanceKey
from bridgelint.terraform.values.instance_keys import key_text
from bridgelint.terraform.values.values import Mark, Reason, Value, all_marks, is_wholly_known

__all__ = [
    "NOTHING",
    "DynamicEntry",
    "Expansion",
    "Field",
    "InstanceKey",
    "Origin",
    "Size",
    "Unsupported",
    "is_identifier",
    "key_text",
]


@dataclass(frozen=True, slots=True, eq=False)
class Field:
    """An argument of `config`, of an `entry` or of a trigger, as written and as it came out."""

    name: str
    value: Value
    """Converted to the schema's type. Where the conversion fails it is unknown with a reason that
    has `failed`, so that only `invalid_argument_type` speaks of it."""

    raw: Value
    """Before the conversion."""

    attribute: Attribute
    """As written; `attribute.name_span` is the place of the name."""

    mismatch: str = ""
    """Why `raw` cannot become the schema's type, as a clause (`string required`), else empty."""

    origins: tuple[Origin, ...] = ()
    """Where the value was really written, when the expression is a plain reference: the chain from
    the nearest declaration to the farthest."""

    encoded: Value | None = None
    """What the expression, a sensitive `jsonencode`, encodes: its text is marked as a whole, and
    this says which parts of it are sensitive."""

    @property
    def span(self) -> Span:
        """The value expression."""
        return self.attribute.value.span

    @property
    def expression(self) -> Expression:
        """The value expression."""
        return self.attribute.value

    def element_span(self, index: int) -> Span:
        """The place of an element of a list: the element, where the list is written out here."""
        expression = self.expression
        if isinstance(expression, Tuple) and len(expression.items) == len(self.value.elements):
            return expression.items[index].span
        return self.span

    @property
    def is_null(self) -> bool:
        """Known to be null, which is the same as absent."""
        return self.value.is_null

    @property
    def is_known(self) -> bool:
        """Known with everything in it (null is known)."""
        return is_wholly_known(self.value)

    @property
    def is_sensitive(self) -> bool:
        """It or a part of it is marked sensitive: never show the value."""
        return Mark.SENSITIVE in all_marks(self.value)

    @property
    def text(self) -> str | None:
        """The known string; nothing for null, for an unknown, and for what is no string."""
        return self.value.content if isinstance(self.value.content, str) else None

    @property
    def shown(self) -> str:
        """The known string for a message, `(sensitive)` for a sensitive one, else empty."""
        if self.is_sensitive:
            return "(sensitive)"
        return self.text or ""

    @property
    def prefix(self) -> str:
        """What the string is certain to begin with: all of it when it is known."""
        if self.text is not None:
            return self.text
        unknown = self.value.unknown
        if unknown is None:
            return ""
        first = unknown.parts[0] if unknown.parts else ""
        return first if isinstance(first, str) and first else unknown.prefix


@dataclass(frozen=True, slots=True)
class Origin:
    """One step from a reference to the text that gave the value."""

    kind: Literal["variable", "local", "input", "caller"]
    """`variable`: its declaration's default; `local`: its expression; `input`: a tfvars file;
    `caller`: the argument of the module call."""

    address: str
    """`var.source`, `local.bus`."""

    span: Span


@dataclass(frozen=True, slots=True)
class Size:
    """Bytes by PutEvents' formula."""

    least: int
    """What is certain, whatever the unknown parts are."""

    exact: int | None
    """Nothing while a part is unknown."""


NOTHING: Final = Size(0, 0)


@dataclass(frozen=True, slots=True, eq=False)
class Expansion:
    """How many instances a block has, and which."""

    mode: Literal["single", "count", "for_each"]
    keys: tuple[InstanceKey, ...] | None
    """In Terraform's order; `(None,)` for a single one; nothing where it is not known."""

    attribute: Attribute | None = None
    """The `count` or `for_each` that decides."""

    reason: Reason | None = None
    """Why the keys are not known."""

    after_apply: bool = False
    """Not known because of something that only an apply makes known: a plan is refused."""

    def has(self, key: InstanceKey) -> bool | None:
        """Whether there is such an instance; nothing where that is not known."""
        if (self.mode == "single") != (key is None):
            return False
        if self.mode == "count" and (not isinstance(key, int) or key < 0):
            return False
        if self.mode == "for_each" and not isinstance(key, str):
            return False
        return None if self.keys is None else key in self.keys


@dataclass(frozen=True, slots=True)
class Unsupported:
    """Something in a body for which its schema has no place."""

    kind: Literal[
        "argument",
        "block",
        "argument as block",
        "block as argument",
        "label",
        "dynamic",
    ]
    """`argument`, `block`: no such name. `argument as block`: written `name { }` instead of
    `name = `; `block as argument`: the reverse. `label`: a label that the block does not take.
    `dynamic`: a `dynamic` block that lacks `for_each` or `content`, or has something else."""

    inside: Literal["action", "config", "entry", "dynamic", "action_trigger", "lifecycle"]
    name: str
    span: Span
    """The name, as written."""

    nearest: str | None = None
    """The nearest name that the schema has there, if one is near."""

    merged: bool = False
    """Directly in a `config` that an override file merged: Terraform drops it in silence."""

    message: str = ""
    """What is wrong, for `dynamic`."""


@dataclass(frozen=True, slots=True, eq=False)
class DynamicEntry:
    """The `dynamic "entry"` block an entry was made by."""

    block: Block
    for_each: Attribute | None
    expansion: Expansion
    """Its elements; their number is what a finding about too many entries is about."""

    key: InstanceKey = None
    """The element's key, when it is known."""


def is_identifier(text: str) -> bool:
    """A name as HCL has it: a letter or underscore, then those, digits and dashes."""
    return text.replace("-", "_").isidentifier() and not text.startswith("-")
