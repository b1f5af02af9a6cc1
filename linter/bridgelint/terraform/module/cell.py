"""Named values: each is computed once, on first use.

A cell declares the other cells it needs before it computes, so that chains of references of any
length are followed with a list instead of recursion, and a cycle is found where it closes.
"""

from __future__ import annotations

from collections.abc import Callable, Generator, Iterator, Sequence
from functools import partial
from typing import Any, Final, Generic, Self, TypeVar

from bridgelint.base.records import Record
from bridgelint.base.source import Span
from bridgelint.hcl.tree import Attribute, Block, Expression
from bridgelint.terraform.expressions.reference_address import InstanceKey, key_text
from bridgelint.terraform.expressions.scope import NO_BINDINGS, Bindings
from bridgelint.terraform.module.evaluation_settings import Settings
from bridgelint.terraform.module.module_declarations import Declarations
from bridgelint.terraform.values.errors import MAX_WORK, TOO_DEEP, Problem, Work
from bridgelint.terraform.values.types import DYNAMIC
from bridgelint.terraform.values.values import Reason, Value, unknown
from bridgelint.workspace.directory import ModuleDirectory
from bridgelint.workspace.variable_inputs import InputValue

_SHOWN_MEMBERS: Final = 20
"""The maximum number of other members of a cycle in its problem."""

_META_ARGUMENTS: Final = frozenset(
    {"source", "version", "count", "for_each", "providers", "depends_on"}
)

T_co = TypeVar("T_co", covariant=True)

Needs = Generator["Cell[object]", None, T_co]
"""Yields the cells that must be settled before it continues, and returns the result."""


class Cell(Generic[T_co]):
    """One result."""

    __slots__ = ("_result", "broken", "running", "work")

    _result: T_co

    def __init__(self, work: Callable[[], Needs[T_co]], broken: Callable[[Reason], T_co]) -> None:
        self.work = work
        """Yields the cells it needs, then returns the result."""
        self.broken = broken
        """Returns the result of a cell that depends on itself."""
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
        self._result = result
        self.running = False


broken_value = partial(unknown, DYNAMIC)
"""Returns the value of a cell that depends on itself."""


class NamedCell(Cell[Value]):
    """A value that references can refer to, or a part of one."""

    __slots__ = ("label", "module", "place")

    def __init__(
        self, module: ModuleContext, label: str, place: Span, work: Callable[[], Needs[Value]]
    ) -> None:
        super().__init__(work, broken_value)
        self.module = module
        self.label = label
        self.place = place
        """The place of its declaration."""


def settle(first: Cell[object]) -> None:
    """Compute a cell and everything it needs."""
    stack = [(first, _started(first))]
    while stack:
        cell, work = stack[-1]
        try:
            needed = next(work)
        except StopIteration as stop:
            cell.put(stop.value)
            stack.pop()
            continue
        except RecursionError:
            cell.put(cell.broken(Reason(TOO_DEEP)))
            stack.pop()
            continue
        if needed.settled:
            continue
        if needed.running:
            places = (index for index, (cell, _) in enumerate(stack) if cell is needed)
            start = next(places, len(stack) - 1)
            members = [cell for cell, _ in stack[start:]]
            reason = _report_cycle(members)
            for each in members:
                each.put(each.broken(reason))
            del stack[start:]
        else:
            stack.append((needed, _started(needed)))


def _started(cell: Cell[object]) -> Needs[object]:
    cell.running = True
    return cell.work()


def _report_cycle(members: Sequence[Cell[object]]) -> Reason:
    """Return why the members of a cycle are unknown; the first one by place reports it."""
    named = [each for each in members if isinstance(each, NamedCell)]
    if not named:
        return Reason("it depends on itself", failed=True)
    first = min(named, key=lambda each: (each.place.file.path, each.place.start))
    start = named.index(first)
    others = [*named[start + 1 :], *named[:start]]
    shown = others[:_SHOWN_MEMBERS]
    through = ", then ".join(f"`{each.label}`" for each in shown)
    rest = ", and more" if len(others) > len(shown) else ""
    message = f"`{first.label}` depends on itself" + (f" (via {through}{rest})" if through else "")
    related = tuple((f"`{each.label}` is part of the cycle", each.place) for each in shown)
    first.module.report(Problem(message, first.place, related=related))
    return Reason(message, first.place, failed=True)


class ModuleContext:
    """A module as its cells see it: what surrounds it, and its problems."""

    def __init__(
        self,
        directory: ModuleDirectory,
        settings: Settings,
        called: ModuleCall | None = None,
        parent: Self | None = None,
        *,
        inputs_unknown: bool = False,
    ) -> None:
        """`inputs_unknown`: whatever sets a variable of this module is unknown. In a called module
        that does not apply to constant arguments, nor to defaults of variables that are not set."""
        self.directory = directory
        self.settings = settings
        self.called = called
        self.parent: Self | None = parent
        """The module that calls this one."""
        self.inputs_unknown = inputs_unknown
        self.root: Self = parent.root if parent else self
        self.shared_declarations: dict[int, Declarations] = {}
        """In the root: the declarations of each directory, by its identity."""
        self.declarations = self.root.shared_declarations.setdefault(
            id(directory), Declarations(directory)
        )
        self._problems: dict[Problem, None] = {}
        self.put_off: list[Cell[None]] = []
        """In the root: the cells that wait for the current evaluation to end."""
        self.work: Work = parent.work if parent else Work(MAX_WORK)
        self.made = 0
        """In the root: the number of module instances below it."""
        self.exhausted = False
        """In the root: more module instances are called than are followed."""

    @property
    def call(self) -> Block | None:
        return self.called.block if self.called else None

    @property
    def _calls(self) -> tuple[ModuleCall, ...]:
        """The calls that lead here, outermost first."""
        return tuple(each.called for each in self.lineage if each.called)[::-1]

    @property
    def address(self) -> str:
        """Empty for the root; otherwise `module.orders["eu"]`, `module.a.module.b`."""
        return ".".join(f"module.{each.name}{key_text(each.key)}" for each in self._calls)

    @property
    def prefix(self) -> str:
        """What precedes the name of an object of this module in its address."""
        return f"{self.address}." if self.called else ""

    @property
    def path(self) -> str:
        """`path.module`, relative to the root module's directory; `.` for the root module."""
        from posixpath import relpath  # loaded already, under its other name

        return relpath(self.directory.path or ".", self.root.directory.path or ".")

    @property
    def call_path(self) -> tuple[str, ...]:
        """The names of the calls from the root to this module."""
        return tuple(each.name for each in self._calls)

    @property
    def callers(self) -> tuple[Span, ...]:
        """The headers of the module calls that lead here, outermost first."""
        return tuple(each.block.header for each in self._calls)

    @property
    def absent(self) -> bool:
        """Whether no instance of this module exists under these inputs, see `absent_module`."""
        return any(each.inputs_unknown for each in self.lineage)

    @property
    def lineage(self) -> Iterator[ModuleContext]:
        """This module and those that call it, outermost last."""
        module: ModuleContext | None = self
        while module is not None:
            yield module
            module = module.parent

    @property
    def problems(self) -> tuple[Problem, ...]:
        """The errors found in this module so far, each once."""
        return tuple(self._problems)

    def argument(self, name: str) -> Attribute | None:
        """Return the argument of the module call that sets a variable."""
        if self.called is None or name in _META_ARGUMENTS:
            return None
        return self.called.block.body.attribute(name)

    def input(self, name: str) -> InputValue | None:
        """Return the external value of a root module variable."""
        return None if self.called else self.settings.inputs.get(name)

    def follow(self, call: Block, source: str) -> ModuleDirectory | Reason:
        """Return the directory of a module call, or why it is not read."""
        found = self.settings.follow(self.directory, (*self.call_path, call.labels[0].text), source)
        address = f"module.{call.labels[0].text}"
        if isinstance(found, str):
            return Reason(f"{address} {found}", call.header)
        if any(each.directory is found for each in self.lineage):
            return Reason(f"{address} calls its own directory", call.header)
        return found

    def report(self, problem: Problem) -> None:
        """Add a problem, once."""
        self._problems.setdefault(problem)

    def fail(self, problem: Problem) -> Value:
        """Add a problem, and return the value of the failed expression."""
        self.report(problem)
        return unknown(DYNAMIC, Reason(problem.message, problem.span, failed=True))

    def needs(self, expression: Expression, bindings: Bindings) -> Needs[None]:
        """Yield the cells that the evaluation of the expression reads."""
        raise NotImplementedError

    def compute(self, expression: Expression, bindings: Bindings) -> Value:
        """Return the value of an expression whose cells are settled."""
        raise NotImplementedError

    def read(self, expression: Expression, bindings: Bindings = NO_BINDINGS) -> Needs[Value]:
        """Yield the cells that the expression reads, and return its value."""
        yield from self.needs(expression, bindings)
        return self.compute(expression, bindings)

    def constant(self, expression: Expression) -> Value:
        """Return the value of an expression that cannot contain references."""
        raise NotImplementedError

    def evaluate(self, expression: Expression, bindings: Bindings = NO_BINDINGS) -> Value:
        """Settle the cells of an expression and evaluate it."""
        return self.settled(Cell(partial(self.read, expression, bindings), broken_value))

    def settled(self, cell: Cell[T_co]) -> T_co:
        """Return the result of a cell, after everything that waited for it."""
        settle(cell)
        while self.root.put_off:
            settle(self.root.put_off.pop())
        return cell.result

    def output_cell(self, name: str) -> Cell[Value] | None:
        """Return the cell of an output, or `None` if there is no valid one of that name."""
        raise NotImplementedError


class ModuleCall(Record, eq=False):
    """How a child module is called."""

    caller: ModuleContext
    block: Block
    key: InstanceKey
    bindings: Bindings
    """`count` and `each` in the arguments."""

    @property
    def name(self) -> str:
        return self.block.labels[0].text


def invalid(subject: str, block: Block) -> Reason:
    """Return why something declared by an invalid block is unknown."""
    return Reason(f"{subject} is invalid", block.header, failed=True)
