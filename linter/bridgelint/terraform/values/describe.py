"""Words for messages: a type with its article, the nearest known name."""

from __future__ import annotations

from collections.abc import Iterable

from bridgelint.terraform.values.type_names import friendly
from bridgelint.terraform.values.types import Dynamic, Type


def a_value_of(type_: Type) -> str:
    """`a string`, `a list of number`, `an object`: a value of the type, in a sentence."""
    if isinstance(type_, Dynamic):
        return "this value"
    words = friendly(type_)
    return f"an {words}" if words[0] in "aeiou" else f"a {words}"


def nearest(name: str, candidates: Iterable[str], prefix: str = "") -> str:
    """`did you mean …?` for the closest candidate, or nothing when none is close."""
    found = closest(name, candidates)
    return f"did you mean `{prefix}{found}`?" if found else ""


def closest(name: str, candidates: Iterable[str]) -> str:
    """The candidate with the fewest edits, if that is few for the name's length."""
    limit = max(1, min(3, len(name) // 3))
    best, best_distance = "", limit + 1
    for each in sorted(candidates):
        if abs(len(each) - len(name)) >= best_distance:
            continue
        distance = _distance(name, each)
        if distance < best_distance:
            best, best_distance = each, distance
    return best


def _distance(left: str, right: str) -> int:
    """How many letters to insert, delete, replace or swap with the next one."""
    before: list[int] = []
    previous = list(range(len(right) + 1))
    for row, letter in enumerate(left, 1):
        current = [row]
        for column, other in enumerate(right, 1):
            cost = min(
                previous[column] + 1,
                current[column - 1] + 1,
                previous[column - 1] + (letter != other),
            )
            swapped = row > 1 and column > 1 and letter == right[column - 2]
            if swapped and left[row - 2] == other:
                cost = min(cost, before[column - 2] + 1)
            current.append(cost)
        before, previous = previous, current
    return previous[-1]
