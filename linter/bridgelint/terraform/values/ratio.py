"""Fractions with their own precision."""

from __future__ import annotations

from fractions import Fraction


class Ratio(Fraction):
    """A non-integer number with its own precision."""

    __slots__ = ("precision",)

    precision: int

    @staticmethod
    def of(amount: Fraction, precision: int) -> Ratio:
        """Return the number as Terraform stores it with this precision; it is not rounded here."""
        ratio = Ratio(amount)
        ratio.precision = precision
        return ratio
