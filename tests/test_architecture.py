"""Imports point down, from room to room, and never in a circle between files."""

from __future__ import annotations

import ast
import importlib
from collections.abc import Iterator, Mapping
from graphlib import CycleError, TopologicalSorter
from pathlib import Path

import pytest

from support import ROOT

ENGINE = ROOT / "linter" / "bridgelint"
RULES = ROOT / "rules" / "bridgelint_rules"

FLOORS = (
    {"version", "base"},
    {"hcl"},
    {"workspace"},
    {"terraform"},
    {"actions"},
    {"eventbridge"},
    {"plan"},
    {"config"},
    {"lint"},
    {"report"},
    {"emit", "graph"},
    {"langserver"},
    {"api", "cli", "bridgelint", "__main__"},
)
"""The rooms from the ground up. A room imports itself and the rooms of lower floors."""

FOR_RULES = ("bridgelint.actions", "bridgelint.eventbridge", "bridgelint.lint")


def dotted(path: Path) -> str:
    """The module name of a file."""
    top = RULES if path.is_relative_to(RULES) else ENGINE
    parts = path.relative_to(top.parent).with_suffix("").parts
    return ".".join(parts[:-1] if parts[-1] == "__init__" else parts)


FILES = {dotted(path): path for top in (ENGINE, RULES) for path in sorted(top.rglob("*.py"))}


def imports(path: Path) -> Iterator[str]:
    """The modules that a file imports, anywhere in it; imports for types count."""
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        if isinstance(node, ast.ImportFrom) and node.module:
            for alias in node.names:
                full = f"{node.module}.{alias.name}"
                yield full if full in FILES else node.module


GRAPH: Mapping[str, list[str]] = {
    name: sorted(set(imports(path)) - {name}) for name, path in FILES.items()
}


def floor(name: str) -> int:
    """The floor of a module of the engine."""
    room = name.split(".")[1] if "." in name else name
    return next(index for index, rooms in enumerate(FLOORS) if room in rooms)


def room(name: str) -> str:
    """The room of a module of the engine."""
    return name.split(".")[1] if "." in name else name


def arrows() -> Iterator[tuple[str, str]]:
    """Every import of one module of the engine by another."""
    for name, targets in GRAPH.items():
        for target in targets:
            if name.split(".")[0] == "bridgelint" == target.split(".")[0] and target in FILES:
                yield name, target


def test_every_import_points_down() -> None:
    top = len(FLOORS) - 1
    upward = [
        f"{name} -> {target}"
        for name, target in arrows()
        if floor(target) > floor(name)
        or (floor(target) == floor(name) < top and room(target) != room(name))
    ]
    assert upward == []


def test_no_files_import_each_other_in_a_circle() -> None:
    inside = {name: [each for each in targets if each in FILES] for name, targets in GRAPH.items()}
    try:
        TopologicalSorter(inside).prepare()
    except CycleError as error:
        circle: list[str] = error.args[1]
        raise AssertionError(" -> ".join(reversed(circle))) from None


def test_no_two_classes_have_one_name() -> None:
    places: dict[str, list[str]] = {}
    for name, path in FILES.items():
        for node in ast.parse(path.read_text(encoding="utf-8")).body:
            if isinstance(node, ast.ClassDef) and not node.name.startswith("_"):
                places.setdefault(node.name, []).append(name)

    assert {name: where for name, where in places.items() if len(where) > 1} == {}


def test_only_the_command_line_and_the_api_name_the_rules() -> None:
    naming = {
        name
        for name, targets in GRAPH.items()
        if name.startswith("bridgelint.")
        and any(each.split(".")[0] == "bridgelint_rules" for each in targets)
    }
    assert naming == {"bridgelint.api", "bridgelint.cli.main"}


def test_only_the_language_server_needs_its_library() -> None:
    needing = {
        room(name)
        for name, targets in GRAPH.items()
        if {each.partition(".")[0] for each in targets} & {"pygls", "lsprotocol"}
    }
    assert needing == {"langserver"}


def test_a_rule_imports_public_names_alone() -> None:
    wrong = [
        f"{name} -> {node.module}"
        for name, path in FILES.items()
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if name.startswith("bridgelint_rules.") and isinstance(node, ast.ImportFrom)
        if node.module and node.module.startswith("bridgelint.") and node.module not in FOR_RULES
    ]
    assert wrong == []


@pytest.mark.parametrize("name", ["bridgelint", *FOR_RULES])
def test_public_names_are_what_type_checkers_see(name: str) -> None:
    package = importlib.import_module(name)
    stub = ast.parse(Path(str(package.__file__)).with_suffix(".pyi").read_text(encoding="utf-8"))
    seen = {
        alias.name: node.module
        for node in stub.body
        if isinstance(node, ast.ImportFrom)
        for alias in node.names
    }
    for each, home in seen.items():
        module = importlib.import_module(str(home))
        assert getattr(package, each) is getattr(module, each), each
