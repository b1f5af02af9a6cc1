"""Terraform's built-in functions: `call(name, arguments, context)`."""

from __future__ import annotations

from bridgelint.terraform.functions.function_call import apply, call
from bridgelint.terraform.functions.function_index import (
    COST,
    FUNCTIONS,
    SPECIAL_FORMS,
    exists,
    find,
    plain_name,
)

__all__ = ["COST", "FUNCTIONS", "SPECIAL_FORMS", "apply", "call", "exists", "find", "plain_name"]
