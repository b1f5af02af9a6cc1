"""What is written on the nodes and edges of a picture."""

from __future__ import annotations

from typing import Final

from bridgelint.graph.flow_graph import FlowEdge, FlowNode

_MOST_LINES: Final = 4


def node_lines(node: FlowNode) -> tuple[str, ...]:
    """Return the lines of a node, with the number of its instances."""
    if node.instances == 1:
        return node.label
    return (*node.label, f"{node.instances} instances")


def edge_lines(edge: FlowEdge) -> tuple[str, ...]:
    """Return the lines of an edge, at most four."""
    if len(edge.labels) <= _MOST_LINES:
        return edge.labels
    kept = edge.labels[: _MOST_LINES - 1]
    return (*kept, f"… {len(edge.labels) - len(kept)} more")
