"""The part of a source line that fits the terminal."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from bridgelint.base.records import dataclass
from bridgelint.report.terminal_text import cells, width

_CUT: Final = "…"
_BEFORE: Final = 12
"""Columns kept before a span that is too wide to be shown whole."""

_MANY: Final = 8
"""A line of more than so many windows is not measured character by character."""


@dataclass(frozen=True, slots=True)
class Window:
    """A line as it is printed, and where its characters stand in it."""

    text: str
    first: int
    """The 0-based character of the line that `columns` begins with."""

    columns: tuple[int, ...]
    """The 0-based column of each character from `first` on, and of the end of the text."""

    def column(self, character: int) -> int:
        """Where a character stands; one outside of the window, at the window's edge."""
        if character < self.first:
            return 0
        return self.columns[min(character - self.first, len(self.columns) - 1)]


def window(line: str, spans: Sequence[tuple[int, int]], columns: int) -> Window:
    """As much of the line as fits, with the spans (0-based characters, first most important)."""
    if any(first >= len(line) for first, _ in spans):
        line += " "  # there is nothing behind the end, and it has to have a column
    start = spans[0][0] if spans else 0
    skipped = max(start - columns, 0) if len(line) > _MANY * columns else 0
    part = _Part(cells(line[skipped : skipped + _MANY * columns]), skipped, len(line))
    if part.whole and part.stops[-1] <= columns:
        return Window("".join(part.shown), 0, tuple(part.stops))
    return part.cut(part.begin(spans, columns), columns)


class _Part:
    """A stretch of a line, measured."""

    def __init__(self, shown: list[str], skipped: int, length: int) -> None:
        self.shown = shown
        self.skipped = skipped
        self.length = length
        self.stops = [0]
        for cell in shown:
            self.stops.append(self.stops[-1] + width(cell))

    @property
    def whole(self) -> bool:
        return self.skipped == 0 and len(self.shown) == self.length

    def _column(self, character: int) -> int:
        return self.stops[max(0, min(character - self.skipped, len(self.shown)))]

    def begin(self, spans: Sequence[tuple[int, int]], columns: int) -> int:
        """The column to begin with, so that the spans are seen, or at least the first of them."""
        if not spans:
            return 0
        room = columns - 2 * len(_CUT)
        left = min(self._column(start) for start, _ in spans)
        right = max(self._column(end) for _, end in spans)
        if right - left > room:
            left, right = self._column(spans[0][0]), self._column(spans[0][1])
        if right <= room and not self.skipped:
            return 0
        spare = _BEFORE if right - left > room else (room - (right - left)) // 2
        begin = left - spare
        if self.skipped + len(self.shown) == self.length:
            begin = min(begin, self.stops[-1] - columns + len(_CUT))
        return max(begin, 0)

    def cut(self, begin: int, columns: int) -> Window:
        """The window that begins at a column."""
        stops = self.stops
        first = next((i for i, stop in enumerate(stops) if stop >= begin), len(self.shown))
        lead = _CUT if first or self.skipped else ""
        limit = stops[first] + columns - len(lead)
        last = self._last(limit)
        trail = ""
        if last + self.skipped < self.length:
            trail = _CUT
            last = max(self._last(limit - len(trail)), first)
        shift = len(lead) - stops[first]
        return Window(
            f"{lead}{''.join(self.shown[first:last])}{trail}",
            first + self.skipped,
            tuple(stop + shift for stop in stops[first : last + 1]),
        )

    def _last(self, limit: int) -> int:
        """The last character boundary at or before a column."""
        return max(i for i, stop in enumerate(self.stops) if stop <= limit)
