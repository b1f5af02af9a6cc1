"""The word somebody very likely meant."""

from __future__ import annotations

from collections.abc import Iterable


def nearest(word: str, candidates: Iterable[str], *, at_most: int | None = None) -> str | None:
    """The candidate with the fewest slips of the pen between it and the word, if it is near.

    A slip is a letter too many, too few, wrong, or swapped with its neighbour; case and the
    difference of `-` and `_` do not count. Near means at most one slip for each three letters of
    the word, or `at_most`. Of two equally near ones the first in order of the alphabet.
    """
    allowed = max(1, len(word) // 3) if at_most is None else at_most
    plain = _plain(word)
    best: tuple[int, str] | None = None
    for candidate in sorted(set(candidates)):
        other = _plain(candidate)
        if abs(len(other) - len(plain)) > allowed:
            continue
        slips = _slips(plain, other, allowed)
        if slips <= allowed and (best is None or slips < best[0]):
            best = slips, candidate
    return best[1] if best else None


def _plain(word: str) -> str:
    return word.lower().replace("-", "_")


def _slips(left: str, right: str, limit: int) -> int:
    """The Damerau-Levenshtein distance (adjacent swaps), or more than `limit`."""
    before: list[int] = []
    row = list(range(len(right) + 1))
    for y, a in enumerate(left, 1):
        current = [y]
        for x, b in enumerate(right, 1):
            cost = min(row[x] + 1, current[x - 1] + 1, row[x - 1] + (a != b))
            if x > 1 and y > 1 and a == right[x - 2] and left[y - 2] == b:
                cost = min(cost, before[x - 2] + 1)
            current.append(cost)
        if min(current) > limit:
            return limit + 1
        before, row = row, current
    return row[-1]
