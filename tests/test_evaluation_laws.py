"""Laws that evaluation keeps, whatever the expression."""

from __future__ import annotations

import json
from fractions import Fraction
from typing import Any

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bridgelint.terraform.module.module import Module
from bridgelint.terraform.values.types import SetType, conforms
from bridgelint.terraform.values.values import Unknown, Value, is_wholly_known
from evaluation import evaluated, local_of, module_of, plain, problems_of

LIMITS = settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.too_slow])

WORDS = st.sampled_from(["", "a", "b-", "{", "é", "x y", "aws.", '"'])
NAMES = st.sampled_from(["s", "n", "b", "l"])


def quoted(text: str) -> str:
    return json.dumps(text, ensure_ascii=False)


def strings(inner: st.SearchStrategy[str]) -> st.SearchStrategy[str]:
    return st.one_of(
        st.tuples(inner, inner).map(lambda pair: f'"${{{pair[0]}}}-${{{pair[1]}}}"'),
        st.tuples(WORDS, inner).map(lambda pair: f'"{json.dumps(pair[0])[1:-1]}${{{pair[1]}}}"'),
        st.tuples(BOOLS, inner, inner).map("{0[0]} ? {0[1]} : {0[2]}".format),
        inner.map("upper({})".format),
        inner.map(lambda text: f'"%{{ for c in [{text}] }}${{c}},%{{ endfor }}"'),
        st.tuples(inner, inner).map("jsonencode({{a = {0[0]}, b = [{0[1]}]}})".format),
        st.tuples(inner, inner).map("try({0[0]}, {0[1]})".format),
        st.tuples(inner, inner).map("[{0[0]}, {0[1]}][1]".format),
        st.tuples(inner, inner).map("{{k = {0[0]}, o = {0[1]}}}.k".format),
    )


LEAVES = st.one_of(WORDS.map(quoted), st.just("var.s"))
NUMBERS = st.one_of(
    st.integers(-3, 9).map(str), st.just("var.n"), st.just("length(var.l)"), st.just("(1 + var.n)")
)
BOOLS = st.one_of(
    st.just("var.b"),
    st.sampled_from(["true", "false"]),
    st.tuples(LEAVES, LEAVES).map("({0[0]} == {0[1]})".format),
    st.tuples(NUMBERS, NUMBERS).map("({0[0]} < {0[1]})".format),
    st.tuples(NUMBERS, st.sampled_from(["true", "var.b"])).map("({0[0]} > 0 && {0[1]})".format),
    st.just("(var.b || true)"),
    st.just("(false && var.b)"),
)
STRINGS = st.recursive(LEAVES, strings, max_leaves=6)
LISTS = st.one_of(
    st.just("var.l"),
    st.lists(STRINGS, max_size=3).map(lambda items: f"[{', '.join(items)}]"),
    st.tuples(STRINGS, BOOLS).map('[for x in [{0[0]}, "k"] : x if {0[1]}]'.format),
    STRINGS.map('[for x in var.l : "${{x}}-${{{0}}}"]'.format),
    STRINGS.map("{{for x in [{0}] : x => x}}".format),
    st.tuples(STRINGS, STRINGS).map("[{{a = {0[0]}}}, {{a = {0[1]}}}][*].a".format),
    st.tuples(STRINGS, STRINGS).map("toset([{0[0]}, {0[1]}])".format),
)
EXPRESSIONS = st.one_of(STRINGS, LISTS, BOOLS, NUMBERS)

DECLARED = """
variable "s" {
  type = string
  nullable = false
}
variable "n" {
  type = number
  nullable = false
}
variable "b" {
  type = bool
  nullable = false
}
variable "l" {
  type = list(string)
  nullable = false
}
variable "unrelated" {}
"""


def with_values(values: dict[str, str]) -> Module:
    text = DECLARED
    for name, value in values.items():
        declaration = f'variable "{name}" {{\n'
        text = text.replace(declaration, f"{declaration}  default = {value}\n")
    return module_of(text)


VALUES = st.fixed_dictionaries(
    {
        "s": WORDS.map(quoted),
        "n": st.integers(-2, 4).map(str),
        "b": st.sampled_from(["true", "false"]),
        "l": st.lists(WORDS.map(quoted), max_size=3).map(lambda items: f"[{', '.join(items)}]"),
    }
)


@LIMITS
@given(EXPRESSIONS, VALUES)
def test_a_partial_result_admits_what_it_comes_to(expression: str, values: dict[str, str]) -> None:
    open_ = module_of(DECLARED)
    partial = evaluated(open_, expression)
    filled = with_values(values)
    final = evaluated(filled, expression)
    if filled.problems:
        return
    assert open_.problems == ()
    assert is_wholly_known(final)
    assert admits(partial, final), (plain(partial), plain(final))


def admits(partial: Value, final: Value) -> bool:
    """Nothing that is said of the partial value is wrong about the final one."""
    content = partial.content
    if isinstance(content, Unknown):
        return conforms(final.type, partial.type) and _admits_unknown(content, final)
    if isinstance(partial.type, SetType) and not is_wholly_known(partial):
        return isinstance(final.type, SetType)
    if isinstance(content, tuple) and isinstance(final.content, tuple):
        return len(content) == len(final.content) and all(map(admits, content, final.content))
    if isinstance(content, dict) and isinstance(final.content, dict):
        return content.keys() == final.content.keys() and all(
            admits(each, final.content[key]) for key, each in content.items()
        )
    return partial.type == final.type and plain(partial) == plain(final)


def _admits_unknown(content: Unknown, final: Value) -> bool:
    if final.is_null:
        return not content.not_null
    if isinstance(final.content, str):
        return _admits_text(content, final.content)
    least, most = content.bounds
    if isinstance(final.content, int | Fraction) and not isinstance(final.content, bool):
        return least <= final.content <= most
    fewest, greatest = content.length
    size = len(final.elements)
    return fewest <= size and (greatest is None or size <= greatest)


def _admits_text(content: Unknown, text: str) -> bool:
    if not text.startswith(content.prefix):
        return False
    if content.json is not None and not _admits_json(content.json, json.loads(text)):
        return False
    position = 0
    for part in content.parts or ():
        if isinstance(part, str):
            position = text.find(part, position)
            if position < 0:
                return False
            position += len(part)
    return True


def _admits_json(partial: Value, final: Any) -> bool:  # noqa: ANN401 # decoded JSON
    content = partial.content
    if isinstance(content, Unknown):
        return True
    if isinstance(content, tuple):
        items: list[Any] = final
        return len(content) == len(items) and all(map(_admits_json, content, items))
    if isinstance(content, dict):
        return isinstance(final, dict) and all(
            _admits_json(each, final[key]) for key, each in content.items()
        )
    return bool(plain(partial) == final)


@LIMITS
@given(EXPRESSIONS, VALUES)
def test_an_unrelated_unknown_changes_nothing(expression: str, values: dict[str, str]) -> None:
    module = with_values(values)
    alone = evaluated(module, expression)
    if module.problems:
        return
    for text in (
        f"[{expression}, var.unrelated][0]",
        f"{{known = {expression}, other = var.unrelated}}.known",
        f"try({expression}, var.unrelated)",
        f"[for x in [{expression}] : x][0]",
        f"([[{expression}, var.unrelated]][*][0])[0]",
        f'{{"${{"k"}}" = {expression}}}["k"]',
    ):
        assert evaluated(module, text) == alone
    assert module.problems == ()


@LIMITS
@given(st.lists(st.integers(0, 5), min_size=6, max_size=6), st.permutations(range(6)))
def test_the_order_of_files_does_not_matter(targets: list[int], order: list[int]) -> None:
    """Locals that refer to each other at random, cycles included, one to a file."""

    def texts(places: list[int]) -> dict[str, str]:
        return {
            f"f{place}.tf": f'locals {{\n  v{index} = "{index}${{local.v{targets[index]}}}"\n}}\n'
            if index != targets[index]
            else f"locals {{\n  v{index} = {index}\n}}\n"
            for index, place in enumerate(places)
        }

    def known(module: Module) -> list[object]:
        values = [evaluated(module, f"local.v{index}") for index in range(6)]
        return [plain(each) if each.is_known else None for each in values]

    assert known(module_of(texts(list(range(6))))) == known(module_of(texts(order)))


@LIMITS
@given(st.permutations(range(6)), st.lists(st.integers(0, 5), min_size=6, max_size=6))
def test_the_order_of_questions_does_not_matter(order: list[int], targets: list[int]) -> None:
    lines = [f'  v{index} = "{index}${{local.v{target}}}"' for index, target in enumerate(targets)]
    text = "locals {\n" + "\n".join(lines) + "\n}\n"
    asked, other = module_of(text), module_of(text)
    for index in order:
        local_of(asked, f"v{index}")
    for index in range(6):
        local_of(other, f"v{index}")
    assert sorted(problems_of(asked)) == sorted(problems_of(other))
