"""Local values."""

from __future__ import annotations

from bridgelint.hcl.tree import Attribute
from bridgelint.terraform.module.cell import ModuleContext, NamedCell, Needs
from bridgelint.terraform.values.values import Value


class LocalCell(NamedCell):
    """One argument of a `locals` block."""

    __slots__ = ("attribute",)

    def __init__(self, module: ModuleContext, attribute: Attribute) -> None:
        super().__init__(module, f"local.{attribute.name}", attribute.name_span)
        self.attribute = attribute

    def work(self) -> Needs[Value]:
        return self.module.read(self.attribute.value)
