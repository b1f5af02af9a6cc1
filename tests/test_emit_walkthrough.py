"""Every command of the walk-through, run in one shell; its outputs are the documented ones."""

from __future__ import annotations

import os
import re
import socket
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from support import FIXTURES, ROOT, agree
from test_emit_refusals import process_environment

PAGE = ROOT / "docs" / "emit.md"
FENCE = re.compile(r"^```(\w+)\n(.*?)^```$", re.MULTILINE | re.DOTALL)
EVENT_ID = re.compile(r"\b[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}\b")
MOMENT = re.compile(r"\b20\d\d-\d\d-\d\dT\d\d:\d\d:\d\dZ")
JOURNAL = re.compile(r"\b\d{8}T\d{6}Z-[0-9a-f]{8}\.jsonl")
PORT = "5577"
MARK = "--- the next command ---"


@dataclass(frozen=True)
class Step:
    """A command with what is to be seen behind it."""

    command: str
    shown: bool
    """The page shows its output."""


def steps(language: str, text: str) -> Iterator[Step]:
    """The commands of a block."""
    if language == "sh":
        yield Step(text, shown=False)
    elif language == "console":
        for part in re.split(r"^\$ ", text, flags=re.MULTILINE)[1:]:
            first, *others = part.splitlines()
            more = [line[2:] for line in others if line.startswith("> ")]
            yield Step("\n".join([first, *more]) + "\n", shown=True)


def page(outputs: Iterator[str]) -> str:
    """The page with the module and these outputs in it."""

    def block(match: re.Match[str]) -> str:
        language, text = match[1], match[2]
        if language == "terraform":
            text = (FIXTURES / "emit" / "laptop" / "main.tf").read_text(encoding="utf-8")
        if language == "console":
            text = ""
            for each in steps(language, match[2]):
                lines = each.command.splitlines()
                text += "".join([f"$ {lines[0]}\n", *(f"> {line}\n" for line in lines[1:])])
                text += next(outputs)
        return f"```{language}\n{text}```"

    return FENCE.sub(block, PAGE.read_text(encoding="utf-8"))


def free_port() -> str:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return str(probe.getsockname()[1])


def script(port: str) -> str:
    """All commands but the installation, which has been done."""
    found: list[str] = []
    for match in FENCE.finditer(PAGE.read_text(encoding="utf-8")):
        for step in steps(match[1], match[2]):
            if step.command.startswith("pip install"):
                continue
            found.append(step.command.replace(PORT, port))
            if "moto_server" in step.command:
                found.append(f"until (echo > /dev/tcp/127.0.0.1/{port}) 2> /dev/null\n")
                found.append("do sleep 0.1; done\n")
            found.append(f"echo '{MARK}'\n" if step.shown else "")
            found.append("" if step.shown else "echo '--- no output ---'\n")
    return "set -em\n" + "".join(found)


def test_the_walk_through(tmp_path: Path) -> None:
    module = FIXTURES / "emit" / "laptop" / "main.tf"
    (tmp_path / "main.tf").write_bytes(module.read_bytes())
    # The commands as they are installed, whatever interpreter runs the tests.
    tools = tmp_path / "bin"
    tools.mkdir()
    for name, words in {"bridgelint": "-m bridgelint", "python": "-W ignore"}.items():
        tool = tools / name
        tool.write_text(f'#!/bin/sh\nexec "{sys.executable}" {words} "$@"\n')
        tool.chmod(0o755)
    path = os.pathsep.join([str(tools), str(Path(sys.executable).parent), os.environ["PATH"]])
    environment = {**process_environment(), "PATH": path}
    for name in ("AWS_REGION", "AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY"):
        del environment[name]
    port = free_port()
    done = subprocess.run(  # noqa: S603 # what our own page says
        ["/bin/bash", "-c", script(port)],
        cwd=tmp_path,
        env=environment,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        stdin=subprocess.DEVNULL,
        check=False,
        timeout=120,
    )
    text = done.stdout.decode().replace(port, PORT)
    for number, event_id in enumerate(dict.fromkeys(EVENT_ID.findall(text))):
        text = text.replace(event_id, f"8f8c3f1e-0e5a-4d9e-9b1c-2a7d6f0c4b{number:02}")
    text = MOMENT.sub("2026-11-23T09:00:00Z", text).replace(str(tmp_path), "/home/you/storefront")
    text = JOURNAL.sub("20261123T090000Z-1a2b3c4d.jsonl", text)
    pieces = text.split(f"{MARK}\n")[:-1]
    agree(PAGE, page(each.rpartition("--- no output ---\n")[2] for each in pieces))
    assert done.returncode == 0
