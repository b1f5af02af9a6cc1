"""Which files of a directory Terraform reads, and in which order."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

SUFFIXES: Final = (".tf", ".tf.json")
_OVERRIDES: Final = ("_override.tf", "_override.tf.json")
_OVERRIDE: Final = frozenset({"override.tf", "override.tf.json"})


def is_configuration(name: str) -> bool:
    """Terraform reads a file of this name. (No backup of an editor ends like one.)"""
    return name.endswith(SUFFIXES) and not name.startswith(".")


def is_override(name: str) -> bool:
    """A configuration file of this name is merged into the others."""
    return name.endswith(_OVERRIDES) or name in _OVERRIDE


def loading_order(names: Iterable[str]) -> tuple[str, ...]:
    """Configuration files in the order of their names, override files behind the others."""
    ordered = sorted(names)
    overrides = [name for name in ordered if is_override(name)]
    if not overrides:
        return tuple(ordered)
    return (*(name for name in ordered if not is_override(name)), *overrides)
