"""The texts that an operator of an event pattern accepts, matched against texts with holes.

Event Ruler compares UTF-8 bytes: half of a surrogate pair becomes `?`, and if case is ignored,
each half is converted separately.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from typing import Final

from bridgelint.base.records import Record
from bridgelint.eventbridge.detail.json_tree import joined

Parts = tuple[str | None, ...]
"""Text with unknown text at each `None`."""

Pieces = tuple[tuple[str, ...] | None, ...]

_HALF: Final = re.compile("[\ud800-\udfff]")


def in_bytes(text: str) -> str:
    """Return the text after a round trip through UTF-8."""
    return text if text.isascii() else _HALF.sub("?", text)


class Language(Record):
    """A set of texts: consecutive pieces, each a choice of texts; `None` is any text."""

    pieces: Pieces

    def answer(self, parts: Parts) -> bool | None:
        """Return whether a text belongs to it. `None` if that depends on the unknown parts."""
        # No text of a pattern contains half of a surrogate pair.
        text = "".join("\ud800" if each is None else each for each in parts)
        pieces = self._literal
        if _run(self.pieces, (text,)) if pieces is None else _glob(pieces, text):
            return True
        return None if None in parts and _run(self.pieces, parts) else False

    @property
    def exact(self) -> str | None:
        """The only text that belongs to it, or `None` if there are several."""
        literal = self._literal
        return literal[0] if literal is not None and len(literal) == 1 else None

    @property
    def _literal(self) -> Parts | None:
        """Its pieces with adjacent ones joined, or `None` if one of them is a choice."""
        if any(piece is not None and len(piece) > 1 for piece in self.pieces):
            return None
        return joined(None if piece is None else piece[0] for piece in self.pieces)


def literal(*parts: str | None) -> Language:
    """Return the language of these texts, with any text at each `None`."""
    return Language(tuple(None if each is None else (each,) for each in joined(parts)))


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


def _glob(pieces: Parts, text: str) -> bool:
    starts = leftmost(pieces, text)
    if starts is None or not pieces:
        return starts is not None and text == ""
    last = pieces[-1]
    return last is None or starts[-1] + len(last) == len(text)


def leftmost(pieces: Sequence[str | None], text: str) -> list[int] | None:
    """Return where each piece starts if every one is as early as possible, and the last one at the
    end if it follows unknown text. `None` if the text does not contain them in this order."""
    starts: list[int] = []
    position = 0
    loose = False
    for place, piece in enumerate(pieces):
        if piece is None:
            starts.append(position)
            loose = True
            continue
        if place == len(pieces) - 1 and loose:
            position = max(position, len(text) - len(piece))
        at = text.find(piece, position) if loose else position
        if at < 0 or not text.startswith(piece, at):
            return None
        starts.append(at)
        position = at + len(piece)
        loose = False
    return starts


_State = tuple[int, str, int]
"""The number of pieces that are passed once the rest of a text, from an offset, has been read."""


def _run(pieces: Pieces, parts: Parts) -> bool:
    """Return whether some replacement of the holes belongs to the language: read the parts in every
    possible way at once."""
    states = _reached(pieces, [(0, "", 0)])
    for part in parts:
        if part is None:
            states = _reached(pieces, states, of_any_text=True)
        for character in part or "":
            states = _reached(pieces, _after(pieces, states, character))
        if not states:
            return False
    return any(index == len(pieces) and at == len(text) for index, text, at in states)


def _after(pieces: Pieces, states: Iterable[_State], character: str) -> Iterator[_State]:
    for index, text, at in states:
        if at == len(text):
            if index < len(pieces) and pieces[index] is None:
                yield index, text, at
        elif text[at] == character:
            yield index, text, at + 1


def _reached(pieces: Pieces, states: Iterable[_State], *, of_any_text: bool = False) -> set[_State]:
    """Return the states and what they reach without a character, or with any text."""
    reached: set[_State] = set()
    pending = list(states)
    while pending:
        state = pending.pop()
        if state in reached:
            continue
        reached.add(state)
        index, text, at = state
        if at < len(text):
            pending += [(index, text, at + 1)] if of_any_text else []
        elif index < len(pieces):
            pending += [(index + 1, each, 0) for each in pieces[index] or ("",)]
    return reached
