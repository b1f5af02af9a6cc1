"""`==`, and the order and the distinctness of a set's elements."""

from __future__ import annotations

import pytest
from hypothesis import given

from bridgelint.terraform.expressions.scope import Bindings
from bridgelint.terraform.values import numbers
from bridgelint.terraform.values.equality import equals, make_set
from bridgelint.terraform.values.types import (
    BOOL,
    DYNAMIC,
    NUMBER,
    STRING,
    ListType,
    SetType,
    TupleType,
)
from bridgelint.terraform.values.values import (
    FALSE,
    TRUE,
    Mark,
    Reason,
    Unknown,
    Value,
    boolean,
    list_of,
    null,
    number,
    object_of,
    set_of,
    string,
    tuple_of,
    unknown,
)
from evaluation import plain, value_of
from value_strategies import VALUES

REASON = Reason("nobody knows")
SECRET = frozenset({Mark.SENSITIVE})
TEXT = unknown(STRING, REASON)
UNDECIDED = Value(BOOL, Unknown(REASON, not_null=True))


@pytest.mark.parametrize(
    ("left", "right", "result"),
    [
        (string("1"), number(1), FALSE),
        (number(1), number(1), TRUE),
        (numbers.NEGATIVE_ZERO, 0, TRUE),
        (null(STRING), null(NUMBER), TRUE),
        (null(), tuple_of([]), FALSE),
        (tuple_of([string("a")]), list_of(STRING, [string("a")]), FALSE),
        (object_of({"a": null()}), object_of({"a": null(STRING)}), FALSE),
        (TEXT, string("a"), UNDECIDED),
        (TEXT, null(), UNDECIDED),
        (TEXT, number(1), FALSE),
        (Value(STRING, Unknown(REASON, not_null=True)), null(), FALSE),
        (Value(STRING, Unknown(REASON, not_null=True)), number(1), FALSE),
        (Value(STRING, Unknown(REASON, prefix="aws.")), string("acme"), FALSE),
        (Value(NUMBER, Unknown(REASON, bounds=(1, 5))), number(7), FALSE),
        (Value(ListType(STRING), Unknown(REASON, length=(2, None))), list_of(STRING, []), FALSE),
        (tuple_of([string("a"), TEXT]), tuple_of([string("b"), string("c")]), FALSE),
        (tuple_of([TEXT, string("a")]), tuple_of([string("c"), string("b")]), UNDECIDED),
        (tuple_of([TEXT]), tuple_of([TEXT, TEXT]), FALSE),
        (unknown(DYNAMIC, REASON), number(1), UNDECIDED),
        (set_of(STRING, [TEXT]), set_of(STRING, [string("a")]), UNDECIDED),
    ],
)
def test_equality(left: Value | int, right: Value | int, result: Value) -> None:
    one = left if isinstance(left, Value) else number(left)
    other = right if isinstance(right, Value) else number(right)

    assert equals(one, other) == result
    assert equals(other, one) == result


def test_the_result_has_the_marks_of_both() -> None:
    assert equals(string("a").marked(SECRET), string("a")) == TRUE.marked(SECRET)
    assert equals(tuple_of([string("a").marked(SECRET)]), null()) == FALSE.marked(SECRET)


def test_values_of_excessive_size_or_depth_are_not_compared() -> None:
    wide, deep = tuple_of([string("x")]), tuple_of([])
    for _ in range(40):
        wide = tuple_of([wide, wide])
    for _ in range(5_000):
        deep = tuple_of([deep])

    reasons = [equals(value, value).unknown for value in (wide, deep)]

    assert [each.reason.text if each else "" for each in reasons] == [
        "the result is too large to evaluate here",
        "the value is nested too deeply to evaluate here",
    ]


@pytest.mark.parametrize(
    ("elements", "ordered"),
    [
        ([string("b"), string("a"), string("b")], [string("a"), string("b")]),
        ([string("é"), string("z"), string("Z")], [string("Z"), string("z"), string("é")]),
        ([number(10), number(9), number(-1)], [number(-1), number(9), number(10)]),
        ([TRUE, FALSE], [FALSE, TRUE]),
        ([null(STRING), TEXT, string("z")], [string("z"), TEXT, null(STRING)]),
        ([TEXT, TEXT], [TEXT, TEXT]),
        (
            [tuple_of([number(10)]), tuple_of([number(9)])],
            [tuple_of([number(10)]), tuple_of([number(9)])],
        ),
        (
            [object_of({"a": string("b")}), object_of({"a": string('"')})],
            [object_of({"a": string('"')}), object_of({"a": string("b")})],
        ),
    ],
)
def test_a_set_is_in_terraforms_order(elements: list[Value], ordered: list[Value]) -> None:
    element = elements[0].type

    assert make_set(element, elements) == set_of(element, ordered)


def test_fractions_are_one_element_when_they_have_the_same_digits() -> None:
    tenths = [numbers.parse("0.1"), numbers.parse("0.2"), numbers.parse("0.3")]
    one, two, three = (each if each is not None else 0 for each in tenths)

    found = make_set(NUMBER, [number(numbers.add(one, two)), number(three)])

    assert len(found.elements) == 1


def test_marks_of_elements_become_marks_of_the_set() -> None:
    elements = [string("a").marked(SECRET), string("b")]

    assert make_set(STRING, elements) == set_of(STRING, [string("a"), string("b")]).marked(SECRET)


@given(VALUES)
def test_a_value_is_equal_to_itself(value: Value) -> None:
    assert equals(value, value) == TRUE


@given(VALUES, VALUES)
def test_equality_does_not_depend_on_sides(left: Value, right: Value) -> None:
    assert equals(left, right) == equals(right, left)


@given(VALUES, VALUES)
def test_a_set_has_equal_values_once_and_knows_no_order(left: Value, right: Value) -> None:
    pair = TupleType((left.type,))
    if right.type != left.type:
        return
    elements = [tuple_of([left]), tuple_of([right])]

    found = make_set(pair, elements)

    assert found == make_set(pair, elements[::-1])
    assert boolean(len(found.elements) == 1) == equals(left, right)
    assert isinstance(found.type, SetType)


@pytest.mark.parametrize(
    ("elements", "shown", "expected"),
    [
        ('["b", "z"], ["a"], ["c"], [], ["e", "f", "g"]', "length(x)", [1, 2, 1, 3, 0]),
        ("[true, 1], [false, 2], [true, 3], [false, 0]", "x[1]", [0, 2, 1, 3]),
        ("[3], [20], [1], [100]", "x[0]", [100, 1, 20, 3]),
        ('{ a = ["x"] }, { a = ["y"] }, { a = ["z"] }', "x.a[0]", ["x", "y", "z"]),
    ],
)
def test_collections_in_a_set_have_an_order(
    elements: str, shown: str, expected: list[object]
) -> None:
    # As `terraform console` of 1.11.4 shows them.
    assert plain(value_of(f"[for x in toset([{elements}]) : {shown}]")) == expected


@pytest.mark.parametrize(
    ("expression", "equal"),
    [
        ("toset([[1], [2]]) == toset([[2], [1]])", True),
        ("toset([[1], [2]]) == toset([[2], [3]])", False),
        ("tomap({ a = 1 }) == tomap({ b = 1 })", False),
        ("tomap({ a = 1 }) == tomap({ a = 1, b = 1 })", False),
        ("tomap({ a = 1 }) == tomap({ a = 1 })", True),
        ("[1, [2]] == [1, [2, 3]]", False),
        ("[unk.any] == [1, 2]", False),
        ("{ a = [unk.any] } == { a = [1, 2] }", False),
    ],
)
def test_collections_are_compared_element_by_element(expression: str, equal: bool) -> None:  # noqa: FBT001 # parametrised
    bindings = Bindings(iterators={"unk": object_of({"any": unknown(DYNAMIC, REASON)})})
    assert value_of(expression, bindings=bindings) == boolean(equal)
