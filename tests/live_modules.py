"""Generated modules and expressions for the live referee."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from typing import Final

from hypothesis import strategies as st

from bridgelint.base.records import Record

KINDS: Final = ("string", "number", "bool", "list", "map", "any")

LITERALS: Final[Mapping[str, tuple[str, ...]]] = {
    "string": ('""', '"a"', '"aB c"', '"é"', '"12"', '"true"', '"a,b"', '"<&>"', '"x${"y"}"'),
    "number": ("0", "1", "2", "7", "0.5", "1e3", "123456789012345678901", "-3"),
    "bool": ("true", "false"),
    "list": ("[]", '["b", "a"]', "[1, 2, 2]", '[1, "x", true]', 'toset(["b", "a"])', "[[1], [2]]"),
    "map": (
        "{}",
        "{ a = 1 }",
        '{ a = "x", b = 2 }',
        "tomap({ a = 1, b = 2 })",
        "{ a = { b = [1] } }",
    ),
    "any": ("null", "tostring(null)", "uuid()", "timestamp()"),
}

REFERENCES: Final[Mapping[str, tuple[str, ...]]] = {
    "string": ("var.s", "local.s", "terraform_data.one.id", "module.child.s", "var.secret"),
    "number": ("var.n", "local.n", "terraform_data.many[1].input", "module.child.n"),
    "bool": ("var.b", "terraform_data.one.input == var.n"),
    "list": ("var.l", "var.t", "local.l", "terraform_data.many[*].id", "module.child.l"),
    "map": ("var.m", "var.o", "local.m", "terraform_data.each", "module.child.m"),
    "any": ("var.any", "terraform_data.one.output", "terraform_data.one", "module.child"),
}

MODULE: Final = """
variable "s" { default = "ab" }
variable "n" { default = 4 }
variable "b" { default = true }
variable "l" {
  type    = list(string)
  default = ["q", "p", "q"]
}
variable "t" { default = [1, "x", null] }
variable "m" {
  type    = map(number)
  default = { one = 1, two = 2 }
}
variable "o" {
  type = object({
    a = string
    b = optional(number, 3)
    c = optional(list(string))
  })
  default = { a = 1 }
}
variable "any" { default = { k = [1, { x = null }] } }
variable "secret" {
  default   = "hunter2"
  sensitive = true
}
locals {
  s = "${var.s}-${var.n}"
  n = var.n * 1.5
  l = [for each in var.l : upper(each)]
  m = { for key, each in var.m : upper(key) => each }
}
resource "terraform_data" "one" { input = var.n }
resource "terraform_data" "many" {
  count = 2
  input = count.index
}
resource "terraform_data" "each" {
  for_each = { a = 1, b = "x" }
  input    = each.value
}
module "child" {
  source = "./child"
  given  = { s = var.s, n = terraform_data.one.output }
}
"""
CHILD: Final = """
variable "given" {
  type = object({ s = string, n = number })
}
output "s" { value = var.given.s }
output "n" { value = var.given.n }
output "l" { value = [var.given.s, "z"] }
output "m" { value = var.given }
"""

SLOTS: Final = 6
"""So many expressions are carried at most. The module calls are always the same, because Terraform
installs them once."""

CARRIED: Final = """
locals {{
  carried{0} = {1}
}}
resource "terraform_data" "carried{0}" {{
  input = {1}
}}
module "carried{0}" {{
  source = "./carrier"
  given  = {1}
}}
"""
CARRIER: Final = """
variable "given" {}
locals { inside = var.given }
output "it" {
  sensitive = true
  value     = local.inside
}
output "all" {
  sensitive = true
  value     = { given = var.given, json = jsonencode(var.given), list = [var.given, 1] }
}
"""

TEMPLATES: Final[Mapping[str, tuple[str, ...]]] = {
    "string": (
        "upper({s})", "title({s})", "trimspace({s})", "chomp({s})", "strrev({s})", "tostring({n})",
        "jsonencode({x})", "base64encode({s})", "md5({s})", "sha256({s})", "urlencode({s})",
        'join(",", {l})', 'replace({s}, "a", {s})', "substr({s}, 0, {n})",
        'format("%s-%v", {s}, {x})',
        '"${{{s}}}/${{{x}}}"', '"%{{ if {b} }}y%{{ else }}${{{s}}}%{{ endif }}"',
        '"%{{ for each in {l} }}<${{each}}>%{{ endfor }}"', "try({x}, {s})", "coalesce({s}, {x})",
        "yamlencode({x})", 'trimprefix({s}, "a")', "element({l}, {n})", "lookup({m}, {s}, {x})",
    ),
    "number": (
        "({n} + {n})", "({n} * {n})", "({n} - {n})", "({n} / {n})", "({n} % {n})", "-({n})",
        "abs({n})", "ceil({n})", "floor({n})", "max({n}, {n})", "min({l}...)", "sum({l})",
        "length({x})", "tonumber({x})", "parseint({s}, 10)", "signum({n})", "index({l}, {x})",
    ),
    "bool": (
        "({x} == {x})", "({x} != {x})", "({n} < {n})", "({n} >= {n})", "({b} && {b})",
        "({b} || {b})", "!({b})", "contains({l}, {x})", "can({x})", "startswith({s}, {s})",
        "alltrue({l})", "anytrue({l})", "tobool({x})", "strcontains({s}, {s})",
    ),
    "list": (
        "[{x}, {x}]", "[{x}]", "tolist({l})", "toset({l})", "concat({l}, {l})", "distinct({l})",
        "reverse({l})", "sort({l})", "flatten([{l}, {x}])", "keys({m})", "values({m})",
        "slice({l}, 0, {n})", "[for each in {l} : {x}]", "[for key, each in {m} : each]",
        "[for each in {l} : each if {b}]", "{x}[*]", "setunion({l}, {l})", "setproduct({l}, {l})",
        "setintersection({l}, {l})", "setsubtract({l}, {l})", 'split(",", {s})', "compact({l})",
        "chunklist({l}, {n})", "matchkeys({l}, {l}, {l})", "range({n})", "coalescelist({l}, {l})",
        'formatlist("%v", {l})', 'regexall("[a-z]", {s})',
    ),
    "map": (
        "{{ a = {x} }}", "{{ a = {x}, b = {x} }}", "tomap({m})", "merge({m}, {m})",
        "zipmap({l}, {l})", "{{ for each in {l} : each => {x} }}",
        "{{ for key, each in {m} : key => each... }}", "transpose({m})", "{{ ({s}) = {x} }}",
        "jsondecode(jsonencode({m}))", "yamldecode(yamlencode({m}))",
    ),
    "any": (
        "({b} ? {x} : {x})", "{m}.a", '{m}["a"]', "{l}[0]", "{l}[{n}]", "({x})", "one({l})",
        "sensitive({x})", "nonsensitive({x})", "try({x}, {x})", "coalesce({x}, {x})",
        "jsondecode({s})", "element({l}, {n})", "lookup({m}, {s})", "{l}[*].a", "{l}.*.a",
        "convert({x}, map(string))", "convert({x}, list(any))",
        'convert({x}, object({{ a = optional(string, "d") }}))',
    ),
}  # fmt: skip
"""Templates by the kind of their result; `{s}` is a string, `{x}` anything, and so on."""

_HOLES: Final = {
    "s": "string",
    "n": "number",
    "b": "bool",
    "l": "list",
    "m": "map",
    "x": "any",
}


class GeneratedModule(Record):
    """A module, with expressions that its outputs may have."""

    expressions: tuple[str, ...]
    is_json: bool

    def files(self, outputs: Mapping[str, str], carried: Sequence[str] = ()) -> dict[str, str]:
        """The configuration with these outputs, which are sensitive lest they be rejected.

        Each carried expression is also a local value, the `input` of a `terraform_data`, and an
        argument of a child module: see `carriers`.
        """
        slots = [*carried, *["null"] * (SLOTS - len(carried))]
        files = {
            "main.tf": MODULE,
            "child/main.tf": CHILD,
            "carrier/main.tf": CARRIER,
            "carried.tf": "".join(CARRIED.format(place, each) for place, each in enumerate(slots)),
        }
        if self.is_json:
            document = {
                "output": {
                    name: {"value": f"${{{text}}}", "sensitive": True}
                    for name, text in outputs.items()
                }
            }
            return {**files, "outputs.tf.json": json.dumps(document)}
        blocks = (
            f'output "{name}" {{\n  sensitive = true\n  value     = {text}\n}}\n'
            for name, text in outputs.items()
        )
        return {**files, "outputs.tf": "".join(blocks)}


def carriers(place: int) -> tuple[str, ...]:
    """References to what carries the expression at that place."""
    return (
        f"local.carried{place}",
        f"terraform_data.carried{place}.input",
        f"terraform_data.carried{place}.output",
        f"[terraform_data.carried{place}]",
        f"module.carried{place}.it",
        f"module.carried{place}.all",
    )


@st.composite
def _expression(draw: st.DrawFn, kind: str, depth: int) -> str:
    """An expression that mostly has the kind: one in ten has any other."""
    if draw(st.integers(0, 9)) == 0:
        kind = draw(st.sampled_from(KINDS))
    if depth == 0 or draw(st.integers(0, 3)) == 0:
        pool = LITERALS[kind] if draw(st.booleans()) else REFERENCES[kind]
        if kind == "any" and draw(st.booleans()):
            return draw(_expression(draw(st.sampled_from(KINDS)), 0))
        return draw(st.sampled_from(pool))
    template = draw(st.sampled_from(TEMPLATES[kind]))
    parts: dict[str, str] = {}
    for letter, wanted in _HOLES.items():
        if f"{{{letter}}}" in template:
            parts[letter] = draw(_expression(wanted, depth - 1))
    return template.format(**parts)


@st.composite
def modules(draw: st.DrawFn, *, size: int = 40) -> GeneratedModule:
    """Modules with that many expressions."""
    kinds = [draw(st.sampled_from(KINDS)) for _ in range(size)]
    found = [draw(_expression(kind, draw(st.integers(1, 3)))) for kind in kinds]
    return GeneratedModule(tuple(dict.fromkeys(found)), draw(st.booleans()))
