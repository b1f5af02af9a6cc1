"""The dependency graph by which Terraform orders its work, as far as the text determines it.

A node is a whole block (all instances together), a local, an output or a variable, as in
Terraform's own graph. Edges are found on demand, so that only blocks on the way are read.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Collection, Iterable, Iterator
from functools import cached_property
from typing import TYPE_CHECKING, Final

from bridgelint.actions.mentions import (
    IMPURE,
    NOT_OBJECTS,
    body_references,
    calls,
    expressions,
    managed,
)
from bridgelint.actions.trigger_elements import element
from bridgelint.base.records import dataclass
from bridgelint.base.source import Span
from bridgelint.hcl.references import Traversal, references
from bridgelint.hcl.tree import Block, Body, Expression, Literal, items_of

if TYPE_CHECKING:
    from bridgelint.workspace.directory import ModuleDirectory


@dataclass(frozen=True, slots=True)
class Node:
    """An object that can be referred to."""

    module: Dependencies
    kind: str
    """`resource`, `data`, `ephemeral`, `local`, `var`, `output`, `module` (a call), `action`."""

    name: str
    """`id`, or `TYPE.NAME`."""

    @property
    def address(self) -> str:
        """The address that Terraform uses, with the module path."""
        words = {"resource": "", "module": "module.", "output": "output.", "var": "var."}
        return f"{self.module.prefix}{words.get(self.kind, f'{self.kind}.')}{self.name}"


@dataclass(frozen=True, slots=True)
class DependencyStep:
    """One reference of a dependency chain."""

    address: str
    """The object referred to: `local.id`, `module.m.output.id`, `terraform_data.t`."""

    span: Span
    """The reference."""


class Dependencies:
    """The graph of one module, including called modules and the calling module.

    Nodes and results are cached; the configuration must not change in between.
    """

    def __init__(
        self,
        directory: ModuleDirectory,
        *,
        path: str = "",
        parent: Dependencies | None = None,
        call: str = "",
        child: Callable[[str], Dependencies | None] = lambda _: None,
    ) -> None:
        """`path` is the module path without instance keys, `call` the name of the call of this
        module, and `child` returns the graph of a called module, or `None` if it is unreadable."""
        self.prefix = f"{path}." if path else ""
        self._directory = directory
        self._parent = parent
        self._call = call
        self._child = child
        self._edges: dict[tuple[Node, bool], tuple[tuple[Node, Span], ...]] = {}
        self._mentioned: dict[int, tuple[Body, tuple[Traversal, ...]]] = {}
        self._needed: dict[tuple[str, str, bool], frozenset[Node]] = {}
        self._cycles: _Cycles = parent._cycles if parent is not None else _Cycles()  # noqa: SLF001 # the same class

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
    ) -> tuple[DependencyStep, ...]:
        """Return the shortest chain of references from an action, a resource or an expression to
        the resource `target`; empty if there is none. A chain of one step is a direct reference.

        A first step to one of the resources `not_through` is ignored. In 1.16 and later, a resource
        also depends on the conditions of its triggers and on every action it triggers; earlier, on
        the actions of its `before_*` triggers only.
        """
        goal = self.resource(target)
        first = list(self._starting(start, since_1_16=since_1_16))
        if first and not_through:
            skipped = {self.resource(each) for each in not_through}
            first = [(node, span) for node, span in first if node not in skipped]
        return _search(first, goal, since_1_16=since_1_16)

    def in_cycle(self, resource: Block) -> bool:
        """Return whether a resource depends on itself in 1.16 and later. Only then `path` can
        find it from one of its triggers' actions or conditions, in any version."""
        return self._cycles.contain(self.resource(resource))

    def resource(self, block: Block) -> Node:
        """Return the node of a managed resource of this module."""
        return Node(self, "resource", _name(block))

    def needed(self, start: Block, *, since_1_16: bool = False) -> frozenset[Node]:
        """Return everything on which an action or a resource depends, as `path` follows it."""
        key = (start.type, _name(start), since_1_16)
        known = self._needed.get(key)
        if known is None:
            reached = _reached(self._starting(start, since_1_16=since_1_16), since_1_16=since_1_16)
            known = self._needed[key] = frozenset(node for node, _, _ in reached)
        return known

    def depends(self, resource: Block, on: Block) -> bool:
        """Return whether a resource depends on another one, directly or indirectly."""
        return self.resource(on) in self.needed(resource)

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

    def late_calls(self, start: Block | Expression) -> tuple[Span, ...]:
        """Return the calls of functions that are evaluated only during apply, see `calls_of`."""
        return self.calls_of(start, IMPURE)

    def calls_of(self, start: Block | Expression, functions: Collection[str]) -> tuple[Span, ...]:
        """Return the names of these functions in the calls of an action or an expression, including
        the locals that it refers to."""
        first = expressions(start.body) if isinstance(start, Block) else [start]
        return tuple(
            call.name_span
            for expression in self._with_locals(*first)
            for call in calls(expression)
            if call.name in functions
        )

    def resources_read(self, expression: Expression) -> tuple[Traversal, ...]:
        """Return the references to managed resources, including those in locals that the expression
        refers to, and the references to outputs of called modules that read one."""
        return tuple(
            each
            for value in self._with_locals(expression)
            for each in references(value)
            if self._is_resource(each) or self._reads_output(each)
        )

    def resources_of(self, start: Block | Expression) -> tuple[tuple[Traversal, Block], ...]:
        """Return the managed resources of this module to which an action or an expression refers,
        directly or through locals, each with its first reference."""
        found: dict[str, tuple[Traversal, Block]] = {}
        for each in expressions(start.body) if isinstance(start, Block) else (start,):
            for reference in self.resources_read(each):
                name = managed(reference)
                blocks = self._directory.blocks("resource", *name.split(".")) if name else ()
                if blocks:
                    found.setdefault(name, (reference, blocks[0]))
        return tuple(found.values())

    def created_before_destroyed(self, resource: Block) -> bool:
        """Return whether a replacement of the resource creates the new object first: it, or a
        resource that depends on it, sets `create_before_destroy`."""
        if _creates_first(resource):
            return True
        node = self.resource(resource)
        return any(
            each.type == "resource" and _creates_first(each) and node in self.needed(each)
            for each in self._directory.holding(b"create_before_destroy")
        )

    def _reads_output(self, reference: Traversal) -> bool:
        call = reference.attribute(0) if reference.root == "module" else None
        child = self._child(call) if call else None
        if child is None:
            return False
        return any(
            bool(child.resources_read(value))
            for node, _ in self._resolve(reference)
            if node.module is child and (value := child.output(node.name)) is not None
        )

    def output(self, name: str) -> Expression | None:
        values = (block.body.value("value") for block in self._directory.blocks("output", name))
        return next((each for each in values if each is not None), None)

    def local(self, name: str) -> Expression | None:
        attribute = self._directory.local(name)
        return attribute.value if attribute is not None else None

    # -- edges

    def _starting(
        self, start: Block | Expression, *, since_1_16: bool
    ) -> Iterator[tuple[Node, Span]]:
        if isinstance(start, Block) and start.type == "resource":
            yield from self._of_resource(start, since_1_16=since_1_16)
            return
        for each in self._references(start):
            yield from self._resolve(each)

    def _references(self, start: Block | Expression) -> tuple[Traversal, ...]:
        return self._mentions(start.body) if isinstance(start, Block) else references(start)

    def _mentions(self, body: Body) -> tuple[Traversal, ...]:
        found = self._mentioned.get(id(body))
        if found is None:
            # The body is kept, so that no other object gets its identity.
            found = self._mentioned[id(body)] = body, tuple(body_references(body))
        return found[1]

    def _resolve(self, reference: Traversal) -> Iterator[tuple[Node, Span]]:
        """Return the nodes to which a reference in this module resolves."""
        root, first, second = reference.root, reference.attribute(0), reference.attribute(1)
        if root in NOT_OBJECTS or first is None:
            return
        if root in {"var", "local"}:
            yield Node(self, root, first), reference.span
        elif root == "module":
            yield from self._resolve_module(reference, first)
        elif root in {"data", "ephemeral"}:
            if second is not None:
                yield Node(self, root, f"{first}.{second}"), reference.span
        else:
            yield Node(self, "resource", managed(reference)), reference.span

    def _resolve_module(self, reference: Traversal, call: str) -> Iterator[tuple[Node, Span]]:
        yield Node(self, "module", call), reference.span
        child = self._child(call)
        if child is None:
            return
        output = next((name for name in map(reference.attribute, (1, 2)) if name), None)
        for name in [output] if output else child.outputs:
            yield Node(child, "output", name), reference.span
        if output is None:
            yield from ((node, reference.span) for node in child.contents)

    def edges(self, node: Node, *, since_1_16: bool) -> tuple[tuple[Node, Span], ...]:
        """Return what a node of this module depends on, each with the reference that causes it."""
        known = self._edges.get((node, since_1_16))
        if known is None:
            known = tuple(self._find_edges(node, since_1_16=since_1_16))
            self._edges[node, since_1_16] = known
        return known

    def _find_edges(self, node: Node, *, since_1_16: bool) -> Iterator[tuple[Node, Span]]:
        if self._parent is not None:
            call = Node(self._parent, "module", self._call)
            for block in self._parent.called(self._call):
                yield call, block.header
        if node.kind == "var":
            yield from self._of_variable(node.name)
        elif node.kind == "local":
            value = self.local(node.name)
            for each in references(value) if value is not None else ():
                yield from self._resolve(each)
        else:
            yield from self._of_block(node, since_1_16=since_1_16)

    def _of_variable(self, name: str) -> Iterator[tuple[Node, Span]]:
        if self._parent is None:
            return
        for block in self._parent.called(self._call):
            argument = block.body.value(name)
            for each in references(argument) if argument else ():
                yield from self._parent._resolve(each)  # noqa: SLF001 # the same class

    def _of_block(self, node: Node, *, since_1_16: bool) -> Iterator[tuple[Node, Span]]:
        for block in self._directory.blocks(node.kind, *node.name.split(".")):
            if node.kind == "resource":
                yield from self._of_resource(block, since_1_16=since_1_16)
                continue
            body = _only(block.body, _OF_CALLS) if node.kind == "module" else block.body
            for each in self._mentions(body):
                yield from self._resolve(each)

    def _of_resource(self, block: Block, *, since_1_16: bool) -> Iterator[tuple[Node, Span]]:
        for each in self._mentions(block.body):
            yield from self._resolve(each)
        for trigger in _triggers(block):
            condition = trigger.body.value("condition")
            for each in references(condition) if since_1_16 and condition else ():
                yield from self._resolve(each)
            if since_1_16 or _runs_before(trigger):
                yield from self._of_actions(trigger)

    def _of_actions(self, trigger: Block) -> Iterator[tuple[Node, Span]]:
        for item in items_of(trigger.body.value("actions")):
            read = element(item, json=trigger.json)
            if read.type and read.name:
                yield Node(self, "action", f"{read.type}.{read.name}"), item.span

    def called(self, name: str) -> tuple[Block, ...]:
        """Return the blocks of a module call."""
        return self._directory.blocks("module", name)

    @cached_property
    def outputs(self) -> tuple[str, ...]:
        """Return the names of the module's outputs."""
        return tuple(
            each.labels[0].text for each in self._directory.blocks("output") if each.labels
        )

    @cached_property
    def contents(self) -> tuple[Node, ...]:
        """Return everything in the module, which a reference to the module as a whole waits for."""
        found: list[Node] = []
        for kind in ("resource", "data"):
            found.extend(Node(self, kind, _name(each)) for each in self._directory.blocks(kind))
        for block in self._directory.blocks("module"):
            child = self._child(_name(block))
            found.extend(child.contents if child else ())
        return tuple(found)

    def _is_resource(self, reference: Traversal) -> bool:
        name = managed(reference)
        return bool(name) and bool(self._directory.blocks("resource", *name.split(".")))


_OF_CALLS: Final = frozenset({"count", "for_each", "depends_on"})


def _search(
    first: Iterable[tuple[Node, Span]], goal: Node, *, since_1_16: bool
) -> tuple[DependencyStep, ...]:
    came: dict[Node, tuple[Node | None, Span]] = {}
    for node, span, before in _reached(first, since_1_16=since_1_16):
        came[node] = before, span
        if node == goal:
            return _chain(node, came)
    return ()


class _Cycles:
    """The nodes that depend on themselves, found by Tarjan's algorithm: every node that is asked
    for, or on which one depends, is visited once."""

    def __init__(self) -> None:
        self._lowest: dict[Node, int] = {}
        """For each visited node the lowest number of a node on its path that it depends on."""

        self._path: list[Node] = []
        self._open: set[Node] = set()
        self._found: set[Node] = set()

    def contain(self, node: Node) -> bool:
        """Return whether the node depends on itself."""
        if node not in self._lowest:
            self._visit(node)
        return node in self._found

    def _visit(self, start: Node) -> None:
        waiting = [(start, self._opened(start))]
        number = {start: self._lowest[start]}
        while waiting:
            node, after = waiting[-1]
            following = next(after, None)
            if following is None:
                waiting.pop()
                if waiting:
                    self._lower(waiting[-1][0], self._lowest[node])
                if self._lowest[node] == number[node]:
                    self._close(node)
            elif following not in self._lowest:
                waiting.append((following, self._opened(following)))
                number[following] = self._lowest[following]
            elif following in self._open:
                self._lower(node, number[following])
                if following == node:
                    self._found.add(node)

    def _opened(self, node: Node) -> Iterator[Node]:
        self._lowest[node] = len(self._lowest)
        self._path.append(node)
        self._open.add(node)
        edges = node.module.edges(node, since_1_16=True)
        return (after for after, _ in edges)

    def _lower(self, node: Node, number: int) -> None:
        self._lowest[node] = min(self._lowest[node], number)

    def _close(self, node: Node) -> None:
        """Take the component of a node from the path."""
        component: set[Node] = set()
        while node not in component:
            component.add(self._path.pop())
        self._open -= component
        if len(component) > 1:
            self._found |= component


def _reached(
    first: Iterable[tuple[Node, Span]], *, since_1_16: bool
) -> Iterator[tuple[Node, Span, Node | None]]:
    """Yield each node once, breadth-first, with the reference and the node before it on a shortest
    chain."""
    seen: set[Node] = set()
    waiting: deque[tuple[Node, Span, Node | None]] = deque((*each, None) for each in first)
    while waiting:
        node, span, before = waiting.popleft()
        if node not in seen:
            seen.add(node)
            yield node, span, before
            edges = node.module.edges(node, since_1_16=since_1_16)
            waiting.extend((after, reference, node) for after, reference in edges)


def _chain(node: Node, came: dict[Node, tuple[Node | None, Span]]) -> tuple[DependencyStep, ...]:
    steps: list[DependencyStep] = []
    place: Node | None = node
    while place is not None:
        before, span = came[place]
        steps.append(DependencyStep(place.address, span))
        place = before
    return tuple(reversed(steps))


def _triggers(block: Block) -> Iterator[Block]:
    for lifecycle in block.body.blocks_of("lifecycle"):
        yield from lifecycle.body.blocks_of("action_trigger")


def _creates_first(resource: Block) -> bool:
    bodies = (each.body for each in resource.body.blocks_of("lifecycle"))
    values = (each.value("create_before_destroy") for each in bodies)
    return any(isinstance(each, Literal) and each.value is True for each in values)


def _runs_before(trigger: Block) -> bool:
    events = trigger.body.attribute("events")
    return events is not None and "before_" in events.value.span.text


def _only(body: Body, names: Collection[str]) -> Body:
    kept = tuple(each for each in body.attributes if each.name in names)
    return Body(kept, (), body.span)


def _name(block: Block) -> str:
    return ".".join(each.text for each in block.labels)
