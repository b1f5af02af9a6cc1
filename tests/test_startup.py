"""What a run must not wait for."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from support import FIXTURES

HEAVY = frozenset(
    {
        "asyncio",
        "boto3",
        "botocore",
        "difflib",
        "hcl2",
        "importlib.metadata",
        "jsonschema",
        "lark",
        "multiprocessing",
        "re2",
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
        "from bridgelint.cli import main\n"
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


def test_a_lint_that_was_made_before_imports_next_to_nothing(tmp_path: Path) -> None:
    program = (
        "import sys\n"
        "before = set(sys.modules)\n"
        "from bridgelint.__main__ import main\n"
        "main()\n"
        "print(*set(sys.modules) - before, file=sys.stderr)\n"
    )
    command = [sys.executable, "-c", program, "--no-config", f"--cache-dir={tmp_path}"]
    _, again = [
        subprocess.run(  # noqa: S603 # our own program
            command,
            cwd=FIXTURES / "situations" / "basic_event",
            capture_output=True,
            check=True,
            text=True,
        )
        for _ in range(2)
    ]
    assert set(again.stderr.split()) == {
        "__future__",
        "_blake2",
        "bridgelint",
        "bridgelint.__main__",
        "bridgelint.cache",
        "bridgelint.cache.entry",
        "bridgelint.cache.place",
        "bridgelint.cache.repeat",
        "bridgelint.observed",
    }


@pytest.mark.parametrize("argument", ["--help", "--version"])
def test_help_imports_neither_rules_nor_engine(argument: str) -> None:
    loaded = imported(FIXTURES, argument)
    assert {name for name in loaded if name.startswith("bridgelint_rules")} == set()
    assert "bridgelint.evaluate.values" not in loaded
