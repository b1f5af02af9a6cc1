"""Values of a type that a provider's schema or a caller decides: what is known is right for every
type that they can turn out to have."""

from __future__ import annotations

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bridgelint.terraform.values.types import SetType
from bridgelint.terraform.values.values import Unknown, Value, is_wholly_known
from evaluation import evaluated, module_of, plain, problems_of

LIMITS = settings(max_examples=300, deadline=None, suppress_health_check=[HealthCheck.too_slow])

TYPED = (
    '"x"',
    "7",
    "true",
    "null",
    'tostring("7")',
    '["b", "a"]',
    "[1, true]",
    'toset(["b", "a"])',
    "tolist([2])",
    "toset([])",
    "[]",
    "{}",
    "{ a = 1 }",
    '{ a = "y", b = 2 }',
    '{ a = "y", b = { c = 1 } }',
    "tomap({ z = true })",
    'tomap({ z = "q" })',
    '[{ a = 1 }, { b = "x" }]',
)
"""Values that a caller may pass."""

TEMPLATES = (
    "(true ? {0} : {1})",
    "(false ? {0} : {1})",
    "(true ? {0} : var.u)",
    "(false ? var.u : {0})",
    "coalesce({0}, {1})",
    "tolist([{0}, {1}])",
    "toset([{0}, {1}])",
    "[{0}, {1}]",
    "{{ a = {0}, b = {1} }}",
    "tomap({{ a = {0}, b = {1} }})",
    "merge({{ a = {0} }}, {{ b = {1} }})",
    "merge({0}, {{ b = {1} }})",
    "concat([{0}], [{1}])",
    "concat(tolist([{0}]), tolist([{1}]))",
    "distinct([{0}, {1}])",
    "chunklist([{0}, {1}, {2}], 2)",
    "setunion([{0}], [{1}])",
    "setintersection([{0}], [{1}])",
    "setsubtract([{0}], [{1}])",
    "setproduct([{0}], [{1}])",
    "flatten([{0}, [{1}]])",
    "values({{ a = {0}, b = {1} }})",
    "values(tomap({{ a = {0}, b = {1} }}))",
    'zipmap(["k", "l"], [{0}, {1}])',
    'lookup(tomap({{ a = {0} }}), "k", {1})',
    "try({0}, {1})",
    "({0} == {1})",
    "contains([{0}], {1})",
    "matchkeys([{0}], [{1}], [{2}])",
    "reverse([{0}, {1}])",
    "element([{0}, {1}], 0)",
    "slice([{0}, {1}], 0, 1)",
    '"${{{0}}}-${{{1}}}"',
    "({0} + {1})",
    "({0} && {1})",
    "one([{0}])",
    "tostring({0})",
    "tonumber({0})",
    "jsonencode({0})",
    "keys({0})",
    "length({0})",
    "{0}[*]",
    "[for k, v in {0} : v]",
    "{{ for k, v in {0} : k => v }}",
    "({0}).a",
    '({0})["a"]',
    "({0})[0]",
)
LEAVES = st.sampled_from(
    ["3", "30", "true", '"x"', '"3"', "null", "var.u", "[]", "{}", "tolist([1, 2])"]
).map(lambda text: (text,))

Texts = tuple[str, ...]
"""An expression, and every expression inside it."""


def _grown(inner: st.SearchStrategy[Texts]) -> st.SearchStrategy[Texts]:
    return st.tuples(st.sampled_from(TEMPLATES), inner, inner, inner).map(_filled)


def _filled(drawn: tuple[str, Texts, Texts, Texts]) -> Texts:
    template, *parts = drawn
    used = [part for place, part in enumerate(parts) if f"{{{place}}}" in template]
    text = template.format(*(part[0] for part in parts))
    return (text, *(each for part in used for each in part))


EXPRESSIONS = st.recursive(LEAVES, _grown, max_leaves=5)


@LIMITS
@given(EXPRESSIONS)
def test_what_is_known_holds_for_every_type(texts: Texts) -> None:
    open_ = module_of('variable "u" {}')
    partial = evaluated(open_, texts[0])
    finals: list[Value] = []
    for text in TYPED:
        # A branch that fails and is not chosen fails unseen, so every part is evaluated.
        given_module = module_of(f'variable "u" {{\n  default = {text}\n}}')
        final, *_ = [evaluated(given_module, each) for each in texts]
        if not given_module.problems:
            finals.append(final)
            assert agrees(partial, final), (text, plain(partial), plain(final))
    if finals:
        assert problems_of(open_) == []


def agrees(partial: Value, final: Value) -> bool:
    """Nothing that is said of the partial value is wrong about the final one."""
    content = partial.content
    if isinstance(content, Unknown):
        possible = [plain(each) for each in content.possible]
        return (not possible or plain(final) in possible) and not (
            final.is_null and content.not_null
        )
    if isinstance(partial.type, SetType) and not is_wholly_known(partial):
        return isinstance(final.content, tuple)  # the places of its elements are not known
    known, last = _members(partial), _members(final)
    if known is None or last is None:
        return plain(partial) == plain(final)
    return known.keys() == last.keys() and all(
        agrees(each, last[key]) for key, each in known.items()
    )


def _members(value: Value) -> dict[str | int, Value] | None:
    if isinstance(value.content, dict):
        return {key: each for key, each in value.content.items()}  # noqa: C416 # wider keys
    return {**dict(enumerate(value.elements))} if isinstance(value.content, tuple) else None


CONFIGURATION = """
variable "any" {}
variable "lists" { type = list(any) }
variable "pinned" { default = true }
resource "acme_job" "one" {
  name     = "nightly"
  timeout  = "30"
  retries  = 4711
  enabled  = true
  digits   = "007"
  labels   = { tier = 1, team = "orders" }
  zones    = ["b", "a"]
  prefixed = "job-${var.any}"
  plain    = "${var.any}${var.any}"
}
resource "aws_lambda_function" "orders" {
  timeout = "30"
  name    = 4711
  tags    = { tier = 1 }
}
resource "null_resource" "once" { triggers = { count = 3 } }
module "child" { source = "./child" }
"""
CHILD = 'resource "acme_job" "two" {}\noutput "version" {\n  value = acme_job.two.version\n}\n'

OF_SCHEMA = "<its type depends on another value: acme_job.one.version is known after apply>"
CONVERTED = "<acme_job.one.{} is converted to the type in the provider's schema>"


@pytest.mark.parametrize(
    ("expression", "expected"),
    [
        ("var.pinned ? 3 : acme_job.one.version", OF_SCHEMA),
        ("var.pinned ? true : acme_job.one.version", OF_SCHEMA),
        ('var.pinned ? "3" : acme_job.one.version', "3"),
        ("var.pinned ? null : acme_job.one.version", None),
        ("coalesce(3, acme_job.one.version)", OF_SCHEMA),
        ('coalesce("3", acme_job.one.version)', "3"),
        ("coalesce(3, true, acme_job.one.version)", "3"),
        ('"v${coalesce(3, acme_job.one.version)}"', "v3"),
        ("coalesce(3, acme_job.one.version) + 1", 4),
        ("tostring(coalesce(3, acme_job.one.version))", "3"),
        ("tolist([1, acme_job.one.version])[0]", OF_SCHEMA),
        ("tomap({ a = 1, b = acme_job.one.version }).a", OF_SCHEMA),
        ('tomap({ a = "x", b = acme_job.one.version }).a', "x"),
        ("values(tomap({ a = 1, b = acme_job.one.version }))[0]", OF_SCHEMA),
        ("values({ a = 1, b = acme_job.one.version })[0]", 1),
        ("chunklist([1, acme_job.one.version], 1)[0]", [OF_SCHEMA]),
        ("[1, acme_job.one.version][0]", 1),
        ("[for each in [1, acme_job.one.version] : each][0]", 1),
        ("merge({ a = 1 }, { b = acme_job.one.version }).a", 1),
        ("concat([1], [acme_job.one.version])[0]", 1),
        ("concat(tolist([1]), tolist([acme_job.one.version]))[0]", OF_SCHEMA),
        ("var.pinned ? { a = 1, b = [true] } : acme_job.one.x", {
            "a": OF_SCHEMA.replace("version", "x"), "b": [OF_SCHEMA.replace("version", "x")]
        }),
        ("var.pinned ? { a = true, b = 3, c = acme_job.one.url } : {}", {
            "a": "true", "b": "3", "c": "<acme_job.one.url is known after apply>"
        }),
        ('var.pinned ? ["a", "b"] : acme_job.one.x', ["a", "b"]),
        ('var.pinned ? ["b", "a"] : acme_job.one.x', OF_SCHEMA.replace("version", "x")),
        ("var.pinned ? jsondecode(acme_job.one.x) : 3", "<acme_job.one.x is known after apply>"),
        ("var.pinned ? 3 : jsondecode(acme_job.one.x)", 3),
        ("var.pinned ? 3 : jsondecode(data.acme_x.y.json)",
         "<its type depends on another value: data.acme_x.y.json is read during plan>"),
        ("var.pinned ? 3 : var.any", "<its type depends on another value: var.any has no value>"),
        ("var.pinned ? 3 : var.lists[0]",
         "<its type depends on another value: var.lists has no value>"),
        ("var.pinned ? 3 : module.child.version",
         "<its type depends on another value: acme_job.two.version is known after apply>"),
        ("acme_job.one.name", "nightly"),
        ("acme_job.one.timeout", CONVERTED.format("timeout")),
        ('"${acme_job.one.timeout}s"', "30s"),
        ("acme_job.one.timeout * 2", 60),
        ("acme_job.one.retries", CONVERTED.format("retries")),
        ('"${acme_job.one.retries}!"', "4711!"),
        ("acme_job.one.enabled ? 1 : 2", 1),
        ('"${acme_job.one.digits}!"', CONVERTED.format("digits")),
        ("acme_job.one.labels", CONVERTED.format("labels")),
        ("acme_job.one.labels.team", "orders"),
        ("acme_job.one.labels.tier", CONVERTED.format("labels.tier")),
        ("acme_job.one.zones", CONVERTED.format("zones")),
        ("var.pinned ? acme_job.one.prefixed : 3", "<var.any has no value>"),
        ("acme_job.one.retries == 12", False),
        ("acme_job.one.retries == 4711", CONVERTED.format("retries")),
        ("aws_lambda_function.orders.timeout", 30),
        ("aws_lambda_function.orders.name", "4711"),
        ("aws_lambda_function.orders.tags", {"tier": "1"}),
        ("null_resource.once.triggers.count", "3"),
    ],
)  # fmt: skip
def test_operands_of_an_unstated_type(expression: str, expected: object) -> None:
    files = {"main.tf": CONFIGURATION + 'data "acme_x" "y" {}\n', "child/main.tf": CHILD}

    assert plain(evaluated(module_of(files), expression)) == expected
