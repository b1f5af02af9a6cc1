"""`--graph`: the flow of events as Mermaid, which GitHub and GitLab draw, as DOT, and as JSON."""

from __future__ import annotations

import json
import sys
from collections.abc import Callable, Iterator, Sequence
from typing import Final

from bridgelint.base.failure import Failure
from bridgelint.graph.event_flow import event_flow
from bridgelint.graph.flow_graph import FlowEdge, FlowGraph, FlowNode, NodeKind, NodeMark, State
from bridgelint.lint.lint import report_of
from bridgelint.lint.loading import RunRequest, read
from bridgelint.lint.report import FAILURE, OK
from bridgelint.lint.root_modules import examine
from bridgelint.report.terminal import failed, remark, write

_VERSION: Final = "1.0"
_MOST_LINES: Final = 4
"""The most lines of an edge's label."""

_LONGEST: Final = 32
"""Characters in such a line in DOT."""

_MOST_EDGES: Final = 500
_MOST_TEXT: Final = 50_000
"""What Mermaid draws by default, and GitHub and GitLab at most."""

_MERMAID_SHAPES: Final[dict[NodeKind, tuple[str, str]]] = {
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
    {"#": "#35;", '"': "#quot;", "<": "#lt;", ">": "#gt;", "&": "#amp;", "`": "#96;", "\\": "#92;"}
)
"""Characters that Mermaid would take for markup."""

_DOT_SHAPES: Final[dict[NodeKind, str]] = {
    "resource": "box, style=rounded",
    "action": "box",
    "bus": "octagon",
    "rule": "note",
    "archive": "cylinder",
    "target": "ellipse",
    "lost": "box",
}
_DOT_STYLES: Final[dict[State, str]] = {
    "certain": "",
    "uncertain": ", style=dashed",
    "lost": ', color="#d1242f", fontcolor="#d1242f"',
}


def graph(asked: RunRequest) -> int:
    """Print the flow of the modules; the exit status."""
    loaded = read(asked)
    found = examine(asked, loaded)
    report = report_of(asked, found).report
    failures = list(report.failures)
    # A report has one finding per place; the picture has every instance of a module.
    kept = {(each.rule, each.primary.span) for each in report.findings}
    findings = (
        each
        for root in found.roots
        for each in root.findings
        if (each.rule, each.primary.span) in kept
    )
    flow = event_flow(loaded.modules, findings)
    if not any(each.kind == "action" for each in flow.nodes):
        hint = "pass the directory of a module that declares an action"
        failures.append(Failure("there is no action to draw", hint))
    else:
        write(sys.stdout, _drawn(flow, asked.arguments.graph))
    failed(*failures, choice=asked.arguments.color)
    return FAILURE if failures else OK


def _drawn(flow: FlowGraph, format_: str) -> str:
    if format_ != "mermaid":
        return graph_json(flow) if format_ == "json" else dot(flow)
    text = mermaid(flow)
    if too_large(flow, text):
        remark("the graph is too large for GitHub and GitLab: use --graph dot, or pass fewer paths")
    return text


def graph_json(graph: FlowGraph) -> str:
    """Return one JSON document with the nodes and the edges. Its keys are a contract."""
    document = {
        "format_version": _VERSION,
        "nodes": [
            {**each._asdict(), "findings": [mark._asdict() for mark in each.findings]}
            for each in graph.nodes
        ],
        "edges": [
            {
                "from": each.source,
                "to": each.target,
                "label": each.labels,
                "state": each.state,
                "findings": [mark._asdict() for mark in each.findings],
            }
            for each in graph.edges
        ],
    }
    return json.dumps(document, indent=2, ensure_ascii=False) + "\n"


def mermaid(graph: FlowGraph) -> str:
    names = _names(graph)

    def node(each: FlowNode) -> str:
        start, end = _MERMAID_SHAPES[each.kind]
        suffix = "" if each.state == "certain" else f":::{each.state}"
        return f'{names[each.id]}{start}"{_mermaid_label(_node_lines(each))}"{end}{suffix}'

    def box(number: int, title: str) -> list[str]:
        return [f'subgraph m{number}["{title.translate(_ESCAPED)}"]', "end"]

    lines = ["flowchart LR", *_boxes(graph, node, box)]
    for each in graph.edges:
        label = _mermaid_label((*_edge_lines(each), *_mark_lines(each.findings)))
        text = f'|"{label}"|' if label else ""
        lines.append(f"  {names[each.source]} {_ARROWS[each.state]}{text} {names[each.target]}")
    lines.append("  classDef uncertain stroke-dasharray: 5 5")
    lines.append("  classDef lost stroke:#d1242f,color:#d1242f,stroke-width:2px")
    red = [str(number) for number, each in enumerate(graph.edges) if each.state == "lost"]
    if red:
        lines.append(f"  linkStyle {','.join(red)} stroke:#d1242f,color:#d1242f")
    return "\n".join(lines) + "\n"


def too_large(graph: FlowGraph, text: str) -> bool:
    """Return whether GitHub and GitLab do not draw the Mermaid text."""
    return len(graph.edges) > _MOST_EDGES or len(text) > _MOST_TEXT


def _mermaid_label(lines: Sequence[str]) -> str:
    return "<br/>".join(each.translate(_ESCAPED) for each in lines)


def dot(graph: FlowGraph) -> str:
    from textwrap import wrap  # one format breaks lines: Graphviz never does

    names = _names(graph)

    def node(each: FlowNode) -> str:
        shape, style = _DOT_SHAPES[each.kind], _DOT_STYLES[each.state]
        if each.state == "uncertain" and "style" in shape:
            shape, style = "box", ', style="rounded,dashed"'
        return f"{names[each.id]} [label={_dot_label(_node_lines(each))}, shape={shape}{style}]"

    def box(number: int, title: str) -> list[str]:
        return [f"subgraph cluster_{number} {{", f"  label={_dot_label([title])}", "}"]

    lines = [
        "digraph events {",
        "  rankdir=LR",
        '  node [fontname="Helvetica", fontsize=11]',
        '  edge [fontname="Helvetica", fontsize=10]',
        *_boxes(graph, node, box),
    ]
    for each in graph.edges:
        broken = [
            part
            for line in _edge_lines(each)
            for part in wrap(line, _LONGEST, break_long_words=False, break_on_hyphens=False)
            or [line]
        ]
        label = (
            f"[label={_dot_label([*broken, *_mark_lines(each.findings)])}{_DOT_STYLES[each.state]}]"
        )
        lines.append(f"  {names[each.source]} -> {names[each.target]} {label}")
    return "\n".join([*lines, "}"]) + "\n"


def _dot_label(lines: Sequence[str]) -> str:
    """Return a string of DOT; backslashes and quotes have no meaning in it."""
    escaped = "\\n".join(each.replace("\\", "\\\\").replace('"', '\\"') for each in lines)
    return f'"{escaped}"'


def _names(graph: FlowGraph) -> dict[str, str]:
    return {each.id: f"n{number}" for number, each in enumerate(graph.nodes, 1)}


def _node_lines(node: FlowNode) -> list[str]:
    count = [f"{node.instances} instances"] if node.instances > 1 else []
    return [*node.label, *count, *_mark_lines(node.findings)]


def _edge_lines(edge: FlowEdge) -> Sequence[str]:
    if len(edge.labels) <= _MOST_LINES:
        return edge.labels
    kept = edge.labels[: _MOST_LINES - 1]
    return (*kept, f"… {len(edge.labels) - len(kept)} more")


def _mark_lines(marks: Sequence[NodeMark]) -> list[str]:
    return [f"⚠ {each.severity}: {each.rule}" for each in marks]


def _boxes(
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
            yield from _boxes(graph, node, box, inner, depth + 1)
            yield f"{indent}{last}"
