"""The inventory files of a run."""

from __future__ import annotations

import os
from collections.abc import Iterator
from functools import lru_cache
from typing import TYPE_CHECKING

from bridgelint.base.failure import Failure
from bridgelint.base.words import plural
from bridgelint.config.config import Config, ConfigurationError
from bridgelint.lint.run_arguments import Arguments
from bridgelint.workspace.confinement import is_inside, working_tree

if TYPE_CHECKING:
    from bridgelint.eventbridge.inventory import Inventory


def inventories(arguments: Arguments, config: Config) -> tuple[Inventory, ...]:
    """Read the inventories of the command line, otherwise those of a configuration. Raise
    `ConfigurationError`."""
    if arguments.inventories:
        return tuple(_read(each, each) for each in arguments.inventories)
    return tuple(_read(each, _confined(each, config)) for each in config.inventories)


def stale(found: tuple[Inventory, ...]) -> Iterator[str]:
    """Yield what the summary says about old inventories."""
    if not found:
        return
    from datetime import UTC, datetime  # only with an inventory

    from bridgelint.eventbridge.inventory import STALE_DAYS  # as above

    for each in found:
        age = each.age(datetime.now(UTC))
        if age is not None and age.days > STALE_DAYS:
            yield f"inventory `{each.path}` is {plural(age.days, 'day')} old"


def _confined(path: str, config: Config) -> str:
    """Return the real path of a configured file. It must be inside the working tree."""
    if not is_inside(path, working_tree(config.directory)):
        message = f"the inventory `{_shown(path)}` is outside the working tree"
        raise ConfigurationError(Failure(message, "pass it with --inventory"))
    return os.path.realpath(path)


def _shown(path: str) -> str:
    return os.path.relpath(path).replace(os.sep, "/")


def _read(path: str, real: str) -> Inventory:
    from bridgelint.eventbridge.inventory import InvalidInventory  # only with an inventory

    shown = _shown(path)
    try:
        return _parsed(shown, real, os.stat(real).st_mtime_ns)  # noqa: PTH116 # pathlib is not imported in a small run
    except OSError as error:
        message = f"cannot read inventory `{shown}`: {error.strerror}"
    except InvalidInventory as error:
        message = f"invalid inventory `{shown}`: {error}"
    raise ConfigurationError(Failure(message, "`--save-inventory` creates one"))


@lru_cache(maxsize=64)
def _parsed(shown: str, real: str, changed: int) -> Inventory:  # noqa: ARG001 # part of the key
    from bridgelint.eventbridge.inventory import read_inventory  # as above

    with open(real, "rb") as file:  # noqa: PTH123 # as above
        return read_inventory(shown, file.read())
