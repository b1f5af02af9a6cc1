"""What shells are told about the command. The files beside this one are made by `docs/shell.py`."""

from __future__ import annotations

from pathlib import Path
from typing import Final

_FILES: Final = {"bash": "bridgelint.bash", "zsh": "_bridgelint", "fish": "bridgelint.fish"}


def completions(shell: str) -> str:
    """The completions for a shell, to be sourced by it."""
    return Path(__file__).with_name(_FILES[shell]).read_text(encoding="utf-8")
