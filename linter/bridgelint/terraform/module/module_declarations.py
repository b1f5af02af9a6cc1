"""What a module directory declares, by name; shared by every use of the directory."""

from __future__ import annotations

from functools import cached_property

from bridgelint.base.records import dataclass, field
from bridgelint.hcl.references import Traversal, references
from bridgelint.hcl.tree import Attribute, Expression, Object, Template
from bridgelint.workspace.directory import ModuleDirectory


@dataclass(eq=False)
class Declarations:
    directory: ModuleDirectory
    _references: dict[int, tuple[Expression, tuple[Traversal, ...]]] = field(
        default_factory=dict[int, tuple[Expression, tuple[Traversal, ...]]]
    )

    def names(self, type_: str, *labels: str) -> tuple[str, ...]:
        """The next label of every block of the type that begins with these labels, each once."""
        count = len(labels)
        found = (
            each.labels[count]
            for each in self.directory.indexed(type_)
            if len(each.labels) > count and each.labels[:count] == labels
        )
        return tuple(dict.fromkeys(found))

    @cached_property
    def local_names(self) -> frozenset[str]:
        """Every local value that is declared, valid or not."""
        return frozenset(self.directory.local_names)

    @cached_property
    def required_providers(self) -> dict[str, str]:
        """The source address of each local name in `required_providers`, written or implied."""
        required = self.directory.settings.required_providers
        return {name: _source(attribute) for name, attribute in required.items()}

    def references(self, expression: Expression) -> tuple[Traversal, ...]:
        """`syntax.references`, once for each expression."""
        found = self._references.get(id(expression))
        if found is None:
            # The expression is kept, so that no other one gets its identity.
            found = (expression, references(expression))
            self._references[id(expression)] = found
        return found[1]


def _source(attribute: Attribute) -> str:
    implied = f"hashicorp/{attribute.name}"
    if not isinstance(attribute.value, Object):
        return implied
    for item in attribute.value.items:
        if isinstance(item.key, Template) and item.key.literal == "source":
            literal = item.value.literal if isinstance(item.value, Template) else None
            return literal or implied
    return implied
