"""The flow of events as a graph: triggering resource, action, event bus, event rule, target."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from itertools import accumulate
from typing import Final, Literal

from bridgelint.base.records import dataclass, replace
from bridgelint.terraform.expressions.reference_address import KEY

NodeKind = Literal["resource", "action", "bus", "rule", "archive", "target", "lost"]
State = Literal["certain", "uncertain", "lost"]
"""`uncertain`: something is unknown, or only may happen. `lost`: no event gets through."""

MOST_INSTANCES: Final = 5
"""More instances of one block, or of one module call, are drawn as one."""

# Compiled when a graph is drawn, not when bridgelint starts.
_CALL: Final = rf"module\.([^.\[]+)({KEY})?\.?"
_BAD: Final[dict[State, int]] = {"certain": 0, "uncertain": 1, "lost": 2}


@dataclass(frozen=True, slots=True)
class NodeMark:
    """A finding about a node or an edge."""

    rule: str
    severity: str
    message: str

    @property
    def text(self) -> str:
        """As it is drawn."""
        return f"⚠ {self.severity}: {self.rule}"


@dataclass(frozen=True, slots=True)
class FlowNode:
    """One object of the flow."""

    id: str
    """Unique and stable: its address, or its kind and name."""

    kind: NodeKind
    module: str
    """The path of its module; empty for the root module."""

    label: tuple[str, ...]
    """Lines of text."""

    state: State = "certain"
    instances: int = 1
    marks: tuple[NodeMark, ...] = ()


@dataclass(frozen=True, slots=True)
class FlowEdge:
    """An arrow of the flow."""

    source: str
    """The ID of a node."""

    target: str
    labels: tuple[str, ...] = ()
    state: State = "certain"
    marks: tuple[NodeMark, ...] = ()


@dataclass(frozen=True, slots=True)
class FlowGraph:
    """Nodes and edges, each in a stable order."""

    nodes: tuple[FlowNode, ...]
    edges: tuple[FlowEdge, ...]

    @property
    def modules(self) -> tuple[str, ...]:
        """The paths of all modules with nodes, and of those around them, callers first."""
        paths = (accumulate(_segments(each.module), "{}.{}".format) for each in self.nodes)
        return tuple(sorted({outer for path in paths for outer in path}))

    def caller_of(self, path: str) -> str:
        """Return the path of the module around another one."""
        return ".".join(list(_segments(path))[:-1])


def folded(nodes: Iterable[FlowNode], edges: Iterable[FlowEdge]) -> FlowGraph:
    """Return a graph in which many instances of one block or of one module call are one node, and
    equal edges are one edge."""
    given = list(nodes)
    fold = _Fold(given)
    merged: dict[str, FlowNode] = {}
    renamed: dict[str, str] = {}
    for each in given:
        drawn = fold.node(each)
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


def module_calls(path: str) -> Iterator[tuple[str, str]]:
    """Yield the name and the instance key, in brackets, of each call of a module path."""
    position = 0
    while (found := re.compile(_CALL).match(path, position)) is not None:
        yield found[1], found[2] or ""
        position = found.end()


class _Fold:
    """What is drawn as one."""

    def __init__(self, nodes: list[FlowNode]) -> None:
        calls: dict[tuple[str, ...], set[str]] = {}
        for path in {each.module for each in nodes}:
            outer: tuple[str, ...] = ()
            for name, key in module_calls(path):
                calls.setdefault((*outer, name), set()).add(key)
                outer = (*outer, f"{name}{key}")
        self._calls = {name: len(keys) for name, keys in calls.items()}
        blocks: dict[tuple[str, str], set[str]] = {}
        for each in nodes:
            local, key = _split(each.id)
            if key and each.kind != "target":
                blocks.setdefault((each.kind, local), set()).add(key)
        self._blocks = {name: len(keys) for name, keys in blocks.items()}

    def node(self, node: FlowNode) -> FlowNode:
        """Return the node that is drawn for one."""
        module = self._module(node.module)
        local, key = _split(node.id)
        count = self._blocks.get((node.kind, local), 1)
        many = bool(key) and node.kind != "target" and count > MOST_INSTANCES
        id_ = local if many else node.id
        label = tuple(each.removesuffix(key) for each in node.label) if many else node.label
        if node.module:
            id_ = id_.replace(f"{node.module}.", f"{module}." if module else "", 1)
        return replace(node, id=id_, module=module, label=label)

    def _module(self, path: str) -> str:
        """Return the path of the box that a module is drawn in."""
        drawn: list[str] = []
        outer: tuple[str, ...] = ()
        for name, key in module_calls(path):
            count = self._calls[*outer, name]
            drawn.append(f"module.{name}{key if count <= MOST_INSTANCES else ''}")
            outer = (*outer, f"{name}{key}")
        return ".".join(drawn)


def _split(address: str) -> tuple[str, str]:
    """Split an address into the block's and the instance key, in brackets."""
    found = re.search(f"{KEY}$", address)
    return (address[: found.start()], found[0]) if found else (address, "")


def _segments(path: str) -> Iterator[str]:
    for name, key in module_calls(path):
        yield f"module.{name}{key}"


def _together(one: FlowNode, other: FlowNode) -> FlowNode:
    lines = tuple(each for each in one.label if each in other.label) or one.label[:1]
    state: State = one.state if _BAD[one.state] >= _BAD[other.state] else other.state
    marks = tuple(dict.fromkeys((*one.marks, *other.marks)))
    instances = one.instances + other.instances
    return replace(one, label=lines, state=state, instances=instances, marks=marks)


def _joined(one: FlowEdge, other: FlowEdge) -> FlowEdge:
    labels = tuple(dict.fromkeys((*one.labels, *other.labels)))
    state: State = one.state if _BAD[one.state] <= _BAD[other.state] else other.state
    marks = tuple(dict.fromkeys((*one.marks, *other.marks)))
    return replace(one, labels=labels, state=state, marks=marks)
