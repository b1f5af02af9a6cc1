"""What the parser reads, and where in a file it stands."""

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
    """The offset in the file of each byte of `data` and of its end; none where they are equal."""

    def span(self, start: int, end: int) -> Span:
        """The place in the file of a range of `data`."""
        if self.places is None:
            return Span(self.file, start, end)
        return Span(self.file, self.places[start], self.places[end])

    def word(self, start: int, end: int) -> str:
        """A range of `data`; what is no UTF-8 is replaced."""
        return self.data[start:end].decode("utf-8", "replace")
