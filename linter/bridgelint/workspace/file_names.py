"""The files of a directory that Terraform reads, and their order."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

SUFFIXES: Final = (".tf", ".tf.json")
_OVERRIDES: Final = ("_override.tf", "_override.tf.json")
_OVERRIDE: Final = frozenset({"override.tf", "override.tf.json"})


def is_configuration(name: str) -> bool:
    """Return whether Terraform reads a file of this name. (Editor backups have other endings.)"""
    return name.endswith(SUFFIXES) and not name.startswith(".")


def is_override(name: str) -> bool:
    """Return whether a configuration file of this name is an override file."""
    return name.endswith(_OVERRIDES) or name in _OVERRIDE


def loading_order(names: Iterable[str]) -> tuple[str, ...]:
    """Sort configuration files by name, override files last."""
    ordered = sorted(names)
    if "override" in "\n".join(ordered):  # cheaper than to ask each name
        ordered.sort(key=is_override)
    return tuple(ordered)
