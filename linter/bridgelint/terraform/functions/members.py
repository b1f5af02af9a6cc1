"""Membership tests for values."""

from __future__ import annotations

from collections.abc import Iterable

from bridgelint.terraform.values.equality import same
from bridgelint.terraform.values.set_hash import hash_text
from bridgelint.terraform.values.values import Value


class SetMembers:
    """A set of wholly known values without marks."""

    def __init__(self, elements: Iterable[Value]) -> None:
        self._buckets: dict[str, list[Value]] = {}
        for each in elements:
            self._buckets.setdefault(hash_text(each), []).append(each)

    def has(self, element: Value) -> bool:
        """Return whether an element is equal to it."""
        bucket = self._buckets.get(hash_text(element), ())
        return any(same(element, each) for each in bucket)

    def add(self, element: Value) -> bool:
        """Add it if no element is equal to it, and return whether it was added."""
        if self.has(element):
            return False
        self._buckets.setdefault(hash_text(element), []).append(element)
        return True
