"""The flow in the language of Graphviz."""

from __future__ import annotations

from typing import Final

from bridgelint.graph.flow_graph import FlowEdge, FlowGraph, FlowNode, NodeKind, State
from bridgelint.graph.labels import boxes, edge_lines, node_lines

_SHAPES: Final[dict[NodeKind, str]] = {
    "resource": "box, style=rounded",
    "action": "box",
    "bus": "octagon",
    "rule": "note",
    "archive": "cylinder",
    "target": "ellipse",
    "lost": "box",
}
_STYLES: Final[dict[State, str]] = {
    "certain": "",
    "uncertain": ", style=dashed",
    "lost": ', color="#d1242f", fontcolor="#d1242f"',
}


_LONGEST: Final = 32
"""Characters in a line of an edge's label."""

_NEWLINE: Final = "\\n"


def dot(graph: FlowGraph) -> str:
    """Return the graph as DOT."""
    names = {each.id: f"n{number}" for number, each in enumerate(graph.nodes, 1)}
    lines = [
        "digraph events {",
        "  rankdir=LR",
        '  node [fontname="Helvetica", fontsize=11]',
        '  edge [fontname="Helvetica", fontsize=10]',
        *boxes(graph, lambda node: _node(node, names), _box),
        *(f"  {_edge(each, names)}" for each in graph.edges),
        "}",
    ]
    return "\n".join(lines) + "\n"


def _box(number: int, title: str) -> list[str]:
    return [f"subgraph cluster_{number} {{", f"  label={_quoted((title,))}", "}"]


def _node(node: FlowNode, names: dict[str, str]) -> str:
    lines = (*node_lines(node), *(each.text for each in node.marks))
    shape = _SHAPES[node.kind]
    style = _STYLES[node.state]
    if node.state == "uncertain" and "style" in shape:
        shape, style = "box", ', style="rounded,dashed"'
    return f"{names[node.id]} [label={_quoted(lines)}, shape={shape}{style}]"


def _edge(edge: FlowEdge, names: dict[str, str]) -> str:
    lines = (part for line in edge_lines(edge) for part in _wrapped(line))
    label = _quoted((*lines, *(each.text for each in edge.marks)))
    style = _STYLES[edge.state]
    return f"{names[edge.source]} -> {names[edge.target]} [label={label}{style}]"


def _wrapped(line: str) -> list[str]:
    """Break a line at spaces: Graphviz never does."""
    from textwrap import wrap  # only for a graph

    return wrap(line, _LONGEST, break_long_words=False, break_on_hyphens=False) or [line]


def _quoted(lines: tuple[str, ...]) -> str:
    """Return a string of DOT; backslashes and quotes have no meaning in it."""
    escaped = [each.replace("\\", "\\\\").replace('"', '\\"') for each in lines]
    return f'"{_NEWLINE.join(escaped)}"'
