"""Terraform's built-in functions: `call(name, arguments, context)`."""

from __future__ import annotations

from bridgelint.evaluate.functions.call import apply, call
from bridgelint.evaluate.functions.lookup import (
    COST,
    FUNCTIONS,
    SPECIAL_FORMS,
    exists,
    find,
    plain_name,
)

__all__ = ["COST", "FUNCTIONS", "SPECIAL_FORMS", "apply", "call", "exists", "find", "plain_name"]
