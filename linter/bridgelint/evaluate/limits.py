"""How much is worked out before a result is left unknown.

Values are shared, so that a short configuration can describe a value of any size: each of forty
locals can hold the one before it twice.
"""

from __future__ import annotations

from typing import Final

from bridgelint.evaluate.errors import TOO_LARGE, NotEvaluated
from bridgelint.evaluate.values import Value, size

MAX_SIZE: Final = 250_000
"""No value is worked with that has more values in it (as `values.size` counts)."""

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
    """What the evaluation of one expression may still spend, in steps of some microseconds."""

    __slots__ = ("_left",)

    def __init__(self, steps: int = 300_000) -> None:
        self._left = steps

    def spend(self, steps: int) -> None:
        """Raises `NotEvaluated` when nothing is left."""
        self._left -= steps
        if self._left < 0:
            raise NotEvaluated("its evaluation takes too long")
