"""The provider versions selected by `terraform init`: `.terraform.lock.hcl`."""

from __future__ import annotations

import posixpath
from collections.abc import Callable
from typing import Final

from bridgelint.base.records import dataclass
from bridgelint.base.source import SourceFile, Span
from bridgelint.workspace.file_reading import UnreadableFile

LOCK_FILE: Final = ".terraform.lock.hcl"


@dataclass(frozen=True, slots=True)
class PinnedProvider:
    """One provider of the lock file."""

    source: str
    """Includes the host: `registry.terraform.io/hashicorp/aws`."""

    version: str
    span: Span
    """The place of the version, with its quotes."""


def pinned_providers(
    root: str, read: Callable[[str], SourceFile | UnreadableFile]
) -> tuple[PinnedProvider, ...]:
    """Return the providers of a root module's lock file; empty if it is missing or invalid."""
    file = read(posixpath.normpath(posixpath.join(root, LOCK_FILE)))
    if isinstance(file, UnreadableFile):
        return ()
    found: list[PinnedProvider] = []
    from bridgelint.workspace.block_scan import arguments_of, scan_blocks  # many modules have none

    for block in scan_blocks(file)[0]:
        if block.type != "provider" or len(block.labels) != 1:
            continue
        for argument in arguments_of(block) or ():
            text = file.data[argument.value_start : argument.value_end].decode("utf-8", "replace")
            if argument.name == "version" and text.startswith('"') and text.endswith('"'):
                span = Span(file, argument.value_start, argument.value_end)
                found.append(PinnedProvider(block.labels[0], text[1:-1], span))
    return tuple(found)
