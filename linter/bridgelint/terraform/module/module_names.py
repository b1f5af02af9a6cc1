"""The names of a module, for the expressions in it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

from bridgelint.base.records import dataclass
from bridgelint.hcl.tree import Call, Name
from bridgelint.terraform.expressions.bindings import Bindings
from bridgelint.terraform.expressions.reference_address import (
    Reference,
    as_traversal,
    read_reference,
)
from bridgelint.terraform.expressions.scope import Step, failure
from bridgelint.terraform.functions import apply
from bridgelint.terraform.functions.aws_provider import AWS_FUNCTIONS
from bridgelint.terraform.values.errors import EvaluationError, FunctionError, Problem
from bridgelint.terraform.values.types import BOOL, DYNAMIC
from bridgelint.terraform.values.values import Mark, Reason, Unknown, Value, string, unknown

if TYPE_CHECKING:
    from bridgelint.terraform.functions.contract import Function
    from bridgelint.terraform.module.module import Module


@dataclass(frozen=True, slots=True)
class ModuleNames:
    """What names mean in one block of a module."""

    module: Module
    bindings: Bindings

    def resolve(self, root: Name, steps: Sequence[Step]) -> tuple[Value, int]:
        """As `scope.Names` says."""
        iterator = self.bindings.iterators.get(root.name)
        if iterator is not None:
            return iterator, 0
        reference = read_reference(as_traversal(root, steps))
        value, taken = self._look_up(reference)
        return value, reference.used + taken

    def _look_up(self, reference: Reference) -> tuple[Value, int]:
        kind, cells = reference.kind, self.module.cells
        if kind == "var":
            cell = cells.variable(reference.name)
            return (cell.result, 0) if cell else self._invalid(reference)
        if kind == "local":
            local = cells.local(reference.name)
            return (local.result, 0) if local else self._invalid(reference)
        if kind == "module":
            call = cells.call(reference.name)
            return call.look_up(reference) if call else self._invalid(reference)
        if kind in {"resource", "data", "ephemeral"}:
            node = cells.node_of(reference)
            return node.look_up(reference) if node else self._invalid(reference)
        return self._provided(reference), 0

    def _provided(self, reference: Reference) -> Value:
        found = self._of_block(reference) or self._of_terraform(reference)
        if found is None:
            raise failure(f"`{reference.address}` means nothing here", reference.span)
        return found

    def _invalid(self, reference: Reference) -> tuple[Value, int]:
        """It is declared, or `check` would have said so, but its block is not valid."""
        reason = Reason(f"{reference.address} is not valid", reference.span, failed=True)
        return unknown(DYNAMIC, reason), 0

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
            return string(settings.workspace)
        if reference.kind == "terraform":
            reason = Reason("terraform.applying is true only during an apply", reference.span)
            content = Unknown(reason, not_null=True)
            return Value(BOOL, content, frozenset({Mark.EPHEMERAL}))
        if reference.kind != "path":
            return None
        if reference.name == "cwd":
            return string(settings.working_directory)
        return string(self.module.path if reference.name == "module" else ".")

    def provider_function(self, call: Call, arguments: tuple[Value, ...]) -> Value:
        """As `scope.Names` says."""
        words = call.name.split("::")
        if words[0] != "provider" or len(words) != 3:
            raise failure(
                f"there is no function `{call.name}`",
                call.name_span,
                "a provider's function is called `provider::NAME::FUNCTION`",
            )
        providers = self.module.declarations.required_providers
        source = providers.get(words[1])
        if source is None:
            raise failure(
                f"the provider `{words[1]}` is not in `required_providers` of this module",
                call.name_span,
            )
        return _provider_function(call, _functions_of(source).get(words[2]), arguments)


def _functions_of(source: str) -> Mapping[str, Function]:
    """Those functions of a provider that are worked out here, by the last word of their name."""
    address = source.lower().removeprefix("registry.terraform.io/")
    if address == "hashicorp/aws":
        return AWS_FUNCTIONS
    if address == "terraform.io/builtin/terraform":
        # Hardly any configuration calls them.
        from bridgelint.terraform.functions.terraform_provider import TERRAFORM_FUNCTIONS  # noqa: PLC0415

        return TERRAFORM_FUNCTIONS
    return {}


def _provider_function(
    call: Call, function: Function | None, arguments: tuple[Value, ...]
) -> Value:
    if function is None:
        return unknown(DYNAMIC, Reason(f"{call.name} is a provider's function", call.span))
    try:
        return apply(function, arguments)
    except FunctionError as error:
        problem = Problem(f"`{call.name}` fails: {error.message}", call.span)
        raise EvaluationError(problem) from error
