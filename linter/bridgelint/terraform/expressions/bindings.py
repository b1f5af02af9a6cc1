"""The names that depend on which block, and which instance of it, an expression stands in."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from bridgelint.base.records import dataclass, field, replace
from bridgelint.terraform.values.values import Value


@dataclass(frozen=True, slots=True)
class Bindings:
    """What `count`, `each`, `self`, `caller` and the iterators of `dynamic` blocks stand for.

    A name that is absent here may not be used: the block has no such thing.
    """

    count_index: Value | None = None
    each_key: Value | None = None
    each_value: Value | None = None
    self: Value | None = None
    caller: Value | None = None
    iterators: Mapping[str, Value] = field(default_factory=dict[str, Value])
    """By name: an object with `key` and `value`."""

    def with_iterator(self, name: str, value: Value) -> Bindings:
        """Also inside the content of a `dynamic` block."""
        return replace(self, iterators={**self.iterators, name: value})


NO_BINDINGS: Final = Bindings()
