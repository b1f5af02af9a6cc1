"""The files of the working tree to which the references of a schema can refer.

Nothing is ever fetched: a URI is another name for a file here, or unresolved.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from functools import cached_property
from pathlib import Path
from typing import Final
from urllib.parse import unquote, urljoin, urlsplit

from bridgelint.eventbridge.detail.json_tree import Json
from bridgelint.workspace.exclusions import git_root
from bridgelint.workspace.file_reading import UnreadableFile, read_bytes

_MOST_FILES: Final = 2000
"""The maximum number of files of a directory that are searched for an identifier."""


class SchemaFiles:
    """Looks up URIs for the schema in one file."""

    def __init__(self, path: str, directory: str) -> None:
        """`directory` contains the documents that the schema refers to by non-`file:` URIs."""
        self.path = Path(path).absolute()
        self.uri = self.path.as_uri()
        """The base URI of the schema."""

        self.directory = Path(directory).absolute() if directory else None
        self.identifier = ""
        """The URI that the schema declares for itself."""

        self.read: dict[Path, bytes | None] = {}
        """The files that were read; `None` for one that cannot be read."""

    def find(self, uri: str) -> tuple[str, bytes] | None:
        """Return the path and content of a URI without its fragment. `None` if no file has it."""
        for path in self._candidates(uri):
            data = self._content(path)
            if data is not None:
                return str(path), data
        return None

    def is_stale(self) -> bool:
        """Return whether a file has changed since it was read."""
        return any(_bytes(path) != data for path, data in self.read.items())

    def _candidates(self, uri: str) -> Iterator[Path]:
        parts = urlsplit(uri)
        if parts.scheme == "file":
            from urllib.request import url2pathname  # it loads HTTP and SSL

            yield Path(url2pathname(parts.path))
            return
        around = urljoin(self.identifier, ".")
        if self.identifier and uri.startswith(around):
            yield self.path.parent / unquote(uri[len(around) :])
        known = self._identified.get(uri.rstrip("#"))
        if known is not None:
            yield known
        below = unquote(parts.path).lstrip("/")
        if below and self.directory is not None:
            yield self.directory / parts.netloc / below
            yield self.directory / below

    @cached_property
    def _identified(self) -> dict[str, Path]:
        """The files of the directory by the URI that they declare for themselves."""
        found: dict[str, Path] = {}
        paths = sorted(self.directory.rglob("*.json")) if self.directory is not None else []
        for path in paths[:_MOST_FILES]:
            identifier = _identifier(self._content(path))
            if identifier:
                found.setdefault(identifier.rstrip("#"), path)
        return found

    def _content(self, path: Path) -> bytes | None:
        """Return the bytes of a regular file in the working tree. `None` for any other path."""
        if path not in self.read:
            self.read[path] = _bytes(path) if self._is_inside(path) else None
        return self.read[path]

    def _is_inside(self, path: Path) -> bool:
        root = Path(git_root(str(self.path.parent)) or Path.cwd())
        try:
            return path.resolve().is_relative_to(root.resolve())
        except (OSError, ValueError, RuntimeError):  # a null byte, a cycle of links
            return False


def _bytes(path: Path) -> bytes | None:
    data = read_bytes(str(path))
    return None if isinstance(data, UnreadableFile) else data


def _identifier(data: bytes | None) -> str:
    if data is None or b'id"' not in data:
        return ""
    try:
        document: Json = json.loads(data)
    except (ValueError, RecursionError):
        return ""
    return identifier_of(document) if isinstance(document, dict) else ""


def identifier_of(document: Mapping[str, Json]) -> str:
    """Return the URI that a schema declares for itself, or an empty string."""
    found = document.get("$id", document.get("id"))
    return found if isinstance(found, str) else ""
