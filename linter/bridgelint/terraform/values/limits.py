"""The limits beyond which a result is left unknown.

Values are shared, so that a short configuration can describe a value of any size: each of forty
locals can contain the previous one twice.
"""

from __future__ import annotations

from typing import Final

from bridgelint.terraform.values.errors import TOO_LARGE, TOO_LONG, NotEvaluated
from bridgelint.terraform.values.values import Value, size

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
