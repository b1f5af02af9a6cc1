"""Local values."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bridgelint.evaluate.bindings import NO_BINDINGS
from bridgelint.evaluate.cell import NamedCell, Needs
from bridgelint.evaluate.values import Value
from bridgelint.syntax.tree import Attribute

if TYPE_CHECKING:
    from bridgelint.evaluate.module import Module


class LocalCell(NamedCell):
    """One argument of a `locals` block."""

    __slots__ = ("attribute",)

    def __init__(self, module: Module, attribute: Attribute) -> None:
        super().__init__(module, f"local.{attribute.name}", attribute.name_span)
        self.attribute = attribute

    def work(self) -> Needs[Value]:
        expression = self.attribute.value
        yield from self.module.needs(expression, NO_BINDINGS)
        return self.module.compute(expression, NO_BINDINGS)
