"""The declarations of a module directory, by name; shared by every use of the directory."""

from __future__ import annotations

from functools import cached_property

from bridgelint.base.records import dataclass, field
from bridgelint.hcl.references import Traversal, references
from bridgelint.hcl.tree import Expression, literal_of, members_of
from bridgelint.terraform.expressions.reference_address import Reference, read_reference
from bridgelint.terraform.values.errors import EvaluationError, Problem
from bridgelint.workspace.directory import ModuleDirectory

References = tuple[tuple[str, Reference | Problem], ...]
"""The root of each reference, and to what it refers or why it is invalid."""


@dataclass(eq=False)
class Declarations:
    directory: ModuleDirectory
    _references: dict[int, tuple[Expression, References]] = field(
        default_factory=dict[int, "tuple[Expression, References]"]
    )
    _names: dict[tuple[str, ...], tuple[str, ...]] = field(
        default_factory=dict[tuple[str, ...], tuple[str, ...]]
    )

    def names(self, type_: str, *labels: str) -> tuple[str, ...]:
        """Return the next label of every block of the type with these labels, each once."""
        known = self._names.get((type_, *labels))
        if known is None:
            count = len(labels)
            found = (
                each.labels[count]
                for each in self.directory.indexed(type_)
                if len(each.labels) > count and each.labels[:count] == labels
            )
            known = self._names[type_, *labels] = tuple(dict.fromkeys(found))
        return known

    @cached_property
    def local_names(self) -> frozenset[str]:
        """The names of all declared local values, even invalid ones."""
        return frozenset(self.directory.local_names)

    @cached_property
    def required_providers(self) -> dict[str, str]:
        """The source address of each local name in `required_providers`, explicit or implied."""
        required = self.directory.settings.required_providers
        return {
            name: literal_of(members_of(attribute.value).get("source")) or f"hashicorp/{name}"
            for name, attribute in required.items()
        }

    def references(self, expression: Expression) -> References:
        """Return the references in an expression; computed once per expression."""
        found = self._references.get(id(expression))
        if found is None:
            read = tuple((each.root, _read(each)) for each in references(expression))
            # The expression is kept, so that no other object gets its identity.
            found = self._references[id(expression)] = (expression, read)
        return found[1]


def _read(traversal: Traversal) -> Reference | Problem:
    try:
        return read_reference(traversal)
    except EvaluationError as error:
        return error.problem
