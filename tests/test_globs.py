"""Patterns of file names."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bridgelint.globs import matches


@pytest.mark.parametrize(
    ("pattern", "fits", "does_not"),
    [
        ("main.tf", ["main.tf", "a/b/main.tf"], ["amain.tf", "main.tf.json"]),
        ("*.tf", ["main.tf", "a/x.tf"], ["main.tf.json"]),
        ("a/*.tf", ["a/main.tf"], ["a/b/main.tf", "b/a/main.tf"]),
        ("./a/*.tf", ["a/main.tf"], ["main.tf"]),
        ("a/**/main.tf", ["a/main.tf", "a/b/c/main.tf"], ["main.tf"]),
        ("**/main.tf", ["main.tf", "a/b/main.tf"], ["a/xmain.tf"]),
        ("examples/**", ["examples/a.tf", "examples/b/c.tf"], ["example/a.tf", "x/examples/a.tf"]),
        ("examples", ["examples/a.tf", "x/examples/a.tf"], ["examples.tf"]),
        ("examples/", ["examples/a.tf"], ["examples.tf"]),
        ("a?.tf", ["ab.tf"], ["a.tf", "abc.tf"]),
        ("[ab]-[0-9].tf", ["a-1.tf"], ["c-1.tf", "a-x.tf"]),
        ("[!a].tf", ["b.tf"], ["a.tf"]),
        ("[a", ["[a"], ["a"]),
        ("a.b", ["a.b"], ["axb"]),
    ],
)
def test_what_a_pattern_fits(pattern: str, fits: list[str], does_not: list[str]) -> None:
    assert [path for path in (*fits, *does_not) if matches(path, pattern)] == fits


@given(st.text("a/*?[]!-^\\.b", max_size=12), st.text("a/b.", max_size=12))
def test_any_pattern_can_be_asked(pattern: str, path: str) -> None:
    assert matches(path, pattern) in {True, False}
