"""Conversion of what an expression gave, with its place for the error."""

from __future__ import annotations

from bridgelint.evaluate.convert import ConversionError, convert
from bridgelint.evaluate.errors import NotEvaluated
from bridgelint.evaluate.scope import failure
from bridgelint.evaluate.types import Type
from bridgelint.evaluate.values import Reason, Value, unknown
from bridgelint.syntax.source import Span


def coerce(value: Value, type_: Type, span: Span, complaint: str) -> Value:
    """The value as the type; raises `EvaluationError` with the complaint and the cause."""
    try:
        return convert(value, type_)
    except ConversionError as error:
        raise failure(f"{complaint}: {error.message}", span) from error
    except NotEvaluated as error:
        return unknown(type_, Reason(error.reason, span)).marked(value.marks)
