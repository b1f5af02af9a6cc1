"""Type conversion of values, as cty converts them."""

from __future__ import annotations

from bridgelint.terraform.values.errors import ConversionError
from bridgelint.terraform.values.types import DYNAMIC, Type
from bridgelint.terraform.values.values import Reason, Value, unknown

__all__ = ["ConversionError", "convert", "convert_or_unknown"]


def convert(value: Value, target: Type) -> Value:
    """Convert the value to a type, which may be a constraint with `any` and `optional` attributes.

    Raise `ConversionError`. Marks and reasons are kept; unknown values stay unknown and get the
    type. Absent optional attributes become null (`TypeConstraint.applied` sets them).
    """
    if target in (DYNAMIC, value.type):
        return value
    from bridgelint.terraform.values import conversion  # most values have their type

    return conversion.convert(value, target)


def convert_or_unknown(value: Value, target: Type, reason: Reason) -> tuple[Value, str]:
    """Return the converted value, or an unknown one with the reason and why it has another type."""
    try:
        return convert(value, target), ""
    except ConversionError as error:
        return unknown(target, reason).marked(value.marks), error.message
