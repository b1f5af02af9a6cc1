"""Named values: each is computed once, on first use.

A cell declares the other cells it needs before it computes, so that chains of references of any
length are followed with a list instead of recursion, and a cycle is found where it closes.
"""

from __future__ import annotations

from collections.abc import Generator
from itertools import islice
from typing import Any, Final, Generic, Protocol, TypeVar

from bridgelint.base.records import dataclass
from bridgelint.base.source import Span
from bridgelint.hcl.tree import Attribute, Block, Expression
from bridgelint.terraform.expressions.bindings import Bindings
from bridgelint.terraform.expressions.reference_address import InstanceKey
from bridgelint.terraform.module.evaluation_settings import Settings
from bridgelint.terraform.module.module_declarations import Declarations
from bridgelint.terraform.values.errors import Problem
from bridgelint.terraform.values.types import DYNAMIC
from bridgelint.terraform.values.values import Reason, Value, unknown
from bridgelint.workspace.directory import ModuleDirectory
from bridgelint.workspace.variable_inputs import InputValue

_SHOWN_MEMBERS: Final = 20
"""The maximum number of other members of a cycle in its problem."""

T_co = TypeVar("T_co", covariant=True)

Needs = Generator["Cell[object]", None, T_co]
"""Yields the cells that must be settled before it continues, and returns the result."""


class Cell(Generic[T_co]):
    """One named result. Subclasses define `work`, and `broken` for the result in a cycle."""

    __slots__ = ("_result", "running")

    _result: T_co

    def __init__(self) -> None:
        self.running = False

    @property
    def settled(self) -> bool:
        """Whether `result` can be read."""
        return hasattr(self, "_result")

    @property
    def result(self) -> T_co:
        """The result; the cell is settled first if necessary."""
        if not self.settled:
            settle(self)
        return self._result

    def put(self, result: Any) -> None:  # noqa: ANN401 # what `work` or `broken` returned
        """Set the result."""
        self._result = result

    def work(self) -> Needs[T_co]:
        """Yield the cells it needs, then return the result."""
        raise NotImplementedError

    def broken(self, cycle: tuple[Cell[object], ...]) -> T_co:
        """Return the result of a cell that depends on itself; report the cycle."""
        raise NotImplementedError


def settle(first: Cell[object]) -> None:
    """Compute a cell and everything it needs."""
    stack = [(first, iter_work(first))]
    while stack:
        cell, work = stack[-1]
        try:
            needed = next(work)
        except StopIteration as stop:
            cell.put(stop.value)
            cell.running = False
            stack.pop()
            continue
        if needed.settled:
            continue
        if needed.running:
            _break(stack, needed)
        else:
            stack.append((needed, iter_work(needed)))


def iter_work(cell: Cell[object]) -> Needs[object]:
    """Start a cell."""
    cell.running = True
    return cell.work()


def _break(stack: list[tuple[Cell[object], Needs[object]]], needed: Cell[object]) -> None:
    """Set the result of every cell in the cycle that `needed` closes."""
    start = next((index for index, (cell, _) in enumerate(stack) if cell is needed), len(stack) - 1)
    members = _from_first([cell for cell, _ in stack[start:]])
    del stack[start:]
    for cell in members:
        cell.put(cell.broken(members))
        cell.running = False


class ModuleContext(Protocol):
    """What cells ask of the module they belong to."""

    directory: ModuleDirectory
    settings: Settings
    declarations: Declarations
    made: int
    """On the root: the number of module instances below it."""
    exhausted: bool
    """On the root: more module instances are called than are followed."""

    @property
    def root(self) -> ModuleContext:
        """The root module."""
        ...

    @property
    def called(self) -> ModuleCall | None:
        """The call that created this module, or `None` for the root module."""
        ...

    @property
    def inputs_unknown(self) -> bool:
        """Whether the values that are set for the variables are taken as unknown."""
        ...

    @property
    def address(self) -> str:
        """`module.orders["eu"]`, or an empty string for the root module."""
        ...

    @property
    def prefix(self) -> str:
        """What precedes the name of an object of this module in its address."""
        ...

    @property
    def path(self) -> str:
        """`path.module`."""
        ...

    def needs(self, expression: Expression, bindings: Bindings) -> Needs[None]:
        """Yield the cells that the expression reads."""
        ...

    def compute(self, expression: Expression, bindings: Bindings) -> Value:
        """Evaluate an expression whose cells are settled."""
        ...

    def constant(self, expression: Expression) -> Value:
        """Evaluate an expression that must not refer to anything."""
        ...

    def evaluate(self, expression: Expression, bindings: Bindings) -> Value:
        """Settle the cells of an expression and evaluate it."""
        ...

    def report(self, problem: Problem) -> None:
        """Record a problem, once."""
        ...

    def fail(self, problem: Problem) -> Value:
        """Record a problem and return the unknown value that results from it."""
        ...

    def later(self, cell: Cell[None]) -> None:
        """Settle a cell once the current evaluation is done."""
        ...

    def argument(self, name: str) -> Attribute | None:
        """The argument of the module call that sets a variable, or `None`."""
        ...

    def input(self, name: str) -> InputValue | None:
        """The value that a variable of the root module is given from outside, or `None`."""
        ...

    def follow(self, call: Block, source: str) -> ModuleDirectory | Reason:
        """The directory of a `module` block, or why it is not read."""
        ...

    def make_child(
        self, call: Block, directory: ModuleDirectory, key: InstanceKey, bindings: Bindings
    ) -> ModuleContext:
        """The module of one instance of a `module` block."""
        ...

    def output_cell(self, name: str) -> Cell[Value] | None:
        """The cell of an output, or `None` if there is no valid one of that name."""
        ...


@dataclass(frozen=True, slots=True, eq=False)
class ModuleCall:
    """How a child module is called."""

    caller: ModuleContext
    block: Block
    key: InstanceKey
    bindings: Bindings
    """`count` and `each` in the arguments."""


class NamedCell(Cell[Value]):
    """A value that references can refer to."""

    __slots__ = ("label", "module", "place")

    def __init__(self, module: ModuleContext, label: str, place: Span) -> None:
        super().__init__()
        self.module = module
        self.label = label
        self.place = place
        """The place of its declaration."""

    def broken(self, cycle: tuple[Cell[object], ...]) -> Value:
        return unknown(DYNAMIC, report_cycle(self, cycle))


def report_cycle(cell: Cell[object], cycle: tuple[Cell[object], ...]) -> Reason:
    """Return why a member of a cycle is unknown; the first member, by place, reports it once."""
    first = cycle[0]
    if not isinstance(first, NamedCell):
        return Reason("it depends on itself", failed=True)
    others = (each for each in cycle[1:] if isinstance(each, NamedCell))
    shown = tuple(islice(others, _SHOWN_MEMBERS))
    through = ", then ".join(f"`{each.label}`" for each in shown)
    rest = ", and more" if next(others, None) else ""
    message = f"`{first.label}` depends on itself" + (f" (via {through}{rest})" if through else "")
    if cell is first:
        related = tuple((f"`{each.label}` is part of the cycle", each.place) for each in shown)
        first.module.report(Problem(message, first.place, related=related))
    return Reason(message, first.place, failed=True)


def _from_first(cycle: list[Cell[object]]) -> tuple[Cell[object], ...]:
    """Return the members of a cycle, starting with the first one with a name and a place."""
    named = [index for index, each in enumerate(cycle) if isinstance(each, NamedCell)]
    start = min(named, key=lambda index: _order(cycle[index]), default=0)
    return (*cycle[start:], *cycle[:start])


def _order(cell: Cell[object]) -> tuple[str, int]:
    if not isinstance(cell, NamedCell):
        return "", 0
    return cell.place.file.path, cell.place.start


def invalid(subject: str, block: Block) -> Reason:
    """Return why something declared by an invalid block is unknown."""
    return Reason(f"{subject} is invalid", block.header, failed=True)
