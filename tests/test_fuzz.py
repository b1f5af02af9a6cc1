"""Random input ends in findings and errors, never in a crash or a hang.

`make fuzz` runs the same for as long as it is told.
"""

from __future__ import annotations

import pytest

from fuzz import attempt

SEED = 2026


@pytest.mark.parametrize(
    ("kind", "inputs"),
    [("parser", 2000), ("lint", 100), ("configuration", 200), ("schema", 400), ("plan", 60)],
)
def test_random_input(kind: str, inputs: int) -> None:
    wrong = {number: found for number in range(inputs) if (found := attempt(kind, SEED, number))}
    assert wrong == {}
