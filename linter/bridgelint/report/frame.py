"""Source lines with underlined spans and their labels, and the related places."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import Final

from bridgelint.base.records import dataclass
from bridgelint.base.source import SourceFile, Span
from bridgelint.report.style import Style
from bridgelint.report.terminal_text import NARROW, printable, width, wrap
from bridgelint.report.window import Window, window

Row = list[tuple[str, Style]]
"""One line of output, in pieces of one style each."""

_ROOM: Final = 30
"""A label with fewer columns than this next to its underline goes below it."""

_WHOLE: Final = 5
"""A span of at most this many lines is shown in full, a longer one by its ends."""


@dataclass(frozen=True, slots=True)
class SourceMark:
    """A place to underline, and its label."""

    span: Span
    message: str
    style: Style
    sign: str
    """`^` for the place to change, `-` for the others."""

    @property
    def first(self) -> int:
        """The first line."""
        return self.span.line

    @property
    def last(self) -> int:
        """The line of the last character; a span that ends after a line break ends before it."""
        return self.span.last_line

    @property
    def columns(self) -> tuple[int, int]:
        """0-based columns of the first character and after the last one, of a span on one line."""
        start = self.span.column - 1
        return start, max(self.end, start + 1)

    @property
    def end(self) -> int:
        """0-based column after the last character, on the last line."""
        if self.span.end_line == self.last:
            return self.span.end_column - 1
        return len(self.span.file.line_text(self.last))


def frame(marks: Sequence[SourceMark], columns: int) -> Iterator[Row]:
    """Return the marks, the most important one first, file by file in that order."""
    files: dict[str, list[SourceMark]] = {}
    for mark in marks:
        files.setdefault(mark.span.file.path, []).append(mark)
    gutter = len(str(max(mark.last for mark in marks)))
    for number, group in enumerate(files.values()):
        yield from _Section(group, gutter, columns).rows("-->" if number == 0 else ":::")


class _Section:
    """The marks of one file."""

    def __init__(self, marks: Sequence[SourceMark], gutter: int, columns: int) -> None:
        self._file: SourceFile = marks[0].span.file
        self._place = f"{marks[0].span.line}:{marks[0].span.column}"
        self._single = [mark for mark in marks if mark.first == mark.last]
        self._multiple = [mark for mark in marks if mark.first != mark.last]
        self._gutter = gutter
        self._columns = max(columns - gutter - 3 - 2 * len(self._multiple), 20)

    def rows(self, arrow: str) -> Iterator[Row]:
        if arrow != "-->":
            yield self._row("")
        yield [
            (" " * self._gutter + arrow, Style.FRAME),
            (f" {printable(self._file.path)}:{self._place}", Style.PLAIN),
        ]
        yield self._row("")
        before = 0
        for line in self._shown():
            if before and line > before + 1:
                yield self._elision(line)
            yield from self._line(line)
            before = line

    def _shown(self) -> list[int]:
        lines: set[int] = {mark.first for mark in self._single}
        for mark in self._multiple:
            if mark.last - mark.first < _WHOLE:
                lines.update(range(mark.first, mark.last + 1))
            else:
                lines.update((mark.first, mark.first + 1, mark.last))
        # Omitting one line would take as much space as the line.
        lines.update([line + 1 for line in lines if line + 2 in lines])
        return sorted(lines)

    def _elision(self, line: int) -> Row:
        margin = [
            ("|" if mark.first < line <= mark.last else " ", mark.style) for mark in self._multiple
        ]
        dots = "...".ljust(self._gutter + 3)
        return [(dots, Style.FRAME), *_spaced(margin)]

    def _row(self, number: str, margin: Iterable[tuple[str, Style]] = ()) -> Row:
        return [(f"{number:>{self._gutter}} | ", Style.FRAME), *_spaced(margin)]

    def _line(self, line: int) -> Iterator[Row]:
        single = [mark for mark in self._single if mark.first == line]
        starting = [mark for mark in self._multiple if mark.first == line]
        ending = [mark for mark in self._multiple if mark.last == line]
        text = self._file.line_text(line)
        spans = [
            *(mark.columns for mark in single),
            *((mark.columns[0], mark.columns[0] + 1) for mark in starting),
            *((max(mark.end - 1, 0), mark.end) for mark in ending),
        ]
        view = window(text, spans, self._columns)
        drawn = {mark: "|" if mark.first < line <= mark.last else " " for mark in self._multiple}
        corners = [mark for mark in starting if not text[: mark.columns[0]].strip()]
        for mark in corners:
            drawn[mark] = "/"
        yield [*self._row(str(line), self._margin(drawn)), (view.text, Style.PLAIN)]
        for mark in corners:
            drawn[mark] = "|"
        for row in _underlines(single, view, self._columns):
            yield [*self._row("", self._margin(drawn)), *row]
        for mark in starting:
            if mark not in corners:
                yield self._bracket(mark, drawn, view.column(mark.columns[0]))
                drawn[mark] = "|"
        for mark in ending:
            yield from self._close(mark, drawn, view.column(max(mark.end - 1, 0)))

    def _margin(self, drawn: dict[SourceMark, str]) -> list[tuple[str, Style]]:
        return [(sign, mark.style) for mark, sign in drawn.items()]

    def _bracket(self, mark: SourceMark, drawn: dict[SourceMark, str], column: int) -> Row:
        """Return the row that leads from the margin to a column: ` ____^` or `|____^`."""
        before = list(drawn).index(mark)
        margin = self._margin(drawn)[:before]
        line = "_" * (2 * (len(drawn) - before) - 1 + column)
        return [*self._row("", margin), (f"{drawn[mark]}{line}{mark.sign}", mark.style)]

    def _close(self, mark: SourceMark, drawn: dict[SourceMark, str], column: int) -> Iterator[Row]:
        row = self._bracket(mark, drawn, column)
        drawn[mark] = " "
        if not mark.message:
            yield row
            return
        room = self._columns - column - 2
        if _fits_beside(mark.message, room):
            first, *rest = wrap(mark.message, room)
            yield [*row, (f" {first}", mark.style)]
            indent = column + 2
        else:
            yield row
            whole = self._columns >= NARROW
            indent, rest = 0, list(wrap(mark.message, self._columns, whole=whole))
        for text in rest:
            yield [*self._row("", self._margin(drawn)), (" " * indent + text, mark.style)]


def _spaced(margin: Iterable[tuple[str, Style]]) -> Row:
    return [(f"{sign} ", style) for sign, style in margin]


@dataclass(frozen=True, slots=True)
class _Underline:
    mark: SourceMark
    start: int
    end: int


def _underline(mark: SourceMark, view: Window) -> _Underline:
    start, end = (view.column(character) for character in mark.columns)
    return _Underline(mark, start, max(end, start + 1))


def _underlines(marks: Iterable[SourceMark], view: Window, columns: int) -> Iterator[Row]:
    """Yield the rows below a source line; the marks are in order of importance."""
    placed = [_underline(mark, view) for mark in marks]
    if not placed:
        return
    signs: dict[int, tuple[str, Style]] = {}
    for each in reversed(placed):
        for column in range(each.start, each.end):
            signs[column] = (each.mark.sign, each.mark.style)
    row = [signs.get(column, (" ", Style.PLAIN)) for column in range(max(signs) + 1)]
    hanging = sorted((each for each in placed if each.mark.message), key=lambda each: each.start)
    beside = _beside(hanging, len(row), columns)
    if beside is None:
        yield row
    else:
        hanging.remove(beside)
        first, *rest = wrap(beside.mark.message, columns - len(row) - 1)
        yield [*row, (f" {first}", beside.mark.style)]
        for text in rest:
            stems = _stems(hanging, len(row) + 1)
            yield [*stems, (text, beside.mark.style)]
    if hanging and _start_below(hanging[-1], columns) == hanging[-1].start:
        yield _stems(hanging, hanging[-1].start + 1)
    while hanging:
        last = hanging.pop()
        start = _start_below(last, columns)
        for text in wrap(last.mark.message, columns - start, whole=columns >= NARROW):
            yield [*_stems(hanging, start), (text, last.mark.style)]


def _beside(hanging: Sequence[_Underline], end: int, columns: int) -> _Underline | None:
    """Return the underline whose label fits after it, or `None`."""
    if not hanging or hanging[-1].end < end:
        return None
    fits = _fits_beside(hanging[-1].mark.message, columns - end - 1)
    return hanging[-1] if fits else None


def _fits_beside(label: str, room: int) -> bool:
    """Return whether it fits on one line, or on two that are not narrow."""
    lines = list(wrap(label, max(room, 1)))
    return max(map(width, lines)) <= room and len(lines) <= (2 if room >= _ROOM else 1)


def _start_below(underline: _Underline, columns: int) -> int:
    """Return the start of a label below its underline: further left if necessary."""
    label = underline.mark.message
    longest = max(map(width, wrap(label, 1)))
    needed = min(width(printable(label)), max(longest, 2 * _ROOM))
    if columns - underline.start >= max(longest, _ROOM):
        return underline.start
    return min(underline.start, max(columns - needed, 0))


def _stems(hanging: Iterable[_Underline], length: int) -> Row:
    """Return a row with a `|` below each underline whose label is still to come."""
    row: Row = [(" ", Style.PLAIN)] * length
    for each in hanging:
        if each.start < length:
            row[each.start] = ("|", each.mark.style)
    return row
