"""The names that the expressions of a module can use."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache, partial
from typing import TYPE_CHECKING

from bridgelint.base.records import Record
from bridgelint.hcl.references import as_traversal
from bridgelint.hcl.tree import Block, Call, Name
from bridgelint.terraform.expressions.reference_address import (
    DECLARED,
    MODES,
    Reference,
    ResourceMode,
    read_reference,
)
from bridgelint.terraform.expressions.scope import Bindings, Step, failure
from bridgelint.terraform.functions.calling import apply
from bridgelint.terraform.module.cell import Cell, ModuleContext, NamedCell, Needs
from bridgelint.terraform.module.expansion import Expansion, RepeatableBlock, expansion_cell
from bridgelint.terraform.module.resources import ResourceNode
from bridgelint.terraform.module.variables import VariableCell
from bridgelint.terraform.values.types import BOOL, DYNAMIC, STRING
from bridgelint.terraform.values.values import Mark, Reason, Unknown, Value, string, unknown

if TYPE_CHECKING:
    from bridgelint.terraform.module.module_calls import ModuleNode


class ModuleNames(Record):
    """The meaning of names in one block of a module."""

    module: ModuleContext
    cells: Registry
    bindings: Bindings

    def look_up(self, root: Name, steps: Sequence[Step]) -> tuple[Value, int]:
        """Implement `Scope.look_up`."""
        iterator = self.bindings.iterators.get(root.name)
        if iterator is not None:
            return iterator, 0
        reference = read_reference(as_traversal(root, steps))
        value, taken = self._value(reference)
        return value, reference.used + taken

    def _value(self, reference: Reference) -> tuple[Value, int]:
        if reference.kind not in DECLARED:
            found = self._provided(reference)
            if found is None:
                raise failure(f"`{reference.address}` is not valid here", reference.span)
            return found, 0
        declared = self.cells.declared(reference)
        if declared is None:
            # It is declared (`check` passed), but its block is invalid.
            reason = Reason(f"{reference.address} is invalid", reference.span, failed=True)
            return unknown(DYNAMIC, reason), 0
        if isinstance(declared, Cell):
            return declared.result, 0
        return declared.look_up(reference)

    def _provided(self, reference: Reference) -> Value | None:
        """Return what the block or Terraform provides, or `None` if it is not available here."""
        bindings, settings = self.bindings, self.module.settings
        match reference.kind, reference.name:
            case "count", _:
                return bindings.count_index
            case "each", name:
                return bindings.each_key if name == "key" else bindings.each_value
            case "self", _:
                return bindings.self
            case "caller", _:
                return bindings.caller
            case "terraform", "workspace":
                if settings.workspace:
                    return string(settings.workspace)
                sources = "neither `TF_WORKSPACE` nor `.terraform/environment`"
                reason = Reason(f"terraform.workspace is selected by {sources}", reference.span)
                return Value(STRING, Unknown(reason, not_null=True))
            case "terraform", _:
                reason = Reason("terraform.applying is known only during apply", reference.span)
                content = Unknown(reason, not_null=True)
                return Value(BOOL, content, frozenset({Mark.EPHEMERAL}))
            case "path", "cwd":
                return string(settings.working_directory)
            case "path", name:
                return string(self.module.path if name == "module" else ".")
            case _:
                return None

    def provider_function(self, call: Call, arguments: tuple[Value, ...]) -> Value:
        """Implement `Scope.provider_function`."""
        words = call.name.split("::")
        if words[0] != "provider" or len(words) != 3:
            raise failure(
                f"unknown function `{call.name}`",
                call.name_span,
                "a provider-defined function has the form `provider::NAME::FUNCTION`",
            )
        providers = self.module.declarations.required_providers
        source = providers.get(words[1])
        if source is None:
            raise failure(
                f"the provider `{words[1]}` is not in `required_providers` of this module",
                call.name_span,
            )
        # Imported here because few modules call one.
        from bridgelint.terraform.functions.provider_functions import PROVIDER_FUNCTIONS

        address = source.lower().removeprefix("registry.terraform.io/")
        function = PROVIDER_FUNCTIONS.get(address, {}).get(words[2])
        if function is None:
            reason = Reason(f"{call.name} is a provider-defined function", call.span)
            return unknown(DYNAMIC, reason)
        return apply(function, arguments)


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
