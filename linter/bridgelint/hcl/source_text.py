"""The input of the parser, and its place in a file."""

from __future__ import annotations

from collections.abc import Sequence

from bridgelint.base.records import dataclass, field
from bridgelint.base.source import SourceFile, Span


@dataclass(frozen=True, slots=True)
class SourceText:
    """The bytes of a file, or the decoded content of a JSON string in it."""

    file: SourceFile
    data: bytes = field(repr=False)
    places: Sequence[int] | None = field(default=None, repr=False)
    """The file offset of each byte of `data` and of its end; `None` if they are equal."""

    def span(self, start: int, end: int) -> Span:
        """Return the place in the file of a range of `data`."""
        if self.places is None:
            return Span(self.file, start, end)
        return Span(self.file, self.places[start], self.places[end])

    def word(self, start: int, end: int) -> str:
        """Return a range of `data` as text; invalid UTF-8 is replaced."""
        return self.data[start:end].decode("utf-8", "replace")
