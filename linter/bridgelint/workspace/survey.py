"""The relevance of a directory, found by reading it without scanning or parsing.

Nearly every directory of a repository ends here, so this is the main loop of a walk.
"""

from __future__ import annotations

import os
import re
from collections.abc import Iterator, Mapping
from typing import Final

from bridgelint.base.records import Record
from bridgelint.workspace.discover import Place
from bridgelint.workspace.files import UnreadableFile, open_directory, read_bytes

# An `action` block with its labels, or with one that is not valid; in text, a line like that is
# rare. (The literal word in front keeps the search fast.)
_ACTION_BLOCK: Final = (
    rb'action(?:_trigger|(?<![\w".-]action)(?:[ \t]*+"|[ \t]++[\w-]++[ \t]++["\w-][^\n={]*\{))'
)
_JSON_ACTION: Final = rb'action(?:_trigger|(?<="action)"[ \t\r\n]*+:)'
_MISTAKEN: Final = b"_put_event"
"""In the name of `aws_events_put_events`, and in what people write by mistake for it."""


def is_marked(name: str, data: bytes) -> bool:
    """Return whether a file of this name may contain an action or a trigger: a directory without
    either has nothing to check."""
    if _MISTAKEN in data:
        return True
    if b"action" not in data:
        return False
    pattern = _JSON_ACTION if name.endswith(".json") else _ACTION_BLOCK
    return re.compile(pattern).search(data) is not None


_LOCAL: Final = re.compile(rb'"(\.\.?/[^"$%\\\r\n]*+)"')
_WIDEST: Final = 200
"""How far before its value the name of an argument is looked for."""


class Survey(Record):
    """One directory, read once."""

    place: Place
    marked: bool
    """Whether a file contains a marker, or cannot be read."""

    data: tuple[bytes | UnreadableFile, ...]
    """The contents by file if the directory is marked; otherwise empty."""

    sources: tuple[str, ...]
    """Possible sources of calls of local modules, as written."""


def survey(place: Place, overlay: Mapping[str, bytes]) -> Survey:
    """Read all files of a directory. `overlay` replaces files, by path as shown."""
    contents = _read(place, overlay)
    readable = [data for data in contents if not isinstance(data, UnreadableFile)]
    marked = len(readable) < len(contents)
    # Nearly every directory ends after these searches: one for all files is fastest.
    text = b"\n".join(readable)
    if not marked and (b"action" in text or _MISTAKEN in text):
        marked = any(map(is_marked, place.names, readable))
    # A search for one character takes a tenth of the time.
    sources = tuple(dict.fromkeys(_sources(text))) if b"/" in text else ()
    return Survey(place, marked, tuple(contents) if marked else (), sources)


def _read(place: Place, overlay: Mapping[str, bytes]) -> list[bytes | UnreadableFile]:
    prefix = "" if place.path == "." else f"{place.path}/"
    paths = [prefix + name for name in place.names]
    directory = open_directory(place.path)
    try:
        return [
            overlay[path] if path in overlay else read_bytes(path, directory=directory)
            for path in paths
        ]
    finally:
        if directory is not None:
            os.close(directory)


def _sources(text: bytes) -> Iterator[str]:
    """Yield the local paths after `source =` or `"source":`, even of a comment or another block."""
    for found in _LOCAL.finditer(text):
        before = text[max(0, found.start() - _WIDEST) : found.start()]
        if before.rstrip(b' \t=:"').endswith(b"source"):
            yield found[1].decode("utf-8", "replace")
