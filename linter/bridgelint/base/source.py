"""Source text and places in it."""

from __future__ import annotations

from bisect import bisect_right
from functools import cached_property

from bridgelint.base.records import Record, field

BOM = b"\xef\xbb\xbf"


class SourceFile(Record, eq=False, slots=False):
    """One file of a configuration, read once.

    Two files are equal only if they are the same object: the workspace reads each path once.
    """

    path: str
    """The path in findings: relative to the working directory, with `/`."""

    data: bytes = field(repr=False)

    @cached_property
    def line_starts(self) -> tuple[int, ...]:
        """The byte offset of the start of each line."""
        starts = [0]
        position = self.data.find(b"\n")
        while position >= 0:
            starts.append(position + 1)
            position = self.data.find(b"\n", position + 1)
        return tuple(starts)

    def line_text(self, line: int) -> str:
        """Return the text of a 1-based line without its line ending and byte-order mark."""
        starts = self.line_starts
        end = starts[line] if line < len(starts) else len(self.data)
        raw = self.data[starts[line - 1] : end]
        if line == 1:
            raw = raw.removeprefix(BOM)
        return raw.decode("utf-8", "replace").rstrip("\r\n")

    def position(self, offset: int) -> tuple[int, int]:
        """Return line and column of a byte offset: 1-based; columns count code points."""
        line = bisect_right(self.line_starts, offset)
        start = self.line_starts[line - 1]
        raw = self.data[start:offset]
        if line == 1:
            raw = raw.removeprefix(BOM)
        return line, len(raw.decode("utf-8", "replace")) + 1


class Span(Record):
    """A half-open byte range of one file."""

    file: SourceFile
    start: int
    end: int

    def __repr__(self) -> str:
        return f"<Span {self.place}>"

    @property
    def line(self) -> int:
        """The 1-based line of the first byte."""
        return self.file.position(self.start)[0]

    @property
    def column(self) -> int:
        """The 1-based column of the first byte, in characters."""
        return self.file.position(self.start)[1]

    @property
    def end_line(self) -> int:
        """The 1-based line of the first byte after the span."""
        return self.file.position(self.end)[0]

    @property
    def end_column(self) -> int:
        """The 1-based column of the first byte after the span, in characters."""
        return self.file.position(self.end)[1]

    @property
    def last_line(self) -> int:
        """The 1-based line of the last byte; of the first one if the span is empty."""
        return self.file.position(max(self.start, self.end - 1))[0]

    @property
    def place(self) -> str:
        """The start as `FILE:LINE:COLUMN`."""
        return f"{self.file.path}:{self.line}:{self.column}"

    @property
    def text(self) -> str:
        """The bytes of the span as text; invalid UTF-8 is replaced."""
        return self.file.data[self.start : self.end].decode("utf-8", "replace")

    def contains(self, other: Span) -> bool:
        """Return whether all of the other span is in this one."""
        return self.file is other.file and self.start <= other.start and other.end <= self.end

    def to(self, last: Span) -> Span:
        """Return the span from the start of this one to the end of `last`, in the same file."""
        return Span(self.file, self.start, last.end)
