"""The tables that ship are those of the grammar, and a run needs neither lark nor hcl2 for them."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from bridgelint.hcl.lalr import (
    SHIPPED,
    compile_tables,
    grammar_text,
    read,
    tables,
    tables_for,
)


def test_the_tables_that_ship_are_those_of_the_grammar() -> None:
    """Else: python -m bridgelint.hcl.lalr"""
    assert Path(SHIPPED).read_text(encoding="utf-8") == compile_tables(grammar_text())


def test_another_grammar_gives_other_tables() -> None:
    grammar = grammar_text() + "\nunused : NAME\n"
    compiled = read(compile_tables(grammar))
    made = tables_for(grammar)
    assert (made.grammar, made.rules, made.starts) == (
        compiled.grammar,
        compiled.rules,
        compiled.starts,
    )
    assert made.grammar != tables().grammar


@pytest.mark.parametrize(
    "grammar",
    [
        pytest.param("start : nothing", id="not a grammar"),
        pytest.param(
            grammar_text().replace("\ntuple :", "\n%override int_lit :"),
            id="a rule that is missing",
        ),
        pytest.param(
            grammar_text().replace("conditional", "another_meaning"), id="a rule without a meaning"
        ),
    ],
)
def test_with_a_grammar_that_we_cannot_build_on_the_tables_that_ship_are_used(grammar: str) -> None:
    assert tables_for(grammar).grammar == tables().grammar


def test_parsing_imports_neither_lark_nor_hcl2() -> None:
    program = (
        "import sys\n"
        "from bridgelint.hcl.parse import parse_body\n"
        "from bridgelint.base.source import SourceFile\n"
        "body, problems = parse_body(SourceFile('main.tf', b'a = [b.c, f(1)]'))\n"
        "assert not problems and len(body.attributes) == 1\n"
        "print({'lark', 'hcl2', 'pickle'} & set(sys.modules))\n"
    )
    done = subprocess.run(  # noqa: S603 # our own program
        [sys.executable, "-c", program], capture_output=True, check=True, text=True
    )
    assert done.stdout == "set()\n"
