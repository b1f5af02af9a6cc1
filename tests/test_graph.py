"""The picture of the event flow: whole outputs, and what must hold for every one."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bridgelint.graph.flow_graph import FlowEdge, FlowGraph, FlowNode, folded
from bridgelint.graph.graph_formats import dot, mermaid
from pictures import DOCS, PICTURES, mark
from support import FIXTURES, agree, bridgelint

GRAPHS = FIXTURES / "graph"
CASES = sorted(each for each in GRAPHS.iterdir() if each.is_dir())
FORMATS = {"mermaid": "flow.mmd", "dot": "flow.dot", "json": "flow.json"}


@pytest.mark.parametrize("format_", FORMATS)
@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_the_picture_is_this(case: Path, format_: str) -> None:
    result = bridgelint(["--no-config", "--graph", format_], case)
    assert (result.status, result.stderr) == (0, "")
    agree(case / FORMATS[format_], result.stdout)


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_every_edge_connects_nodes(case: Path) -> None:
    document = json.loads((case / "flow.json").read_text(encoding="utf-8"))
    ids = [each["id"] for each in document["nodes"]]
    assert len(ids) == len(set(ids))
    ends = [(each["from"], each["to"]) for each in document["edges"]]
    assert len(ends) == len(set(ends))
    assert {end for pair in ends for end in pair} <= set(ids)


def test_without_an_action_there_is_no_picture(tmp_path: Path) -> None:
    (tmp_path / "main.tf").write_text('resource "terraform_data" "t" {}\n', encoding="utf-8")
    result = bridgelint(["--no-config", "--graph", "dot"], tmp_path)
    assert (result.status, result.stdout) == (1, "")
    assert result.stderr == (
        "error: there is no action to draw\n"
        "  pass the directory of a module that declares an action\n"
    )


def test_an_empty_name_of_an_event_bus_is_not_that_of_a_region() -> None:
    case = FIXTURES / "golden" / "requests" / "bus_empty" / "config"
    result = bridgelint(["--no-config", "--graph", "json"], case)
    nodes = json.loads(result.stdout)["nodes"]
    found = [(each["id"], each["label"]) for each in nodes if each["kind"] == "bus"]
    assert found == [("bus  us-east-1", ["event bus", "", "us-east-1"])]


def test_an_unknown_format_is_a_usage_error(tmp_path: Path) -> None:
    result = bridgelint(["--graph", "mermiad"], tmp_path)
    assert result.status == 1
    assert "did you mean `mermaid`?" in result.stderr


@given(st.text())
def test_labels_cannot_break_out(text: str) -> None:
    label = " ".join(text.split())
    node = FlowNode("a", "action", "", (label,))
    drawn = FlowGraph((node,), (FlowEdge("a", "a", (label,)),))
    second = mermaid(drawn).split("\n")[1]
    assert re.fullmatch(r'  n1\["[^"<>&`\\]*"\]', second)
    line = next(each for each in dot(drawn).split("\n") if "shape=box" in each)
    assert re.fullmatch(r'  n1 \[label="(?:[^"\\]|\\.)*", shape=box\]', line)


@given(st.lists(st.tuples(st.integers(0, 9), st.sampled_from(["", "module.m", "module.n"]))))
def test_folding_keeps_the_number_of_instances(places: list[tuple[int, str]]) -> None:
    paths = {f"{module}." if module else "": module for _, module in places}
    nodes = [
        FlowNode(f"{path}a.b[{key}]", "action", module, (f"b[{key}]",))
        for path, module in paths.items()
        for key in dict.fromkeys(key for key, each in places if each == module)
    ]
    drawn = folded(nodes, ())
    assert sum(each.instances for each in drawn.nodes) == len(nodes)
    assert folded(drawn.nodes, drawn.edges) == drawn


@pytest.mark.parametrize("name", PICTURES)
def test_a_picture_of_the_documentation_is_of_a_real_run(name: str) -> None:
    picture = (DOCS / "pictures" / name).read_text(encoding="utf-8")
    assert picture.endswith(f"{mark(PICTURES[name])}\n"), "run: python docs/pictures.py"
