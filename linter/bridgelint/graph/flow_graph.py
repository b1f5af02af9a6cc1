"""The flow of events as a graph: triggering resource, action, event bus, event rule, target."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from typing import Final, Literal, NamedTuple

from bridgelint.base.records import Record, replace
from bridgelint.terraform.expressions.reference_address import KEY

NodeKind = Literal["resource", "action", "bus", "rule", "archive", "target", "lost"]
State = Literal["certain", "uncertain", "lost"]
"""`uncertain`: something is unknown, or only may happen. `lost`: no event gets through."""

MOST_INSTANCES: Final = 5
"""More instances of one block, or of one module call, are drawn as one."""

# Compiled when a graph is drawn, not when bridgelint starts.
_CALL: Final = rf"module\.([^.\[]+)({KEY})?\.?"
_BAD: Final[tuple[State, ...]] = ("certain", "uncertain", "lost")
"""Best first."""


class NodeMark(NamedTuple):
    """A finding about a node or an edge, with the names of JSON documents."""

    rule: str
    severity: str
    message: str


class FlowNode(NamedTuple):
    """A node with the names of JSON documents."""

    id: str
    """Unique and stable: its address, or its kind and name."""

    kind: NodeKind
    module: str
    """The path of its module; empty for the root module."""

    label: tuple[str, ...]
    """Lines of text."""

    state: State = "certain"
    instances: int = 1
    findings: tuple[NodeMark, ...] = ()


class FlowEdge(Record):
    source: str
    """The ID of a node."""

    target: str
    labels: tuple[str, ...] = ()
    state: State = "certain"
    findings: tuple[NodeMark, ...] = ()


class FlowGraph(Record):
    """Nodes and edges, each in a stable order."""

    nodes: tuple[FlowNode, ...]
    edges: tuple[FlowEdge, ...]

    @property
    def modules(self) -> tuple[str, ...]:
        """The paths of all modules with nodes, and of those around them, callers first."""
        return tuple(sorted({path for each in self.nodes for *_, path in _calls(each.module)}))

    def caller_of(self, path: str) -> str:
        """Return the path of the module around another one."""
        return [*_calls(path)][-1][0]


def folded(nodes: Iterable[FlowNode], edges: Iterable[FlowEdge]) -> FlowGraph:
    """Return a graph in which many instances of one block or of one module call are one node, and
    equal edges are one edge."""
    given = list(nodes)
    calls = {call for path in {each.module for each in given} for call in _calls(path)}
    instances = Counter((caller, name) for caller, name, *_ in calls)
    blocks = {(each.kind, *_split(each.id)) for each in given if each.kind != "target"}
    instances.update((kind, address) for kind, address, key in blocks if key)
    merged: dict[str, FlowNode] = {}
    renamed: dict[str, str] = {}
    for each in given:
        drawn = _drawn(each, instances)
        renamed[each.id] = drawn.id
        known = merged.get(drawn.id)
        merged[drawn.id] = drawn if known is None else _together(known, drawn)
    arrows: dict[tuple[str, str], FlowEdge] = {}
    for edge in edges:
        moved = replace(edge, source=renamed[edge.source], target=renamed[edge.target])
        ends = moved.source, moved.target
        before = arrows.get(ends)
        arrows[ends] = moved if before is None else _joined(before, moved)
    return FlowGraph(tuple(merged.values()), tuple(arrows.values()))


def module_of(address: str) -> str:
    """Return the path of the module of an address; empty for the root module."""
    return max((path for *_, path in _calls(address)), key=len, default="")


def _calls(address: str) -> Iterator[tuple[str, str, str, str]]:
    """Yield, for each call of a module path, the path before it, its name, its instance key in
    brackets, and the path that ends with it."""
    path = ""
    position = 0
    while (found := re.compile(_CALL).match(address, position)) is not None:
        name, key = found[1], found[2] or ""
        inner = f"{path}.module.{name}{key}".removeprefix(".")
        yield path, name, key, inner
        path = inner
        position = found.end()


def _split(address: str) -> tuple[str, str]:
    """Split an address into the block's and the instance key, in brackets."""
    found = re.search(f"{KEY}$", address)
    return (address[: found.start()], found[0]) if found else (address, "")


def _drawn(node: FlowNode, instances: Mapping[tuple[str, str], int]) -> FlowNode:
    """Return the node that is drawn for one: without the keys of which there are many."""
    module = ".".join(
        f"module.{name}{key if instances[caller, name] <= MOST_INSTANCES else ''}"
        for caller, name, key, _ in _calls(node.module)
    )
    address, key = _split(node.id)
    id_, label = node.id, node.label
    if key and instances[node.kind, address] > MOST_INSTANCES:
        id_, label = address, tuple(each.removesuffix(key) for each in label)
    if node.module:
        id_ = id_.replace(f"{node.module}.", f"{module}." if module else "", 1)
    return node._replace(id=id_, module=module, label=label)


def _together(one: FlowNode, other: FlowNode) -> FlowNode:
    lines = tuple(each for each in one.label if each in other.label) or one.label[:1]
    state = max(one.state, other.state, key=_BAD.index)
    findings = tuple(dict.fromkeys((*one.findings, *other.findings)))
    instances = one.instances + other.instances
    return one._replace(label=lines, state=state, instances=instances, findings=findings)


def _joined(one: FlowEdge, other: FlowEdge) -> FlowEdge:
    labels = tuple(dict.fromkeys((*one.labels, *other.labels)))
    state = min(one.state, other.state, key=_BAD.index)
    findings = tuple(dict.fromkeys((*one.findings, *other.findings)))
    return replace(one, labels=labels, state=state, findings=findings)
