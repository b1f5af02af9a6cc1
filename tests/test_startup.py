"""What a run must not wait for."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from support import FIXTURES, copy

HEAVY = frozenset(
    {
        "asyncio",
        "boto3",
        "botocore",
        "datetime",
        "decimal",
        "difflib",
        "fractions",
        "hcl2",
        "importlib.metadata",
        "jsonschema",
        "lark",
        "multiprocessing",
        "pathlib",
        "re2",
        "regex",
        "rich",
        "tempfile",
        "xml",
        "yaml",
    }
)


def imported(directory: Path, *arguments: str) -> set[str]:
    """The modules that a run has loaded when it ends."""
    program = (
        "import sys\n"
        "from bridgelint.cli.main import main\n"
        "main(sys.argv[1:])\n"
        "print(*sys.modules, file=sys.stderr)\n"
    )
    done = subprocess.run(  # noqa: S603 # our own program
        [sys.executable, "-c", program, *arguments],
        cwd=directory,
        capture_output=True,
        check=True,
        text=True,
    )
    return set(done.stderr.split())


@pytest.mark.parametrize("format_", ["default", "json"])
def test_a_lint_imports_nothing_heavy(format_: str) -> None:
    assert imported(FIXTURES / "demo", "--no-config", "-f", format_) & HEAVY == set()


def test_a_configuration_file_imports_only_pathlib_in_addition(tmp_path: Path) -> None:
    copy(FIXTURES / "demo", tmp_path)
    (tmp_path / ".bridgelint.hcl").write_text('config {\n  preset = "all"\n}\n', encoding="utf-8")

    assert imported(tmp_path) & HEAVY == {"pathlib"}


def test_a_module_without_actions_imports_neither_rules_nor_engine(tmp_path: Path) -> None:
    (tmp_path / "main.tf").write_text('resource "terraform_data" "a" {}\n', encoding="utf-8")
    loaded = imported(tmp_path)
    engine = {"actions", "eventbridge", "hcl", "terraform"}
    assert {name for name in loaded if name.split(".")[:2][-1] in engine} == set()
    assert {name for name in loaded if name.startswith("bridgelint_rules")} == set()


def test_a_small_module_imports_only_what_it_needs(tmp_path: Path) -> None:
    copy(FIXTURES / "rules" / "long_source" / "silent_at_the_limit", tmp_path)
    rare = {
        "bridgelint.actions.test_runs",
        "bridgelint.eventbridge.inventory",
        "bridgelint.eventbridge.receptions",
        "bridgelint.terraform.module.module_calls",
        "bridgelint.terraform.values.conversion",
        "bridgelint.workspace.broken_blocks",
        "bridgelint.workspace.override_files",
    }
    assert imported(tmp_path) & rare == set()


@pytest.mark.parametrize("argument", ["--help", "--version"])
def test_help_imports_neither_rules_nor_engine(argument: str) -> None:
    loaded = imported(FIXTURES, argument)
    assert {name for name in loaded if name.startswith("bridgelint_rules")} == set()
    assert "bridgelint.terraform.values.values" not in loaded
