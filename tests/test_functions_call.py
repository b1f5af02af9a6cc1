"""The rules of a call that every function shares."""

from __future__ import annotations

import pytest

from bridgelint.terraform.expressions.evaluator import render
from bridgelint.terraform.functions.calling import (
    FUNCTIONS,
    SPECIAL_FORMS,
    apply,
    call,
    exists,
    find,
)
from bridgelint.terraform.functions.declaration import Function, FunctionContext, Parameter
from bridgelint.terraform.values.errors import FunctionError, NotEvaluated
from bridgelint.terraform.values.types import DYNAMIC, NUMBER, STRING, TupleType, Type
from bridgelint.terraform.values.values import (
    Mark,
    Reason,
    Unknown,
    Value,
    null,
    number,
    string,
    tuple_of,
    unknown,
)
from evaluation import plain, value_of

CONTEXT = FunctionContext("/nowhere", "/nowhere", render)
REASON = Reason("var.id has no value")
SECRET = frozenset({Mark.SENSITIVE})


def joined(*arguments: Value | str) -> str:
    return "-".join(str(getattr(each, "content", each)) for each in arguments)


def function(
    *parameters: Parameter, variadic: Parameter | None = None, never_null: bool = True
) -> Function:
    """A function that joins its arguments."""
    named = {f"text{index or ''}": each for index, each in enumerate(parameters)}
    return Function(named, STRING, joined, variadic, never_null)


TEXT = Parameter(STRING)


def test_arguments_are_converted() -> None:
    assert apply(function(TEXT, TEXT), (number(1), string("a"))) == string("1-a")


@pytest.mark.parametrize(
    ("declared", "arguments", "message", "place"),
    [
        (function(TEXT), (), "1 argument is required; `text` is missing", None),
        (
            function(TEXT, variadic=TEXT),
            (),
            "at least 1 argument is required; `text` is missing",
            None,
        ),
        (function(), (string("a"),), "only 0 arguments are allowed, not 1", 0),
        (function(TEXT), (null(),), "the argument must not be null", 0),
        (
            function(TEXT, TEXT),
            (string("a"), tuple_of([])),
            "a string is required, not a tuple",
            1,
        ),
        (
            function(TEXT, TEXT),
            (string("a"), tuple_of([]).marked(SECRET)),
            "invalid argument (the details are sensitive)",
            1,
        ),
    ],
)
def test_a_wrong_call_names_the_argument(
    declared: Function, arguments: tuple[Value, ...], message: str, place: int | None
) -> None:
    with pytest.raises(FunctionError) as raised:
        apply(declared, arguments)

    assert (raised.value.message, raised.value.argument) == (message, place)


def test_an_unknown_argument_makes_the_result_unknown_for_its_reason() -> None:
    arguments = (string("a"), unknown(STRING, REASON))

    assert apply(function(TEXT, TEXT), arguments) == Value(STRING, Unknown(REASON, not_null=True))
    assert apply(function(TEXT, TEXT, never_null=False), arguments) == unknown(STRING, REASON)


def test_a_value_of_no_known_type_makes_the_type_unknown() -> None:
    anything = Parameter(DYNAMIC)

    assert apply(function(anything), (unknown(DYNAMIC, REASON),)) == unknown(DYNAMIC, REASON)


def test_marks_move_from_any_depth_to_the_result() -> None:
    anything = Parameter(DYNAMIC)
    hidden = tuple_of([string("a").marked(SECRET)])

    found = apply(function(anything), (hidden,))

    assert found.marks == SECRET
    assert str(hidden.unmarked().content) not in str(found.content)


def refusing(reason: str, result: Type) -> Function:
    def compute() -> Value:
        raise NotEvaluated(reason)

    return Function({}, result, compute)


def test_what_is_not_worked_out_is_unknown() -> None:
    text = Value(STRING, Unknown(Reason("too long"), not_null=True))

    assert apply(refusing("too long", STRING), ()) == text
    # The type of a structure would be as large as the structure.
    assert apply(refusing("too long", TupleType((STRING,))), ()) == unknown(
        DYNAMIC, Reason("too long")
    )


def test_values_of_excessive_size_or_depth_are_not_worked_with() -> None:
    wide, deep = tuple_of([string("x")]), tuple_of([])
    for _ in range(40):
        wide = tuple_of([wide, wide])
    for _ in range(5_000):
        deep = tuple_of([deep])

    assert [call("jsonencode", (each,), CONTEXT) for each in (wide, deep)] == [
        unknown(DYNAMIC, Reason("the result is too large to evaluate here")),
        unknown(DYNAMIC, Reason("the value is nested too deeply to evaluate here")),
    ]


def test_every_function_is_declared_where_the_table_says() -> None:
    declared = {name for name in FUNCTIONS if callable(find(name).compute)}

    assert declared == {*FUNCTIONS}


def test_names() -> None:
    without_convert = FunctionContext("/", "/", render, missing=frozenset({"convert"}))
    names = ("upper", "convert", "try", "type", "Upper", "defaults")

    assert [name for name in names if exists(name, CONTEXT)] == [
        "upper",
        "convert",
        "try",
    ]
    assert [name for name in names if exists(name, without_convert)] == [
        "upper",
        "try",
    ]
    assert SPECIAL_FORMS & set(FUNCTIONS) == set()
    assert value_of('core::upper("a")') == string("A")
    assert find("abs").parameters["num"].type == NUMBER


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ('convert({}, object({ a = optional(string, "x") }))', {"a": "x"}),
        ('convert({ a = 1 }, object({ a = optional(string, "x") }))', {"a": "1"}),
        ("convert({ a = null }, object({ a = optional(number, 2) }))", {"a": 2}),
    ],
)
def test_convert_applies_defaults(text: str, expected: object) -> None:
    assert plain(value_of(text)) == expected


def test_convert_does_not_look_at_an_unknown_value() -> None:
    value = value_of("convert(timestamp(), object({ a = optional(string) }))")
    assert plain(value) == "<timestamp() is evaluated during apply>"
