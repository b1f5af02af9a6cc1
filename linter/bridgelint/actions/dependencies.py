"""What refers to what, as far as the text tells: the graph that Terraform orders its work by.

A node is a whole block (all instances together), a local, an output or a variable, as in
Terraform's own graph. Edges are found when somebody asks, so that only blocks on the way are read.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Collection, Iterator
from functools import cached_property
from typing import Final, Protocol

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
from bridgelint.hcl.tree import Block, Body, Expression, Tuple


class Directory(Protocol):
    """A module directory: its blocks, override files merged."""

    def blocks(self, type: str, *labels: str) -> tuple[Block, ...]:  # noqa: A002 # Terraform's word
        """The blocks of a type whose first labels are these."""
        ...


@dataclass(frozen=True, slots=True)
class Node:
    """One thing that can be referred to."""

    module: Dependencies
    kind: str
    """`resource`, `data`, `ephemeral`, `local`, `var`, `output`, `module` (a call), `action`."""

    name: str
    """`id`, or `TYPE.NAME`."""

    @property
    def address(self) -> str:
        """As Terraform names it, with its module path."""
        words = {"resource": "", "module": "module.", "output": "output.", "var": "var."}
        return f"{self.module.prefix}{words.get(self.kind, f'{self.kind}.')}{self.name}"


@dataclass(frozen=True, slots=True)
class DependencyStep:
    """One reference of a chain."""

    address: str
    """What is referred to: `local.id`, `module.m.output.id`, `terraform_data.t`."""

    span: Span
    """The reference."""


class Dependencies:
    """The graph of one module; it reaches into called modules and back into the calling one.

    Nodes and answers are kept; the configuration is not changed while somebody asks.
    """

    def __init__(
        self,
        directory: Directory,
        *,
        path: str = "",
        parent: Dependencies | None = None,
        call: str = "",
        child: Callable[[str], Dependencies | None] = lambda _: None,
    ) -> None:
        """`path` is the module path without instance keys, `call` the name of the call that
        leads here, and `child` gives the graph of a called module, if it can be read."""
        self.prefix = f"{path}." if path else ""
        self._directory = directory
        self._parent = parent
        self._call = call
        self._child = child
        self._edges: dict[tuple[Node, bool], tuple[tuple[Node, Span], ...]] = {}

    # -- questions

    def direct(self, start: Block | Expression, target: Block) -> tuple[Traversal, ...]:
        """The references to the resource `target` that stand in an action or an expression."""
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
        """The shortest chain of references from an action, a resource or an expression to the
        resource `target`; empty where there is none. A chain of one step is a direct reference.

        A first step to one of the resources `not_through` does not count. From 1.16 on a resource
        also depends on the conditions of its triggers and on every action it triggers; before, on
        the actions of its `before_…` triggers only.
        """
        goal = Node(self, "resource", _name(target))
        skipped = {Node(self, "resource", _name(each)) for each in not_through}
        first = [
            (node, span)
            for node, span in self._starting(start, since_1_16=since_1_16)
            if node not in skipped
        ]
        return _search(first, goal, since_1_16=since_1_16)

    def depends(self, resource: Block, on: Block) -> bool:
        """Whether a resource depends on another one, directly or through others."""
        return bool(self.path(resource, on))

    def constant(self, expression: Expression) -> bool:
        """Nothing is behind it but literals, functions and locals made of such."""
        seen: set[Node] = set()
        waiting = [(self, each) for each in references(expression)]
        while waiting:
            module, reference = waiting.pop()
            if reference.root != "local":
                return False
            name = reference.attribute(0)
            if name is None or Node(module, "local", name) in seen:
                continue
            seen.add(Node(module, "local", name))
            value = module.local(name)
            if value is None:
                return False
            waiting.extend((module, each) for each in references(value))
        return True

    def late_calls(self, start: Block | Expression) -> tuple[Span, ...]:
        """The calls of functions that only an apply evaluates, as `calls_of` finds them."""
        return self.calls_of(start, IMPURE)

    def calls_of(self, start: Block | Expression, functions: Collection[str]) -> tuple[Span, ...]:
        """The names of these functions where an action or an expression calls them, those in the
        locals behind it included."""
        seen: set[str] = set()
        found: list[Span] = []
        waiting = deque(expressions(start.body) if isinstance(start, Block) else [start])
        while waiting:
            expression = waiting.popleft()
            found.extend(each.name_span for each in calls(expression) if each.name in functions)
            for reference in references(expression):
                name = reference.attribute(0) if reference.root == "local" else None
                value = self.local(name) if name and name not in seen else None
                seen.add(name or "")
                if value is not None:
                    waiting.append(value)
        return tuple(found)

    def resources_read(self, expression: Expression) -> tuple[Traversal, ...]:
        """The references to managed resources, those in the locals behind it included, and those
        to outputs of called modules that read one."""
        found: list[Traversal] = []
        seen: set[str] = set()
        waiting = deque(references(expression))
        while waiting:
            reference = waiting.popleft()
            if reference.root == "local":
                name = reference.attribute(0)
                value = self.local(name) if name and name not in seen else None
                seen.add(name or "")
                if value is not None:
                    waiting.extend(references(value))
            elif self._is_resource(reference) or self._reads_output(reference):
                found.append(reference)
        return tuple(found)

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
        """The expression of an output of this module."""
        attributes = (
            block.body.attribute("value") for block in self._directory.blocks("output", name)
        )
        return next((each.value for each in attributes if each is not None), None)

    def local(self, name: str) -> Expression | None:
        """The expression of a local value of this module."""
        return self._locals.get(name)

    # -- edges

    def _starting(
        self, start: Block | Expression, *, since_1_16: bool
    ) -> Iterator[tuple[Node, Span]]:
        if isinstance(start, Block) and start.type == "resource":
            yield from self._of_resource(start, since_1_16=since_1_16)
            return
        for each in self._references(start):
            yield from self._resolve(each)

    def _references(self, start: Block | Expression) -> Iterator[Traversal]:
        if isinstance(start, Block):
            yield from body_references(start.body)
        else:
            yield from references(start)

    def _resolve(self, reference: Traversal) -> Iterator[tuple[Node, Span]]:
        """The nodes that a reference in this module leads to."""
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

    def edges(self, node: Node, *, since_1_16: bool) -> tuple[tuple[Node, Span], ...]:
        """What a node of this module depends on, each with the reference that says so."""
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
            argument = block.body.attribute(name)
            for each in references(argument.value) if argument else ():
                yield from self._parent._resolve(each)  # noqa: SLF001 # the same class

    def _of_block(self, node: Node, *, since_1_16: bool) -> Iterator[tuple[Node, Span]]:
        for block in self._directory.blocks(node.kind, *node.name.split(".")):
            if node.kind == "resource":
                yield from self._of_resource(block, since_1_16=since_1_16)
                continue
            body = _only(block.body, _OF_CALLS) if node.kind == "module" else block.body
            for each in body_references(body):
                yield from self._resolve(each)

    def _of_resource(self, block: Block, *, since_1_16: bool) -> Iterator[tuple[Node, Span]]:
        for each in body_references(block.body):
            yield from self._resolve(each)
        for trigger in _triggers(block):
            condition = trigger.body.attribute("condition")
            if since_1_16 and condition is not None:
                for each in references(condition.value):
                    yield from self._resolve(each)
            if since_1_16 or _runs_before(trigger):
                yield from self._of_actions(trigger)

    def _of_actions(self, trigger: Block) -> Iterator[tuple[Node, Span]]:
        actions = trigger.body.attribute("actions")
        items = actions.value.items if actions and isinstance(actions.value, Tuple) else ()
        for item in items:
            read = element(item, json=trigger.json)
            if read.type and read.name:
                yield Node(self, "action", f"{read.type}.{read.name}"), item.span

    def called(self, name: str) -> tuple[Block, ...]:
        """The blocks of a module call."""
        return self._directory.blocks("module", name)

    @cached_property
    def outputs(self) -> tuple[str, ...]:
        """The names of the module's outputs."""
        return tuple(
            each.labels[0].text for each in self._directory.blocks("output") if each.labels
        )

    @cached_property
    def _locals(self) -> dict[str, Expression]:
        return {
            each.name: each.value
            for block in self._directory.blocks("locals")
            for each in block.body.attributes
        }

    def _is_resource(self, reference: Traversal) -> bool:
        name = managed(reference)
        return bool(name) and bool(self._directory.blocks("resource", *name.split(".")))


_OF_CALLS: Final = frozenset({"count", "for_each", "depends_on"})


def _search(
    first: list[tuple[Node, Span]], goal: Node, *, since_1_16: bool
) -> tuple[DependencyStep, ...]:
    """Breadth first, so that the chain shown is a shortest one."""
    came: dict[Node, tuple[Node | None, Span]] = {}
    waiting: deque[Node] = deque()
    for node, span in first:
        if node not in came:
            came[node] = (None, span)
            waiting.append(node)
    while waiting:
        node = waiting.popleft()
        if node == goal:
            return _chain(node, came)
        for after, span in node.module.edges(node, since_1_16=since_1_16):
            if after not in came:
                came[after] = (node, span)
                waiting.append(after)
    return ()


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


def _runs_before(trigger: Block) -> bool:
    events = trigger.body.attribute("events")
    return events is not None and "before_" in events.value.span.text


def _only(body: Body, names: Collection[str]) -> Body:
    kept = tuple(each for each in body.attributes if each.name in names)
    return Body(kept, (), body.span)


def _name(block: Block) -> str:
    return ".".join(each.text for each in block.labels)
