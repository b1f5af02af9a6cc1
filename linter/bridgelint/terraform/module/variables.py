"""Input variables: their type, their value, and their validation rules."""

from __future__ import annotations

from bridgelint.base.records import Record, replace
from bridgelint.base.source import Span
from bridgelint.hcl.parse import parse_expression
from bridgelint.hcl.references import references
from bridgelint.hcl.tree import Block, Expression
from bridgelint.terraform.expressions.evaluator import CONSTANT, constant_flag, declared_marks
from bridgelint.terraform.expressions.scope import NO_BINDINGS, coerce
from bridgelint.terraform.expressions.type_constraint import (
    ANY,
    TypeConstraint,
    parse_variable_type,
)
from bridgelint.terraform.module.cell import Cell, ModuleContext, NamedCell, Needs, invalid
from bridgelint.terraform.values.errors import EvaluationError, Problem
from bridgelint.terraform.values.types import BOOL, DYNAMIC, Primitive, Type, without_optional
from bridgelint.terraform.values.unicode_text import normalized
from bridgelint.terraform.values.values import (
    Reason,
    Unknown,
    Value,
    all_marks,
    null,
    string,
    unknown,
)
from bridgelint.workspace.variable_inputs import InputValue


class Given(Record):
    """The value of a variable, before conversion to its type."""

    value: Value
    span: Span
    """The place of the value, or of the declaration if the value is not in a file."""

    module: ModuleContext
    """The module in which a problem with the value is reported."""

    source: str = ""
    """The option or environment variable that sets it."""


class VariableCell(NamedCell):
    """The value of a variable inside its module."""

    __slots__ = ("block", "constraint", "given", "name")

    def __init__(self, module: ModuleContext, name: str, block: Block) -> None:
        super().__init__(module, f"var.{name}", block.header, self._read)
        self.name = name
        self.block = block
        self.constraint = ANY
        self.given: Given | None = None

    def _read(self) -> Needs[Value]:
        if not self.block.body.complete:
            return unknown(DYNAMIC, invalid(self.label, self.block))
        self.constraint = self._constraint()
        self.given = yield from self._given()
        value = self._prepared(self.given)
        if self.block.body.blocks_of("validation"):
            self.module.root.put_off.append(Cell(self._validate, lambda _: None))
        return self._marked(value)

    def _constraint(self) -> TypeConstraint:
        attribute = self.block.body.attribute("type")
        if attribute is None:
            return ANY
        try:
            return parse_variable_type(attribute.value, CONSTANT)
        except EvaluationError as error:
            self.module.report(error.problem)
            return ANY

    def _given(self) -> Needs[Given | None]:
        module = self.module
        called = module.called
        if called is not None:
            argument = module.argument(self.name)
            if argument is None:
                return self._default()
            if module.inputs_unknown and references(argument.value):
                return self._any(argument.value.span, called.caller)
            value = yield from called.caller.read(argument.value, called.bindings)
            return Given(value, argument.value.span, called.caller)
        if module.inputs_unknown:
            return self._any(self.block.header, module)
        planned = module.settings.planned.variables.get(self.name)
        if planned is not None:
            return Given(planned, self.block.header, module, f"the plan's {self.name}")
        found = module.input(self.name)
        if found is not None:
            return self._of_input(found)
        if module.settings.inputs.sets(self.name):
            failed = unknown(DYNAMIC, invalid(f"the value of {self.label}", self.block))
            return Given(failed, self.block.header, module)
        default = self._default()
        if default is not None and module.settings.without_defaults:
            self._prepared(default)  # what no caller can change is still reported
            return None
        return default

    def _any(self, span: Span, module: ModuleContext) -> Given:
        reason = Reason(f"{self.label} depends on the inputs", span)
        return Given(unknown(DYNAMIC, reason), span, module)

    def _of_input(self, found: InputValue) -> Given:
        """Return the value with its place: the file, or the declaration for a value from an option
        or the environment, which is an expression unless the type is primitive or absent."""
        module, text = self.module, found.value
        if not isinstance(text, str):
            return Given(module.constant(text), found.span, module)
        source = found.span.file.path
        if isinstance(self.constraint.type, Primitive) or self.block.body.attribute("type") is None:
            return Given(string(normalized(text)), self.block.header, module, source)
        expression, problems = parse_expression(found.span.file)
        if expression is None or problems:
            message = f"the value of `{source}` is not a valid expression"
            value = module.fail(Problem(message, self.block.header))
        else:
            value = module.constant(expression)
        return Given(value, self.block.header, module, source)

    def _default(self) -> Given | None:
        attribute = self.block.body.attribute("default")
        if attribute is None:
            return None
        value = self.module.constant(attribute.value)
        return Given(value, attribute.value.span, self.module)

    @property
    def _type(self) -> Type:
        return without_optional(self.constraint.type)

    @property
    def _is_nullable(self) -> bool:
        return constant_flag(self.block.body, "nullable", default=True)

    def _prepared(self, given: Given | None) -> Value:
        if given is None:
            return self._without_value()
        value = self._converted(given)
        if not value.is_null or self._is_nullable:
            return value
        default = self._default()
        if default is not None and default.span != given.span:
            return self._converted(default)
        text = f"`{self.label}` is null, but its declaration sets `nullable = false`"
        return replace(given.module.fail(Problem(text, given.span)), type=self._type)

    def _without_value(self) -> Value:
        called = self.module.called
        if called is None:
            reason = Reason(f"{self.label} has no value", self.block.header)
            type_ = unknown(self._type, reason).type
            return Value(type_, Unknown(reason, not_null=not self._is_nullable))
        if not called.block.body.complete:
            return unknown(self._type, invalid("the call of the module", called.block))
        problem = Problem(
            f"missing required argument `{self.name}`",
            called.block.header,
            related=(("the variable has no default", self.block.header),),
        )
        return replace(called.caller.fail(problem), type=self._type)

    def _converted(self, given: Given) -> Value:
        value = given.value
        if value.unknown is not None and value.unknown.reason.failed:
            return replace(value, type=self._type)
        subject = f"the value of `{given.source}`" if given.source else "this value"
        complaint = f"{subject} is not compatible with the type of `{self.label}`"
        try:
            # Marked already, so that the message does not show a part of a sensitive value.
            return self.constraint.applied(self._marked(value), given.span, complaint)
        except EvaluationError as error:
            related = ((f"`{self.label}` is declared here", self.block.header),)
            problem = Problem(error.problem.message, error.problem.span, related=related)
            return replace(given.module.fail(problem), type=self._type)

    def _marked(self, value: Value) -> Value:
        return value.marked(declared_marks(self.block.body))

    def _validate(self) -> Needs[None]:
        """Check the validation rules; they run once the variable has its value."""
        for block in self.block.body.blocks_of("validation"):
            condition = block.body.attribute("condition")
            if condition is None:
                continue
            value = yield from self.module.read(condition.value)
            message = block.body.attribute("error_message")
            if message is not None:
                yield from self.module.needs(message.value, NO_BINDINGS)
            self._check(value, condition.value, message.value if message else None)

    def _check(self, value: Value, condition: Expression, message: Expression | None) -> None:
        if value.unknown is not None:
            return
        if value.is_null:
            self.module.report(Problem("the condition of a validation is null", condition.span))
            return
        try:
            truth = coerce(value, BOOL, condition.span, "unsuitable validation condition")
        except EvaluationError as error:
            self.module.report(error.problem)
            return
        if truth.content is not False:
            return
        given = self.given or Given(value, self.block.header, self.module)
        text = f"invalid value for `{self.label}`: {self._message(message)}"
        related = (("the validation rule", condition.span),)
        given.module.report(Problem(text, given.span, related=related))

    def _message(self, message: Expression | None) -> str:
        value = self.module.compute(message, NO_BINDINGS) if message else null()
        if not isinstance(value.content, str) or all_marks(value):
            return "it violates a validation rule"
        return value.content.strip().rstrip(".")
