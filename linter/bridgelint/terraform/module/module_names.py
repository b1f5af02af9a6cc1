"""The names that the expressions of a module can use."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

from bridgelint.base.records import dataclass
from bridgelint.base.source import Span
from bridgelint.hcl.tree import Call, Name
from bridgelint.terraform.expressions.reference_address import (
    DECLARED,
    Reference,
    as_traversal,
    read_reference,
)
from bridgelint.terraform.expressions.scope import Bindings, Step, failure
from bridgelint.terraform.functions.function_call import apply
from bridgelint.terraform.module.cell import Cell, ModuleContext
from bridgelint.terraform.module.cell_registry import Registry
from bridgelint.terraform.values.types import BOOL, DYNAMIC, STRING
from bridgelint.terraform.values.values import Mark, Reason, Unknown, Value, string, unknown

if TYPE_CHECKING:
    from bridgelint.terraform.functions.contract import Function


@dataclass(frozen=True, slots=True)
class ModuleNames:
    """The meaning of names in one block of a module."""

    module: ModuleContext
    cells: Registry
    bindings: Bindings

    def resolve(self, root: Name, steps: Sequence[Step]) -> tuple[Value, int]:
        """Implement `scope.Names`."""
        iterator = self.bindings.iterators.get(root.name)
        if iterator is not None:
            return iterator, 0
        reference = read_reference(as_traversal(root, steps))
        value, taken = self._look_up(reference)
        return value, reference.used + taken

    def _look_up(self, reference: Reference) -> tuple[Value, int]:
        if reference.kind not in DECLARED:
            found = self._of_block(reference) or self._of_terraform(reference)
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

    def _of_block(self, reference: Reference) -> Value | None:
        bindings = self.bindings
        if reference.kind == "count":
            return bindings.count_index
        if reference.kind == "each":
            return bindings.each_key if reference.name == "key" else bindings.each_value
        if reference.kind == "self":
            return bindings.self
        return bindings.caller if reference.kind == "caller" else None

    def _of_terraform(self, reference: Reference) -> Value | None:
        settings = self.module.settings
        if reference.kind == "terraform" and reference.name == "workspace":
            return _workspace(settings.workspace, reference.span)
        if reference.kind == "terraform":
            reason = Reason("terraform.applying is known only during apply", reference.span)
            content = Unknown(reason, not_null=True)
            return Value(BOOL, content, frozenset({Mark.EPHEMERAL}))
        if reference.kind != "path":
            return None
        if reference.name == "cwd":
            return string(settings.working_directory)
        return string(self.module.path if reference.name == "module" else ".")

    def provider_function(self, call: Call, arguments: tuple[Value, ...]) -> Value:
        """Implement `scope.Names`."""
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
        return _provider_function(call, _functions_of(source).get(words[2]), arguments)


def _workspace(name: str, span: Span) -> Value:
    if name:
        return string(name)
    reason = Reason(
        "terraform.workspace is selected by neither `TF_WORKSPACE` nor `.terraform/environment`",
        span,
    )
    return Value(STRING, Unknown(reason, not_null=True))


def _functions_of(source: str) -> Mapping[str, Function]:
    """Return the supported functions of a provider, by the last part of their name."""
    address = source.lower().removeprefix("registry.terraform.io/")
    if address == "hashicorp/aws":
        from bridgelint.terraform.functions.aws_provider import (
            AWS_FUNCTIONS,  # few modules call one
        )

        return AWS_FUNCTIONS
    if address == "terraform.io/builtin/terraform":
        # Imported here because few configurations call them.
        from bridgelint.terraform.functions.terraform_provider import TERRAFORM_FUNCTIONS

        return TERRAFORM_FUNCTIONS
    return {}


def _provider_function(
    call: Call, function: Function | None, arguments: tuple[Value, ...]
) -> Value:
    if function is None:
        return unknown(DYNAMIC, Reason(f"{call.name} is a provider-defined function", call.span))
    return apply(function, arguments)
