"""What `terraform init` has written: the versions of providers and the directories of modules."""

from __future__ import annotations

import posixpath
from collections.abc import Callable, Iterator, Mapping

from bridgelint.base.records import Record
from bridgelint.base.source import SourceFile, Span
from bridgelint.workspace.files import UnreadableFile, read_bytes

_Json = str | float | bool | list["_Json"] | dict[str, "_Json"] | None


class PinnedProvider(Record):
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
    file = read(posixpath.normpath(posixpath.join(root, ".terraform.lock.hcl")))
    if isinstance(file, UnreadableFile):
        return ()
    from bridgelint.workspace.block_scan import arguments_of, scan_blocks  # many modules have none

    blocks, _ = scan_blocks(file)
    return tuple(
        PinnedProvider(block.labels[0], version, Span(file, each.value_start, each.value_end))
        for block in blocks
        if block.type == "provider" and len(block.labels) == 1
        for each in arguments_of(block) or ()
        if each.name == "version" and (version := each.literal) is not None
    )


class InstalledModules(Record):
    """The contents of a root module's manifest."""

    directories: Mapping[tuple[str, ...], str]
    """Relative to the working directory, by the names of the calls from the root: `("network",
    "subnets")`."""

    problem: str = ""
    """Why the manifest cannot be used; empty if it can."""


def installed_modules(root: str, data_directory: str = ".terraform") -> InstalledModules:
    """Read the manifest of a root module; `data_directory` is the value of `TF_DATA_DIR`."""
    path = posixpath.normpath(posixpath.join(root, data_directory, "modules", "modules.json"))
    data = read_bytes(path)
    if isinstance(data, UnreadableFile):
        return InstalledModules({}, f"{path}: {data.reason}; run `terraform init`")
    import json  # read only where installed modules are followed

    try:
        manifest: _Json = json.loads(data)
    except (ValueError, RecursionError):
        return InstalledModules({}, f"{path} is not valid JSON; run `terraform init` again")
    records = manifest.get("Modules") if isinstance(manifest, dict) else None
    if not isinstance(records, list):
        return InstalledModules({}, f"{path} does not list any modules; run `terraform init` again")
    return InstalledModules(dict(_directories(root, records)))


def _directories(root: str, records: list[_Json]) -> Iterator[tuple[tuple[str, ...], str]]:
    for record in records:
        match record:
            case {"Key": str(key), "Dir": str(directory)} if key and directory:
                path = posixpath.join(root, directory.replace("\\", "/"))
                yield tuple(key.split(".")), posixpath.normpath(path)
            case _:
                pass
