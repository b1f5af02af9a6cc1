"""The operator `==` as in Terraform, by type and content, and the distinct elements of sets."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Final

from bridgelint.base.records import replace
from bridgelint.terraform.values import numbers
from bridgelint.terraform.values.errors import TOO_DEEP, NotEvaluated, check_values
from bridgelint.terraform.values.types import (
    BOOL,
    NUMBER,
    Dynamic,
    ListType,
    MapType,
    ObjectType,
    Primitive,
    SetType,
    TupleType,
    Type,
    conforms,
    has_dynamic,
)
from bridgelint.terraform.values.values import (
    NO_MARKS,
    Number,
    Reason,
    Unknown,
    Value,
    boolean,
    first_reason,
    is_number,
    is_wholly_known,
    set_of,
    unmark_deep,
    unstated_in,
)


def equals(left: Value, right: Value) -> Value:
    """Return a bool, maybe unknown, with the marks of both. Nulls of any types are equal."""
    try:
        check_values(left, right)
        plain_left, left_marks = unmark_deep(left)
        plain_right, right_marks = unmark_deep(right)
        truth = _equal(plain_left, plain_right)
    except NotEvaluated as error:
        return Value(BOOL, Unknown(Reason(error.reason), not_null=True))
    except RecursionError:
        return Value(BOOL, Unknown(Reason(TOO_DEEP), not_null=True))
    marks = left_marks | right_marks
    if truth is None:
        return Value(BOOL, Unknown(first_reason((left, right)), not_null=True), marks)
    return boolean(truth).marked(marks)


def _equal(left: Value, right: Value) -> bool | None:
    """Return `None` if it cannot be determined."""
    if (left.is_null and right.is_not_null) or (right.is_null and left.is_not_null):
        return False
    if not left.is_known or not right.is_known:
        return _equal_unknown(left, right)
    if left.is_null or right.is_null:
        return left.is_null and right.is_null
    if isinstance(left.type, Primitive) and isinstance(right.type, Primitive):
        one, other = left.content, right.content
        if is_number(one) and is_number(other) and left.type == right.type == NUMBER:
            return numbers.equal(one, other)
        return left.type == right.type and one == other
    if unstated_in(left.type) or unstated_in(right.type):
        # It is unknown whether one is a map or an object, a list, a tuple or a set.
        same_kind = isinstance(left.content, dict) == isinstance(right.content, dict)
        return None if same_kind and _equal_elements(left, right) is not False else False
    if not (_has_known_type(left) and _has_known_type(right)):
        possible = conforms(left.type, right.type) or conforms(right.type, left.type)
        return None if possible else False
    return left.type == right.type and _equal_elements(left, right)


def _equal_unknown(left: Value, right: Value) -> bool | None:
    if not left.is_known and not right.is_known:
        return None
    hidden, shown = (right, left) if left.is_known else (left, right)
    if hidden.unknown is not None and hidden.unknown.possible:
        results = {_equal(each, shown) for each in hidden.unknown.possible}
        return results.pop() if len(results) == 1 else None
    same_type = shown.is_null or has_dynamic(hidden.type) or shown.type == hidden.type
    return None if same_type and _may_be(hidden, shown) else False


def _may_be(hidden: Value, shown: Value) -> bool:
    """Return whether the unknown value can be the known one."""
    content = hidden.content
    if not isinstance(content, Unknown):
        return True
    if shown.is_null:
        return not content.not_null
    if not conforms(shown.type, hidden.type):
        return False
    if isinstance(shown.content, str):
        return shown.content.startswith(content.prefix)
    if is_number(shown.content) and not isinstance(shown.content, bool):
        least, most = content.bounds
        return least <= shown.content <= most
    if isinstance(shown.type, Dynamic | TupleType | ObjectType | Primitive):
        return True
    shortest, longest = content.length
    fewest, greatest = length_range(shown)
    return greatest >= shortest and (longest is None or fewest <= longest)


def length_range(collection: Value) -> tuple[int, int]:
    """Return the possible number of elements of a known collection: a set with unknown elements
    can have fewer than it shows, because some may be equal to others."""
    size = len(collection.elements)
    if isinstance(collection.type, SetType) and size > 1 and not is_wholly_known(collection):
        return 1, size
    return size, size


def _has_known_type(value: Value) -> bool:
    if value.is_null:
        return True
    if not value.is_known:
        return not has_dynamic(value.type)
    return all(map(_has_known_type, value.elements))


def _equal_elements(left: Value, right: Value) -> bool | None:
    if isinstance(left.type, SetType):
        if not all(each.is_known for each in (*left.elements, *right.elements)):
            return None
        known = SetMembers(left.elements), SetMembers(right.elements)
        return all(map(known[0].has, right.elements)) and all(map(known[1].has, left.elements))
    one, other = left.content, right.content
    if isinstance(one, dict) and isinstance(other, dict):
        if one.keys() != other.keys():
            return False
        results = [_equal(each, other[key]) for key, each in one.items()]
        return False if False in results else None if None in results else True
    if len(left.elements) != len(right.elements):
        return False
    for each, counterpart in zip(left.elements, right.elements, strict=True):
        result = _equal(each, counterpart)
        if result is not True:
            return result
    return True


class SetMembers:
    """A set of wholly known values without marks."""

    def __init__(self, elements: Iterable[Value] = ()) -> None:
        self._buckets: dict[str, list[Value]] = {}
        for each in elements:
            self._buckets.setdefault(_hash_text(each), []).append(each)

    def has(self, element: Value) -> bool:
        """Return whether an element is equal to it."""
        bucket = self._buckets.get(_hash_text(element), ())
        return any(_equal(element, each) is True for each in bucket)

    def add(self, element: Value) -> bool:
        """Add it if no element is equal to it, and return whether it was added."""
        if self.has(element):
            return False
        self._buckets.setdefault(_hash_text(element), []).append(element)
        return True


def make_set(element: Type, elements: Iterable[Value]) -> Value:
    """Create a set from elements that already have the element type: distinct, in Terraform's
    order.

    A set cannot contain marks: those of the elements become marks of the set. Unknown elements are
    distinct, because they may be.
    """
    marks, known = NO_MARKS, SetMembers()
    distinct: list[Value] = []
    for each in elements:
        plain, its_marks = unmark_deep(each)
        marks |= its_marks
        if not is_wholly_known(plain) or known.add(plain):
            distinct.append(plain if plain.type == element else replace(plain, type=element))
    return set_of(element, sorted(distinct, key=_order)).marked(marks)


def _order(value: Value) -> tuple[int, str | Number]:
    """Sort strings by code point, numbers ascending, compound values by their hash text; then
    unknown values, and null last."""
    content = value.content
    if content is None:
        return 2, ""
    if isinstance(content, Unknown):
        return 1, ""
    return 0, content if isinstance(content, str) or is_number(content) else _hash_text(value)


def _hash_text(value: Value) -> str:
    """Return the text by which Terraform's sets distinguish elements and sort compound ones, which
    is the same for equal values. The value must have no marks."""
    content = value.content
    if content is None:
        return "~"
    if isinstance(content, Unknown):
        return "?"
    if isinstance(content, bool):
        return "T" if content else "F"
    if isinstance(content, str):
        return _go_quote(content)
    if is_number(content):
        return numbers.brief_text(content)
    if isinstance(content, dict) and isinstance(value.type, MapType):
        entries = (f"{_go_quote(key)}:{_hash_text(each)};" for key, each in content.items())
        return f"{{{''.join(entries)}}}"
    inner = "".join(f"{_hash_text(each)};" for each in value.elements)
    return f"[{inner}]" if isinstance(value.type, ListType | SetType) else f"<{inner}>"


_ESCAPES: Final = dict(zip('"\\\a\b\f\n\r\t\v', '"\\abfnrtv', strict=True))


def _go_quote(text: str) -> str:
    """Return the text in double quotes, with Go's escapes for unprintable characters."""
    if text.isprintable() and '"' not in text and "\\" not in text:
        return f'"{text}"'
    return '"' + "".join(escaped(each, _ESCAPES, "\\x{:02x}") for each in text) + '"'


def escaped(letter: str, short: Mapping[str, str], control: str = "\\u{:04x}") -> str:
    """Return a character of a string as Go writes it: `short` has escapes of one letter, `control`
    is the form of other control characters."""
    if letter in short:
        return f"\\{short[letter]}"
    if letter.isprintable():
        return letter
    code = ord(letter)
    if code < 0x20 or code == 0x7F:
        return control.format(code)
    return f"\\u{code:04x}" if code < 0x10000 else f"\\U{code:08x}"
