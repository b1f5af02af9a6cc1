"""The flow as Mermaid text, which GitHub and GitLab draw."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from bridgelint.graph.flow_graph import FlowEdge, FlowGraph, FlowNode, NodeKind, NodeMark, State
from bridgelint.graph.labels import edge_lines, node_lines

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
    lines += _boxes(graph, "", names, 1)
    red: list[int] = []
    for number, edge in enumerate(graph.edges):
        lines.append(f"  {_edge(edge, names)}")
        if edge.state == "lost":
            red.append(number)
    lines.append("  classDef uncertain stroke-dasharray: 5 5")
    lines.append("  classDef lost stroke:#d1242f,color:#d1242f,stroke-width:2px")
    if red:
        numbers = ",".join(map(str, red))
        lines.append(f"  linkStyle {numbers} stroke:#d1242f,color:#d1242f")
    return "\n".join(lines) + "\n"


def too_large(graph: FlowGraph, text: str) -> bool:
    """Return whether GitHub and GitLab do not draw the text."""
    return len(graph.edges) > MOST_EDGES or len(text) > MOST_TEXT


def _boxes(graph: FlowGraph, path: str, names: dict[str, str], depth: int) -> Iterator[str]:
    """Yield the nodes of a module and the boxes of the modules that it calls."""
    indent = "  " * depth
    for node in graph.nodes:
        if node.module == path:
            yield f"{indent}{_node(node, names)}"
    for number, inner in enumerate(graph.modules, 1):
        outer = graph.caller_of(inner)
        if outer != path:
            continue
        title = inner.removeprefix(f"{path}.") if path else inner
        yield f'{indent}subgraph m{number}["{_escaped(title)}"]'
        yield from _boxes(graph, inner, names, depth + 1)
        yield f"{indent}end"


def _node(node: FlowNode, names: dict[str, str]) -> str:
    start, end = _SHAPES[node.kind]
    suffix = "" if node.state == "certain" else f":::{node.state}"
    return f'{names[node.id]}{start}"{_label(node_lines(node), node.marks)}"{end}{suffix}'


def _edge(edge: FlowEdge, names: dict[str, str]) -> str:
    label = _label(edge_lines(edge), edge.marks)
    text = f'|"{label}"|' if label else ""
    return f"{names[edge.source]} {_ARROWS[edge.state]}{text} {names[edge.target]}"


def _label(lines: tuple[str, ...], marks: tuple[NodeMark, ...]) -> str:
    return "<br/>".join(_escaped(each) for each in (*lines, *(_shown(mark) for mark in marks)))


def _shown(mark: NodeMark) -> str:
    return f"⚠ {mark.severity}: {mark.rule}"


def _escaped(text: str) -> str:
    return text.translate(_ESCAPED)
