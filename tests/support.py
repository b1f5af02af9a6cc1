"""What several tests need: bridgelint run as a person runs it, with a clean slate."""

from __future__ import annotations

import contextlib
import io
import os
import shutil
from collections.abc import Generator, Sequence
from dataclasses import dataclass
from difflib import unified_diff
from pathlib import Path

import pytest

from bridgelint.cli.main import main

ROOT = Path(__file__).resolve().parent.parent
FIXTURES = ROOT / "fixtures"

FOREIGN = (
    "TF_",
    "AWS_",
    "BRIDGELINT",
    "GITHUB_",
    "GITLAB_",
    "CI",
    "PRE_COMMIT",
    "NO_COLOR",
    "FORCE_COLOR",
    "COLUMNS",
    "LINES",
)
"""Settings of whoever runs the tests that must not decide what they say."""


@dataclass(frozen=True)
class Result:
    status: int
    stdout: str
    stderr: str


@contextlib.contextmanager
def clean_slate(directory: Path, environment: dict[str, str] | None = None) -> Generator[None]:
    """Inside `directory`, with 80 columns and none of the caller's own settings."""
    before, where = dict(os.environ), Path.cwd()
    for name in list(os.environ):
        if name.startswith(FOREIGN):
            del os.environ[name]
    os.environ.update({"COLUMNS": "80", **(environment or {})})
    os.chdir(directory)
    try:
        yield
    finally:
        os.chdir(where)
        os.environ.clear()
        os.environ.update(before)


def bridgelint(
    arguments: Sequence[str], directory: Path, environment: dict[str, str] | None = None
) -> Result:
    """The command, run in this process: its status and what it wrote."""
    stdout, stderr = io.StringIO(), io.StringIO()
    with (
        clean_slate(directory, environment),
        contextlib.redirect_stdout(stdout),
        contextlib.redirect_stderr(stderr),
    ):
        status = main(list(arguments))
    return Result(status, stdout.getvalue(), stderr.getvalue())


def agree(path: Path, text: str) -> None:
    """Fail with a diff if the file does not contain the text. With `UPDATE` set, write it."""
    if os.environ.get("UPDATE"):
        path.write_bytes(text.encode())
    expected = path.read_bytes().decode() if path.exists() else ""
    if text == expected:
        return
    name = path.relative_to(ROOT) if path.is_relative_to(ROOT) else path
    before, after = expected.splitlines(), text.splitlines()
    diff = unified_diff(before, after, f"{name} (committed)", f"{name} (now)", lineterm="")
    shown = "\n".join(diff)
    test = os.environ.get("PYTEST_CURRENT_TEST", "tests").partition(" ")[0]
    command = f"UPDATE=1 .venv/bin/pytest '{test}'"
    pytest.fail(f"{shown}\n\nIf this is what it should be: {command}", pytrace=False)


def copy(source: Path, target: Path) -> Path:
    """A copy of a fixture that a test may change."""
    shutil.copytree(source, target, dirs_exist_ok=True)
    return target
