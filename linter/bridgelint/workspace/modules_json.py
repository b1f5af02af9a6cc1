"""The directories of installed modules: `.terraform/modules/modules.json`."""

from __future__ import annotations

import posixpath
from collections.abc import Iterator, Mapping
from typing import NamedTuple

from bridgelint.workspace.file_reading import UnreadableFile, read_bytes

_Json = str | float | bool | list["_Json"] | dict[str, "_Json"] | None


class InstalledModule(NamedTuple):
    """One installed call of the tree."""

    source: str
    version: str
    """Empty if the source has none."""

    path: str
    """The directory, relative to the working directory."""


class InstalledModules(NamedTuple):
    """The contents of a root module's manifest."""

    modules: Mapping[tuple[str, ...], InstalledModule]
    """By the names of the calls from the root: `("network", "subnets")`."""

    problem: str = ""
    """Why the manifest cannot be used; empty if it can."""


def installed_modules(root: str, data_directory: str = ".terraform") -> InstalledModules:
    """Read the manifest of the root module in a directory.

    `data_directory` is the value of `TF_DATA_DIR`.
    """
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
    return InstalledModules(dict(_modules(root, records)))


def _modules(root: str, records: list[_Json]) -> Iterator[tuple[tuple[str, ...], InstalledModule]]:
    for record in records:
        if not isinstance(record, dict):
            continue
        key, directory = _text(record, "Key"), _text(record, "Dir")
        if key and directory:
            path = posixpath.normpath(posixpath.join(root, directory.replace("\\", "/")))
            module = InstalledModule(_text(record, "Source"), _text(record, "Version"), path)
            yield tuple(key.split(".")), module


def _text(record: dict[str, _Json], name: str) -> str:
    value = record.get(name)
    return value if isinstance(value, str) else ""
