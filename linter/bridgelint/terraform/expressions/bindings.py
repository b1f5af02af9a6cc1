"""The names that depend on the block, and the instance of it, that contains an expression."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from bridgelint.base.records import dataclass, field, replace
from bridgelint.terraform.values.values import Value


@dataclass(frozen=True, slots=True)
class Bindings:
    """The values of `count`, `each`, `self`, `caller` and the iterators of `dynamic` blocks.

    A name that is absent here is not available in the block.
    """

    count_index: Value | None = None
    each_key: Value | None = None
    each_value: Value | None = None
    self: Value | None = None
    caller: Value | None = None
    iterators: Mapping[str, Value] = field(default_factory=dict[str, Value])
    """Maps the name of an iterator to an object with `key` and `value`."""

    def with_iterator(self, name: str, value: Value) -> Bindings:
        """Return the bindings inside the content of a `dynamic` block."""
        return replace(self, iterators={**self.iterators, name: value})


NO_BINDINGS: Final = Bindings()
