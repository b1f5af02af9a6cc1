"""Type conversion of the value of an expression, with the place of an error."""

from __future__ import annotations

from bridgelint.base.source import Span
from bridgelint.terraform.expressions.scope import failure
from bridgelint.terraform.values.convert import ConversionError, convert
from bridgelint.terraform.values.errors import NotEvaluated
from bridgelint.terraform.values.types import Type
from bridgelint.terraform.values.values import Reason, Value, unknown


def coerce(value: Value, type_: Type, span: Span, complaint: str) -> Value:
    """Convert the value. Raise `EvaluationError` with the complaint and the cause."""
    try:
        return convert(value, type_)
    except ConversionError as error:
        raise failure(f"{complaint}: {error.message}", span) from error
    except NotEvaluated as error:
        return unknown(type_, Reason(error.reason, span)).marked(value.marks)
