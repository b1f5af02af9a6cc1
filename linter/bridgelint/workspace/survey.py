"""The relevance of a directory, found by reading it without scanning or parsing.

Nearly every directory of a repository ends here, so this is the main loop of a walk.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Final

from bridgelint.base.records import dataclass
from bridgelint.workspace.discover import Place
from bridgelint.workspace.file_reading import UnreadableFile, read_bytes

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


# `source = "./…"` or `"source": "../…"`; a comment or another argument may look the same. (A `\b`
# in front would prevent `re` from searching for the word first.)
_CALL: Final = rb'source"?[ \t]*+[=:][ \t]*+"(\.\.?/[^"$%\\\r\n]*+)"'


# Faster than searching for both texts.
_LOCAL: Final = re.compile(rb'"\.\.?/')


@dataclass(frozen=True, slots=True)
class Survey:
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
    path = place.path
    prefix = "" if path == "." else f"{path}/"
    contents: list[bytes | UnreadableFile] = []
    marked = False
    calling: list[bytes] = []
    is_calling = _LOCAL.search
    for name in place.names:
        file = prefix + name
        data = overlay[file] if file in overlay else read_bytes(file)
        contents.append(data)
        if isinstance(data, UnreadableFile):
            marked = True
            continue
        if not marked and (b"action" in data or _MISTAKEN in data):
            marked = is_marked(name, data)
        if is_calling(data):
            calling.append(data)
    sources = _sources(calling) if calling else ()
    return Survey(place, marked, tuple(contents) if marked else (), sources)


def _sources(calling: list[bytes]) -> tuple[str, ...]:
    found = re.compile(_CALL).findall
    sources = dict.fromkeys(source for data in calling for source in found(data))
    return tuple(source.decode("utf-8", "replace") for source in sources)
