"""What a directory holds, at the price of reading it: no scanning, no parsing.

Nearly every directory of a repository ends here, so this is the loop that a walk consists of.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Final, NamedTuple

from bridgelint.workspace.discover import Place
from bridgelint.workspace.file_reading import UnreadableFile, read_bytes

MARKERS: Final = (b"_put_event", b"action_trigger")
"""A directory whose files contain neither has nothing for us. The first is in the name of the
action and in what people write by mistake for it."""

# `source = "./…"` or `"source": "../…"`; a comment or another argument may look the same. (A `\b`
# in front would keep `re` from looking for the word itself first.)
_CALL: Final = rb'source"?[ \t]*+[=:][ \t]*+"(\.\.?/[^"$%\\\r\n]*+)"'


# Faster than looking for the two texts that it stands for.
_LOCAL: Final = re.compile(rb'"\.\.?/')


class Survey(NamedTuple):
    """One directory, read once."""

    place: Place
    marked: bool
    """Some file contains a marker, or cannot be read, so that nobody knows."""

    data: tuple[bytes | UnreadableFile, ...]
    """By file where the directory is marked; else nothing is kept."""

    sources: tuple[str, ...]
    """What may be the source of a call of a local module, as written."""


def survey(place: Place, overlay: Mapping[str, bytes]) -> Survey:
    """Read all files of a directory. `overlay` stands in for files, by path as shown."""
    path, names = place
    prefix = "" if path == "." else f"{path}/"
    action, trigger = MARKERS
    contents: list[bytes | UnreadableFile] = []
    marked = False
    calling: list[bytes] = []
    is_calling = _LOCAL.search
    for name in names:
        file = prefix + name
        data = overlay[file] if overlay and file in overlay else read_bytes(file)
        contents.append(data)
        if isinstance(data, UnreadableFile):
            marked = True
            continue
        if not marked and (action in data or trigger in data):
            marked = True
        if is_calling(data):
            calling.append(data)
    sources = _sources(calling) if calling else ()
    return Survey(place, marked, tuple(contents) if marked else (), sources)


def _sources(calling: list[bytes]) -> tuple[str, ...]:
    found = re.compile(_CALL).findall
    sources = dict.fromkeys(source for data in calling for source in found(data))
    return tuple(source.decode("utf-8", "replace") for source in sources)
