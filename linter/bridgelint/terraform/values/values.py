"""Values of expressions.

A `Value` has Terraform's type, content and marks. Content is one of

| type | content |
|---|---|
| string | `str`, NFC-normalised |
| number | `int` if it is an integer, otherwise `Fraction` (rounded to 512 bits, as in Terraform) |
| infinity | `math.inf` or `-math.inf`, the only `float`s; see `numbers` |
| bool | `bool` |
| list, tuple, set | `tuple[Value, ...]`; a set's elements are distinct and in Terraform's order |
| map, object | `dict[str, Value]` in key order; never modified |
| any, null | `None` |
| any, unknown | `Unknown` |
"""

from __future__ import annotations

import enum
from collections.abc import Iterable, Iterator, Mapping
from math import inf
from typing import TYPE_CHECKING, Final, TypeAlias, TypeGuard

from bridgelint.base.records import Record, field, replace
from bridgelint.base.source import Span
from bridgelint.terraform.values.types import (
    BOOL,
    DYNAMIC,
    NUMBER,
    STRING,
    Dynamic,
    ListType,
    MapType,
    ObjectType,
    Primitive,
    SetType,
    TupleType,
    Type,
    replacing_any,
    walk_type,
)

if TYPE_CHECKING:
    from fractions import Fraction


class Mark(enum.Enum):
    """A property of a value that is passed on to everything derived from it."""

    SENSITIVE = "sensitive"
    EPHEMERAL = "ephemeral"


Number: TypeAlias = "int | Fraction | float"

NO_MARKS: Final[frozenset[Mark]] = frozenset()

SENSITIVE: Final = "(sensitive)"
"""What is shown instead of a value with a mark."""


class Reason(Record):
    """Why a value is unknown: the first cause, not the last reference to it."""

    text: str
    """A clause such as `var.id has no value` or `timestamp() is evaluated during apply`."""

    span: Span | None = None
    """The place of the first cause: the reference or the call."""

    failed: bool = False
    """Unknown because its evaluation failed; the error is reported where it occurred."""

    after_apply: bool = False
    """Known only after apply: if a plan needs it, the first plan of a new environment fails."""

    at_sending: bool = False
    """`--emit` evaluates it when it sends: the time of the apply, or a random identifier."""


class Unstated(Dynamic):
    """A type that Terraform knows, but the configuration does not state.

    A provider's schema or a caller decides it. `any` adapts to the values next to it; an unstated
    type may convert them: next to an unstated type, the number 3 may become the string "3".
    """

    reason: Reason = field(compare=False)
    """Why the value that has this type is unknown."""


class Unknown(Record):
    """Content known only after apply, from an input or from a plan, and its known parts."""

    reason: Reason
    not_null: bool = False
    prefix: str = ""
    """The known prefix of a string."""

    parts: tuple[str | Value, ...] | None = None
    """The parts of a string: known text and unknown values (a template)."""

    json: Value | None = None
    """The partly unknown value of which the string is the `jsonencode`."""

    length: tuple[int, int | None] = (0, None)
    """The minimum and maximum number of elements of a collection."""

    bounds: tuple[Number, Number] = (-inf, inf)
    """The minimum and maximum of a number."""

    attributes: Mapping[str, Value] | None = None
    """Attributes that an object of unknown type has."""

    possible: tuple[Value, ...] = ()
    """The value is one of these, depending on a type that is not stated."""

    address: str = ""
    """With `attributes`: the address of the object (`aws_instance.web[0]`), with which
    `reason.text` starts."""


Content: TypeAlias = "str | Number | bool | tuple[Value, ...] | dict[str, Value] | Unknown | None"


class Value(Record):
    type: Type
    content: Content
    marks: frozenset[Mark] = NO_MARKS
    known_size: int = field(init=False, compare=False, repr=False)
    """The cached result of `size`."""

    def __repr__(self) -> str:
        """Without the content of a secret value: a repr ends up in logs."""
        content = SENSITIVE if self.is_secret else repr(self.content)
        return f"Value({self.type!r}, {content})"

    @property
    def is_null(self) -> bool:
        """Whether it is known to be null."""
        return self.content is None

    @property
    def is_not_null(self) -> bool:
        """Whether it certainly is not null."""
        content = self.content
        return content.not_null if isinstance(content, Unknown) else content is not None

    @property
    def is_known(self) -> bool:
        """Whether it is known itself; nested values may be unknown."""
        return not isinstance(self.content, Unknown)

    @property
    def is_sensitive(self) -> bool:
        """Whether it is marked sensitive itself; nested values may also be marked."""
        return Mark.SENSITIVE in self.marks

    @property
    def is_secret(self) -> bool:
        """Whether it is marked itself, as sensitive or ephemeral: never show it."""
        return bool(self.marks)

    @property
    def unknown(self) -> Unknown | None:
        """The unknown content, or `None` if it is known."""
        return self.content if isinstance(self.content, Unknown) else None

    @property
    def elements(self) -> tuple[Value, ...]:
        """The direct elements of a known collection or structure; empty for anything else."""
        if isinstance(self.content, tuple):
            return self.content
        if isinstance(self.content, dict):
            return tuple(self.content.values())
        return ()

    def marked(self, marks: frozenset[Mark]) -> Value:
        """Return the same value with these marks added."""
        return self if marks <= self.marks else replace(self, marks=self.marks | marks)

    def unmarked(self) -> Value:
        """Return the same value without its own marks; elements keep theirs."""
        return replace(self, marks=NO_MARKS) if self.marks else self


def walk(value: Value) -> Iterator[Value]:
    """Yield the value and everything inside it, outermost first, iteratively."""
    stack = [value]
    while stack:
        each = stack.pop()
        yield each
        stack.extend(reversed(each.elements))


def is_wholly_known(value: Value) -> bool:
    """Return whether no part of it is unknown."""
    return all(each.is_known for each in walk(value))


def all_marks(value: Value) -> frozenset[Mark]:
    """Return the marks of the value and of everything inside it, known attributes of an object of
    unknown type included."""
    marks = NO_MARKS
    stack = [value]
    while stack:
        each = stack.pop()
        marks |= each.marks
        stack.extend(each.elements)
        if isinstance(each.content, Unknown) and each.content.attributes:
            stack.extend(each.content.attributes.values())
    return marks


def unmark_deep(value: Value) -> tuple[Value, frozenset[Mark]]:
    """Return the value without any mark at any depth, and all the marks it had."""
    marks = all_marks(value)
    return (_unmarked(value), marks) if marks else (value, NO_MARKS)


def _unmarked(value: Value) -> Value:
    content = value.content
    if isinstance(content, tuple):
        content = tuple(map(_unmarked, content))
    elif isinstance(content, dict):
        content = {key: _unmarked(each) for key, each in content.items()}
    elif isinstance(content, Unknown) and content.attributes:
        known = {name: _unmarked(each) for name, each in content.attributes.items()}
        content = replace(content, attributes=known)
    return replace(value, content=content, marks=NO_MARKS)


def without_mark(value: Value, mark: Mark) -> Value:
    """Return the value without one of its own marks; elements keep theirs."""
    return replace(value, marks=value.marks - {mark}) if mark in value.marks else value


def size(value: Value) -> int:
    """Return how many values it contains, counting repeated ones each time; a long text counts as
    several. The result is cached."""
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


def is_number(content: object) -> TypeGuard[Number]:
    """Return whether it is a number or a bool. `Fraction` is not named here, because it is only
    imported for the first number that is not an integer."""
    return isinstance(content, int | float) or hasattr(content, "denominator")


def _text_size(content: Content) -> int:
    return 1 + len(content) // 100 if isinstance(content, str) else 1


def first_reason(values: Iterable[Value]) -> Reason:
    """Return why the first unknown part of these values is unknown; there must be one."""
    return next(
        part.unknown.reason for value in values for part in walk(value) if part.unknown is not None
    )


def string(text: str) -> Value:
    """Return a known string; the text must already be NFC-normalised."""
    return Value(STRING, text)


def number(amount: Number) -> Value:
    """Return a known number; an integral `Fraction` becomes an `int`."""
    if not isinstance(amount, int | float) and amount.denominator == 1:
        return Value(NUMBER, amount.numerator)
    return Value(NUMBER, amount)


TRUE: Final = Value(BOOL, True)  # noqa: FBT003 # the content of a bool is positional as any other
FALSE: Final = Value(BOOL, False)  # noqa: FBT003 # as above


def boolean(truth: bool) -> Value:  # noqa: FBT001 # a constructor of a bool takes a bool
    return TRUE if truth else FALSE


def null(type_: Type = DYNAMIC) -> Value:
    return Value(type_, None)


def unknown(type_: Type, reason: Reason) -> Value:
    """Return a value of which only the type is known.

    Terraform itself does not know a type before an apply reveals the value. In every other case
    Terraform knows it during plan, so `any` becomes an unstated type.
    """
    if not (isinstance(type_, Primitive) or reason.after_apply or reason.failed):
        type_ = replacing_any(type_, Unstated(reason))
    return Value(type_, Unknown(reason))


def unstated_in(type_: Type) -> Unstated | None:
    """The first unstated type inside a type, or `None`."""
    return next((each for each in walk_type(type_) if isinstance(each, Unstated)), None)


def tuple_of(elements: Iterable[Value]) -> Value:
    """Return a tuple whose type is that of its elements."""
    content = tuple(elements)
    return Value(TupleType(tuple(each.type for each in content)), content)


def object_of(attributes: dict[str, Value]) -> Value:
    """Return an object whose type is that of its attributes, which may be in any order."""
    content = dict(sorted(attributes.items()))
    return Value(ObjectType(tuple((key, each.type) for key, each in content.items())), content)


def list_of(element: Type, elements: Iterable[Value]) -> Value:
    """Return a list; every element must already have the element type."""
    return Value(ListType(element), tuple(elements))


def map_of(element: Type, entries: dict[str, Value]) -> Value:
    """Return a map; every element must already have the element type."""
    return Value(MapType(element), dict(sorted(entries.items())))


def set_of(element: Type, elements: Iterable[Value]) -> Value:
    """Return a set; the elements have the element type, are distinct, and in Terraform's order."""
    return Value(SetType(element), tuple(elements))
