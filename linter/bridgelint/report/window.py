"""The part of a source line that fits on the terminal."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from bridgelint.base.records import dataclass
from bridgelint.report.terminal_text import cells, width

_CUT: Final = "…"
_BEFORE: Final = 12
"""Columns kept before a span that is too wide to be shown in full."""

_MANY: Final = 8
"""A line longer than this number of windows is not measured character by character."""


@dataclass(frozen=True, slots=True)
class Window:
    """A line as printed, and the columns of its characters."""

    text: str
    first: int
    """The 0-based index of the character with which `columns` starts."""

    columns: tuple[int, ...]
    """The 0-based column of each character from `first`, and of the end of the text."""

    def column(self, character: int) -> int:
        """Return the column of a character; one outside the window is at its edge."""
        if character < self.first:
            return 0
        return self.columns[min(character - self.first, len(self.columns) - 1)]


def window(line: str, spans: Sequence[tuple[int, int]], columns: int) -> Window:
    """Return as much of the line as fits, with the spans (0-based, most important first)."""
    if any(first >= len(line) for first, _ in spans):
        line += " "  # the position after the end also needs a column
    start = spans[0][0] if spans else 0
    skipped = max(start - columns, 0) if len(line) > _MANY * columns else 0
    part = _Part(cells(line[skipped : skipped + _MANY * columns]), skipped, len(line))
    if part.whole and part.stops[-1] <= columns:
        return Window("".join(part.shown), 0, tuple(part.stops))
    return part.cut(part.begin(spans, columns), columns)


class _Part:
    """A part of a line, measured."""

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
        """Return the start column at which all spans, or at least the first, are visible."""
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
        """Return the window that starts at a column."""
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
        """Return the last character boundary at or before a column."""
        return max(i for i, stop in enumerate(self.stops) if stop <= limit)
