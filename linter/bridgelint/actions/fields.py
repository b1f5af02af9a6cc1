"""The small parts of the model: arguments, expansions, and unsupported items.

Rules import these names from `bridgelint.actions`.
"""

from __future__ import annotations

from typing import Final, Literal

from bridgelint.base.records import dataclass, field
from bridgelint.base.source import Span
from bridgelint.hcl.tree import Attribute, Expression, Template, Tuple
from bridgelint.terraform.expressions.reference_address import InstanceKey, key_text
from bridgelint.terraform.values.values import SENSITIVE, Value, all_marks, is_wholly_known

__all__ = [
    "Field",
    "InstanceKey",
    "Origin",
    "Unsupported",
    "key_text",
]


Inside = Literal["action", "config", "entry", "dynamic", "action_trigger", "lifecycle"]
"""What a body belongs to."""

_REPR: Final = 60
"""The maximum number of characters of a value in a repr."""


@dataclass(frozen=True, slots=True, eq=False)
class Field:
    """An argument of `config`, `entry` or a trigger: its expression and its value."""

    name: str
    value: Value
    """Converted to the schema's type. If the conversion fails, it is unknown with a reason that has
    `failed`, so that only `invalid_argument_type` reports it."""

    raw: Value
    """Before the conversion."""

    attribute: Attribute
    """The argument as written; `attribute.name_span` is the place of the name."""

    mismatch: str = ""
    """Why `raw` cannot be converted to the schema's type, as a clause; otherwise empty."""

    origins: tuple[Origin, ...] = ()
    """Where the value is really set, if the expression is a plain reference: the chain from the
    nearest declaration to the farthest."""

    encoded: Value | None = None
    """The value that the expression, a sensitive `jsonencode`, encodes: its text is marked as a
    whole, while this shows which parts of it are sensitive."""

    def __repr__(self) -> str:
        """Short, and without a sensitive value: a repr ends up in logs."""
        if self.text is not None or self.is_secret:
            return f"<Field {self.name} = {self.shown[:_REPR]!r}>"
        value = "null" if self.is_null else "…" if self.is_known else "unknown"
        return f"<Field {self.name} = {value}>"

    @property
    def span(self) -> Span:
        return self.attribute.value.span

    @property
    def expression(self) -> Expression:
        return self.attribute.value

    @property
    def written(self) -> Expression:
        """The heredoc that contains the text, even if the argument only refers to it; otherwise the
        value expression."""
        source = self.origins[-1].expression if self.origins else None
        is_heredoc = isinstance(source, Template) and source.form == "heredoc"
        return source if source is not None and is_heredoc else self.expression

    def element_span(self, index: int) -> Span:
        """Return the place of a list element, or of the value if the list is not a literal."""
        expression = self.expression
        if isinstance(expression, Tuple) and len(expression.items) == len(self.value.elements):
            return expression.items[index].span
        return self.span

    @property
    def is_null(self) -> bool:
        """Whether it is known to be null, which is the same as absent."""
        return self.value.is_null

    @property
    def is_known(self) -> bool:
        """Whether it is wholly known (null is known)."""
        return is_wholly_known(self.value)

    @property
    def is_secret(self) -> bool:
        """Whether it or a part of it is sensitive or ephemeral: never show the value."""
        return bool(all_marks(self.value))

    @property
    def text(self) -> str | None:
        """The known string; `None` for null, unknown values and other types."""
        return self.value.content if isinstance(self.value.content, str) else None

    @property
    def shown(self) -> str:
        """The known string for a message, `(sensitive)` for a sensitive one, otherwise empty."""
        if self.is_secret:
            return SENSITIVE
        return self.text or ""

    @property
    def prefix(self) -> str:
        """The known prefix of the string: all of it if it is known."""
        if self.text is not None:
            return self.text
        unknown = self.value.unknown
        if unknown is None:
            return ""
        first = unknown.parts[0] if unknown.parts else ""
        return first if isinstance(first, str) and first else unknown.prefix


@dataclass(frozen=True, slots=True)
class Origin:
    """One step from a reference to the text that sets the value."""

    address: str
    """`var.source`, `local.bus`."""

    span: Span
    """The expression of a local, the default of a variable, its value in a tfvars file or the
    argument of the module call."""

    expression: Expression | None = field(default=None, compare=False)
    """The whole expression at the span; `None` if the reference selects a part of its value."""


@dataclass(frozen=True, slots=True)
class Unsupported:
    """Something in a body that its schema does not support."""

    kind: Literal[
        "argument",
        "block",
        "argument as block",
        "block as argument",
        "label",
        "dynamic",
    ]
    """`argument`, `block`: unknown name. `argument as block`: written `name { }` instead of
    `name = `; `block as argument`: the reverse. `label`: a label that the block cannot have.
    `dynamic`: a `dynamic` block that lacks `for_each` or `content`, or has unsupported contents."""

    inside: Inside
    name: str
    span: Span
    """The name, as written."""

    message: str
    """What is wrong."""

    nearest: str | None = None
    """The nearest name in the schema, if one is near."""

    merged: bool = False
    """Directly in a `config` that an override file merged: Terraform silently drops it."""

    @property
    def instead(self) -> str:
        """What to write, as a label; empty if that is not clear."""
        match self.kind:
            case "argument as block":
                return f"expected `{self.name} = …`"
            case "block as argument":
                return f"expected `{self.name} {{ … }}`"
            case _:
                return f"did you mean `{self.nearest}`?" if self.nearest else ""
