"""The flow as Mermaid text, which GitHub and GitLab draw."""

from __future__ import annotations

from typing import Final

from bridgelint.graph.flow_graph import FlowEdge, FlowGraph, FlowNode, NodeKind, NodeMark, State
from bridgelint.graph.labels import boxes, edge_lines, node_lines

MOST_EDGES: Final = 500
MOST_TEXT: Final = 50_000
"""What Mermaid draws by default, and GitHub and GitLab at most."""

_SHAPES: Final[dict[NodeKind, tuple[str, str]]] = {
    "resource": ("(", ")"),
    "action": ("[", "]"),
    "bus": ("{{", "}}"),
    "rule": ("[/", "/]"),
    "archive": ("[(", ")]"),
    "target": ("([", "])"),
    "lost": ("[", "]"),
}
_ARROWS: Final[dict[State, str]] = {"certain": "-->", "uncertain": "-.->", "lost": "-->"}
_ESCAPED: Final = str.maketrans(
    {
        "#": "#35;",
        '"': "#quot;",
        "<": "#lt;",
        ">": "#gt;",
        "&": "#amp;",
        "`": "#96;",
        "\\": "#92;",
    }
)
"""Characters that Mermaid would take for markup."""


def mermaid(graph: FlowGraph) -> str:
    """Return the graph as a Mermaid flowchart."""
    names = {each.id: f"n{number}" for number, each in enumerate(graph.nodes, 1)}
    lines = ["flowchart LR"]
    lines += boxes(graph, lambda node: _node(node, names), _box)
    lines += (f"  {_edge(each, names)}" for each in graph.edges)
    lines.append("  classDef uncertain stroke-dasharray: 5 5")
    lines.append("  classDef lost stroke:#d1242f,color:#d1242f,stroke-width:2px")
    red = [str(number) for number, each in enumerate(graph.edges) if each.state == "lost"]
    if red:
        numbers = ",".join(red)
        lines.append(f"  linkStyle {numbers} stroke:#d1242f,color:#d1242f")
    return "\n".join(lines) + "\n"


def too_large(graph: FlowGraph, text: str) -> bool:
    """Return whether GitHub and GitLab do not draw the text."""
    return len(graph.edges) > MOST_EDGES or len(text) > MOST_TEXT


def _box(number: int, title: str) -> list[str]:
    return [f'subgraph m{number}["{_escaped(title)}"]', "end"]


def _node(node: FlowNode, names: dict[str, str]) -> str:
    start, end = _SHAPES[node.kind]
    suffix = "" if node.state == "certain" else f":::{node.state}"
    return f'{names[node.id]}{start}"{_label(node_lines(node), node.marks)}"{end}{suffix}'


def _edge(edge: FlowEdge, names: dict[str, str]) -> str:
    label = _label(edge_lines(edge), edge.marks)
    text = f'|"{label}"|' if label else ""
    return f"{names[edge.source]} {_ARROWS[edge.state]}{text} {names[edge.target]}"


def _label(lines: tuple[str, ...], marks: tuple[NodeMark, ...]) -> str:
    return "<br/>".join(_escaped(each) for each in (*lines, *(each.text for each in marks)))


def _escaped(text: str) -> str:
    return text.translate(_ESCAPED)
