"""What an expression comes to.

A `Value` has Terraform's type, content and marks. Content is one of

| type | content |
|---|---|
| string | `str`, NFC-normalised |
| number | `int` when whole, else `Fraction` (rounded to 512 bits, as Terraform holds it) |
| infinity | `math.inf` or `-math.inf`, the only `float`s; `numbers` has the rest |
| bool | `bool` |
| list, tuple, set | `tuple[Value, ...]`; a set's elements are distinct and in Terraform's order |
| map, object | `dict[str, Value]` in key order; never changed after it is made |
| any, null | `None` |
| any, unknown | `Unknown` |
"""

from __future__ import annotations

import enum
from collections.abc import Iterable, Iterator, Mapping
from fractions import Fraction
from math import inf
from typing import Final

from bridgelint.base.records import dataclass, field, replace
from bridgelint.base.source import Span
from bridgelint.terraform.values.types import (
    BOOL,
    DYNAMIC,
    NUMBER,
    STRING,
    ListType,
    MapType,
    ObjectType,
    SetType,
    TupleType,
    Type,
)


class Mark(enum.Enum):
    """A property that travels with a value into everything made from it."""

    SENSITIVE = "sensitive"
    EPHEMERAL = "ephemeral"


Number = int | Fraction | float

NO_MARKS: Final[frozenset[Mark]] = frozenset()


@dataclass(frozen=True, slots=True)
class Reason:
    """Why something is unknown: the first cause, not the last reference to it."""

    text: str
    """A clause such as `var.id has no value` or `timestamp() is evaluated during apply`."""

    span: Span | None = None
    """Where the first cause is named: the reference or the call."""

    failed: bool = False
    """Unknown because its evaluation failed; the failure is reported where it happened."""

    after_apply: bool = False
    """Only an apply makes it known: where a plan needs it, a plan in a fresh environment fails."""

    at_sending: bool = False
    """`--emit` evaluates it when it sends: the time of the apply, or a random identifier."""


@dataclass(frozen=True, slots=True)
class Unknown:
    """Content that only an apply, an input or a plan can tell, and what is certain of it."""

    reason: Reason
    not_null: bool = False
    prefix: str = ""
    """A string begins with this, whatever the rest is."""

    parts: tuple[str | Value, ...] | None = None
    """A string is these joined: known text and the unknown values between (a template)."""

    json: Value | None = None
    """A string is `jsonencode` of this, which is partly unknown."""

    length: tuple[int, int | None] = (0, None)
    """A collection has at least and at most so many elements."""

    bounds: tuple[Number, Number] = (-inf, inf)
    """A number is not below the first and not above the second."""

    attributes: Mapping[str, Value] | None = None
    """An object, whose type is not known, has at least these attributes."""

    address: str = ""
    """With `attributes`: what the object is called (`aws_instance.web[0]`). `reason.text` begins
    with it."""


Content = str | Number | bool | tuple["Value", ...] | dict[str, "Value"] | Unknown | None


@dataclass(frozen=True, slots=True)
class Value:
    type: Type
    content: Content
    marks: frozenset[Mark] = NO_MARKS
    known_size: int = field(init=False, compare=False, repr=False)
    """What `size` found; not set before."""

    @property
    def is_null(self) -> bool:
        """Known to be null."""
        return self.content is None

    @property
    def is_known(self) -> bool:
        """Known itself; an element inside may still be unknown."""
        return not isinstance(self.content, Unknown)

    @property
    def is_sensitive(self) -> bool:
        """Marked sensitive itself; an element inside may be marked as well."""
        return Mark.SENSITIVE in self.marks

    @property
    def unknown(self) -> Unknown | None:
        """The unknown content, if it is unknown."""
        return self.content if isinstance(self.content, Unknown) else None

    @property
    def elements(self) -> tuple[Value, ...]:
        """The direct elements of a known collection or structure; nothing for anything else."""
        if isinstance(self.content, tuple):
            return self.content
        if isinstance(self.content, dict):
            return tuple(self.content.values())
        return ()

    def marked(self, marks: frozenset[Mark]) -> Value:
        """The same value with these marks added."""
        return self if marks <= self.marks else replace(self, marks=self.marks | marks)

    def unmarked(self) -> Value:
        """The same value without its own marks; elements keep theirs."""
        return replace(self, marks=NO_MARKS) if self.marks else self


def walk(value: Value) -> Iterator[Value]:
    """The value and everything inside it, outermost first, without recursion."""
    stack = [value]
    while stack:
        each = stack.pop()
        yield each
        stack.extend(reversed(each.elements))


def is_wholly_known(value: Value) -> bool:
    """No part of it is unknown."""
    return all(each.is_known for each in walk(value))


def all_marks(value: Value) -> frozenset[Mark]:
    """The marks of the value and of everything inside it."""
    marks = NO_MARKS
    for each in walk(value):
        marks |= each.marks
    return marks


def size(value: Value) -> int:
    """How many values there are in it, those that stand in several places counted each time; a
    long text counts for several. Takes time only for values that were not asked about before."""
    stack = [] if hasattr(value, "known_size") else [value]
    while stack:
        each = stack[-1]
        total = 1
        unsized: list[Value] = []
        for part in each.elements:
            if not isinstance(part.content, tuple | dict):
                total += _text_size(part.content)
            elif hasattr(part, "known_size"):
                total += part.known_size
            else:
                unsized.append(part)
        if unsized:
            stack.extend(unsized)
            continue
        total += _text_size(each.content) - 1
        object.__setattr__(each, "known_size", total)
        stack.pop()
    return value.known_size


def _text_size(content: Content) -> int:
    return 1 + len(content) // 100 if isinstance(content, str) else 1


def first_reason(values: Iterable[Value]) -> Reason:
    """Why the first unknown part of these values is unknown; there has to be one."""
    return next(
        part.unknown.reason for value in values for part in walk(value) if part.unknown is not None
    )


def string(text: str) -> Value:
    """A known string; the text has to be NFC-normalised already."""
    return Value(STRING, text)


def number(amount: Number) -> Value:
    """A known number; a whole `Fraction` becomes an `int`."""
    if isinstance(amount, Fraction) and amount.denominator == 1:
        return Value(NUMBER, amount.numerator)
    return Value(NUMBER, amount)


TRUE: Final = Value(BOOL, True)  # noqa: FBT003 # the content of a bool is positional as any other
FALSE: Final = Value(BOOL, False)  # noqa: FBT003 # as above


def boolean(truth: bool) -> Value:  # noqa: FBT001 # a constructor of a bool takes a bool
    """A known bool."""
    return TRUE if truth else FALSE


def null(type_: Type = DYNAMIC) -> Value:
    """A null of the type."""
    return Value(type_, None)


def unknown(type_: Type, reason: Reason) -> Value:
    """Nothing is known of it but its type."""
    return Value(type_, Unknown(reason))


def tuple_of(elements: Iterable[Value]) -> Value:
    """A tuple whose type comes from its elements."""
    content = tuple(elements)
    return Value(TupleType(tuple(each.type for each in content)), content)


def object_of(attributes: dict[str, Value]) -> Value:
    """An object whose type comes from its attributes, which may be in any order."""
    content = dict(sorted(attributes.items()))
    return Value(ObjectType(tuple((key, each.type) for key, each in content.items())), content)


def list_of(element: Type, elements: Iterable[Value]) -> Value:
    """A list; every element already has the element type."""
    return Value(ListType(element), tuple(elements))


def map_of(element: Type, entries: dict[str, Value]) -> Value:
    """A map; every element already has the element type."""
    return Value(MapType(element), dict(sorted(entries.items())))


def set_of(element: Type, elements: Iterable[Value]) -> Value:
    """A set; the elements have the element type, are distinct, and are in Terraform's order."""
    return Value(SetType(element), tuple(elements))
