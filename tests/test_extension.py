"""The VS Code extension: what its files promise each other. Its own tests need Node."""

from __future__ import annotations

import json
import re
import subprocess
from pathlib import Path

from bridgelint.version import VERSION
from support import ROOT

EXTENSION = ROOT / "editors" / "vscode"
MANIFEST = json.loads((EXTENSION / "package.json").read_text(encoding="utf-8"))


def tracked() -> list[Path]:
    """The files of the extension that are in the repository."""
    listed = subprocess.run(
        ["git", "ls-files", "-z", "editors"],  # noqa: S607 # git is where the machine has it
        cwd=ROOT,
        capture_output=True,
        check=True,
    )
    return [ROOT / name for name in listed.stdout.decode().split("\0") if name]


def test_the_lockfile_names_no_server() -> None:
    """An install asks the registry that is configured where it runs."""
    lock = json.loads((EXTENSION / "package-lock.json").read_text(encoding="utf-8"))
    assert [name for name, each in lock["packages"].items() if "resolved" in each] == []
    assert all("integrity" in each for name, each in lock["packages"].items() if name)
    registry = re.compile(rb"registry\.\w|//[\w.]*npm\w*\.\w")
    assert [path for path in tracked() if registry.search(path.read_bytes())] == []


def test_every_command_is_registered() -> None:
    source = (EXTENSION / "src" / "extension.ts").read_text(encoding="utf-8")
    contributed = [each["command"] for each in MANIFEST["contributes"]["commands"]]
    registered = re.findall(r'registerCommand\("([\w.]+)"', source)
    assert sorted(contributed) == sorted(registered)


def test_the_readme_has_every_setting() -> None:
    readme = (EXTENSION / "README.md").read_text(encoding="utf-8")
    settings = MANIFEST["contributes"]["configuration"]["properties"]
    assert re.findall(r"^\| `(bridgelint\.[\w.]+)`", readme, re.MULTILINE) == list(settings)


def test_it_is_released_with_the_program() -> None:
    assert MANIFEST["version"] == VERSION
