"""The nearest word is the one that a comparison with every candidate finds."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bridgelint.base.words import nearest

WORDS = st.text("abAB-_", min_size=1, max_size=9)


def errors(left: str, right: str) -> int:
    """The distance, by its definition."""
    a, b = (each.lower().replace("-", "_") for each in (left, right))
    table = {(x, 0): x for x in range(len(a) + 1)} | {(0, y): y for y in range(len(b) + 1)}
    for x in range(1, len(a) + 1):
        for y in range(1, len(b) + 1):
            costs = [table[x - 1, y] + 1, table[x, y - 1] + 1]
            costs.append(table[x - 1, y - 1] + (a[x - 1] != b[y - 1]))
            if x > 1 and y > 1 and a[x - 1] == b[y - 2] and a[x - 2] == b[y - 1]:
                costs.append(table[x - 2, y - 2] + 1)
            table[x, y] = min(costs)
    return table[len(a), len(b)]


@given(WORDS, st.frozensets(WORDS))
def test_nearest(word: str, candidates: frozenset[str]) -> None:
    near = [each for each in candidates if errors(word, each) <= max(1, len(word) // 3)]

    expected = min(near, key=lambda each: (errors(word, each), each), default=None)
    assert nearest(word, candidates) == expected


@pytest.mark.parametrize(
    ("word", "candidates", "expected"),
    [
        ("sorce", ("source", "detail"), "source"),
        ("detial_type", ("detail_type", "detail"), "detail_type"),
        ("Detail-Type", ("detail_type",), "detail_type"),
        ("b", ("c", "a"), "a"),
        ("time", ("resources",), None),
        ("a" * 101, ("a" * 100,), None),
    ],
)
def test_examples(word: str, candidates: tuple[str, ...], expected: str | None) -> None:
    assert nearest(word, candidates) == expected


def test_of_many_words_the_later_ones_are_found_with_one_error_alone() -> None:
    names = frozenset(f"setting_number_{number}" for number in range(300))
    found = [nearest(f"seting_numbr_{number}", names) for number in range(300)]

    assert found[0] == "setting_number_0"
    assert found[-1] is None
    assert nearest("setting_numbr_299", names) == "setting_number_299"
