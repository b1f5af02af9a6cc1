"""The cells of a module: each is created once, on first use."""

from __future__ import annotations

from functools import cache, partial
from typing import TYPE_CHECKING

from bridgelint.hcl.tree import Block
from bridgelint.terraform.expressions.reference_address import MODES, Reference, ResourceMode
from bridgelint.terraform.module.cell import Cell, ModuleContext, NamedCell, Needs
from bridgelint.terraform.module.expansion import Expansion, RepeatableBlock, expansion_cell
from bridgelint.terraform.module.resources import ResourceNode
from bridgelint.terraform.module.variables import VariableCell
from bridgelint.terraform.values.values import Value

if TYPE_CHECKING:
    from bridgelint.terraform.module.module_calls import ModuleNode


class Registry:
    """The declarations of the module as cells; `None` for an undeclared name, or if its declaration
    is invalid."""

    def __init__(self, module: ModuleContext) -> None:
        self._module = module
        self._directory = module.directory
        self._expansions: dict[int, Cell[Expansion]] = {}
        self.variable = cache(self._variable)
        self.local = cache(self._local)
        self.output = cache(self._output)
        self.resource = cache(self._resource)
        self.call = cache(self._call)

    def _variable(self, name: str) -> VariableCell | None:
        block = self._directory.variable(name)
        return None if block is None else VariableCell(self._module, name, block)

    def _local(self, name: str) -> NamedCell | None:
        found, module = self._directory.local(name), self._module
        if found is None:
            return None
        return NamedCell(
            module, f"local.{name}", found.name_span, partial(module.read, found.value)
        )

    def _output(self, name: str) -> NamedCell | None:
        """Return the cell of `module.….name` in the caller."""
        block = self._directory.output(name)
        if block is None:
            return None
        from bridgelint.terraform.module.module_calls import output_cell  # few modules call others

        return output_cell(self._module, name, block)

    def _resource(self, mode: ResourceMode, type_: str, name: str) -> ResourceNode | None:
        """Return a `resource`, `data` or `ephemeral` block."""
        block = self._directory.resource(type_, name, kind=mode)
        return None if block is None else ResourceNode(self._module, mode, block)

    def _call(self, name: str) -> ModuleNode | None:
        block = self._directory.module_call(name)
        if block is None:
            return None
        from bridgelint.terraform.module.module_calls import ModuleNode  # few modules call others

        return ModuleNode(self._module, block)

    def expansion(self, block: Block) -> Cell[Expansion]:
        """Return the `count` or `for_each` of a top-level block of the module."""
        node = self._node(block)
        if node is not None and node.block is block:
            return node.expansion
        if id(block) not in self._expansions:
            # The cell keeps the block, so that no other object gets its identity.
            self._expansions[id(block)] = expansion_cell(self._module, block)
        return self._expansions[id(block)]

    def _node(self, block: Block) -> RepeatableBlock | None:
        labels = [each.text for each in block.labels]
        if block.type == "module" and len(labels) == 1:
            return self.call(labels[0])
        if len(labels) != 2:
            return None
        mode = MODES.get(block.type)
        return self.resource(mode, *labels) if mode else None

    def declared(self, reference: Reference) -> Cell[Value] | RepeatableBlock | None:
        """Return to what the reference to a declaration refers."""
        if reference.kind == "var":
            return self.variable(reference.name)
        if reference.kind == "local":
            return self.local(reference.name)
        if reference.kind == "module":
            return self.call(reference.name)
        mode = MODES.get(reference.kind)
        return self.resource(mode, reference.type, reference.name) if mode else None

    def needs(self, reference: Reference) -> Needs[None]:
        """Yield the cells that the value of the reference reads."""
        found = self.declared(reference)
        if isinstance(found, Cell):
            yield found
        elif found is not None:
            yield from found.needs(reference)
