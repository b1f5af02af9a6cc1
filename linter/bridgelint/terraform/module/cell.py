"""Values that have a name: each is worked out once, when something first needs it.

A cell says which other cells it needs before it computes, so that chains of references of any
length are followed with a list instead of recursion, and a cycle is found where it closes.
"""

from __future__ import annotations

from collections.abc import Generator
from itertools import islice
from typing import TYPE_CHECKING, Any, Final, Generic, TypeVar

from bridgelint.base.source import Span
from bridgelint.hcl.tree import Block
from bridgelint.terraform.values.errors import Problem
from bridgelint.terraform.values.types import DYNAMIC
from bridgelint.terraform.values.values import Reason, Value, unknown

if TYPE_CHECKING:
    from bridgelint.terraform.module.module import Module

_SHOWN_MEMBERS: Final = 20
"""So many of the others in a cycle are named in its problem."""

T_co = TypeVar("T_co", covariant=True)

Needs = Generator["Cell[object]", None, T_co]
"""Yields the cells that have to be settled before it goes on, and returns the result."""


class Cell(Generic[T_co]):
    """One named result. A subclass gives `work`, and `broken` for what it is in a cycle."""

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
        """What it came to; settles it first where nobody did."""
        if not self.settled:
            settle(self)
        return self._result

    def put(self, result: Any) -> None:  # noqa: ANN401 # what `work` or `broken` returned
        """Sets the result."""
        self._result = result

    def work(self) -> Needs[T_co]:
        """Yields what it needs, then returns the result."""
        raise NotImplementedError

    def broken(self, cycle: tuple[Cell[object], ...]) -> T_co:
        """The result of a cell that needs itself through the others; reports the cycle."""
        raise NotImplementedError


def settle(first: Cell[object]) -> None:
    """Works out a cell and everything it needs."""
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
    """Starts a cell."""
    cell.running = True
    return cell.work()


def _break(stack: list[tuple[Cell[object], Needs[object]]], needed: Cell[object]) -> None:
    """Gives every cell of the cycle that `needed` closes its result."""
    start = next((index for index, (cell, _) in enumerate(stack) if cell is needed), len(stack) - 1)
    members = _from_first([cell for cell, _ in stack[start:]])
    del stack[start:]
    for cell in members:
        cell.put(cell.broken(members))
        cell.running = False


class NamedCell(Cell[Value]):
    """A value that references can name."""

    __slots__ = ("label", "module", "place")

    def __init__(self, module: Module, label: str, place: Span) -> None:
        super().__init__()
        self.module = module
        self.label = label
        self.place = place
        """Where it is declared."""

    def broken(self, cycle: tuple[Cell[object], ...]) -> Value:
        return unknown(DYNAMIC, report_cycle(self, cycle))


def report_cycle(cell: Cell[object], cycle: tuple[Cell[object], ...]) -> Reason:
    """Why a member of a cycle is unknown; the first member, by place, reports it once."""
    first = cycle[0]
    if not isinstance(first, NamedCell):
        return Reason("it needs itself", failed=True)
    others = (each for each in cycle[1:] if isinstance(each, NamedCell))
    shown = tuple(islice(others, _SHOWN_MEMBERS))
    through = ", then ".join(f"`{each.label}`" for each in shown)
    rest = ", and more" if next(others, None) else ""
    message = f"`{first.label}` needs itself" + (f" through {through}{rest}" if through else "")
    if cell is first:
        related = tuple((f"`{each.label}` is part of the cycle", each.place) for each in shown)
        first.module.report(Problem(message, first.place, related=related))
    return Reason(message, first.place, failed=True)


def _from_first(cycle: list[Cell[object]]) -> tuple[Cell[object], ...]:
    """The members of a cycle from the first one on that has a name and a place."""
    named = [index for index, each in enumerate(cycle) if isinstance(each, NamedCell)]
    start = min(named, key=lambda index: _order(cycle[index]), default=0)
    return (*cycle[start:], *cycle[:start])


def _order(cell: Cell[object]) -> tuple[str, int]:
    if not isinstance(cell, NamedCell):
        return "", 0
    return cell.place.file.path, cell.place.start


def invalid(subject: str, block: Block) -> Reason:
    """Why something is unknown that a block which is not valid declares."""
    return Reason(f"{subject} is not valid", block.header, failed=True)
