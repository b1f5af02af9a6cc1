"""Module calls: the called modules and their outputs."""

from __future__ import annotations

from functools import partial
from typing import Final

from bridgelint.hcl.tree import Block
from bridgelint.terraform.expressions.evaluator import CONSTANT, declared_marks
from bridgelint.terraform.expressions.reference_address import InstanceKey, Reference
from bridgelint.terraform.expressions.scope import failure
from bridgelint.terraform.expressions.type_constraint import parse_constraint
from bridgelint.terraform.module.cell import (
    Cell,
    ModuleCall,
    ModuleContext,
    NamedCell,
    Needs,
    invalid,
)
from bridgelint.terraform.module.expansion import RepeatableBlock
from bridgelint.terraform.values.errors import EvaluationError, meant_by
from bridgelint.terraform.values.types import DYNAMIC
from bridgelint.terraform.values.values import (
    Reason,
    Unknown,
    Unstated,
    Value,
    null,
    object_of,
    unknown,
)
from bridgelint.workspace.directory import ModuleDirectory

MAX_MODULES: Final = 10_000
"""The maximum number of module instances; further calls are not followed."""


class ModuleNode(RepeatableBlock):
    """One `module` block, and the module instances it creates."""

    def __init__(self, module: ModuleContext, block: Block) -> None:
        super().__init__(module, block, f"module.{block.labels[0].text}")
        self.source: Cell[ModuleDirectory | Reason] = Cell(self._source, lambda reason: reason)
        """The directory to which the `source` refers, or why it is not read."""
        self._children: dict[InstanceKey, ModuleContext] = {}

    def child(self, key: InstanceKey) -> ModuleContext | None:
        """Return the module of this instance. `None` if the call is not followed."""
        directory = self.source.result
        if isinstance(directory, Reason):
            return None
        child = self._children.get(key)
        if child is None and self.module.root.made >= MAX_MODULES:
            self.module.root.exhausted = True
        elif child is None:
            module = self.module
            module.root.made += 1
            call = ModuleCall(module, self.block, key, self.expansion.result.bindings(key))
            child = type(module)(directory, module.settings, call, module)
            self._children[key] = child
        return child

    def children(self) -> tuple[ModuleContext, ...]:
        """Every instance; a single one represents all if their number is unknown."""
        keys = self.expansion.result.keys
        found = (self.child(key) for key in ((None,) if keys is None else keys))
        return tuple(child for child in found if child is not None)

    def prepare(self) -> Needs[None]:
        yield self.source
        yield self.expansion

    @property
    def is_known(self) -> bool:
        return super().is_known and not isinstance(self.source.result, Reason)

    def attribute(self, key: InstanceKey, name: str) -> tuple[Cell[Value] | None, int]:
        child = self.child(key)
        return child.output_cell(name) if child else None, 1

    def nothing_known(self, reference: Reference | None = None) -> Value:
        """Return the call's value if the module is not read, or its instances are unknown. Raise
        `EvaluationError` if the reference is to an output that does not exist."""
        expansion, source = self.expansion.result, self.source.result
        if reference is not None and expansion.mode == "single":
            self._check_output(reference)
        if expansion.keys is None:
            reason = expansion.reason or Reason(f"{self.address} is unknown")
            return unknown(DYNAMIC, reason)
        if not isinstance(source, Reason):
            return unknown(DYNAMIC, Reason(f"{self.address} is unknown", self.block.header))
        if expansion.mode != "single":
            return unknown(DYNAMIC, source)
        content = Unknown(source, not_null=True, attributes={}, address=self.address)
        return Value(Unstated(source), content)

    def _check_output(self, reference: Reference) -> None:
        name = reference.attribute
        child = None if reference.key else self.child(None)
        if child is not None and name is not None and child.output_cell(name) is None:
            raise failure(
                f"`{self.address}` does not have an output named `{name}`",
                reference.steps[-1].span if len(reference.steps) == 1 else reference.steps[0].span,
                meant=meant_by(name, child.declarations.names("output")),
            )

    def read_instance(self, key: InstanceKey) -> Needs[Value]:
        """Return all outputs of one instance."""
        child = self.child(key)
        if child is None:
            return self.nothing_known()
        outputs: dict[str, Value] = {}
        for name in child.declarations.names("output"):
            cell = child.output_cell(name)
            if cell is not None:
                yield cell
                outputs[name] = cell.result
        return object_of(outputs)

    def _source(self) -> Needs[ModuleDirectory | Reason]:
        attribute = self.block.body.attribute("source")
        if attribute is None and not self.block.body.complete:
            return invalid(self.address, self.block)
        source = (yield from self.module.read(attribute.value)) if attribute else null()
        if isinstance(source.content, str):
            return self.module.follow(self.block, source.content)
        return Reason(f"the source of {self.address} is unknown", self.block.header)


def output_cell(module: ModuleContext, name: str, block: Block) -> NamedCell:
    """Return one output of a module, as its caller sees it."""
    label = f"{module.prefix or 'output.'}{name}"
    return NamedCell(module, label, block.header, partial(_output, module, label, block))


def _output(module: ModuleContext, label: str, block: Block) -> Needs[Value]:
    attribute, type_ = block.body.attribute("value"), block.body.attribute("type")
    if attribute is None:
        return unknown(DYNAMIC, invalid(label, block))
    value = yield from module.read(attribute.value)
    if type_ is not None and not (value.unknown and value.unknown.reason.failed):
        try:
            value = parse_constraint(type_.value, CONSTANT).applied(
                value, attribute.value.span, "the value is not compatible with the output's type"
            )
        except EvaluationError as error:
            value = module.fail(error.problem)
    return value.marked(declared_marks(block.body))
