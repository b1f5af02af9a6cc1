"""What is kept of an unknown, where an error points, and what deep nesting does."""

from __future__ import annotations

import pytest

from bridgelint.terraform.values.values import Unknown, Value
from evaluation import evaluated, module_of, plain, problems_of, value_of

VARIABLES = """
variable "u" {}
variable "s" { type = string }
variable "l" { type = list(string) }
"""


def unknown_of(text: str) -> Unknown:
    content = value_of(text, VARIABLES).content
    assert isinstance(content, Unknown)
    return content


def parts_of(content: Unknown) -> list[object] | None:
    if content.parts is None:
        return None
    return [plain(part) if isinstance(part, Value) else part for part in content.parts]


U, S = "<var.u has no value>", "<var.s has no value>"
TEMPLATES = {
    '"a.${var.u}b"': ("a.", ["a.", U, "b"]),
    '"${var.u}${var.s}"': ("", [U, S]),
    '"x${"a/${var.u}b"}y"': ("", ["xa/", U, "by"]),
    '"%{ if var.u }a%{ endif }b"': ("", [U, "b"]),
    '"a%{ for x in ["1", var.s] }<${x}>%{ endfor }"': ("a<1>", ["a<1><", S, ">"]),
    '"a-%{ for x in var.u }${x}%{ endfor }b"': ("a-", ["a-", U, "b"]),
    '"${1}${true}${var.s}"': ("1tru", ["1true", S]),
    '<<-EOT\n  {"id": "${var.u}"}\nEOT\n': ('{"id": "', ['{"id": "', U, '"}\n']),
}


@pytest.mark.parametrize(("text", "expected"), TEMPLATES.items())
def test_templates_keep_their_known_parts(text: str, expected: tuple[str, list[object]]) -> None:
    content = unknown_of(text)
    assert (content.prefix, parts_of(content), content.not_null) == (*expected, True)


def test_a_template_of_one_interpolation_is_its_value() -> None:
    module = module_of(VARIABLES)
    assert evaluated(module, '"${var.u}"') == evaluated(module, "var.u")
    assert plain(value_of('"${[1]}"')) == [1]


def test_the_reason_is_the_first_cause_with_its_place() -> None:
    module = module_of(VARIABLES + "locals {\n  a = upper(var.s)\n}\n")
    content = evaluated(module, '"${local.a}-${var.u}"').unknown
    assert content is not None
    assert content.reason.text == "var.s has no value"
    assert content.reason.span is not None
    assert content.reason.span.text == 'variable "s"'


PLACES = {
    "{a = 1}.b": ("b", "this object does not have an attribute named `b`; did you mean `a`?"),
    '{ab = 1}["ac"]': ('"ac"', "the key `ac` does not identify an element; did you mean `ab`?"),
    "[1][-1]": (
        "-1",
        "an index cannot be negative; use `element(…, length(…) - 1)` for the last element",
    ),
    "[1][0.5]": ("0.5", "an index must be an integer"),
    "null.a": ("a", "this value is null, so it does not have any attributes"),
    "[for x in 5 : x]": ("5", "cannot iterate over a number"),
    "[for x in null : x]": ("null", "cannot iterate over a null value"),
    '[for x in [1] : x if "n"]': ('"n"', "unsuitable `if` clause: a bool is required"),
    "{for x in [1, 1] : x => x}": (
        "x",
        (
            "two elements produce the key `1`; "
            "add `...` after the value to group the values of equal keys"
        ),
    ),
    '"a${null}"': (
        "null",
        (
            "a null value cannot be used in a template; "
            'set a default, for example with `coalesce(…, "")`'
        ),
    ),
    '"a${[]}"': (
        "[]",
        "this value cannot be used in a template: a string is required, not a tuple",
    ),
    "1 + true": ("true", "unsuitable operand: a number is required, not a bool"),
    "1 < null": ("null", "an operand of `<` is null"),
    "null || false": ("null", "an operand of `||` is null"),
    "!null": ("null", "the operand of `!` is null"),
    "null ? 1 : 2": ("null", "the condition is null"),
    "5 ? 1 : 2": ("5", "unsuitable condition: a bool is required, not a number"),
    "true ? [] : {}": (
        "[] : {}",
        (
            "the two results of this conditional have inconsistent types: one is a tuple, the "
            "other "
            "is an object"
        ),
    ),
    "{(null) = 1}": ("(null)", "an object key cannot be null"),
    "{var.a = 1}": (
        "var.a",
        'undeclared input variable `a`; declare it with `variable "a" {}`',
    ),
    "{terraform.workspace = 1}": (
        "terraform.workspace",
        (
            "ambiguous key: it may be a reference or a name that contains a dot; "
            "use parentheses for a reference, or quotes for a name"
        ),
    ),
    "max(null...)": ("null", "cannot expand null into arguments"),
    "max({}...)": ("{}", "only a list, a set or a tuple can be expanded, not an object"),
    "toset([{a = 1}]).a": (
        "a",
        (
            "a set of objects does not have an attribute named `a`, only its elements do; "
            "use `[*].a` for the attribute of every element"
        ),
    ),
    'toset(["a"])[0]': (
        "0",
        (
            "the elements of a set do not have an index; "
            "iterate over the set, or convert it to a list with `tolist`"
        ),
    ),
    "try()": ("try()", "`try` requires at least one argument"),
    "try([][0], null.a)": ("try([][0], null.a)", "all arguments of `try` fail"),
    "convert(1, strin)": (
        "strin",
        (
            "invalid reference `strin`: a resource type must be followed by a resource name; "
            'use `"strin"` for a string, `var.strin` for a variable, `local.strin` for a local'
        ),
    ),
    "convert(1, list())": ("list()", "`list` requires exactly one argument"),
    'convert("x", number)': ('"x"', "call to function `convert` failed: a number is required"),
    "core::upper([])": ("[]", "call to function `upper` failed: a string is required, not a tuple"),
}


@pytest.mark.parametrize("text", PLACES)
def test_an_error_points_at_the_smallest_expression(text: str) -> None:
    module = module_of("")
    value = evaluated(module, text)
    found = [
        (each.span.text, each.message + (each.help and f"; {each.help}"))
        for each in module.problems
    ]
    assert found == [PLACES[text]]
    assert value.unknown is not None
    assert value.unknown.reason.failed


def test_the_failures_behind_try_are_named() -> None:
    module = module_of("")
    evaluated(module, "try([][0], null.a)")
    (problem,) = module.problems
    assert [(message, span.text) for message, span in problem.related] == [
        ("the index does not identify an element: the collection is empty", "0"),
        ("this value is null, so it does not have any attributes", "a"),
    ]


DEEP = {
    "tuples": ("[" * 3000 + "]" * 3000),
    "conditionals": "true ? 1 : " * 3000 + "2",
    "negations": "-" * 3000 + "1",
    "templates": '"a${' * 300 + "1" + '}"' * 300,
    "calls": "try(" * 3000 + "1" + ")" * 3000,
    "objects": "{a = " * 3000 + "1" + "}" * 3000,
}


@pytest.mark.parametrize("text", DEEP.values(), ids=DEEP)
def test_what_is_nested_too_deeply_is_unknown(text: str) -> None:
    module = module_of("")
    content = evaluated(module, text).unknown
    assert content is not None
    assert content.reason.text == "the value is nested too deeply to evaluate here"
    assert problems_of(module) == []


LONG = {
    "sum": (" + ".join(["1"] * 3000), 3000),
    "and": (" && ".join(["true"] * 3000), True),
    "or": (" || ".join(["false"] * 3000), False),
    "parentheses": ("(" * 3000 + "1" + ")" * 3000, 1),
    "attributes": ("try({a = 1}" + ".a" * 3000 + ", 5)", 5),
    "tuple": ("length([" + "1," * 10_000 + "])", 10_000),
}


@pytest.mark.parametrize(("text", "expected"), LONG.values(), ids=LONG)
def test_what_is_long_is_evaluated(text: str, expected: object) -> None:
    assert plain(value_of(text)) == expected


def test_strings_of_json_syntax() -> None:
    module = module_of(
        {
            "main.tf.json": (
                '{"variable": {"v": {"type": "list(object({a=optional(string, \\"d\\")}))", '
                '"default": [{}]}, "w": {"default": "${not.a.template}"}}, '
                '"locals": {"l": "${var.v[0].a}-x", "n": "${1 + 1}"}}'
            )
        }
    )
    assert plain(evaluated(module, "[local.l, local.n, var.w]")) == ["d-x", 2, "${not.a.template}"]
    assert problems_of(module) == []
