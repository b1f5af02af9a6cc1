"""The dependency graph by which Terraform orders its work, as far as the text determines it.

A node is a whole block (all instances together), a local, an output or a variable, as in
Terraform's own graph. Edges are found on demand, so that only blocks on the way are read.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from functools import cached_property

from bridgelint.actions.call_tree import CallTree
from bridgelint.actions.mentions import IMPURE, NOT_OBJECTS, bodies, body_references, calls, managed
from bridgelint.actions.trigger_elements import element
from bridgelint.base.records import Record
from bridgelint.base.source import Span
from bridgelint.hcl.references import Traversal, references
from bridgelint.hcl.tree import Block, Body, Expression, items_of


class Node(Record):
    """An object that can be referred to."""

    module: Dependencies
    kind: str
    """`resource`, `data`, `ephemeral`, `local`, `var`, `output`, `module` (a call), `action`."""

    name: str
    """`id`, or `TYPE.NAME`."""

    @property
    def address(self) -> str:
        """The address that Terraform uses: `local.id`, `module.m.output.id`, `terraform_data.t`."""
        path = self.module.tree.path
        kind = "" if self.kind == "resource" else self.kind
        return ".".join(each for each in (path, kind, self.name) if each)


Edge = tuple[Node, Span]
"""What something depends on, and the reference that causes it."""


class Dependencies:
    """The graph of one module, including called modules and the calling module.

    Nodes and results are cached; the configuration must not change in between.
    """

    def __init__(self, tree: CallTree, parent: Dependencies | None = None) -> None:
        """`parent` is the graph of the calling module."""
        self.tree = tree
        self.parent = parent
        self._directory = tree.directory
        self._children: dict[str, Dependencies | None] = {}
        self._edges: dict[tuple[Node, bool], tuple[Edge, ...]] = {}
        self._mentioned: dict[int, tuple[Body, tuple[Traversal, ...]]] = {}
        self._needed: dict[tuple[str, str, bool], frozenset[Node]] = {}
        self.cyclic: dict[Node, bool] = parent.cyclic if parent is not None else {}
        """The results of `in_cycle`, of all modules."""

    def child(self, call: str) -> Dependencies | None:
        """Return the graph of a called module, or `None` if it is not read."""
        if call not in self._children:
            tree = self.tree.child(call)
            self._children[call] = Dependencies(tree, self) if tree is not None else None
        return self._children[call]

    # -- queries

    def direct(self, start: Block | Expression, target: Block) -> tuple[Traversal, ...]:
        """Return the references to the resource `target` in an action or an expression."""
        name = _name(target)
        return tuple(each for each in self._references(start) if managed(each) == name)

    def path(
        self,
        start: Block | Expression,
        target: Block,
        *,
        not_through: Collection[Block] = (),
        since_1_16: bool = False,
    ) -> tuple[Edge, ...]:
        """Return the shortest chain of references from an action, a resource or an expression to
        the resource `target`; empty if there is none. A chain of one step is a direct reference.

        A first step to one of the resources `not_through` is ignored. In 1.16 and later, a resource
        also depends on the conditions of its triggers and on every action it triggers; earlier, on
        the actions of its `before_*` triggers only.
        """
        skipped = {(self, "resource", _name(each)) for each in not_through}
        first = self._starting(start, since_1_16=since_1_16)
        kept = [
            (node, span)
            for node, span in first
            if (node.module, node.kind, node.name) not in skipped
        ]
        goal = self.resource(target)
        came = _reached(kept, since_1_16=since_1_16, goal=goal)
        steps: list[Edge] = []
        place = goal if goal in came else None
        while place is not None:
            before, span = came[place]
            steps.append((place, span))
            place = before
        return tuple(reversed(steps))

    def in_cycle(self, resource: Block) -> bool:
        """Return whether a resource depends on itself in 1.16 and later, or is between two that do.
        Only then `path` can find it from one of its triggers' actions or conditions, in any
        version."""
        node = self.resource(resource)
        if node not in self.cyclic:
            after, before = _unsorted(node, self.cyclic)
            found = _left(after, before) & _left(before, after)
            self.cyclic.update((each, each in found) for each in after)
        return self.cyclic[node]

    def resource(self, block: Block) -> Node:
        """Return the node of a managed resource of this module."""
        return Node(self, "resource", _name(block))

    def needed(self, start: Block, *, since_1_16: bool = False) -> frozenset[Node]:
        """Return everything on which an action or a resource depends, as `path` follows it."""
        key = (start.type, _name(start), since_1_16)
        if key not in self._needed:
            first = self._starting(start, since_1_16=since_1_16)
            self._needed[key] = frozenset(_reached(first, since_1_16=since_1_16))
        return self._needed[key]

    def _with_locals(self, *start: Expression) -> Iterator[Expression]:
        """Yield the expressions, and those of the locals to which they refer, each local once."""
        seen: set[str] = set()
        waiting = deque(start)
        while waiting:
            expression = waiting.popleft()
            yield expression
            for reference in references(expression):
                name = reference.attribute(0) if reference.root == "local" else None
                value = self.local(name) if name and name not in seen else None
                seen.add(name or "")
                waiting += [value] if value is not None else []

    def constant(self, expression: Expression) -> bool:
        """Return whether only literals, functions and constant locals determine the value."""
        return all(
            each.root == "local" and (not each.attribute(0) or self.local(str(each.attribute(0))))
            for value in self._with_locals(expression)
            for each in references(value)
        )

    def calls_of(
        self, start: Block | Expression, functions: Collection[str] = IMPURE
    ) -> tuple[Span, ...]:
        """Return the names of these functions in the calls of an action or an expression, including
        the locals that it refers to; by default of those that are evaluated only during apply."""
        return tuple(
            call.name_span
            for expression in self._with_locals(*_expressions(start))
            for call in calls(expression)
            if call.name in functions
        )

    def resources_read(self, start: Block | Expression) -> tuple[Traversal, ...]:
        """Return the references to managed resources, including those in locals that an action or
        an expression refers to, and the references to outputs of called modules that read one."""
        return tuple(
            each
            for expression in _expressions(start)
            for value in self._with_locals(expression)
            for each in references(value)
            if self.resource_of(each) or self._reads_output(each)
        )

    def resource_of(self, reference: Traversal) -> Block | None:
        """Return the managed resource of this module to which it refers."""
        name = managed(reference)
        blocks = self._directory.blocks("resource", *name.split(".")) if name else ()
        return blocks[0] if blocks else None

    def _reads_output(self, reference: Traversal) -> bool:
        call = reference.attribute(0) if reference.root == "module" else None
        child = self.child(call) if call else None
        if child is None:
            return False
        return any(
            bool(child.resources_read(value))
            for node, _ in self.resolved([reference])
            if node.kind == "output" and (block := child.tree.directory.output(node.name))
            if (value := block.body.value("value"))
        )

    def local(self, name: str) -> Expression | None:
        attribute = self._directory.local(name)
        return attribute.value if attribute is not None else None

    # -- edges

    def _starting(self, start: Block | Expression, *, since_1_16: bool) -> Iterator[Edge]:
        if isinstance(start, Block) and start.type == "resource":
            return self._of_resource(start, since_1_16=since_1_16)
        return self.resolved(self._references(start))

    def _references(self, start: Block | Expression) -> tuple[Traversal, ...]:
        if not isinstance(start, Block):
            return references(start)
        body = start.body
        if start.type == "module":
            kept = tuple(each for each in body.attributes if each.name in _OF_CALLS)
            return tuple(body_references(Body(kept, (), body.span)))
        if id(body) not in self._mentioned:
            # The body is kept, so that no other object gets its identity.
            self._mentioned[id(body)] = body, tuple(body_references(body))
        return self._mentioned[id(body)][1]

    def resolved(self, found: Iterable[Traversal]) -> Iterator[Edge]:
        """Yield the nodes to which references in this module resolve."""
        for each in found:
            root, first, second = each.root, each.attribute(0), each.attribute(1)
            if root in NOT_OBJECTS or first is None:
                continue
            if root in {"var", "local"}:
                yield Node(self, root, first), each.span
            elif root == "module":
                yield from ((node, each.span) for node in self._of_module(each, first))
            elif root not in {"data", "ephemeral"}:
                yield Node(self, "resource", managed(each)), each.span
            elif second is not None:
                yield Node(self, root, f"{first}.{second}"), each.span

    def _of_module(self, reference: Traversal, call: str) -> Iterator[Node]:
        yield Node(self, "module", call)
        child = self.child(call)
        if child is None:
            return
        output = next((name for name in map(reference.attribute, (1, 2)) if name), None)
        if output is not None:
            yield Node(child, "output", output)
            return
        for block in child.tree.directory.blocks("output"):
            if block.labels:
                yield Node(child, "output", block.labels[0].text)
        yield from child.contents

    def edges(self, node: Node, *, since_1_16: bool) -> tuple[Edge, ...]:
        """Return what a node of this module depends on."""
        key = node, since_1_16
        found = self._edges.get(key)
        if found is None:
            found = self._edges[key] = tuple(self._find_edges(node, since_1_16=since_1_16))
        return found

    def _find_edges(self, node: Node, *, since_1_16: bool) -> Iterator[Edge]:
        if self.parent is not None:
            for block in self.parent.tree.directory.blocks("module", self.tree.call):
                yield Node(self.parent, "module", self.tree.call), block.header
                argument = block.body.value(node.name) if node.kind == "var" else None
                yield from self.parent.resolved(references(argument) if argument else ())
        if node.kind == "local":
            value = self.local(node.name)
            yield from self.resolved(references(value) if value else ())
        elif node.kind != "var":
            for block in self._directory.blocks(node.kind, *node.name.split(".")):
                yield from self._starting(block, since_1_16=since_1_16)

    def _of_resource(self, resource: Block, *, since_1_16: bool) -> Iterator[Edge]:
        yield from self.resolved(self._references(resource))
        for lifecycle in resource.body.blocks_of("lifecycle"):
            for trigger in lifecycle.body.blocks_of("action_trigger"):
                condition = trigger.body.value("condition")
                if since_1_16 and condition is not None:
                    yield from self.resolved(references(condition))
                events = trigger.body.value("events")
                waits = since_1_16 or (events is not None and "before_" in events.span.text)
                for item in items_of(trigger.body.value("actions")) if waits else ():
                    read = element(item, json=trigger.json)
                    if read.type and read.name:
                        yield Node(self, "action", f"{read.type}.{read.name}"), item.span

    @cached_property
    def contents(self) -> tuple[Node, ...]:
        """Everything in the module, which a reference to the module as a whole waits for."""
        found = [
            Node(self, kind, _name(each))
            for kind in ("resource", "data")
            for each in self._directory.blocks(kind)
        ]
        for block in self._directory.blocks("module"):
            child = self.child(_name(block))
            found.extend(child.contents if child else ())
        return tuple(found)


_OF_CALLS = frozenset({"count", "for_each", "depends_on"})


def _reached(
    first: Iterable[Edge], *, since_1_16: bool, goal: Node | None = None
) -> dict[Node, tuple[Node | None, Span]]:
    """Return the nodes that are found breadth-first until the goal, each with the node before it on
    a shortest chain and the reference."""
    came: dict[Node, tuple[Node | None, Span]] = {}
    waiting: deque[tuple[Node, Span, Node | None]] = deque((*each, None) for each in first)
    while waiting:
        node, span, before = waiting.popleft()
        if node in came:
            continue
        came[node] = before, span
        if node == goal:
            break
        edges = node.module.edges(node, since_1_16=since_1_16)
        waiting.extend((after, reference, node) for after, reference in edges)
    return came


_Neighbours = Mapping[Node, Sequence[Node]]


def _unsorted(start: Node, sorted_: Collection[Node]) -> tuple[_Neighbours, _Neighbours]:
    """Return the nodes that a node depends on, itself included, each with those that it depends on,
    and with those that depend on it. Sorted nodes depend on none of the others."""
    after: dict[Node, list[Node]] = {}
    waiting = [start]
    while waiting:
        node = waiting.pop()
        if node not in after:
            edges = node.module.edges(node, since_1_16=True)
            after[node] = [each for each, _ in edges if each not in sorted_]
            waiting += after[node]
    before: dict[Node, list[Node]] = {node: [] for node in after}
    for node, targets in after.items():
        for each in targets:
            before[each].append(node)
    return after, before


def _left(after: _Neighbours, before: _Neighbours) -> set[Node]:
    """Return the nodes that are in a cycle or from which the edges `after` lead to one: what is
    left when nodes without edges are removed until there is none."""
    count = {node: len(targets) for node, targets in after.items()}
    removed = [node for node, edges in count.items() if not edges]
    for node in removed:
        for each in before[node]:
            count[each] -= 1
            if not count[each]:
                removed.append(each)
    return after.keys() - removed


def _expressions(start: Block | Expression) -> Iterable[Expression]:
    if not isinstance(start, Block):
        return (start,)
    return (each.value for body in bodies(start.body) for each in body.attributes)


def _name(block: Block) -> str:
    return ".".join(each.text for each in block.labels)
