"""The texts that an operator of an event pattern accepts, matched against texts with holes.

Event Ruler compares UTF-8 bytes: half of a surrogate pair becomes `?`, and if case is ignored,
each half is converted separately.
"""

from __future__ import annotations

import re
from functools import lru_cache
from typing import Final

from bridgelint.base.records import dataclass

Parts = tuple[str | None, ...]
"""Text with unknown text at each `None`."""

_HALF: Final = re.compile("[\ud800-\udfff]")


def in_bytes(text: str) -> str:
    """Return the text after a round trip through UTF-8."""
    return text if text.isascii() else _HALF.sub("?", text)


@dataclass(frozen=True, slots=True)
class Language:
    """A set of texts: consecutive pieces, each a choice of texts; `None` is any text."""

    pieces: tuple[tuple[str, ...] | None, ...]

    def accepts(self, text: str) -> bool:
        """Return whether the known text belongs to it."""
        literal = self._literal
        if literal is not None:
            return _glob(literal, text)
        return _run(self, (text,), certain=True)

    def accepts_some(self, parts: Parts) -> bool:
        """Return whether some replacement of the holes belongs to it."""
        return _run(self, parts, certain=False)

    def accepts_all(self, parts: Parts) -> bool:
        """Return whether every replacement of the holes belongs to it."""
        return _run(self, parts, certain=True)

    @property
    def exact(self) -> str | None:
        """The only text that belongs to it, or `None` if there are several."""
        literal = self._literal
        return literal[0] if literal is not None and len(literal) == 1 else None

    @property
    def _literal(self) -> tuple[str | None, ...] | None:
        """Its pieces with adjacent ones joined, or `None` if one of them is a choice."""
        joined: list[str | None] = []
        for piece in self.pieces:
            if piece is not None and len(piece) > 1:
                return None
            text = None if piece is None else "".join(piece)
            if text is not None and joined and joined[-1] is not None:
                joined[-1] += text
            else:
                joined.append(text)
        return tuple(joined)


def literal(*parts: str | None) -> Language:
    """Return the language of these texts, with any text at each `None`."""
    return Language(tuple(None if each is None else (each,) for each in parts if each != ""))


def ignoring_case(text: str) -> tuple[tuple[str, ...], ...]:
    """Return the pieces that accept a text and the other cases of its characters.

    Each character is converted to lowercase and uppercase separately: `ß` is `ß` or `SS`, not `ss`.
    """
    pieces: list[tuple[str, ...]] = []
    for character in text:
        if ord(character) > 0xFFFF:
            pieces.append(("??",))
            continue
        lower, upper = in_bytes(character.lower()), in_bytes(character.upper())
        pieces.append((lower,) if lower == upper else (lower, upper))
    return tuple(pieces)


def _glob(pieces: tuple[str | None, ...], text: str) -> bool:
    """Match each known piece as early as possible, the last one at the end."""
    position = 0
    loose = False
    for place, piece in enumerate(pieces):
        if piece is None:
            loose = True
            continue
        last = place == len(pieces) - 1
        if loose and last:
            position = max(position, len(text) - len(piece))
        at = text.find(piece, position) if loose else position
        if at < 0 or not text.startswith(piece, at):
            return False
        position = at + len(piece)
        loose = False
    return loose or position == len(text)


@dataclass(frozen=True, slots=True)
class _Automaton:
    """States are numbers starting at 0; the last one accepts."""

    edges: tuple[tuple[tuple[str, int], ...], ...]
    skips: tuple[int | None, ...]
    """The states reachable without a character."""

    loops: frozenset[int]
    """States to which any character returns."""


@lru_cache(maxsize=512)
def _automaton(language: Language) -> _Automaton:
    edges: list[list[tuple[str, int]]] = [[]]
    skips: list[int | None] = [None]
    loops: set[int] = set()

    def state() -> int:
        edges.append([])
        skips.append(None)
        return len(edges) - 1

    current = 0
    for piece in language.pieces:
        if piece is None:
            loops.add(current)
            following = state()
            skips[current] = following
        else:
            starts: list[tuple[int, str, int]] = []
            for text in piece:
                at = current
                for character in text[:-1]:
                    between = state()
                    edges[at].append((character, between))
                    at = between
                starts.append((at, text[-1], 0))
            following = state()
            for at, character, _ in starts:
                edges[at].append((character, following))
        current = following
    return _Automaton(tuple(map(tuple, edges)), tuple(skips), frozenset(loops))


def _run(language: Language, parts: Parts, *, certain: bool) -> bool:
    """Run the automaton. With `certain`, a hole is a character that no piece contains."""
    automaton = _automaton(language)
    states = _closed(automaton, {0})
    for part in parts:
        if part is None:
            states = _behind_hole(automaton, states, certain=certain)
        else:
            states = _behind_text(automaton, states, part)
        if not states:
            return False
    return len(automaton.edges) - 1 in states


def _behind_text(automaton: _Automaton, states: set[int], text: str) -> set[int]:
    for character in text:
        following = states & automaton.loops
        following |= {
            target
            for state in states
            for label, target in automaton.edges[state]
            if label == character
        }
        states = _closed(automaton, following)
        if not states:
            break
    return states


def _behind_hole(automaton: _Automaton, states: set[int], *, certain: bool) -> set[int]:
    if certain:
        return _closed(automaton, states & automaton.loops)
    reached: set[int] = set()
    pending = list(states)
    while pending:
        state = pending.pop()
        if state in reached:
            continue
        reached.add(state)
        pending.extend(target for _, target in automaton.edges[state])
        skip = automaton.skips[state]
        if skip is not None:
            pending.append(skip)
    return reached


def _closed(automaton: _Automaton, states: set[int]) -> set[int]:
    closed = set(states)
    for state in states:
        skip = automaton.skips[state]
        while skip is not None and skip not in closed:
            closed.add(skip)
            skip = automaton.skips[skip]
    return closed
