"""Phrases for messages: suggestions for misspelled words, and plurals."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from functools import lru_cache
from typing import Final

_MAX_LENGTH: Final = 100
"""A longer word is not corrected: what a comparison costs grows with the square of the length."""

_MAX_COMPARED: Final = 20_000
"""Comparisons among the same candidates, some 0.3 seconds."""


def nearest(word: str, candidates: Iterable[str], *, at_most: int | None = None) -> str | None:
    """Return the candidate with the fewest typing errors, or `None` if none is near.

    An error is a character too many, missing, wrong, or swapped with its neighbour; case and the
    difference between `-` and `_` are ignored. Near means at most one error per three characters of
    the word, or `at_most`. Of two equally near candidates the alphabetically
    first one wins. Of many words that are looked up among many candidates, the later ones are found
    with one error alone.
    """
    if len(word) > _MAX_LENGTH:
        return None
    allowed = max(1, len(word) // 3) if at_most is None else at_most
    return _vocabulary(frozenset(candidates)).nearest(word, allowed)


def hint(word: str, candidates: Iterable[str], otherwise: str = "") -> str:
    """Return a question about the nearest candidate, or another text if none is near."""
    meant = nearest(word, candidates)
    return f"did you mean `{meant}`?" if meant else otherwise


class _Vocabulary:
    """Candidates, indexed so that one with one error is found without comparing all of them."""

    def __init__(self, candidates: Iterable[str]) -> None:
        short = sorted(each for each in candidates if len(each) <= _MAX_LENGTH)
        self._candidates = [(_plain(each), each) for each in short]
        self._compared = 0
        self._similar: dict[str, list[tuple[str, str]]] = {}
        for pair in self._candidates:
            for each in _shortened(pair[0]):
                self._similar.setdefault(each, []).append(pair)

    def nearest(self, word: str, allowed: int) -> str | None:
        plain = _plain(word)
        similar = {pair for each in _shortened(plain) for pair in self._similar.get(each, ())}
        found = _best(plain, sorted(similar, key=lambda pair: pair[1]), min(allowed, 1))
        if found is not None or allowed <= 1 or self._compared > _MAX_COMPARED:
            return found
        others = [pair for pair in self._candidates if abs(len(pair[0]) - len(plain)) <= allowed]
        self._compared += len(others)
        return _best(plain, others, allowed)


@lru_cache(maxsize=32)
def _vocabulary(candidates: frozenset[str]) -> _Vocabulary:
    return _Vocabulary(candidates)


def _shortened(word: str) -> set[str]:
    """Return the word and what is left of it without one of its characters. Two words with at most
    one error between them have one of these in common."""
    return {word, *(word[:place] + word[place + 1 :] for place in range(len(word)))}


def _best(word: str, candidates: Iterable[tuple[str, str]], allowed: int) -> str | None:
    best: str | None = None
    for plain, candidate in candidates:
        slips = _slips(word, plain, allowed)
        if slips <= allowed:
            best, allowed = candidate, slips - 1
    return best


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


def listed(items: Sequence[str]) -> str:
    """Return `a`, `a and b`, or `a, b and c`."""
    first, last = ", ".join(items[:-1]), "".join(items[-1:])
    return f"{first} and {last}" if first else last


def plural(count: int, noun: str) -> str:
    """Return `1 module`, `2 modules`, `2 entries`."""
    if count == 1:
        return f"1 {noun}"
    return f"{count:,} {noun[:-1]}ies" if noun.endswith("y") else f"{count:,} {noun}s"
