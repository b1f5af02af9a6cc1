"""`count`, `for_each` and `dynamic` blocks: how many instances a block has, and their keys."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import cache, partial
from typing import Final
from typing import Literal as Choice

from bridgelint.base.records import Record
from bridgelint.base.source import Span
from bridgelint.hcl.tree import Attribute, Block, Body, Name, items_of, literal_of
from bridgelint.terraform.expressions.reference_address import InstanceKey, Reference, key_text
from bridgelint.terraform.expressions.scope import NO_BINDINGS, Bindings, coerce, failure
from bridgelint.terraform.module.cell import Cell, ModuleContext, NamedCell, Needs, invalid
from bridgelint.terraform.values.errors import EvaluationError, Problem
from bridgelint.terraform.values.types import (
    DYNAMIC,
    NUMBER,
    STRING,
    Dynamic,
    MapType,
    ObjectType,
    Primitive,
    SetType,
    a_value_of,
)
from bridgelint.terraform.values.values import (
    Mark,
    Reason,
    Unknown,
    Value,
    first_reason,
    is_number,
    number,
    object_of,
    string,
    tuple_of,
    unknown,
)

Mode = Choice["single", "count", "for_each"]
Instances = Mapping[InstanceKey, Bindings]

MAX_INSTANCES: Final = 10_000
"""A block with more instances is treated as if its instances were unknown."""

_TOO_MANY: Final = "there are too many instances to check each one"


class Expansion(Record, eq=False):
    """How many instances a block has, and their keys."""

    mode: Mode
    instances: Instances | None
    """The values of `count` and `each` by key, in Terraform's order; the key `None` for a single
    instance. `None` if they are unknown; an invalid block is `single` without instances, because it
    may have either argument."""

    attribute: Attribute | None = None
    """The `count` or `for_each` argument that determines the instances."""

    reason: Reason | None = None
    """Why the keys are unknown; `failed` if Terraform rejects the argument."""

    @property
    def keys(self) -> tuple[InstanceKey, ...] | None:
        """The keys of the instances, or `None` if they are unknown."""
        return None if self.instances is None else tuple(self.instances)

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
        expected: type = {"single": type(None), "count": int, "for_each": str}[self.mode]
        if not isinstance(key, expected) or (isinstance(key, int) and key < 0):
            return False
        return None if self.instances is None else key in self.instances

    def bindings(self, key: InstanceKey) -> Bindings:
        """Return the values of `count` and `each` in the instance with this key, or in any instance
        if it is unknown."""
        found = self.instances.get(key) if self.instances else None
        return found or self.any_bindings

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
        if self.instances is None:
            return Bindings(index, key, unknown(DYNAMIC, reason))
        return NO_BINDINGS

    def all_bindings(self) -> tuple[tuple[InstanceKey, Bindings], ...]:
        """Return each known key with its bindings."""
        return tuple((self.instances or {}).items())


SINGLE: Final = Expansion("single", {None: NO_BINDINGS})


class RepeatableBlock:
    """A block that `count` or `for_each` can repeat, with the cells of its values."""

    def __init__(self, module: ModuleContext, block: Block, address: str) -> None:
        self.module = module
        self.block = block
        self.address = address
        self.expansion = expansion_cell(module, block)
        self.whole = NamedCell(module, address, block.header, self._whole)
        """All instances: an object, a tuple with `count`, an object by key with `for_each`."""
        self.instance = cache(self._instance)
        """Returns the cell of one instance as an object."""

    def needs(self, reference: Reference) -> Needs[None]:
        """Yield the cells that `look_up` reads for the reference."""
        yield from self.prepare()
        cell, _ = self._cell(reference)
        if cell is not None:
            yield cell

    def look_up(self, reference: Reference) -> tuple[Value, int]:
        """Return the value and the number of steps after the address that it includes."""
        cell, used = self._cell(reference)
        return (cell.result, used) if cell else (self.nothing_known(reference), 0)

    def _cell(self, reference: Reference) -> tuple[Cell[Value] | None, int]:
        expansion = self.expansion.result
        if not self.is_known:
            return None, 0
        single = expansion.mode == "single"
        key = None if single else reference.key
        if single != (reference.key is None) or key not in (expansion.instances or ()):
            return self.whole, 0
        name = reference.attribute
        cell, used = self.attribute(key, name) if name else (self.instance(key), 0)
        return cell, used if single else used + 1

    def _instance(self, key: InstanceKey) -> NamedCell:
        label = f"{self.address}{key_text(key)}"
        return NamedCell(self.module, label, self.block.header, partial(self.read_instance, key))

    def _whole(self) -> Needs[Value]:
        yield from self.prepare()
        if not self.is_known:
            return self.nothing_known()
        instances: dict[InstanceKey, Value] = {}
        for key in self.expansion.result.instances or ():
            cell = self.instance(key)
            yield cell
            instances[key] = cell.result
        mode = self.expansion.result.mode
        if mode == "single":
            return instances[None]
        if mode == "count":
            return tuple_of(instances.values())
        return object_of({str(key): value for key, value in instances.items()})

    def prepare(self) -> Needs[None]:
        """Yield the cells that determine the instances."""
        yield self.expansion

    @property
    def is_known(self) -> bool:
        """Whether the instances are known, after `prepare`."""
        return self.expansion.result.instances is not None

    def nothing_known(self, reference: Reference | None = None) -> Value:
        """Return the value of what has no cell, of all instances or of a reference."""
        raise NotImplementedError

    def read_instance(self, key: InstanceKey) -> Needs[Value]:
        """Return one instance as an object."""
        raise NotImplementedError

    def attribute(self, key: InstanceKey, name: str) -> tuple[Cell[Value] | None, int]:
        """Return the cell of an attribute of an instance, or of the whole instance, and the number
        of steps after the instance that it includes. `None` if there is neither."""
        raise NotImplementedError


def expansion_cell(module: ModuleContext, block: Block) -> Cell[Expansion]:
    """Return the `count` or `for_each` of a block as a cell, which keeps the block."""
    attribute = block.body.attribute("count") or block.body.attribute("for_each")
    return Cell(partial(_expansion, module, block, attribute), partial(_unknown_keys, attribute))


def _expansion(
    module: ModuleContext, block: Block, attribute: Attribute | None
) -> Needs[Expansion]:
    if attribute is None and not block.body.complete:
        return Expansion("single", None, reason=invalid("the block", block))
    if attribute is None:
        return SINGLE
    value = yield from module.read(attribute.value)
    read = _read_count if attribute.name == "count" else _read_for_each
    try:
        found = read(value, attribute.value.span)
    except EvaluationError as error:
        module.report(error.problem)
        found = Reason(error.problem.message, error.problem.span, failed=True)
    if isinstance(found, Reason):
        return _unknown_keys(attribute, found)
    return Expansion("count" if read is _read_count else "for_each", found, attribute)


def _unknown_keys(attribute: Attribute | None, reason: Reason) -> Expansion:
    is_count = attribute is not None and attribute.name == "count"
    mode: Mode = "count" if is_count else "for_each"
    return Expansion(mode, None, attribute=attribute, reason=reason)


def _read_count(value: Value, span: Span) -> Instances | Reason:
    """Raise `EvaluationError` for values that Terraform rejects regardless of the inputs."""
    if Mark.EPHEMERAL in value.marks:
        raise failure("`count` cannot be an ephemeral value", span)
    amount = coerce(value, NUMBER, span, "unsuitable `count`")
    content = amount.content
    if content is None:
        raise failure("`count` is null", span, "use 0 for no instances")
    if isinstance(content, Unknown):
        return content.reason
    if not is_number(content) or isinstance(content, float) or content != int(content):
        raise failure("`count` must be an integer", span)
    if content < 0:
        shown = "" if amount.marks else f": {int(content)}"
        raise failure(f"`count` is negative{shown}", span)
    if content > MAX_INSTANCES:
        return Reason(_TOO_MANY, span)
    return {index: Bindings(count_index=number(index)) for index in range(int(content))}


def _read_for_each(value: Value, span: Span) -> Instances | Reason:
    """Raise `EvaluationError` for values that Terraform rejects regardless of the inputs."""
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
        return content.reason
    if len(value.elements) > MAX_INSTANCES:
        return Reason(_TOO_MANY, span)
    return _each(content) if isinstance(content, dict) else _read_set(value, span)


def _read_set(value: Value, span: Span) -> Instances | Reason:
    elements = value.elements
    if not all(each.is_known for each in elements):
        return first_reason(elements)
    if elements and isinstance(value.type, SetType) and value.type.element != STRING:
        kind = a_value_of(value.type)
        raise failure(f"`for_each` must be a map or a set of strings, not {kind}", span)
    if any(each.is_null for each in elements):
        raise failure("the set in `for_each` contains null", span)
    return _each({str(each.content): each for each in elements})


def _each(values: Mapping[str, Value]) -> Instances:
    return {key: Bindings(each_key=string(key), each_value=each) for key, each in values.items()}


class ExpandedBlock(Record, eq=False):
    """A block of a body after expansion: written, or generated by a `dynamic`."""

    type: str
    block: Block
    """The block as written; the `content` block of a `dynamic`."""

    bindings: Bindings
    """The names that are available inside it."""

    dynamic: Block | None = None
    """The `dynamic` block that generates it."""

    key: Value | None = None
    """`iterator.key`, for a block that a `dynamic` generates."""

    labels: tuple[Value, ...] = ()
    """The values of the `labels` of the `dynamic`."""

    reason: Reason | None = None
    """Whether it represents an unknown number of blocks."""


def expand(module: ModuleContext, body: Body, bindings: Bindings) -> Iterator[ExpandedBlock]:
    """Yield the nested blocks of a body in order, with each `dynamic` expanded.

    A `dynamic` that cannot be used (no `for_each`, no `content`, a value that is not iterable)
    generates no block; the module reports such a value. To go deeper, expand the body of an
    expanded block with its bindings.
    """
    for block in body.blocks:
        if block.type == "dynamic":
            yield from _expand_dynamic(module, block, bindings)
        else:
            yield ExpandedBlock(block.type, block, bindings)


def iterator_name(dynamic: Block) -> str:
    """Return the name of the iterator: `iterator`, or by default the label."""
    iterator = dynamic.body.value("iterator")
    named = iterator.name if isinstance(iterator, Name) else literal_of(iterator)
    if named:
        return named
    return dynamic.labels[0].text if dynamic.labels else ""


def _expand_dynamic(
    module: ModuleContext, dynamic: Block, bindings: Bindings
) -> Iterator[ExpandedBlock]:
    for_each = dynamic.body.attribute("for_each")
    contents = dynamic.body.blocks_of("content")
    if for_each is None or not contents or not dynamic.labels:
        return
    name = iterator_name(dynamic)
    pairs = _pairs(module, module.evaluate(for_each.value, bindings), for_each)
    reason = pairs if isinstance(pairs, Reason) else None
    if isinstance(pairs, Reason):
        anything = unknown(DYNAMIC, pairs)
        pairs = [(anything, anything)]
    for key, value in pairs:
        inner = bindings.with_iterator(name, object_of({"key": key, "value": value}))
        labels = tuple(
            module.evaluate(each, inner) for each in items_of(dynamic.body.value("labels"))
        )
        type_ = dynamic.labels[0].text
        yield ExpandedBlock(type_, contents[0], inner, dynamic, key, labels, reason)


def _pairs(
    module: ModuleContext, value: Value, for_each: Attribute
) -> list[tuple[Value, Value]] | Reason:
    content = value.content
    if isinstance(content, Unknown) and not isinstance(value.type, Primitive):
        return content.reason
    if not isinstance(content, tuple | dict):
        what = "null" if content is None else a_value_of(value.type)
        problem = Problem(f"`for_each` must be a collection, not {what}", for_each.value.span)
        return first_reason([module.fail(problem)])
    elements = [each.marked(value.marks) for each in value.elements]
    keys = elements if isinstance(value.type, SetType) else map(number, range(len(elements)))
    if isinstance(content, dict):
        keys = map(string, content)
    return [*zip(keys, elements, strict=True)]
