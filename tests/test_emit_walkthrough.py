"""Every command of the walk-through, run as one script; its outputs are the documented ones."""

from __future__ import annotations

import os
import re
import socket
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

from support import ROOT, agree
from test_emit_refusals import process_environment

PAGE = ROOT / "docs" / "emit.md"
FENCE = re.compile(r"^```(sh|text)\n(.*?)^```$", re.MULTILINE | re.DOTALL)
EVENT_ID = re.compile(r"\b[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}\b")
MOMENT = re.compile(r"\b20\d\d-\d\d-\d\dT\d\d:\d\d:\d\dZ")
PORT = "5577"
MARK = "--- the next block ---"


def blocks() -> list[tuple[str, str]]:
    """The commands and the outputs of the page."""
    found = FENCE.findall(PAGE.read_text(encoding="utf-8"))
    return [(kind, text) for kind, text in found if not text.startswith("pip install")]


def script(port: str) -> str:
    """All commands but the installation, which has been done, with a mark between the blocks."""
    commands = (text.replace(PORT, port) for kind, text in blocks() if kind == "sh")
    return f"echo '{MARK}'\n".join(commands)


def outputs(shown: str) -> Iterator[str]:
    """What the blocks printed, of those whose output the page shows."""
    printed = iter(shown.split(f"{MARK}\n"))
    kinds = [kind for kind, _ in blocks()]
    for kind, following in zip(kinds, [*kinds[1:], ""], strict=True):
        if kind == "sh":
            text = next(printed)
            if following == "text":
                yield text
            else:
                assert text == ""


def page(texts: Iterator[str]) -> str:
    """The page with these outputs in it."""

    def block(match: re.Match[str]) -> str:
        return match[0] if match[1] == "sh" else f"```text\n{next(texts)}```"

    return FENCE.sub(block, PAGE.read_text(encoding="utf-8"))


def free_port() -> str:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return str(probe.getsockname()[1])


def test_the_walk_through(tmp_path: Path) -> None:
    # The commands as they are installed, whatever interpreter runs the tests.
    tools, directory = tmp_path / "bin", tmp_path / "storefront"
    tools.mkdir()
    directory.mkdir()
    for name, words in {"bridgelint": "-m bridgelint", "python": "-W ignore"}.items():
        tool = tools / name
        tool.write_text(f'#!/bin/sh\nexec "{sys.executable}" {words} "$@"\n')
        tool.chmod(0o755)
    environment = {**process_environment(), "PATH": f"{tools}{os.pathsep}{os.environ['PATH']}"}
    for name in ("AWS_REGION", "AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY"):
        del environment[name]
    port = free_port()
    done = subprocess.run(  # noqa: S603 # what our own page says
        ["/bin/sh", "-e", "-c", script(port)],
        cwd=directory,
        env=environment,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        stdin=subprocess.DEVNULL,
        check=False,
        timeout=120,
    )
    text = done.stdout.decode().replace(port, PORT).replace(str(tmp_path), "/home/you")
    for number, event_id in enumerate(dict.fromkeys(EVENT_ID.findall(text))):
        text = text.replace(event_id, f"8f8c3f1e-0e5a-4d9e-9b1c-2a7d6f0c4b{number:02}")
    text = MOMENT.sub("2026-11-23T09:00:00Z", text)
    assert done.returncode == 0, text
    agree(PAGE, page(outputs(text)))
