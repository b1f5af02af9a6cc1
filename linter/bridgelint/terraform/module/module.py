"""One module directory with one set of inputs: the values of its expressions."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cached_property, partial

from bridgelint.base.records import replace
from bridgelint.hcl.tree import Block, Body, Expression
from bridgelint.terraform.expressions.evaluator import CONSTANT, evaluate
from bridgelint.terraform.expressions.reference_address import InstanceKey, Reference, ResourceMode
from bridgelint.terraform.expressions.scope import NO_BINDINGS, Bindings, Scope
from bridgelint.terraform.module.cell import Cell, ModuleCall, ModuleContext, Needs, broken_value
from bridgelint.terraform.module.expansion import ExpandedBlock, Expansion, expand
from bridgelint.terraform.module.module_declarations import check_reference
from bridgelint.terraform.module.module_names import ModuleNames, Registry
from bridgelint.terraform.values.errors import (
    TOO_DEEP,
    EvaluationError,
    NotEvaluated,
    Problem,
    Work,
    check_values,
)
from bridgelint.terraform.values.types import DYNAMIC
from bridgelint.terraform.values.values import Reason, Value, unknown
from bridgelint.terraform.versions import ALWAYS, BEFORE_1_16


class Module(ModuleContext):
    """Evaluates everything in one module once, on first use.

    The public queries never raise: an error becomes an unknown value whose reason has `failed`, and
    a `Problem` in the module that contains the expression.
    """

    @cached_property
    def cells(self) -> Registry:
        """The declarations of the module as cells."""
        return Registry(self)

    @cached_property
    def under_any_inputs(self) -> Module:
        """This module with unknown inputs, for what does not exist under the given ones."""
        if self.absent:
            return self
        return Module(self.directory, self.settings, self.called, self.parent, inputs_unknown=True)

    def expand(self, body: Body, bindings: Bindings = NO_BINDINGS) -> tuple[ExpandedBlock, ...]:
        """Yield the nested blocks of a body with each `dynamic` expanded."""
        return tuple(expand(self, body, bindings))

    def expansion(self, block: Block) -> Expansion:
        """Return how many instances a top-level block of this module has, and their keys."""
        return self.settled(self.cells.expansion(block))

    def variable(self, name: str) -> Value | None:
        """Return the value of a variable inside this module. `None` if it is undeclared."""
        cell = self.cells.variable(name)
        return self.settled(cell) if cell else None

    def instance(self, mode: ResourceMode, type_: str, name: str, key: InstanceKey) -> Value | None:
        """Return one instance of a declared resource: the value of `self` in it."""
        node = self.cells.resource(mode, type_, name)
        if node is None:
            return None
        return self.settled(Cell(partial(node.read_instance, key, itself=True), broken_value))

    def module_call(self, name: str) -> tuple[Module, ...]:
        """Return the modules that a `module` block creates: a single one if their number is
        unknown, none if its directory is not read."""
        node = self.cells.call(name)
        if node is None:
            return ()
        self.settled(Cell(node.prepare, lambda _: None))
        return tuple(each for each in node.children() if isinstance(each, Module))

    def absent_module(self, name: str) -> Module | None:
        """Return the module that represents any instance of a call that has no instance under these
        inputs. Its arguments are unknown. `None` for every other call."""
        node = self.cells.call(name)
        if node is None:
            return None
        self.settled(Cell(node.prepare, lambda _: None))
        directory, expansion = node.source.result, node.expansion.result
        if isinstance(directory, Reason) or expansion.keys != ():
            return None
        call = ModuleCall(self, node.block, None, expansion.any_bindings)
        return Module(directory, self.settings, call, self, inputs_unknown=True)

    @property
    def children(self) -> tuple[Module, ...]:
        """Every module that this one calls and whose directory is read."""
        names = self.declarations.names("module")
        return tuple(child for name in names for child in self.module_call(name))

    def check(
        self, expression: Expression, bindings: Bindings = NO_BINDINGS
    ) -> tuple[Problem, ...]:
        """Yield the invalid references, which Terraform rejects even inside `try`."""
        found = (
            self._check(each, bindings) if isinstance(each, Reference) else each
            for each in self._references(expression, bindings)
        )
        return tuple(problem for problem in found if problem is not None)

    def _references(
        self, expression: Expression, bindings: Bindings
    ) -> Iterator[Reference | Problem]:
        for root, each in self.declarations.references(expression):
            if root not in bindings.iterators:
                yield each

    def _check(self, reference: Reference, bindings: Bindings) -> Problem | None:
        problem = check_reference(self.declarations, reference, bindings)
        since_1_16 = self.settings.functions.since_1_16
        if problem is None or problem.refused_by == ALWAYS or since_1_16 is False:
            return problem
        if since_1_16 is None:
            self.report(problem)
        return None

    # For cells: these are used between `settle` and the evaluator.

    def needs(self, expression: Expression, bindings: Bindings) -> Needs[None]:
        for each in self._references(expression, bindings):
            if isinstance(each, Reference):
                yield from self.cells.needs(each)

    def compute(self, expression: Expression, bindings: Bindings) -> Value:
        problems = self.check(expression, bindings)
        if problems:
            for problem in problems:
                self.report(problem)
            return self.fail(problems[0])
        names = ModuleNames(self, self.cells, bindings)
        work = Work(of_all=self.work)
        failures: list[Problem] = []
        scope = Scope(
            names.look_up,
            self.settings.functions,
            evaluate,
            names.provider_function,
            work=work,
            report=failures.append,
        )
        value = self._attempt(expression, scope)
        return self._in_all_releases(expression, scope, value, failures) if failures else value

    def _in_all_releases(
        self, expression: Expression, scope: Scope, value: Value, failures: list[Problem]
    ) -> Value:
        """Report what fails in releases before 1.16, unless `try`, `||` or a conditional prevents
        it, as it does for any error. `value` is the result in 1.16 and later."""
        for problem in dict.fromkeys(failures):
            try:
                earlier = evaluate(expression, replace(scope, report=partial(_reject, problem)))
            except EvaluationError as error:
                self.report(replace(error.problem, refused_by=BEFORE_1_16))
                continue
            except (NotEvaluated, RecursionError):
                continue
            if earlier != value:
                reason = Reason("the Terraform version decides the value", expression.span)
                value = unknown(DYNAMIC, reason).marked(value.marks)
        return value

    def constant(self, expression: Expression) -> Value:
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

    def output_cell(self, name: str) -> Cell[Value] | None:
        return self.cells.output(name)


def _reject(rejected: Problem, problem: Problem) -> None:
    """Raise the error of a release that does not accept this use of a function."""
    if problem == rejected:
        raise EvaluationError(problem)
