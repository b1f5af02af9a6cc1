"""How much is worked out before a result is left unknown.

Values are shared, so that a short configuration can describe a value of any size: each of forty
locals can hold the one before it twice.
"""

from __future__ import annotations

from typing import Final

from bridgelint.terraform.values.errors import TOO_LARGE, NotEvaluated
from bridgelint.terraform.values.values import Value, size

MAX_SIZE: Final = 250_000
"""No value is worked with that has more values in it (as `values.size` counts)."""

_VALUES_A_STEP: Final = 2

MAX_WORK: Final = 2_000_000
"""What a root module with everything below it may spend, in the steps of `Work`."""

MAX_TEXT: Final = 8 << 20
"""No text is made that has more characters."""


def check_values(*values: Value) -> None:
    """Raises `NotEvaluated` when the values together are too large to work with."""
    if sum(map(size, values)) > MAX_SIZE:
        raise NotEvaluated(TOO_LARGE)


def check_text(characters: int) -> None:
    """Raises `NotEvaluated` for a text that would be that long; call it before making the text."""
    if characters > MAX_TEXT:
        raise NotEvaluated(TOO_LARGE)


class Work:
    """What the evaluation of one expression may still spend, in steps of some microseconds.

    Making values costs steps as well, so that what the expression holds at any time is bounded.
    """

    __slots__ = ("_left", "_of_all")

    def __init__(self, steps: int = 200_000, of_all: Work | None = None) -> None:
        self._left = steps
        self._of_all = of_all
        """What everything that is evaluated may still spend together."""

    def made(self, value: Value) -> Value:
        """The value, its making paid for."""
        self.spend(size(value) // _VALUES_A_STEP)
        return value

    def spend(self, steps: int) -> None:
        """Raises `NotEvaluated` when nothing is left."""
        self._left -= steps
        if self._left < 0:
            raise NotEvaluated("its evaluation takes too long")
        if self._of_all is not None:
            self._of_all.spend(steps)
