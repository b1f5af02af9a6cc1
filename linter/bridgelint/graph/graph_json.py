"""The flow as JSON. The keys are a contract."""

from __future__ import annotations

import json
from typing import Final

from bridgelint.graph.flow_graph import FlowEdge, FlowGraph, FlowNode, NodeMark

_VERSION: Final = "1.0"


def graph_json(graph: FlowGraph) -> str:
    """Return one JSON document with the nodes and the edges."""
    document = {
        "format_version": _VERSION,
        "nodes": [_node(each) for each in graph.nodes],
        "edges": [_edge(each) for each in graph.edges],
    }
    return json.dumps(document, indent=2, ensure_ascii=False) + "\n"


def _node(node: FlowNode) -> dict[str, object]:
    return {
        "id": node.id,
        "kind": node.kind,
        "module": node.module,
        "label": list(node.label),
        "state": node.state,
        "instances": node.instances,
        "findings": [_mark(each) for each in node.marks],
    }


def _edge(edge: FlowEdge) -> dict[str, object]:
    return {
        "from": edge.source,
        "to": edge.target,
        "label": list(edge.labels),
        "state": edge.state,
        "findings": [_mark(each) for each in edge.marks],
    }


def _mark(mark: NodeMark) -> dict[str, str]:
    return {"rule": mark.rule, "severity": mark.severity, "message": mark.message}
