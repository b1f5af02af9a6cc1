"""How evaluation fails."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from bridgelint.base.records import dataclass
from bridgelint.base.source import Span

if TYPE_CHECKING:
    from bridgelint.hcl.tree import Expression
    from bridgelint.terraform.values.values import Value


@dataclass(frozen=True, slots=True)
class Problem:
    """An expression that is certain to fail, for `invalid_expression` and its relatives."""

    message: str
    """What is wrong, in one sentence without a full stop."""

    span: Span
    help: str = ""
    related: tuple[tuple[str, Span], ...] = ()


class FunctionError(Exception):
    """A function refuses its arguments. `argument` is the 0-based place of the one at fault."""

    def __init__(self, message: str, argument: int | None = None) -> None:
        super().__init__(message)
        self.message = message
        self.argument = argument


class EvaluationError(Exception):
    """An expression fails on known values. `try` and `can` catch it; nothing else inside does."""

    def __init__(self, problem: Problem) -> None:
        super().__init__(problem.message)
        self.problem = problem
        self.failed: Expression | None = None
        self.remainder: Value | None = None

    def leaves(self, failed: Expression, remainder: Value) -> None:
        """Note what is certain of an expression that fails with this, so that nobody has to
        evaluate its parts again to find out."""
        self.failed, self.remainder = failed, remainder

    def remainder_of(self, expression: Expression) -> Value | None:
        """What is noted of the expression."""
        return self.remainder if expression is self.failed else None


class NotEvaluated(Exception):  # noqa: N818 # no error: the result is merely unknown to us
    """The result exists but is not worked out here: the value is unknown for this reason."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


TOO_LARGE: Final = "the result is too large to evaluate here"
TOO_DEEP: Final = "the value is nested too deeply to evaluate here"
