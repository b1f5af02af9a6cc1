"""Module calls: the called modules and their outputs."""

from __future__ import annotations

from typing import Final

from bridgelint.hcl.tree import Block
from bridgelint.terraform.expressions.constant_expression import CONSTANT, declared_marks
from bridgelint.terraform.expressions.reference_address import InstanceKey, Reference, key_text
from bridgelint.terraform.expressions.scope import coerce, failure
from bridgelint.terraform.expressions.type_constraint import apply_defaults, parse_constraint
from bridgelint.terraform.module.cell import (
    Cell,
    ModuleContext,
    NamedCell,
    Needs,
    invalid,
    report_cycle,
)
from bridgelint.terraform.module.expansion import Expansion, ExpansionCell
from bridgelint.terraform.module.resources import together
from bridgelint.terraform.values.errors import EvaluationError, meant_by
from bridgelint.terraform.values.types import DYNAMIC
from bridgelint.terraform.values.values import (
    Reason,
    Unknown,
    Unstated,
    Value,
    object_of,
    unknown,
)
from bridgelint.workspace.directory import ModuleDirectory

MAX_MODULES: Final = 10_000
"""The maximum number of module instances; further calls are not followed."""


class ModuleNode:
    """One `module` block, and the module instances it creates."""

    def __init__(self, module: ModuleContext, block: Block) -> None:
        self.module = module
        self.block = block
        self.name = block.labels[0].text
        self.address = f"module.{self.name}"
        self.expansion = ExpansionCell(module, block)
        self.source = SourceCell(self)
        self._children: dict[InstanceKey, ModuleContext] = {}
        self.whole = CallCell(self)
        self._instances: dict[InstanceKey, CallInstanceCell] = {}

    def child(self, key: InstanceKey) -> ModuleContext | None:
        """Return the module of this instance. `None` if the call is not followed."""
        directory = self.source.result
        if isinstance(directory, Reason):
            return None
        child = self._children.get(key)
        if child is None and self.module.root.made >= MAX_MODULES:
            self.module.root.exhausted = True
        elif child is None:
            expansion = self.expansion.result
            known = expansion.keys is not None
            bindings = expansion.bindings(key) if known else expansion.any_bindings
            child = self.module.make_child(self.block, directory, key, bindings)
            self._children[key] = child
        return child

    def children(self) -> tuple[ModuleContext, ...]:
        """Every instance; a single one represents all if their number is unknown."""
        keys = self.expansion.result.keys
        found = (self.child(key) for key in ((None,) if keys is None else keys))
        return tuple(child for child in found if child is not None)

    def instance(self, key: InstanceKey) -> CallInstanceCell:
        """Return the cell of all outputs of one instance."""
        cell = self._instances.get(key)
        if cell is None:
            cell = self._instances[key] = CallInstanceCell(self, key)
        return cell

    def needs(self, reference: Reference) -> Needs[None]:
        """Yield the cells that `look_up` reads for the reference."""
        yield self.source
        yield self.expansion
        cell, _ = self._cell(reference)
        if cell is not None:
            yield cell

    def look_up(self, reference: Reference) -> tuple[Value, int]:
        """Return the value and the number of steps after the address that it includes."""
        cell, used = self._cell(reference)
        if cell is not None:
            return cell.result, used
        name = reference.attribute
        single = self.expansion.result.mode == "single"
        child = self.child(None) if single and not reference.key else None
        if child is not None and name is not None and child.output_cell(name) is None:
            raise failure(
                f"`{self.address}` does not have an output named `{name}`",
                reference.steps[-1].span if len(reference.steps) == 1 else reference.steps[0].span,
                meant=meant_by(name, child.declarations.names("output")),
            )
        return self.nothing_known(), 0

    def _cell(self, reference: Reference) -> tuple[Cell[Value] | None, int]:
        expansion = self.expansion.result
        if isinstance(self.source.result, Reason) or expansion.keys is None:
            return None, 0
        single = expansion.mode == "single"
        key = None if single else reference.key
        if single != (reference.key is None) or key not in expansion.keys:
            return self.whole, 0
        taken = 0 if single else 1
        name = reference.attribute
        if name is None:
            return self.instance(key), taken
        child = self.child(key)
        output = child.output_cell(name) if child else None
        return (output, taken + 1) if output else (None, 0)

    def nothing_known(self) -> Value:
        """Return the call's value if the module is not read, or its instances are unknown."""
        expansion = self.expansion.result
        source = self.source.result
        if expansion.keys is None:
            reason = expansion.reason or Reason(f"{self.address} is unknown")
            return unknown(DYNAMIC, reason)
        if not isinstance(source, Reason):
            return unknown(DYNAMIC, Reason(f"{self.address} is unknown", self.block.header))
        if expansion.mode != "single":
            return unknown(DYNAMIC, source)
        content = Unknown(source, not_null=True, attributes={}, address=self.address)
        return Value(Unstated(source), content)


class SourceCell(Cell["ModuleDirectory | Reason"]):
    """The directory to which a call's `source` refers, or why it is not read."""

    __slots__ = ("module", "node")

    def __init__(self, node: ModuleNode) -> None:
        super().__init__()
        self.node = node
        self.module = node.module

    def work(self) -> Needs[ModuleDirectory | Reason]:
        node = self.node
        attribute = node.block.body.attribute("source")
        missing = Reason(f"the source of {node.address} is unknown", node.block.header)
        if attribute is None and not node.block.body.complete:
            return invalid(node.address, node.block)
        if attribute is None:
            return missing
        source = yield from self.module.read(attribute.value)
        if not isinstance(source.content, str):
            return missing
        return self.module.follow(node.block, source.content)

    def broken(self, cycle: tuple[Cell[object], ...]) -> ModuleDirectory | Reason:
        return report_cycle(self, cycle)


class CallInstanceCell(NamedCell):
    """All outputs of one instance of a module."""

    __slots__ = ("key", "node")

    def __init__(self, node: ModuleNode, key: InstanceKey) -> None:
        super().__init__(node.module, f"{node.address}{key_text(key)}", node.block.header)
        self.node = node
        self.key = key

    def work(self) -> Needs[Value]:
        child = self.node.child(self.key)
        if child is None:
            return self.node.nothing_known()
        outputs: dict[str, Value] = {}
        for name in child.declarations.names("output"):
            cell = child.output_cell(name)
            if cell is not None:
                yield cell
                outputs[name] = cell.result
        return object_of(outputs)


class CallCell(NamedCell):
    """All instances of a module call."""

    __slots__ = ("node",)

    def __init__(self, node: ModuleNode) -> None:
        super().__init__(node.module, node.address, node.block.header)
        self.node = node

    def work(self) -> Needs[Value]:
        node = self.node
        yield node.source
        yield node.expansion
        expansion: Expansion = node.expansion.result
        if expansion.keys is None or isinstance(node.source.result, Reason):
            return node.nothing_known()
        return (yield from together(expansion, map(node.instance, expansion.keys)))


class OutputCell(NamedCell):
    """One output of a module, as its caller sees it."""

    __slots__ = ("block", "name")

    def __init__(self, module: ModuleContext, name: str, block: Block) -> None:
        prefix = f"{module.address}." if module.address else "output."
        super().__init__(module, f"{prefix}{name}", block.header)
        self.name = name
        self.block = block

    def work(self) -> Needs[Value]:
        attribute = self.block.body.attribute("value")
        if attribute is None:
            return unknown(DYNAMIC, invalid(self.label, self.block))
        value = yield from self.module.read(attribute.value)
        return self._typed(value).marked(declared_marks(self.block.body))

    def _typed(self, value: Value) -> Value:
        attribute = self.block.body.attribute("type")
        content = value.unknown
        if attribute is None or (content is not None and content.reason.failed):
            return value
        try:
            constraint = parse_constraint(attribute.value, CONSTANT)
            value = apply_defaults(value, constraint.defaults)
            expression = self.block.body.attribute("value")
            place = expression.value.span if expression else attribute.value.span
            return coerce(
                value, constraint.type, place, "the value is not compatible with the output's type"
            )
        except EvaluationError as error:
            return self.module.fail(error.problem)
