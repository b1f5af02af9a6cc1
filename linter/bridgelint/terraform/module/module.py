"""One module directory under one set of inputs: what its expressions come to."""

from __future__ import annotations

from typing import TypeVar

from bridgelint.base.records import dataclass, replace
from bridgelint.base.source import Span
from bridgelint.hcl.references import Traversal
from bridgelint.hcl.tree import Attribute, Block, Body, Expression
from bridgelint.terraform.expressions.bindings import NO_BINDINGS, Bindings
from bridgelint.terraform.expressions.constant_expression import CONSTANT
from bridgelint.terraform.expressions.evaluator import evaluate
from bridgelint.terraform.expressions.reference_address import (
    InstanceKey,
    ResourceMode,
    read_reference,
)
from bridgelint.terraform.expressions.scope import Scope
from bridgelint.terraform.module.cell import Cell, Needs, report_cycle, settle
from bridgelint.terraform.module.cell_registry import Registry
from bridgelint.terraform.module.dynamic_blocks import ExpandedBlock, expand
from bridgelint.terraform.module.evaluation_settings import Settings
from bridgelint.terraform.module.expansion import Expansion
from bridgelint.terraform.module.module_calls import ModuleNode
from bridgelint.terraform.module.module_declarations import Declarations
from bridgelint.terraform.module.module_names import ModuleNames
from bridgelint.terraform.module.reference_check import check_reference
from bridgelint.terraform.values.errors import TOO_DEEP, EvaluationError, NotEvaluated, Problem
from bridgelint.terraform.values.instance_keys import key_text
from bridgelint.terraform.values.limits import MAX_WORK, Work, check_values
from bridgelint.terraform.values.types import DYNAMIC
from bridgelint.terraform.values.values import Reason, Value, unknown
from bridgelint.workspace.directory import ModuleDirectory
from bridgelint.workspace.variable_inputs import InputValue

T = TypeVar("T")

_META_ARGUMENTS = frozenset({"source", "version", "count", "for_each", "providers", "depends_on"})


@dataclass(frozen=True, slots=True, eq=False)
class ModuleCall:
    """How a child module is called."""

    caller: Module
    block: Block
    key: InstanceKey
    bindings: Bindings
    """`count` and `each` in the arguments."""


class Module:
    """One module directory under one set of inputs.

    Everything is evaluated when it is first needed, once. What others ask never raises: what
    fails becomes an unknown whose reason has `failed`, and a `Problem` in the module where the
    failing expression stands.
    """

    def __init__(
        self, directory: ModuleDirectory, settings: Settings, called: ModuleCall | None = None
    ) -> None:
        self.directory = directory
        self.settings = settings
        self.called = called
        self.root: Module = called.caller.root if called else self
        self._shared: dict[int, Declarations] = {}
        self.declarations = self.root.declarations_of(directory)
        self.cells = Registry(self)
        self._problems: dict[Problem, None] = {}
        self.put_off: list[Cell[None]] = []
        """In the root: what waits for the present evaluation to end."""
        self.work: Work = called.caller.work if called else Work(MAX_WORK)
        self.made = 0
        """In the root: how many module instances it has below it."""

    @property
    def parent(self) -> Module | None:
        """The module that calls this one."""
        return self.called.caller if self.called else None

    @property
    def call(self) -> Block | None:
        """The `module` block that calls this one."""
        return self.called.block if self.called else None

    @property
    def address(self) -> str:
        """Empty for the root; `module.orders["eu"]`, `module.a.module.b`."""
        if self.called is None:
            return ""
        name = f"module.{self.called.block.labels[0].text}{key_text(self.called.key)}"
        outer = self.called.caller.address
        return f"{outer}.{name}" if outer else name

    @property
    def path(self) -> str:
        """`path.module`: from the root module's directory, `.` for that itself."""
        from posixpath import relpath  # noqa: PLC0415 # loaded already, under its other name

        return relpath(self.directory.path or ".", self.root.directory.path or ".")

    @property
    def call_path(self) -> tuple[str, ...]:
        """The names of the calls from the root to this module."""
        if self.called is None:
            return ()
        return (*self.called.caller.call_path, self.called.block.labels[0].text)

    @property
    def callers(self) -> tuple[Span, ...]:
        """The headers of the module calls that lead here, outermost first."""
        if self.called is None:
            return ()
        return (*self.called.caller.callers, self.called.block.header)

    @property
    def problems(self) -> tuple[Problem, ...]:
        """What was found to fail in this module so far, each once."""
        return tuple(self._problems)

    def evaluate(self, expression: Expression, bindings: Bindings = NO_BINDINGS) -> Value:
        """What the expression comes to in this module."""
        return self._settled(_ExpressionCell(self, expression, bindings))

    def expand(self, body: Body, bindings: Bindings = NO_BINDINGS) -> tuple[ExpandedBlock, ...]:
        """The nested blocks of a body with each `dynamic` expanded."""
        return expand(self, body, bindings)

    def expansion(self, block: Block) -> Expansion:
        """How many instances a top-level block of this module has, and which."""
        return self._settled(self.cells.expansion(block))

    def variable(self, name: str) -> Value | None:
        """The value of a variable inside this module; nothing if it is not declared."""
        cell = self.cells.variable(name)
        return self._settled(cell) if cell else None

    def local(self, name: str) -> Value | None:
        """The value of a local value; nothing if it is not declared."""
        cell = self.cells.local(name)
        return self._settled(cell) if cell else None

    def output(self, name: str) -> Value | None:
        """The value of an output, as a caller sees it; nothing if it is not declared."""
        cell = self.cells.output(name)
        return self._settled(cell) if cell else None

    def resource(self, mode: ResourceMode, type_: str, name: str) -> Value | None:
        """All instances of a resource, as a reference to it gives them; nothing if it is not
        declared."""
        node = self.cells.resource(mode, type_, name)
        return self._settled(node.whole) if node else None

    def instance(self, mode: ResourceMode, type_: str, name: str, key: InstanceKey) -> Value | None:
        """One instance of a declared resource: what `self` is in it."""
        node = self.cells.resource(mode, type_, name)
        if node is None:
            return None
        self._settled(node.expansion)
        return self._settled(node.instance(key))

    def module_call(self, name: str) -> tuple[Module, ...]:
        """The modules that a `module` block makes: one that stands for all where nobody knows how
        many there are, none where its directory is not read."""
        node = self.cells.call(name)
        if node is None:
            return ()
        self._settled(node.source)
        self._settled(node.expansion)
        return node.children()

    @property
    def children(self) -> tuple[Module, ...]:
        """Every module that this one calls and whose directory is read."""
        names = dict.fromkeys(self.declarations.names("module"))
        return tuple(child for name in names for child in self.module_call(name))

    def check(
        self, expression: Expression, bindings: Bindings = NO_BINDINGS
    ) -> tuple[Problem, ...]:
        """The references in an expression that mean nothing, wherever in it they stand.

        Terraform refuses these before it evaluates, so that `try` does not hide them.
        """
        found = (
            self._check(traversal, bindings)
            for traversal in self.declarations.references(expression)
        )
        return tuple(problem for problem in found if problem is not None)

    def _check(self, traversal: Traversal, bindings: Bindings) -> Problem | None:
        if traversal.root in bindings.iterators:
            return None
        try:
            reference = read_reference(traversal)
        except EvaluationError as error:
            return error.problem
        return check_reference(self.declarations, reference, bindings)

    def _settled(self, cell: Cell[T]) -> T:
        settle(cell)
        later = self.root.put_off
        while later:
            settle(later.pop())
        return cell.result

    # What cells ask: they stand between `settle` and the evaluator.

    def declarations_of(self, directory: ModuleDirectory) -> Declarations:
        """What a directory declares; one object for each directory."""
        found = self._shared.get(id(directory))
        if found is None:
            found = self._shared[id(directory)] = Declarations(directory)
        return found

    def argument(self, name: str) -> Attribute | None:
        """The argument of the module call that gives a variable its value."""
        if self.called is None or name in _META_ARGUMENTS:
            return None
        return self.called.block.body.attribute(name)

    def input(self, name: str) -> InputValue | None:
        """What a variable of a root module is given from outside."""
        return None if self.called else self.settings.inputs.get(name)

    def follow(self, node: ModuleNode, source: str) -> ModuleDirectory | Reason:
        """The directory of a module call, or why it is not read."""
        found = self.settings.follow(self.directory, (*self.call_path, node.name), source)
        if isinstance(found, str):
            return Reason(f"{node.address} {found}", node.block.header)
        module: Module | None = self
        while module is not None:
            if module.directory is found:
                return Reason(f"{node.address} calls its own directory", node.block.header)
            module = module.parent
        return found

    def make_child(
        self, node: ModuleNode, directory: ModuleDirectory, key: InstanceKey, bindings: Bindings
    ) -> Module:
        """The module that one instance of a call makes."""
        self.root.made += 1
        return Module(directory, self.settings, ModuleCall(self, node.block, key, bindings))

    def needs(self, expression: Expression, bindings: Bindings) -> Needs[None]:
        """Yields the cells that evaluating the expression reads."""
        for traversal in self.declarations.references(expression):
            if traversal.root in bindings.iterators:
                continue
            try:
                reference = read_reference(traversal)
            except EvaluationError:
                continue
            yield from self.cells.needs(reference)

    def compute(self, expression: Expression, bindings: Bindings) -> Value:
        """The value of an expression whose cells are settled."""
        problems = self.check(expression, bindings)
        if problems:
            for problem in problems:
                self.report(problem)
            return failed(problems[0])
        names = ModuleNames(self, bindings)
        work = Work(of_all=self.work)
        return self._attempt(expression, Scope(names, self.settings.functions, evaluate, work=work))

    def constant(self, expression: Expression) -> Value:
        """The value of an expression that may refer to nothing."""
        return self._attempt(expression, replace(CONSTANT, work=Work()))

    def _attempt(self, expression: Expression, scope: Scope) -> Value:
        try:
            value = evaluate(expression, scope)
            check_values(value)
        except EvaluationError as error:
            return self.fail(error.problem)
        except NotEvaluated as error:
            return unknown(DYNAMIC, Reason(error.reason, expression.span))
        except RecursionError:
            return unknown(DYNAMIC, Reason(TOO_DEEP, expression.span))
        return value

    def report(self, problem: Problem) -> None:
        """Adds a problem, once."""
        self._problems.setdefault(problem)

    def fail(self, problem: Problem) -> Value:
        """Adds a problem and gives the value of what it is about."""
        self.report(problem)
        return failed(problem)

    def later(self, cell: Cell[None]) -> None:
        """Settles a cell that gives no value once the present evaluation is done."""
        self.root.put_off.append(cell)


def failed(problem: Problem) -> Value:
    """The value of an expression that fails."""
    return unknown(DYNAMIC, Reason(problem.message, problem.span, failed=True))


class _ExpressionCell(Cell[Value]):
    """An expression that someone outside asks for."""

    __slots__ = ("bindings", "expression", "module")

    def __init__(self, module: Module, expression: Expression, bindings: Bindings) -> None:
        super().__init__()
        self.module = module
        self.expression = expression
        self.bindings = bindings

    def work(self) -> Needs[Value]:
        yield from self.module.needs(self.expression, self.bindings)
        return self.module.compute(self.expression, self.bindings)

    def broken(self, cycle: tuple[Cell[object], ...]) -> Value:
        return unknown(DYNAMIC, report_cycle(self, cycle))
