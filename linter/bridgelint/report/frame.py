"""Source lines with underlined spans and their labels, and the related places."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator, Sequence
from itertools import accumulate
from typing import Final

from bridgelint.base.records import Record
from bridgelint.base.source import Span
from bridgelint.report.terminal import NARROW, Style, cells, printable, width, wrap

Row = list[tuple[str, str]]
"""One line of output: texts, each with its style."""

_ROOM: Final = 30
"""A label with fewer columns than this next to its underline goes below it."""

_WHOLE: Final = 5
"""A span of at most this many lines is shown in full, a longer one by its ends."""

_CUT: Final = "…"
_BEFORE: Final = 12
"""Columns kept before a span that is too wide to be shown in full."""

_MANY: Final = 8
"""A line longer than this number of windows is not measured character by character."""


class SourceMark(Record):
    """A place to underline, and its label."""

    span: Span
    message: str
    style: str
    sign: str
    """`^` for the place to change, `-` for the others."""

    @property
    def columns(self) -> tuple[int, int]:
        """0-based columns of the first character and after the last one, of a span on one line."""
        start = self.span.column - 1
        return start, max(self.end, start + 1)

    @property
    def end(self) -> int:
        """0-based column after the last character, on the last line: a span that ends after a line
        break ends before it."""
        if self.span.end_line == self.span.last_line:
            return self.span.end_column - 1
        return len(self.span.file.line_text(self.span.last_line))


def frame(marks: Sequence[SourceMark], columns: int) -> Iterator[Row]:
    """Return the marks, the most important one first, file by file in that order."""
    files: dict[str, list[SourceMark]] = {}
    for mark in marks:
        files.setdefault(mark.span.file.path, []).append(mark)
    gutter = len(str(max(mark.span.last_line for mark in marks)))
    for number, group in enumerate(files.values()):
        yield from _Section(group, gutter, columns).rows("-->" if number == 0 else ":::")


class _Section:
    """The marks of one file."""

    def __init__(self, marks: Sequence[SourceMark], gutter: int, columns: int) -> None:
        self._main = marks[0].span
        self._single = [mark for mark in marks if mark.span.line == mark.span.last_line]
        self._multiple = [mark for mark in marks if mark.span.line != mark.span.last_line]
        self._gutter = gutter
        self._columns = max(columns - gutter - 3 - 2 * len(self._multiple), 20)

    def rows(self, arrow: str) -> Iterator[Row]:
        if arrow != "-->":
            yield self._row("")
        place = printable(self._main.place)
        yield [(" " * self._gutter + arrow, Style.FRAME), (f" {place}", Style.PLAIN)]
        yield self._row("")
        before = 0
        for line in self._shown():
            if before and line > before + 1:
                dots = "...".ljust(self._gutter + 3)
                yield [(dots, Style.FRAME), *self._row("", self._drawn(line).items())[1:]]
            yield from self._line(line)
            before = line

    def _shown(self) -> list[int]:
        lines = {mark.span.line for mark in self._single}
        for mark in self._multiple:
            first, last = mark.span.line, mark.span.last_line
            whole = last - first < _WHOLE
            lines.update(range(first, last + 1) if whole else (first, first + 1, last))
        # Omitting one line would take as much space as the line.
        lines.update([line + 1 for line in lines if line + 2 in lines])
        return sorted(lines)

    def _row(self, number: str, drawn: Iterable[tuple[SourceMark, str]] = ()) -> Row:
        margin = ((f"{sign} ", mark.style) for mark, sign in drawn)
        return [(f"{number:>{self._gutter}} | ", Style.FRAME), *margin]

    def _drawn(self, line: int) -> dict[SourceMark, str]:
        """Return what the margin of a line contains for each span of several lines."""
        spans = ((mark, mark.span) for mark in self._multiple)
        return {mark: "|" if span.line < line <= span.last_line else " " for mark, span in spans}

    def _line(self, line: int) -> Iterator[Row]:
        single = [mark for mark in self._single if mark.span.line == line]
        starting = [mark for mark in self._multiple if mark.span.line == line]
        ending = [mark for mark in self._multiple if mark.span.last_line == line]
        text = self._main.file.line_text(line)
        spans = [
            *(mark.columns for mark in single),
            *((mark.columns[0], mark.columns[0] + 1) for mark in starting),
            *((max(mark.end - 1, 0), mark.end) for mark in ending),
        ]
        view = _window(text, spans, self._columns)
        drawn = self._drawn(line)
        corners = [mark for mark in starting if not text[: mark.columns[0]].strip()]
        drawn.update(dict.fromkeys(corners, "/"))
        yield [*self._row(str(line), drawn.items()), (view.text, Style.PLAIN)]
        drawn.update(dict.fromkeys(corners, "|"))
        for row in _underlines(single, view, self._columns):
            yield [*self._row("", drawn.items()), *row]
        for mark in starting:
            if mark not in corners:
                yield self._bracket(mark, drawn, view.column(mark.columns[0]))
                drawn[mark] = "|"
        for mark in ending:
            yield from self._close(mark, drawn, view.column(max(mark.end - 1, 0)))

    def _bracket(self, mark: SourceMark, drawn: dict[SourceMark, str], column: int) -> Row:
        """Return the row that leads from the margin to a column: ` ____^` or `|____^`."""
        before = list(drawn).index(mark)
        line = "_" * (2 * (len(drawn) - before) - 1 + column)
        margin = self._row("", list(drawn.items())[:before])
        return [*margin, (f"{drawn[mark]}{line}{mark.sign}", mark.style)]

    def _close(self, mark: SourceMark, drawn: dict[SourceMark, str], column: int) -> Iterator[Row]:
        row = self._bracket(mark, drawn, column)
        drawn[mark] = " "
        room = self._columns - column - 2
        if not mark.message:
            indent, rest = 0, list[str]()
        elif _fits_beside(mark.message, room):
            first, *rest = wrap(mark.message, room)
            row.append((f" {first}", mark.style))
            indent = column + 2
        else:
            whole = self._columns >= NARROW
            indent, rest = 0, list(wrap(mark.message, self._columns, whole=whole))
        yield row
        for text in rest:
            yield [*self._row("", drawn.items()), (" " * indent + text, mark.style)]


# -- labels


class _Underline(Record):
    mark: SourceMark
    start: int
    end: int


def _underlines(marks: Iterable[SourceMark], view: _Window, columns: int) -> Iterator[Row]:
    """Yield the rows below a source line; the marks are in order of importance."""
    placed: list[_Underline] = []
    for mark in marks:
        start, end = map(view.column, mark.columns)
        placed.append(_Underline(mark, start, max(end, start + 1)))
    if not placed:
        return
    row: Row = [(" ", Style.PLAIN)] * max(each.end for each in placed)
    for each in reversed(placed):
        row[each.start : each.end] = [(each.mark.sign, each.mark.style)] * (each.end - each.start)
    hanging = sorted((each for each in placed if each.mark.message), key=lambda each: each.start)
    room = columns - len(row) - 1
    if hanging and hanging[-1].end == len(row) and _fits_beside(hanging[-1].mark.message, room):
        mark = hanging.pop().mark
        first, *rest = wrap(mark.message, room)
        yield [*row, (f" {first}", mark.style)]
        for text in rest:
            yield [*_stems(hanging, len(row) + 1), (text, mark.style)]
    else:
        yield row
    if hanging and _start_below(hanging[-1], columns) == hanging[-1].start:
        yield _stems(hanging, hanging[-1].start + 1)
    while hanging:
        last = hanging.pop()
        start = _start_below(last, columns)
        for text in wrap(last.mark.message, columns - start, whole=columns >= NARROW):
            yield [*_stems(hanging, start), (text, last.mark.style)]


def _fits_beside(label: str, room: int) -> bool:
    """Return whether it fits on one line, or on two that are not narrow."""
    lines = list(wrap(label, max(room, 1)))
    return max(map(width, lines)) <= room and len(lines) <= (2 if room >= _ROOM else 1)


def _start_below(underline: _Underline, columns: int) -> int:
    """Return the start of a label below its underline: further left if necessary."""
    label = underline.mark.message
    longest = max(map(width, wrap(label, 1)))
    if columns - underline.start >= max(longest, _ROOM):
        return underline.start
    needed = min(width(printable(label)), max(longest, 2 * _ROOM))
    return min(underline.start, max(columns - needed, 0))


def _stems(hanging: Iterable[_Underline], length: int) -> Row:
    """Return a row with a `|` below each underline whose label is still to come."""
    row: Row = [(" ", Style.PLAIN)] * length
    for each in hanging:
        if each.start < length:
            row[each.start] = ("|", each.mark.style)
    return row


# -- the part of a line that fits on the terminal


class _Window(Record):
    """A line or a part of it as printed, and the columns of its characters."""

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


def _window(line: str, spans: Sequence[tuple[int, int]], columns: int) -> _Window:
    """Return as much of the line as fits, with the spans (0-based, most important first)."""
    if any(first >= len(line) for first, _ in spans):
        line += " "  # the position after the end also needs a column
    start = spans[0][0] if spans else 0
    skipped = max(start - columns, 0) if len(line) > _MANY * columns else 0
    shown = cells(line[skipped : skipped + _MANY * columns])
    stops = tuple(accumulate(map(width, shown), initial=0))
    part = _Window("".join(shown), skipped, stops)
    to_end = skipped + len(shown) == len(line)
    if not skipped and to_end and stops[-1] <= columns:
        return part
    begin = _begin(part, spans, columns - 2 * len(_CUT))
    if to_end:
        begin = min(begin, stops[-1] - columns + len(_CUT))
    first = bisect_left(stops, max(begin, 0))
    lead = _CUT if first or skipped else ""
    limit = stops[first] + columns - len(lead)
    last, trail = bisect_right(stops, limit) - 1, ""
    if last + skipped < len(line):
        last, trail = max(bisect_right(stops, limit - len(_CUT)) - 1, first), _CUT
    return _Window(
        f"{lead}{''.join(shown[first:last])}{trail}",
        first + skipped,
        tuple(stop + len(lead) - stops[first] for stop in stops[first : last + 1]),
    )


def _begin(part: _Window, spans: Sequence[tuple[int, int]], room: int) -> int:
    """Return the start column at which all spans, or at least the first, are visible."""
    columns = [(part.column(start), part.column(end)) for start, end in spans]
    left = min((start for start, _ in columns), default=0)
    right = max((end for _, end in columns), default=0)
    if right - left > room:
        left, right = columns[0]
    if right <= room and not part.first:
        return 0
    return left - (_BEFORE if right - left > room else (room - (right - left)) // 2)
