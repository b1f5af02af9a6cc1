"""Values that can be found again among many."""

from __future__ import annotations

from collections.abc import Iterable

from bridgelint.terraform.values.equality import same
from bridgelint.terraform.values.set_hash import hash_text
from bridgelint.terraform.values.values import Value


class SetMembers:
    """Wholly known values without marks."""

    def __init__(self, elements: Iterable[Value]) -> None:
        self._buckets: dict[str, list[Value]] = {}
        for each in elements:
            self._buckets.setdefault(hash_text(each), []).append(each)

    def has(self, element: Value) -> bool:
        """One of them is equal to it."""
        bucket = self._buckets.get(hash_text(element), ())
        return any(same(element, each) for each in bucket)

    def add(self, element: Value) -> bool:
        """Adds it where none is equal to it, and says whether that was so."""
        if self.has(element):
            return False
        self._buckets.setdefault(hash_text(element), []).append(element)
        return True
