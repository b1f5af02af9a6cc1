"""Errors of evaluation."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING, Final

from bridgelint.base.records import dataclass
from bridgelint.base.source import Span
from bridgelint.base.words import nearest
from bridgelint.terraform.versions import ALWAYS, Rejection

if TYPE_CHECKING:
    from bridgelint.hcl.tree import Expression
    from bridgelint.terraform.values.values import Value


@dataclass(frozen=True, slots=True)
class Meant:
    """A misspelled name, as written at the problem's place, and the declared one."""

    written: str
    declared: str

    @property
    def help(self) -> str:
        """The question to the author."""
        return f"did you mean `{self.declared}`?"


def meant_by(name: str, candidates: Iterable[str], prefix: str = "") -> Meant | None:
    """Return the nearest candidate, or `None` if none is near."""
    found = nearest(name, candidates)
    return Meant(f"{prefix}{name}", f"{prefix}{found}") if found else None


@dataclass(frozen=True, slots=True)
class Problem:
    """An expression that certainly fails, for `invalid_expression` and related rules."""

    message: str
    """What is wrong, in one sentence without a full stop."""

    span: Span
    help: str = ""
    related: tuple[tuple[str, Span], ...] = ()
    meant: Meant | None = None
    """The name that the configuration should probably use."""

    refused_by: Rejection = ALWAYS
    """The releases in which it fails."""


class FunctionError(Exception):
    """A function rejects its arguments. `argument` is the 0-based index of the invalid one."""

    def __init__(
        self, message: str, argument: int | None = None, refused_by: Rejection = ALWAYS
    ) -> None:
        super().__init__(message)
        self.message = message
        self.argument = argument
        self.refused_by = refused_by


class EvaluationError(Exception):
    """An expression fails on known values. Only `try` and `can` catch it inside an expression."""

    def __init__(self, problem: Problem) -> None:
        super().__init__(problem.message)
        self.problem = problem
        self.failed: Expression | None = None
        self.remainder: Value | None = None

    def leaves(self, failed: Expression, remainder: Value) -> None:
        """Record the certain parts of an expression that fails with this error, so that its parts
        are not evaluated again to find them."""
        self.failed, self.remainder = failed, remainder

    def remainder_of(self, expression: Expression) -> Value | None:
        """Return what was recorded for the expression."""
        return self.remainder if expression is self.failed else None


class NotEvaluated(Exception):  # noqa: N818 # no error: the result is merely unknown to us
    """The result exists but is not computed here: the value is unknown for this reason."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


TOO_LARGE: Final = "the result is too large to evaluate here"
TOO_DEEP: Final = "the value is nested too deeply to evaluate here"
TOO_LONG: Final = "its evaluation takes too long"
LIMITS: Final = frozenset({TOO_LARGE, TOO_DEEP, TOO_LONG})
"""The reasons for an unknown value that only a limit of bridgelint explains."""


Step = str | int
"""An attribute name or map key, or an index in a list or tuple."""


class ConversionError(Exception):
    """The value cannot be converted to the type. `message` includes the place in the value."""

    def __init__(self, reason: str, path: tuple[Step, ...] = ()) -> None:
        super().__init__(reason, path)
        self.reason = reason
        self.path = path
        """The path in the value, outermost step first."""

    @property
    def message(self) -> str:
        """The reason with its path: `[0].name: a number is required`."""
        place = "".join(f"[{step}]" if isinstance(step, int) else f".{step}" for step in self.path)
        return f"{place.removeprefix('.')}: {self.reason}" if place else self.reason

    def inside(self, step: Step) -> ConversionError:
        """Return the same error for the enclosing value."""
        return ConversionError(self.reason, (step, *self.path))
