"""Errors of evaluation, and the limits beyond which a result is left unknown.

Values are shared, so that a short configuration can describe a value of any size: each of forty
locals can contain the previous one twice.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING, Final

from bridgelint.base.records import Record
from bridgelint.base.source import Span
from bridgelint.base.words import nearest
from bridgelint.terraform.values.values import Value, size
from bridgelint.terraform.versions import ALWAYS, Rejection

if TYPE_CHECKING:
    from bridgelint.hcl.tree import Expression


class Meant(Record):
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


class Problem(Record):
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


MAX_SIZE: Final = 250_000
"""The maximum number of nested values (as `values.size` counts) of a value in a computation."""

_VALUES_A_STEP: Final = 2

MAX_WORK: Final = 2_000_000
"""The budget of a root module with everything below it, in the steps of `Work`."""

MAX_TEXT: Final = 8 << 20
"""The maximum number of characters of a generated text."""


def check_values(*values: Value) -> None:
    """Raise `NotEvaluated` if the values together are too large to compute with."""
    if sum(map(size, values)) > MAX_SIZE:
        raise NotEvaluated(TOO_LARGE)


def check_text(characters: int) -> None:
    """Raise `NotEvaluated` for a text of this length; call it before generating the text."""
    if characters > MAX_TEXT:
        raise NotEvaluated(TOO_LARGE)


class Work:
    """The remaining budget for the evaluation of one expression, in steps of a few microseconds.

    Creating values also costs steps, which limits the memory that an expression uses.
    """

    __slots__ = ("_left", "_of_all")

    def __init__(self, steps: int = 200_000, of_all: Work | None = None) -> None:
        self._left = steps
        self._of_all = of_all
        """The remaining budget of everything that is evaluated together."""

    def made(self, value: Value) -> Value:
        """Charge for creating the value, and return it."""
        self.spend(size(value) // _VALUES_A_STEP)
        return value

    def spend(self, steps: int) -> None:
        """Charge some steps. Raise `NotEvaluated` if the budget is exhausted."""
        self._left -= steps
        if self._left < 0:
            raise NotEvaluated(TOO_LONG)
        if self._of_all is not None:
            self._of_all.spend(steps)
