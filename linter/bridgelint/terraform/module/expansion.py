"""`count` and `for_each`: how many instances a block has, and their keys."""

from __future__ import annotations

from typing import Final
from typing import Literal as Choice

from bridgelint.base.records import dataclass
from bridgelint.base.source import Span
from bridgelint.hcl.tree import Attribute, Block
from bridgelint.terraform.expressions.bindings import NO_BINDINGS, Bindings
from bridgelint.terraform.expressions.reference_address import InstanceKey
from bridgelint.terraform.expressions.scope import coerce, failure
from bridgelint.terraform.module.cell import Cell, ModuleContext, Needs, invalid, report_cycle
from bridgelint.terraform.values.errors import EvaluationError
from bridgelint.terraform.values.type_names import a_value_of
from bridgelint.terraform.values.types import (
    DYNAMIC,
    NUMBER,
    STRING,
    Dynamic,
    MapType,
    ObjectType,
    SetType,
)
from bridgelint.terraform.values.values import (
    Mark,
    Reason,
    Unknown,
    Value,
    is_number,
    number,
    string,
    unknown,
)

MAX_INSTANCES: Final = 10_000
"""A block with more instances is treated as if its instances were unknown."""

_TOO_MANY: Final = "there are too many instances to check each one"


@dataclass(frozen=True, slots=True, eq=False)
class Expansion:
    """How many instances a block has, and their keys."""

    mode: Choice["single", "count", "for_each"]
    keys: tuple[InstanceKey, ...] | None
    """In Terraform's order; `(None,)` for a single instance; `None` if unknown. An invalid block is
    `single` without keys, because it may have either argument."""

    values: tuple[Value, ...] = ()
    """`each.value` of each key, if there is a `for_each` and it is known."""

    attribute: Attribute | None = None
    """The `count` or `for_each` argument that determines the instances."""

    reason: Reason | None = None
    """Why the keys are unknown; `failed` if Terraform rejects the argument."""

    @property
    def is_too_large(self) -> bool:
        """Whether the keys are only unknown because there are more than `MAX_INSTANCES`."""
        return self.reason is not None and self.reason.text == _TOO_MANY

    @property
    def after_apply(self) -> bool:
        """The keys are unknown because of something known only after apply: the plan fails."""
        return self.reason is not None and self.reason.after_apply

    def has(self, key: InstanceKey) -> bool | None:
        """Whether the block has this instance, or `None` if that is unknown."""
        if (self.mode == "single") != (key is None):
            return False
        if self.mode == "count" and (not isinstance(key, int) or key < 0):
            return False
        if self.mode == "for_each" and not isinstance(key, str):
            return False
        return None if self.keys is None else key in self.keys

    def bindings(self, key: InstanceKey) -> Bindings:
        """Return the values of `count` and `each` in the instance with this key."""
        if self.mode == "count" and isinstance(key, int):
            return Bindings(count_index=number(key))
        if self.mode == "for_each" and isinstance(key, str) and self.keys is not None:
            each = self.values[self.keys.index(key)]
            return Bindings(each_key=string(key), each_value=each)
        return self.any_bindings

    @property
    def any_bindings(self) -> Bindings:
        """Return the values of `count` and `each` in an unknown instance."""
        reason = self.reason or Reason("it depends on the instance")
        index = Value(NUMBER, Unknown(reason, not_null=True))
        key = Value(STRING, Unknown(reason, not_null=True))
        if self.mode == "count":
            return Bindings(count_index=index)
        if self.mode == "for_each":
            return Bindings(each_key=key, each_value=unknown(DYNAMIC, reason))
        if self.keys is None:
            return Bindings(index, key, unknown(DYNAMIC, reason))
        return NO_BINDINGS

    def all_bindings(self) -> tuple[tuple[InstanceKey, Bindings], ...]:
        """Yield each known key with its bindings."""
        if self.mode != "for_each" or self.keys is None:
            return tuple((key, self.bindings(key)) for key in self.keys or ())
        return tuple(
            (key, Bindings(each_key=string(str(key)), each_value=value))
            for key, value in zip(self.keys, self.values, strict=True)
        )


SINGLE: Final = Expansion("single", (None,))


class ExpansionCell(Cell[Expansion]):
    """The expansion of one block of a module."""

    __slots__ = ("attribute", "block", "module")

    def __init__(self, module: ModuleContext, block: Block) -> None:
        super().__init__()
        self.module = module
        self.block = block
        count = block.body.attribute("count")
        self.attribute = count or block.body.attribute("for_each")

    def work(self) -> Needs[Expansion]:
        attribute = self.attribute
        if attribute is None and not self.block.body.complete:
            return Expansion("single", None, reason=invalid("the block", self.block))
        if attribute is None:
            return SINGLE
        value = yield from self.module.read(attribute.value)
        try:
            if attribute.name == "count":
                return read_count(value, attribute)
            return read_for_each(value, attribute)
        except EvaluationError as error:
            self.module.report(error.problem)
            return _refused(attribute, error.problem.message, error.problem.span)

    def broken(self, cycle: tuple[Cell[object], ...]) -> Expansion:
        reason = report_cycle(self, cycle)
        return Expansion(_mode(self.attribute), None, attribute=self.attribute, reason=reason)


def _refused(attribute: Attribute, message: str, span: Span) -> Expansion:
    reason = Reason(message, span, failed=True)
    return Expansion(_mode(attribute), None, attribute=attribute, reason=reason)


def _mode(attribute: Attribute | None) -> Choice["count", "for_each"]:
    return "count" if attribute and attribute.name == "count" else "for_each"


def read_count(value: Value, attribute: Attribute) -> Expansion:
    """Raise `EvaluationError` for values that Terraform rejects regardless of the inputs."""
    span = attribute.value.span
    if Mark.EPHEMERAL in value.marks:
        raise failure("`count` cannot be an ephemeral value", span)
    amount = coerce(value, NUMBER, span, "unsuitable `count`")
    content = amount.content
    if content is None:
        raise failure("`count` is null", span, "use 0 for no instances")
    if isinstance(content, Unknown):
        return Expansion("count", None, attribute=attribute, reason=content.reason)
    if not is_number(content) or isinstance(content, float) or content != int(content):
        raise failure("`count` must be an integer", span)
    if content < 0:
        shown = "" if amount.marks else f": {int(content)}"
        raise failure(f"`count` is negative{shown}", span)
    if content > MAX_INSTANCES:
        reason = Reason(_TOO_MANY, span)
        return Expansion("count", None, attribute=attribute, reason=reason)
    return Expansion("count", tuple(range(int(content))), attribute=attribute)


def read_for_each(value: Value, attribute: Attribute) -> Expansion:
    """Raise `EvaluationError` for values that Terraform rejects regardless of the inputs."""
    span = attribute.value.span
    if Mark.SENSITIVE in value.marks:
        raise failure(
            "`for_each` cannot be a sensitive value: its keys appear in addresses",
            span,
            "if the keys are not secret, unmark them with `nonsensitive()`",
        )
    if Mark.EPHEMERAL in value.marks:
        raise failure("`for_each` cannot be an ephemeral value", span)
    if value.is_null:
        raise failure(
            "`for_each` is null", span, "use a map or a set of strings, or `{}` for no instances"
        )
    type_ = value.type
    if not isinstance(type_, Dynamic | MapType | ObjectType | SetType):
        raise failure(
            f"`for_each` must be a map or a set of strings, not {a_value_of(type_)}",
            span,
            "convert the list with `toset()`",
        )
    content = value.content
    if isinstance(content, Unknown):
        return Expansion("for_each", None, attribute=attribute, reason=content.reason)
    if len(value.elements) > MAX_INSTANCES:
        reason = Reason(_TOO_MANY, span)
        return Expansion("for_each", None, attribute=attribute, reason=reason)
    if isinstance(content, dict):
        keys, values = tuple(content), tuple(content.values())
        return Expansion("for_each", keys, values, attribute)
    return _of_set(value, attribute)


def _of_set(value: Value, attribute: Attribute) -> Expansion:
    span = attribute.value.span
    elements = value.elements
    for each in elements:
        if isinstance(each.content, Unknown):
            reason = each.content.reason
            return Expansion("for_each", None, attribute=attribute, reason=reason)
    if elements and isinstance(value.type, SetType) and value.type.element != STRING:
        kind = a_value_of(value.type)
        raise failure(f"`for_each` must be a map or a set of strings, not {kind}", span)
    if any(each.is_null for each in elements):
        raise failure("the set in `for_each` contains null", span)
    keys = tuple(str(each.content) for each in elements)
    return Expansion("for_each", keys, elements, attribute)
