"""Only the command line and the API name the rules."""

from __future__ import annotations

import ast
from pathlib import Path

from support import ROOT

ENGINE = ROOT / "linter" / "bridgelint"


def imports(path: Path) -> set[str]:
    """The modules that a file imports, wherever in it."""
    names: set[str] = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            names.update(alias.name for alias in node.names)
        if isinstance(node, ast.ImportFrom) and node.module:
            names.add(node.module)
    return names


def test_only_the_command_line_and_the_api_name_the_rules() -> None:
    naming = {
        path.relative_to(ENGINE).as_posix()
        for path in ENGINE.rglob("*.py")
        if any(name.split(".")[0] == "bridgelint_rules" for name in imports(path))
    }
    assert naming == {"api.py", "cli/main.py"}


def test_only_the_language_server_needs_its_library() -> None:
    needing = {
        path.relative_to(ENGINE).parts[0]
        for path in ENGINE.rglob("*.py")
        if {name.partition(".")[0] for name in imports(path)} & {"pygls", "lsprotocol"}
    }
    assert needing == {"langserver"}
