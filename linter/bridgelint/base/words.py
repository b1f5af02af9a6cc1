"""Suggestions for misspelled words."""

from __future__ import annotations

from collections.abc import Iterable


def nearest(word: str, candidates: Iterable[str], *, at_most: int | None = None) -> str | None:
    """Return the candidate with the fewest typing errors, or `None` if none is near.

    An error is a character too many, missing, wrong, or swapped with its neighbor; case and the
    difference between `-` and `_` are ignored. Near means at most one error per three characters of
    the word, or `at_most`. Of two equally near candidates the alphabetically first one wins.
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
    """Return the Damerau-Levenshtein distance (adjacent swaps), or a number above `limit`."""
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


def plural(count: int, noun: str) -> str:
    """`1 module`, `2 modules`, `2 entries`."""
    if count == 1:
        return f"1 {noun}"
    return f"{count:,} {noun[:-1]}ies" if noun.endswith("y") else f"{count:,} {noun}s"
