"""Completions and the manual page: made from the table of options, and tried in a real shell."""

from __future__ import annotations

import os
import pty
import re
import select
import shutil
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from bridgelint.cli import shell as shipped
from bridgelint_rules import RULES
from shell import files
from support import FIXTURES, agree, bridgelint, copy

FILES = files()
SHELL = Path(shipped.__file__).parent


@pytest.mark.parametrize("name", FILES)
def test_what_ships_is_what_the_table_says(name: str) -> None:
    agree(SHELL / name, FILES[name])


@pytest.mark.parametrize(
    ("name", "file"),
    [("bash", "bridgelint.bash"), ("zsh", "_bridgelint"), ("fish", "bridgelint.fish")],
)
def test_completions_are_printed(tmp_path: Path, name: str, file: str) -> None:
    assert bridgelint(["--completions", name], tmp_path).stdout == FILES[file]


class Terminal:
    """A person at bash, in a module's directory."""

    def __init__(self, directory: Path) -> None:
        self.screen, far = pty.openpty()
        self.process = subprocess.Popen(
            ["bash", "--norc", "--noprofile", "-i"],  # noqa: S607 # the shell of the machine
            cwd=directory,
            env={
                "PATH": f"{Path(sys.executable).parent}:/usr/bin:/bin",
                "PS1": "> ",
                "TERM": "dumb",
                "INPUTRC": os.devnull,
            },
            stdin=far,
            stdout=far,
            stderr=far,
            start_new_session=True,
        )
        os.close(far)
        for setting in ("enable-bracketed-paste off", "page-completions off", "bell-style none"):
            self.type(f'bind "set {setting}"\n')
        self.type('eval "$(bridgelint --completions bash)"; echo ready$((1 + 1))\n', "ready2\r\n> ")

    def type(self, keys: str, until: str = "") -> str:
        """Press keys; what the screen shows from then on, up to a match of a pattern."""
        os.write(self.screen, keys.encode())
        shown, end = "", time.monotonic() + 60
        while not re.search(until, shown, re.DOTALL) and time.monotonic() < end:
            if select.select([self.screen], [], [], 1)[0]:
                shown += os.read(self.screen, 65536).decode()
        assert re.search(until, shown, re.DOTALL), shown
        return shown

    def completed(self, line: str) -> str:
        """The line after pressing Tab, by asking the shell to echo it."""
        shown = self.type(f"echo [ {line}\t ] ' en''d'\n", " end\r\n")
        last = re.findall(r"^\[ (.*?) *\]  end\r$", shown, flags=re.MULTILINE)[-1]
        return str(last)

    def end(self) -> None:
        os.close(self.screen)
        self.process.kill()
        self.process.wait()


@pytest.fixture(scope="module")
def terminal(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Terminal]:
    directory = copy(FIXTURES / "demo", tmp_path_factory.mktemp("bash"))
    (directory / "with space.tf").touch()
    made = Terminal(directory)
    # `echo` shows what the words are, so it is completed as bridgelint is.
    made.type("complete -F _bridgelint echo; echo ready$((2 + 2))\n", "ready4\r\n> ")
    yield made
    made.end()


@pytest.mark.parametrize(
    ("line", "completed"),
    [
        ("--recur", "--recursive"),
        ("--minimum-failure-severity=w", "--minimum-failure-severity=warning"),
        ("--minimum-failure-severity no", "--minimum-failure-severity notice"),
        ("-f che", "-f checkstyle"),
        ("--format=sa", "--format=sarif"),
        ("--format sarif=even", "--format sarif=events.tf"),
        ("--explain reserved_", "--explain reserved_source"),
        ("--disable-rule unused_a", "--disable-rule unused_action"),
        ("--var-file terr", "--var-file terraform.tfvars"),
        ("--var-file=terr", "--var-file=terraform.tfvars"),
        ("--call-module-type l", "--call-module-type local"),
        ("eve", "events.tf"),
        ("with", "with space.tf"),
        ("--region eve", "--region eve"),
    ],
)
def test_bash_completes(terminal: Terminal, line: str, completed: str) -> None:
    assert terminal.completed(line) == completed


def test_bash_offers_every_rule(terminal: Terminal) -> None:
    names = {rule.name for rule in RULES}
    # The prompt comes again after the whole list.
    shown = terminal.type("bridgelint --explain \t\t", f"{max(names)}.*> bridgelint --explain ")
    terminal.type("\x03")
    assert set(re.findall(r"\w+_\w+", shown)) >= names


DESCRIBED = {rule.name: rule.summary.replace("`", "") for rule in RULES}


@pytest.mark.skipif(shutil.which("fish") is None, reason="fish is not installed")
def test_fish_describes_every_rule() -> None:
    ask = 'source $argv[1]; complete -C "bridgelint --explain "'
    words = ["fish", "--no-config", "-c", ask, str(SHELL / "bridgelint.fish")]
    shown = subprocess.run(words, capture_output=True, text=True, check=True).stdout  # noqa: S603 # the shell of the machine
    assert dict(line.split("\t") for line in shown.splitlines()) == DESCRIBED


def test_zsh_describes_every_rule() -> None:
    listed = re.findall(r"^ +'(\w+_\w+):(.*)'$", FILES["_bridgelint"], flags=re.MULTILINE)
    assert {name: text.replace("'\\''", "'") for name, text in listed} == DESCRIBED
