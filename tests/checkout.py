"""Copies of this checkout: what a tool gets that builds bridgelint from its repository."""

from __future__ import annotations

import os
import shutil
import subprocess
from collections.abc import Mapping, Sequence
from pathlib import Path

from support import ROOT

IDENTITY = {
    "GIT_AUTHOR_NAME": "Ada",
    "GIT_AUTHOR_EMAIL": "ada@example.com",
    "GIT_COMMITTER_NAME": "Ada",
    "GIT_COMMITTER_EMAIL": "ada@example.com",
    "GIT_CONFIG_GLOBAL": os.devnull,
    "GIT_CONFIG_NOSYSTEM": "1",
}
"""A git that does not know whose machine it runs on."""


def run(
    command: Sequence[str | Path], directory: Path, environment: Mapping[str, str] | None = None
) -> subprocess.CompletedProcess[str]:
    """A command with the settings of the machine, and those given; its output as one text."""
    return subprocess.run(  # noqa: S603 # the tests choose the command
        command,
        cwd=directory,
        env={**os.environ, **IDENTITY, **(environment or {})},
        check=False,
        text=True,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
    )


def done(
    command: Sequence[str | Path], directory: Path, environment: Mapping[str, str] | None = None
) -> str:
    """The output of a command that has to succeed."""
    result = run(command, directory, environment)
    assert result.returncode == 0, result.stdout
    return result.stdout


def checkout(target: Path) -> Path:
    """The files of this checkout that git holds or would add, as they are now."""
    listed = done(["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"], ROOT)
    for name in filter(None, listed.split("\0")):
        source = ROOT / name
        # A file that is deleted and not yet committed is still listed. What tests compare with
        # is most of the repository, and no tool needs it.
        if not source.is_file() or name.startswith("fixtures/"):
            continue
        (target / name).parent.mkdir(parents=True, exist_ok=True)
        shutil.copy2(source, target / name)
    return target


def repository(directory: Path) -> Path:
    """Make a directory a git repository with one commit of everything in it."""
    done(["git", "init", "--quiet", "--initial-branch", "main"], directory)
    commit(directory, "Begin")
    return directory


def commit(directory: Path, message: str) -> subprocess.CompletedProcess[str]:
    """Add and commit everything, as a person does; hooks may refuse it."""
    done(["git", "add", "--all"], directory)
    return run(["git", "commit", "--quiet", "--message", message], directory)
