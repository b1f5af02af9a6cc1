"""The cells of a module: each is created once, on first use."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bridgelint.hcl.tree import Block
from bridgelint.terraform.expressions.reference_address import MODES, Reference, ResourceMode
from bridgelint.terraform.module.cell import Cell, ModuleContext, Needs
from bridgelint.terraform.module.expansion import ExpansionCell
from bridgelint.terraform.module.resources import ResourceNode
from bridgelint.terraform.module.variables import VariableCell
from bridgelint.terraform.values.values import Value

if TYPE_CHECKING:
    from bridgelint.terraform.module.locals import LocalCell
    from bridgelint.terraform.module.module_calls import ModuleNode, OutputCell


class Registry:
    """The declarations of the module as cells; `None` for an undeclared name, or if its declaration
    is invalid."""

    def __init__(self, module: ModuleContext) -> None:
        self._module = module
        self._directory = module.directory
        self._variables: dict[str, VariableCell] = {}
        self._locals: dict[str, LocalCell] = {}
        self._outputs: dict[str, OutputCell] = {}
        self._resources: dict[tuple[ResourceMode, str, str], ResourceNode] = {}
        self._calls: dict[str, ModuleNode] = {}
        self._expansions: dict[int, tuple[Block, ExpansionCell]] = {}

    def variable(self, name: str) -> VariableCell | None:
        if name not in self._variables:
            block = self._directory.variable(name)
            if block is None:
                return None
            self._variables[name] = VariableCell(self._module, name, block)
        return self._variables[name]

    def local(self, name: str) -> LocalCell | None:
        if name not in self._locals:
            attribute = self._directory.local(name)
            if attribute is None:
                return None
            from bridgelint.terraform.module.locals import LocalCell  # many modules have none

            self._locals[name] = LocalCell(self._module, attribute)
        return self._locals[name]

    def output(self, name: str) -> OutputCell | None:
        """Return the cell of `module.….name` in the caller."""
        if name not in self._outputs:
            block = self._directory.output(name)
            if block is None:
                return None
            from bridgelint.terraform.module.module_calls import (
                OutputCell,  # few modules call others
            )

            self._outputs[name] = OutputCell(self._module, name, block)
        return self._outputs[name]

    def resource(self, mode: ResourceMode, type_: str, name: str) -> ResourceNode | None:
        """Return a `resource`, `data` or `ephemeral` block."""
        key = (mode, type_, name)
        if key not in self._resources:
            block = self._directory.resource(type_, name, kind=mode)
            if block is None:
                return None
            self._resources[key] = ResourceNode(self._module, mode, block)
        return self._resources[key]

    def call(self, name: str) -> ModuleNode | None:
        if name not in self._calls:
            block = self._directory.module_call(name)
            if block is None:
                return None
            from bridgelint.terraform.module.module_calls import (
                ModuleNode,  # few modules call others
            )

            self._calls[name] = ModuleNode(self._module, block)
        return self._calls[name]

    def expansion(self, block: Block) -> ExpansionCell:
        """Return the `count` or `for_each` of a top-level block of the module."""
        node = self._node(block)
        if node is not None and node.block is block:
            return node.expansion
        if id(block) not in self._expansions:
            # The block is kept, so that no other object gets its identity.
            cell = ExpansionCell(self._module, block)
            self._expansions[id(block)] = (block, cell)
        return self._expansions[id(block)][1]

    def _node(self, block: Block) -> ResourceNode | ModuleNode | None:
        labels = [each.text for each in block.labels]
        if block.type == "module" and len(labels) == 1:
            return self.call(labels[0])
        if len(labels) != 2:
            return None
        mode = MODES.get(block.type)
        return self.resource(mode, *labels) if mode else None

    def node_of(self, reference: Reference) -> ResourceNode | None:
        """Return the resource to which a reference refers."""
        mode = MODES.get(reference.kind)
        return self.resource(mode, reference.type, reference.name) if mode else None

    def needs(self, reference: Reference) -> Needs[None]:
        """Yield the cells that the value of the reference reads."""
        cell: Cell[Value] | None = None
        if reference.kind == "var":
            cell = self.variable(reference.name)
        elif reference.kind == "local":
            cell = self.local(reference.name)
        if cell is not None:
            yield cell
        node = self.node_of(reference)
        if node is not None:
            yield from node.needs(reference)
        call = self.call(reference.name) if reference.kind == "module" else None
        if call is not None:
            yield from call.needs(reference)
