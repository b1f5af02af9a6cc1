"""The files of `terraform test`: which there are, and what their runs apply."""

from __future__ import annotations

from pathlib import Path

import pytest

from bridgelint.actions.test_runs import TestRun, runs_in
from bridgelint.base.source import SourceFile
from bridgelint.workspace.files import module_of_test
from support import bridgelint


def runs(text: str) -> tuple[TestRun, ...]:
    """The runs of a file with this text."""
    return runs_in(SourceFile("a.tftest.hcl", text.encode()))


def test_a_run_applies_unless_it_plans() -> None:
    found = runs('run "a" {\n}\nrun "b" {\n  command = plan\n}\nrun "c" {\n  command = apply\n}\n')
    assert [(each.name, each.applies, each.repeats) for each in found] == [
        ("a", True, False),
        ("b", False, False),
        ("c", True, True),
    ]


def test_runs_share_the_state_of_their_module() -> None:
    found = runs("""
variables {
  a = 1
}

run "first" {
}

run "other_module" {
  module {
    source = "./setup"
  }
}

run "same" {
}

run "changed" {
  variables {
    a = 2
  }
}

run "changed_back" {
}

run "own_state" {
  state_key = "x"
}
""")
    assert [(each.name, each.source, each.updates, each.repeats) for each in found] == [
        ("first", None, False, False),
        ("other_module", "./setup", False, False),
        ("same", None, False, True),
        ("changed", None, True, False),
        ("changed_back", None, True, False),
        ("own_state", None, False, False),
    ]
    assert found[3].variables["a"].value.span.text == "2"


def test_a_mock_counts_for_the_configuration_that_it_replaces() -> None:
    found = runs("""
mock_provider "aws" {
  alias = "fake"
}

mock_provider "null" {
}

run "all" {
}

run "mapped" {
  providers = {
    aws      = aws.fake
    aws.west = aws.real
    "null"   = "null"
  }
}

run "none" {
  providers = {}
}
""")
    assert [sorted(each.mocked, key=str) for each in found] == [
        [("aws", "fake"), ("null", None)],
        [("aws", None), ("null", None)],
        [],
    ]


@pytest.mark.parametrize(
    ("path", "module"),
    [
        ("a.tftest.hcl", "."),
        ("tests/a.tftest.hcl", "."),
        ("m/tests/a.tftest.hcl", "m"),
        ("m/a.tftest.hcl", "m"),
        ("m/main.tf", None),
    ],
)
def test_the_module_of_a_test_file(path: str, module: str | None) -> None:
    assert module_of_test(path) == module


def test_a_test_file_by_name_stands_for_its_module(tmp_path: Path) -> None:
    (tmp_path / "tests").mkdir()
    (tmp_path / "tests" / "a.tftest.hcl").write_text('run "x" {\n}\n', encoding="utf-8")
    (tmp_path / "main.tf").write_text('action "local_command" "x" {}\n', encoding="utf-8")
    result = bridgelint(["tests/a.tftest.hcl", "-f", "compact"], tmp_path)
    assert result.stdout.startswith("main.tf:1:1: Notice - no trigger refers to the action")


def test_a_broken_test_file_does_not_end_the_run(tmp_path: Path) -> None:
    (tmp_path / "a.tftest.hcl").write_text('run "x" {\nrun {\n  a = =\n', encoding="utf-8")
    (tmp_path / "main.tf").write_text('action "local_command" "x" {}\n', encoding="utf-8")
    assert bridgelint(["-f", "compact"], tmp_path).status == 0
