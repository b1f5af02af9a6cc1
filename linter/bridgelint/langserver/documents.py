"""The open documents of an editor, and the conversion of places."""

from __future__ import annotations

import os
import re
from bisect import bisect_right
from collections.abc import Iterable, Mapping
from functools import lru_cache
from pathlib import Path, PurePath
from typing import Final

from lsprotocol.types import Location, Position, PositionEncodingKind, Range
from pygls.uris import to_fs_path

from bridgelint.base.records import Record
from bridgelint.base.source import BOM, SourceFile, Span
from bridgelint.config.config import FILE_NAMES
from bridgelint.workspace.block_index import index_files
from bridgelint.workspace.block_scan import IndexedBlock
from bridgelint.workspace.discover import shown_path
from bridgelint.workspace.files import is_configuration

VALUES: Final = (".tfvars", ".tfvars.json")
"""What the names of values files end with."""

_UNITS: Final[Mapping[str, tuple[str, int]]] = {
    PositionEncodingKind.Utf8: ("utf-8", 1),
    PositionEncodingKind.Utf16: ("utf-16-le", 2),
    PositionEncodingKind.Utf32: ("utf-32-le", 4),
}
"""Python's name for an encoding, and the bytes of one column in it."""

_LINE_END: Final = re.compile(rb"\r\n|\n|\r")


class Document(Record):
    """A file as shown in the editor, saved or not."""

    uri: str
    """The URI in the editor's form: it does not recognise any other for this file."""

    path: str
    """The path in findings."""

    version: int | None
    data: bytes

    @property
    def is_settings(self) -> bool:
        """Whether it is a configuration file of bridgelint."""
        return PurePath(self.path).name in FILE_NAMES

    @property
    def directory(self) -> str:
        """The module to which it belongs."""
        return PurePath(self.path).parent.as_posix()


def document(uri: str, version: int | None, text: str) -> Document | None:
    """Return the document, or `None` if neither Terraform nor bridgelint would read such a file."""
    path = to_fs_path(uri) if uri.startswith("file:") else None
    name = PurePath(path or "").name
    if not path or not (is_configuration(name) or path.endswith(VALUES) or name in FILE_NAMES):
        return None
    try:
        shown = shown_path(path)
    except ValueError:  # on another drive than the working directory
        shown = PurePath(path).as_posix()
    # An editor can contain unpaired surrogates, which no file can; each is one column wide.
    return Document(uri, shown, version, text.encode("utf-8", "replace"))


def modules(documents: Iterable[Document]) -> tuple[str, ...]:
    """Return the module directories to check: those of open configuration, without downloads."""
    found = dict.fromkeys(
        each.directory
        for each in documents
        if is_configuration(PurePath(each.path).name)
        and ".terraform" not in PurePath(each.path).parts
    )
    return tuple(each for each in found if Path(each).is_dir())


class Places:
    """Spans in an editor's units: lines from 0, columns in the negotiated encoding."""

    def __init__(
        self, encoding: PositionEncodingKind | str, documents: Iterable[Document] = ()
    ) -> None:
        self._encoding: Final = encoding
        self.documents: Final = {each.path: each for each in documents}
        """The open documents, by path."""

        self._starts: dict[SourceFile, list[int]] = {}

    @property
    def texts(self) -> dict[str, bytes]:
        """The texts of the open documents, by path."""
        return {path: each.data for path, each in self.documents.items()}

    def document(self, uri: str) -> Document | None:
        """Return an open document, or `None`."""
        return next((each for each in self.documents.values() if each.uri == uri), None)

    def range(self, span: Span) -> Range:
        """Return the range of a span."""
        return Range(self._position(span.file, span.start), self._position(span.file, span.end))

    def location(self, span: Span) -> Location:
        """Return the range and the file of a span."""
        return Location(self.uri(span.file.path), self.range(span))

    def uri(self, path: str) -> str:
        """Return the URI of a path in findings."""
        known = self.documents.get(path)
        return Path(os.path.abspath(path)).as_uri() if known is None else known.uri  # noqa: PTH100 # `resolve` would follow links

    def offset(self, file: SourceFile, position: Position) -> int:
        """Return the byte offset of a position; the end of its line if the line is shorter."""
        starts = [*self._line_starts(file), len(file.data)]
        if position.line >= len(starts) - 1:
            return len(file.data)
        start = starts[position.line]
        line = file.data[start : starts[position.line + 1]].rstrip(b"\r\n")
        mark = len(BOM) if not start and line.startswith(BOM) else 0
        name, size = _UNITS[self._encoding]
        units = line[mark:].decode("utf-8", "replace").encode(name)[: size * position.character]
        before = units.decode(name, "ignore").encode()
        return min(start + mark + len(before), start + len(line))

    def is_file(self, span: Span) -> bool:
        """Return whether it is in a file, and not in an environment variable or an option."""
        return span.file.path in self.documents or os.path.lexists(span.file.path)

    def _position(self, file: SourceFile, offset: int) -> Position:
        starts = self._line_starts(file)
        line = bisect_right(starts, offset) - 1
        raw = file.data[starts[line] : offset]
        before = (raw if line else raw.removeprefix(BOM)).decode("utf-8", "replace")
        return Position(line, self.width(before))

    def _line_starts(self, file: SourceFile) -> list[int]:
        if file not in self._starts:
            self._starts[file] = [0, *(match.end() for match in _LINE_END.finditer(file.data))]
        return self._starts[file]

    def width(self, text: str) -> int:
        """Return the number of columns of a text."""
        name, size = _UNITS[self._encoding]
        return len(text) if text.isascii() else len(text.encode(name)) // size


def touches(one: Range, other: Range) -> bool:
    """Return whether they overlap, or one ends where the other starts."""
    return one.start <= other.end and other.start <= one.end


def moved(position: Position, now: Document, before: Document) -> Position | None:
    """Return where a line was before an edit elsewhere. `None` if the line itself has changed."""
    lines, old = now.data.split(b"\n"), before.data.split(b"\n")
    if position.line >= len(lines):
        return None
    for line in (position.line, position.line + len(old) - len(lines)):
        if 0 <= line < len(old) and old[line] == lines[position.line]:
            return Position(line, position.character)
    return None


@lru_cache(32)
def blocks_of(file: SourceFile) -> tuple[IndexedBlock, ...]:
    """Return the top-level blocks of a file."""
    index = index_files([file])
    return (*index.primary.holding(b""), *index.overrides.holding(b""))
