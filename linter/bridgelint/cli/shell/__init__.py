"""Completions for shells. `docs/shell.py` generates the files in this directory."""

from __future__ import annotations

from pathlib import Path
from typing import Final

_FILES: Final = {"bash": "bridgelint.bash", "zsh": "_bridgelint", "fish": "bridgelint.fish"}


def completions(shell: str) -> str:
    """Return the completions for a shell, which the shell sources."""
    return Path(__file__).with_name(_FILES[shell]).read_text(encoding="utf-8")
