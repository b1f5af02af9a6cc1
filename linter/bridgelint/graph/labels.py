"""What is written on the nodes and edges of a picture."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Final

from bridgelint.graph.flow_graph import FlowEdge, FlowGraph, FlowNode

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


def boxes(
    graph: FlowGraph,
    node: Callable[[FlowNode], str],
    box: Callable[[int, str], list[str]],
    path: str = "",
    depth: int = 1,
) -> Iterator[str]:
    """Yield the nodes of a module and the boxes of the modules that it calls, indented.

    `box` returns the first lines and the last line of the box with a number and a title.
    """
    indent = "  " * depth
    yield from (f"{indent}{node(each)}" for each in graph.nodes if each.module == path)
    for number, inner in enumerate(graph.modules, 1):
        if graph.caller_of(inner) == path:
            *first, last = box(number, inner.removeprefix(f"{path}.") if path else inner)
            yield from (f"{indent}{line}" for line in first)
            yield from boxes(graph, node, box, inner, depth + 1)
            yield f"{indent}{last}"
