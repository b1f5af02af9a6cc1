"""What the user may not read: named, and everything else is still checked."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Generator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

from support import bridgelint
from test_broken_input import ACTION

NOBODY = 65534


@contextmanager
def without_privileges() -> Generator[None]:
    """As another user where this one is root, who may read everything."""
    if os.geteuid() != 0:
        yield
        return
    os.seteuid(NOBODY)
    try:
        yield
    finally:
        os.seteuid(0)


def run(directory: Path, *arguments: str) -> tuple[int, dict[str, Any]]:
    """A run without privileges: its status and its document."""
    command = ["-f", "json", "--disable-rule", "unused_action", *arguments]
    bridgelint([*command, "nowhere"], directory)  # load what the other user may not read
    bridgelint(command, directory)
    for parent in (directory, *directory.parents[:3]):
        parent.chmod(parent.stat().st_mode | 0o055)
    with without_privileges():
        result = bridgelint(command, directory)
    assert "bug in bridgelint" not in result.stderr
    return result.status, json.loads(result.stdout)


def messages(document: dict[str, Any]) -> list[str]:
    return [each["message"] for each in document["errors"]]


def rules(document: dict[str, Any]) -> list[tuple[str, str]]:
    return [(each["rule"]["name"], each["range"]["filename"]) for each in document["issues"]]


@pytest.fixture
def tree(tmp_path: Path) -> Path:
    """A module in order and one that is about to be locked, each with a reserved source."""
    for name in ("locked", "ok"):
        (tmp_path / name).mkdir()
        text = ACTION.replace("mycompany.x", "aws.x")
        (tmp_path / name / "main.tf").write_text(text, encoding="utf-8")
    return tmp_path


@pytest.mark.parametrize(
    ("mode", "expected"),
    [
        pytest.param(0o000, "cannot read `locked`: Permission denied", id="not listable"),
        pytest.param(0o444, "cannot read `locked/main.tf`: Permission denied", id="not searchable"),
    ],
)
def test_a_directory(tree: Path, mode: int, expected: str) -> None:
    locked = tree / "locked"
    locked.chmod(mode)
    try:
        status, document = run(tree, "--recursive")
        with without_privileges():
            named = bridgelint(["-f", "compact", "locked"], tree)
            inside = bridgelint(["-f", "compact", "locked/main.tf"], tree)
    finally:
        locked.chmod(0o755)
    assert (status, messages(document)) == (1, [expected])
    assert rules(document) == [("reserved_source", "ok/main.tf")]
    assert (named.status, named.stderr) == (1, f"error: {expected}\n")
    assert inside.status == 1
    assert inside.stderr == "error: cannot read `locked/main.tf`: Permission denied\n"


def test_a_file(tree: Path) -> None:
    (tree / "locked/main.tf").chmod(0)
    status, document = run(tree, "--recursive")
    assert (status, messages(document)) == (1, ["cannot read `locked/main.tf`: Permission denied"])
    assert rules(document) == [("reserved_source", "ok/main.tf")]


def test_a_configuration_file(tree: Path) -> None:
    (tree / "locked/.bridgelint.hcl").write_text("", encoding="utf-8")
    (tree / "locked/.bridgelint.hcl").chmod(0)
    status, document = run(tree, "--recursive")
    message = "cannot read configuration file `locked/.bridgelint.hcl`: Permission denied"
    assert (status, messages(document)) == (1, [message])
    assert rules(document) == [("reserved_source", "ok/main.tf")]


@pytest.mark.skipif(not Path("/proc/1/map_files").exists(), reason="there is no such directory")
def test_a_directory_that_fails_while_it_is_listed(tree: Path) -> None:
    status, document = run(tree, "--recursive", "/proc/1", "ok")
    assert status == 1
    assert any("/proc/1/" in each for each in messages(document))
    assert rules(document) == [("reserved_source", "ok/main.tf")]


def test_a_working_directory_that_is_gone(tmp_path: Path) -> None:
    program = (
        "import os, sys; from bridgelint.cli.main import main;"
        "os.rmdir(os.getcwd()); sys.exit(main([]))"
    )
    (tmp_path / "gone").mkdir()
    done = subprocess.run(  # noqa: S603 # our own program
        [sys.executable, "-B", "-c", program],
        cwd=tmp_path / "gone",
        check=False,
        capture_output=True,
        text=True,
    )
    assert (done.returncode, done.stdout) == (1, "")
    assert done.stderr == (
        "error: cannot access the current directory: No such file or directory\n"
    )
